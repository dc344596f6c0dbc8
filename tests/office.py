"""LibreOffice as a spreadsheet program that works formulas out anew: many workbooks in one run, whatever results they carry."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_RECALCULATE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)


def recalculate(paths: Sequence[Path], folder: Path, kind: str = "xlsx") -> Path:
    """Have LibreOffice open each workbook, work out every formula, and save it in a folder, which is given back."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    profile, out = folder / "profile", folder / f"as {kind}"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    for at in range(0, len(paths), 100):
        some = [str(path) for path in paths[at : at + 100]]
        done = subprocess.run([*command, "--outdir", str(out), *some], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert len(list(out.glob(f"*.{kind}"))) >= len(paths)
    return out
