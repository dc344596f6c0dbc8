"""Targets and past figures of the register: numbers, days, answers and words, each read as its measure asks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import outside
from pmf_excel.excel.reader import Placed
from pmf_excel.excel.typed import read_typed
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind, of_day
from pmf_excel.framework.model import Measure, PastFigure, Polarity, Target
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.rules import RuleSet
from pmf_excel.framework.targets import Than, Wanted, contradicts, even_weights, read_words
from pmf_excel.problems import Place, note, query
from pmf_excel.register.lines import CODES, Line, SheetReader

_NOT_RATED = {"data only", "no target", "n/a", "none set", "monitor", "trend"}


def read_targets(
    reader: SheetReader, measures: Mapping[str, Measure]
) -> tuple[dict[tuple[str, Period], Target], tuple[Target, ...]]:
    """The targets by measure and period, and those over several years, with everything said that is wrong in them."""
    targets: dict[tuple[str, Period], Target] = {}
    longer: dict[tuple[str, Period], Target] = {}
    for line in reader.lines("targets"):
        known = reader.refer(line, "measure", "measures.code", "measure")
        period, measure = reader.period(line, "period"), measures.get(line.text("measure"))
        if not line.raw and "target" in line.places:
            what = "Enter it, or TBC while it has still to be agreed."
            reader.say("PMF-103", line.places["target"], '"Target" is empty.', what)
            continue
        if period is None or not known:
            continue
        key = (line.text("measure"), period)
        found = longer if line.text("since") else targets
        if key in found:
            _twice(reader, line, key, found[key].place, "target")
        elif measure is not None:
            made = _Row(reader, line, measure).target(period)
            if made is not None:
                found[key] = made
    return targets, tuple(longer.values())


def read_past(reader: SheetReader, measures: Mapping[str, Measure]) -> list[PastFigure]:
    """The figures from before the ledger, with everything said that is wrong in them."""
    found: dict[tuple[str, Period], PastFigure] = {}
    for line in reader.lines("past"):
        known = reader.refer(line, "measure", "measures.code", "measure")
        period, measure = reader.period(line, "period"), measures.get(line.text("measure"))
        if "figure" not in line.raw:
            place = line.places.get("figure")
            if place:
                reader.say("PMF-103", place, '"Figure" is empty.', "Enter it, or remove the row.")
            continue
        if period is None or not known or measure is None:
            continue
        key = (measure.code, period)
        if key in found:
            _twice(reader, line, key, found[key].place, "figure")
            continue
        _right_length(reader, line, measure, period)
        value = _Row(reader, line, measure).value("figure")
        if value is not None:
            found[key] = PastFigure(*key, value, line.text("commentary"), line.places["figure"])
    return list(found.values())


def needs_target(
    reader: SheetReader, measure: Measure, targets: Mapping[tuple[str, Period], Target], longer: Sequence[Target],
    rule: RuleSet,
) -> None:  # fmt: skip
    """Say when a measure's rule compares with something that the Targets sheet does not give."""
    own = [target for (code, _), target in targets.items() if code == measure.code]
    only_year = own and all(t.period.length is Length.YEAR and not t.profile for t in own)
    if only_year and measure.adds_up and measure.frequency.length is not Length.YEAR and rule.compares:
        what = f'"{measure.code}" adds up over the year, but only the whole year has a target: until then it has none.'
        remedy = 'Enter Even or its shares under "Profile of the year", or a row for each period.'
        reader.problems.append(query("PMF-133", own[0].place, what, remedy))
    remedy = 'Enter its target on the Targets sheet, or choose the status rule "No target" or "Data only".'
    if Against.TARGET in rule.needs:
        if not any(_is_target(target) for target in (*own, *(t for t in longer if t.measure == measure.code))):
            reader.say(
                "PMF-108", measure.place, f'"{measure.code}" is judged by "{rule.name}" but has no target.', remedy
            )
        elif measure.polarity is Polarity.BAND:
            for target in own:
                if target.upper is None and target.value is not None:
                    what = f'"{measure.code}" should stay within a band, but its target has no upper end.'
                    reader.say(
                        "PMF-108",
                        target.place,
                        what,
                        'Enter the band: its lower end under "Target", its upper end beside it.',
                    )
    for of, heading in ((Against.GREEN, "Green value"), (Against.AMBER, "Amber value"), (Against.FORECAST, "Forecast")):
        if of in rule.needs and not any(
            getattr(t, {"Green value": "green", "Amber value": "amber"}.get(heading, "forecast")) is not None
            for t in own
        ):
            what = f'"{measure.code}" is judged by "{rule.name}" but has no {heading.casefold()}.'
            reader.say(
                "PMF-108",
                measure.place,
                what,
                f'Enter it under "{heading}" on the Targets sheet, or choose another status rule.',
            )


def _is_target(target: Target) -> bool:
    """Whether a row sets a target, if only one that has still to be confirmed."""
    only_values = target.green is not None or target.amber is not None or target.forecast is not None
    return target.value is not None or bool(target.than) or not only_values


def _twice(reader: SheetReader, line: Line, key: tuple[str, Period], place: Place, what: str) -> None:
    found = f'"{key[0]}" has a {what} for {key[1].short} in {place.cell} already.'
    reader.say("PMF-116", line.places["measure"], found, "Remove one of the two rows.")


def _right_length(reader: SheetReader, line: Line, measure: Measure, period: Period) -> None:
    if period.length not in {measure.frequency.length, Length.YEAR}:
        example = {"month": "June 2014", "quarter": "Q1 2014/15", "year": "2014/15"}[measure.frequency.length.value]
        reader.say(
            "PMF-115", line.places["period"], f'"{measure.code}" is reported {measure.frequency.value.lower()}, but {period.short} is a {period.length}.',
            f"Enter a period such as {example}, or change the measure's frequency.",
        )  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """One row of a measure's targets or past figures."""

    reader: SheetReader
    line: Line
    measure: Measure

    def target(self, period: Period) -> Target | None:
        """The target the row sets; nothing when what it says cannot be read."""
        reader, line, measure = self.reader, self.line, self.measure
        _right_length(reader, line, measure, period)
        place = line.places["target"]
        wanted = Wanted()
        if "target" in line.raw:
            read = self._wanted(line.raw["target"])
            if read is None:
                return None
            wanted = read
        others = {key: self.value(key) for key in ("upper", "green", "amber", "forecast")}
        since, profile = self._since(period), self._profile(period)
        if profile and (wanted.than or since or (wanted.value is None and "target" in line.raw)):
            what = "only a target that is a number, for one year, can have a profile."
            reader.say("PMF-131", line.places["profile"], what, "Empty this cell, or enter the target as a number.")
            profile = ()
        self._in_order(wanted.value, **others)
        return Target(
            measure.code, period, wanted.value, place, others["upper"], others["green"], others["amber"], others["forecast"],
            wanted.than.value if wanted.than else "", wanted.by_percent, since, profile,
        )  # fmt: skip

    def value(self, key: str) -> Decimal | None:
        """A cell as a figure of the measure; what is wrong with it is said."""
        placed = self.line.raw.get(key)
        return None if placed is None else self._figure(placed)

    def _wanted(self, placed: Placed) -> Wanted | None:
        """What stands under Target: a figure of the measure, or words that mean one."""
        words = read_words(placed.text) if self._is_text(placed) else None
        in_words = self.measure.kind in (Kind.YES_NO, Kind.DATE)
        if words is not None and in_words and (words.value is not None or words.than):
            words = None  # only "TBC" means something of a day or an answer
        if words is None:
            if self._is_text(placed) and placed.text.strip().casefold() in _NOT_RATED:
                what = f'"{placed.text}" is no target.'
                remedy = 'Remove the row, and choose the status rule "Data only" or "No target" for the measure, if it has another.'
                self.reader.say("PMF-109", placed.place, what, remedy)
                return None
            value = self._figure(placed)
            return None if value is None else Wanted(value)
        if words.operator and contradicts(words.operator, self.measure.polarity):
            what = (
                f'"{placed.text}" means {words.operator} {words.value}, but {self.measure.polarity.value.casefold()}.'
            )
            self.reader.say("PMF-132", placed.place, what, "Correct the target, or the measure's polarity.")
            return None
        if words.than and self._against_polarity(words.than):
            what = f'"{placed.text}" goes against the measure: {self.measure.polarity.value.casefold()}.'
            self.reader.say("PMF-132", placed.place, what, "Correct the target, or the measure's polarity.")
            return None
        if words.than and self.measure.polarity is Polarity.BAND:
            what = f'"{placed.text}" cannot be the beginning of a band.'
            self.reader.say("PMF-132", placed.place, what, "Enter its lower end as a number.")
            return None
        if words.value is not None:
            met = f", which is met by {words.operator} {words.value}" if words.operator else ""
            what = f'"{placed.text}" is read as a target of {words.value}{met}.'
            self.reader.problems.append(note("PMF-124", placed.place, what, f"Enter {words.value} to be plain."))
            limits = Column("", "", minimum=self.measure.minimum, maximum=self.measure.maximum)
            if problem := outside(limits, words.value, placed.place, "PMF-111"):
                self.reader.problems.append(problem)
        return words

    def _against_polarity(self, than: Than) -> bool:
        polarity = self.measure.polarity
        return (than is Than.HIGHER and polarity is Polarity.LOWER) or (
            than is Than.LOWER and polarity is Polarity.HIGHER
        )

    @staticmethod
    def _is_text(placed: Placed) -> bool:
        return placed.cell is not None and isinstance(placed.cell.value, str)

    def _figure(self, placed: Placed) -> Decimal | None:
        """A cell read as the measure's kind of figure."""
        measure, reader = self.measure, self.reader
        if measure.kind is Kind.YES_NO:
            reading = read_typed(
                Column("answer", "Target or figure", kind="choice", choices="answers"), placed, CODES, ("Yes", "No")
            )
            reader.problems += reading.problems
            return None if reading.value is None else Decimal(reading.value == "Yes")
        if measure.kind is Kind.DATE:
            reading = read_typed(
                Column("day", "Target or figure", kind="date"), placed, CODES, (), reader.workbook.since_1904
            )
            reader.problems += reading.problems
            return of_day(reading.value) if isinstance(reading.value, date) else None
        reading = read_typed(Column("number", "Target or figure", kind="number"), placed, CODES)
        reader.problems += reading.problems
        if not isinstance(reading.value, Decimal) or reading.wrong:
            return None
        if placed.cell is not None and placed.cell.percent and measure.kind is not Kind.PERCENTAGE:
            what = f'"{measure.code}" is no percentage, but the cell shows a percent sign.'
            reader.say("PMF-109", placed.place, what, "Enter the number without it.")
            return reading.value
        limits = Column("", "", minimum=measure.minimum, maximum=measure.maximum)
        if problem := outside(limits, reading.value, placed.place, "PMF-111"):
            reader.problems.append(problem)
        small = measure.kind is Kind.PERCENTAGE and measure.polarity is Polarity.HIGHER and 0 < reading.value < 1
        if small and not (placed.cell is not None and placed.cell.percent):
            what = f"{reading.value:f}% is little; it looks like {reading.value * 100:f}% typed as a fraction."
            remedy = (
                f"If {reading.value * 100:f}% is meant, enter {reading.value * 100:f}; otherwise nothing needs doing."
            )
            reader.problems.append(query("PMF-135", placed.place, what, remedy))
        return reading.value

    def _since(self, period: Period) -> Period | None:
        """The year from which a target over several years counts."""
        since = self.reader.period(self.line, "since")
        if since is None:
            return None
        place = self.line.places["since"]
        if Length.YEAR not in (period.length, since.length) or period.length is not since.length:
            what = f"a target over several years runs from one financial year to another, not from {since.short} to {period.short}."
            self.reader.say("PMF-115", place, what, "Enter two financial years, for example 2014/15 and 2017/18.")
            return None
        if since > period:
            what = f"the target begins with {since.short}, after it ends with {period.short}."
            self.reader.say("PMF-121", place, what, "Correct one of the two years.")
            return None
        if not self.measure.adds_up:
            what = f'a target over several years adds figures up, and those of "{self.measure.code}" do not add up.'
            self.reader.say(
                "PMF-131", place, what, 'Choose the roll-up "Sum" for the measure, or enter a target for each year.'
            )
            return None
        return since

    def _profile(self, period: Period) -> tuple[Decimal, ...]:
        """How a year's target is spread over its months or quarters."""
        text = self.line.text("profile")
        if not text:
            return ()
        length, place = self.measure.frequency.length, self.line.places["profile"]
        if period.length is not Length.YEAR or length is Length.YEAR:
            what = "only the target for a year, of a measure that is reported more often, can have a profile."
            self.reader.say("PMF-131", place, what, "Empty this cell, or enter the target for the year.")
            return ()
        if not self.measure.adds_up:
            what = f'the figures of "{self.measure.code}" do not add up to the year\'s, so its target cannot be spread over it.'
            self.reader.say("PMF-131", place, what, 'Choose the roll-up "Sum" for the measure, or empty this cell.')
            return ()
        if text.strip().casefold() in ("even", "evenly"):
            return even_weights(length)
        parts = [part.strip().rstrip("%").strip() for part in re.split(r"[/;]", text)]
        wanted = len(even_weights(length))
        numbers = [Decimal(part) for part in parts if re.fullmatch(r"\d+(\.\d+)?", part)]
        if len(numbers) != len(parts) or len(parts) != wanted or sum(numbers) != 100:
            what = f'"{text}" is not a profile of {wanted} shares that add up to 100.'
            example = "20/25/25/30" if wanted == 4 else "twelve shares with a stroke between them"
            self.reader.say("PMF-131", place, what, f"Enter Even, or the shares in percent: {example}.")
            return ()
        return tuple(numbers)

    def _in_order(
        self, target: Decimal | None, upper: Decimal | None, green: Decimal | None, amber: Decimal | None,
        forecast: Decimal | None,
    ) -> None:  # fmt: skip
        """Say where the values of a row stand in the wrong order."""
        line, polarity = self.line, self.measure.polarity
        if upper is not None and polarity is not Polarity.BAND:
            what = f"an upper end is given, but {polarity.value.casefold()}."
            self.reader.say("PMF-119", line.places["upper"], what, 'Empty it, or choose the polarity "Within a band".')
        if target is not None and upper is not None and upper < target:
            what = f"the band ends at {upper}, below its beginning at {target}."
            self.reader.say("PMF-121", line.places["upper"], what, "Correct one of the two.")
        if green is None or amber is None:
            return
        if (polarity is Polarity.HIGHER and green < amber) or (polarity is Polarity.LOWER and green > amber):
            what = f"the Green value, {green}, is worse than the Amber value, {amber}: {polarity.value.casefold()}."
            self.reader.say("PMF-130", line.places["green"], what, "Correct one of the two.")
