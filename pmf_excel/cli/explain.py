"""pmf explain: why a measure has the status it has, and where its figure came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.ledger.line import Line


@click.command("explain")
@click.argument("measure")
@click.argument("period", metavar="PERIOD", callback=options.any_period)
@options.workspace
@options.as_json
def command(measure: str, period: str, folder: Path, machine: bool) -> None:
    """Say why MEASURE has its status in PERIOD, and where the figure came from.

    MEASURE is a code such as PS01; PERIOD is "Q1 2014/15", 2014-06 or 2014/15.
    """
    from pmf_excel.framework.periods import parse
    from pmf_excel.workspace import Workspace

    line, _, _ = Workspace.open(folder).line(measure, parse(period))
    if machine:
        options.print_json(_plain(line))
        return
    options.table(["", ""], [[label, text] for label, text in _said(line)])


def _said(line: Line) -> list[tuple[str, str]]:
    """What is said of a line, each part with its label."""
    from decimal import Decimal

    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.figures import printed, with_unit
    from pmf_excel.framework.travel import shown

    terms = line.terms

    def figure(value: object) -> str:
        return with_unit(printed(value, terms.decimals), terms.unit) if isinstance(value, Decimal) else "none"

    said = [
        ("Measure", f"{line.measure} {terms.title}"),
        ("Period", line.period.label),
        ("Figure", figure(line.figure.value)),
        ("Target", figure(terms.target)),
        ("Status", line.status.shown),
        ("Why", line.judgement.sentence),
        ("Rule", f"{terms.rule.name}: {terms.rule.about}" if terms.rule.about else terms.rule.name),
        ("Period before", f"{figure(line.previous)} {shown(line.travel)}".strip()),
    ]
    if line.commentary:
        said.append(("Commentary", line.commentary))
    if line.source:
        received = f"{in_words(line.source.received.date())}, {line.source.received:%H:%M}"
        said += [("From", str(line.source.place)), ("Received", received), ("SHA-256", line.source.sha256)]
    return said


def _plain(line: Line) -> dict[str, object]:
    """The same as plain values for ``--json``; figures as text, so that no decimal is lost."""
    source = line.source
    return {
        "measure": line.measure,
        "period": line.period.id,
        "figure": None if line.figure.value is None else str(line.figure.value),
        "absence": line.figure.absence.value if line.figure.absence else None,
        "target": None if line.target is None else str(line.target),
        "status": line.status.value,
        "why": line.judgement.sentence,
        "rule": line.terms.rule.name,
        "file": source.place.file if source else None,
        "sheet": source.place.sheet if source else None,
        "cell": source.place.cell if source else None,
        "sha256": source.sha256 if source else None,
        "received": source.received.isoformat() if source else None,
    }
