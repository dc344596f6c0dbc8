"""Native charts: words stay words, empty cells and #N/A are gaps, and Excel opens them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from pmf_excel.excel.charts import InCell, Line, Series, lines, stacked_bars
from pmf_excel.excel.writer import Book
from tests.opens import VALIDATOR, findings
from tests.test_excel import book, part

NUMBERS = (80, None, 82, "#N/A", -3, "")


def charted(title: str | InCell = "Calls", name: str | InCell = "Figure") -> Book:
    """Numbers on one sheet, and a line chart of them on another."""
    b = book()
    shown, page = b.sheet("Shown"), b.sheet("The numbers")
    page.put(0, 0, "Calls & <answers>")
    for row, number in enumerate(NUMBERS, 1):
        page.put(row, 0, f"Month {row}")
        if isinstance(number, str):
            page.formula(row, 1, "NA()" if number else '""', number)
        else:
            page.put(row, 1, number)
        page.put(row, 2, 85)
    area = "'The numbers'!$%s$2:$%s$7"
    drawn = [Line(name, area % ("B", "B"), "#1D3C5E", markers=True), Line("Target", area % ("C", "C"), "#0B0C0C", dashed=True)]  # fmt: skip
    lines(b, shown, (1, 1), title, area % ("A", "A"), drawn, "Calls rose", (600, 300), "0.0")
    return b


def xml_of(b: Book) -> str:
    return part(b.bytes(), "xl/charts/chart1.xml")


def test_a_cell_that_is_empty_or_not_there_is_a_gap() -> None:
    xml = xml_of(charted())
    assert re.findall(r"<c:f>(.*?)</c:f>", xml) == [
        "'The numbers'!$A$2:$A$7", "'The numbers'!$B$2:$B$7", "'The numbers'!$A$2:$A$7", "'The numbers'!$C$2:$C$7",
    ]  # fmt: skip
    kept = re.findall(r"<c:numCache>(.*?)</c:numCache>", xml)[0]
    assert re.findall(r'<c:pt idx="(\d)"><c:v>(.*?)</c:v>', kept) == [("0", "80"), ("2", "82"), ("4", "-3")]
    assert '<c:ptCount val="6"/>' in kept
    assert '<c16r3:dispNaAsBlank val="1"/>' in xml
    assert "c:dispBlanksAs" not in xml  # a gap, as long as nothing else is said


def test_lines_are_told_apart_by_more_than_colour_and_are_plain() -> None:
    xml = xml_of(charted())
    one, two = re.findall(r"<c:ser>(.*?)</c:ser>", xml)
    assert ('<a:prstDash val="solid"/>' in one, '<c:symbol val="circle"/>' in one) == (True, True)
    assert ('<a:prstDash val="dash"/>' in two, '<c:symbol val="none"/>' in two) == (True, True)
    assert 'srgbClr val="0B0C0C"' in two
    assert "gradFill" not in xml
    assert '<c:smooth val="1"/>' not in xml
    assert '<c:numFmt formatCode="0.0" sourceLinked="0"/>' in xml


@pytest.mark.parametrize(
    "text", ["=Shown!A1", "Well done!A1 and more", "='[other.xlsx]One'!$A$1", "=cmd", "<&>", "a\x01b"]
)
def test_words_are_never_taken_for_a_cell(text: str) -> None:
    xml = xml_of(charted(text, text))
    said = text.replace("\x01", "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert xml.count("<c:f>") == 4
    assert f"<a:t>{said}</a:t>" in xml
    assert f"<c:tx><c:v>{said}</c:v></c:tx>" in xml


def test_words_may_stand_in_a_cell() -> None:
    xml = xml_of(charted(InCell("'The numbers'!$A$1"), InCell("'The numbers'!$A$1")))
    cell = '<c:tx><c:strRef><c:f>\'The numbers\'!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Calls &amp; &lt;answers&gt;</c:v>'
    assert xml.count(cell) == 2


def bars(of: str = "") -> Book:
    b = book()
    shown, other = b.sheet("Shown"), b.sheet("Other")
    for number, page in enumerate((shown, other)):
        for row in range(2):
            page.put(row, 0, f"Priority {row}")
            page.put(row, 1, 3 + number)
    stacked_bars(b, shown, (5, 0), "Well done!A1", (0, 1), 0, [Series("Green!B2", 1, "#00703C", "#FFFFFF")], "words", (400, 200), of)  # fmt: skip
    return b


@pytest.mark.parametrize(("of", "sheet", "number"), [("", "Shown", "3"), ("Other", "Other", "4")])
def test_bars_take_their_numbers_from_the_page_or_from_another_sheet(of: str, sheet: str, number: str) -> None:
    xml = xml_of(bars(of))
    assert re.findall(r"<c:f>(.*?)</c:f>", xml) == [f"'{sheet}'!$A$1:$A$2", f"'{sheet}'!$B$1:$B$2"]
    assert re.findall(r"<c:v>(.*?)</c:v>", xml) == ["Green!B2", "Priority 0", "Priority 1", number, number]


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
def test_they_open_and_a_broken_one_is_found(tmp_path: Path) -> None:
    whole, broken, lines_ = tmp_path / "whole.xlsx", tmp_path / "broken.xlsx", charted().bytes()
    whole.write_bytes(bars("Other").bytes())
    assert findings(whole) == []
    whole.write_bytes(lines_)
    assert findings(whole) == []
    with zipfile.ZipFile(io.BytesIO(lines_)) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<c:plotVisOnly", b"<c:wrong/><c:plotVisOnly"))
    assert len(findings(broken)) == 1
