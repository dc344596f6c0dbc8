"""Other kinds of file that people send, and what a workbook may carry: macros, links, objects, passwords."""

from __future__ import annotations

from tests.odd.edits import Return, formula, packed, raw, resaved, swapped, typed, with_part
from tests.odd.variant import Make, Variant, accepted, ignored, noted, rejected

TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def fixed(data: bytes) -> Make:
    """A file that has nothing to do with the return."""
    return lambda made: data


def ole(*streams: str) -> Make:
    return fixed(OLE + b"".join(name.encode("utf-16-le") + bytes(64) for name in streams))


def zipped(*files: tuple[str, str]) -> Make:
    return lambda made: packed({name: text.encode() for name, text in files})


def mainly(kind: str) -> Make:
    """The return with another kind of main part in its list of contents."""
    return lambda made: swapped(made.data, TYPES, MAIN, kind)


def carrying(name: str, part: str | bytes, relation: str = "", kind: str = "") -> Make:
    """The return with a part more, named by the workbook and in the list of contents."""

    def make(made: Return) -> bytes:
        data = with_part(made.data, name, part.encode() if isinstance(part, str) else part)
        if relation:
            target = name.removeprefix("xl/")
            data = swapped(data, RELATIONS, "</Relationships>", f'<Relationship Id="rId90" Type="{KIND}{relation}" Target="{target}"/></Relationships>')  # fmt: skip
        if kind:
            data = swapped(data, TYPES, "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')
        return data

    return make


def linked_to(target: str) -> Make:
    """A link to another workbook, with what was last seen there."""
    inside = f'<externalBook xmlns:r="{KIND[:-1]}" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook>'
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{KIND}externalLinkPath" Target="{target}" TargetMode="External"/></Relationships>'
    outer = carrying("xl/externalLinks/externalLink1.xml", f"{HEAD}<externalLink {SPACE}>{inside}</externalLink>", "externalLink",
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml")  # fmt: skip
    return lambda made: with_part(outer(made), "xl/externalLinks/_rels/externalLink1.xml.rels", rels.encode())


def automatic(link: str, part: str = "xl/externalLinks/externalLink1.xml") -> Make:
    return carrying(part, f"{HEAD}<externalLink {SPACE}>{link}</externalLink>", "externalLink")


def hyperlinked(made: Return) -> bytes:
    def change(book: object) -> None:
        sheet = book["Measures"]  # type: ignore[index]
        sheet["V2"].value = "Our data"
        sheet["V2"].hyperlink = "http://127.0.0.1:9/data"

    return resaved(made.data, change)


def inside_zip(made: Return) -> bytes:
    return packed({"returns/return.xlsx": made.data})


def odt(kind: str) -> Make:
    return zipped(("mimetype", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", "<office:document-content/>"))  # fmt: skip


def document(folder: str, kind: str) -> Make:
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{KIND}officeDocument" Target="{folder}.xml"/></Relationships>'
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{folder}.xml" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    return zipped((TYPES, types), ("_rels/.rels", rels), (f"{folder}.xml", "<x/>"))


EMAIL = b"From: Head of Housing <housing@council.example>\r\nTo: policy@council.example\r\nSubject: Return\r\nMIME-Version: 1.0\r\n\r\nAttached.\r\n"
PAGE = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>95</td></tr></table></body></html>'
XML_2003 = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'

OTHERS: list[Variant] = [
    rejected("an old workbook", ole("Workbook"), "PMF-305", file="return.xls", says=(".xlsx",)),
    rejected("an old workbook called .xlsx", ole("Workbook"), "PMF-305"),
    rejected("an even older workbook", fixed(b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100)), "PMF-305", file="return.xls"),
    rejected("a workbook with a password", ole("EncryptionInfo", "EncryptedPackage"), "PMF-304", says=("password",)),
    rejected("a binary workbook", carrying("xl/workbook.bin", b"\x83\x01"), "PMF-343", file="return.xlsb", says=(".xlsx",)),
    rejected("an open document", odt("spreadsheet"), "PMF-317", file="return.ods", says=(".xlsx",)),
    rejected("a text of an open office", odt("text"), "PMF-341", file="return.odt"),
    rejected("a table as text", fixed(b"Code,Figure\r\nPS01,95\r\nPS02,96\r\n"), "PMF-344", file="return.csv"),
    rejected("a table as wide text", fixed("Code;Figure\r\nPS01;95\r\n".encode("utf-16")), "PMF-344", file="return.csv"),
    rejected("a pdf", fixed(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "PMF-340", file="return.pdf"),
    rejected("a pdf called .xlsx", fixed(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "PMF-340"),
    rejected("a word document", document("word/document", "wordprocessingml.document"), "PMF-341", file="return.docx"),
    rejected("an old word document", ole("WordDocument"), "PMF-341", file="return.doc"),
    rejected("rich text", fixed(b"{\\rtf1\\ansi Return}"), "PMF-341", file="return.rtf"),
    rejected("a presentation", document("ppt/presentation", "presentationml.presentation"), "PMF-342", file="return.pptx"),
    rejected("a message of Outlook", ole("__properties_version1.0"), "PMF-345", file="FW return.msg"),
    rejected("a message of Outlook with a locked workbook in it", ole("__properties_version1.0", "EncryptedPackage"), "PMF-345", file="FW return.msg"),
    rejected("a message", fixed(EMAIL), "PMF-345", file="FW return.eml"),
    rejected("a zip folder", inside_zip, "PMF-346", file="returns.zip"),
    rejected("another sort of zip folder", fixed(b"7z\xbc\xaf\x27\x1c\x00\x04"), "PMF-346", file="returns.7z"),
    rejected("a shortcut to the internet", fixed(b"[InternetShortcut]\r\nURL=https://council.example/return\r\n"), "PMF-347", file="return.url"),
    rejected("a shortcut", fixed(b"L\0\0\0\x01\x14\x02\0" + bytes(80)), "PMF-347", file="return.xlsx - Shortcut.lnk"),
    rejected("a link to a sheet in a browser", fixed(b'{"url": "https://docs.example/x", "doc_id": "1"}'), "PMF-347", file="return.gsheet"),
    rejected("a web page called .xls", fixed(PAGE), "PMF-348", file="return.xls"),
    rejected("the workbook of 2003 as xml", fixed(XML_2003), "PMF-305", file="return.xml"),
    rejected("a workbook of Numbers", zipped(("Index/Document.iwa", "x")), "PMF-306", file="return.numbers"),
    ignored("a picture of a return", fixed(b"\x89PNG\r\n\x1a\n" + bytes(60)), "PMF-349", file="photo.png"),
    rejected("a picture called .xlsx", fixed(b"\xff\xd8\xff\xe0" + bytes(60)), "PMF-349"),
    ignored("a note", fixed(b"Dear all, the return will follow."), "PMF-306", file="note.txt"),
    rejected("noise called .xlsx", fixed(bytes(range(1, 256)) * 9), "PMF-306"),
    rejected("a program that is a return as well", lambda made: b"MZ" + bytes(100) + made.data, "PMF-306"),
    rejected("a picture that is a return as well", lambda made: b"GIF89a" + bytes(20) + made.data, "PMF-349"),
]  # fmt: skip

MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
DDE = f'<ddeLink xmlns:r="{KIND[:-1]}" ddeService="cmd" ddeTopic="/C calc"><ddeItems><ddeItem name="A0"/></ddeItems></ddeLink>'
OLE_LINK = f'<oleLink xmlns:r="{KIND[:-1]}" r:id="rId1" progId="Package"/>'

CARRIES: list[Variant] = [
    rejected("a macro", carrying("xl/vbaProject.bin", OLE), "PMF-312", file="return.xlsm", says=("macro",)),
    rejected("a macro called .xlsx", carrying("xl/vbaProject.bin", OLE), "PMF-312", says=("macro",)),
    rejected("a macro under another name", carrying("xl/data.bin", OLE, "x", "application/vnd.ms-office.vbaProject"), "PMF-312"),
    rejected("the kind of a workbook with macros", mainly(MACRO), "PMF-312"),
    rejected("a macro sheet of old", carrying("xl/macrosheets/sheet1.xml", f"{HEAD}<macrosheet {SPACE}/>"), "PMF-312"),
    rejected("a macro sheet under another name", carrying("xl/worksheets/sheet9.xml", f'{HEAD}<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'), "PMF-312"),
    rejected("an automatic link", automatic(DDE), "PMF-312", says=("automatic link",)),
    rejected("an automatic link under another name", automatic(DDE, "xl/links/one.xml"), "PMF-312"),
    rejected("an automatic link to an object", automatic(OLE_LINK), "PMF-312"),
    rejected("an automatic link in a figure", lambda made: typed(made.data, {"P figure": raw(formula("cmd|'/C calc'!A0", "95"))}), "PMF-312"),
    rejected("an automatic link in a locked cell", lambda made: typed(made.data, {"P title": raw(formula("cmd|'/C calc'!A0", "x", ' t="str"'))}), "PMF-312"),
    accepted("a bar within a text of a formula", lambda made: typed(made.data, {"P status": raw(formula('"a|b"', "● Green", ' t="str"'))})),
    noted("a link to another workbook", linked_to("file:///C:/Users/x/other.xlsx"), "PMF-327", says=("link to another workbook",)),
    noted("a link to another computer", linked_to("\\\\127.0.0.1\\share\\other.xlsx"), "PMF-327", says=("link to another workbook",)),
    noted("an embedded object", carrying("xl/embeddings/oleObject1.bin", OLE), "PMF-327", says=("embedded object",)),
    noted("a connection to outside data", carrying("xl/connections.xml", f"{HEAD}<connections {SPACE}><connection id='1' name='x'><dbPr connection='Provider=x' command='x'/></connection></connections>", "connections"), "PMF-327", says=("connection",)),
    noted("a control", carrying("xl/activeX/activeX1.bin", OLE), "PMF-327", says=("control",)),
    accepted("a hyperlink beside the table", hyperlinked),
    accepted("a template and not a workbook", mainly(MAIN.replace("sheet.main", "template.main")), file="return.xltx"),
    accepted("a printer's settings and a thumbnail", lambda made: with_part(with_part(made.data, "xl/printerSettings/printerSettings1.bin", b"\0x"), "docProps/thumbnail.jpeg", b"\xff\xd8\xff")),
]  # fmt: skip

VARIANTS = [*OTHERS, *CARRIES]
