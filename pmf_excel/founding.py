"""Founding a workspace: settings, an empty register, the folders of the road, starters, and copies of our templates if wanted."""

from __future__ import annotations

import sys
from pathlib import Path

from pmf_excel import settings as settings_file
from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place
from pmf_excel.register.write import Rows
from pmf_excel.shelves import REGISTER, shipped
from pmf_excel.starters import starters
from pmf_excel.workspace import Workspace

#: The folders of ours that a council may change a copy of.
TEMPLATES = ("workbook_templates", "report_templates/kinds", "report_templates/formats")


def new_workspace(
    folder: Path, council: str, rows: Rows | None = None, dry_run: bool = False, templates: bool = False
) -> list[Path]:
    """Make a workspace: settings, an empty register, the folders of the road, and files to double-click.

    The starters run the Python that runs this, wherever it is still there. What is in the folder already stays as it is.
    With ``templates``, copies of our templates are put into it, which then are used instead of ours.

    Raises PutRight when the folder holds a workspace already.
    """
    settings_path = folder / settings_file.FILE
    made = [
        settings_path,
        folder / REGISTER,
        *(folder / name for name in ("inbox", "outgoing", "archive", "master", "reports")),
    ]
    copies = {
        folder / name / path.name: path
        for name in TEMPLATES
        for path in (sorted(shipped(name).iterdir()) if templates else ())
        if path.is_file() and path.name != settings_file.FILE
    }
    clicked = {folder / name: data for name, data in starters(sys.executable).items() if not (folder / name).exists()}
    there = [path for path in made[:2] if path.exists()]
    if there:
        raise PutRight(
            f"{there[0]}: this folder holds a workspace already. Choose another folder; nothing was changed."
        )
    if dry_run:
        return [*made, *clicked, *copies]
    for path, data in clicked.items():
        put_in_place(path, data)
    for target, source in copies.items():
        put_in_place(target, source.read_bytes())
    for path in made[2:]:
        path.mkdir(parents=True, exist_ok=True)
    text = shipped("workbook_templates").joinpath("pmf.toml").read_text(encoding="utf-8")
    put_in_place(settings_path, text.replace("{council}", council.replace("\\", "\\\\").replace('"', '\\"')).encode())
    workspace = Workspace.open(folder)
    put_in_place(folder / REGISTER, workspace.new_register(workspace.first_rows() if rows is None else rows))
    return [*made, *clicked, *copies]
