"""Councils whose services have answered at random, rightly and wrongly: some returns missing, some corrected, some not signed off."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pmf_excel.excel.stamp import Code
from pmf_excel.framework.periods import Period, month
from pmf_excel.returns.build import build_return
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.parts import with_words
from pmf_excel.workspace import Workspace
from tests.everything import council
from tests.test_agree import typed

SIGNED = {"name": "Somebody", "job_title": "Head of service", "on": date(2014, 7, 9), "agreed": "Yes"}


def answer(workspace: Workspace, at: Period, chance: random.Random, missing: float = 0.15, again: float = 0.3) -> None:
    """Have the services of a round answer, some not at all, some twice; and collect what came."""
    layout = workspace.layout("return")
    press, inbox = workspace.press(layout), workspace.path("inbox")
    with workspace.ledger.reading() as reader:
        asked = [(issued, workspace.request(issued, layout, reader)) for issued in reader.current_issues(at).values()]
    later = datetime(at.end.year + (at.end.month == 12), at.end.month % 12 + 1, 5, 9, tzinfo=UTC)
    for turn in range(2):
        for issued, request in asked:
            if chance.random() < (missing if turn == 0 else 1 - again):
                continue
            words: dict[str, Any] = typed(chance, request, with_words(layout, request.yardsticks))
            if chance.random() < 0.8:
                words |= {f"{row_key('sign_off', '', '')}|{key}": value for key, value in SIGNED.items()}
            code = Code(issued.service, issued.round.id, issued.issue, issued.digest)
            data = build_return(request, code, press, marking=Marking(typed=words))
            (inbox / f"{issued.service} {at.id} {turn}.xlsx").write_bytes(data)
        workspace.collect(later.replace(day=6 + 3 * turn))


def lived(folder: Path, seed: int, services: int = 0, measures: int = 0, items: int = -1) -> Workspace:
    """A council that has been through a round or two, of any size unless told otherwise; the same seed gives the same life."""
    chance = random.Random(seed)
    workspace = council(
        folder, services or chance.randint(1, 3), measures or chance.randint(2, 10),
        items if items >= 0 else chance.choice([0, 2, 5]), seed, chance.randint(1, 4),
    )  # fmt: skip
    for at in (month(2014, 6), month(2014, 7), month(2014, 9))[: chance.choice([1, 1, 2, 3])]:
        issued = datetime(at.end.year, at.end.month, at.end.day, 9, tzinfo=UTC)
        workspace.issue(at, issued)
        answer(workspace, at, chance)
    return workspace
