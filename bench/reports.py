"""How long a committee report takes to make, beside tables written by hand; ten times its rows; and the pack of a quarter.

Run as ``python bench/reports.py``. It prints seconds and ratios, and ends with 1 when a limit below is missed. The floor is a Word
document of six tables with 40 rows and 8 shaded columns, its XML made of string templates and packed with zipfile, with the
styles and settings that python-docx gives a document: what the format itself costs. A report is timed from its position, which the ledger adds up once for all reports of a round.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
#: Measures of the report that is timed (about fifteen pages), and of the one with ten times as many.
FEW, TIMES = 48, 10
#: Of the floor: one report, charts and all. Of the time of the small report: one with ten times its rows.
MOST_REPORT, MOST_GROWTH = 12.0, 12.0
TABLES, ROWS, COLUMNS = 6, 40, 8
#: What a Word document by python-docx has besides its text: styles, settings, a theme.
BASE = Path(docx.__file__).parent / "templates" / "default.docx"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def by_hand() -> bytes:
    """The floor: a Word document whose tables are string templates."""
    cell = '<w:tc><w:tcPr><w:tcW w:w="1133" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="{}"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
    fills = ("CCE2D8", "FFE8B3", "F6D7D2", "EEEFEF")
    body = []
    for table in range(TABLES):
        rows = []
        for row in range(ROWS):
            cells = "".join(
                cell.format(fills[(row + n) % 4], f"Table {table} row {row} cell {n}") for n in range(COLUMNS)
            )
            rows.append(f"<w:tr>{cells}</w:tr>")
        grid = '<w:gridCol w:w="1133"/>' * COLUMNS
        body.append(f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>")
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>{"".join(body)}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(BASE) as base, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in base.namelist():
            parts.writestr(name, text if name == "word/document.xml" else base.read(name))
    return out.getvalue()


def founded(folder: Path, measures: int) -> Any:
    """A council with so many measures, work, recommendations, risks and budgets, whose June of 2014 has come back."""
    sys.path.insert(0, str(ROOT))
    from tests.reported import reported

    return reported(folder, measures // 6, 6, 2)


def timed(make: Callable[[], object]) -> float:
    """The seconds of one run."""
    begin = time.perf_counter()
    make()
    return time.perf_counter() - begin


def together(*makes: Callable[[], object]) -> list[float]:
    """The median seconds of each of some runs, made in turns so that a busy moment meets all of them."""
    for make in makes:
        make()
    rounds = [[timed(make) for make in makes] for _ in range(ROUNDS)]
    return [statistics.median(one) for one in zip(*rounds, strict=True)]


def main() -> int:
    """Print what each costs; 1 when a limit is missed."""
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        small, large = founded(Path(folder) / "small", FEW), founded(Path(folder) / "large", FEW * TIMES)
        few, many = small.docket(), large.docket()
        floor, report, long = together(by_hand, lambda: few.document("quarterly"), lambda: many.document("quarterly"))
        print(f"medians of {ROUNDS} rounds in turns:")
        print(f"  six tables by hand                    {floor * 1000:8.1f} ms, which is what ratios are of")
        ratio = report / floor
        print(
            f"  a quarterly report, charts and all    {report * 1000:8.1f} ms, {ratio:.1f} times (at most {MOST_REPORT:g})"
        )
        if ratio > MOST_REPORT:
            missed.append("a report")
        growth = long / report
        print(
            f"  one with {TIMES} times the measures          {long * 1000:8.1f} ms, {growth:.1f} times the small one (at most {MOST_GROWTH:g})"
        )
        if growth > MOST_GROWTH:
            missed.append("a long report")
        from pmf_excel.docket import Wanted

        dock = timed(lambda: small.docket())
        pack = timed(lambda: small.pack(Wanted("CAB"), dry_run=True))
        print(f"  adding up the position                {dock * 1000:8.1f} ms")
        print(f"  the whole pack of a meeting           {pack * 1000:8.1f} ms, {pack / floor:.0f} times the floor")
    if missed:
        print(f"Missed: {', '.join(missed)}")
    return bool(missed)


if __name__ == "__main__":
    raise SystemExit(main())
