"""West Lindsey: reference, field block, recommendation, implications, call in and key decision, numbered body (2012)."""

from __future__ import annotations

from tools.formats.numbering import Scheme
from tools.formats.package import Format
from tools.formats.parts import box, field, front_sheet, only_if, paragraph, slot, text
from tools.formats.styles import HANGING, RECOMMENDATIONS, TEXT_WIDTH, Style

_LABEL = 2750
_HEADING = "Heading Unnumbered 1"
#: What the council says where there is nothing to say.
_NONE = "None identified"


def _implication(label: str, name: str, standing: str = _NONE) -> str:
    return paragraph("Implication", text(f"{label}: ", bold=True), slot(name, standing))


def _boxes(name: str, asks: str) -> str:
    return paragraph("Yes or No", "Yes ", box(name, "Yes", asks), "\tNo ", box(name, "No", asks))


FORMAT = Format(
    "Committee report, West Lindsey format (2012)",
    (
        paragraph("Top Right", field("report_reference")),
        paragraph("Top Right", field("committee")),
        paragraph("Top Right", field("meeting_date")),
        front_sheet(
            "Front sheet: subject, who the report is by, contact officer, purpose and summary",
            (_LABEL, TEXT_WIDTH - _LABEL),
            (
                (paragraph("Front Label", "Subject:"), paragraph("Title", field("title"))),
                (paragraph("Front Label", "Report by:"), paragraph("Front Text", field("report_from"))),
                (
                    paragraph("Front Label", "Contact Officer:"),
                    paragraph("Front Text", field("contact_officer"))
                    + paragraph("Front Text", "Tel: ", field("contact_telephone"))
                    + paragraph("Front Text", "e-mail: ", field("contact_email")),
                ),
                (
                    paragraph("Front Label", "Purpose / Summary:"),
                    paragraph("Front Text", slot("purpose"))
                    + only_if("summary", paragraph("Front Text", slot("summary"))),
                ),
            ),
        ),
        paragraph(_HEADING, "RECOMMENDATION:"),
        paragraph("Recommendation", slot("recommendations")),
        paragraph(_HEADING, "IMPLICATIONS"),
        _implication("Legal", "legal"),
        _implication("Financial", "financial"),
        paragraph("Implication", text("Finance clearance reference: ", bold=True), field("finance_reference")),
        _implication("Staffing", "staffing"),
        _implication("Equality and Diversity including Human Rights", "equality"),
        paragraph(
            "Normal",
            "NB: A full impact assessment ",
            text("HAS TO BE", bold=True),
            " attached if the report relates to any new or revised policy or revision to service delivery/introduction of new services.",
        ),
        _implication("Risk Assessment", "risk", "Not required"),
        _implication("Climate Related Risks and Opportunities", "climate"),
        paragraph(_HEADING, "Title and Location of any Background Papers used in the preparation of this report:"),
        paragraph("Normal", slot("background_papers", "None")),
        paragraph(_HEADING, "Call in and Urgency:"),
        paragraph("Normal", "Is the decision one which Rule 14 of the Scrutiny Procedure Rules apply?", keep=True),
        _boxes("call_in", "Call in and urgency"),
        paragraph(_HEADING, "Key Decision:"),
        _boxes("key_decision", "Key decision"),
        paragraph("Numbered Paragraph", slot("detail")),
        only_if("appendices", paragraph("Normal", slot("appendices"))),
    ),
    Scheme("%1.", "%1.%2.", "%1.%2.%3.", bold=True),
    (
        Style("Title", then="Front Text", bold=True, after=4),
        Style("Top Right", bold=True, align="right", after=6),
        Style("Heading Unnumbered 1", "Heading 1", then="Normal", before=12, rule=True, numbered=(0, 0)),
        Style("Recommendation", numbered=(RECOMMENDATIONS, 0)),
        # Where an implication has a second paragraph, that begins with a tab: here.
        Style("Implication", left=425, hanging=425),
        Style("Yes or No", tab=HANGING * 4),
    ),
    front=("top", "insideH"),
    recommendations="Recommendation",
)
