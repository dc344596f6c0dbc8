"""What a person typed into a cell, held against its column: the reader's face of a layout.

The same declaration that gave the cell its drop-down, limits and message decides here what is right, because pasting
goes past every validation. Text where a number, a day or an answer belongs is read by the table in spoken.py, where a
sort of workbook has codes to say so; without them it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import FIRST_YEAR, LAST_YEAR, outside
from pmf_excel.excel.reader import Placed
from pmf_excel.excel.spoken import Sense, Spoken, bare_number, plain, spoken_date, spoken_number
from pmf_excel.excel.values import clean_text, date_of, excel_length
from pmf_excel.problems import Problem, error, near_miss, note, query

Value = str | Decimal | date | None

#: How much of a text a message quotes.
_QUOTED = 200
#: How many choices a message lists, and how alike a word must be for one of them to be offered: Fine is not Failed.
_LISTED, _ALIKE = 12, 0.8
_ANSWERS = {"y": "yes", "n": "no", "true": "yes", "false": "no"}


def quoted(text: str) -> str:
    """A text as a message quotes it: of a long one the beginning."""
    return f'"{text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"}"'


@dataclass(frozen=True)
class Codes:
    """The problem codes of one sort of workbook; without one for a reading, what would be read so is refused."""

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
    spoken_number: str = ""
    spoken_none: str = ""
    spoken_date: str = ""
    spoken_quarter: str = ""
    spoken_answer: str = ""
    instead: str = ""
    instead_asked: str = ""


@dataclass(frozen=True)
class Reading:
    """What a cell holds, as a value of its column's kind, and what is wrong with it; ``instead`` is why there is none, in a word."""

    value: Value
    problems: tuple[Problem, ...] = ()
    instead: str = ""

    @property
    def wrong(self) -> bool:
        """Whether something in it has to be put right."""
        return bool(self.problems) and any(p.severity.value == "error" for p in self.problems)


#: The reading of an empty cell.
NOTHING = Reading(None)


@dataclass(frozen=True)
class _Typed:
    """A cell that holds something, with all that decides how it is read."""

    column: Column
    placed: Placed
    codes: Codes
    choices: Sequence[str]
    since_1904: bool
    sense: Sense

    @property
    def value(self) -> str | Decimal | bool:
        """What the cell holds."""
        assert self.placed.cell is not None
        return self.placed.cell.value

    def refused(self, code: str, found: str, remedy: str, *remarks: Problem) -> Reading:
        """A reading without a value."""
        return Reading(None, (error(code, self.placed.place, found, remedy), *remarks))

    def remark(self, spoken: Spoken, read: str, asked: str) -> Problem:
        """What is said of a text that was read."""
        say, code = (query, asked) if spoken.asks else (note, read)
        return say(code, self.placed.place, spoken.found, spoken.remedy)


def read_typed(
    column: Column,
    placed: Placed,
    codes: Codes,
    choices: Sequence[str] = (),
    since_1904: bool = False,
    sense: Sense | None = None,
) -> Reading:
    """Read a cell as its column's kind: text, a decimal, a day, or nothing when it is empty."""
    if placed.cell is None and not column.required:
        return NOTHING
    place = placed.place
    if placed.cell is not None and placed.cell.error:
        found = f"the cell shows the error {quoted(str(placed.cell.value))}."
        return Reading(None, (error(codes.error_value, place, found, "Replace it with what belongs there."),))
    if placed.empty:
        if column.required:
            what = f'"{column.heading}" is empty.'
            return Reading(None, (error(codes.missing, place, what, f"Enter it. {column.help}".strip()),))
        return NOTHING
    typed = _Typed(column, placed, codes, choices, since_1904, sense or Sense())
    reading = _instead(typed) or _READERS.get(column.kind, _text)(typed)
    if placed.cell is not None and placed.cell.formula:
        read = quoted(placed.text)[1:-1] or "nothing"
        shown = f"a formula stands in the cell; {read} was read from it."
        remark = note(codes.formula, place, shown, "Type the value itself next time.")
        if placed.text == "":
            remark = error(
                codes.formula, place, "a formula without a result stands in the cell.", "Type the value itself."
            )
        return Reading(reading.value, (*reading.problems, remark), reading.instead)
    return reading


def _instead(typed: _Typed) -> Reading | None:
    """A word that stands in the cell instead of a value, where the column knows such words."""
    word = typed.sense.instead.get(plain(typed.placed.text)) if isinstance(typed.value, str) else None
    if word is None:
        return None
    what = f'"{typed.placed.text}" stands where the figure belongs; it was read as "{word.reason}".'
    remedy = 'If none happened, enter 0; otherwise say in "Answer to a query" that it is right.'
    spoken = Spoken(None, what, remedy if word.asks else "Nothing needs doing.", word.asks)
    remark = typed.remark(spoken, typed.codes.instead, typed.codes.instead_asked)
    return Reading(None, (remark,), word.reason)


def _text(typed: _Typed) -> Reading:
    column, placed, codes = typed.column, typed.placed, typed.codes
    raw = placed.text
    text = clean_text(raw).strip()
    problems = []
    if text != raw.replace("\r\n", "\n").replace("\r", "\n").strip():
        what = "characters that cannot be printed stood in the text and were taken out."
        problems.append(note(codes.cleaned, placed.place, what, "Nothing needs doing."))
    if "\ufffd" in text and not problems:
        what = "a character that could not be read stood in the text; it shows as \ufffd."
        problems.append(note(codes.cleaned, placed.place, what, "Type it again if it matters."))
    if excel_length(text) > column.longest:
        what = f"the text has {excel_length(text):,} characters; at most {column.longest:,} are allowed."
        problems.append(error(codes.long, placed.place, what, "Shorten it."))
    return Reading(text or None, tuple(problems))


def _choice(typed: _Typed) -> Reading:
    word = " ".join(clean_text(typed.placed.text).replace("\u00a0", " ").split())
    choices, codes, place = typed.choices, typed.codes, typed.placed.place
    by_fold = {choice.casefold(): choice for choice in choices}
    if word.casefold() in by_fold:
        chosen = by_fold[word.casefold()]
        if not isinstance(typed.value, bool):
            return Reading(chosen)
    meant = by_fold.get(_ANSWERS.get(word.casefold(), ""))
    short = word.casefold() in ("y", "n")
    if meant and codes.spoken_answer and (short or isinstance(typed.value, bool)):
        what = f'"{word}" was read as {meant}.'
        return Reading(meant, (note(codes.spoken_answer, place, what, "Nothing needs doing."),))
    listed = ", ".join(f'"{one}"' for one in choices) if len(choices) <= _LISTED else "one of the list"
    what = f'{quoted(word)} is not one of the choices for "{typed.column.heading}".'
    remedy = f"{_meant(word, choices)}Choose {listed}." if choices else "There is nothing to choose yet."
    return typed.refused(codes.choice, what, remedy)


def _meant(word: str, choices: Sequence[str]) -> str:
    """The choice that a word is most likely to be meant for, as a question: one that is all but the same, or begins so."""
    begun = [choice for choice in choices if choice.casefold().startswith(word.casefold())]
    if len(begun) == 1 and (len(word) > 2 or word.isdigit()):
        return f'Did you mean "{begun[0]}"? '
    return near_miss(word, choices, _ALIKE)


def _number(typed: _Typed) -> Reading:
    cell, codes, place = typed.placed.cell, typed.codes, typed.placed.place
    assert cell is not None
    remarks: tuple[Problem, ...] = ()
    if isinstance(cell.value, Decimal) and not cell.date:
        value = cell.value
        if cell.percent:
            # Typed as 95%: the spreadsheet keeps 0.95 and shows 95%. What the person saw is what is meant.
            value = value * 100
            what = f"the cell shows a percent sign; it was read as {value.normalize():f}."
            remarks = (note(codes.percent, place, what, "Nothing needs doing."),)
    else:
        text = cell.value if isinstance(cell.value, str) and not cell.date and codes.spoken_number else ""
        spoken = spoken_number(text, typed.sense)
        if spoken is None:
            return typed.refused(codes.number, *_not_a_number(typed.placed))
        if not isinstance(spoken.value, Decimal):
            return typed.refused(codes.number, spoken.found, spoken.remedy)
        value, remarks = spoken.value, (typed.remark(spoken, codes.spoken_number, codes.spoken_none),)
    if typed.column.kind == "integer" and value != value.to_integral_value():
        return typed.refused(codes.number, f"{value} is not a whole number.", "Enter a whole number.")
    if problem := outside(typed.column, value, place, codes.limits):
        return Reading(None, (problem, *remarks))
    return Reading(value, remarks)


def _not_a_number(placed: Placed) -> tuple[str, str]:
    if placed.cell is not None and placed.cell.date:
        return "a date stands where a number belongs.", "Enter the number."
    example = bare_number(placed.text)
    return (
        f"{quoted(placed.text)} is text, not a number.",
        f"Enter {example}." if example else "Enter a number, without words or signs.",
    )


def _date(typed: _Typed) -> Reading:
    cell, codes = typed.placed.cell, typed.codes
    assert cell is not None
    day: date | None = None
    remarks: tuple[Problem, ...] = ()
    if isinstance(cell.value, Decimal):
        day = date_of(float(cell.value), typed.since_1904) if abs(cell.value) < 1_000_000 else None
    elif isinstance(cell.value, str):
        spoken = spoken_date(cell.value, typed.sense.at) if codes.spoken_date and not cell.date else None
        if spoken is not None and isinstance(spoken.value, date):
            day, remarks = spoken.value, (typed.remark(spoken, codes.spoken_date, codes.spoken_quarter),)
        elif cell.date or not codes.spoken_date:
            day = _typed_date(cell.value.strip())
    remedy = "Enter day, month and year, for example 31/07/2026."
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        what = f'"{typed.placed.text}" is read as {day.day} {day:%B %Y}, which is not a likely date.'
        return typed.refused(codes.date, what, remedy)
    if day is None:
        return typed.refused(codes.date, f"{quoted(typed.placed.text)} is not a date that can be read.", remedy)
    return Reading(day, remarks)


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


_READERS: Mapping[str, Callable[[_Typed], Reading]] = {
    "number": _number, "integer": _number, "percentage": _number, "date": _date, "choice": _choice,
}  # fmt: skip
