"""What the ledger keeps, as plain values: terms, rows asked, returns issued, files received, answers, sign-offs."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from pmf_excel.framework.conditions import Against, Case
from pmf_excel.framework.figures import Absence, Figure, Kind, said
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rules import RuleSet, Step
from pmf_excel.framework.status import Status
from pmf_excel.framework.travel import Travel, direction


@dataclass(frozen=True)
class Terms:
    """What a measure was judged by when it was asked; a later change of the register does not reach back."""

    title: str
    service: str
    priority: str
    unit: str
    kind: Kind
    decimals: int
    minimum: Decimal | None
    maximum: Decimal | None
    polarity: Polarity
    cumulative: bool
    rule: RuleSet
    tolerance: Tolerance
    target: Decimal | None
    upper: Decimal | None = None
    green: Decimal | None = None
    amber: Decimal | None = None
    forecast: Decimal | None = None
    last_year: Decimal | None = None
    previous: Decimal | None = None
    words: str = ""
    same_within: Decimal = Decimal(0)
    roll_up: str = ""
    late: bool = False
    plan: str = ""
    committee: str = ""
    profiled: bool = False

    @property
    def judging(self) -> tuple[object, ...]:
        """What a figure is checked and judged by.

        A new wording of the title is not among it, nor are earlier figures: they are what is known, not what was agreed.
        """
        return (
            self.unit, self.kind, self.decimals, self.minimum, self.maximum, self.polarity, self.cumulative, self.rule.steps,
            self.rule.optional, self.tolerance, self.target, self.upper, self.green, self.amber, self.forecast,
        )  # fmt: skip

    @property
    def counted(self) -> tuple[str, Kind]:
        """What makes two figures the same sort of number, however they are judged."""
        return self.unit, self.kind

    def judged_by(self, other: Terms) -> Terms:
        """These terms with everything that another period's figure was judged by; title, service and plan stay."""
        return replace(
            other, title=self.title, service=self.service, priority=self.priority, roll_up=self.roll_up, late=self.late,
            plan=self.plan, committee=self.committee,
        )  # fmt: skip

    @property
    def watched(self) -> bool:
        """Whether a figure is followed by its direction alone: no target, and yet one way is better."""
        told = self.rule.steps[0].status
        return (
            not self.cumulative
            and self.polarity in (Polarity.HIGHER, Polarity.LOWER)
            and (told == Status.NO_TARGET or any(of not in self.compared for of in self.rule.needs))
        )

    def wrong_way(self, figure: Figure) -> bool:
        """Whether a figure that has no target is worse than the one before it (North Norfolk framework 2017, section 3)."""
        travel = direction(figure.value, self.previous, self.polarity, self.decimals, self.same_within)
        return self.watched and travel is Travel.WORSE

    @property
    def band(self) -> tuple[Decimal, Decimal] | None:
        """The lower and upper end of a target that is a band."""
        return None if self.target is None or self.upper is None else (self.target, self.upper)

    def brief(self, value: Decimal) -> str:
        """A value as a table says it, with the signs of percent and pounds only."""
        return said(value, self.kind, self.decimals, self.unit if self.unit in ("%", "£") else "", brief=True)

    @property
    def aim(self) -> str:
        """What the figure is compared with, in words, where it is not simply one number; nothing where it is."""
        compares = self.rule.compares
        if Against.GREEN in compares and self.green is not None:
            amber = f", Amber {self.brief(self.amber)}" if self.amber is not None else ""
            return f"Green {self.brief(self.green)}{amber}"
        if Against.FORECAST in compares and self.forecast is not None:
            return f"Forecast {self.brief(self.forecast)}"
        if self.upper is not None and self.target is not None:
            return f"{self.brief(self.target)} to {self.brief(self.upper)}"
        if self.words:
            return f"{self.words}: {self.brief(self.target)}" if self.target is not None else self.words
        if self.target is not None:
            return self.brief(self.target) if self.kind in (Kind.YES_NO, Kind.DATE) else ""
        if Against.LAST_YEAR in compares and self.last_year is not None:
            return f"Last year {self.brief(self.last_year)}"
        return ""

    @property
    def compared(self) -> dict[Against, Decimal]:
        """What a figure is compared with, as far as it was known when it was asked for."""
        every = {
            Against.TARGET: self.target, Against.GREEN: self.green, Against.AMBER: self.amber,
            Against.FORECAST: self.forecast, Against.LAST_YEAR: self.last_year,
        }  # fmt: skip
        return {of: value for of, value in every.items() if value is not None}

    def case(self, figure: Figure, last_year: Decimal | None = None) -> Case:
        """A figure as these terms judge it, with last year's as it is known now, where it is."""
        known = self.compared
        if last_year is not None:
            known[Against.LAST_YEAR] = last_year
        return Case(figure, known, self.tolerance, self.polarity, self.decimals, self.unit, self.kind, upper=self.upper)

    def as_text(self) -> str:
        """The terms as the ledger keeps them, the steps of the status rule among them."""
        plain: dict[str, object] = {
            "title": self.title, "service": self.service, "priority": self.priority, "unit": self.unit, "kind": self.kind.value,
            "decimals": self.decimals, "minimum": _text(self.minimum), "maximum": _text(self.maximum),
            "polarity": self.polarity.value, "cumulative": self.cumulative, "rule": self.rule.name, "about": self.rule.about,
            "steps": [step.as_data() for step in self.rule.steps],
            "tolerance": str(self.tolerance.amount), "tolerance_kind": self.tolerance.kind.value, "target": _text(self.target),
        }  # fmt: skip
        more: dict[str, object] = {
            "optional": [of.value for of in self.rule.optional], "upper": _text(self.upper), "green": _text(self.green),
            "amber": _text(self.amber), "forecast": _text(self.forecast), "last_year": _text(self.last_year), "previous": _text(self.previous),
            "words": self.words, "same_within": str(self.same_within) if self.same_within else "", "roll_up": self.roll_up,
            "late": self.late, "plan": self.plan, "committee": self.committee, "profiled": self.profiled,
        }  # fmt: skip
        plain |= {key: value for key, value in more.items() if value}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_text(cls, text: str) -> Terms:
        """The terms from what the ledger keeps; what an older pmf did not keep is as it was then: absent."""
        plain = json.loads(text)
        return cls(
            title=plain["title"], service=plain["service"], priority=plain["priority"], unit=plain["unit"],
            kind=Kind(plain["kind"]), decimals=plain["decimals"], minimum=_number(plain["minimum"]),
            maximum=_number(plain["maximum"]), polarity=Polarity(plain["polarity"]), cumulative=plain["cumulative"],
            rule=_rule(plain["rule"], plain["about"], tuple(map(tuple, plain["steps"])), tuple(plain.get("optional", ()))),
            tolerance=Tolerance(Decimal(plain["tolerance"]), ToleranceKind(plain["tolerance_kind"])),
            target=_number(plain["target"]), upper=_number(plain.get("upper")), green=_number(plain.get("green")),
            amber=_number(plain.get("amber")), forecast=_number(plain.get("forecast")),
            last_year=_number(plain.get("last_year")), previous=_number(plain.get("previous")), words=plain.get("words", ""),
            same_within=Decimal(plain.get("same_within", "0")), roll_up=plain.get("roll_up", ""),
            late=plain.get("late", False), plan=plain.get("plan", ""), committee=plain.get("committee", ""), profiled=plain.get("profiled", False),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreed:
    """What little of a measure's terms its history shows: in what it was counted, and what it was to reach.

    ``target`` is what counts as Green where a rule names that; ``upper`` ends a band that it begins.
    """

    unit: str
    kind: Kind
    target: Decimal | None
    upper: Decimal | None

    @property
    def counted(self) -> tuple[str, Kind]:
        """What makes two figures the same sort of number."""
        return self.unit, self.kind

    @classmethod
    def of_text(cls, text: str) -> Agreed:
        """What is wanted of the terms that the ledger keeps; to make all of them costs ten times as much."""
        plain = json.loads(text)
        target = plain["target"] if plain["target"] is not None else plain.get("green")
        return cls(plain["unit"], Kind(plain["kind"]), _number(target), _number(plain.get("upper")))


@functools.lru_cache(maxsize=256)
def _rule(name: str, about: str, steps: tuple[tuple[str, ...], ...], optional: tuple[str, ...]) -> RuleSet:
    """The rule set of some terms; thousands of them share a few."""
    return RuleSet(name, about, tuple(Step.of_data(*step) for step in steps), tuple(map(Against, optional)))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@dataclass(frozen=True)
class Asked:
    """One row of an issued return: the measure, the period, its terms, and what stood in its locked cells."""

    measure: str
    period: Period
    terms: Terms
    printed: dict[str, str]


@dataclass(frozen=True)
class ItemAsked:
    """One row of an issued return that is no measure: its part and code, what it is checked by, what stood in its locked cells."""

    part: str
    code: str
    terms: dict[str, str]
    printed: dict[str, str]

    def day(self, key: str) -> date | None:
        """A day of its terms."""
        return date.fromisoformat(self.terms[key]) if self.terms.get(key) else None

    def number(self, key: str) -> Decimal | None:
        """A number of its terms."""
        return _number(self.terms.get(key) or None)

    def number_printed(self, key: str) -> Decimal | None:
        """A number among what stood in its locked cells; nothing where words stood there, or nothing."""
        try:
            return _number(self.printed.get(key) or None)
        except InvalidOperation:
            return None


@dataclass(frozen=True)
class Issued:
    """A return as it was issued."""

    seq: int
    at: datetime
    register_seq: int
    round: Period
    service: str
    issue: int
    digest: str
    due: date
    file: str
    sha256: str
    layout: str
    yardsticks: str = ""
    #: The yearly form that it is of; nothing for the monthly return.
    form: str = ""

    @property
    def code(self) -> str:
        """The code printed on it."""
        return f"{self.service} {self.round.id} {self.issue}-{self.digest}"


#: By what a row of a return is known in the ledger: a measure, or part and code of an item, and a period.
Key = tuple[str, Period]


@dataclass(frozen=True)
class Answer:
    """What a service said of one measure for one period, and where it stands in what was sent."""

    measure: str
    period: Period
    figure: Figure
    held: bool
    commentary: str = ""
    action: str = ""
    owner: str = ""
    action_due: date | None = None
    reply: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def key(self) -> Key:
        """By what the row is known: its measure and period."""
        return self.measure, self.period

    @property
    def name(self) -> str:
        """What the row is called to people."""
        return self.measure

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in at all."""
        return self.figure.absence is Absence.AWAITED and not (
            self.commentary or self.action or self.owner or self.action_due or self.reply
        )

    def same_as(self, other: object) -> bool:
        """Whether both say the same, wherever they stand."""
        return isinstance(other, Answer) and self._says == other._says

    @property
    def _says(self) -> tuple[object, ...]:
        return self.figure, self.held, self.commentary, self.action, self.owner, self.action_due, self.reply


@dataclass(frozen=True)
class ItemAnswer:
    """What a service said of one item in a round: the text of each column that was filled in, days as 2014-07-09."""

    part: str
    code: str
    round: Period
    held: bool
    said: dict[str, str]
    sheet: str = ""
    cell: str = ""

    @property
    def key(self) -> Key:
        """By what the row is known: its part and code, and the round."""
        return f"{self.part}/{self.code}", self.round

    @property
    def name(self) -> str:
        """What the row is called to people."""
        return self.code

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in at all."""
        return not self.said

    def same_as(self, other: object) -> bool:
        """Whether both say the same, wherever they stand."""
        return isinstance(other, ItemAnswer) and (self.said, self.held) == (other.said, other.held)

    def day(self, key: str) -> date | None:
        """A day that was given."""
        return date.fromisoformat(self.said[key]) if self.said.get(key) else None

    def number(self, key: str) -> Decimal | None:
        """A number that was given."""
        return _number(self.said.get(key) or None)


@dataclass(frozen=True)
class Remedy:
    """An action that was given for a period's figure: what, by whom, by when."""

    period: Period
    action: str
    owner: str
    due: date | None


@dataclass(frozen=True)
class SignOff:
    """By whom, as a job title, and when a return was signed off."""

    job_title: str
    day: date


@dataclass(frozen=True)
class Approved:
    """That a round was approved at a stage, or that this was withdrawn: by whom (a job title), on which day, and when it was noted.

    ``stages`` are those that the council asked for then, in order: a later change of the setting does not reach back.
    """

    round: Period
    stage: str
    stages: tuple[str, ...]
    by: str
    on: date
    at: datetime
    note: str = ""
    withdrawn: bool = False

    @property
    def last(self) -> bool:
        """Whether no stage was to come after it."""
        return self.stage == self.stages[-1]

    def rests_on(self, stage: str) -> bool:
        """Whether it was given by a stage, or after that stage had."""
        return stage in self.stages[: self.stages.index(self.stage) + 1]

    def as_json(self) -> dict[str, object]:
        """The record as plain values for ``--json``."""
        return {
            "stage": self.stage, "by": self.by, "on": self.on.isoformat(), "noted": self.at.isoformat(), "note": self.note,
            "withdrawn": self.withdrawn,
        }  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What was decided at a stage: about ``what`` ("targets", "register"), and which of these (a year's id, a register's hash).

    Without an ``item`` it is the stage's approval; with one it says something of that item, and where there is a ``value`` it
    sets the item to it. One that is ``withdrawn`` takes back the stage's approval.
    """

    what: str
    subject: str
    stage: str
    by: str
    on: date
    at: datetime
    minute: str = ""
    note: str = ""
    item: str = ""
    value: str = ""
    withdrawn: bool = False

    def as_json(self) -> dict[str, object]:
        """The record as plain values for ``--json``."""
        plain = {
            "stage": self.stage, "by": self.by, "on": self.on.isoformat(), "noted": self.at.isoformat(), "minute": self.minute,
            "note": self.note,
        }  # fmt: skip
        return {**plain, "item": self.item, "value": self.value, "withdrawn": self.withdrawn}


@dataclass(frozen=True)
class Received:
    """A file received, with what became of it."""

    sha256: str
    name: str
    size: int
    issue_seq: int | None
    verdict: str
    seq: int = 0
    at: datetime | None = None
    #: Of a marked-up copy, the number of the copy received that it puts right.
    puts_right: int = 0


@dataclass(frozen=True)
class Kept:
    """An answer as the ledger keeps it: with its number and the file it came in."""

    seq: int
    answer: Answer
    file: Received


@dataclass(frozen=True)
class KeptItem:
    """An answer about an item as the ledger keeps it: with its number and the file it came in."""

    seq: int
    answer: ItemAnswer
    file: Received
