"""When a return was complete: on the day its last row was taken for the first time, whatever is corrected afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from pmf_excel.accountability import timeliness
from pmf_excel.ledger.line import Returned
from pmf_excel.master.tracker import days_late
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import JUNE

AUGUST = date(2014, 8, 15)
Typed = Callable[..., bytes]


def at(day: int, month: int = 7) -> datetime:
    return datetime(2014, month, day, 9, tzinfo=UTC)


def of(workspace: Workspace, service: str) -> Returned:
    return next(one for one in workspace.position(JUNE)[0].returns if one.issued.service == service)


def test_a_correction_makes_nothing_late(
    workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes], typed: Typed
) -> None:  # fmt: skip
    first = right(issued["IT"])
    put("first.xlsx", first)
    workspace.collect(at(9))
    assert (of(workspace, "IT").complete_on, days_late(of(workspace, "IT"), AUGUST)) == (at(9), 0)
    changed = {"figure": Decimal("61"), "reply": "The provider corrected its count.", "commentary": "As expected."}
    put("second.xlsx", typed(first, {"IT01": changed}))
    workspace.collect(at(20))
    now = of(workspace, "IT")
    assert (now.taken, now.copies, now.last_received) == (now.asked, 2, at(20))
    assert (now.complete_on, days_late(now, AUGUST)) == (at(9), 0)
    record = next(one for one in timeliness(workspace, None, AUGUST).records if one.code == "IT")
    assert (record.on_time, record.late, record.corrected) == (1, 0, 1)
    plain = record.as_json()["returns"][0]  # type: ignore[index]
    assert (plain["issued"], plain["first_due"], plain["complete_on"][:10]) == (
        "2014-07-01T09:00:00+00:00",
        "2014-07-10",
        "2014-07-09",
    )


def test_it_is_complete_when_the_last_row_came(
    workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes], typed: Typed
) -> None:  # fmt: skip
    whole = right(issued["HR"])
    put("first.xlsx", typed(whole, {"HR02": {"figure": "about 94"}}))
    workspace.collect(at(8))
    assert of(workspace, "HR").complete_on is None
    put("second.xlsx", whole)
    workspace.collect(at(14))
    now = of(workspace, "HR")
    assert (now.complete_on, days_late(now, AUGUST)) == (at(14), 4)
    put(
        "third.xlsx",
        typed(
            whole,
            {
                "HR01": {
                    "figure": Decimal("97"),
                    "reply": "Two payrolls were counted twice.",
                    "commentary": "As expected.",
                }
            },
        ),
    )
    workspace.collect(at(28))
    now = of(workspace, "HR")
    assert (now.last_received, now.complete_on, days_late(now, AUGUST)) == (at(28), at(14), 4)
    assert replace(now, complete_on=None).came == at(28)


def test_what_is_issued_anew_keeps_what_still_stands(
    workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes]
) -> None:  # fmt: skip
    put("first.xlsx", right(issued["LEIS"]))
    workspace.collect(at(9))
    (again,) = [one for one in workspace.issue(JUNE, at(11), anew=True) if one.issued.service == "LEIS"]
    assert (of(workspace, "LEIS").complete_on, of(workspace, "LEIS").taken) == (at(9), of(workspace, "LEIS").asked)
    put("second.xlsx", right(again))
    workspace.collect(at(21))
    assert days_late(of(workspace, "LEIS"), AUGUST) == 0
