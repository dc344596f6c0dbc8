"""The checklist of a meeting's pack: what the clerk still has to do, document by document."""

from __future__ import annotations

from tools.formats.numbering import Scheme
from tools.formats.package import Format
from tools.formats.parts import field, paragraph, slot
from tools.formats.styles import Style

FORMAT = Format(
    "Checklist of a meeting's pack",
    (paragraph("Title", field("title")), paragraph("Unnumbered Paragraph", slot("detail"))),
    Scheme("%1.", "%1.%2", "%1.%2.%3"),
    (Style("Title", then="Normal", size=18, bold=True, before=0, after=12, keep=True),),
    front=("top", "bottom", "insideH"),
)
