"""Too much of what is right in itself: rows, copies, sheets, texts, properties; said in few words, and taken where it can be."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.odd.edits import (
    COLUMNS,
    MEASURES_PART,
    ROWS,
    WORKBOOK,
    Return,
    at,
    packed,
    parts_of,
    put,
    raw,
    swapped,
    typed,
    with_part,
)
from tests.odd.variant import AWAITED, Variant, accepted, held, noted, rejected

NONE = dict(AWAITED)


def rows_below(code: Callable[[Return, int], str], count: int) -> Callable[[Return], bytes]:
    """So many rows below the table, each with a code and a figure."""

    def make(made: Return) -> bytes:
        rows = "".join(
            f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{code(made, row)}</t></is></c><c r="{COLUMNS["figure"]}{row}"><v>{row}</v></c></row>'
            for row in range(20, 20 + count)
        )
        return swapped(made.data, MEASURES_PART, "</sheetData>", f"{rows}</sheetData>")

    return make


def sheets(count: int, filled: bool) -> Callable[[Return], bytes]:
    """So many sheets more, each a copy of the measures, or with a line of its own."""

    def make(made: Return) -> bytes:
        parts = parts_of(made.data)
        own = parts[MEASURES_PART]
        if not filled:
            own = re.sub(
                rb"(?s)<sheetData>.*</worksheet>",
                b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
                own,
            )
        names, rels = "", ""
        for number in range(count):
            parts[f"xl/worksheets/more{number}.xml"] = own
            names += f'<sheet name="More {number}" sheetId="{100 + number}" r:id="more{number}"/>'
            rels += f'<Relationship Id="more{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/more{number}.xml"/>'
        parts[WORKBOOK] = parts[WORKBOOK].replace(b"</sheets>", f"{names}</sheets>".encode())
        rel = "xl/_rels/workbook.xml.rels"
        parts[rel] = parts[rel].replace(b"</Relationships>", f"{rels}</Relationships>".encode())
        return packed(parts)

    return make


def texts(made: Return) -> bytes:
    """Two hundred thousand shared texts that no cell uses."""
    more = b"".join(b"<si><t>text %d</t></si>" % number for number in range(200_000))
    return with_part(made.data, "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", more + b"</sst>"))


def properties(made: Return) -> bytes:
    one = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="note %d"><vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">x</vt:lpwstr></property>'
    more = "".join(one % (number, number) for number in range(10, 5010))
    return swapped(made.data, "docProps/custom.xml", "</Properties>", f"{more}</Properties>")


def formats(made: Return) -> bytes:
    more = "".join(
        f'<xf numFmtId="{number % 50}" fontId="0" fillId="0" borderId="0" xfId="{number * 7919 % 64_000}"/>'
        for number in range(64_000)
    )
    return swapped(made.data, "xl/styles.xml", "</cellXfs>", f"{more}</cellXfs>")


def named(title: str) -> Callable[[Return], bytes]:
    """The sheet of measures renamed, and a mistake on it, so that its name stands in a message."""

    def make(made: Return) -> bytes:
        data = typed(made.data, {"N figure": "about 1234"})
        return swapped(data, WORKBOOK, 'name="Measures"', f'name="{title}"')

    return make


def everywhere(value: str) -> Callable[[Return], bytes]:
    """One text typed into every input of the table."""
    cells = {
        at(f"{letter} {column}"): value
        for letter in ROWS
        for column in ("figure", "reason", "commentary", "action", "owner", "action_due", "reply")
    }
    return lambda made: with_part(made.data, MEASURES_PART, lambda xml: put(xml, cells))


RIGHT = "Being put right"
#: Longer than a cell of Excel can be, and not to be squeezed.
LONG = " ".join(str(number * 7919 % 1_000_003) for number in range(6_000))
VARIANTS: list[Variant] = [
    noted("twenty thousand rows of other things", rows_below(lambda made, row: f"OWN{row}", 20_000), "PMF-213"),
    noted("twenty thousand rows without a code", rows_below(lambda made, row: "", 20_000), "PMF-213"),
    held("one row twenty thousand times", rows_below(lambda made, row: f"{made.service}N", 20_000), "PMF-212", N="Awaited"),
    accepted("nine hundred sheets of one's own", sheets(900, False)),
    held("two hundred copies of the sheet", sheets(200, True), "PMF-218", **NONE),
    accepted("two hundred thousand texts that nothing uses", texts),
    accepted("five thousand properties", properties),
    accepted("sixty-four thousand formats", formats),
    held("a sheet named like a formula", named("=1+1"), "PMF-214", cell="N figure", says=("=1+1",), N=RIGHT),
    held("a sheet named like markup", named("&lt;b&gt; [red] {{ x }}"), "PMF-214", cell="N figure", says=("[red]",), N=RIGHT),
    held("a sheet with a name of nothing", named(""), "PMF-214", cell="N figure", N=RIGHT),
    rejected("a sheet with a name far too long", named("x" * 5000), "PMF-302"),
    held("a word in every input", everywhere("soon"), "PMF-204", "PMF-208", "PMF-214", **dict.fromkeys(AWAITED, RIGHT)),
    held("a very long text in every input", everywhere(LONG), "PMF-220", **dict.fromkeys(AWAITED, RIGHT)),
    held("a formula in every input", everywhere(raw('><f>1/0</f>')), "PMF-209", **dict.fromkeys(AWAITED, RIGHT)),
    held("an error in every input", everywhere(raw(' t="e"><v>#N/A</v>')), "PMF-216", **dict.fromkeys(AWAITED, RIGHT)),
    held("a truth in every input", everywhere(raw(' t="b"><v>1</v>')), "PMF-204", **{**dict.fromkeys(AWAITED, RIGHT)}),
]  # fmt: skip
