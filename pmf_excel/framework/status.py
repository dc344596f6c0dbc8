"""Status rules: declared once as data, with three faces: the status, the live Excel formula, and the sentence.

A rule set is a list of steps, each a condition and the status it gives; the first that holds decides. Conditions are
named here and nowhere else, so that a council's settings can choose among them but never run anything.
Both sides of a comparison are rounded at the measure's decimals first: a status never contradicts a printed figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pmf_excel.errors import PutRight
from pmf_excel.framework.figures import Absence, Figure, printed, rounded
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind


class Status(StrEnum):
    """Where a measure stands."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"
    NO_TARGET = "No target"
    DATA_ONLY = "Data only"
    NOT_YET_AVAILABLE = "Not yet available"
    NOT_APPLICABLE = "Not applicable"
    SUPPRESSED = "Suppressed"
    HELD = "Being put right"
    AWAITED = "Awaited"
    NOT_DUE = "Not due"

    @property
    def rated(self) -> bool:
        """Whether it counts in a percentage of rated measures."""
        return self in RATED

    @property
    def shape(self) -> str:
        """The shape printed before the word, so that colour never stands alone; every one of them exists in Arial."""
        return {"Green": "●", "Amber": "■", "Red": "▲"}.get(self.value, "○")

    @property
    def shown(self) -> str:
        """Shape and word, as printed everywhere."""
        return f"{self.shape} {self.value}"


RATED = (Status.GREEN, Status.AMBER, Status.RED)
UNDERPERFORMING = (Status.AMBER, Status.RED)


@dataclass(frozen=True)
class Case:
    """What a status is judged from."""

    figure: Figure
    target: Decimal | None
    tolerance: Tolerance
    polarity: Polarity
    decimals: int
    unit: str = ""

    @property
    def actual(self) -> Decimal:
        """The figure's value, rounded as printed; only asked for when there is one."""
        assert self.figure.value is not None
        return rounded(self.figure.value, self.decimals)

    @property
    def shortfall(self) -> Decimal:
        """How much worse than target the figure is, in its own unit; negative when better."""
        assert self.target is not None
        short = rounded(self.target, self.decimals) - self.actual
        return short if self.polarity is Polarity.HIGHER else -short

    @property
    def beyond(self) -> Decimal:
        """How far outside its tolerance the figure is, negative within it; to nine decimals, as the live formula has it."""
        assert self.target is not None
        return rounded(self.shortfall - self.tolerance.band(rounded(self.target, self.decimals)), 9)

    def print(self, value: Decimal) -> str:
        """A value with its unit, as a sentence says it."""
        return with_unit(printed(value, self.decimals), self.unit)


@dataclass(frozen=True)
class Cells:
    """The same case as addresses or literals of a live formula, numbers as Excel holds them."""

    actual: str
    target: str
    tolerance: Tolerance
    polarity: Polarity
    decimals: str

    @property
    def shortfall(self) -> str:
        """The formula for how much worse than target the figure is."""
        target, actual = f"ROUND({self.target},{self.decimals})", f"ROUND({self.actual},{self.decimals})"
        return f"({target}-{actual})" if self.polarity is Polarity.HIGHER else f"({actual}-{target})"

    @property
    def band(self) -> str:
        """The formula for the tolerance in the figure's own unit."""
        if self.tolerance.kind is ToleranceKind.POINTS:
            return f"{self.tolerance.amount}"
        return f"ABS(ROUND({self.target},{self.decimals}))*{self.tolerance.amount}/100"


@dataclass(frozen=True)
class Condition:
    """A named condition with its three faces."""

    holds: Callable[[Case], bool]
    formula: Callable[[Cells], str]
    sentence: Callable[[Case], str]
    needs_target: bool = True


def with_unit(number: str, unit: str) -> str:
    """A printed number with its unit: 95.9%, £1,200, 9.4 days."""
    if unit in {"%", "£"}:
        return f"{number}%" if unit == "%" else f"£{number}".replace("£−", "−£")
    return f"{number} {unit}".strip()


def _apart(case: Case) -> str:
    side = "below" if case.polarity is Polarity.HIGHER else "above"
    return f"{case.print(case.actual)} is {side} the target of {case.print(case.target or Decimal(0))}"


def _allows(case: Case) -> bool:
    """Whether the tolerance leaves any room: 10% of a target of 0 does not."""
    return case.target is not None and case.tolerance.band(rounded(case.target, case.decimals)) > 0


def _tolerance(case: Case) -> str:
    amount = f"{case.tolerance.amount.normalize():f}"
    if case.tolerance.kind is ToleranceKind.POINTS:
        return f"{amount}-point tolerance"
    return f"tolerance of {amount}% of the target"


def _met(case: Case) -> str:
    if case.shortfall == 0:
        return f"{case.print(case.actual)} is on the target."
    side = "above" if case.polarity is Polarity.HIGHER else "below"
    target = case.print(case.target or Decimal(0))
    return f"{case.print(case.actual)} is {side} the target of {target}, which is better."


#: Every condition a rule set may name. Comparisons in Excel are rounded to nine decimals, because it counts in binary.
CONDITIONS: Mapping[str, Condition] = {
    "on or better than target": Condition(
        lambda case: case.shortfall <= 0,
        lambda cells: f"ROUND({cells.shortfall},9)<=0",
        _met,
    ),
    "within tolerance": Condition(
        lambda case: case.beyond <= 0,
        lambda cells: f"ROUND({cells.shortfall}-{cells.band},9)<=0",
        lambda case: f"{_apart(case)} but within the {_tolerance(case)}.",
    ),
    "beyond tolerance": Condition(
        lambda case: case.beyond > 0,
        lambda cells: f"ROUND({cells.shortfall}-{cells.band},9)>0",
        lambda case: (
            f"{_apart(case)} and beyond the {_tolerance(case)}."
            if _allows(case)
            else f"{_apart(case)}, which allows no tolerance."
        ),
    ),
    "always": Condition(
        lambda case: True,
        lambda cells: "TRUE",
        lambda case: f"{case.print(case.actual)} is for information; it is not judged against a target.",
        needs_target=False,
    ),
}


@dataclass(frozen=True)
class Step:
    """If the condition holds, the status."""

    when: str
    status: Status

    @property
    def condition(self) -> Condition:
        """The named condition."""
        return CONDITIONS[self.when]


@dataclass(frozen=True)
class Judgement:
    """A status and the sentence that explains it."""

    status: Status
    sentence: str


@dataclass(frozen=True)
class RuleSet:
    """A council's way of judging a measure: steps in order, the first that holds decides."""

    name: str
    about: str
    steps: tuple[Step, ...]

    @property
    def needs_target(self) -> bool:
        """Whether a measure judged by it ought to have a target."""
        return any(step.condition.needs_target for step in self.steps)

    def judge(self, case: Case) -> Judgement:
        """The status of a case and why."""
        if case.figure.absence is not None:
            return Judgement(Status(case.figure.absence.value), ABSENT[case.figure.absence])
        if self.needs_target and case.target is None:
            return Judgement(Status.NO_TARGET, f"{case.print(case.actual)} has no target to be judged against.")
        for step in self.steps:
            if step.condition.holds(case):
                return Judgement(step.status, f"{step.status.value}: {step.condition.sentence(case)}")
        raise PutRight(
            f'Status rule "{self.name}": no step holds for {case.print(case.actual)}. '
            'End the rule with a step whose condition is "always" or "beyond tolerance".'
        )

    def formula(self, cells: Cells, has_target: bool) -> str:
        """The live formula, without its "=", that shows shape and word for a number in the actual cell."""
        if self.needs_target and not has_target:
            return f'"{Status.NO_TARGET.shown}"'
        result = '""'
        for step in reversed(self.steps):
            result = f'IF({step.condition.formula(cells)},"{step.status.shown}",{result})'
        return result


#: What is said where there is no figure.
ABSENT: Mapping[Absence, str] = {
    Absence.NOT_DUE: "No figure is due for this period.",
    Absence.AWAITED: "The figure has not been returned.",
    Absence.HELD: "The figure was returned with something to put right, and waits for that.",
    Absence.NOT_YET_AVAILABLE: "The service says the figure is not yet available.",
    Absence.NOT_APPLICABLE: "The service says the measure does not apply in this period.",
    Absence.SUPPRESSED: "The figure is withheld, so that nobody can be recognised from it.",
}


def rule_sets(data: Mapping[str, Any], source: str) -> dict[str, RuleSet]:
    """The rule sets of a TOML table, each checked step by step; ``source`` names the file in what is said.

    Raises PutRight when a condition or a status is not a known one, or a rule set has no steps.
    """
    found: dict[str, RuleSet] = {}
    for name, table in data.items():
        steps = tuple(_step(name, step, source) for step in table.get("steps", ()))
        if not steps:
            raise PutRight(f'{source}: status rule "{name}" has no steps. Give it at least one.')
        conditions = [step.when for step in steps]
        if "always" not in conditions and not {"within tolerance", "beyond tolerance"} <= set(conditions):
            raise PutRight(
                f'{source}: status rule "{name}" leaves figures without a status. '
                'End it with a step whose condition is "always" or "beyond tolerance".'
            )
        found[name] = RuleSet(name, str(table.get("about", "")), steps)
    return found


def _step(name: str, step: Mapping[str, str], source: str) -> Step:
    when, status = step.get("when", ""), step.get("status", "")
    if when not in CONDITIONS:
        raise PutRight(f'{source}: status rule "{name}": "{when}" is not a condition. Use one of: {_list(CONDITIONS)}.')
    if status not in set(Status):
        raise PutRight(f'{source}: status rule "{name}": "{status}" is not a status. Use one of: {_list(Status)}.')
    return Step(when, Status(status))


def _list(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


@dataclass(frozen=True)
class Counts:
    """How many of a set of measures have each status, with the denominator of every percentage said."""

    by_status: Mapping[Status, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_status.values())

    @property
    def rated(self) -> int:
        """Those that are Green, Amber or Red: the denominator of percentages."""
        return sum(self.by_status.get(status, 0) for status in RATED)

    def of(self, status: Status) -> int:
        """How many have a status."""
        return self.by_status.get(status, 0)

    def percent(self, status: Status) -> Decimal | None:
        """The share of rated measures with a status, to one decimal; nothing when none is rated."""
        return rounded(Decimal(100 * self.of(status)) / self.rated, 1) if self.rated else None


def count(statuses: Sequence[Status]) -> Counts:
    """Count statuses."""
    return Counts({status: statuses.count(status) for status in Status})
