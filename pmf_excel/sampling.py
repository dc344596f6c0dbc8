"""A sample of a workspace's figures for internal audit, drawn by a seed, with the evidence trail of each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.sampling import draw
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.traced import Traced, Traces
from pmf_excel.made import put_made
from pmf_excel.master.audit_sample import Drawn, build_sample
from pmf_excel.shelves import Progress, quiet
from pmf_excel.workspace import Workspace


def sample(workspace: Workspace, period: Period, size: int, seed: str) -> Drawn:
    """Draw figures that services gave for periods within one; those without a number, and those of before pmf was used, are not drawn from.

    Raises PutRight when nothing was issued yet, and Mistyped when no figure was given for the period.
    """
    if not workspace.ledger.exists:
        raise PutRight(f'{workspace.folder}: there is no ledger yet. Run "pmf issue" with a month first.')
    with workspace.ledger.reading() as reader:
        framework = workspace.kept_framework(reader)
        moment = reader.last_moment()
        known = Known(reader, framework.past)
        codes = list(dict.fromkeys([*framework.measures, *(code for _, code, _ in reader.asked_keys())]))
        end = month(period.end.year, period.end.month)
        every = [one for one in Traces(reader, framework, known, end, codes) if _given_in(one, period)]
    if not every or moment is None:
        raise Mistyped(f"No service has given a figure for {period.label}. Check the period.")
    order = list(framework.services)
    there = Counter(one.service for one in every)
    codes_in_order = sorted(there, key=lambda code: order.index(code) if code in order else len(order))
    names = {code: framework.service_name(code) for code in there}
    drawn = draw(every, size, seed, lambda one: f"{one.measure} {one.period.id}")
    return Drawn(period, seed, {code: there[code] for code in codes_in_order}, drawn, names, moment)


def _given_in(one: Traced, period: Period) -> bool:
    within = period.start <= one.period.start and one.period.end <= period.end
    return within and one.stands and one.terms is not None and one.figure.value is not None


def put_sample(workspace: Workspace, drawn: Drawn, dry_run: bool = False, say: Progress = quiet) -> Path:
    """Write the sample's workbook; with ``dry_run`` only say where."""
    path = workspace.path("master") / f"audit sample {drawn.period.id}.xlsx"
    data = build_sample(drawn, workspace.settings.council, workspace.layout("audit-sample"), workspace.theme)
    return put_made(path, data, say, dry_run)
