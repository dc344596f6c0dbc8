"""The files an officer double-clicks: what is in them, that cmd can be told nothing by a path or by what is typed, and the month."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pmf_excel import founding
from pmf_excel.cli import pmf
from pmf_excel.founding import new_workspace
from pmf_excel.starters import README, STARTERS, starters
from tests.conftest import ROOT

PYTHON = r"C:\Users\ann\AppData\Local\Programs\Python\Python312\python.exe"
HOSTILE = r"C:\Users\Zoë O'Hara & co\100% (new)!\^venv\%PATH%\python.exe"
#: How a starter runs pmf, and what follows.
CALL = re.compile(r'^(?:"%PMF_PROGRAM%" %PMF_WORDS%|"!PMF_PROGRAM!" !PMF_WORDS!) (.+)$', re.MULTILINE)


def scripts(python: str = PYTHON) -> dict[str, str]:
    return {name: data.decode() for name, data in starters(python).items() if name.endswith(".cmd")}


def calls() -> list[tuple[str, list[str]]]:
    """Every pmf command in every starter, a month standing where one may be typed."""
    found = [(name, shlex.split(words)) for name, text in scripts().items() for words in CALL.findall(text)]
    return [(name, ["2014-06" if word == "!PMF_MONTH!" else word for word in words]) for name, words in found]


def test_the_starters_are_the_road_in_its_order() -> None:
    assert list(starters(PYTHON)) == [
        "READ ME FIRST.txt", "0 Check the register.cmd", "1 Issue returns.cmd", "2 Collect.cmd", "3 Status.cmd",
        "4 Remind.cmd", "5 Master workbook.cmd", "6 Report.cmd",
    ]  # fmt: skip
    assert [" ".join(words) for _, words in calls()] == [
        "check", "issue -- 2014-06", "issue", "collect", "status --excel", "remind", "consolidate", "report quarterly",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), calls())
def test_every_command_in_them_is_one_that_pmf_has(name: str, words: list[str]) -> None:
    command = pmf.commands[words[0]]
    with command.make_context(words[0], words[1:], resilient_parsing=False) as context:
        assert context.params["folder"] == Path()


@pytest.mark.parametrize("name", [f"{starter.name}.cmd" for starter in STARTERS] + [README])
def test_windows_reads_them(name: str) -> None:
    data = starters(PYTHON)[name]
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert data.decode("ascii").replace("\r\n", "").isprintable()
    assert name == README or data.startswith(b"@echo off\r\nsetlocal EnableExtensions DisableDelayedExpansion\r\n")


@pytest.mark.parametrize("text", scripts().values(), ids=scripts())
def test_each_says_what_happened_and_waits_for_a_key(text: str) -> None:
    lines = text.splitlines()
    assert lines[-3:] == ["echo.", "pause", "exit /b %PMF_CODE%"][-3:]
    for code in "012":
        assert sum(line.startswith(f'if "%PMF_CODE%"=="{code}" echo ') for line in lines) == 1
    assert sum(line.startswith('if not "%PMF_CODE%"=="0" if not "%PMF_CODE%"=="1" if not') for line in lines) == 1
    assert "echo pmf was not found on this computer." in lines
    # Every jump has its place, and the one line that removes quotation marks is the only one with an odd number of them.
    assert set(re.findall(r"goto (\w+)", text)) == {line[1:] for line in lines if line.startswith(":")}
    assert {line for line in lines if line.count('"') % 2} <= {'set "PMF_MONTH=!PMF_MONTH:"=!"'}
    # What is said holds nothing that cmd takes for a sign of its own.
    said = [line.split("echo ", 1)[1] for line in lines if "echo " in line and line != "@echo off"]
    assert [words for words in said if set(words) & set('&|<>^%!()"')] == []
    assert [line for line in lines if len(line) > 400] == []


@pytest.mark.parametrize("text", scripts().values(), ids=scripts())
def test_they_work_wherever_the_folder_is(text: str) -> None:
    """On a network share (pushd gives it a drive), and with blanks and signs in its name: always within quotation marks."""
    lines = text.splitlines()
    assert 'set "PMF_FOLDER=%~dp0"' in lines and 'pushd "%PMF_FOLDER%" || goto nofolder' in lines
    assert text.count("%~dp0") == 1
    assert lines.count("popd") == 2
    for line in lines:
        for place in re.finditer(r"%PMF_FOLDER%|%PMF_PROGRAM%|!PMF_PROGRAM!|%~dp0", line):
            assert line[: place.start()].count('"') % 2 == 1, line
    # Delayed expansion, which would eat an exclamation mark in the folder's name, is on for no line that has it.
    on = text[text.find("EnableDelayedExpansion") : text.find("endlocal")] if "EnableDelayed" in text else ""
    assert "PMF_FOLDER" not in on and "%PMF_PROGRAM%" not in on
    # A workspace is shared: no program or Python module in it is run.
    assert lines.index('set "NoDefaultCurrentDirectoryInExePath=1"') < lines.index("chcp 65001 >nul")
    assert 'set "PMF_WORDS=-P -m pmf_excel"' in lines
    assert "where.exe" not in text or "$PATH:pmf.exe" in text


@pytest.mark.parametrize("python", [PYTHON, HOSTILE, r"\\server\share\py & thon\python.exe"])
def test_they_run_the_python_that_made_them(python: str) -> None:
    for text in scripts(python).values():
        lines = text.splitlines()
        (line,) = [line for line in lines if line.startswith('set "PMF_PROGRAM=') and "pmf.exe" not in line]
        assert line == f'set "PMF_PROGRAM={python.replace("%", "%%")}"'
        assert not python.isascii() or text.isascii()
        assert lines.index("chcp 65001 >nul") < lines.index(line)
        assert lines[lines.index(line) + 2] == 'if defined PMF_PROGRAM if exist "%PMF_PROGRAM%" goto found'


@pytest.mark.parametrize("python", ["", "/usr/bin/python3", r"\temp\python.exe", "python.exe", 'C:\\a"&calc&"\\python.exe', "C:\\a\r\ncalc\\python.exe"])  # fmt: skip
def test_what_is_no_windows_program_is_left_out_and_pmf_is_looked_for(python: str) -> None:
    for text in scripts(python).values():
        lines = text.splitlines()
        assert 'set "PMF_PROGRAM="' in lines
        assert 'set "PMF_PROGRAM=pmf.exe"' in lines
        assert "calc" not in text


def test_what_is_typed_cannot_run_anything() -> None:
    asking = {name: text for name, text in scripts().items() if "set /p" in text}
    assert list(asking) == ["1 Issue returns.cmd"]
    (text,) = asking.values()
    # Only delayed expansion puts it in, which cmd does not read as a command again; quotation marks are taken out before,
    # and after "--" nothing is an option.
    assert "%PMF_MONTH%" not in text
    assert [line for line in text.splitlines() if "!PMF_MONTH" in line] == [
        'set "PMF_MONTH=!PMF_MONTH:"=!"',
        '"!PMF_PROGRAM!" !PMF_WORDS! issue -- "!PMF_MONTH!"',
    ]
    for typed in ("--anew", "-w C:\\", "& calc", "2014-06\\"):
        with pytest.raises(click.UsageError, match="is not a month"):
            pmf.commands["issue"].make_context("issue", ["--", typed])


def test_folders_are_shown_by_their_full_name() -> None:
    opened = {name: re.findall(r'start "" "(.+)"', text) for name, text in scripts().items()}
    assert {name: folders for name, folders in opened.items() if folders} == {
        "1 Issue returns.cmd": ["%PMF_FOLDER%outgoing"],
        "5 Master workbook.cmd": ["%PMF_FOLDER%master"],
        "6 Report.cmd": ["%PMF_FOLDER%reports"],
    }


def test_the_text_beside_them_names_each_and_every_folder() -> None:
    text = starters(PYTHON)[README].decode()
    for starter in STARTERS:
        assert f"  {starter.name}: to " in text
    for name in ("framework.xlsx", "outgoing", "inbox", "master", "reports", "archive", "ledger.db", "pmf.toml"):
        assert re.search(rf"^  {re.escape(name)} +\S", text, re.MULTILINE)
    assert max(map(len, text.splitlines())) <= 110


def test_a_new_workspace_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(founding.sys, "executable", HOSTILE)
    listed = new_workspace(tmp_path / "a & b", "A Council", dry_run=True)
    assert not (tmp_path / "a & b").exists()
    made = new_workspace(tmp_path / "a & b", "A Council")
    assert made == listed
    assert {path.name for path in made if path.suffix in (".cmd", ".txt")} == set(starters(HOSTILE))
    for name, data in starters(HOSTILE).items():
        assert (tmp_path / "a & b" / name).read_bytes() == data


def test_what_is_in_the_folder_already_stays(tmp_path: Path) -> None:
    (tmp_path / README).write_text("mine", encoding="utf-8")
    made = new_workspace(tmp_path, "A Council")
    assert (tmp_path / README).read_text(encoding="utf-8") == "mine"
    assert tmp_path / README not in made and tmp_path / "2 Collect.cmd" in made


def pmf_run(folder: Path, now: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PMF_NOW": now, "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-m", "pmf_excel", *words],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder, env=environment,
    )  # fmt: skip


def test_without_a_month_the_one_that_ended_last_is_issued(tmp_path: Path) -> None:
    new_workspace(tmp_path, "A Council")
    (tmp_path / "framework.xlsx").write_bytes((ROOT / "samples" / "hart" / "framework.xlsx").read_bytes())
    said = pmf_run(tmp_path, "2014-07-01T00:00:01", "issue", "--dry-run")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("No month was named, so this is June 2014, the month that ended last.\n")
    assert "No month was named" not in pmf_run(tmp_path, "2014-07-01T00:00:01", "issue", "2014-06", "--dry-run").stdout
    january = pmf_run(tmp_path, "2015-01-31T23:59:59", "issue")
    assert january.stdout.startswith("No month was named, so this is December 2014,")
    assert (tmp_path / "outgoing" / "2014-12").is_dir()
    machine = json.loads(pmf_run(tmp_path, "2014-07-31T09:00:00", "issue", "--json").stdout)
    assert {entry["due"] for entry in machine} == {"2014-07-10"}
