"""What people type as text where a number or a date belongs: a closed table of readings, none of them silent.

Each reading is a note that says what was read, or a query where it may not be what was meant. Whatever is not in the table is
no reading at all: the cell is refused and its text quoted. Only the digits 0 to 9 count, and Python's own leniencies (1_000,
nan, 1e5, digits of other scripts) are not among the readings.

Whether "nil" is a zero or a figure that is missing cannot be told: councils write both. Here it is 0 and asked about, and only
where things or pounds are counted; a share, a rate or a duration of "nil" is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

#: A text longer than this is no number or date, and digits beyond these no figure, whatever they begin with.
_LONGEST, _DIGITS = 60, 20
#: The blanks that part groups of digits without breaking a line: the no-break, figure, thin and narrow no-break one.
_FIRM = "\u00a0\u2007\u2009\u202f"
_NUMBER = re.compile(
    rf"(?:[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+|(?: [0-9]{{3}})+|(?:[{_FIRM}][0-9]{{3}})+)|[0-9]+)(?:\.[0-9]+)?"
)
_SCALES = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9,
}  # fmt: skip
_PERCENT = ("%", "per cent", "percent")
_NONE = ("nil", "zero", "none")
#: Units in which an amount is in single pounds, so that £1.2m can be written out; in any other the scale is part of the unit.
_POUNDS = re.compile(r"(?:£|pounds?|gbp)?(?: ?(?:per|a|an|each) .*)?", re.IGNORECASE)

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEARS = r"([0-9]{4}) ?[/-] ?([0-9]{4}|[0-9]{2})"
#: Where the century of a year with two digits ends: 69 is 2069, and 70 is no likely date.
_CENTURY = 70


@dataclass(frozen=True)
class Instead:
    """A word that stands where a value belongs and means that there is none: why, and whether to ask."""

    reason: str
    asks: bool = False


@dataclass(frozen=True)
class Sense:
    """What a column counts, which decides how a text in it can be read.

    ``zero`` says whether a word for none may be 0; ``at`` is the day from which a quarter without a year is looked for.
    """

    money: bool = False
    percent: bool = False
    unit: str = ""
    zero: bool = False
    at: date | None = None
    instead: Mapping[str, Instead] = field(default_factory=dict)


@dataclass(frozen=True)
class Spoken:
    """One reading of a text: its value, what to say of it, and whether to ask. Without a value it is refused in these words."""

    value: Decimal | date | None
    found: str
    remedy: str
    asks: bool = False


_NOTHING = "Nothing needs doing."


def plain(text: str) -> str:
    """A text without the blanks around it, its blanks single, in small letters: as the words of the table stand."""
    return " ".join(text.split()).casefold()


def spoken_number(text: str, sense: Sense) -> Spoken | None:
    """The number that a text stands for in a column of some sense; nothing when it is not in the table."""
    typed = text.strip()
    if not typed or len(typed) > _LONGEST:
        return None
    if plain(typed) in _NONE:
        return _none(typed) if sense.zero else None
    found = re.fullmatch(r"\((£?)([^()]*)\)", typed)
    sign, pound, rest = ("-", found[1], found[2]) if found else _begin(typed)
    digits = _NUMBER.match(rest)
    if digits is None or len(digits[0]) > _DIGITS or (pound and not sense.money):
        return None
    value, after = Decimal(re.sub(rf"[, {_FIRM}]", "", digits[0])), plain(rest[digits.end() :])
    if sense.money and after in _SCALES:
        if not _POUNDS.fullmatch(sense.unit.strip()):
            what = f'"{typed}" has "{after}" at its end, and figures here are in {sense.unit} already.'
            return Spoken(None, what, f"Enter the number in {sense.unit}.")
        value = Decimal(f"{value.scaleb(_SCALES[after]):f}")  # 1200000, and not 1.2E+6
    elif after and not (sense.percent and after in _PERCENT) and (pound or after not in _own(sense.unit)):
        return None
    before = f"{'-' if sign and value else ''}{'£' if pound else ''}"
    what = f'"{typed}" was read as {before}{value:,f}{"%" if after in _PERCENT else ""}.'
    value = -value if sign and value else value
    if " " in digits[0]:
        remedy = 'If they are two numbers, enter the right one; otherwise say in "Answer to a query" that it is right.'
        return Spoken(value, what, remedy, asks=True)
    return Spoken(value, what, _NOTHING)


def _begin(typed: str) -> tuple[str, str, str]:
    """The sign and the pound sign that a text begins with, in either order, and what follows them."""
    # An en dash is a sign only directly before a digit or a pound sign; elsewhere it parts words.
    found = re.fullmatch(r"([-\u2212]|\u2013(?=[£0-9]))?(£?)([-\u2212]|\u2013(?=[0-9]))?(.*)", typed, re.DOTALL)
    assert found is not None
    if found[3] and (found[1] or not found[2]):
        return "", "", ""
    return found[1] or found[3] or "", found[2], found[4]


def _own(unit: str) -> tuple[str, ...]:
    """A unit as it may stand after a number: as it is, and of one."""
    name = plain(unit)
    first, blank, more = name.partition(" ")
    single = first[:-1] if len(first) > 3 and first.endswith("s") else first
    return (name, f"{single}{blank}{more}")


def _none(typed: str) -> Spoken:
    remedy = 'If it is none, say so in "Answer to a query"; if there is no figure yet, take the word out.'
    return Spoken(Decimal(0), f'"{typed}" was read as 0.', remedy, asks=True)


def bare_number(text: str) -> str:
    """The number inside a text that has only signs around it, as it should be typed; nothing when there is none to be sure of."""
    typed = re.sub("[£%]", "", text).replace("\u2212", "-").strip()
    found = re.fullmatch(r"(-?) ?(.*)", typed, re.DOTALL)
    if found is None or not _NUMBER.fullmatch(found[2]) or len(found[2]) > _DIGITS:
        return ""
    return found[1] + re.sub(rf"[, {_FIRM}]", "", found[2])


def spoken_date(text: str, at: date | None) -> Spoken | None:
    """The day that a text stands for, day before month always; nothing when it is not in the table."""
    typed = " ".join(text.split())
    if len(typed) > _LONGEST:
        return None
    try:
        if day := _day(typed):
            return Spoken(day, f'"{typed}" was read as {_words(day)}.', _NOTHING)
        if end := _end(typed):
            return Spoken(end, f'"{typed}" was read as its last day, {_words(end)}.', _NOTHING)
    except ValueError:  # the 31st of June, or 10/13/2026
        return None
    quarter = re.fullmatch(r"(?:end (?:of )?)?(?:q|quarter) ?([1-4])", typed, re.IGNORECASE | re.ASCII)
    if quarter is None or at is None:
        return None
    year = at.year - (at.month < 4)
    last = _quarter_end(int(quarter[1]), year)
    last = last if last > at else _quarter_end(int(quarter[1]), year + 1)
    remedy = 'If another day is meant, enter it; otherwise say in "Answer to a query" that it is right.'
    return Spoken(last, f'"{typed}" was read as the end of that quarter, {_words(last)}.', remedy, asks=True)


def _day(typed: str) -> date | None:
    """A day written out; ValueError when there is no such day."""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]+Z?)?", typed):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", typed):
        return date(_year(found[4]), int(found[3]), int(found[1]))
    if found := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?([ -])([a-z]+)\2([0-9]{4}|[0-9]{2})", typed.casefold()):
        return date(_year(found[4]), month, int(found[1])) if (month := _month(found[3])) else None
    return None


def _end(typed: str) -> date | None:
    """The last day of a month or of a quarter of a financial year, written with its year."""
    text = re.sub(r"^end (?:of )?", "", typed.casefold())
    if (found := re.fullmatch(r"([a-z]+) ([0-9]{4})", text)) and (month := _month(found[1])):
        year = int(found[2])
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    found = re.fullmatch(rf"(?:q|quarter) ?([1-4]) (?:of )?{_YEARS}", text)
    if found and int(found[3]) in (int(found[2]) + 1, (int(found[2]) + 1) % 100):
        return _quarter_end(int(found[1]), int(found[2]))
    return None


def _quarter_end(number: int, year: int) -> date:
    """The last day of a quarter of the financial year that begins in April of a year."""
    return (date(year, 6, 30), date(year, 9, 30), date(year, 12, 31), date(year + 1, 3, 31))[number - 1]


def _month(name: str) -> int:
    """The number of a month by its name or its first three letters; 0 when it is none."""
    for number, month in enumerate(_MONTHS, 1):
        if name in (month, month[:3]) or (name == "sept" and number == 9):
            return number
    return 0


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if int(digits) >= _CENTURY:
        raise ValueError(digits)
    return 2000 + int(digits)


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
