"""What a package is and what it carries, told before its sheets are read: macros and automatic links, DTDs, other kinds of document.

Every XML part is parsed as far as its first element, also those that are never read. Names can be anything, so what a part is is
told from its first element and from the list of contents; the name counts as well, for what would be found by it only.
"""

from __future__ import annotations

import re

from pmf_excel.excel.container import Container
from pmf_excel.excel.kinds import Unreadable
from pmf_excel.excel.markup import parse, root

CONTENTS = "[content_types].xml"
_XML = (".xml", ".rels", ".vml")

#: What is refused, by what stands in a part's name or in the kind that the list of contents gives it.
_REFUSED = (
    (re.compile(r"sheet\.binary\.[a-z.]*main|^xl/workbook\.bin$"), "binary"),
    (re.compile(r"wordprocessingml\.(document|template)\.main|ms-word.*\.main|^word/document\.xml$"), "document"),
    (re.compile(r"presentationml\..*\.main|ms-powerpoint.*\.main|^ppt/presentation\.xml$"), "slides"),
    (re.compile(r"vbaproject|macrosheet|macroenabled\.main"), "macro"),
)
#: What is mentioned and never opened or followed.
_REMARKED = (
    (re.compile("externallink"), "a link to another workbook"),
    (re.compile("embeddings/|oleobject"), "an embedded object"),
    (re.compile("activex|ctrlprops/|controlproperties"), "a control"),
    (re.compile("xl/connections|querytable|connections[+]xml"), "a connection to outside data"),
)


def scanned(container: Container) -> tuple[str, ...]:
    """What the package carries that is mentioned, in words.

    Raises Unreadable where it is no workbook of the usual kind, or carries what is refused.
    """
    _named(container)
    listed = _contents(container)
    for pattern, kind in _REFUSED:
        if any(pattern.search(name) for name in (*container.names, *listed)):
            raise Unreadable(kind)
    for name in container.names:
        if name.endswith(_XML):
            _look(container, name)
    carried = (*container.names, *listed)
    return tuple(words for pattern, words in _REMARKED if any(pattern.search(one) for one in carried))


def _named(container: Container) -> None:
    """Refuse a container that is no package of Office at all."""
    names = set(container.names)
    if {"mimetype", "content.xml"} <= names:
        kind = container.part("mimetype")[:200].decode("ascii", "replace")
        raise Unreadable("ods" if "spreadsheet" in kind else "slides" if "presentation" in kind else "document")
    if any(name.endswith(".iwa") or name == "index.zip" for name in names):
        raise Unreadable("numbers")
    if CONTENTS not in names and "_rels/.rels" not in names and not any(name.startswith("xl/") for name in names):
        raise Unreadable("folder")


def _contents(container: Container) -> set[str]:
    """The kinds that the list of contents gives to parts that are there, in small letters."""
    found: set[str] = set()
    endings = {name.rpartition(".")[2] for name in container.names}

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        if (
            attributes.get("PartName", "").lstrip("/") in container
            or attributes.get("Extension", "").lower() in endings
        ):
            found.add(kind)

    parse(container.part(CONTENTS), start)
    return found


def _look(container: Container, name: str) -> None:
    """Look at the beginning of a part; refuse what it shows."""
    first = root(lambda length: container.beginning(name, length)).rpartition(" ")[2]
    if first == "macrosheet":
        raise Unreadable("macro")
    if first == "externalLink":
        _follow(container.part(name))


def _follow(data: bytes) -> None:
    """Refuse a link that another program would be started for; the links themselves are followed nowhere."""

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] in ("ddeLink", "oleLink"):
            raise Unreadable("automatic")

    parse(data, start)


_QUOTED = re.compile(r'"(?:[^"]|"")*"' + "|'(?:[^']|'')*'")


def starts_a_program(formula: str) -> bool:
    """Whether a formula asks another program for a value, as =cmd|'/c calc'!A0 does: a bar outside quotes stands nowhere else."""
    return "|" in formula and "|" in _QUOTED.sub("", formula)
