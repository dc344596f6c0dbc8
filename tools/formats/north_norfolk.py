"""North Norfolk: front block, background papers, cabinet members and wards, numbered body, closing implications (2022)."""

from __future__ import annotations

from tools.formats.numbering import Scheme
from tools.formats.package import Format
from tools.formats.parts import data_table, field, front_sheet, only_if, paragraph, section, slot, text
from tools.formats.styles import TEXT_WIDTH, Style

_LABEL = 2750
_FRONT = (
    ("Summary:", "summary"),
    ("Options considered:", "options"),
    ("Conclusions:", "conclusions"),
    ("Recommendations:", "recommendations"),
    ("Reasons for Recommendations:", "reasons"),
)
_CLOSING = (
    ("Corporate Plan Objectives", "council_plan"),
    ("Medium Term Financial Strategy", "financial_strategy"),
    ("Financial and Resource Implications", "financial"),
    ("Legal Implications", "legal"),
    ("Risks", "risk"),
    ("Sustainability", "sustainability"),
    ("Climate / Carbon impact", "climate"),
    ("Equality and Diversity", "equality"),
    ("Section 17 Crime and Disorder considerations", "community_safety"),
    ("Conclusion and Recommendations", "conclusion_and_recommendations"),
)

FORMAT = Format(
    "Committee report, North Norfolk format (2022)",
    (
        paragraph("Title", field("title")),
        front_sheet(
            "Summary, options, conclusions and recommendations",
            (_LABEL, TEXT_WIDTH - _LABEL),
            [(paragraph("Front Label", label), paragraph("Front Text", slot(name))) for label, name in _FRONT],
        ),
        paragraph("Heading Unnumbered 1", "LIST OF BACKGROUND PAPERS AS REQUIRED BY LAW"),
        paragraph(
            "Normal",
            "(Papers relied on to write the report, which do not contain exempt information and which are not published elsewhere)",
            keep=True,
        ),
        paragraph("Normal", slot("background_papers", "None.")),
        data_table(
            "Cabinet members and wards affected",
            (TEXT_WIDTH // 2, TEXT_WIDTH // 2),
            ("Cabinet Member(s)", "Ward(s) affected"),
            [(paragraph("Table Text", field("cabinet_member")), paragraph("Table Text", field("wards")))],
        ),
        paragraph("After Table"),
        paragraph(
            "Front Text",
            text("Contact Officer, telephone number and email: ", bold=True),
            *(field("contact_officer"), ", ", field("contact_telephone"), ", ", field("contact_email")),
        ),
        paragraph("Numbered Paragraph", slot("detail")),
        *(section(heading, name, "None.") for heading, name in _CLOSING),
        only_if("appendices", paragraph("Normal", slot("appendices"))),
    ),
    Scheme("%1.", "%1.%2", "%1.%2.%3"),
    (Style("Title", then="Normal", size=16, bold=True, caps=True, before=0, after=12, keep=True),),
)
