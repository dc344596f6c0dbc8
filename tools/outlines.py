"""The outline of each council's real report beside that of ours: ``python tools/outlines.py [FORMAT] [--report FILE.docx]``.

Without FORMAT all are shown; without a report the format itself is, with its slots. The exit code is 1 when they differ in more
than what the council leaves to the author.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
if str(HERE) not in sys.path:  # run as a file, which makes its own folder the place to look for modules
    sys.path.insert(0, str(HERE))

from pmf_excel.reports.reading import read_report  # noqa: E402
from tools.formats.outline import DIFFERS, Row, compare, pieces_of, real_outline  # noqa: E402

OUTLINES = HERE / "samples" / "outlines"
FORMATS = HERE / "report_templates" / "formats"
_WIDTH = 47


def main(given: Sequence[str] | None = None) -> int:
    """Show the comparison; 1 when any report differs."""
    names = sorted(path.stem for path in OUTLINES.glob("*.toml"))
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("format", nargs="?", choices=names, help="the format; all of them without it")
    asked.add_argument(
        "--report", type=Path, help="a report made in that format, to look at instead of the format itself"
    )
    said = asked.parse_args(given)
    if said.report and not said.format:
        asked.error(
            "say which format the report is made in, for example: python tools/outlines.py harborough --report FILE.docx"
        )
    different = 0
    for name in [said.format] if said.format else names:
        real, lines = real_outline(OUTLINES / f"{name}.toml")
        path = said.report or FORMATS / f"{name}.docx"
        rows = compare(lines, pieces_of(read_report(path.read_bytes(), path.name)))
        different += show(real, path.name, rows)
    return 1 if different else 0


def show(real: str, ours: str, rows: Sequence[Row]) -> int:
    """Print one comparison; how many of its lines differ."""
    print(f"\n{real}\nbeside {ours}\n{'-' * (2 * _WIDTH + 3)}")
    for row in rows:
        why = f" ({row.why})" if row.why else ""
        left, right = (textwrap.wrap(text, _WIDTH) for text in (row.real, row.ours + why))
        for number, (one, other) in enumerate(zip_longest(left, right, fillvalue="")):
            print(f"{one:<{_WIDTH}} {row.mark if number == 0 else ' '} {other}".rstrip())
    different = sum(row.mark == DIFFERS for row in rows)
    slips = sum("→" in row.real for row in rows)
    print(
        f"{'-' * (2 * _WIDTH + 3)}\n= equal, ~ left to the author, + added since, ≠ differs; [1.1] the first paragraph below.\n"
        f"{different or 'None'} of {len(rows)} lines {'differs' if different == 1 else 'differ'}. "
        f"{slips or 'None'} of the real report's numbers {'is' if slips == 1 else 'are'} not what counting gives (4. → 5.)."
    )
    return different


if __name__ == "__main__":
    sys.exit(main())
