"""When the framework is to be reviewed, as its own document says, and whether that day is near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pmf_excel.framework.calendar import in_words, parse_day
from pmf_excel.framework.committees import Version
from pmf_excel.framework.periods import parse

NEXT, INTERVAL, APPROVED = "Next review date", "Review interval", "Approval date"
#: How long before its day a review is reminded of.
NEAR = timedelta(days=90)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_YEARLY = ("annual", "annually", "yearly", "every year", "each year")


@dataclass(frozen=True)
class Review:
    """The last day for a review, as the document words it; ``reckoned`` where it only follows from the interval."""

    on: date
    words: str
    reckoned: bool = False

    def near(self, today: date) -> bool:
        """Whether it is to be thought of by now: less than 90 days ahead, or past."""
        return self.on - NEAR <= today

    def said(self, today: date) -> str:
        """What is to be said of it on a day."""
        how = f', by its "{INTERVAL}"' if self.reckoned else ""
        days = (self.on - today).days
        if days < 0:
            return f"The framework was to be reviewed by {self.words}{how}, and that is past by {_days(-days)}."
        return f"The framework is to be reviewed by {self.words}{how}, in {_days(days)}."


def review(document: Sequence[tuple[str, str]], versions: Sequence[Version] = ()) -> Review | None:
    """The next review that the properties of the document name; nothing where they name none that can be read.

    Where only the interval is given, it runs from the day of approval, or else of the last version.
    """
    said = dict(document)
    text = said.get(NEXT, "").strip()
    if text:
        day = _day(text)
        return Review(day, in_words(day) if re.search(r"\d.*\d{4}", text) and _is_day(text) else text) if day else None
    months = interval(said.get(INTERVAL, ""))
    begun = _day(said.get(APPROVED, "")) or max((one.on for one in versions), default=None)
    if not months or begun is None:
        return None
    index = begun.year * 12 + begun.month - 1 + months
    day = _last_of(index, begun.day)
    return Review(day, in_words(day), reckoned=True)


def unread(document: Sequence[tuple[str, str]]) -> str:
    """What stands under the next review date and is no day; nothing where it is one, or nothing stands there."""
    text = dict(document).get(NEXT, "").strip()
    return text if text and _day(text) is None else ""


def interval(text: str) -> int:
    """How many months an interval is: "3 years", "every four years", "annually", "18 months"; 0 where it cannot be read."""
    plain = " ".join(text.casefold().split()).rstrip(".")
    if plain in _YEARLY:
        return 12
    found = re.search(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)}) ?(year|month)s?\b", plain)
    if not found:
        return 0
    number = int(found[1]) if found[1].isdigit() else _NUMBERS.index(found[1]) + 1
    return number * (12 if found[2] == "year" else 1)


def _day(text: str) -> date | None:
    """The day that is meant, or the last one of a month or financial year."""
    try:
        return parse_day(text)
    except ValueError:
        pass
    try:
        return parse(text).end
    except ValueError:
        return None


def _is_day(text: str) -> bool:
    try:
        parse_day(text)
    except ValueError:
        return False
    return True


def _last_of(index: int, day: int) -> date:
    """A day of the month with an index, or its last where it has no such day."""
    first_of_next = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(date(index // 12, index % 12 + 1, 1) + timedelta(days=day - 1), first_of_next - timedelta(days=1))


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
