"""pmf what-if: which measures would change status under proposed targets or tolerances."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pmf_excel.framework.periods import Period
    from pmf_excel.ledger.line import Line
    from pmf_excel.ledger.position import Position
    from pmf_excel.ledger.proposals import Proposal
    from pmf_excel.ledger.what_if import Outcome, WhatIf

#: How many codes a line of reasons lists.
_LISTED = 10
Said = tuple[str, ...]


@click.command("what-if", short_help="Say what other targets or tolerances would change.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option(
    "--target", "targets", metavar="CODE=VALUE", multiple=True, help="Another target, or forecast, of a measure."
)
@click.option("--upper", "uppers", metavar="CODE=VALUE", multiple=True, help="Another upper end of a band.")
@click.option("--green", "greens", metavar="CODE=VALUE", multiple=True, help="Another Green value.")
@click.option("--amber", "ambers", metavar="CODE=VALUE", multiple=True, help="Another Amber value.")
@click.option(
    "--tolerance",
    "tolerances",
    metavar="[CODE=]VALUE",
    multiple=True,
    help="Another tolerance, of a measure or of all.",
)
@click.option(
    "--tolerance-kind", "tolerance_kind", metavar="KIND", default="",
    help='What tolerances are counted in: points or "% of target". [default: as each is now]',
)  # fmt: skip
@click.option(
    "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file of proposals: measure, target, upper, green, amber, tolerance, tolerance_kind.",
)  # fmt: skip
@options.as_known
@options.workspace
@options.as_json
def command(
    round_month: Period | None, targets: Said, uppers: Said, greens: Said, ambers: Said, tolerances: Said,
    tolerance_kind: str, file: Path | None, known: datetime | None, folder: Path, machine: bool,
) -> None:  # fmt: skip
    """Say which measures would change status under proposed targets or tolerances, in the latest round or MONTH.

    Give --target, --tolerance and the others as often as needed: --target PS01=90 --tolerance 5. A day is written as
    2014-08-12, an answer as Yes or No. Nothing is written, and nothing that stands is changed.
    """
    from pmf_excel.ledger.proposals import of_csv
    from pmf_excel.ledger.what_if import what_if
    from pmf_excel.workspace import Workspace

    values = {"target": targets, "upper": uppers, "green": greens, "amber": ambers, "tolerance": tolerances}
    proposals = _proposals(values, tolerance_kind)
    if file is not None:
        proposals += of_csv(file.read_bytes(), file.name)
    if not proposals:
        raise click.UsageError(
            "Nothing is proposed. Say what: --target PS01=90, --tolerance 5, or --file proposals.csv."
        )
    position, _ = Workspace.open(folder).position(round_month, known)
    found = what_if(position, proposals)
    if machine:
        options.print_json(_plain(position, found))
        return
    _show(position, found)
    again = options.again(folder)
    if found.changed:
        one = found.changed[0].now
        click.echo(f"Next, to see where a status comes from: pmf explain {one.measure} {one.period.id}{again}")
    else:
        click.echo(f"Next, to try values in the master workbook: pmf consolidate{again}")


def _proposals(values: dict[str, Said], kind: str) -> list[Proposal]:
    """The proposals of the options, each with the option it was given in."""
    from pmf_excel.ledger.proposals import Proposal

    found = []
    for name, texts in values.items():
        for text in texts:
            code, sign, value = text.partition("=")
            if not sign and name == "tolerance":
                code, value = "", text
            elif not code.strip() or not value.strip():
                raise click.UsageError(f'--{name}: "{text}" is not a code with a value. Write it as --{name} PS01=90.')
            one: dict[str, Any] = {name: value}
            found.append(Proposal(code.strip(), **one, place=f"--{name} {text}"))
    if kind:
        place = f"--tolerance-kind {kind}"
        codes = dict.fromkeys(one.code for one in found if one.tolerance) or [""]
        found += [Proposal(code, tolerance_kind=kind, place=place) for code in codes]
    return found


def _show(position: Position, found: WhatIf) -> None:
    """Print the counts now and then, the measures that change, and what has no effect."""
    click.echo(f"{position.round.label} round: what if\n")
    rows = []
    for status in found.statuses:
        now, then = found.before.of(status), found.after.of(status)
        rows.append([status.shown, str(now), str(then), f"{then - now:+d}".replace("-", "−") if then != now else ""])
    options.table(["Status", "Now", "Then", "Change"], rows, right=(1, 2, 3))
    if found.changed:
        click.echo("")
        options.table(
            ["Code", "Measure", "Figure", "Judged by", "Status"],
            [_row(one) for one in found.changed],
            right=(2,),
            whole=(0, 2),
        )
    click.echo(f"\n{found.sentence}")
    for why, codes in found.without_effect.items():
        more = f" and {len(codes) - _LISTED} more" if len(codes) > _LISTED else ""
        click.echo(f"No effect on {', '.join(codes[:_LISTED])}{more}: {why}")


def _row(one: Outcome) -> list[str]:
    """One measure that changes, as the table shows it."""
    line = one.now
    figure = line.terms.brief(line.figure.value) if line.figure.value is not None else ""
    status = f"{line.status.shown} → {one.then.status.shown}"
    return [line.measure, line.terms.title, figure, one.judged_by, status]


def _plain(position: Position, found: WhatIf) -> dict[str, object]:
    """The same as plain values for ``--json``; figures as text, so that no decimal is lost."""
    return {
        "round": position.round.id,
        "before": {status.value: found.before.of(status) for status in found.statuses},
        "after": {status.value: found.after.of(status) for status in found.statuses},
        "rated_before": found.before.rated,
        "rated_after": found.after.rated,
        "said": found.sentence,
        "measures": [
            {
                "measure": one.now.measure, "title": one.now.terms.title, "period": one.now.figure_period.id,
                "figure": None if one.now.figure.value is None else str(one.now.figure.value),
                "changes": one.changed,
                "now": _judged(one.now), "then": _judged(one.then), "without_effect": list(one.without_effect),
            }
            for one in found.outcomes
            if one.then is not one.now or one.without_effect
        ],
    }  # fmt: skip


def _judged(line: Line) -> dict[str, object]:
    """What a line is judged by, and how."""
    from pmf_excel.ledger.editable import editable

    values = {name: getattr(line.terms, name) for name in editable(line.terms)}
    return {
        **{name: None if value is None else str(value) for name, value in values.items()},
        "tolerance": str(line.terms.tolerance.amount), "tolerance_kind": line.terms.tolerance.kind.value,
        "status": line.status.value, "why": line.judgement.sentence,
    }  # fmt: skip
