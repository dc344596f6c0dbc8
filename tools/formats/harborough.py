"""Harborough: banner, field block, twelve numbered headings, previous reports and appendices (2014)."""

from __future__ import annotations

from tools.formats.numbering import Scheme
from tools.formats.package import Format
from tools.formats.parts import field, front_sheet, only_if, paragraph, section, slot, text
from tools.formats.styles import TEXT_WIDTH, Style

_LABEL = 2450
#: What the council says where nothing arises.
_NONE = "None directly arising from this report."


def _line(label: str, *runs: str, style: str = "Front Text") -> tuple[str, str]:
    return paragraph("Front Label", label), paragraph(style, *runs)


FORMAT = Format(
    "Committee report, Harborough format (2014)",
    (
        paragraph("Banner", "REPORT TO THE ", field("committee")),
        paragraph("Banner", "MEETING ON ", field("meeting_date")),
        front_sheet(
            "Front sheet: status, title, originator, where the report comes from and goes to, objective",
            (_LABEL, TEXT_WIDTH - _LABEL),
            (
                _line("Status:", field("report_status")),
                _line("Title:", field("title"), style="Title"),
                _line("Originator:", field("originator")),
                _line("Where from:", field("where_from")),
                _line("Where to next:", field("where_next")),
                _line("Objective:", slot("objective")),
            ),
        ),
        section("Outcome sought from Panel", "recommendations"),
        section("Background", "background"),
        section("Points for discussion", "detail"),
        section("Equality Impact Assessment Implications/Outcomes (attach completed EIA)", "equality", _NONE),
        section("Impact on Communities", "communities", _NONE),
        section("Legal Issues", "legal", _NONE),
        section("Resource Issues", "financial", _NONE),
        section("Community Safety Implications", "community_safety", _NONE),
        section("Carbon Management Implications", "climate", _NONE),
        section("Risk Management Implications", "risk", _NONE),
        section("Consultation", "consultation", _NONE),
        section("Background Papers", "background_papers", "None."),
        paragraph("Closing Line", text("Previous report(s): ", bold=True), field("previous_reports")),
        paragraph(
            "Closing Line",
            text("Information Issued Under Sensitive Issue Procedure: ", bold=True),
            field("sensitive"),
        ),
        paragraph("Heading Unnumbered 1", "Appendices:"),
        paragraph("Normal", slot("appendix_list", "None.")),
        only_if("appendices", paragraph("Normal", slot("appendices"))),
    ),
    Scheme("%1", "%1.%2", "%1.%2.%3"),
    (
        Style("Banner", then="Banner", size=14, bold=True, caps=True, after=6, keep=True),
        Style("Title", then="Front Text", bold=True, after=4),
        Style("Closing Line", before=8, after=4),
    ),
    front=("top", "bottom", "insideH"),
)
