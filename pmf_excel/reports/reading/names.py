"""The names that a Word document's parts go by, worked out once, and how one of their values is read."""

from __future__ import annotations

import functools
from typing import Any

from docx.oxml.ns import qn as qualified

#: A name with its namespace, worked out once: a long report asks for the same few millions of times.
qn = functools.cache(qualified)
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What holds paragraphs and tables without being one.
AROUND = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:smartTag")}
#: What is in the file and not on the page.
UNSEEN = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr"), qn("w:txbxContent"), FALLBACK}


def value(node: Any, name: str) -> str:
    """What the part called ``name`` within another says; nothing where there is none."""
    found = node.find(qn(name)) if node is not None else None
    return str(found.get(qn("w:val")) or "") if found is not None else ""
