"""Next year's register, worked out from this year's: rows to rows, with what is left out and what is still to do.

What is over stays in the archive and the ledger. Of the year that ends, measures and targets stay in the new register: its last figures
are still to come, and are judged by them. No target becomes that of another year unless that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pmf_excel.excel.writer import Value
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Question
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.periods import Length, Period, parse
from pmf_excel.register.rows import PlainRow

Sheets = Mapping[str, Sequence[PlainRow]]
#: What stands under Target, and where it was agreed, until it is.
AWAITED, NOT_AGREED = "TBC", "Not agreed yet."
#: Columns of a target that are figures of the measure, and may be days.
_FIGURES = ("target", "upper", "green", "amber", "forecast")


@dataclass(frozen=True)
class LeftOut:
    """A row that does not go on, and why."""

    sheet: str
    code: str
    name: str
    why: str

    @property
    def sentence(self) -> str:
        """It in a sentence."""
        return f"{' '.join(filter(None, (self.code, self.name)))}: {self.why}."

    def as_json(self) -> dict[str, str]:
        """The same as plain values for ``--json``."""
        return {"sheet": self.sheet, "code": self.code, "name": self.name, "why": self.why}


@dataclass
class Rolled:
    """The rows of the new register by sheet, what was left out, the measures whose targets are still to be agreed, those carried."""

    rows: dict[str, list[PlainRow]]
    left_out: list[LeftOut] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)


def roll(
    rows: Sheets, framework: Framework, year: Period, finished: Mapping[tuple[str, str], str],
    aims: Callable[[Measure], bool], carry: bool = False,
) -> Rolled:  # fmt: skip
    """The register of a financial year, from the rows and the framework of the year before.

    Its questions have the answers that services gave. ``finished`` says of items, by sheet and code, why no more comes of them; ``aims`` whether a measure is judged by a target. With
    ``carry`` the targets of the year before become those of the new one, and say so; else they are still to be agreed.
    """
    made = _Roll(rows, framework, year, finished)
    for key, some in rows.items():
        keep = getattr(made, f"keeps_{key}", None)
        made.rows[key] = [dict(row) for row in some if keep is None or keep(row)]
    made.set_targets(aims, carry)
    return Rolled(made.rows, made.left_out, made.awaited, made.carried)


class _Roll:
    """One roll-over. ``keeps_SHEET`` says whether a row of a sheet goes on; a sheet without one is kept as it is."""

    def __init__(
        self, rows: Sheets, framework: Framework, year: Period, finished: Mapping[tuple[str, str], str]
    ) -> None:
        self.framework, self.year, self.before, self.finished = framework, year, year.back(), finished
        self.rows: dict[str, list[PlainRow]] = {}
        self.left_out: list[LeftOut] = []
        self.awaited: list[str] = []
        self.carried: list[str] = []
        self.measures = self._living()
        self.questions: dict[tuple[object, ...], Question] = {
            (one.committee, one.on, one.text): one for one in framework.questions
        }
        #: What questions that are still open are about has to stay, so that they can be answered.
        self.asked_about = {_text(row, "item") for row in rows.get("questions", ()) if not self._told(row)}
        #: People whom somebody covers for who goes on.
        self.covered = {_text(row, "covers").casefold() for row in rows.get("people", ()) if not self._ended(row)}

    def _living(self) -> set[str]:
        """The measures that go on: those in force in the new year, later, or in the year that ends; and whatever they replace."""
        every = self.framework.measures
        kept = {m.code for m in every.values() if m.withdrawn is None or m.withdrawn.start > self.before.start}
        while more := {every[code].replaces for code in kept if every[code].replaces in every} - kept:
            kept |= more
        return kept

    def keeps_measures(self, row: PlainRow) -> bool:
        """One that had ended before the year that ends does not go on, unless another one replaces it."""
        measure = self.framework.measures.get(_text(row, "code"))
        if measure is None or measure.code in self.measures:
            return True
        ended = measure.withdrawn.label if measure.withdrawn else ""
        return self._leave("measures", row, f"it ended with {ended}")

    def keeps_targets(self, row: PlainRow) -> bool:
        """Those of the year that ends and of later ones."""
        return self._measure_goes_on(row) and self._recent(_text(row, "period"))

    def keeps_past(self, row: PlainRow) -> bool:
        """The figures of a measure go on with it."""
        return self._measure_goes_on(row)

    def keeps_activities(self, row: PlainRow) -> bool:
        """Work that is not finished."""
        return self._unfinished("activities", row)

    def keeps_recommendations(self, row: PlainRow) -> bool:
        """Those that are not carried out."""
        return self._unfinished("recommendations", row)

    def keeps_budgets(self, row: PlainRow) -> bool:
        """Those of the year that ends, whose outturn is still to come, and of later ones."""
        if self._recent(_text(row, "year")):
            return True
        return self._leave("budgets", row, f"it is of {_text(row, 'year')}")

    def keeps_meetings(self, row: PlainRow) -> bool:
        """Those from the beginning of the year that ends: what arises from its last ones is told in the new year."""
        held = row.get("on")
        return not isinstance(held, date) or held >= self.before.start

    def keeps_questions(self, row: PlainRow) -> bool:
        """Those that are open, or whose answer the committee has not had yet."""
        if not self._told(row):
            return True
        name = f"question of {_shown(row.get('on'))}, “{_begun(_text(row, 'question'))}”"
        self.left_out.append(LeftOut("questions", "", name, "it was answered, and the committee has had the answer"))
        return False

    def keeps_people(self, row: PlainRow) -> bool:
        """Those whose part goes on, and whom somebody covers for."""
        if not self._ended(row) or _text(row, "job_title").casefold() in self.covered:
            return True
        name = f"{_text(row, 'role')}, {_text(row, 'job_title')}"
        self.left_out.append(LeftOut("people", "", name, f"the part ended on {_shown(row.get('until'))}"))
        return False

    def keeps_waivers(self, row: PlainRow) -> bool:
        """Those that still hold."""
        until = row.get("until")
        if not self._measure_goes_on(row):
            return False
        if not isinstance(until, date) or until >= self.year.start:
            return True
        name = f"waiver of {_text(row, 'rule')}"
        self.left_out.append(LeftOut("waivers", _text(row, "measure"), name, f"it ended on {in_words(until)}"))
        return False

    def keeps_lineage(self, row: PlainRow) -> bool:
        """What was said of earlier years; that of the new one is written anew."""
        return _period(_text(row, "year")) != self.year

    def set_targets(self, aims: Callable[[Measure], bool], carry: bool) -> None:
        """Give each measure that is judged by a target, and has none for the new year, those of the year before or one to be agreed."""
        targets = self.rows.get("targets", [])
        own: dict[str, list[PlainRow]] = {}
        for row in targets:
            own.setdefault(_text(row, "measure"), []).append(row)
        new = []
        for measure in self.framework.measures.values():
            rows = own.get(measure.code, [])
            if not measure.lives_in(self.year) or not aims(measure) or any(self._serves(row) for row in rows):
                continue
            moved = [made for row in rows if carry and (made := self._moved(row)) is not None]
            (self.carried if moved else self.awaited).append(measure.code)
            new += moved or [
                {"measure": measure.code, "period": self.year.label, "target": AWAITED, "source": NOT_AGREED}
            ]
        self.rows["targets"] = [*targets, *new]

    def _serves(self, row: PlainRow) -> bool:
        """Whether a row is a target of the new year, or of several years with it among them."""
        at, since = _period(_text(row, "period")), _period(_text(row, "since"))
        if at is None:
            return False
        return self.year.holds(at) or (since is not None and since.start <= self.year.start and at.end >= self.year.end)

    def _moved(self, row: PlainRow) -> PlainRow | None:
        """A target of the year that ends, as one of the new year."""
        at = _period(_text(row, "period"))
        if at is None or not self.before.holds(at) or row.get("since"):
            return None
        later = at.back(-{Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 1}[at.length])
        agreed = _text(row, "source")
        source = f"Carried from {at.label} by pmf roll, not agreed for {self.year.label}. {agreed}".strip()
        figures = {key: _year_on(row[key]) for key in _FIGURES if key in row}
        return {**row, **figures, "period": later.label, "source": source[:250]}

    def _unfinished(self, sheet: str, row: PlainRow) -> bool:
        why = self.finished.get((sheet, _text(row, "code")))
        if why is None or _text(row, "code") in self.asked_about:
            return True
        return self._leave(sheet, row, why)

    def _leave(self, sheet: str, row: PlainRow, why: str) -> bool:
        self.left_out.append(LeftOut(sheet, _text(row, "code"), _text(row, "title"), why))
        return False

    def _measure_goes_on(self, row: PlainRow) -> bool:
        code = _text(row, "measure")
        return code in self.measures or code not in self.framework.measures

    def _recent(self, period: str) -> bool:
        at = _period(period)
        return at is None or at.end >= self.before.start

    def _told(self, row: PlainRow) -> bool:
        """Whether a question was answered, or decided on where it goes to another body, and its committee has met since."""
        found = self.questions.get((_text(row, "committee"), row.get("on"), _text(row, "question")))
        if found is None or found.settled_on is None:
            return False
        met = [
            one.on
            for one in self.framework.meetings
            if one.committee == found.committee and found.on < one.on < self.year.start
        ]
        return any(found.settled_on < day for day in met)

    def _ended(self, row: PlainRow) -> bool:
        until = row.get("until")
        return isinstance(until, date) and until < self.year.start


def named(rows: Iterable[LeftOut]) -> Iterator[tuple[str, list[LeftOut]]]:
    """What was left out, sheet by sheet."""
    found: dict[str, list[LeftOut]] = {}
    for one in rows:
        found.setdefault(one.sheet, []).append(one)
    yield from found.items()


def _text(row: PlainRow, key: str) -> str:
    value = row.get(key)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value).strip()


def _begun(text: str, most: int = 60) -> str:
    """The beginning of a long text, with a sign that it goes on."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def _shown(value: Value) -> str:
    return in_words(value) if isinstance(value, date) else str(value or "")


def _period(text: str) -> Period | None:
    try:
        return parse(text) if text else None
    except ValueError:
        return None


def _year_on(value: Value) -> Value:
    """A figure as it is; a day a year later."""
    if not isinstance(value, date):
        return value
    last = (value.month, value.day) == (2, 29)
    return value.replace(year=value.year + 1, day=28 if last else value.day)
