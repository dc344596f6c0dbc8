"""What a person typed into a cell, held against its column: the reader's face of a layout.

The same declaration that gave the cell its drop-down, limits and message decides here what is right, because pasting
goes past every validation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.excel.reader import Placed
from pmf_excel.excel.values import clean_text, date_of, excel_length
from pmf_excel.problems import Place, Problem, error, near_miss, note

Value = str | Decimal | date | None

#: Beyond this a spreadsheet no longer counts in ones.
LARGEST = 10**15
#: The years that a date in a form of ours may have: a year typed alone would be a day of 1905.
FIRST_YEAR, LAST_YEAR = 1990, 2199


@dataclass(frozen=True)
class Codes:
    """The problem codes of one sort of workbook."""

    missing: str
    number: str
    limits: str
    date: str
    choice: str
    long: str
    formula: str
    error_value: str
    cleaned: str
    percent: str


@dataclass(frozen=True)
class Reading:
    """What a cell holds, as a value of its column's kind, and what is wrong with it."""

    value: Value
    place: Place
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether something in it has to be put right."""
        return bool(self.problems) and any(p.severity.value == "error" for p in self.problems)


def read_typed(
    column: Column, placed: Placed, codes: Codes, choices: Sequence[str] = (), since_1904: bool = False
) -> Reading:
    """Read a cell as its column's kind: text, a decimal, a day, or nothing when it is empty."""
    place = placed.place
    if placed.cell is not None and placed.cell.error:
        found = f'the cell shows the error "{placed.cell.value}".'
        return Reading(None, place, (error(codes.error_value, place, found, "Replace it with what belongs there."),))
    if placed.empty:
        if column.required:
            what = f'"{column.heading}" is empty.'
            return Reading(None, place, (error(codes.missing, place, what, f"Enter it. {column.help}".strip()),))
        return Reading(None, place)
    read = {
        "number": _number, "integer": _number, "percentage": _number, "date": _date, "choice": _choice,
    }.get(column.kind, _text)  # fmt: skip
    reading = read(column, placed, codes, choices, since_1904)
    if placed.cell is not None and placed.cell.formula:
        shown = f"a formula stands in the cell; {placed.text or 'nothing'} was read from it."
        remark = note(codes.formula, place, shown, "Type the value itself next time.")
        if placed.text == "":
            remark = error(
                codes.formula, place, "a formula without a result stands in the cell.", "Type the value itself."
            )
        return Reading(reading.value, place, (*reading.problems, remark))
    return reading


Reader = Callable[[Column, Placed, Codes, Sequence[str], bool], Reading]


def _text(column: Column, placed: Placed, codes: Codes, choices: Sequence[str], since_1904: bool) -> Reading:
    raw = placed.text
    text = clean_text(raw).strip()
    problems = []
    if text != raw.replace("\r\n", "\n").replace("\r", "\n").strip():
        what = "characters that cannot be printed stood in the text and were taken out."
        problems.append(note(codes.cleaned, placed.place, what, "Nothing needs doing."))
    if excel_length(text) > column.longest:
        what = f"the text has {excel_length(text):,} characters; at most {column.longest:,} are allowed."
        problems.append(error(codes.long, placed.place, what, "Shorten it."))
    return Reading(text or None, placed.place, tuple(problems))


def _choice(column: Column, placed: Placed, codes: Codes, choices: Sequence[str], since_1904: bool) -> Reading:
    typed = " ".join(clean_text(placed.text).replace("\u00a0", " ").split())
    by_fold = {word.casefold(): word for word in choices}
    if typed.casefold() in by_fold:
        return Reading(by_fold[typed.casefold()], placed.place)
    listed = ", ".join(f'"{word}"' for word in choices) if len(choices) <= 8 else "one of the list"
    what = f'"{typed}" is not one of the choices for "{column.heading}".'
    remedy = f"{near_miss(typed, choices)}Choose {listed}." if choices else "There is nothing to choose yet."
    return Reading(None, placed.place, (error(codes.choice, placed.place, what, remedy),))


def _number(column: Column, placed: Placed, codes: Codes, choices: Sequence[str], since_1904: bool) -> Reading:
    cell = placed.cell
    assert cell is not None
    if not isinstance(cell.value, Decimal) or cell.date:
        return Reading(None, placed.place, (error(codes.number, placed.place, *_not_a_number(placed, column)),))
    value = cell.value
    remarks: tuple[Problem, ...] = ()
    if cell.percent:
        # Typed as 95%: the spreadsheet keeps 0.95 and shows 95%. What the person saw is what is meant.
        value = value * 100
        what = f"the cell shows a percent sign; it was read as {value.normalize():f}."
        remarks = (note(codes.percent, placed.place, what, "Nothing needs doing."),)
    if column.kind == "integer" and value != value.to_integral_value():
        what = f"{value} is not a whole number."
        return Reading(None, placed.place, (error(codes.number, placed.place, what, "Enter a whole number."),))
    if problem := outside(column, value, placed.place, codes.limits):
        return Reading(None, placed.place, (problem, *remarks))
    return Reading(value, placed.place, remarks)


def outside(column: Column, value: Decimal, place: Place, code: str) -> Problem | None:
    """The problem of a number beyond its column's limits, if it is."""
    if abs(value) > LARGEST:
        return error(code, place, f"{value:.3e} is larger than a spreadsheet can count to.", "Enter the right number.")
    low, high = column.minimum, column.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    return error(
        code, place, f"{value:,f} is {limits_words(column, beyond=True)}.", f"Enter a number {limits_words(column)}."
    )


def limits_words(column: Column, beyond: bool = False) -> str:
    """The limits of a column in words: between 0 and 100, of at least 0; or that a number lies beyond them."""
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{'not ' if beyond else ''}between {low:,f} and {high:,f}"
    if low is not None:
        return f"less than {low:,f}" if beyond else f"of at least {low:,f}"
    assert high is not None
    return f"more than {high:,f}" if beyond else f"of at most {high:,f}"


def _not_a_number(placed: Placed, column: Column) -> tuple[str, str]:
    if placed.cell is not None and placed.cell.date:
        return "a date stands where a number belongs.", "Enter the number."
    typed = placed.text
    bare = re.sub(r"[,\s\u00a0£%]", "", typed).replace("−", "-")
    example = bare if re.fullmatch(r"-?\d+(\.\d+)?", bare) else ""
    return (
        f'"{typed}" is text, not a number.',
        f"Enter {example}." if example else "Enter a number, without words or signs.",
    )


def _date(column: Column, placed: Placed, codes: Codes, choices: Sequence[str], since_1904: bool) -> Reading:
    cell = placed.cell
    assert cell is not None
    day: date | None = None
    if isinstance(cell.value, Decimal):
        day = date_of(float(cell.value), since_1904) if abs(cell.value) < 1_000_000 else None
    elif isinstance(cell.value, str):
        day = _typed_date(cell.value.strip())
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        what = f'"{placed.text}" is read as {day.day} {day:%B %Y}, which is not a likely date.'
        return Reading(
            None,
            placed.place,
            (error(codes.date, placed.place, what, "Enter day, month and year, for example 31/07/2026."),),
        )
    if day is None:
        what = f'"{placed.text}" is not a date that can be read.'
        return Reading(
            None,
            placed.place,
            (error(codes.date, placed.place, what, "Enter day, month and year, for example 31/07/2026."),),
        )
    return Reading(day, placed.place)


def _typed_date(text: str) -> date | None:
    """A date written as text, day first: 12/10/2026 is 12 October. ISO dates are read too."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(T[\d:.]+Z?)?", text):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        parts = int(found[3]), int(found[2]), int(found[1])
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None
