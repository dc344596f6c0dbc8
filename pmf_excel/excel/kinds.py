"""What a file is, told from its content and never from its name: a workbook's container, or something else that people send."""

from __future__ import annotations

import re


class Unreadable(Exception):
    """The file is not a workbook that can be read; ``kind`` says in one word why."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail or kind)
        self.kind = kind


#: How much of the beginning is looked at.
_BEGINNING = 4096

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What stands in the directory of an OLE file, in the order in which it tells: a message may carry a locked workbook as an attachment,
#: a document may carry a sheet. Excel keeps a workbook with a password in such a container too.
_IN_OLE = (
    ("__properties_version1.0", "email"),
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "document"),
    ("PowerPoint Document", "slides"),
)

_BEGINS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x09\x08", "old"),  # Excel 5 and before, without a container
    (b"\x09\x04", "old"),
    (b"\x09\x02", "old"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"7z\xbc\xaf", "folder"),
    (b"Rar!", "folder"),
    (b"\x1f\x8b", "folder"),
)

_TEXTS = (
    (re.compile(r"\[InternetShortcut\]|\{\s*\"(url|doc_id)\"|<plist.*<key>URL</key>", re.I | re.S), "shortcut"),
    (re.compile(r"<\?xml.*urn:schemas-microsoft-com:office:spreadsheet", re.I | re.S), "xml"),
    (re.compile(r"MIME-Version:.*(X-Document-Type: *Workbook|multipart/related.*<html)", re.I | re.S), "page"),
    (re.compile(r"(From|To|Received|Return-Path|Delivered-To|MIME-Version|Message-ID|X-[\w-]+):\s", re.I), "email"),
    (
        re.compile(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|meta|table)\b", re.I | re.S),
        "page",
    ),
)


def kind_of(data: bytes) -> str:
    """What sort of file the content shows, in a word: "zip" for what may be a workbook, "empty", "arriving" and others for what is none.

    A file of zeros only has got its length and not yet its content: it is "arriving".
    """
    if not data:
        return "empty"
    if data.startswith(_OLE):
        named = (kind for name, kind in _IN_OLE if name.encode("utf-16-le") in data)
        return next(named, "old")
    for begins, kind in _BEGINS:
        if data.startswith(begins):
            return kind
    bitmap = data[:2] == b"BM" and data[2:6] == len(data).to_bytes(4, "little")
    if bitmap or data[4:12] in (b"ftypheic", b"ftypmif1") or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return "picture"
    if not data.strip(b"\0"):
        return "arriving"
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str:
    """What sort of text it is, where it is text."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data[:_BEGINNING].decode("utf-16" if wide else "utf-8", "ignore").lstrip("\ufeff \t\r\n")
    for pattern, kind in _TEXTS:
        if pattern.match(text):
            return kind
    return "table" if _is_table(text) else "other"


def _is_table(text: str) -> bool:
    """Whether its lines are cut into as many pieces each by commas, semicolons or tabs, as a .csv file's are."""
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        return False
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines() if line.strip()][:10]
    lines = lines[:-1] if len(text) > _BEGINNING // 2 else lines  # the last may be cut
    return len(lines) > 1 and any(
        lines[0].count(mark) == line.count(mark) > 0 for mark in ",;\t" for line in lines[1:2]
    )
