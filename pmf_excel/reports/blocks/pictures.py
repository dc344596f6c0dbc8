"""Blocks that are charts: statuses by priority, and a measure's figures over time with its target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pmf_excel.excel.theme import Theme, contrast
from pmf_excel.framework.figures import said as said_value
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.history import History
from pmf_excel.ledger.line import Line
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block
from pmf_excel.reports.blocks.measures import chosen
from pmf_excel.reports.elements import Chart, Element, Heading, Series
from pmf_excel.reports.facts import Facts

#: How many periods a chart of one measure shows, and from how many on there is one.
SHOWN, FEWEST = 13, 3
#: What no status rule rates, in a chart of statuses.
OTHER = "○ Not rated"
#: Dark enough on white for a line that carries the figures, and for the dashed one of the target.
_LINE, _TARGET = "#1D70B8", "#0B0C0C"


def priorities(facts: Facts, theme: Theme) -> Sequence[Element]:
    """A stacked bar for each priority: how many measures are Green, Amber, Red and not rated."""
    some = [(one.name, facts.position.counts(one.lines)) for one in facts.priorities if one.lines]
    if not any(counts.rated for _, counts in some):
        return []
    series = []
    for rag in Rag:
        swatch = theme.swatch(rag)
        numbers = tuple(Decimal(counts.coloured(rag)) for _, counts in some)
        series.append(Series(Status(rag.value, rag).shown, numbers, swatch.solid, _on(swatch.solid)))
    others = tuple(Decimal(counts.total - counts.rated) for _, counts in some)
    swatch = theme.swatch("other")
    if any(others):
        series.append(Series(OTHER, others, swatch.solid, _on(swatch.solid)))
    total = facts.counts
    green = total.coloured(Rag.GREEN)
    title = f"{green} of {total.rated} rated measures {'is' if 1 in (green, total.rated) else 'are'} Green"
    told = "; ".join(
        f"{name}: " + ", ".join(f"{one.values[number]} {one.name[2:]}" for one in series if one.values[number])
        for number, (name, _) in enumerate(some)
    )
    return [
        Chart(
            "stacked",
            title,
            f"Measures by status for each priority. {told}.",
            tuple(name for name, _ in some),
            tuple(series),
        )
    ]


def _on(fill: str) -> str:
    """The colour of text that can be read on a fill."""
    return "#FFFFFF" if contrast("#FFFFFF", fill) >= contrast(_TARGET, fill) else _TARGET


def trend(facts: Facts, code: str) -> Sequence[Element]:
    """One measure's figures over time, with its target as a dashed line; nothing where there are fewer than three."""
    line = next((one for one in facts.lines if one.measure == code), None)
    history = facts.view.histories.by_code.get(code)
    if line is None or history is None or history.in_words:
        return []
    return _trend(line, history)


def trends(facts: Facts, which: str = "exceptions", most: int = 12, level: int = 2) -> Sequence[Element]:
    """A heading and a chart of its figures over time for each measure that has three or more."""
    found: list[Element] = []
    _, lines = chosen(facts, str(which))
    for line in lines:
        if made := trend(facts, line.measure):
            found += [Heading(level, said.title(line)), *made]
            most -= 1
        if not most:
            break
    return found


def _trend(line: Line, history: History) -> Sequence[Element]:
    periods = _shown(history)
    if sum(1 for one in periods if one in history.figures) < FEWEST:
        return []
    figures = tuple(history.figures.get(one) for one in periods)
    series = [Series("Actual", figures, _LINE)]
    targets = tuple(history.targets.get(one) for one in periods)
    if any(target is not None for target in targets):
        series.append(Series("Target", targets, _TARGET, dashed=True))
    terms = line.terms

    def number(value: Decimal | None) -> str:
        return "no figure" if value is None else said_value(value, terms.kind, terms.decimals, terms.unit)

    told = "; ".join(f"{one.short} {number(figure)}" for one, figure in zip(periods, figures, strict=True))
    aimed = f" The target for {line.figure_period.label} is {said.target(line)}." if line.target is not None else ""
    return [
        Chart("line", history.sentence.rstrip("."), f"{said.title(line)}, {told}.{aimed}", tuple(one.short for one in periods),
              tuple(series), terms.decimals, terms.unit)
    ]  # fmt: skip


def _shown(history: History) -> Sequence[Period]:
    """The periods of a chart: the last so many, from the first that has a figure."""
    periods = list(history.periods)[-SHOWN:]
    while periods and periods[0] not in history.figures:
        periods.pop(0)
    return periods


def blocks(theme: Theme) -> Sequence[Block]:
    """The charts, in the council's colours."""
    return (
        Block("priorities", "A chart: statuses by priority as stacked bars.", 'block("priorities")', lambda facts: priorities(facts, theme)),
        Block("trend", "A chart: the figures of one measure over time, with its target as a dashed line.", 'block("trend", "PS01")', trend),
        Block("trends", "A heading and a chart over time for each measure of a selection that has three figures or more.", 'block("trends", "exceptions")', trends),
    )  # fmt: skip
