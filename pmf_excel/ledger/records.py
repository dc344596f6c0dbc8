"""What the ledger keeps, as plain values: terms, rows asked, returns issued, files received, answers, sign-offs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.model import Kind, Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Case, RuleSet, Status, Step


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

    @property
    def judging(self) -> tuple[object, ...]:
        """What a figure is checked and judged by; a new wording of the title is not among it."""
        return (
            self.unit, self.kind, self.decimals, self.minimum, self.maximum, self.polarity, self.cumulative, self.rule.steps,
            self.tolerance, self.target,
        )  # fmt: skip

    def case(self, figure: Figure) -> Case:
        """A figure as these terms judge it."""
        return Case(figure, self.target, self.tolerance, self.polarity, self.decimals, self.unit)

    def as_text(self) -> str:
        """The terms as the ledger keeps them, the steps of the status rule among them."""
        plain = {
            "title": self.title, "service": self.service, "priority": self.priority, "unit": self.unit, "kind": self.kind.value,
            "decimals": self.decimals, "minimum": _text(self.minimum), "maximum": _text(self.maximum),
            "polarity": self.polarity.value, "cumulative": self.cumulative, "rule": self.rule.name, "about": self.rule.about,
            "steps": [[step.when, step.status.value] for step in self.rule.steps],
            "tolerance": str(self.tolerance.amount), "tolerance_kind": self.tolerance.kind.value, "target": _text(self.target),
        }  # fmt: skip
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_text(cls, text: str) -> Terms:
        """The terms from what the ledger keeps."""
        plain = json.loads(text)
        steps = tuple(Step(when, Status(status)) for when, status in plain["steps"])
        return cls(
            title=plain["title"], service=plain["service"], priority=plain["priority"], unit=plain["unit"],
            kind=Kind(plain["kind"]), decimals=plain["decimals"], minimum=_number(plain["minimum"]),
            maximum=_number(plain["maximum"]), polarity=Polarity(plain["polarity"]), cumulative=plain["cumulative"],
            rule=RuleSet(plain["rule"], plain["about"], steps),
            tolerance=Tolerance(Decimal(plain["tolerance"]), ToleranceKind(plain["tolerance_kind"])),
            target=_number(plain["target"]),
        )  # fmt: skip


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

    @property
    def code(self) -> str:
        """The code printed on it."""
        return f"{self.service} {self.round.id} {self.issue}-{self.digest}"


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
    sheet: str = ""
    cell: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in at all."""
        return self.figure.absence is Absence.AWAITED and not (
            self.commentary or self.action or self.owner or self.action_due
        )

    def same_as(self, other: Answer) -> bool:
        """Whether both say the same, wherever they stand."""
        mine = (self.figure, self.held, self.commentary, self.action, self.owner, self.action_due)
        return mine == (other.figure, other.held, other.commentary, other.action, other.owner, other.action_due)


@dataclass(frozen=True)
class SignOff:
    """By whom, as a job title, and when a return was signed off."""

    job_title: str
    day: date


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


@dataclass(frozen=True)
class Kept:
    """An answer as the ledger keeps it: with its number and the file it came in."""

    seq: int
    answer: Answer
    file: Received
