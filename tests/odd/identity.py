"""The marks by which a return is known: some lost, some of another return, some edited."""

from __future__ import annotations

import re
from collections.abc import Callable

import openpyxl

from tests.odd.edits import MEASURES_PART, Return, in_book, packed, parts_of, put, resaved
from tests.odd.variant import Variant, accepted, ignored, noted, rejected

CODE = re.compile(rb"(V\d\d) (\d{4}-\d\d) (\d)-([0-9a-f]{10})")
PROPERTY, KEYWORDS, STAMP, STRINGS = "docProps/custom.xml", "docProps/core.xml", "xl/worksheets/sheet5.xml", "xl/sharedStrings.xml"  # fmt: skip
EVERYWHERE = (PROPERTY, KEYWORDS, STAMP, STRINGS)


def recoded(new: bytes, *parts: str) -> Callable[[Return], bytes]:
    """The code in some parts written anew; \\1 to \\4 are service, round, issue and digest."""

    def make(made: Return) -> bytes:
        return packed(
            {name: CODE.sub(new, part) if name in parts else part for name, part in parts_of(made.data).items()}
        )

    return make


def without(*parts: str) -> Callable[[Return], bytes]:
    return recoded(b"gone", *parts)


def tab_alone(made: Return) -> bytes:
    """One tab copied to a new workbook: nothing but the code on it is left."""

    def change(book: openpyxl.Workbook) -> None:
        for name in ("Start here", "Sign-off", "pmf", "Lists"):
            book.remove(book[name])
        book.custom_doc_props.props.clear()
        book.properties.keywords = None
        book.defined_names.clear()

    return resaved(made.data, change)


def neighbours_sheet(made: Return) -> bytes:
    """The Measures sheet of another service pasted over this one's, with its texts."""
    ours, theirs = parts_of(made.data), parts_of(made.neighbour)
    return packed({**ours, MEASURES_PART: theirs[MEASURES_PART], STRINGS: theirs[STRINGS]})


def figures_alone(made: Return) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Calls answered", 95])
    return resaved(_bytes(book))


def _bytes(book: openpyxl.Workbook) -> bytes:
    import io

    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def marked_by(text: str) -> Callable[[Return], bytes]:
    """The code on the Measures sheet typed over."""
    return lambda made: packed(
        {n: put(p, {"A3": text}) if n == MEASURES_PART else p for n, p in parts_of(made.data).items()}
    )


VARIANTS: list[Variant] = [
    accepted("without its property", without(PROPERTY)),
    accepted("without its keywords", without(KEYWORDS)),
    accepted("without its hidden stamp", without(STAMP)),
    accepted("without the codes on its sheets", without(STRINGS)),
    accepted("with nothing but its property", without(KEYWORDS, STAMP, STRINGS)),
    accepted("with nothing but its keywords", without(PROPERTY, STAMP, STRINGS)),
    noted("one tab in a new workbook", tab_alone, "PMF-207"),
    ignored("without any mark", without(*EVERYWHERE), "PMF-301"),
    ignored("a workbook that never was a return", figures_alone, "PMF-301"),
    rejected("its property is another service's", recoded(rb"V42 \2 \3-\4", PROPERTY), "PMF-307", says=("V42",)),
    rejected("its keywords are another round's", recoded(rb"\1 2014-03 \3-\4", KEYWORDS), "PMF-307", says=("2014-03",)),
    rejected("its stamp is another issue's", recoded(rb"\1 \2 2-\4", STAMP, STRINGS), "PMF-307"),
    rejected("another service's sheet pasted in", neighbours_sheet, "PMF-307", says=("V41",)),
    rejected("another service's code on its sheet", marked_by("Return code V41 2014-06 1-0123456789"), "PMF-307"),
    rejected("all marks of another round", recoded(rb"\1 2014-03 \3-\4", *EVERYWHERE), "PMF-310"),
    rejected("all marks of another service, with a made-up digest", recoded(rb"V42 \2 \3-\4", *EVERYWHERE), "PMF-310"),
    rejected("all marks of an issue that never was", recoded(rb"\1 \2 7-\4", *EVERYWHERE), "PMF-310"),
    rejected("all marks of another workspace", recoded(rb"\1 \2 \3-0123456789", *EVERYWHERE), "PMF-310"),
    rejected("all marks of a service there is none of", recoded(rb"ZZZ \2 \3-\4", *EVERYWHERE), "PMF-310"),
    rejected("all marks of a marked-up copy that was never made", recoded(rb"\1 \2 \3-\4 put right 3", *EVERYWHERE), "PMF-310"),
    rejected("all marks of a month there is none of in the ledger", recoded(rb"\1 2199-12 \3-\4", *EVERYWHERE), "PMF-310"),
    accepted("the hidden sheets shown", in_book(lambda book: [setattr(sheet, "sheet_state", "visible") for sheet in book])),
]  # fmt: skip
