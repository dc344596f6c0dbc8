"""South Derbyshire: two-column front sheet, headings 1.0, paragraphs 1.1 that run on below their sub-headings (2024)."""

from __future__ import annotations

from tools.formats.numbering import Scheme
from tools.formats.package import Format
from tools.formats.parts import field, front_sheet, only_if, paragraph, section, slot, text
from tools.formats.styles import EDGES, Style

_WIDTHS = (2450, 3520, 3100)
#: What the council says where nothing arises, of the corporation and of the community.
_NONE, _NOT_APPLICABLE = "None directly.", "Not applicable in the context of the report."


def _label(said: str) -> str:
    return paragraph("Front Label", said)


def _value(*runs: str, style: str = "Front Capitals") -> str:
    return paragraph(style, *runs)


def _beside(label: str, name: str) -> str:
    return paragraph("Front Capitals", text(f"{label} ", bold=True), field(name))


def _below(heading: str, name: str, standing: str) -> str:
    return section(heading, name, standing, style="Heading 2")


FORMAT = Format(
    "Committee report, South Derbyshire format (2024)",
    (
        front_sheet(
            "Front sheet: committee, agenda item, date of meeting, category, who the report is from, open or exempt, "
            "members' contact point, subject, wards affected and terms of reference",
            _WIDTHS,
            (
                (_label("REPORT TO:"), _value(field("committee")), _beside("AGENDA ITEM:", "agenda_item")),
                (
                    _label("DATE OF MEETING:"),
                    _value(field("meeting_date")),
                    _label("CATEGORY: (See Notes)") + _value(field("category")),
                ),
                (_label("REPORT FROM:"), _value(field("report_from")), _value(field("part", bold=True))),
                (
                    _label("MEMBERS’ CONTACT POINT:"),
                    _value(field("contact_officer"))
                    + _value(field("contact_telephone"))
                    + _value(field("contact_email"), style="Front Text"),
                    _beside("DOC:", "report_reference"),
                ),
                (_label("SUBJECT:"), paragraph("Title", field("title")), paragraph("Front Text")),
                (
                    _label("WARD(S) AFFECTED:"),
                    _value(field("wards")),
                    _beside("TERMS OF REFERENCE:", "terms_of_reference"),
                ),
            ),
        ),
        section("Recommendations", "recommendations"),
        section("Purpose of the Report", "purpose"),
        section("Executive Summary", "summary"),
        section("Detail", "detail"),
        section("Financial Implications", "financial", _NONE),
        paragraph("Heading 1", "Corporate Implications"),
        _below("Employment Implications", "employment", _NONE),
        _below("Legal Implications", "legal", _NONE),
        _below("Council Plan Implications", "council_plan", _NONE),
        _below("Risk Impact", "risk", _NONE),
        paragraph("Heading 1", "Community Impact"),
        _below("Consultation", "consultation", _NONE),
        _below("Equality and Diversity Impact", "equality", _NOT_APPLICABLE),
        _below("Social Value Impact", "social_value", _NOT_APPLICABLE),
        _below("Environmental Sustainability", "sustainability", _NOT_APPLICABLE),
        section("Conclusions", "conclusions"),
        section("Background Papers", "background_papers", "None."),
        only_if("appendix_list", paragraph("Unnumbered Paragraph", slot("appendix_list"))),
        only_if("appendices", paragraph("Normal", slot("appendices"))),
    ),
    Scheme("%1.0", "%1.%2", "%1.%2.%3"),
    (
        Style("Title", then="Front Text", bold=True, caps=True, after=4),
        Style("Front Capitals", "Front Text", caps=True),
    ),
    front=EDGES,
)
