"""What is told of a file before its sheets are read: its container held to limits, what it is, and what it carries."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import pmf_excel
from pmf_excel.excel import package
from pmf_excel.excel.container import PARTS, Container
from pmf_excel.excel.kinds import Unreadable, kind_of
from pmf_excel.excel.prescan import starts_a_program
from pmf_excel.intake.verdicts import LEFT_ALONE, UNREADABLE, unreadable
from pmf_excel.problems import CODES, Place
from tests.test_excel import CELLS, minimal

ONE = CELLS.format('<row r="1"><c r="A1"><v>1</v></c></row>')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
SHEET = "xl/worksheets/sheet1.xml"


def kind(data: bytes) -> str:
    """What a file is refused for, in a word."""
    with pytest.raises(Unreadable) as refused:
        package.read(data)
    return refused.value.kind


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in entries:
            archive.writestr(name, part)
    return out.getvalue()


def with_part(name: str, part: bytes | str, sheet: str = ONE) -> bytes:
    """The smallest workbook with one more part."""
    return minimal(sheet, {name: part})  # type: ignore[dict-item]


def with_field(data: bytes, name: str, field: int, form: str, value: int, local: bool = False) -> bytes:
    """A field of the directory's entry of a part changed, or of the part's own header."""
    mark, size = (b"PK\x03\x04", 30) if local else (b"PK\x01\x02", 46)
    at = next(
        m.start() for m in re.finditer(re.escape(mark), data) if data[m.start() + size :].startswith(name.encode())
    )
    changed = bytearray(data)
    struct.pack_into("<" + form, changed, at + field, value)
    return bytes(changed)


def second_directory(data: bytes) -> bytes:
    """A file with another directory behind its own, of the same parts: which is seen depends on the program."""
    at = data.index(b"PK\x01\x02")
    second = bytearray(data[at:])
    struct.pack_into("<L", second, len(second) - 6, len(data))
    return data + bytes(second)


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def test_a_bomb_is_refused_by_what_the_directory_says_and_never_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_part("xl/media/image1.png", b"\0" * 30_000_000)
    inflated: list[str] = []
    monkeypatch.setattr(Container, "part", lambda self, name: inflated.append(name))
    assert kind(bomb) == "large"
    assert inflated == []


def test_a_part_that_says_it_is_small_is_not_believed() -> None:
    sheet = CELLS.format(" " * 90_000)  # below where ratios count
    data = with_field(minimal(sheet), SHEET, 24, "L", 100)
    assert kind(with_field(data, SHEET, 22, "L", 100, local=True)) == "damaged"


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (lambda d: with_field(d, SHEET, 16, "L", 1), "tampered"),  # one checksum says another than the other
        (lambda d: with_field(with_field(d, SHEET, 16, "L", 1), SHEET, 14, "L", 1, local=True), "damaged"),
        (lambda d: with_field(d, SHEET, 24, "L", 0xFFFFFFF0), "large"),
        (lambda d: with_field(d, SHEET, 8, "H", 1), "encrypted"),
        (lambda d: with_field(d, SHEET, 10, "H", 14), "tampered"),  # LZMA
        (lambda d: with_field(d, SHEET, 10, "H", 0), "tampered"),  # stored here, packed there
        (lambda d: with_field(d, SHEET, 42, "L", 0), "tampered"),  # two entries with the same bytes
        (lambda d: with_field(d, SHEET, 20, "L", 40_000), "damaged"),
        (lambda d: d[:30] + b"\0" * 50 + d[30:], "tampered"),
        (lambda d: d.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet2.xml", 1), "tampered"),
        (lambda d: minimal(ONE) + d, "tampered"),  # a workbook stands before the workbook
        (second_directory, "tampered"),
    ],
    ids=str,
)
def test_a_container_that_says_two_things_is_refused(harm: Callable[[bytes], bytes], expected: str) -> None:
    assert kind(harm(minimal(ONE))) == expected


def test_what_stands_after_the_end_is_passed_over() -> None:
    assert package.read(minimal(ONE) + b"\r\n" + b"\0" * 500).grids[0].cells[0, 0].value == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name",
    [
        "xl/workbook.xml",
        "XL/Workbook.xml",
        "../evil.xml",
        "xl/../../evil",
        "/etc/passwd",
        "C:/evil",
        "C:evil",
        "xl\\evil.xml",
    ],
)
def test_a_name_twice_or_one_that_leads_elsewhere_is_refused(name: str) -> None:
    data = io.BytesIO(minimal(ONE))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, "<a/>")
    assert kind(data.getvalue()) == "tampered"


def test_a_link_in_the_container_is_refused() -> None:
    data = io.BytesIO(minimal(ONE))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(link("xl/media/a.png"), "/etc/passwd")
    assert kind(data.getvalue()) == "tampered"


def test_too_many_parts_are_refused_and_folders_are_none() -> None:
    assert kind(minimal(ONE, {f"xl/media/{n}": "" for n in range(PARTS)})) == "large"
    assert package.read(minimal(ONE, {"xl/": "", "xl/media/": ""})).grids[0].cells[0, 0].value == 1


DTD = '<!DOCTYPE a [<!ENTITY b "c">]><a/>'


@pytest.mark.parametrize("name", ["customXml/item1.xml", "xl/theme/theme1.xml", "a/_rels/b.rels", "xl/drawings/vml.vml", "docProps/core.xml"])  # fmt: skip
@pytest.mark.parametrize(
    "part",
    [DTD.encode(), DTD.encode("utf-16"), DTD.encode("utf-16-le"), b"\xef\xbb\xbf" + DTD.encode(), f"<!--{'x' * 9000}-->{DTD}".encode(),
     b'<?xml version="1.0" encoding="iso-8859-1"?>' + DTD.encode()],
    ids=["utf-8", "utf-16", "utf-16 unmarked", "with mark", "late", "latin"],
)  # fmt: skip
def test_a_dtd_is_refused_in_whatever_part_it_stands(name: str, part: bytes) -> None:
    assert kind(with_part(name, part)) == "dtd"


def test_text_that_cannot_be_looked_through_is_refused() -> None:
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    assert kind(with_part("customXml/item1.xml", hidden)) == "damaged"
    assert kind(with_part("customXml/item1.xml", f"<!--{'x' * 70_000}--><a/>")) == "tampered"


def test_what_follows_the_first_element_of_a_part_nobody_reads_does_not_matter() -> None:
    assert package.read(with_part("xl/drawings/vml.vml", "<xml><br></xml>")).remarks == ()


LINKS = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</externalLink>'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (with_part("xl/vbaProject.bin", "x"), "macro"),
        (with_part("xl/macrosheets/sheet1.xml", "<a/>"), "macro"),
        (with_part("xl/worksheets/odd.xml", '<xm:macrosheet xmlns:xm="urn:x"/>'), "macro"),
        (with_part("[Content_Types].xml", TYPES.format('<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>')), "macro"),
        (with_part("xl/externalLinks/externalLink1.xml", LINKS.format('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>')), "automatic"),
        (with_part("odd/name.xml", LINKS.format('<a><oleLink progId="Package"/></a>')), "automatic"),
        (minimal(CELLS.format("<row r=\"1\"><c r=\"A1\"><f>cmd|'/c calc'!A0</f><v>1</v></c></row>")), "automatic"),
        (minimal(CELLS.format("<row r=\"1\"><c r=\"A1\"><f>1+MSEXCEL&#124;'\\..\\..\\a.exe'!B</f></c></row>")), "automatic"),
    ],
    ids=["project", "sheet by name", "sheet by content", "by type", "dde", "ole", "formula", "formula in disguise"],
)  # fmt: skip
def test_macros_and_automatic_links_are_named(data: bytes, expected: str) -> None:
    assert kind(data) == expected
    assert UNREADABLE[expected][0] == "PMF-312"


def test_a_bar_inside_quotes_starts_nothing() -> None:
    assert not starts_a_program('IF(A1="a|b",\'My|sheet\'!A1,"say ""x|y""")')
    assert starts_a_program("IF(A1=\"a|b\",cmd|'/c calc'!A0)")


def test_ordinary_links_and_objects_are_mentioned_and_left() -> None:
    extra = {
        "xl/externalLinks/externalLink1.xml": LINKS.format('<externalBook><sheetDataSet/></externalBook>'),
        "xl/embeddings/oleObject1.bin": "x",
        "xl/connections.xml": "<connections/>",
    }  # fmt: skip
    read = package.read(minimal(ONE, extra))
    assert read.remarks == ("a link to another workbook", "an embedded object", "a connection to outside data")
    assert read.grids[0].cells[0, 0].value == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (OLE + "__properties_version1.0".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le"), "email"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "WordDocument".encode("utf-16-le") + "Workbook".encode("utf-16-le"), "document"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "slides"),
        (OLE + "Workbook".encode("utf-16-le"), "old"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "old"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"Service,Figure\r\nHR,95\r\n", "table"),
        ('Service;"a;b"\nHR;95'.encode("utf-16"), "table"),
        (b"Dear all,\r\n\r\nHere it is.\r\n", "other"),
        (b"From: a@b.example\r\nSubject: x\r\n\r\nx", "email"),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related", "page"),
        (b"\xef\xbb\xbf<html><table><tr><td>1", "page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml"),
        (b"[InternetShortcut]\r\nURL=https://example.org/", "shortcut"),
        (b'{"url": "https://docs.example.org/", "doc_id": "1"}', "shortcut"),
        (packed(("[Content_Types].xml", TYPES.format("")), ("word/document.xml", "<a/>")), "document"),
        (packed(("[Content_Types].xml", TYPES.format("")), ("ppt/presentation.xml", "<a/>")), "slides"),
        (packed(("[Content_Types].xml", TYPES.format("")), ("xl/workbook.bin", "x"), ("xl/vbaProject.bin", "x")), "binary"),
        (packed(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")), "ods"),
        (packed(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")), "document"),
        (packed(("Index/Document.iwa", "x")), "numbers"),
        (packed(("Return.xlsx", minimal(ONE))), "folder"),
        (b"\0" * 9_000, "arriving"),
        (b"", "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_another_kind_of_file_is_named_by_its_content(data: bytes, expected: str) -> None:
    assert kind(data) == expected


def test_every_kind_has_a_code_and_words() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (Path(pmf_excel.__file__).parent / "excel").glob("*.py")
    )
    kinds = set(re.findall(r'Unreadable\(\s*"(\w+)"', source)) | {kind_of(b""), "pdf", "table", "automatic"}
    assert kinds <= UNREADABLE.keys()
    assert all(
        code in CODES and what.startswith("the file ") and remedy.endswith(".")
        for code, what, remedy in UNREADABLE.values()
    )
    verdict, problem = unreadable("table", Place("figures.csv"), "0" * 64, fresh=False)
    assert (verdict, str(problem)) == (
        "rejected",
        "figures.csv: the file is a table as plain text, such as .csv. Enter its figures in the return that was sent out, and send "
        "that back. (PMF-344)",
    )
    assert unreadable("arriving", Place("a.xlsx"), "0" * 64, fresh=False)[0] == "waiting"
    assert {unreadable(kind, Place("a"), "0" * 64, fresh=False)[0] for kind in LEFT_ALONE} == {"ignored"}
