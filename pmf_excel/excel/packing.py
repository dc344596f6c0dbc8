"""The workbook's parts, each put into the zip as it is written: no sheet is ever held as one text, and nothing goes to disk."""

from __future__ import annotations

import io
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStringTable

from pmf_excel.errors import PutRight
from pmf_excel.excel.rendered import ERRORS
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
        self._part = io.TextIOWrapper(io.BufferedWriter(file, _BLOCK), "utf-8", newline="\n")
        return _Handle(self._part)

    def _finish(self) -> None:
        if self._part:
            part, self._part = self._part, None
            try:
                part.close()
            except RuntimeError as why:  # what zipfile says of a part of more than 2 GB
                raise PutRight(
                    "A sheet of this workbook would hold more than 2 GB, which is more than Excel opens. "
                    "Ask for fewer years, or for one service, then run the command again."
                ) from why

    def _create_package(self) -> list[Any]:
        """Write all parts; none is left to XlsxWriter."""
        texts = self.workbook.str_table
        if not texts.count and any(sheet.stream for sheet in self.workbook.worksheets()):
            texts._get_shared_string_index("")  # whether there are any is said before the rows come that may have some
        with self._zip:
            try:
                super()._create_package()
            finally:
                self._finish()
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


class _Nowhere:
    """A file that nothing comes out of."""

    def write(self, data: bytes) -> int:
        """Take anything."""
        return len(data)

    def flush(self) -> None:
        """There is nothing that waits."""


class LockedWorkbook(xlsxwriter.Workbook):
    """XlsxWriter's workbook, put together by us, whose structure can be locked."""

    structure_locked = False
    password = ""

    def __init__(self, out: IO[bytes], options: dict[str, Any]) -> None:
        # XlsxWriter's own zip stays empty: the parts go into ours as they are made.
        super().__init__(_Nowhere(), options)
        self.str_table = SharedTexts()
        self._out = out

    def _get_packager(self) -> Parts:
        return Parts(self._out)

    def _add_chart_data(self) -> None:
        """What charts show before they are calculated: XlsxWriter draws an error or an empty cell as 0, and here it is a gap."""
        super()._add_chart_data()
        for chart in self.charts:
            for number, data in enumerate(chart.formula_data):
                chart.formula_data[number] = data and [None if one == "" or one in ERRORS else one for one in data]

    def _write_book_views(self) -> None:
        """Write the lock, which XlsxWriter 3.x does not have, in its place between workbookPr and bookViews."""
        if self.structure_locked:
            # The same hash as for a sheet: it keeps nobody out for long, and is not meant to.
            hashed = self.worksheets()[0]._encode_password(self.password) if self.password else ""
            words: list[tuple[str, str | int]] = [("workbookPassword", hashed)] if hashed else []
            self._xml_empty_tag("workbookProtection", [*words, ("lockStructure", 1)])
        super()._write_book_views()


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _DAY)
    info.compress_type = ZIP_DEFLATED
    return info
