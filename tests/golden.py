"""The words and figures of everything the demo makes, as plain text: what golden files are compared by.

Refresh the golden files, after looking at what changed, with ``python -m tests.golden``.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import docx
import openpyxl
from docx.table import Table
from docx.text.paragraph import Paragraph

from pmf_excel.demo import play

HERE = Path(__file__).resolve().parent / "golden"


def of_workbook(data: bytes) -> str:
    """Every cell with something in it, sheet by sheet: formulas as formulas."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    lines = []
    for sheet in book:
        lines.append(f"== {sheet.title} ({sheet.sheet_state}) {sheet.dimensions}")
        lines += [
            f"{cell.coordinate}\t{cell.value}" for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
    return "\n".join(lines) + "\n"


def of_document(data: bytes) -> str:
    """Every paragraph with its style, and every table row, in order."""
    document = docx.Document(io.BytesIO(data))
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(f"[{block.style.name}] {block.text}")
        elif isinstance(block, Table):
            lines += ["| " + " | ".join(cell.text.replace("\n", " / ") for cell in row.cells) for row in block.rows]
    return "\n".join(lines) + "\n"


def made() -> dict[str, str]:
    """The golden texts by file name, from a fresh demo."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        play(demo, lambda line: None, lambda name: None)
        return {
            "return.txt": of_workbook((demo / "outgoing" / "2014-06" / "HR 2014-06.xlsx").read_bytes()),
            "master.txt": of_workbook((demo / "master" / "master 2014-06.xlsx").read_bytes()),
            "report.txt": of_document(next((demo / "reports").glob("*.docx")).read_bytes()),
        }


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name, text in made().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
