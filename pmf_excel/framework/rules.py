"""Status rules: a council's ways of judging, declared once as data, with three faces: status, live formula, sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pmf_excel.errors import PutRight
from pmf_excel.framework.conditions import CONDITIONS, Against, Case, Cells, Condition
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.status import RATED, UNRATED, Rag, Status, best_first


@dataclass(frozen=True)
class Step:
    """If the condition holds, the status. ``value`` is the number some conditions compare with."""

    when: str
    status: Status
    value: Decimal = Decimal(0)

    @property
    def condition(self) -> Condition:
        """The named condition."""
        return CONDITIONS[self.when]

    def as_data(self) -> list[str]:
        """The step as texts, for the ledger to keep."""
        return [self.when, self.status.value, self.status.rag.value if self.status.rag else "", str(self.value)]

    @classmethod
    def of_data(cls, when: str, word: str, rag: str = "", value: str = "0") -> Step:
        """The step from what the ledger keeps; the first ledgers kept no colour, having only the plain words."""
        plain = {status.value: status.rag for status in RATED}
        return cls(when, Status(word, Rag(rag) if rag else plain.get(word)), Decimal(value))


@dataclass(frozen=True)
class Judgement:
    """A status and the sentence that explains it."""

    status: Status
    sentence: str


#: What is said where there is no figure.
ABSENT: Mapping[Absence, str] = {
    Absence.NOT_DUE: "No figure is due for this period.",
    Absence.AWAITED: "The figure has not been returned.",
    Absence.HELD: "The figure was returned with something to put right, and waits for that.",
    Absence.NOT_YET_AVAILABLE: "The service says the figure is not yet available.",
    Absence.NOT_APPLICABLE: "The service says the measure does not apply in this period.",
    Absence.SUPPRESSED: "The figure is withheld, so that nobody can be recognised from it.",
}
#: The status where what a rule compares with is missing, and how that is said.
MISSING: Mapping[Against, tuple[Status, str]] = {
    Against.TARGET: (Status.NO_TARGET, "has no target to be judged against"),
    Against.GREEN: (Status.NO_TARGET, "has no Green value to be judged against"),
    Against.AMBER: (Status.NO_TARGET, "has no Amber value to be judged against"),
    Against.FORECAST: (Status.NO_COMPARISON, "has no forecast to be judged against"),
    Against.LAST_YEAR: (Status.NO_COMPARISON, "has no figure for the same period last year to be compared with"),
}


@dataclass(frozen=True)
class RuleSet:
    """A council's way of judging: steps in order, the first that holds decides.

    A step whose value to compare with is in ``optional`` is passed over where there is none; any other missing value leaves
    the figure unrated.
    """

    name: str
    about: str
    steps: tuple[Step, ...]
    optional: tuple[Against, ...] = ()

    @property
    def needs(self) -> tuple[Against, ...]:
        """What a measure judged by it must be compared with, each once."""
        every = dict.fromkeys(of for step in self.steps for of in step.condition.needs)
        return tuple(of for of in every if of not in self.optional)

    @property
    def compares(self) -> tuple[Against, ...]:
        """What a measure judged by it is compared with, where it is known."""
        return tuple(dict.fromkeys(of for step in self.steps for of in step.condition.needs))

    @property
    def needs_target(self) -> bool:
        """Whether a measure judged by it ought to have a target."""
        return Against.TARGET in self.needs

    @property
    def statuses(self) -> list[Status]:
        """Every status it can give to a figure, best first."""
        return best_first([step.status for step in self.steps])

    def judge(self, case: Case) -> Judgement:
        """The status of a case and why."""
        if case.figure.absence is not None:
            return Judgement(Status.of(case.figure.absence), ABSENT[case.figure.absence])
        for of in self._needs(case.polarity):
            if of not in case.known:
                status, why = MISSING[of]
                return Judgement(status, f"{case.print(case.actual)} {why}.")
        for step in self.steps:
            if all(of in case.known for of in step.condition.needs) and step.condition.holds(case, step.value):
                return Judgement(step.status, self._sentence(step, case))
        raise PutRight(
            f'Status rule "{self.name}": no step holds for {case.print(case.actual)}. '
            'End the rule with a step whose condition is "always".'
        )

    def _needs(self, polarity: Polarity) -> tuple[Against, ...]:
        """What must be known to judge; of a band, the band itself, whatever else the figure is compared with."""
        band = polarity is Polarity.BAND and bool(self.compares)
        return (Against.TARGET, *self.needs) if band else self.needs

    def _sentence(self, step: Step, case: Case) -> str:
        """Why the step decided, with what earlier steps compared with and found wanting."""
        said = step.condition.sentence(case, step.value)
        if step.when == "always" and not step.status.rated:
            return f"{step.status.value}: {said[:-1]} is for information; it is not judged against a target."
        wanting = self._wanting(step, case)
        if step.when == "always":
            return f"{step.status.value}: {', and '.join(wanting) or case.print(case.actual)}."
        if wanting:
            joined = ", and" if step.when.startswith(("worse", "beyond")) else " but"
            said = f"{', and '.join(wanting)}{joined} {said.removesuffix(', which is better.').rstrip('.')}."
        return f"{step.status.value}: {said}"

    def _wanting(self, decided: Step, case: Case) -> list[str]:
        """What the steps before the one that decided compared with, and how the figure stood to it."""
        before = self.steps[: self.steps.index(decided)]
        wanting = []
        for of in dict.fromkeys(of for step in before for of in step.condition.needs):
            if of in decided.condition.needs:
                continue
            if of not in case.known:
                wanting.append(f"there is {MISSING[of][1].removeprefix('has ').removesuffix(' to be compared with')}")
                continue
            for step in before:
                opposite = CONDITIONS.get(step.condition.counterpart)
                if of in step.condition.needs and opposite and opposite.holds(case, step.value):
                    wanting.append(opposite.sentence(case, step.value).rstrip("."))
                    break
        values = [step.value for step in before if step.when == "above"]
        if values and decided.when == "always":
            wanting.append(f"{case.print(case.actual)} is not above {case.print(min(values))}")
        return wanting

    def formula(self, cells: Cells) -> str:
        """The live formula, without its "=", that shows shape and word for a number in the actual cell."""
        for of in self._needs(cells.polarity):
            if of not in cells.known:
                return f'"{MISSING[of][0].shown}"'
        result = '""'
        for step in reversed(self.steps):
            known = all(of in cells.known for of in step.condition.needs)
            if not known or (step.condition.needs_due and not cells.due):
                continue
            result = f'IF({step.condition.formula(cells, str(step.value))},"{step.status.shown}",{result})'
        return result


def rule_sets(data: Mapping[str, Any], source: str) -> dict[str, RuleSet]:
    """The rule sets of a TOML table, each checked step by step; ``source`` names the file in what is said.

    Raises PutRight when a condition or a status is not a known one, or a rule set has no steps or leaves a figure without
    a status.
    """
    found: dict[str, RuleSet] = {}
    for name, table in data.items():
        steps = tuple(_step(name, step, source) for step in table.get("steps", ()))
        if not steps:
            raise PutRight(f'{source}: status rule "{name}" has no steps. Give it at least one.')
        optional = tuple(_against(name, word, source) for word in table.get("optional", ()))
        rule = RuleSet(name, str(table.get("about", "")), steps, optional)
        if not _covers(rule):
            raise PutRight(
                f'{source}: status rule "{name}" leaves figures without a status. '
                'End it with a step whose condition is "always", or with the opposite of an earlier one.'
            )
        found[name] = rule
    return found


def _covers(rule: RuleSet) -> bool:
    """Whether some step holds for every figure: a last resort, or a pair of which one always holds."""
    sure = {s.when for s in rule.steps if not any(of in rule.optional for of in s.condition.needs)}
    return "always" in sure or any(CONDITIONS[when].counterpart in sure for when in sure)


def _step(name: str, step: Mapping[str, Any], source: str) -> Step:
    when, word, rag = str(step.get("when", "")), str(step.get("status", "")), str(step.get("counts_as", ""))
    if when not in CONDITIONS:
        raise PutRight(f'{source}: status rule "{name}": "{when}" is not a condition. Use one of: {_list(CONDITIONS)}.')
    plain = {status.value: status for status in (*RATED, *UNRATED)}
    if not rag and word not in plain:
        raise PutRight(
            f'{source}: status rule "{name}": "{word}" is not a status. Use one of: {_list(plain)}; '
            f'or say what it counts as, for example counts_as = "Green".'
        )
    if rag and (rag not in set(Rag) or not word):
        raise PutRight(f'{source}: status rule "{name}": counts_as is "{rag}". Use one of: {_list(Rag)}.')
    value = step.get("value", "")
    if CONDITIONS[when].needs_value:
        try:
            number = Decimal(str(value))
        except InvalidOperation as why:
            raise PutRight(
                f'{source}: status rule "{name}": "{when}" needs a number, for example value = 75; it has "{value}".'
            ) from why
    else:
        number = Decimal(0)
    return Step(when, Status(word, Rag(rag)) if rag else plain[word], number)


def _against(name: str, word: str, source: str) -> Against:
    if word not in set(Against):
        raise PutRight(f'{source}: status rule "{name}": optional has "{word}". Use one of: {_list(Against)}.')
    return Against(word)


def _list(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
