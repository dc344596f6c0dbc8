"""LibreOffice as a spreadsheet program that works formulas out anew: many workbooks in one run, whatever results they carry."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

_RECALCULATE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)


def recalculate(paths: Sequence[Path], folder: Path) -> Path:
    """Have LibreOffice open each workbook, work out every formula, and save it in a folder, which is given back.

    As many run side by side as there are processors, each with a profile of its own.
    """
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    out, workers = folder / "worked out", min(os.cpu_count() or 1, 1 + len(paths) // 20)
    with ThreadPoolExecutor(workers) as pool:
        answers = list(pool.map(lambda n: _one(paths[n::workers], folder / f"profile {n}", out), range(workers)))
    assert answers == [""] * workers
    assert {path.name for path in paths} <= {path.name for path in out.glob("*.xlsx")}
    return out


def _one(paths: Sequence[Path], profile: Path, out: Path) -> str:
    """One LibreOffice over some workbooks, at most a hundred at a time; gives what it complained of."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    for at in range(0, len(paths), 100):
        some = [str(path) for path in paths[at : at + 100]]
        done = subprocess.run([*command, "--outdir", str(out), *some], capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr or "it failed"
    return ""
