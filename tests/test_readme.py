"""The README is true: its commands run, and what it says of the command line is so."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pmf_excel.cli import pmf
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_it_has_two_one_line_commands_and_their_windows_twins() -> None:
    assert [block.strip().splitlines()[0].split(" && ")[-1] for block in BLOCKS if "venv" in block] == [
        ".venv/bin/pmf demo",
        ".venv/bin/pytest",
    ]
    windows = re.findall(r"```powershell\n(.*?)\n```", README)
    assert [line.split("; ")[-1] for line in windows] == [r".venv\Scripts\pmf demo", r".venv\Scripts\pytest"]


def test_the_road_it_shows_can_be_walked(tmp_path: Path) -> None:
    lines = next(block for block in BLOCKS if "pmf new" in block).strip().splitlines()
    assert [shlex.split(line)[1] for line in lines] == [
        name
        for name in pmf.commands
        if name in ("new", "check", "issue", "collect", "status", "remind", "consolidate", "report", "verify")
    ]
    sample = ROOT / "samples" / "hart" / "framework.xlsx"
    for line in lines:
        done = subprocess.run(
            [sys.executable, "-m", "pmf_excel", *shlex.split(line)[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), line
        if line.startswith("pmf new"):
            (tmp_path / "council" / "framework.xlsx").write_bytes(sample.read_bytes())
    assert len(list((tmp_path / "council" / "reports").glob("*.docx"))) == 1


def test_every_command_is_in_its_table() -> None:
    assert re.findall(r"^\| `pmf ([a-z-]+)` \|", README, re.MULTILINE) == list(pmf.commands)


def test_its_pictures_and_files_exist() -> None:
    named = [*re.findall(r"\]\((docs/[^)]+)\)", README), *re.findall(r"`((?:tools|tests|docs)/[\w./-]+)`", README)]
    assert len(named) >= 7
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.skipif(os.environ.get("PMF_README") != "1", reason="PMF_README is not 1: this test needs the internet")
def test_its_demo_command_runs_on_a_fresh_copy(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in listed:
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    command = next(block.strip() for block in BLOCKS if block.strip().endswith("pmf demo"))
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "What to open first:" in done.stdout
    assert len(list((tmp_path / "demo" / "master").glob("*.xlsx"))) == 1
