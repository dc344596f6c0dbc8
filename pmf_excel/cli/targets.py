"""pmf targets: what services propose for a year, and what becomes of it stage by stage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import date, datetime

    from pmf_excel.framework.periods import Period
    from pmf_excel.target_stages import Decided, TargetRound

Said = tuple[str, ...]
#: How much of a measure's title stands in the table, and how many codes are listed.
_TITLE, _LISTED = 44, 20


@click.command("targets")
@click.argument("year", metavar="[YEAR]", required=False, callback=options.round_)
@click.option(
    "--stage", metavar="STAGE", default="", help="Note what this stage decided; its approval, unless --send-back."
)
@click.option("--by", metavar="ROLE", default="", help="The office, body or job title that decided.")
@click.option("--on", "on", metavar="DATE", callback=options.day, help="The day of the decision. [default: today]")
@click.option("--minute", metavar="REF", default="", help="The minute or decision reference.")
@click.option("--note", default="", help="Anything to be kept with the approval.")
@click.option("--challenge", "challenges", metavar='CODE="words"', multiple=True, help="What was said of one measure.")
@click.option(
    "--set",
    "sets",
    metavar="CODE=VALUE",
    multiple=True,
    help='Another target than was proposed; "40 to 60" for a band.',
)
@click.option(
    "--tolerance", "tolerances", metavar="CODE=VALUE", multiple=True, help='Another tolerance: 5, or "5 points".'
)
@click.option("--send-back", is_flag=True, help="Note the challenges and no approval: the stage comes again.")
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    year: Period | None, stage: str, by: str, on: date | None, minute: str, note: str, challenges: Said, sets: Said,
    tolerances: Said, send_back: bool, known: datetime | None, folder: Path, machine: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Show a year's proposed targets, or note what a stage decided.

    YEAR is 2015/16; the latest unless named. The workbooks are issued with: pmf issue 2015/16 --form targets. Each
    proposal is shown with the status that the latest figure would have by it.

    The stages are those of "target_stages" in pmf.toml, in their order. Give --challenge and --set as often as needed.
    The approval of the last stage writes the targets into framework.xlsx, with an amendment for each. The file as it
    was is kept in the archive first.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.settings import now
    from pmf_excel.target_stages import Motion
    from pmf_excel.workspace import Workspace

    options.check_round(year, "targets")
    if not stage and (by or on or minute or note or challenges or sets or tolerances or send_back):
        raise click.UsageError('Say which stage decided it, for example --stage "Leaders Panel".')
    if stage and known:
        raise click.UsageError("What a stage decides is noted now. Leave out --as-known.")
    workspace, again = Workspace.open(folder), options.again(folder)
    if not stage:
        found = workspace.targets(year, known)
        if machine:
            options.print_json(found.as_json())
        else:
            _show(found, again)
        return
    if not by:
        raise click.UsageError('Say who decided it, by office or job title: --by "Leader of the Council"')
    at = now()
    if on and on > at.date():
        raise click.UsageError(f"{in_words(on)} is still to come. Give the day on which it was decided.")
    motion = Motion(
        stage, by, on or at.date(), minute, note, _pairs("--challenge", challenges), _pairs("--set", sets),
        _pairs("--tolerance", tolerances), send_back,
    )  # fmt: skip
    decided = workspace.decide_targets(year, motion, at, dry_run)
    if machine:
        options.print_json(_plain(decided))
    else:
        _show_decided(decided, dry_run, again)


def _pairs(option: str, texts: Said) -> tuple[tuple[str, str], ...]:
    """Codes with what is said of them."""
    found = []
    for text in texts:
        code, _, value = text.partition("=")
        if not code.strip() or not value.strip():
            raise click.UsageError(
                f'{option}: "{text}" is not a code with something after it. Write it as {option} PS01="...".'
            )
        found.append((code.strip(), value.strip()))
    return tuple(found)


def _show(found: TargetRound, again: str) -> None:
    """Print every proposal, the counts by status, the challenges and the stages."""
    from pmf_excel.framework.calendar import in_brief
    from pmf_excel.target_stages import sentence

    click.echo(f"Targets for {found.year.label}\n")
    rows = []
    for one in found.proposed:
        said, now, then = one.said, one.now, one.then
        proposed = " to ".join(filter(None, (said.get(column, "") for column in one.setting.places)))
        tolerance = " ".join(filter(None, (said.get("new_tolerance", ""), said.get("new_kind", ""))))
        proposed += f"; tolerance {tolerance}" if tolerance else ""
        proposed += f"; {said['longer']} in {said['over']} years" if said.get("longer") and said.get("over") else ""
        title = one.title if len(one.title) <= _TITLE else f"{one.title[: _TITLE - 1].rstrip()}…"
        rows.append(
            [one.measure, title, one.asked.printed["target"], proposed, one.setting.against_now(said), now.shown if now else "",
             then.shown if then else ""]
        )  # fmt: skip
    headings = ["Code", "Measure", "Target now", "Proposed", "Against now", "Status now", "Status then"]
    if rows:
        options.table(headings, rows, right=(2, 3), whole=(0, 4, 5, 6), gap=1)
    waiting = [one.measure for one in found.measures if not one.there]
    if waiting:
        more = f" and {len(waiting) - _LISTED} more" if len(waiting) > _LISTED else ""
        click.echo(f"{chr(10) if rows else ''}Not proposed yet: {', '.join(waiting[:_LISTED])}{more}.")
    counts = found.counts()
    if counts:
        click.echo("\nThe latest figures, by this year's targets and by the proposals:")
        moved = [
            [status.shown, str(now), str(then), f"{then - now:+d}".replace("-", "−") if then != now else ""]
            for status, now, then in counts
        ]
        options.table(["Status", "Now", "Then", "Change"], moved, right=(1, 2, 3))
    decided = [(one.measure, decision) for one in found.measures for decision in one.decisions]
    if decided:
        click.echo("\nSaid and set by stages:")
    for code, decision in decided:
        minute = f", {decision.minute}" if decision.minute else ""
        who = f"{decision.stage} ({decision.by}, {in_brief(decision.on)}{minute})"
        click.echo(f"  {code}, {who}: {decision.note or _set_to(decision.value)}")
    click.echo("\nStages:")
    for number, stage in enumerate(found.stages, 1):
        given = next((one for one in found.approvals if one.stage == stage), None)
        word = (
            f"approved by {given.by} on {in_brief(given.on)}{f', {given.minute}' if given.minute else ''}"
            if given
            else "next"
            if stage == found.next
            else "to come"
        )
        click.echo(f"  {number}. {stage}: {word}")
    for one in found.late:
        click.echo(f"{one.measure} was proposed anew after the last approval: look at it again.")
    word = "workbook is" if found.asked == 1 else "workbooks is" if found.complete == 1 else "workbooks are"
    click.echo(f"\n{found.complete} of {found.asked} {word} complete. {sentence(found)}")
    if found.complete < found.asked:
        click.echo(f"To see who has not returned: pmf status {found.year.label} --form targets{again}")
    _next(found, again)


def _set_to(text: str) -> str:
    """What a stage set, in words."""
    import json

    from pmf_excel.returns.target_setting import AMOUNT, KIND, VALUES

    values = json.loads(text)
    targets = " to ".join(values[column] for column in VALUES.values() if column in values)
    tolerance = " ".join(values[column] for column in (AMOUNT, KIND) if column in values)
    return f"target set to {targets}" if targets else f"tolerance set to {tolerance}"


def _next(found: TargetRound, again: str) -> None:
    if found.next:
        click.echo(
            f'Next, when it has decided: pmf targets {found.year.label} --stage "{found.next}" --by "..." --minute "..."{again}'
        )
    elif found.stages:
        click.echo(f"The targets for {found.year.label} are set. Next, to check the register: pmf check{again}")


def _show_decided(decided: Decided, dry_run: bool, again: str) -> None:
    """Print what was noted and, at the last stage, what was written into the register."""
    found = decided.round
    verb = "would be noted" if dry_run else "noted"
    for one in decided.noted:
        what = "its approval" if not one.item else f"{one.item}: {one.note or _set_to(one.value)}"
        click.echo(f"{one.stage} ({one.by}), {verb}: {what}")
    if decided.written:
        rows = [
            [str(row["item"]), str(row["kind"]), str(row["what"])] for row in decided.revision.add.get("amendments", ())
        ]  # fmt: skip
        click.echo("")
        options.table(["Code", "Amendment", "What changes"], rows, whole=(0, 1))
        click.echo("")
        options.say_where(decided.written.path, [], dry_run)
        kept = "would be kept" if dry_run else "is kept"
        click.echo(f"The register as it was {kept} in the archive: {decided.written.kept[:12]}.")
    for remark in decided.remarks:
        click.echo(remark)
    if dry_run:
        click.echo("Nothing was written. Run the same command without --dry-run.")
    else:
        _next(found, again)


def _plain(decided: Decided) -> dict[str, object]:
    """The decision as plain values for ``--json``."""
    written = decided.written
    return {
        "noted": [one.as_json() for one in decided.noted], "remarks": list(decided.remarks),
        "register": str(written.path) if written else None, "kept": written.kept if written else None,
        "amendments": [{key: str(value) for key, value in row.items()} for row in decided.revision.add.get("amendments", ())],
        "targets": decided.round.as_json(),
    }  # fmt: skip
