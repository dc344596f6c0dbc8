"""Reads a finished report back as a person sees it: headings and paragraphs with their numbers, tables, charts, boxes.

It also reads what somebody has edited in Word: text cut into runs anywhere, insertions that are tracked (deletions are not read),
content controls, fields by their result. The twin for the web, the check of an edited report and the tests rest on it.
"""

from pmf_excel.reports.reading.document import read_report
from pmf_excel.reports.reading.model import (
    Box,
    Piece,
    ReadCell,
    ReadChart,
    ReadParagraph,
    ReadReport,
    ReadSeries,
    ReadTable,
    Span,
)

__all__ = [
    "Box",
    "Piece",
    "ReadCell",
    "ReadChart",
    "ReadParagraph",
    "ReadReport",
    "ReadSeries",
    "ReadTable",
    "Span",
    "read_report",
]
