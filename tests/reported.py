"""Councils that report: committees and meetings, a plan, every kind of item, and services that answered in full; of any size."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.stamp import Code
from pmf_excel.framework.figures import Kind, rounded
from pmf_excel.framework.periods import Period, month
from pmf_excel.returns.build import build_return
from pmf_excel.returns.live import in_parts
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.read import key_of
from pmf_excel.workspace import Workspace
from tests import everything

JUNE, SEPTEMBER = month(2014, 6), month(2014, 9)
PLAN = (
    ("P1", "Homes and places people are proud of", "HOU"), ("P2", "A clean, green district", "ENV"),
    ("P3", "Healthy, safe communities", "ENV"), ("P4", "An efficient council", "CAB"),
)  # fmt: skip
COMMITTEES = (
    ("CAB", "Cabinet"), ("OSC", "Overview and Scrutiny Committee"), ("AUD", "Audit Committee"), ("HOU", "Housing Committee"),
    ("ENV", "Environment Committee"), ("MT", "Management Team"), ("PP", "Performance Panel"), ("MB", "Members' Bulletin"),
)  # fmt: skip
MEETING = date(2014, 8, 12)
SAID = (
    "Demand rose in the period, and two posts stood vacant until August.", "As expected for the season.",
    "The new contract has begun, and the backlog of last year is being worked off week by week.",
)  # fmt: skip
#: Something done to the rows of the register before it is written.
Change = Callable[[dict[str, list[dict[str, Any]]]], None]


def reported(
    folder: Path, services: int = 3, measures: int = 6, items: int = 3, months: tuple[Period, ...] = (JUNE,),
    change: Change | None = None, said: str = "",
) -> Workspace:  # fmt: skip
    """A council all of whose services have answered; ``said`` is what each says of each figure, where it is told."""
    chance = random.Random(9)
    with mock.patch.object(Workspace, "new_register", _register(Workspace.new_register, change)):
        workspace = everything.council(folder, services, measures, items, 3)
    for at in months:
        workspace.issue(at, datetime(at.end.year, at.end.month, at.end.day, 9, tzinfo=UTC))
        layout = workspace.layout("return")
        press = workspace.press(layout)
        with workspace.ledger.reading() as reader:
            asked = [(one, workspace.request(one, layout, reader)) for one in reader.current_issues(at).values()]
        for issued, request in asked:
            code = Code(issued.service, issued.round.id, issued.issue, issued.digest)
            typed = _typed(request, with_words(layout, request.yardsticks), chance, said)
            data = build_return(request, code, press, marking=Marking(typed=typed))
            (workspace.path("inbox") / f"{issued.service} {at.id}.xlsx").write_bytes(data)
        workspace.collect(datetime(at.end.year, at.end.month + 1, 8, 9, tzinfo=UTC))
    return workspace


def _register(write: Callable[..., bytes], change: Change | None) -> Callable[..., bytes]:
    """Writes a register with committees, meetings and a plan, in whose priorities everything stands."""

    def written(workspace: Workspace, rows: Mapping[str, list[dict[str, Any]]] | None = None) -> bytes:
        if not rows or "services" not in rows:
            return write(workspace, rows)
        chance, more = random.Random(5), dict(rows)
        more["committees"] = [{"code": code, "name": name} for code, name in COMMITTEES]
        more["meetings"] = [{"committee": code, "on": MEETING} for code, _ in COMMITTEES]
        more["plan"] = [{"code": code, "name": name, "committee": committee} for code, name, committee in PLAN]
        more["plan"] += [{"code": f"{code}A", "name": f"Outcome of {name}", "parent": code} for code, name, _ in PLAN]
        for sheet in ("measures", "activities"):
            for row in more.get(sheet, []):
                row["priority"] = chance.choice([code for code, *_ in PLAN]) + chance.choice(["", "A"])
        if change is not None:
            change(more)
        return write(workspace, more)

    return written


def _typed(request: Any, layout: Layout, chance: random.Random, said: str) -> dict[str, Any]:
    """What a service types into its return: near its targets, and sometimes not."""
    typed: dict[str, Any] = {}
    for one in request.asked:
        key, terms = key_of(one, request.round), one.terms
        aimed = terms.target if terms.target is not None else Decimal(75)
        share = Decimal(str(chance.choice([1, 1, 1.01, 1.02, 0.99, 0.97, 0.95, 0.9, 0.8, 1.1])))
        figure: object = rounded(aimed * share, terms.decimals)
        if in_parts(terms):
            typed |= {f"{key}|numerator": rounded(aimed * 2 * share, 0), f"{key}|denominator": Decimal(200)}
        elif terms.kind is Kind.YES_NO:
            typed[f"{key}|figure"] = chance.choice(["Yes", "Yes", "No"])
        elif terms.kind is Kind.DATE:
            typed[f"{key}|figure"] = date(2014, 7, chance.randint(1, 31))
        else:
            typed[f"{key}|figure"] = min(figure, Decimal(100)) if terms.kind is Kind.PERCENTAGE else figure
        typed |= {
            f"{key}|commentary": said or chance.choice(SAID), f"{key}|action": said[:400] or "Fill both posts and review the rota.",
            f"{key}|owner": "Service manager", f"{key}|action_due": date(2014, 12, 31),
        }  # fmt: skip
    for item in request.items:
        key, start = row_key(item.part, item.code, request.round.id), item.day("start")
        early = start is not None and start > request.round.end
        status = (
            "Not started" if early else chance.choice(["On track", "On track", "Some problems", "Progressing to plan"])
        )
        work = {"status": status, "note": said[:400] or "Tenders are back and being evaluated."}
        budget = Decimal(item.terms.get("budget") or 0)
        rows: dict[str, dict[str, Any]] = {
            "activities": work, "actions": work,
            "recommendations": {"percent": Decimal(chance.choice([20, 40, 60, 80])), "note": said[:400] or "Under way."},
            "risks": {"likelihood": chance.choice(layout.lists["@likelihood"]), "impact": chance.choice(layout.lists["@impact"]), "note": said[:400] or "Watched."},
            "budgets": {"actual": Decimal(chance.randint(2, 60) * 1000), "forecast": rounded(budget * Decimal(str(chance.choice([1, 1.02, 0.97, 1.2]))), 0), "note": said[:400] or "As planned."},
            "questions": {},  # nobody has answered yet
        }  # fmt: skip
        typed |= {f"{key}|{column}": value for column, value in rows[item.part].items()}
    sign = row_key("sign_off", "", "")
    signed = {"name": "Somebody", "job_title": "Head of service", "on": date(2014, 10, 2), "agreed": "Yes"}
    return typed | {f"{sign}|{column}": value for column, value in signed.items()}
