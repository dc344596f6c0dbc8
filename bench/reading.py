"""How long a returned workbook takes to read, beside expat by hand over the same parts, and beside one bare openpyxl load.

Run as ``python bench/reading.py``. It prints medians of paired rounds and their ratios, and ends with 1 when a limit below is
missed. By hand means: unzip and parse the parts that we read, keep their values, look at nothing else. The values of both are
compared before anything is timed. Hashing and archiving are timed apart.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.parsers import expat

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

ROUNDS = 25
#: Of the time by hand, for reading with everything that is checked before; and how many times as fast as openpyxl's bare load.
MOST_OF_FLOOR, LEAST_AGAINST_OPENPYXL = 2.0, 3.0
#: Of openpyxl's bare load, for the reading and every row found, compared and judged as well.
LEAST_WHOLE = 1.3


def filled(folder: Path) -> tuple[bytes, Any, Any]:
    """A return with sheets of every kind, filled in as a service does it; with what it asked and its layout."""
    from collecting import filled as fill
    from returns import founded, issued

    from pmf_excel.returns.parts import with_words
    from pmf_excel.returns.read import Questions

    workspace = founded(folder, 1)
    ((request, issue, press),) = issued(workspace)
    path = folder / "filled.xlsx"
    fill((request, issue, press, path, 1))
    questions = Questions(request.round, request.asked, request.items, request.yardsticks)
    return path.read_bytes(), questions, with_words(press.layout, request.yardsticks)


def read_parts(data: bytes) -> list[str]:
    """The parts that our reader opens."""
    whole = {"_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml",
             "docProps/custom.xml", "docProps/core.xml", "[Content_Types].xml"}  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [name for name in archive.namelist() if name in whole or name.startswith("xl/worksheets/sheet")]


def by_hand(data: bytes, parts: list[str]) -> dict[str, list[Any]]:
    """The values of each part, gathered with expat and nothing else."""
    found: dict[str, list[Any]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in parts:
            values = found[name] = []
            parser = expat.ParserCreate()
            parser.buffer_text = True
            if name.startswith("xl/worksheets/"):
                _cells(parser, values)
            else:
                _everything(parser, values)
            parser.Parse(archive.read(name), True)
    return found


def _cells(parser: expat.XMLParserType, values: list[Any]) -> None:
    attributes_of: dict[str, str] = {}
    wanted = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal attributes_of, wanted
        if tag == "c":
            attributes_of = attributes
        elif tag == "v" or tag == "t":
            wanted = True

    def end(tag: str) -> None:
        nonlocal wanted
        if tag == "v" or tag == "t":
            wanted = False

    def text(piece: str) -> None:
        if wanted:
            values.append((attributes_of["r"], attributes_of.get("t"), piece))

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text


def _everything(parser: expat.XMLParserType, values: list[Any]) -> None:
    def start(tag: str, attributes: dict[str, str]) -> None:
        if attributes:
            values.append(attributes)

    parser.StartElementHandler, parser.CharacterDataHandler = start, values.append


def compared(data: bytes, parts: list[str]) -> int:
    """How many cells both read, which must be the same ones with the same values."""
    from pmf_excel.excel import package
    from pmf_excel.excel.values import position

    sheets = [values for name, values in by_hand(data, parts).items() if name.startswith("xl/worksheets/")]
    ours = package.read(data).grids
    assert len(sheets) == len(ours)
    count = 0
    for values, grid in zip(sheets, ours, strict=True):
        by_place = {position(where): (kind, raw) for where, kind, raw in values}
        filled = {at: cell for at, cell in grid.cells.items() if str(cell.value)}
        assert by_place.keys() == filled.keys(), grid.title
        for at, (kind, raw) in by_place.items():
            assert kind == "s" or kind == "b" or str(filled[at].value) == raw or float(str(filled[at].value)) == float(raw)  # fmt: skip
        count += len(filled)
    return count


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    import openpyxl

    from pmf_excel.excel import package
    from pmf_excel.files import sha256_of
    from pmf_excel.ledger.archive import keep
    from pmf_excel.returns.read import read_return

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it will not keep
        data, questions, layout = filled(Path(folder) / "council")
        parts = read_parts(data)
        cells = compared(data, parts)
        today = date(2014, 7, 20)

        def whole() -> None:
            read_return(package.read(data), "a.xlsx", layout, questions, today)

        def kept() -> None:
            keep(Path(folder) / f"{time.perf_counter_ns()}", data)

        works: tuple[Callable[[], Any], ...] = (
            lambda: package.read(data), lambda: by_hand(data, parts), lambda: openpyxl.load_workbook(io.BytesIO(data)),
            whole, lambda: sha256_of(data), kept,
        )  # fmt: skip
        rows = [[seconds(work) for work in works] for _ in range(ROUNDS)]
    reading, floor, theirs, all_of_it, hashed, archived = (1000 * statistics.median(column) for column in zip(*rows, strict=True))  # fmt: skip
    of_floor = statistics.median(row[0] / row[1] for row in rows)
    whole_of_floor = statistics.median(row[3] / row[1] for row in rows)
    whole_against = statistics.median(row[2] / row[3] for row in rows)
    against = statistics.median(row[2] / row[0] for row in rows)
    rows_asked, size = questions.rows, len(data) / 1024
    print(
        f"One filled return of {rows_asked} rows, {cells} filled cells, {size:.0f} kB, median of {ROUNDS} rounds in turns:"
    )
    print(f"  expat by hand over the same parts        {floor:6.1f} ms, which is what ratios are of")
    print(
        f"  our reading, limits and pre-scan and all {reading:6.1f} ms, {of_floor:.2f} times (at most {MOST_OF_FLOOR})"
    )
    print(f"  openpyxl, one bare load                  {theirs:6.1f} ms: we are {against:.2f} times as fast (at least {LEAST_AGAINST_OPENPYXL})")  # fmt: skip
    print(
        f"  our reading, and every row judged        {all_of_it:6.1f} ms, {whole_of_floor:.2f} times; {whole_against:.2f} times as fast as that load (at least {LEAST_WHOLE})"
    )
    print(f"  the hash                                 {hashed:6.2f} ms")
    print(f"  keeping the file, on the disk            {archived:6.2f} ms")
    held = of_floor <= MOST_OF_FLOOR and against >= LEAST_AGAINST_OPENPYXL and whole_against >= LEAST_WHOLE
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
