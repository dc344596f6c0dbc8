"""Charts of a Word document: every number and name stands in the chart and in the workbook behind it, and both open."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree

from pmf_excel.errors import OurFault
from pmf_excel.excel.plain import plain_workbook
from pmf_excel.excel.theme import load
from pmf_excel.files import repacked
from pmf_excel.reports.elements import Chart, Series
from pmf_excel.reports.word.chart import add_chart
from pmf_excel.shelves import shipped
from tests.opens import VALIDATOR, findings

THEME = load(shipped("workbook_templates") / "theme.toml")
PLAIN = shipped("report_templates") / "formats" / "plain.docx"
C = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart", "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip
HOSTILE = (
    "<&>\"' ]]> {{ 7*7 }} {% x %} =cmd|'/C calc'!A0 \x01\x0b\x1f😀 שלום \u202eevil\u202c _x0041_ a\tb\nline &amp; &#1;"
)
#: What is left of it: a control character is gone, and a vertical tab ends a line.
CLEANED = "<&>\"' ]]> {{ 7*7 }} {% x %} =cmd|'/C calc'!A0 \n😀 שלום evil _x0041_ a\tb\nline &amp; &#1;"


def numbers(*given: float | str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if one is None else Decimal(str(one)) for one in given)


def stacked(count: int = 3, names: str = "Priority") -> Chart:
    green, amber = numbers(*(n + 2 for n in range(count))), numbers(*(n % 3 for n in range(count)))
    return Chart(
        "stacked", "Two of five are Green", "Measures by status. Housing: 2 Green.", tuple(f"{names} {n}" for n in range(count)),
        (Series("● Green", green, "#00703C"), Series("◆ Amber", amber, "#F9A602", "#0B0C0C")),
    )  # fmt: skip


def line(
    *figures: float | None,
    target: Sequence[float | None] = (),
    decimals: int = 0,
    unit: str = "",
    months: str = "Month",
) -> Chart:
    series = [Series("Actual", numbers(*figures), "#1D70B8")]
    if target:
        series.append(Series("Target", numbers(*target), "#0B0C0C", dashed=True))
    return Chart("line", "Calls rose", "Calls, month by month.", tuple(f"{months} {n}" for n in range(len(figures))), tuple(series), decimals, unit)  # fmt: skip


CHARTS = {
    "one bar": stacked(1),
    "six bars": stacked(6, "A clean, green and safe district for all who live and work in it"),
    "fifteen bars": stacked(15, "Good homes that people can afford, in the places where they are needed most"),
    "sixty bars": stacked(60),
    "nothing but zeros": replace(stacked(2), series=(Series("▲ Red", numbers(0, 0), "#B3261E"),)),
    "three points": line(91.2, 93.5, 96.1, target=(95, 95, 95), decimals=1, unit="%"),
    "gaps": line(None, 4, None, None, 1200300.25, None, target=(3, None, 3, 3, None, 3), decimals=2, unit="£"),
    "below zero": line(-3, 4, -1.5, decimals=1, unit="days"),
    "two years": line(*range(24), target=[12] * 24, months="Sep 2026 is month"),
    "one figure": line(20),
    "hostile": Chart(
        "stacked", HOSTILE, HOSTILE, (HOSTILE, "=1+1", ""),
        (Series(HOSTILE, numbers(1, 2, 3), "#00703C"), Series("", numbers(1, None, 3), "#B3261E"), Series("x" * 5000, numbers(0, 0, 1), "#F9A602")),
        unit=HOSTILE[:40],
    ),
    "hostile line": replace(line(1, 2, decimals=1, unit=HOSTILE[:40]), categories=(HOSTILE, "word " * 1000), about=HOSTILE, title=HOSTILE),
}  # fmt: skip


def made(*charts: Chart, base: bytes | None = None) -> bytes:
    """A document of these charts, each with its title above it."""
    document = docx.Document(io.BytesIO(base) if base else str(PLAIN))
    body = document.element.body
    for node in list(body)[:-1]:
        body.remove(node)
    for number, chart in enumerate(charts, 1):
        document.add_paragraph("Title", style="Chart Title")
        body.insert(len(body) - 1, add_chart(document, chart, number, THEME))
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def xml_of(chart: Chart) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(made(chart))).read("word/charts/chart1.xml"))


def book_of(data: bytes, name: str = "chart1") -> Any:
    inner = zipfile.ZipFile(io.BytesIO(data)).read(f"word/embeddings/{name}.xlsx")
    return openpyxl.load_workbook(io.BytesIO(inner))


def said(node: Any, path: str) -> list[str]:
    return [str(one) for one in node.xpath(path, namespaces=C)]


def cached(node: Any, count: int) -> list[str | None]:
    """What a chart shows without its workbook, point by point."""
    assert said(node, ".//c:ptCount/@val") == [str(count)]
    points = {one.get("idx"): one[0].text or "" for one in node.iter(f"{{{C['c']}}}pt")}
    return [points.get(str(place)) for place in range(count)]


@pytest.mark.parametrize("name", CHARTS)
def test_every_number_and_name_is_in_the_chart_and_in_the_cells_its_formulas_name(name: str) -> None:
    chart = CHARTS[name]
    data = made(chart)
    root, sheet = xml_of(chart), book_of(data)["Sheet1"]

    def cells(node: Any) -> list[Any]:
        title, _, area = said(node, ".//c:f/text()")[0].partition("!")
        assert title == "Sheet1"
        assert re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", area)
        found = sheet[area.replace("$", "")]
        return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]

    clean = [CLEANED if one == HOSTILE else one for one in chart.categories]
    drawn = root.findall(".//c:ser", C)
    assert len(drawn) == len(chart.series)
    for one, node in zip(chart.series, drawn, strict=True):
        series_name = CLEANED if one.name == HOSTILE else one.name
        assert cached(node.find("c:tx", C), 1) == [series_name]
        assert cells(node.find("c:tx", C)) == [series_name or None]
        assert cached(node.find("c:cat", C), len(clean)) == clean
        assert cells(node.find("c:cat", C)) == [text or None for text in clean]
        kept = cached(node.find("c:val", C), len(clean))
        assert [None if text is None else Decimal(text) for text in kept] == list(one.values)
        in_cells = [None if value is None else Decimal(str(value)) for value in cells(node.find("c:val", C))]
        assert in_cells == list(one.values)
    assert sheet.max_row == len(clean) + 1
    assert sheet["A1"].value is None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}


def test_the_document_leads_to_the_chart_and_the_chart_to_its_workbook() -> None:
    data = made(stacked(), line(1, 2))
    document = docx.Document(io.BytesIO(data))
    for number, shown in enumerate(document.element.body.iter(f"{{{C['c']}}}chart"), 1):
        chart = document.part.related_parts[shown.get(qn("r:id"))]
        assert chart.partname == f"/word/charts/chart{number}.xml"
        assert chart.content_type == "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
        outside = etree.fromstring(chart.blob).find("c:externalData", C)
        book = chart.related_parts[outside.get(qn("r:id"))]
        assert book.partname == f"/word/embeddings/chart{number}.xlsx"
        assert book.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        assert said(outside, "c:autoUpdate/@val") == ["0"]


@pytest.mark.parametrize(("given", "kept"), [("Measures by status.", "Measures by status."), (HOSTILE, CLEANED)])
def test_who_cannot_see_it_is_told_all(given: str, kept: str) -> None:
    document = docx.Document(io.BytesIO(made(replace(stacked(), about=given, title=given), line(1))))
    found = list(document.element.body.iter(qn("wp:docPr")))
    assert (found[0].get("descr"), found[0].get("title")) == (kept, kept)
    assert [one.get("name") for one in found] == ["Chart 1", "Chart 2"]
    assert len({one.get("id") for one in found}) == 2
    assert document.paragraphs[1].style.name == "Chart"
    assert said(xml_of(stacked()), "/c:chartSpace/c:chart/c:title") == []


@pytest.mark.parametrize("name", CHARTS)
def test_it_is_no_wider_than_the_text_and_fits_on_a_page(name: str) -> None:
    extent = next(docx.Document(io.BytesIO(made(CHARTS[name]))).element.body.iter(qn("wp:extent")))
    wide, high = int(extent.get("cx")) / 360_000, int(extent.get("cy")) / 360_000
    assert 15.9 < wide <= 16
    assert 2.5 < high < 22
    if CHARTS[name].kind == "line":
        assert round(high) == 7


def test_more_bars_make_it_higher_until_it_is_16_cm_high() -> None:
    heights = []
    for count in (1, 3, 6, 12, 13, 24):
        document = docx.Document(io.BytesIO(made(stacked(count))))
        heights.append(int(next(document.element.body.iter(qn("wp:extent"))).get("cy")) / 360_000)
    assert heights == sorted(heights)
    assert [round(one, 1) for one in heights] == [3.2, 5.3, 8.5, 14.8, 15.9, 16.0]


def test_a_name_that_all_but_fits_beside_its_bar_stands_in_one_line() -> None:
    left = []
    for name in (
        "Housing",
        "Homes and places people are proud of",
        "Good homes that people can afford, wherever they are needed",
    ):
        chart = replace(stacked(1), categories=(name,))
        left.append(float(said(xml_of(chart), "//c:plotArea/c:layout//c:x/@val")[0]))
    assert [round(one, 2) for one in left] == [0.13, 0.5, 0.45]


def test_it_is_as_narrow_as_the_narrowest_part_of_a_format() -> None:
    document = docx.Document(str(PLAIN))
    document.sections[0].right_margin += Cm(3)
    node = add_chart(document, line(1, 2), 1, THEME)
    assert round(int(next(node.iter(qn("wp:extent"))).get("cx")) / 360_000, 1) == 13.0


def test_bars_lie_stacked_from_zero_with_the_first_on_top() -> None:
    root = xml_of(stacked())
    assert said(root, "//c:barDir/@val|//c:grouping/@val|//c:overlap/@val") == ["bar", "stacked", "100"]
    assert said(root, "//c:catAx/c:scaling/c:orientation/@val") == ["maxMin"]
    assert said(root, "//c:valAx/c:scaling/c:min/@val") == ["0"]
    assert said(root, "//c:valAx/c:scaling/c:max/@val") == []  # whoever edits a figure sees the whole of its bar
    assert said(root, "//c:valAx/c:crosses/@val") == ["max"]  # so that the numbers of the axis stand below
    assert said(root, "//c:valAx/c:numFmt/@formatCode|//c:valAx/c:majorUnit/@val") == ["#,##0", "1"]
    assert said(root, "//c:legend/c:legendPos/@val") == ["b"]
    assert said(root, "//c:catAx/c:tickLblSkip/@val") == ["1"]


@pytest.mark.parametrize(("most", "step"), [(0, "1"), (3, "1"), (9, "2"), (16, "5"), (60, "10"), (4000, "1000")])
def test_the_axis_of_bars_has_whole_numbers(most: int, step: str) -> None:
    chart = replace(stacked(1), series=(Series("● Green", numbers(most), "#00703C"),))
    assert said(xml_of(chart), "//c:majorUnit/@val") == [step]


def test_bars_that_go_below_zero_are_not_cut() -> None:
    chart = replace(stacked(2), series=(Series("Over", numbers(-4, 3), "#00703C"),))
    assert said(xml_of(chart), "//c:valAx/c:scaling/c:min/@val") == []


def test_numbers_stand_on_the_bars_in_their_colour_and_a_zero_has_none() -> None:
    root = xml_of(stacked())
    green, amber = root.findall(".//c:ser", C)
    assert said(green, "c:spPr/a:solidFill/a:srgbClr/@val") == ["00703C"]
    assert said(green, "c:dLbls/c:txPr//a:srgbClr/@val") == ["FFFFFF"]
    assert said(amber, "c:dLbls/c:txPr//a:srgbClr/@val") == ["0B0C0C"]
    # Excel's format: above zero, below zero, and nothing for zero and for words.
    assert said(amber, "c:dLbls/c:numFmt/@formatCode") == ['#,##0;"−"#,##0;;']
    assert said(amber, "c:dLbls/*[starts-with(local-name(), 'show')][@val='1']/@val") == ["1"]
    assert said(amber, "c:dLbls/c:showVal/@val") == ["1"]
    assert said(root, "//c:dLbl") == []


def test_a_number_too_wide_for_its_piece_of_the_bar_is_left_out() -> None:
    green, red = Series("● Green", numbers(100, 100), "#00703C"), Series("▲ Red", numbers(1, 50), "#B3261E")
    drawn = xml_of(replace(stacked(2), series=(green, red))).findall(".//c:ser", C)
    assert [said(one, "c:dLbls/c:dLbl/c:idx/@val") for one in drawn] == [[], ["0"]]
    assert said(drawn[1], "c:dLbls/c:dLbl/c:delete/@val") == ["1"]


def test_figures_are_a_line_with_points_and_a_target_a_dashed_one() -> None:
    root = xml_of(CHARTS["three points"])
    actual, target = root.findall(".//c:ser", C)
    for one, dash, spot, colour in ((actual, "solid", "circle", "1D70B8"), (target, "dash", "none", "0B0C0C")):
        assert said(one, "c:spPr/a:ln/a:prstDash/@val") == [dash]
        assert said(one, "c:marker/c:symbol/@val") == [spot]
        assert said(one, "c:spPr/a:ln/a:solidFill/a:srgbClr/@val") == [colour]
        assert said(one, "c:smooth/@val") == ["0"]
    assert said(root, "//c:dispBlanksAs/@val") == ["gap"]
    assert said(root, "//c:valAx/c:scaling/c:min") == []
    assert said(root, "//c:catAx/c:tickLblPos/@val") == ["low"]
    assert said(root, "//c:catAx/c:auto/@val") == ["0"]  # years are words, and no days


def test_a_target_that_stands_alone_is_seen() -> None:
    target = xml_of(CHARTS["gaps"]).findall(".//c:ser", C)[1]
    assert said(target, "c:dPt/c:idx/@val") == ["0", "5"]
    assert said(target, "c:dPt/c:marker/c:symbol/@val") == ["dash", "dash"]


@pytest.mark.parametrize(
    ("decimals", "unit", "code", "title"),
    [
        (1, "%", '#,##0.0"%";"−"#,##0.0"%"', []),
        (0, "£", '"£"#,##0;"−""£"#,##0', []),
        (2, "", '#,##0.00;"−"#,##0.00', []),
        (0, 'per "1,000"', '#,##0;"−"#,##0', ['per "1,000"']),
    ],
)
def test_numbers_have_their_decimals_and_unit(decimals: int, unit: str, code: str, title: list[str]) -> None:
    chart = line(1, 2, decimals=decimals, unit=unit)
    root = xml_of(chart)
    assert said(root, "//c:valAx/c:numFmt/@formatCode") == [code]
    assert said(root, "//c:numCache/c:formatCode/text()") == [code]
    assert said(root, "//c:valAx/c:title//a:t/text()") == title
    assert book_of(made(chart))["Sheet1"]["B2"].number_format == code


@pytest.mark.parametrize(
    ("figures", "decimals", "step"),
    [((1, 2, 3), 0, ["1"]), ((1000, 1003), 0, ["1"]), ((1, 9), 0, ["2"]), ((95.1, 95.3), 1, ["0.1"]), ((80, 99), 0, []), ((20, 20), 0, []), ((), 0, [])],
)  # fmt: skip
def test_no_two_marks_of_the_axis_read_the_same(figures: tuple[float, ...], decimals: int, step: list[str]) -> None:
    assert said(xml_of(line(None, *figures, decimals=decimals)), "//c:majorUnit/@val") == step


def test_of_many_months_as_many_are_named_as_stand_beside_each_other() -> None:
    few, many = xml_of(line(*range(12), months="Sep")), xml_of(CHARTS["two years"])
    assert (said(few, "//c:tickLblSkip/@val"), said(many, "//c:tickLblSkip/@val")) == (["1"], ["3"])


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_small_round_deep_or_graded(name: str) -> None:
    root = xml_of(CHARTS[name])
    assert said(root, "/c:chartSpace/c:roundedCorners/@val|/c:chartSpace/c:date1904/@val") == ["0", "0"]
    assert said(root, "/c:chartSpace/c:lang/@val") == ["en-GB"]
    assert said(root, "//c:view3D|//a:gradFill|//c:smooth[@val='1']|//a:effectLst") == []
    assert {int(size) for size in said(root, "//@sz")} == {1200}
    assert set(said(root, "//@typeface")) == {"Arial"}


def test_larger_type_makes_it_higher() -> None:
    document = docx.Document(str(PLAIN))
    node = add_chart(document, line(1, 2), 1, THEME, points=14)
    chart = next(part for part in document.part.related_parts.values() if "/charts/" in part.partname)
    assert set(re.findall(rb'sz="(\d+)"', chart.blob)) == {b"1400"}
    assert round(int(next(node.iter(qn("wp:extent"))).get("cy")) / 360_000, 1) == 8.2


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert made(*CHARTS.values()) == made(*CHARTS.values())


def test_a_chart_that_the_format_has_is_kept() -> None:
    base = made(replace(stacked(), title="The format's own"))
    document = docx.Document(io.BytesIO(base))
    document.element.body.append(add_chart(document, line(7, 8), 1, THEME))
    out = io.BytesIO()
    document.save(out)
    names = [name for name in zipfile.ZipFile(out).namelist() if "/chart" in name]
    assert len(names) == len(set(names)) == 6
    assert book_of(out.getvalue())["Sheet1"]["B1"].value == "● Green"
    assert [row[1].value for row in book_of(out.getvalue(), "chart2")["Sheet1"].iter_rows()] == ["Actual", 7, 8]


@pytest.mark.parametrize(
    ("chart", "why"),
    [
        (replace(stacked(), kind="pie"), 'is of the kind "pie"'),
        (replace(stacked(), categories=()), "for each of its 0 categories"),
        (replace(stacked(), series=()), "for each of its 3 categories"),
        (replace(stacked(2), categories=("One",)), "for each of its 1 categories"),
        (line(1, "NaN"), "NaN is not a number"),  # type: ignore[arg-type]
        (line(1, "1E+400"), "not a number that a chart can show"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_chart_is_our_fault(chart: Chart, why: str) -> None:
    with pytest.raises(OurFault, match=re.escape(why)):
        made(chart)


def test_a_text_longer_than_a_cell_takes_is_cut_and_says_so() -> None:
    chart = replace(stacked(1), categories=("y" * 40_000,))
    kept = "y" * 32_766 + "…"
    assert said(xml_of(chart), "//c:cat//c:v/text()")[0] == kept
    assert book_of(made(chart))["Sheet1"]["A2"].value == kept
    with pytest.raises(OurFault, match="40,000 characters is longer than a cell takes"):
        plain_workbook(THEME, ("y" * 40_000,), [("x", (None,))], "0")


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
def test_they_open(tmp_path: Path) -> None:
    data = made(*CHARTS.values())
    (tmp_path / "charts.docx").write_bytes(data)
    assert findings(tmp_path / "charts.docx") == []
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in ("chart1", "chart7", "chart11"):
            (tmp_path / f"{name}.xlsx").write_bytes(parts.read(f"word/embeddings/{name}.xlsx"))
            assert findings(tmp_path / f"{name}.xlsx") == []
