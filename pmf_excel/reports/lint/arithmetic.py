"""Whether numbers add up: sentences such as "25 of the 39 rated measures are Green (64.1%)", and tables with a row of totals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.framework.figures import rounded
from pmf_excel.problems import Place, Problem, error, query
from pmf_excel.reports.lint.figures import SPELLED, spelled
from pmf_excel.reports.lint.matching import sentences
from pmf_excel.reports.lint.places import Said, Spot, column_place, heading_row, row_label, row_place
from pmf_excel.reports.reading import ReadTable

_COUNT = rf"(?<![\w.,/£%−-])(\d{{1,3}}(?:,\d{{3}})+|\d+|{SPELLED})(?![\w%/]|[.,]\d|-\w)"
_PERCENT = r"(\d+(?:\.\d+)?)\s?(?:%|per\s?cent)"
_THE = r"(?:(?:the|its|our|their|these|those|all|a|total|of)\s+){0,3}"
#: A share said of the counts before it: (64.1%), or 64.1%, which is 64.1%.
_AFTER = rf"(?:\(\s*{_PERCENT}\s*\)|,\s*(?:or|which\s+(?:is|was)|that\s+is|i\.e\.,?|being)\s+{_PERCENT}|\s[–—-]\s{_PERCENT}(?!\s+of\b))"
#: 25 of the 39, with what is counted and the share after it, where they are there.
_OF = re.compile(rf"{_COUNT}\s+(?:out\s+)?of\s+{_THE}{_COUNT}(?:[^().;%]{{0,80}}?{_AFTER})?", re.IGNORECASE)
#: 64.1% (25 of the 39), 64.1% of measures (25/39).
_SHARE = re.compile(
    rf"{_PERCENT}\s*(?:(?:\s+[^\W\d_]+){{0,6}}\s*\(|,\s*or\s+|:\s*|–\s*)\s*(?:{_COUNT}\s+(?:out\s+)?of\s+{_THE}{_COUNT}|(\d+)\s?/\s?(\d+)\s*\))",
    re.IGNORECASE,
)
#: 5 Amber (12.8%), after the first of a sentence.
_NEXT = re.compile(rf"{_COUNT}\s+(?:[^\W\d_]+\s+){{0,5}}\(\s*{_PERCENT}\s*\)(?:\s[a-zA-Z]+){{0,2}}")
#: 64% were Green, Amber (20%).
_STATUS_SHARE = re.compile(
    rf"{_PERCENT}(?:\s+[^\W\d_]+){{0,3}}?\s+(green|amber|red)\b|\b(green|amber|red)\s*\(\s*{_PERCENT}\s*\)",
    re.IGNORECASE,
)
_STATED = re.compile(r"\b(green|amber|red)\b", re.IGNORECASE)
#: What is counted: the last word before what is said of it.
_COUNTED = re.compile(
    r"(?:\s+[^\W\d_]+){0,4}?\s+([^\W\d_]+)(?=\s+(?:is|are|was|were|has|have|had)\b|\s*\()", re.IGNORECASE
)
_TOTAL = re.compile(r"(?:all|total|totals|sum)\b", re.IGNORECASE)
_RATED = re.compile(r"(\d[\d,]*)\s+rated")
_WHOLE = re.compile(r"[−-]?\d{1,3}(?:,\d{3})*|[−-]?\d+")
_PUT_RIGHT = "Put the wrong number right."


@dataclass(frozen=True)
class Claim:
    """So many of so many, and the share that is said of it, with its decimals."""

    part: int
    whole: int
    share: Decimal | None = None
    status: str = ""
    #: What is counted, in a word: measures, exceptions; nothing where the sentence does not say.
    counted: str = ""


def claims(sentence: str) -> list[Claim]:
    """What a sentence says is so much of so much; shares after the first are of the same whole."""
    found: list[Claim] = []
    shares = [(match.start(), Claim(_number(match[2] or match[4]), _number(match[3] or match[5]), Decimal(match[1]))) for match in _SHARE.finditer(sentence)]  # fmt: skip
    taken = [(match.start(), match.end()) for match in _SHARE.finditer(sentence)]
    whole, after, counted = 0, 0, ""
    for match in _OF.finditer(sentence):
        if any(start <= match.start() < end for start, end in taken):
            continue
        share = match[3] or match[4] or match[5]
        follows = sentence[match.end() if share is None else match.start() :]
        status = _STATED.search(follows[:80].split(",")[0])
        what = _COUNTED.match(sentence, match.end(2))
        found.append(Claim(_number(match[1]), _number(match[2]), Decimal(share) if share else None, status[1].capitalize() if status else "", what[1].casefold() if what else ""))  # fmt: skip
        if share is not None and not whole:
            whole, after, counted = _number(match[2]), match.end(), found[-1].counted
    if whole:
        for match in _NEXT.finditer(sentence, after):
            status = _STATED.search(match[0])
            found.append(
                Claim(_number(match[1]), whole, Decimal(match[2]), status[1].capitalize() if status else "", counted)
            )
    return found + [claim for _, claim in shares]


def said_wrongly(file: str, some: Iterator[Said], skip: Collection[str]) -> Iterator[Problem]:
    """Sentences in which a share is not that of its numbers, more are counted than there are, or the parts are more than the whole."""
    for said in some:
        if said.place in skip:
            continue
        at = Place(file, cell=said.place)
        for sentence in sentences(said.text):
            own = claims(sentence)
            for one in own:
                yield from _share(one, at)
            statuses = [one for one in own if one.status and one.whole == own[0].whole]
            names = {one.status for one in statuses}
            total = sum(one.part for one in statuses)
            if len(names) == len(statuses) == 3 and total != own[0].whole:
                yield error("PMF-526", at, f"Green, Amber and Red come to {total}; it says there are {own[0].whole}.", _PUT_RIGHT)  # fmt: skip
            yield from _together(sentence, at)


def _together(sentence: str, at: Place) -> Iterator[Problem]:
    """Shares that are Green, Amber and Red and are not the whole together; rounding may cost as much as it can."""
    found = [(match[2] or match[3], Decimal(match[1] or match[4])) for match in _STATUS_SHARE.finditer(sentence)]
    shares = [share for _, share in found]
    if not len({status.casefold() for status, _ in found}) == len(found) == len(re.findall(_PERCENT, sentence)) == 3:
        return
    total = sum(shares, Decimal(0))
    rounding = Decimal("0.5") * sum(Decimal(1).scaleb(int(one.as_tuple().exponent)) for one in shares)
    if total > 100 + rounding:
        yield error("PMF-526", at, f"Green, Amber and Red come to {total}%, which is more than all.", _PUT_RIGHT)
    elif total < 100 - rounding:
        yield query("PMF-526", at, f"Green, Amber and Red come to {total}%.", "Put the wrong number right, or say what the rest is.")  # fmt: skip


def _share(one: Claim, at: Place) -> Iterator[Problem]:
    if one.part > one.whole:
        yield error("PMF-526", at, f"It says {one.part} of {one.whole}, which is more than there are.", _PUT_RIGHT)
    elif one.share is not None and one.whole:
        right = rounded(Decimal(100 * one.part) / one.whole, -int(one.share.as_tuple().exponent))
        if right != one.share:
            yield error("PMF-526", at, f"It says {one.share}%; {one.part} of {one.whole} is {right}%.", _PUT_RIGHT)


def contradicted(file: str, some: Iterator[Said], ledger: Iterator[Said], skip: Collection[str]) -> Iterator[Problem]:
    """Sentences typed by hand that count otherwise than the ledger's report does: 26 of the 39 are Green, where it is 25."""
    known: dict[tuple[int, str], dict[str, set[int]]] = {}
    lines = set()
    for said in ledger:
        lines.add(said.text)
        for sentence in sentences(said.text):
            for one in claims(sentence):
                known.setdefault((one.whole, one.status), {}).setdefault(one.counted, set()).add(one.part)
    for said in some:
        if said.text in lines or said.place in skip:
            continue
        for sentence in sentences(said.text):
            for one in claims(sentence):
                there = known.get((one.whole, one.status), {}) if one.status else {}
                # Seven exceptions are not the seven measures of a priority: what is counted has to be the same.
                right = {
                    part
                    for what, parts in there.items()
                    if not one.counted or what in ("", one.counted)
                    for part in parts
                }
                if right and one.part not in right:
                    numbers = " or ".join(str(number) for number in sorted(right))
                    yield error("PMF-520", Place(file, cell=said.place), f"It says {one.part} of {one.whole} are {one.status}; the ledger says {numbers}.", f"Write {numbers}.")  # fmt: skip


def tables_wrong(
    file: str, some: Sequence[Spot], sums: Collection[str] | None, skip: Collection[str]
) -> Iterator[Problem]:
    """Tables whose columns do not come to their totals, or whose shares are not those of their numbers.

    ``sums`` are the columns, as ``added`` names them, that come to their totals in the ledger's report; where it is not there,
    what does not add up is only asked about.
    """
    for spot in some:
        table = spot.piece
        if not isinstance(table, ReadTable) or any(one.startswith(spot.place) for one in skip):
            continue
        last = _total_row(table)
        if last is None:
            continue
        rows = table.rows[table.heading_rows : last]
        for column in range(1, len(table.rows[last])):
            total, there = _whole(table.rows[last][column].text), _sum([row[column].text for row in rows if column < len(row)])  # fmt: skip
            if total is None or there is None or total == there:
                continue
            at = Place(file, cell=f"{spot.place}, {row_place(table, last + 1)}, {column_place(table, column)}")
            found = f"It says {total:,}; the rows above come to {there:,}."
            if sums is None:
                yield query("PMF-526", at, found, "Check the rows and the total.")
            elif _name(table, column) in sums:
                yield error("PMF-526", at, found, "Put back the row that is missing, or the number that is wrong.")
        yield from _shares(file, spot, table, last)


def added(some: Sequence[Spot]) -> set[str]:
    """The columns that come to their totals, by their tables' headings."""
    found = set()
    for spot in some:
        if isinstance(spot.piece, ReadTable) and (last := _total_row(spot.piece)) is not None:
            rows = spot.piece.rows[spot.piece.heading_rows : last]
            for column in range(1, len(spot.piece.rows[last])):
                total = _whole(spot.piece.rows[last][column].text)
                if total is not None and total == _sum([row[column].text for row in rows if column < len(row)]):
                    found.add(_name(spot.piece, column))
    return found


def _shares(file: str, spot: Spot, table: ReadTable, last: int) -> Iterator[Problem]:
    """Shares of those rated: each percentage beside its number."""
    head = [cell.text.casefold() for cell in heading_row(table)]
    column = next(
        (n for n, text in enumerate(head) if "share" in text or text in ("%", "per cent", "percentage")), None
    )
    counts = next((n for n in range(1, len(head)) if _whole(table.rows[last][n].text) is not None), None)
    if column is None or counts is None:
        return
    rows = [(number, row) for number, row in enumerate(table.rows[:last], 1) if number > table.heading_rows and len(row) > max(column, counts)]  # fmt: skip
    shown = [
        (number, row, match) for number, row in rows if (match := re.fullmatch(_PERCENT, row[column].text.strip()))
    ]
    parts = [_whole(row[counts].text) for _, row, _ in shown]
    rated = _RATED.search(table.rows[last][column].text)
    whole = _number(rated[1]) if rated else sum(part or 0 for part in parts)
    if rated and None not in parts and sum(part or 0 for part in parts) != whole:
        at = Place(file, cell=f"{spot.place}, {row_place(table, last + 1)}, {column_place(table, column)}")
        yield error("PMF-526", at, f"It says {whole:,} rated; the rows above with a share come to {sum(part or 0 for part in parts):,}.", _PUT_RIGHT)  # fmt: skip
        return
    for (number, _, match), part in zip(shown, parts, strict=True):
        if part is None or not whole:
            continue
        share = Decimal(match[1])
        right = rounded(Decimal(100 * part) / whole, -int(share.as_tuple().exponent))
        if right != share:
            at = Place(file, cell=f"{spot.place}, {row_place(table, number)}, {column_place(table, column)}")
            yield error("PMF-526", at, f"It says {share}%; {part:,} of {whole:,} is {right}%.", _PUT_RIGHT)


def _total_row(table: ReadTable) -> int | None:
    """The row of totals, by what it begins with; nothing where there is none."""
    rows = range(table.heading_rows + 1, len(table.rows))
    return next((n for n in rows if table.rows[n] and _TOTAL.match(row_label(table.rows[n]))), None)


def _name(table: ReadTable, column: int) -> str:
    return f"{' '.join(cell.text for cell in heading_row(table))}: {column_place(table, column)}"


def _whole(text: str) -> int | None:
    bare = text.strip()
    return int(bare.replace(",", "").replace("−", "-")) if _WHOLE.fullmatch(bare) else None


def _sum(some: Sequence[str]) -> int | None:
    """What cells come to; a dash is none, and of anything else there is no sum."""
    numbers = [0 if text.strip() in ("–", "-", "") else _whole(text) for text in some]
    return None if not numbers or None in numbers else sum(number or 0 for number in numbers)


def _number(text: str) -> int:
    return int(text.replace(",", "")) if text[0].isdecimal() else spelled(text.casefold())
