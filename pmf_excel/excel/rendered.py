"""XlsxWriter's sheet with its most travelled roads made short: the same calls, the same XML, in a tenth of the time.

XlsxWriter looks through every formula for some 200 functions that are newer than Excel 2007, handles each of 16,384 columns
by itself, and writes each cell through several calls that escape numbers as if they were text. Here cells are kept in
XlsxWriter's own table, so that links, tables and charts find them there, and rows are written in one go. Whatever is not text,
a number, a formula or an empty cell goes XlsxWriter's way. tests/test_rendered.py holds the two side by side.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from pmf_excel.errors import OurFault
from pmf_excel.excel.stream import Stream, escaped
from pmf_excel.excel.values import column_letters

#: The last column a sheet has.
LAST_COLUMN = 16_383
#: A text shorter than this is within Excel's 32,767 units of UTF-16, whatever is in it.
_SURELY_SHORT = 16_384
#: What a formula can show as its result that is an error and not a text.
ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_LETTERS = [column_letters(column) for column in range(256)]


class RenderedSheet(Worksheet):
    """A sheet that writes its own rows, some of which may have a height that still grows as people type.

    Formulas are written as they are: a function that came after Excel 2007 is written with its prefix (_xlfn.) by whoever uses
    it. XlsxWriter would put it there, inside quoted texts as well.
    """

    def __init__(self) -> None:
        super().__init__()
        #: The rows that grow: XlsxWriter fixes every height it is given.
        self.growing: set[int] = set()
        #: The column from which all columns to the right look the same.
        self._endless: int | None = None
        self._columns: dict[int, Format | None] = {}
        self._line: tuple[dict[str, Any], dict[str, Any]] | None = None
        #: The rows that come when the file is written, after all that were written cell by cell.
        self.stream: Stream | None = None
        self._levels: dict[int, int] = {}
        self._tables: list[tuple[int, int, int, int]] = []

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        """Write a text."""
        if len(string) >= _SURELY_SHORT:
            return super().write_string(row, col, string, cell_format)
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellStringTuple(self.str_table._get_shared_string_index(string), cell_format)
        return 0

    def write_number(self, row: int, col: int, number: float, cell_format: Format | None = None) -> int:
        """Write a number."""
        if not abs(number) < float("inf"):
            return super().write_number(row, col, number, cell_format)
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellNumberTuple(number, cell_format)
        return 0

    def write_blank(self, row: int, col: int, blank: Any, cell_format: Format | None = None) -> int:
        """Write the look of an empty cell."""
        if cell_format is None:
            return 0
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellBlankTuple(cell_format)
        return 0

    def write_formula(self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0) -> int:
        """Write a formula with what it shows."""
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def set_column(
        self, first_col: int, last_col: int, width: float | None = None, cell_format: Format | None = None, options: Any = None
    ) -> int:  # fmt: skip
        """Set the look of columns. Of all that are left to the right only the first is kept, and written as a range."""
        if self._endless is not None and last_col >= self._endless:
            end, self._endless = self._endless, None  # they are not alike any more: XlsxWriter handles them one by one
            self._set_columns(end, LAST_COLUMN, None, self._columns[end], None)
        elif last_col == LAST_COLUMN and width is None and cell_format and not options:
            self._endless = first_col
            self._check_dimensions(0, LAST_COLUMN, ignore_row=True)
            last_col = first_col
        return self._set_columns(first_col, last_col, width, cell_format, options)

    def _set_columns(self, first: int, last: int, width: float | None, style: Format | None, options: Any) -> int:
        self._columns.update(dict.fromkeys(range(first, last + 1), style))
        return super().set_column(first, last, width, style, options)

    def set_row(
        self, row: int, height: float | None = None, cell_format: Format | None = None, options: Any = None
    ) -> int:  # fmt: skip
        """Set a row's height and look; the group it is in stays."""
        if level := self._levels.get(row):
            options = {**(options or {}), "level": level}
        return super().set_row(row, height, cell_format, options)

    def group_row(self, row: int, level: int) -> int:
        """Put a row into a group of the outline; its height and look stay."""
        self._levels[row] = level
        if about := self.row_info.get(row):
            about.level = level
            self.outline_row_level = max(self.outline_row_level, level)
            return 0
        return self.set_row(row)

    def add_table(
        self, first_row: int, first_col: int, last_row: int, last_col: int, options: dict[str, Any] | None = None
    ) -> int:  # fmt: skip
        """Make an area a table. XlsxWriter notes each cell of it: it is given the first rows, and the table is then made longer."""
        about, area = options or {}, (first_row, first_col, last_row, last_col)
        if any(first_row <= b and a <= last_row and first_col <= d and c <= last_col for a, c, b, d in self._tables):
            raise OurFault(f"the table {about.get('name', '')} overlaps another")
        looks = {key for column in about.get("columns", ()) for key in column}
        plain = about.keys() <= {"name", "style", "columns", "autofilter"} and looks <= {"header", "header_format"}
        end = min(last_row, first_row + 1) if plain else last_row
        if self._check_dimensions(last_row, last_col, ignore_row=True, ignore_col=True):
            return -1
        answer = super().add_table(first_row, first_col, end, last_col, options)
        if not answer:
            self._tables.append(area)
            if end != last_row:
                table = self.tables[-1]
                table["range"] = table["a_range"] = xl_range(*area)
                if table.get("autofilter"):
                    table["autofilter"] = table["range"]
        return answer

    def add_sparkline(self, row: int, col: int, options: dict[str, Any] | None = None) -> int:
        """Draw a small line. XlsxWriter makes all its 36 styles anew for each: one like the last takes over its look."""
        look = dict(options or {})
        area = look.pop("range", None)
        if not isinstance(area, str) or "!" not in area or "location" in look:
            return super().add_sparkline(row, col, options)
        if self._line is None or self._line[0] != look:
            answer = super().add_sparkline(row, col, options)
            if not answer:
                self._line = look, self.sparklines[-1]
            return answer
        if self._check_dimensions(row, col, ignore_row=True, ignore_col=True):
            return -1
        place, area = f"{column_letters(col)}{row + 1}", area.replace("$", "").lstrip("=")
        self.sparklines.append({**self._line[1], "locations": [place], "ranges": [area]})
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula.startswith("{"):
            return super()._prepare_formula(formula, expand_future_functions)
        return formula.removeprefix("=")

    def _write_col_info(self, col_min: int, col_max: int, col_info: Any) -> None:
        super()._write_col_info(col_min, LAST_COLUMN if col_max == self._endless else col_max, col_info)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and attributes[0][1] - 1 in self.growing:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _write_rows(self) -> None:
        spans = self._spans()
        looks: dict[Format | None, str] = {}
        for row in range(self.dim_rowmin, self.stream.row if self.stream else self.dim_rowmax + 1):
            cells, about = self.table.get(row), self.row_info.get(row)
            if cells:
                self._write_row(row, spans.get(row // 16), about)
                self._write_cells(row, cells, looks)
                self._xml_end_tag("row")
            elif about or row in self.comments:
                self._write_empty_row(row, spans.get(row // 16), about)
        if self.stream:
            self._write_stream(self.stream, looks)

    def _write_stream(self, stream: Stream, looks: dict[Format | None, str]) -> None:
        """The rows of a long table, as they come."""
        for there in (self.table, self.row_info, self.comments):
            if late := [row for row in there if row >= stream.row and there[row]]:
                raise OurFault(f"{stream.title} row {min(late) + 1} belongs to the long table")

        def look(style: Format | None, column: int) -> str:
            return self._look(style or self._look_of(column), looks)

        for rows in stream.xml(look, self.str_table._get_shared_string_index):
            self.fh.write(rows)

    def _look(self, style: Format | None, looks: dict[Format | None, str]) -> str:
        """The attribute of a cell's format.

        XlsxWriter numbers formats as it comes across them; asking once for each keeps the order, and it is slow to answer.
        """
        look = looks.get(style)
        if look is None:
            look = looks[style] = f' s="{style._get_xf_index()}"' if style else ""
        return look

    def _spans(self) -> dict[int, str]:
        """The first and last column with something in it, for each 16 rows."""
        ends: dict[int, tuple[int, int]] = {}
        for rows in (self.table, self.comments):
            for row, cells in rows.items():
                if cells:
                    low, high = ends.get(row // 16, (LAST_COLUMN, 0))
                    ends[row // 16] = min(low, *cells), max(high, *cells)
        return {block: f"{low + 1}:{high + 1}" for block, (low, high) in ends.items()}

    def _write_cells(self, row: int, cells: dict[int, Any], looks: dict[Format | None, str]) -> None:
        """The cells of a row, left to right."""
        out = []
        for column in sorted(cells):
            cell = cells[column]
            kind, look = type(cell), self._look(cell.format or self._look_of(column), looks)
            start = f'<c r="{_LETTERS[column] if column < 256 else column_letters(column)}{row + 1}"{look}'
            if kind is CellBlankTuple:
                out.append(f"{start}/>")
            elif kind is CellStringTuple:
                out.append(f'{start} t="s"><v>{cell.string}</v></c>')
            elif kind is CellNumberTuple:
                out.append(f"{start}><v>{cell.number:.16G}</v></c>")
            elif kind is CellFormulaTuple and not isinstance(cell.value, bool):
                result, told = cell.value, ""
                if isinstance(result, str):
                    # An empty result has no type: so XlsxWriter writes it, and Excel then works it out on opening.
                    told = ' t="e"' if result in ERRORS else ' t="str"' if result else ""
                    result = escaped(result)
                out.append(f"{start}{told}><f>{escaped(cell.formula)}</f><v>{result}</v></c>")
            else:
                self.fh.write("".join(out))
                out = []
                self._write_cell(row, column, cell)
        self.fh.write("".join(out))

    def _look_of(self, column: int) -> Format | None:
        """The format of a whole column, which a cell without one takes over."""
        if self._endless is not None and column >= self._endless:
            column = self._endless
        return self._columns.get(column)
