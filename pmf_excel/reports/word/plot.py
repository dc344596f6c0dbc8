"""The XML of a chart that Word draws itself: lying stacked bars, or lines over time. Plain colours, nothing round, smooth or deep."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from pmf_excel.excel.plain import area, number_text
from pmf_excel.excel.theme import Theme
from pmf_excel.reports.elements import Chart, Series
from pmf_excel.reports.word.room import Bars, labels_apart, mark_step

_NAMES = " ".join(
    f'xmlns:{key}="http://schemas.openxmlformats.org/{name}"'
    for key, name in (("c", "drawingml/2006/chart"), ("a", "drawingml/2006/main"), ("r", "officeDocument/2006/relationships"))
)  # fmt: skip
#: The relation of a chart to the workbook of its figures.
TO_BOOK = "rId1"
#: The two axes of a chart know each other by these.
_ACROSS, _UP = 111111111, 222222222
_AXES = f'<c:axId val="{_ACROSS}"/><c:axId val="{_UP}"/>'
#: Of a line's width, in EMU: the figures, a target, a hairline.
_FIGURES, _TARGET, _HAIR = 28575, 19050, 9525
#: The angle that leaves it to the program.
_ITS_OWN = -60_000_000
_NO_LINE = "<a:ln><a:noFill/></a:ln>"


def number_code(chart: Chart) -> str:
    """Excel's format of the chart's numbers: thousands separated, a real minus, with % or £ where that is the unit."""
    number = "#,##0" + ("." + "0" * chart.decimals if chart.decimals else "")
    before, after = '"£"' if chart.unit == "£" else "", '"%"' if chart.unit == "%" else ""
    return f'{before}{number}{after};"−"{before}{number}{after}'


def stacked(chart: Chart, room: Bars, theme: Theme, points: int) -> str:
    """Bars from zero, the first category on top, with their numbers on them."""
    looks = _Looks(theme, points)
    drawn = "".join(
        f'<c:ser>{_named(number, one)}<c:spPr>{_fill(one.fill)}<a:ln w="{_HAIR}">{_fill("#FFFFFF")}</a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/>{_labels(chart, one, tight, looks)}{_cells(chart, number, one)}</c:ser>'
        for number, (one, tight) in enumerate(zip(chart.series, room.tight, strict=True), 1)
    )
    least = "" if any(value and value < 0 for one in chart.series for value in one.values) else '<c:min val="0"/>'
    places = "".join(
        f'<c:{key} val="{share:.4f}"/>'
        for key, share in (("x", room.left), ("y", room.top), ("w", room.wide), ("h", room.high))
    )
    return _space(
        f'<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>{places}</c:manualLayout></c:layout>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="35"/><c:overlap val="100"/>{_AXES}</c:barChart>'
        f'<c:catAx><c:axId val="{_ACROSS}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"{looks.marks('General')}{looks.line()}{looks.names(room.skip)}"
        f'<c:crossAx val="{_UP}"/><c:crosses val="autoZero"/>{_categories(room.skip)}</c:catAx>'
        f'<c:valAx><c:axId val="{_UP}"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f"{looks.marks('#,##0', 'nextTo')}{looks.line()}{looks.text()}"
        # The end of the other axis is the lower edge, since the first category is on top.
        f'<c:crossAx val="{_ACROSS}"/><c:crosses val="max"/><c:crossBetween val="between"/><c:majorUnit val="{room.step}"/></c:valAx>',
        looks,
    )  # fmt: skip


def lines(chart: Chart, width: float, theme: Theme, points: int) -> str:
    """Figures as a line with markers, a dashed line beside it; where there is no figure there is a gap."""
    looks = _Looks(theme, points)
    drawn = "".join(
        f'<c:ser>{_named(number, one)}<c:spPr><a:ln w="{_TARGET if one.dashed else _FIGURES}" cap="flat">{_fill(one.fill)}'
        f'<a:prstDash val="{"dash" if one.dashed else "solid"}"/><a:round/></a:ln></c:spPr>{_markers(one)}'
        f'{_cells(chart, number, one)}<c:smooth val="0"/></c:ser>'
        for number, one in enumerate(chart.series, 1)
    )
    titled = chart.unit if chart.unit not in ("", "%", "£") else ""
    step, skip = mark_step(chart), labels_apart(chart.categories, width, points)
    return _space(
        f'<c:layout/><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}<c:marker val="1"/>{_AXES}</c:lineChart>'
        f'<c:catAx><c:axId val="{_ACROSS}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f"{looks.marks('General')}{looks.line()}{looks.names(skip)}"
        f'<c:crossAx val="{_UP}"/><c:crosses val="autoZero"/>{_categories(skip)}</c:catAx>'
        f'<c:valAx><c:axId val="{_UP}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f'<c:majorGridlines><c:spPr><a:ln w="{_HAIR}">{_fill(theme.line)}</a:ln></c:spPr></c:majorGridlines>{looks.title(titled)}'
        f"{looks.marks(number_code(chart))}<c:spPr>{_NO_LINE}</c:spPr>{looks.text()}"
        f'<c:crossAx val="{_ACROSS}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>'
        f"{f'<c:majorUnit val={quoteattr(number_text(step))}/>' if step else ''}</c:valAx>",
        looks,
    )  # fmt: skip


class _Looks:
    """The type and lines of one chart."""

    def __init__(self, theme: Theme, points: int) -> None:
        self.theme, self.size = theme, points * 100

    def type(self, colour: str = "", bold: bool = False) -> str:
        """What is said of a piece of text."""
        font = quoteattr(self.theme.font)
        return (
            f'<a:defRPr sz="{self.size}" b="{int(bold)}" i="0">{_fill(colour or self.theme.text)}'
            f"<a:latin typeface={font}/><a:ea typeface={font}/><a:cs typeface={font}/></a:defRPr>"
        )

    def text(self, colour: str = "", bold: bool = False, turn: int = 0) -> str:
        """Text in the theme's font, upright or turned by an angle."""
        return (
            f'<c:txPr><a:bodyPr rot="{turn}" vert="horz"/><a:lstStyle/><a:p><a:pPr>{self.type(colour, bold)}</a:pPr>'
            '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
        )

    def names(self, skip: int) -> str:
        """Names of categories: upright, or as the program finds them readable where there is no room for all."""
        return self.text(turn=_ITS_OWN if skip > 1 else 0)

    def title(self, text: str) -> str:
        """The title of an axis, where there is something to say; it stands along the axis."""
        if not text:
            return ""
        words = self.type().replace("a:defRPr", "a:rPr").replace("<a:rPr ", '<a:rPr lang="en-GB" ', 1)
        return (
            '<c:title><c:tx><c:rich><a:bodyPr rot="-5400000" vert="horz"/><a:lstStyle/>'
            f"<a:p><a:pPr>{self.type()}</a:pPr><a:r>{words}<a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>"
            '<c:overlay val="0"/></c:title>'
        )

    def line(self) -> str:
        """The line of an axis."""
        return f'<c:spPr><a:ln w="{_HAIR}">{_fill(self.theme.hint)}</a:ln></c:spPr>'

    def marks(self, code: str, place: str = "low") -> str:
        """How an axis is marked: numbers in a format, no ticks, labels at the edge even where figures go below zero."""
        return (
            f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{place}"/>'
        )


def _space(plot: str, looks: _Looks) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_NAMES}><c:date1904 val="0"/><c:lang val="en-GB"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{plot}<c:spPr><a:noFill/>{_NO_LINE}</c:spPr></c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{looks.text()}</c:legend>'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr>{_fill("#FFFFFF")}{_NO_LINE}</c:spPr>{looks.text()}'
        f'<c:externalData r:id="{TO_BOOK}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _named(number: int, one: Series) -> str:
    """Which series it is, and its name by its cell."""
    name = f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(one.name)}</c:v></c:pt>'
    return (
        f'<c:idx val="{number - 1}"/><c:order val="{number - 1}"/>'
        f"<c:tx><c:strRef><c:f>{area(number, 0, 0)}</c:f><c:strCache>{name}</c:strCache></c:strRef></c:tx>"
    )


def _cells(chart: Chart, number: int, one: Series) -> str:
    """The categories and numbers of a series: their cells, and what stands in these."""
    last = len(chart.categories)
    words = "".join(f'<c:pt idx="{n}"><c:v>{escape(text)}</c:v></c:pt>' for n, text in enumerate(chart.categories))
    numbers = "".join(
        f'<c:pt idx="{n}"><c:v>{number_text(value)}</c:v></c:pt>'
        for n, value in enumerate(one.values) if value is not None
    )  # fmt: skip
    count = f'<c:ptCount val="{last}"/>'
    return (
        f"<c:cat><c:strRef><c:f>{area(0, 1, last)}</c:f><c:strCache>{count}{words}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{area(number, 1, last)}</c:f><c:numCache><c:formatCode>{escape(number_code(chart))}</c:formatCode>"
        f"{count}{numbers}</c:numCache></c:numRef></c:val>"
    )


def _labels(chart: Chart, one: Series, tight: Sequence[int], looks: _Looks) -> str:
    """The numbers on the bars. A zero has none, nor has a piece of a bar on which it would reach over the next."""
    gone = "".join(f'<c:dLbl><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>' for place in tight)
    shown = "".join(
        f'<c:show{what} val="{int(what == "Val")}"/>'
        for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    return (
        f'<c:dLbls>{gone}<c:numFmt formatCode={quoteattr(number_code(chart) + ";;")} sourceLinked="0"/><c:spPr><a:noFill/>{_NO_LINE}</c:spPr>'
        f'{looks.text(one.text, bold=True)}<c:dLblPos val="ctr"/>{shown}</c:dLbls>'
    )


def _markers(one: Series) -> str:
    """Small points on the figures; none on a dashed line, but for a number without neighbours, which would not be seen."""
    look = f'<c:spPr>{_fill(one.fill)}<a:ln w="{_HAIR}">{_fill(one.fill)}</a:ln></c:spPr>'
    if not one.dashed:
        return f'<c:marker><c:symbol val="circle"/><c:size val="6"/>{look}</c:marker>'
    values: list[Decimal | None] = [None, *one.values, None]
    alone = [
        n for n, value in enumerate(one.values) if value is not None and values[n] is None and values[n + 2] is None
    ]
    return '<c:marker><c:symbol val="none"/></c:marker>' + "".join(
        f'<c:dPt><c:idx val="{n}"/><c:marker><c:symbol val="dash"/><c:size val="12"/>{look}</c:marker><c:bubble3D val="0"/></c:dPt>'
        for n in alone
    )


def _categories(skip: int) -> str:
    """Categories are words, and no days; how many there are to a label."""
    return f'<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="{skip}"/><c:noMultiLvlLbl val="1"/>'


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
