"""The zip container around a return: bombs, lies about sizes, doubled names, names that lead elsewhere, and what is merely odd."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable

from tests.odd.edits import MEASURES_PART, Return, packed, parts_of, swapped, with_part
from tests.odd.variant import Variant, accepted, rejected

MEGA = 2**20
TYPES = "[Content_Types].xml"


def with_entries(data: bytes, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """The package with entries added as they are."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in entries:
            package.writestr(name, part)
    return out.getvalue()


def adding(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> Callable[[Return], bytes]:
    return lambda made: with_entries(made.data, *entries)


def blanks(made: Return) -> bytes:
    return with_part(made.data, MEASURES_PART, lambda xml: xml + b" " * (70 * MEGA))


def many_cells(made: Return) -> bytes:
    rows = b"".join(b'<row r="%d">%s</row>' % (row, b"<c><v>1</v></c>" * 200) for row in range(20, 3020))
    return with_part(made.data, MEASURES_PART, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def patched(part: str, offset: int, layout: str, value: int, local: int | None = None) -> Callable[[Return], bytes]:
    """The package with a field of a part's central entry changed, and perhaps one of its local header."""

    def make(made: Return) -> bytes:
        data = bytearray(made.data)
        central = data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
        struct.pack_into(layout, data, central + offset, value)
        if local is not None:
            struct.pack_into(layout, data, data.index(part.encode()) - 30 + local, value)
        return bytes(data)

    return make


def broken_stream(made: Return) -> bytes:
    data = bytearray(made.data)
    place = data.index(MEASURES_PART.encode()) + 100
    data[place : place + 8] = b"\xff" * 8
    return bytes(data)


def link_in_zip() -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("xl/worksheets/linked.xml")
    info.external_attr = 0o120777 << 16
    return info, b"../../../../etc/passwd"


def streamed(made: Return) -> bytes:
    """Written to a pipe: sizes stand behind each part, not before it."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.sent = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]
            self.sent += bytes(piece)
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as package:  # type: ignore[call-overload]
        for name, part in parts_of(made.data).items():
            package.writestr(name, part)
    return pipe.sent


def zip64(made: Return) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts_of(made.data).items():
            with package.open(name, "w", force_zip64=True) as stream:
                stream.write(part)
    return out.getvalue()


def commented(made: Return) -> bytes:
    out = io.BytesIO(made.data)
    with zipfile.ZipFile(out, "a") as package:
        package.comment = b"sent by the shared drive"
    return out.getvalue()


def big(made: Return) -> bytes:
    noise = random.Random(1).randbytes(21 * MEGA)
    return packed({**parts_of(made.data), "xl/media/image1.png": noise}, zipfile.ZIP_STORED)


def doubled(made: Return) -> bytes:
    """Two parts of one name with different figures: one reader takes the first, another the last."""
    other = parts_of(made.data)[MEASURES_PART].replace(b"<v>95</v>", b"<v>12</v>")
    out = io.BytesIO(made.data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        info = zipfile.ZipInfo("xl/worksheets/sheetX.xml")
        package.writestr(info, other)
    return out.getvalue().replace(b"xl/worksheets/sheetX.xml", MEASURES_PART.encode())


VARIANTS: list[Variant] = [
    rejected("bomb of blanks in a sheet", blanks, "PMF-313"),
    rejected("bomb of cells in a sheet", many_cells, "PMF-313"),
    rejected("bomb in a picture", adding(("xl/media/image1.png", bytes(90 * MEGA))), "PMF-313"),
    rejected("bomb in a part nobody reads", adding(("xl/nobody.bin", bytes(220 * MEGA // 4))), "PMF-313"),
    rejected("eleven hundred parts", adding(*((f"xl/media/{n}.png", b"") for n in range(1100))), "PMF-313"),
    rejected("larger than twenty megabytes", big, "PMF-313"),
    rejected("a size that is too small", patched(MEASURES_PART, 24, "<I", 100, local=22), "PMF-302"),
    rejected("a size of four gigabytes", patched(MEASURES_PART, 24, "<I", 0xFFFFFFF0, local=22)),
    rejected("a packed size of four gigabytes", patched(MEASURES_PART, 20, "<I", 0xFFFFFFF0)),
    rejected("a checksum that is wrong", patched(MEASURES_PART, 16, "<I", 12345, local=14), "PMF-302"),
    rejected("a place beyond the end", patched(MEASURES_PART, 42, "<I", 0x7FFFFFF0), "PMF-302"),
    rejected("a stream that breaks off", broken_stream, "PMF-302"),
    rejected("packed with lzma", lambda made: packed(parts_of(made.data), zipfile.ZIP_LZMA), "PMF-302"),
    rejected("packed with bzip2", lambda made: packed(parts_of(made.data), zipfile.ZIP_BZIP2), "PMF-302"),
    rejected("an unknown packing", patched(MEASURES_PART, 10, "<H", 97, local=8), "PMF-302"),
    rejected("a part flagged as encrypted", patched(MEASURES_PART, 8, "<H", 1, local=6), "PMF-304"),
    rejected("the same part twice", doubled, "PMF-302"),
    rejected("the same part in another case", adding(("XL/Worksheets/Sheet2.XML", b"<worksheet/>")), "PMF-302"),
    rejected("a part that climbs out", adding(("../../evil.xlsx", b"x"))),
    rejected("a part with an absolute name", adding(("/etc/evil", b"x"))),
    rejected("a part on a drive", adding((r"C:\Windows\evil.xlsx", b"x"))),
    rejected("a link among the parts", adding(link_in_zip())),
    rejected("cut off in the middle", lambda made: made.data[: len(made.data) // 2], "PMF-302"),
    rejected("cut off near the end", lambda made: made.data[:-40], "PMF-302"),
    rejected("a zip with nothing in it", lambda made: packed({}), "PMF-346"),
    rejected("a zip without a list of kinds or relations", lambda made: packed({"xl/workbook.xml": parts_of(made.data)["xl/workbook.xml"]}), "PMF-302"),
    accepted("bytes after the end", lambda made: made.data + b"\r\n-- scanned by the mail gateway"),
    accepted("a comment on the zip", commented),
    accepted("stored and not packed", lambda made: packed(parts_of(made.data), zipfile.ZIP_STORED)),
    accepted("written to a pipe", streamed),
    accepted("written as zip64", zip64),
    accepted("parts in another order", lambda made: packed(dict(reversed(parts_of(made.data).items())))),
    accepted("sixty pictures", adding(*((f"xl/media/{n}.png", b"\x89PNG" + bytes(50)) for n in range(60)))),
    accepted("parts named from the root", lambda made: swapped(made.data, "xl/_rels/workbook.xml.rels", 'Target="worksheets/', 'Target="/xl/worksheets/')),
    accepted("properties that climb and come back", lambda made: with_part(swapped(made.data, "xl/_rels/workbook.xml.rels", "</Relationships>", '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml" Target="../customXml/item1.xml"/></Relationships>'), "customXml/item1.xml", b"<x/>")),
]  # fmt: skip
