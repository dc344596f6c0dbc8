"""The wheel alone: built, put in an empty folder, and run from there, with nothing of the checkout in reach."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def test_every_package_is_named_for_the_wheel() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "pmf_excel").rglob("__init__.py")}
    assert there <= set(named)


def test_the_wheel_alone_runs_the_demo(tmp_path: Path) -> None:
    source = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    names = listed or [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]
    for name in names:
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path / "wheel"),
        str(source),
    ]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next((tmp_path / "wheel").glob("*.whl"))
    with zipfile.ZipFile(wheel) as parts:
        carried = set(parts.namelist())
        parts.extractall(tmp_path / "site")
    assert {
        "pmf_excel/workbook_templates/return.toml", "pmf_excel/report_templates/formats/north-norfolk.docx",
        "pmf_excel/report_templates/kinds/quarterly.md", "pmf_excel/samples/hart/framework.xlsx",
        "pmf_excel/samples/hart/published.csv", "pmf_excel/samples/approval-stages.toml",
    } <= carried  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = [sys.executable, "-c", "import pmf_excel; print(pmf_excel.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(tmp_path / "site" / "pmf_excel" / "__init__.py")
    done = subprocess.run(
        [sys.executable, "-m", "pmf_excel", "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "demo" / "master" / "master 2014-06.xlsx").stat().st_size > 20_000
