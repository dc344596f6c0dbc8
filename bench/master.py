"""How long a sheet of 250,000 figures takes to write, beside XlsxWriter's constant memory and beside XML written by hand; and the whole master.

Run as ``python bench/master.py``. It prints seconds of processor time, ratios and peaks of memory, and ends with 1 when a limit
below is missed. All write the same cells in the same formats, which is read back before anything is timed. By hand means one
template a row, that knows every column, and the zip: what the file itself costs.
"""

from __future__ import annotations

import gc
import hashlib
import io
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ROWS, COLUMNS = 250_000, 14
#: XlsxWriter takes long: it is compared over fewer rows, each of which costs the same.
FEWER = 25_000
ROUNDS, SAMPLE = 3, 2_000
#: The goals: at most twice the time by hand, a third of XlsxWriter's, and 100 MB above the rows themselves. A busy machine is
#: allowed a little more time.
GOAL_FLOOR, MOST_FLOOR = 2.0, 2.6
GOAL_FASTER, LEAST_FASTER = 3.0, 2.2
MOST_MEGABYTES = 100
#: Of the whole master: how many months are answered, how many columns its sheet Data has, and the most it may take, in times of
#: what XlsxWriter takes to write that sheet's cells and nothing else. A busy machine is allowed more.
MONTHS, DATA_COLUMNS, MOST_WHOLE = 100, 18, 2.0
HEADINGS = ("Code", "Period", "Service", "Figure", "Why none", "Target", "Status", "Why this status", "File", "Sheet", "Cell",
            "Received", "Signed by", "SHA-256")  # fmt: skip
FIRST, HIGH = 4, 20.0
#: The columns of texts that hardly ever come again.
SINGLE = {7}
Row = tuple[Any, ...]


def rows_of(count: int) -> list[Row]:
    """History as a ledger has it: 1,000 measures of 60 services, month by month, each with where it came from."""
    chance = random.Random(1)
    services = [f"Service {number}" for number in range(60)]
    rows: list[Row] = []
    for number in range(count):
        month, measure = divmod(number, 1_000)
        year, of_year = divmod(month, 12)
        service, code = measure % 60, f"M{measure:04d}"
        period = f"{2000 + year}-{of_year + 1:02d}"
        figure = Decimal(chance.randrange(-5_000, 100_000)).scaleb(-(measure % 3))
        target = Decimal(chance.randrange(100_000)).scaleb(-(measure % 3))
        none = chance.random() < 0.05
        status = chance.choice(("● Green", "▲ Amber", "■ Red"))
        why = f"{status}: {figure} against a target of {target}, {'at least' if measure % 2 else 'no more than'} & within {measure % 7} %."  # fmt: skip
        rows.append(
            (
                code, period, services[service], None if none else figure, "Not due this period" if none else "", target, status, why,
                f"S{service:02d} {period} return.xlsx", "Measures", f"F{6 + measure // 60}",
                date(2000 + year, of_year + 1, 5) + timedelta(days=service % 9), "Head of service",
                hashlib.sha256(f"{service} {period}".encode()).hexdigest(),
            )
        )  # fmt: skip
    return rows


def looks() -> list[dict[str, Any]]:
    """The format of each column."""
    line = {"border": 1, "border_color": "#D0D0D0", "locked": True}
    kinds = {3: {"num_format": "#,##0.00", "align": "right"}, 5: {"num_format": "#,##0.00", "align": "right"},
             7: {"text_wrap": True}, 11: {"num_format": "d mmm yyyy", "align": "right"}}  # fmt: skip
    return [{**line, **kinds.get(place, {"num_format": "@"})} for place in range(COLUMNS)]


def ours(rows: Sequence[Row]) -> bytes:
    """The sheet as the master workbook writes it."""
    from pmf_excel.excel import theme
    from pmf_excel.excel.stream import Lane
    from pmf_excel.excel.writer import Book
    from pmf_excel.shelves import shipped

    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "Data")
    page = book.sheet("Data")
    page.put(0, 0, "Data")
    page.table((FIRST - 1, 0, FIRST + len(rows) - 1, COLUMNS - 1), "data_table", HEADINGS, book.style(bold=True))
    lanes = [Lane(book.style(**look), repeats=place not in SINGLE) for place, look in enumerate(looks())]
    page.stream(FIRST, lanes, rows, len(rows), height=HIGH)
    return book.bytes()


def constant(rows: Sequence[Row]) -> bytes:
    """The same cells by XlsxWriter, keeping no more than a row in memory; it has no tables then."""
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        styles = [book.add_format(look) for look in looks()]
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, "Data")
        for place, heading in enumerate(HEADINGS):
            sheet.write_string(FIRST - 1, place, heading, bold)
        for number, row in enumerate(rows, FIRST):
            sheet.set_row(number, HIGH)
            for place, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(number, place, None, styles[place])
                elif isinstance(value, str):
                    sheet.write_string(number, place, value, styles[place])
                elif isinstance(value, Decimal):
                    sheet.write_number(number, place, value, styles[place])
                else:
                    sheet.write_datetime(number, place, value, styles[place])
    return data.getvalue()


@dataclass(frozen=True)
class Frame:
    """What stands around the rows: taken from a workbook of ours, so that only the rows are to be written by hand."""

    head: str
    tail: str
    styles: Sequence[str]
    texts_head: str
    texts: Sequence[str]
    others: dict[str, bytes]


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def framed(data: bytes) -> Frame:
    """What stands around the rows of a workbook of ours."""
    others = parts(data)
    sheet, texts = others.pop(SHEET).decode(), others.pop(TEXTS).decode()
    start, end = sheet.index(f'<row r="{FIRST + 1}"'), sheet.index("</sheetData>")
    styles = re.findall(r' s="(\d+)"', sheet[start : sheet.index("</row>", start)])
    return Frame(sheet[:start], sheet[end:], styles, texts.partition("<si>")[0], ("Data", *HEADINGS), others)


def by_hand(rows: Sequence[Row], frame: Frame) -> bytes:
    """The same parts: the rows from one template, the texts that come again by their number, the rest as it is."""
    data, s, day_0 = io.BytesIO(), frame.styles, date(1899, 12, 30)
    texts = {text: number for number, text in enumerate(frame.texts)}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    def safe(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with archive.open(SHEET, "w") as part:
            part.write(frame.head.encode())
            lines = []
            for r, (code, period, service, figure, none, target, status, why, file, where, cell, day, role, sha) in enumerate(rows, FIRST + 1):  # fmt: skip
                lines.append(
                    f'<row r="{r}" ht="20"><c r="A{r}" s="{s[0]}" t="s"><v>{number(code)}</v></c><c r="B{r}" s="{s[1]}" t="s"><v>{number(period)}</v></c>'
                    f'<c r="C{r}" s="{s[2]}" t="s"><v>{number(service)}</v></c>'
                    + (f'<c r="D{r}" s="{s[3]}"/>' if figure is None else f'<c r="D{r}" s="{s[3]}"><v>{float(figure):.16G}</v></c>')
                    + (f'<c r="E{r}" s="{s[4]}" t="s"><v>{number(none)}</v></c>' if none else f'<c r="E{r}" s="{s[4]}"/>')
                    + f'<c r="F{r}" s="{s[5]}"><v>{float(target):.16G}</v></c><c r="G{r}" s="{s[6]}" t="s"><v>{number(status)}</v></c>'
                    f'<c r="H{r}" s="{s[7]}" t="inlineStr"><is><t>{safe(why)}</t></is></c><c r="I{r}" s="{s[8]}" t="s"><v>{number(file)}</v></c>'
                    f'<c r="J{r}" s="{s[9]}" t="s"><v>{number(where)}</v></c><c r="K{r}" s="{s[10]}" t="s"><v>{number(cell)}</v></c>'
                    f'<c r="L{r}" s="{s[11]}"><v>{(day - day_0).days}</v></c><c r="M{r}" s="{s[12]}" t="s"><v>{number(role)}</v></c>'
                    f'<c r="N{r}" s="{s[13]}" t="s"><v>{number(sha)}</v></c></row>'
                )  # fmt: skip
                if len(lines) == 256:
                    part.write("".join(lines).encode())
                    lines = []
            part.write("".join([*lines, frame.tail]).encode())
        archive.writestr(
            TEXTS, "".join([frame.texts_head, *(f"<si><t>{safe(text)}</t></si>" for text in texts), "</sst>"])
        )
        for name, content in frame.others.items():
            archive.writestr(name, content)
    return data.getvalue()


def cells(data: bytes) -> list[tuple[Any, ...]]:
    """What openpyxl reads in the rows of a workbook, with the format of each number."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True)["Data"]
    return [tuple((cell.value, cell.number_format) for cell in row) for row in sheet.iter_rows(min_row=FIRST)]


def alike(rows: Sequence[Row]) -> None:
    """Make sure that all three write the same cells, and that by hand is the same to the byte."""
    sample = rows[:SAMPLE]
    data = ours(sample)
    assert parts(by_hand(sample, framed(data))) == parts(data), "what is written by hand is not the same"
    assert cells(data) == cells(constant(sample)), "XlsxWriter writes other cells"


def seconds(write: Callable[[], bytes]) -> float:
    """The processor's time for writing."""
    gc.collect()
    start = time.process_time()
    write()
    return time.process_time() - start


def writing(rows: Sequence[Row]) -> bool:
    """Time the three in turns; gives whether the limits were kept."""
    frame, few = framed(ours(rows[:SAMPLE])), rows[:FEWER]
    hand, fewer = [], []
    for _ in range(ROUNDS):
        hand.append((seconds(lambda: ours(rows)), seconds(lambda: by_hand(rows, frame))))
        fewer.append((seconds(lambda: ours(few)), seconds(lambda: constant(few))))
    floor, faster = statistics.median(a / b for a, b in hand), statistics.median(b / a for a, b in fewer)
    mine, least, his = (statistics.median(one) for one in (*zip(*hand, strict=True), [b for _, b in fewer]))
    print(f"{len(rows):,} rows of {COLUMNS} cells, processor time, median of {ROUNDS} rounds in turns:")
    print(f"  written by hand, zipped                  {least:5.2f} s, which is the floor")
    print(f"  Page.stream                              {mine:5.2f} s, {floor:.2f} times the floor (goal {GOAL_FLOOR}, at most {MOST_FLOOR})")  # fmt: skip
    print(f"  XlsxWriter's constant memory             {his * len(rows) / FEWER:5.1f} s, by {FEWER:,} rows, on which Page.stream is {faster:.1f} times as fast")  # fmt: skip
    print(f"                                           (goal {GOAL_FASTER}, at least {LEAST_FASTER})")
    return floor <= MOST_FLOOR and faster >= LEAST_FASTER


def peak(how: str, count: int) -> None:
    """Write so many rows one way, and print by how many MB the process grew while it did."""
    rows = rows_of(count)
    frame = framed(ours(rows[:SAMPLE]))
    ways = {"ours": lambda: ours(rows), "hand": lambda: by_hand(rows, frame), "constant": lambda: constant(rows)}
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # from here on the peak is counted anew
    before = memory("VmRSS")
    ways[how]()
    print(memory("VmHWM") - before)


def memory(which: str) -> float:
    """What Linux says of this process's memory, in MB."""
    return int(re.findall(rf"{which}:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))[0]) / 1024


def memories() -> bool:
    """Write all rows each way in a process of its own; gives whether ours stays within the limit."""
    if not Path("/proc/self/clear_refs").exists():
        print("Peak memory: this system does not tell")
        return True
    grown = {}
    for how in ("ours", "hand", "constant"):
        words = [sys.executable, __file__, how, str(ROWS if how != "constant" else FEWER)]
        grown[how] = float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    print(f"Peak memory above the rows: {grown['ours']:.0f} MB (at most {MOST_MEGABYTES}); by hand {grown['hand']:.0f}; XlsxWriter's constant memory {grown['constant']:.0f} for {FEWER:,} rows")  # fmt: skip
    return grown["ours"] <= MOST_MEGABYTES


def council(folder: Path) -> None:
    """A council of 2,520 measures whose services have answered month by month for over eight years."""
    import ledger as many_years

    many_years.young(folder)
    many_years.old(folder, MONTHS + 1)


def whole(folder: Path) -> None:
    """Make the council's master in this process; print seconds of processor time, megabytes, and how many measures and figures."""
    from pmf_excel.framework.periods import month
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder / "old")
    start, before = time.process_time(), memory("VmHWM")
    position, framework = workspace.position(month(2014, 5))
    known, held = time.process_time(), memory("VmHWM")
    data = workspace.master_of(position, framework)
    took, peak_ = time.process_time() - known, memory("VmHWM")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        figures = max(parts.read(name).count(b"<row ") for name in sheets) - FIRST
    print(known - start, took, held - before, peak_ - held, len(position.lines), figures, len(data) / 1e6)


def consolidating(per_row: float) -> bool:
    """The whole master of 2,520 measures with 250,000 figures: read, judged, written; gives whether it stays within the limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        council(folder)
        words = [sys.executable, __file__, "whole", name]
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    position, took, held, more, measures, figures, size = (float(word) for word in told)
    plain = per_row * figures * DATA_COLUMNS / COLUMNS
    print(f"The master of {measures:,.0f} measures with {figures:,.0f} figures, {size:.0f} MB: {position:.1f} s for the position, {took:.1f} s to trace, judge and write")  # fmt: skip
    print(f"  {took / plain:.2f} times what XlsxWriter's constant memory takes for the cells of Data alone (at most {MOST_WHOLE}); {held:.0f} MB for the position, {more:.0f} MB more for the workbook")  # fmt: skip
    return took <= MOST_WHOLE * plain


def main() -> int:
    rows = rows_of(ROWS)
    alike(rows)
    kept = [writing(rows)]
    few = rows[:FEWER]
    per_row = seconds(lambda: constant(few)) / FEWER
    rows.clear()
    kept += [memories(), consolidating(per_row)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["whole"]:
        whole(Path(sys.argv[2]))
    elif len(sys.argv) > 1:
        peak(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(main())
