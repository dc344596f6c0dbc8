"""Briefing: for officers, not for a committee. A title and what there is to say, on one page where it can be; no front sheet, no numbers."""

from __future__ import annotations

from tools.formats.package import Format
from tools.formats.parts import field, only_if, paragraph, slot
from tools.formats.styles import THEME, Style

FORMAT = Format(
    "Briefing for officers",
    (
        paragraph("Title", field("title")),
        paragraph("For Whom", field("council")),
        paragraph("Normal", slot("summary")),
        only_if("background", paragraph("Normal", slot("background"))),
        only_if(
            "recommendations", paragraph("Heading 1", "What is asked"), paragraph("Normal", slot("recommendations"))
        ),
        only_if("detail", paragraph("Normal", slot("detail"))),
        only_if("appendices", paragraph("Normal", slot("appendices"))),
    ),
    None,
    (
        Style("Title", then="Normal", size=18, bold=True, before=0, after=2, keep=True),
        Style("For Whom", colour=THEME.hint, after=8),
    ),
    front=("top", "bottom", "insideH"),
)
