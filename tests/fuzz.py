"""Returns harmed in every way a machine can think of: nothing may escape the reader, and nothing may take long.

Run ``python -m tests.fuzz 20000`` for all of it: the same number gives the same files. Each is read as collecting does; it prints
what became of them, and ends with 1 when something escaped, took longer than a limit, or more memory.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from pmf_excel.excel import package, stamp
from pmf_excel.excel.kinds import Unreadable
from pmf_excel.excel.layout import Layout
from pmf_excel.framework.periods import month
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.read import Questions, read_return

#: Seconds for one file, and MB for the whole run.
MOST_SECONDS, MOST_MEGABYTES = 5.0, 1_000
TODAY = date(2014, 7, 20)

#: What is put in the place of a text or an attribute: numbers that are none, references that lead nowhere, markup, and far places.
NASTY = [
    "", "0", "-1", "1e999", "NaN", "inf", "1_000", "9" * 400, "1e308", "-1e-320", "0x1F", "１２", "TRUE", "#REF!", "_xD83D_", "_x0000_",
    "A" * 40_000, "A1", "XFD1048576", "ZZZ99999999", "a1", "$A$1", "A0", "s", "str", "inlineStr", "d", "e", "b", "n", "&#0;", "&#xD83D;",
    "&x;", "<c>", "</row>", "<![CDATA[", "]]>", "<!-- ", "<?pi ?>", "<!DOCTYPE a>", "\0", "\x0b", "\ufffe", "\u202e", "=1+1", "{{ 7*7 }}",
    "rId1", "rId99", "../../../etc/passwd", "http://example.org/", "4294967296", "2147483648", "-2147483649", "1900-02-30", "61", "99999999",
]  # fmt: skip
_FIELDS = (b"PK\x01\x02", 46), (b"PK\x03\x04", 30), (b"PK\x05\x06", 22)
_NUMBERS = (0, 1, 2, 7, 8, 12, 14, 20, 99, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@dataclass(frozen=True)
class Original:
    """A return that was issued and filled in, with what it asked."""

    data: bytes
    questions: Questions
    layout: Layout

    @property
    def parts(self) -> list[tuple[str, bytes]]:
        """Its parts, in order."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return [(info.filename, archive.read(info)) for info in archive.infolist()]


def original(folder: Path) -> Original:
    """A filled return with sheets of every kind."""
    from tests.everything import council
    from tests.test_agree import fillings

    workspace = council(folder, 1, 5, 2)
    for number in (5, 6):
        workspace.issue(month(2014, number), datetime(2014, number + 1, 1, 9, tzinfo=UTC))
    _, data, questions = next(fillings(workspace, month(2014, 6)))
    return Original(data, questions, with_words(workspace.layout("return"), questions.yardsticks))


def _flipped(chance: random.Random, data: bytes) -> bytes:
    """A few bytes changed anywhere."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes) -> bytes:
    """The end, the beginning or the middle gone."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return chance.choice((data[:first], data[last:], data[:first] + data[last:]))


def _spliced(chance: random.Random, data: bytes) -> bytes:
    """A piece of itself, of zeros or of noise put in somewhere, over what stood there or between."""
    start, length, at = chance.randrange(len(data)), chance.choice((1, 4, 22, 100, 5_000)), chance.randrange(len(data))
    piece = chance.choice((data[start : start + length], bytes(length), chance.randbytes(length), data))
    return data[:at] + piece + data[at + chance.choice((0, len(piece))) :]


def _misdescribed(chance: random.Random, data: bytes) -> bytes:
    """A field of a header of the container changed."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        mark, size = chance.choice(_FIELDS)
        at = chance.choice([found.start() for found in re.finditer(re.escape(mark), data)])
        width = chance.choice((1, 2, 4))
        value = chance.choice(_NUMBERS) & (1 << 8 * width) - 1
        where = at + chance.randrange(4, size - width + 1)
        changed[where : where + width] = value.to_bytes(width, "little")
    return bytes(changed)


def _rewritten(chance: random.Random, part: bytes) -> bytes:
    """The XML of a part with something else in it: texts, attributes, elements, bytes, the encoding."""
    text = part.decode("utf-8")
    nasty = chance.choice(NASTY)
    nasty = escape(nasty, {'"': "&quot;"}) if chance.random() < 0.7 else nasty
    for _ in range(chance.choice((1, 1, 3, 10))):
        pattern = chance.choice(
            (
                r">([^<>]+)<",
                r'="([^"]*)"',
                r">([^<>]+)<",
                r'="([^"]*)"',
                r"<([\w:]+)",
                r"(<[^<>]+>)",
                r"(<c [^>]*>)",
                r"(<row.*?</row>)",
                r' t="(\w+)"',
            )
        )
        found = list(re.finditer(pattern, text))[:20_000]
        if not found:
            continue
        one, other = chance.choice(found), chance.choice(found)
        new = chance.choice((nasty, nasty, "", other[1], other[1] * 3))
        text = text[: one.start(1)] + new + text[one.end(1) :]
    raw = text.encode("utf-8", "surrogatepass")
    shape = chance.randrange(25)
    if shape == 0:
        return text.encode("utf-16", "surrogatepass")
    if shape == 1:
        return raw.replace(b'"UTF-8"', chance.choice((b'"UTF-7"', b'"UTF-16"', b'"latin-1"', b'"cp037"', b'"x"')), 1)
    return _flipped(chance, raw) if shape == 2 and raw else raw


def _packed(chance: random.Random, parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(
            out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)), compresslevel=1
        ) as archive,
    ):
        warnings.simplefilter("ignore")  # zipfile warns of two parts with one name, which is what is wanted
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part, archive.compression)
    return out.getvalue()


def _with_other_xml(chance: random.Random, parts: list[tuple[str, bytes]]) -> bytes:
    """One part or a few with other XML in it."""
    chosen = {chance.randrange(len(parts)) for _ in range(chance.choice((1, 1, 3)))}
    return _packed(
        chance, [(name, _rewritten(chance, part) if n in chosen else part) for n, (name, part) in enumerate(parts)]
    )


def _with_other_parts(chance: random.Random, parts: list[tuple[str, bytes]]) -> bytes:
    """A part gone, twice, under another's name, empty, or in another order."""
    parts = list(parts)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        (name, part), (other_name, other_part) = parts[at], parts[other]
        what = chance.randrange(7)
        if what == 0 and len(parts) > 1:
            del parts[at]
        elif what == 1:
            parts.append(
                (chance.choice((name + "2", name.upper(), "../" + name, "/" + name, name.replace("/", "\\"))), part)
            )
        elif what == 2:
            parts[at], parts[other] = (name, other_part), (other_name, part)
        elif what == 3:
            parts[at] = (name, b"")
        elif what == 4:
            parts[at] = (name, other_part)
        elif what == 5:
            parts[at] = (
                chance.choice(("xl/vbaProject.bin", "xl/externalLinks/a.xml", "mimetype", "word/document.xml")),
                part,
            )
        else:
            chance.shuffle(parts)
    return _packed(chance, parts)


def harmed(made: Original, count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """So many harmed copies of a return, each with how it was harmed; the same seed gives the same."""
    parts = made.parts
    whole: tuple[Callable[[random.Random, bytes], bytes], ...] = (_flipped, _cut, _spliced, _misdescribed)
    by_part = (_with_other_xml, _with_other_xml, _with_other_xml, _with_other_parts)
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        if number % 2:
            way = by_part[number // 2 % len(by_part)]
            yield f"{number} {way.__name__}", way(chance, parts)
        else:
            bytewise = whole[number // 2 % len(whole)]
            yield f"{number} {bytewise.__name__}", bytewise(chance, made.data)


def outcome(made: Original, data: bytes) -> str:
    """What becomes of a file, read as collecting reads it: the kind of what cannot be read, or that it was read."""
    try:
        workbook = package.read(data)
    except Unreadable as why:
        return why.kind
    if not stamp.marks(workbook):
        return "no mark"
    read = read_return(workbook, "a.xlsx", made.layout, made.questions, TODAY)
    return "read, all well" if not read.problems else "read, with problems"


def main(count: int) -> int:
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    longest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        made = original(Path(folder) / "council")
    for name, data in harmed(made, count):
        start = time.perf_counter()
        try:
            seen[outcome(made, data)] += 1
        except Exception as why:  # this is what is looked for
            wrong.append(f"{name}: {type(why).__name__}: {why}"[:300])
            seen["ESCAPED"] += 1
        longest = max(longest, (time.perf_counter() - start, name))
    import resource

    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} harmed copies of a return of {len(made.data) / 1024:.0f} kB:")
    for kind, number in seen.most_common():
        print(f"  {number:6}  {kind}")
    print(
        f"The longest took {longest[0]:.2f} s ({longest[1]}; at most {MOST_SECONDS}); peak memory {memory:.0f} MB (at most {MOST_MEGABYTES})"
    )
    print("\n".join(wrong[:40]))
    return 1 if wrong or longest[0] > MOST_SECONDS or memory > MOST_MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
