"""Plain: for a council that has not brought its own format yet."""

from __future__ import annotations

from tools.formats.numbering import Scheme
from tools.formats.package import Format
from tools.formats.parts import field, front_sheet, only_if, paragraph, section, slot
from tools.formats.styles import TEXT_WIDTH, Style

_LABEL = 2450
#: Every implication that any of the councils asks for. Those that say "None." are always there, the others where they have a text.
_IMPLICATIONS = (
    ("Council plan", "council_plan", ""),
    ("Financial", "financial", "None."),
    ("Medium term financial strategy", "financial_strategy", ""),
    ("Legal", "legal", "None."),
    ("Staffing", "staffing", ""),
    ("Employment", "employment", ""),
    ("Equality and diversity", "equality", "None."),
    ("Risk", "risk", "None."),
    ("Crime, disorder and community safety", "community_safety", ""),
    ("Impact on communities", "communities", ""),
    ("Sustainability", "sustainability", ""),
    ("Climate and carbon", "climate", ""),
    ("Social value", "social_value", ""),
    ("Consultation", "consultation", ""),
)


def _line(label: str, name: str) -> tuple[str, str]:
    return paragraph("Front Label", label), paragraph("Front Text", field(name))


def _implication(heading: str, name: str, standing: str) -> str:
    made = section(heading, name, standing, style="Heading 2")
    return made if standing else only_if(name, made)


FORMAT = Format(
    "Committee report, plain format",
    (
        paragraph("Title", field("title")),
        front_sheet(
            "Front sheet: meeting, date, who the report is of, wards",
            (_LABEL, TEXT_WIDTH - _LABEL),
            (
                _line("Meeting:", "committee"),
                _line("Date:", "meeting_date"),
                _line("Report of:", "report_from"),
                _line("Wards:", "wards"),
            ),
        ),
        section("Purpose", "purpose"),
        section("Recommendations", "recommendations"),
        section("Summary", "summary"),
        section("Detail", "detail"),
        paragraph("Heading 1", "Implications"),
        *(_implication(*one) for one in _IMPLICATIONS),
        section("Background papers", "background_papers", "None."),
        only_if("appendix_list", section("Appendices", "appendix_list", body="Unnumbered Paragraph")),
        only_if("appendices", paragraph("Normal", slot("appendices"))),
    ),
    Scheme("%1.", "%1.%2", "%1.%2.%3"),
    (Style("Title", then="Normal", size=18, bold=True, before=0, after=12, keep=True),),
    front=("top", "bottom", "insideH"),
)
