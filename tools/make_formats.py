"""Makes the committee formats in report_templates/formats: Word documents that a clerk can then edit in Word.

Order and wording of headings follow the councils' published reports. Run it as ``python tools/make_formats.py``; a test
makes them again and compares.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
if str(HERE) not in sys.path:  # run as a file, which makes its own folder the place to look for modules
    sys.path.insert(0, str(HERE))

from tools.formats import briefing, checklist, harborough, north_norfolk, plain, south_derbyshire, west_lindsey  # noqa: E402
from tools.formats.package import document_of  # noqa: E402

FORMATS = HERE / "report_templates" / "formats"
_ALL = {
    "briefing": briefing,
    "harborough": harborough,
    "north-norfolk": north_norfolk,
    "plain": plain,
    "south-derbyshire": south_derbyshire,
    "west-lindsey": west_lindsey,
}
#: The checklist is no format of a report, so it stands beside them.
CHECKLIST = HERE / "report_templates" / "checklist.docx"
FORMATS_MADE: dict[str, Callable[[], bytes]] = {
    name: functools.partial(document_of, module.FORMAT) for name, module in _ALL.items()
}

if __name__ == "__main__":
    for name, make in FORMATS_MADE.items():
        path = FORMATS / f"{name}.docx"
        path.write_bytes(make())
        print(path.relative_to(HERE))
    CHECKLIST.write_bytes(document_of(checklist.FORMAT))
    print(CHECKLIST.relative_to(HERE))
