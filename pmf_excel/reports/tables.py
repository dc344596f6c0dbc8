"""A report's tables, built once as the XML that Word keeps: repeated headings, unsplit rows, status as shape, word and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import said
from pmf_excel.framework.model import titled
from pmf_excel.framework.status import Status
from pmf_excel.framework.travel import Travel, shown
from pmf_excel.ledger.line import Line
from pmf_excel.reports.facts import Facts

#: The width between A4's margins, in twentieths of a point.
TEXT_WIDTH = 9070


@dataclass(frozen=True)
class Cell:
    """What a cell says, as paragraphs; a status paints it, numbers stand at the right."""

    texts: tuple[str, ...]
    status: Status | None = None
    right: bool = False


@dataclass(frozen=True)
class ReportTable:
    """A table: what it shows (for those who cannot see it), headings with their share of the width, and rows."""

    about: str
    headings: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()


def named(facts: Facts, name: Sequence[str]) -> ReportTable | None:
    """The table that a kind's text places by name; nothing when there is no such table."""
    if name[0] == "counts":
        return _counts(facts)
    if name[0] == "measures" and len(name) == 2:
        found = next((priority for priority in facts.priorities if priority.key == name[1]), None)
        return _measures(f"Measures of the priority {found.name}", found.lines, facts) if found else None
    if name[0] == "exceptions":
        return _exceptions(facts)
    return _measures("Measures that are not rated", facts.unrated, facts) if name[0] == "unrated" else None


def _counts(facts: Facts) -> ReportTable:
    counts = facts.counts
    rows = []
    for status in (*counts.rated_statuses, *counts.excluded):
        share = counts.percent(status) if status.rated else None
        percent = f"{share}%" if share is not None else "not rated"
        rows.append(
            (
                Cell((status.shown,), status),
                Cell((str(counts.of(status)),), right=True),
                Cell((percent,), right=True),
            )
        )
    rows.append(
        (Cell(("All measures",)), Cell((str(counts.total),), right=True), Cell((f"{counts.rated} rated",), right=True))
    )
    return ReportTable(
        "How many measures have each status",
        (("Status", 45), ("Measures", 25), ("Share of rated measures", 30)),
        tuple(rows),
        (1, 2),
    )


def _measures(about: str, lines: Sequence[Line], facts: Facts) -> ReportTable:
    rows = []
    for line in lines:
        period = (line.figure_period.short,) if line.figure_period != facts.quarter else ()
        rows.append(
            (
                Cell((_title(line), *period)),
                Cell((_target(line),), right=True),
                Cell((_figure(line, line.figure.value, "–"), *line.marks), right=True),
                Cell((_figure(line, line.previous, "–"),), right=True),
                Cell(_status(line), line.status),
            )
        )
    headings = (("Measure", 38), ("Target", 14), ("This period", 14), ("Period before", 14), ("Status and travel", 20))
    return ReportTable(about, headings, tuple(rows), (1, 2, 3))


def _exceptions(facts: Facts) -> ReportTable:
    rows = []
    for line in facts.exceptions:
        answer = line.answer
        assert answer is not None
        due = f", by {in_words(answer.action_due)}" if answer.action_due else ""
        figure = _figure(line, line.figure.value, "")
        if line.target is not None:
            figure += f" against a target of {_target(line)}"
        elif line.terms.aim:
            figure += f" ({line.terms.aim})"
        if line.late:
            figure += f", for {line.figure_period.label}: that for {line.period.label} is not yet available"
        if line.marks:
            figure += f" ({' and '.join(line.marks)})"
        rows.append(
            (
                Cell((_title(line), figure)),
                Cell(_status(line), line.status),
                Cell(tuple(answer.commentary.split("\n"))),
                Cell((*answer.action.split("\n"), f"{answer.owner}{due}")),
            )
        )
    headings = (("Measure", 27), ("Status", 15), ("What the service says", 30), ("Action, owner and date", 28))
    return ReportTable("Measures that are Red or Amber, with commentary and action", headings, tuple(rows))


#: Units that stand beside every figure; any other stands once, after the measure's title.
_BESIDE = ("%", "£", "days")


def _title(line: Line) -> str:
    unit = line.terms.unit
    return f"{line.measure} {titled(line.terms.title, '' if unit in _BESIDE else unit)}"


def _status(line: Line) -> tuple[str, ...]:
    """The status, and the direction of travel where there is one."""
    return (line.status.shown, shown(line.travel)) if line.travel is not Travel.NONE else (line.status.shown,)


def _target(line: Line) -> str:
    return line.terms.aim or _figure(line, line.target, "–")


def _figure(line: Line, value: Any, absent: str) -> str:
    if value is None:
        return absent
    unit = line.terms.unit
    return said(value, line.terms.kind, line.terms.decimals, unit if unit in _BESIDE else "", brief=True)


def element(table: ReportTable, theme: Theme) -> Any:
    """The table as Word's XML."""
    widths = [TEXT_WIDTH * share // 100 for _, share in table.headings]
    widths[0] += TEXT_WIDTH - sum(widths)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(Cell((text,), right=number in table.right), width, theme, heading=True)
        for number, ((text, _), width) in enumerate(zip(table.headings, widths, strict=True))
    )
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(_cell(c, w, theme) for c, w in zip(row, widths, strict=True))}</w:tr>"
        for row in table.rows
    )
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="PMFTable"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(clean_text(table.about))}/>'
        f"<w:tblDescription w:val={quoteattr(clean_text(table.about))}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _cell(cell: Cell, width: int, theme: Theme, heading: bool = False) -> str:
    style = "TableHeading" if heading else "TableNumber" if cell.right else "TableText"
    align = '<w:jc w:val="right"/>' if heading and cell.right else ""
    shade, run_style = "", ""
    if cell.status is not None:
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{theme.swatch(cell.status.rag or "other").fill[1:]}"/>'
        run_style = f'<w:rPr><w:rStyle w:val="Status{cell.status.rag.value if cell.status.rag else "Other"}"/></w:rPr>'
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if heading else ""}{align}</w:pPr>'
        f'<w:r>{run_style}<w:t xml:space="preserve">{escape(clean_text(text))}</w:t></w:r></w:p>'
        for text in cell.texts
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraphs}</w:tc>'
