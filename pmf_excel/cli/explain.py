"""pmf explain: why a measure has the status it has, where its figure came from, and where it is heading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from pmf_excel.framework.model import Framework
    from pmf_excel.ledger.line import Line
    from pmf_excel.ledger.outlook import Outlook

Said = list[tuple[str, str]]


@click.command("explain", short_help="Say why a measure has its status, and where it comes from.")
@click.argument("measure")
@click.argument("period", metavar="PERIOD", callback=options.any_period)
@options.as_known
@options.workspace
@options.as_json
def command(measure: str, period: str, known: datetime | None, folder: Path, machine: bool) -> None:
    """Say why MEASURE has its status in PERIOD, and where the figure came from.

    MEASURE is a code such as PS01; PERIOD is "Q1 2014/15", 2014-06 or 2014/15.
    """
    from pmf_excel.framework.periods import parse
    from pmf_excel.ledger.outlook import outlook
    from pmf_excel.workspace import Workspace

    line, position, framework = Workspace.open(folder).line(measure, parse(period), known)
    ahead = outlook(position, line, framework)
    if machine:
        options.print_json(_plain(line, ahead))
        return
    said = [*_judged(line), *_history(line, framework), *_ahead(line, ahead), *_source(line)]
    options.table(["", ""], [[label, text] for label, text in said])


def _judged(line: Line) -> Said:
    """The figure, what it is compared with, its status and why."""
    from pmf_excel.framework.figures import Kind, rounded

    terms = line.terms
    late = f" (for {line.figure_period.label})" if line.late else ""
    value = line.print(line.figure.value) if line.figure.value is not None else "none"
    if line.figure.value is not None and terms.kind not in (Kind.YES_NO, Kind.DATE):
        exact = rounded(line.figure.value, terms.decimals)
        value += f", rounded from {line.figure.value:f}" if exact != line.figure.value else ""
    if line.figure.numerator is not None and line.figure.denominator is not None:
        value += f", {line.figure.numerator:,} of {line.figure.denominator:,}"
    said = [
        ("Measure", f"{line.measure} {terms.title}"),
        ("Period", line.period.label),
        ("Figure", ", ".join([value + late, *line.marks])),
        ("Target", _target(line)),
    ]
    said += [
        ("Status", line.status.shown),
        ("Why", line.judgement.sentence),
        ("Rule", f"{terms.rule.name}: {terms.rule.about}" if terms.rule.about else terms.rule.name),
    ]
    return said


def _target(line: Line) -> str:
    return line.terms.aim or (line.print(line.terms.target) if line.terms.target is not None else "none")


def _history(line: Line, framework: Framework) -> Said:
    """How it stands to earlier periods, and what happened to it."""
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.travel import shown

    def figure(value: Decimal | None) -> str:
        return line.print(value) if value is not None else "none"

    said = [
        ("Period before", f"{figure(line.previous)} {shown(line.travel)}".strip()),
        ("Year before", f"{figure(line.last_year)} {shown(line.long_travel)}".strip()),
    ]
    if line.target_changed:
        said.append(("Target before", figure(line.target_before)))
    said += [
        ("Revised", f"From {figure(one.was)} to {figure(one.now)} on {in_words(one.at.date())}. {one.reason}".strip())
        for one in line.restated
    ]
    measure = framework.measures.get(line.measure)
    said += [("Measure's life", sentence) for sentence in (framework.life(measure) if measure else ())]
    if line.commentary:
        said.append(("Commentary", line.commentary))
    if line.answer and line.answer.action:
        by = f", by {in_words(line.answer.action_due)}" if line.answer.action_due else ""
        said.append(("Action", f"{line.answer.action}: {line.answer.owner}{by}"))
    if line.remedy:
        by = f", by {in_words(line.remedy.due)}" if line.remedy.due else ""
        said.append(("Still under way", f"{line.remedy.action}: {line.remedy.owner}{by}"))
    return said


def _ahead(line: Line, ahead: Outlook) -> Said:
    """The year to date, the forecast with what it rests on, and the trend."""
    said = []
    if ahead.to_date is not None:
        value = ahead.to_date.figure.value
        year = line.figure_period.financial_year.label
        said.append((f"Year {year} to date", line.print(value) if value is not None else ahead.to_date.why))
    if ahead.year_end is not None:
        judged = ahead.year_end_status
        status = f" {judged.status.shown}" if judged and judged.status.rated else ""
        said.append(
            (f"At the end of {line.figure_period.financial_year.label}", f"{line.print(ahead.year_end.value)}{status}")
        )
        said.append(("which rests on", ahead.year_end.basis))
    if ahead.toward is not None:
        toward = ahead.toward
        assert toward.target.value is not None
        until = f"{line.print(toward.target.value)} by the end of {toward.target.period.label}"
        said.append(
            ("Longer target", f"{line.print(toward.so_far)} so far; {line.print(toward.due)} due by now, {until}")
        )
        said.append(("its status", f"{toward.judgement.status.shown}"))
    if ahead.trend is not None:
        said.append(("Trend", ahead.trend.sentence))
    elif line.terms.cumulative:
        said.append(("Trend", "None is drawn: the figure builds up over the year."))
    return said


def _source(line: Line) -> Said:
    """The file, its cell and when it came."""
    from pmf_excel.framework.calendar import in_words

    if not line.source:
        return []
    received = f"{in_words(line.source.received.date())}, {line.source.received:%H:%M}"
    return [("From", str(line.source.place)), ("Received", received), ("SHA-256", line.source.sha256)]


def _plain(line: Line, ahead: Outlook) -> dict[str, object]:
    """The same as plain values for ``--json``; figures as text, so that no decimal is lost."""
    from pmf_excel.framework.figures import rounded

    source = line.source

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    total = ahead.to_date.figure.value if ahead.to_date else None
    to_date = None if total is None else str(rounded(total, line.terms.decimals))
    return {
        "measure": line.measure,
        "period": line.period.id,
        "figure": text(line.figure.value),
        "figure_period": line.figure_period.id,
        "absence": line.figure.absence.value if line.figure.absence else None,
        "provisional": line.provisional,
        "revised": [
            {"was": str(one.was), "now": str(one.now), "at": one.at.isoformat(), "reason": one.reason}
            for one in line.restated
        ],
        "target": text(line.target),
        "status": line.status.value,
        "counts_as": line.status.rag.value if line.status.rag else None,
        "status_before": line.before.value if line.before else None,
        "why": line.judgement.sentence,
        "rule": line.terms.rule.name,
        "period_before": text(line.previous),
        "travel": line.travel.value or None,
        "year_before": text(line.last_year),
        "long_travel": line.long_travel.value or None,
        "year_to_date": to_date,
        "year_end": text(ahead.year_end.value) if ahead.year_end else None,
        "year_end_status": ahead.year_end_status.status.value if ahead.year_end_status else None,
        "year_end_basis": ahead.year_end.basis if ahead.year_end else None,
        "trend": ahead.trend.sentence if ahead.trend else None,
        "file": source.place.file if source else None,
        "sheet": source.place.sheet if source else None,
        "cell": source.place.cell if source else None,
        "sha256": source.sha256 if source else None,
        "received": source.received.isoformat() if source else None,
    }
