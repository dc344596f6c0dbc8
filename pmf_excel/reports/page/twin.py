"""The whole page: its marks, the front sheet, headings with their numbers, paragraphs, lists, tables and charts.

It is made from the report as it is read back, so that it cannot say anything else than the Word document does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from pmf_excel.reports.page.drawing import figure
from pmf_excel.reports.page.tables import table
from pmf_excel.reports.reading import Box, Piece, ReadChart, ReadParagraph, ReadReport, ReadTable, read_report

#: The style in which a format sets its title, and that in which a chart's finding stands above it.
TITLE, CHART_TITLE = "Title", "ChartTitle"


def html_twin(data: bytes, council: str, css: str) -> bytes:
    """The page of a finished report in the looks of a style sheet; the same document gives the same page."""
    report = read_report(data)
    marks = " · ".join(dict.fromkeys(" · ".join(text.split("\t")) for text in report.headers if text))
    body = "\n".join(_body(report))
    page = f"""<!DOCTYPE html>
<html lang="{escape(report.language or "en-GB")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(report.title)} – {escape(council)}</title>
<style>
{css}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header class="page"><div class="inner"><p class="marks">{escape(council)}{f" · {escape(marks)}" if marks else ""}</p></div></header>
<main id="report" tabindex="-1">
{body}
</main>
<footer class="page"><div class="inner"><p>This page says what the Word document of the same name says.</p></div></footer>
</body>
</html>
"""
    return page.encode("utf-8")


def _body(report: ReadReport) -> Iterator[str]:
    """The pieces of the report, each heading one level below the page's own."""
    pieces = [one for one in report.pieces if not _empty(one)]
    if not any(isinstance(one, ReadParagraph) and one.style == TITLE for one in pieces):
        yield f"<h1>{escape(report.title)}</h1>"
    level = 1
    for kind, some in groupby(enumerate(pieces), key=lambda one: _list(one[1])):
        if kind:
            items = "".join(f"<li>{_spans(one)}</li>" for _, one in some if isinstance(one, ReadParagraph))
            yield f"<{kind}>{items}</{kind}>"
            continue
        for at, piece in some:
            after = pieces[at + 1] if at + 1 < len(pieces) else None
            match piece:
                case ReadTable():
                    yield table(piece, _cell)
                case ReadChart():
                    above = pieces[at - 1] if at else None
                    finding = above.text if isinstance(above, ReadParagraph) and above.style == CHART_TITLE else ""
                    yield figure(piece, finding)
                case ReadParagraph() if piece.style == CHART_TITLE and isinstance(after, ReadChart):
                    continue
                case ReadParagraph():
                    if piece.level:
                        level = min(piece.level + 1, level + 1, 6)
                    yield _paragraph(piece, level)


def _empty(piece: Piece) -> bool:
    return isinstance(piece, ReadParagraph) and not piece.text and not piece.boxes


def _list(piece: Piece) -> str:
    """The kind of list that a piece is an item of; nothing where it is none."""
    if not isinstance(piece, ReadParagraph) or piece.level:
        return ""
    return "ul" if piece.bullet else "ol" if piece.style == "ListNumber" else ""


def _paragraph(piece: ReadParagraph, level: int) -> str:
    """A paragraph, with its number where Word prints one; a heading at its level."""
    if piece.style == TITLE:
        return f"<h1>{_spans(piece)}</h1>"
    number = f"{escape(piece.number)} " if piece.number else ""
    if piece.level:
        return f"<h{level}>{number}{_spans(piece)}</h{level}>"
    if number:
        return f'<div class="numbered"><span class="number">{number.strip()}</span><p>{_spans(piece)}</p></div>'
    return f"<p>{_spans(piece)}</p>"


def _cell(paragraphs: Sequence[ReadParagraph]) -> str:
    """What stands in a cell: one paragraph as it is, several each by itself."""
    shown = [one for one in paragraphs if one.text or one.boxes]
    if len(shown) == 1:
        return _spans(shown[0])
    return "".join(f"<p>{_spans(one)}</p>" for one in shown)


def _spans(piece: ReadParagraph) -> str:
    """The words of a paragraph; its boxes as words that everybody can hear."""
    made = "".join(
        f"<strong>{_text(span.text)}</strong>" if span.bold and not piece.level else _text(span.text)
        for span in piece.spans
    ).strip()
    return f"{made}{_said(piece.boxes)}" if piece.boxes else made


def _text(text: str) -> str:
    return escape(text).replace("\t", " ").replace("\n", "<br>")


def _said(boxes: Sequence[Box]) -> str:
    """Which boxes are ticked, in words."""
    ticked = [box.title.rpartition(":")[2].strip() or box.title for box in boxes if box.checked]
    return f" <strong>({escape(', '.join(ticked))} is ticked)</strong>" if ticked else " (not ticked)"
