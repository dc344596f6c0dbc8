"""A file of comparators: a CSV table of measure, period, group, value and source, with everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pmf_excel.excel.limits import FIRST_YEAR, LARGEST
from pmf_excel.excel.spoken import Sense, bare_number, spoken_number
from pmf_excel.framework import periods
from pmf_excel.framework.comparators import Key, Stated
from pmf_excel.framework.figures import Kind
from pmf_excel.framework.model import Measure
from pmf_excel.framework.periods import Period
from pmf_excel.problems import Problem, error, errors_in, near_miss, note
from pmf_excel.register.plain import Codes, Heading, PlainRow, plain_rows

HEADINGS = (
    Heading("measure", "Measure", ("measure code", "code"), "the code of a measure, as in the register."),
    Heading("period", "Period", (), "Q1 2014/15, June 2014 or 2014/15."),
    Heading("group", "Group", ("comparator",), 'who they are, for example "England, district councils: median".'),
    Heading("value", "Value", ("figure",), 'a number, or the word "withdrawn" to take an earlier one back.'),
    Heading("source", "Source", (), "where the value was published."),
)
#: What stands where a value was, when it is to be shown no longer.
WITHDRAWN = "withdrawn"
_LONGEST = {"measure": 16, "period": 40, "group": 120, "value": 60, "source": 400}
_CODES = Codes(file="PMF-401", missing="PMF-402", twice="PMF-403", cells="PMF-404")
_EMPTY, _MEASURE, _PERIOD, _NUMBER, _TWICE, _LONG = "PMF-405", "PMF-406", "PMF-407", "PMF-408", "PMF-409", "PMF-410"
_NOTHING, _READ, _FRACTION = "PMF-411", "PMF-412", "PMF-413"
_PERIODS = "Enter it as Q1 2014/15, June 2014 or 2014/15."


@dataclass
class Read:
    """What a file says, and what is wrong with it or worth knowing."""

    lines: list[Stated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_comparators(
    data: bytes, file: str, measures: Mapping[str, Measure], standing: Collection[Key], today: date
) -> Read:
    """Read a file of comparators of some measures; ``standing`` is what the ledger has already, which alone can be withdrawn."""
    rows, problems = plain_rows(data, file, HEADINGS, _CODES)
    reading = _Reading({code.casefold(): one for code, one in measures.items()}, standing, today, problems)
    for row in rows:
        reading.take(row)
    return Read(list(reading.lines.values()), sorted(problems, key=_line))


@dataclass
class _Reading:
    """Reads line by line, gathering problems instead of stopping at the first."""

    measures: Mapping[str, Measure]
    standing: Collection[Key]
    today: date
    problems: list[Problem]
    lines: dict[Key, Stated] = field(default_factory=dict)

    def take(self, row: PlainRow) -> None:
        """Take a line, or say what is wrong with it."""
        before = len(self.problems)
        for heading in HEADINGS:
            self._filled(row, heading)
        measure, period = self._measure(row), self._period(row)
        value = self._value(row, measure)
        for key in ("group", "source"):
            self._in_words(row, key)
        if errors_in(self.problems[before:]):
            return
        assert measure is not None and period is not None
        stated = Stated(measure.code, period, row.texts["group"], value, row.texts["source"], row.line)
        if value is None and stated.key not in self.standing:
            what = f"there is no value of {measure.code} for {period.label} and this group to withdraw."
            self._say(_NOTHING, row, "value", what, "Check the measure, the period and how the group is written.")
            return
        self._once(row, stated)

    def _once(self, row: PlainRow, stated: Stated) -> None:
        """The same line may stand there twice; another value or source for the same may not."""
        first = self.lines.setdefault(stated.key, stated)
        if (first.value, first.source) == (stated.value, stated.source):
            return
        differs = "value" if first.value != stated.value else "source"
        what = f"line {first.line} has another {differs} for {stated.measure}, {stated.period.label} and this group."
        self._say(_TWICE, row, differs, what, "Keep the right one of the two lines.")

    def _say(self, code: str, row: PlainRow, key: str, found: str, remedy: str) -> None:
        self.problems.append(error(code, row.place(key), found, remedy))

    def _filled(self, row: PlainRow, heading: Heading) -> None:
        text, longest = row.texts[heading.key], _LONGEST[heading.key]
        title = row.titles[heading.key]
        if not text:
            self._say(_EMPTY, row, heading.key, f'"{title}" is empty.', f"Enter {heading.help}")
        elif len(text) > longest:
            what = f'"{title}" has {len(text)} letters, and there is room for {longest}.'
            self._say(_LONG, row, heading.key, what, "Shorten it.")

    def _measure(self, row: PlainRow) -> Measure | None:
        code = row.texts["measure"]
        found = self.measures.get(code.casefold())
        if code and found is None:
            known = [one.code for one in self.measures.values()]
            remedy = f'{near_miss(code, known)}Enter a code of the register\'s sheet "Measures".'
            self._say(_MEASURE, row, "measure", f'there is no measure with the code "{_short(code)}".', remedy)
        elif found is not None and found.kind in (Kind.YES_NO, Kind.DATE):
            answered = "yes or no" if found.kind is Kind.YES_NO else "a date"
            what = f"the figure of {found.code} is {answered}, which no value of others can be held against."
            self._say(_MEASURE, row, "measure", what, "Remove the line.")
        return found

    def _period(self, row: PlainRow) -> Period | None:
        text = row.texts["period"]
        twofold = re.fullmatch(r"(\d\d)(\d\d)-(\d\d)", text)
        if twofold and int(twofold[3]) == (int(twofold[2]) + 1) % 100 <= 12:
            what = f'"{text}" can be read as a month and as a financial year.'
            remedy = f"Write the year as {twofold[1]}{twofold[2]}/{twofold[3]}, or the month in letters."
            self._say(_PERIOD, row, "period", what, remedy)
            return None
        try:
            period = periods.parse(text)
        except ValueError:
            if text:
                self._say(_PERIOD, row, "period", f'"{_short(text)}" is not a period.', _PERIODS)
            return None
        if period.start > self.today or period.year < FIRST_YEAR:
            found = "has not begun yet" if period.start > self.today else "is too long ago"
            self._say(_PERIOD, row, "period", f"{period.label} {found}.", "Check the year.")
        return period

    def _value(self, row: PlainRow, measure: Measure | None) -> Decimal | None:
        text = row.texts["value"]
        if not text or text.casefold() == WITHDRAWN:
            return None
        if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", text):
            value = Decimal(text)
        elif measure is None and bare_number(text):
            return None  # whether its sign belongs there, its measure would say
        else:
            spoken = spoken_number(text, _sense(measure))
            if spoken is None or not isinstance(spoken.value, Decimal) or spoken.asks:
                remedy = "Enter a number, without words or signs. Where there is none, leave the line out."
                self._say(_NUMBER, row, "value", f'"{_short(text)}" is not a number that can be read.', remedy)
                return None
            value = spoken.value
            self.problems.append(note(_READ, row.place("value"), spoken.found, spoken.remedy))
        if abs(value) > LARGEST:
            self._say(_NUMBER, row, "value", f"{_short(text)} is larger than a spreadsheet can count to.", "Check it.")
        elif measure and measure.kind is Kind.PERCENTAGE and 0 < abs(value) < 1:
            what = f"{value:f} is less than one percent, and looks like a share of one."
            self.problems.append(
                note(_FRACTION, row.place("value"), what, f"If it is one, enter {value * 100:f} instead.")
            )
        return value

    def _in_words(self, row: PlainRow, key: str) -> None:
        """A group or source has letters in it: a number there is one that slipped out of its own column."""
        text = row.texts[key]
        if text and not re.search(r"[^\W\d_]", text):
            heading = next(one for one in HEADINGS if one.key == key)
            what = f'"{_short(text)}" is no {row.titles[key].casefold()}: it has no word in it.'
            self._say(_EMPTY, row, key, what, f"Enter {heading.help}")


def _sense(measure: Measure | None) -> Sense:
    """How a value that is written as people write it is read: "£1,200" of money, "95.2%" of a percentage."""
    if measure is None:
        return Sense()
    percent = measure.kind is Kind.PERCENTAGE or measure.unit.strip() == "%"
    return Sense(measure.kind is Kind.MONEY or "£" in measure.unit, percent, measure.unit)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _line(problem: Problem) -> int:
    found = re.match(r"line (\d+)", problem.place.cell)
    return int(found[1]) if found else 0
