"""How a report says one measure: its title, figure, target, status, and the sentence that has them all."""

from __future__ import annotations

from decimal import Decimal

from pmf_excel.framework.figures import said
from pmf_excel.framework.model import Measure, titled
from pmf_excel.framework.targets import Aim
from pmf_excel.framework.travel import Travel, shown
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.records import Terms

#: Units that stand beside every figure; any other stands once, after the measure's title.
BESIDE = ("%", "£", "days")


def title(line: Line) -> str:
    """Its code and title, with the unit where that does not stand beside each figure."""
    return named(line.measure, line.terms.title, line.terms.unit)


def named(code: str, title_: str, unit: str) -> str:
    """A measure by its code and title, with the unit where that does not stand beside each figure."""
    return f"{code} {titled(title_, '' if unit in BESIDE else unit)}"


def figure(line: Line, value: Decimal | None, absent: str = "–") -> str:
    """A value of the measure, or what stands where there is none."""
    if value is None:
        return absent
    unit = line.terms.unit
    return said(value, line.terms.kind, line.terms.decimals, unit if unit in BESIDE else "", brief=True)


def actual(line: Line, absent: str = "–") -> str:
    """The figure that is reported."""
    return figure(line, line.figure.value, absent)


def target(line: Line) -> str:
    """The target as it was agreed: in words where it is relative."""
    return line.terms.aim or figure(line, line.target)


def aimed(terms: Terms | Measure, aim: Aim) -> str:
    """What a measure is to reach in a period, a year for instance; nothing where nothing was agreed."""

    def value(one: Decimal) -> str:
        unit = terms.unit if terms.unit in BESIDE else ""
        return said(one, terms.kind, terms.decimals, unit, brief=True)

    if aim.words:
        return f"{aim.words}: {value(aim.target)}" if aim.target is not None else aim.words
    if aim.target is not None:
        return f"{value(aim.target)} to {value(aim.upper)}" if aim.upper is not None else value(aim.target)
    if aim.green is not None:
        return f"Green {value(aim.green)}" + (f", Amber {value(aim.amber)}" if aim.amber is not None else "")
    return f"Forecast {value(aim.forecast)}" if aim.forecast is not None else ""


def status(line: Line) -> tuple[str, ...]:
    """The status, and the direction of travel where there is one."""
    return (line.status.shown, shown(line.travel)) if line.travel is not Travel.NONE else (line.status.shown,)


def against(line: Line) -> str:
    """The figure against its target, with all that has to be said beside it."""
    text = actual(line, "")
    if line.target is not None:
        text += f" against a target of {target(line)}"
    elif line.terms.aim:
        text += f" ({line.terms.aim})"
    if line.late:
        text += f", for {line.figure_period.label}: that for {line.period.label} is not yet available"
    if line.marks:
        text += f" ({' and '.join(line.marks)})"
    return text


def moved(line: Line) -> str:
    """What has become of it since the period before, in a few words; nothing where nothing is known."""
    if line.before is not None and line.before.rag is not None and line.before != line.status:
        return f"{line.status.value}, {line.before.value} before"
    travel = (
        f", {line.travel.value.lower()} than the period before" if line.travel in (Travel.BETTER, Travel.WORSE) else ""
    )
    return f"{line.status.value}{travel}"


def sentence(line: Line) -> str:
    """The measure with its figure, target and status, in a sentence."""
    return f"{title(line).rstrip('.')}: {against(line)} ({moved(line)})."
