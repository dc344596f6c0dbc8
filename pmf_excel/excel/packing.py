"""The workbook's parts, each put into the zip as it is written: no sheet is ever held as one text, and nothing goes to disk."""

from __future__ import annotations

import io
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStringTable

from pmf_excel.excel.stream import text_element

#: How much of a part is gathered before it is compressed.
_BLOCK = 256 * 1024
#: The date of every part, so that the same content gives the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


class SharedTexts(SharedStringTable):
    """The texts that cells share by their number. XlsxWriter closes its table before sheets are written; this one stays open."""

    def _get_shared_string_index(self, string: str) -> int:
        self.count += 1
        number: int = self.string_table.setdefault(string, self.unique_count)
        self.unique_count = len(self.string_table)
        return number

    def _sort_string_data(self) -> None:
        self.string_array = list(self.string_table)


class _Handle(io.StringIO):
    """What XlsxWriter takes for a file in memory; what is written to it goes on at once."""

    def __init__(self, target: io.TextIOWrapper) -> None:
        super().__init__()
        self.write = target.write  # type: ignore[method-assign]


class Parts(Packager):
    """XlsxWriter's packager, with a zip of its own that each part goes into while it is made."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._zip = ZipFile(out, "w", ZIP_DEFLATED)
        self._part: io.TextIOWrapper | None = None

    def _filename(self, xml_filename: str) -> _Handle:
        self._finish()
        file = self._zip.open(_info(xml_filename), "w")
        self._part = io.TextIOWrapper(io.BufferedWriter(file, _BLOCK), "utf-8", newline="\n")  # type: ignore[arg-type, type-var]
        return _Handle(self._part)

    def _finish(self) -> None:
        if self._part:
            part, self._part = self._part, None
            part.close()

    def _create_package(self) -> list[Any]:
        """Write all parts; none is left to XlsxWriter."""
        try:
            super()._create_package()
        finally:
            self._finish()
            with self._zip:
                for picture, name, _ in self.filenames:
                    self._zip.writestr(_info(name), picture.getvalue())
        return []

    def _write_shared_strings_file(self) -> None:
        """Write the texts as they are: XlsxWriter takes one that begins with <r> and ends with </r> for markup."""
        table = self.workbook.str_table
        if not table.count:
            return
        out = self._filename("xl/sharedStrings.xml")
        names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        out.write('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        out.write(f'<sst xmlns="{names}" count="{table.count}" uniqueCount="{table.unique_count}">')
        for text in table.string_table:
            out.write(f"<si>{text_element(text)}</si>")
        out.write("</sst>")


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _DAY)
    info.compress_type = ZIP_DEFLATED
    return info
