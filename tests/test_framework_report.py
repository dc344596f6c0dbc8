"""The framework as a document, and what changed in it since it was adopted: in the report, with who approved it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pmf_excel.adoption import adopt
from pmf_excel.docket import Wanted
from pmf_excel.reports.reading import ReadReport, read_report
from pmf_excel.workspace import Workspace
from tests.conftest import ISSUED, JUNE
from tests.test_governance import amended, row, rows, save

ADOPTED = datetime(2014, 7, 14, 9, tzinfo=UTC)
AGAIN = datetime(2014, 7, 21, 9, tzinfo=UTC)


@pytest.fixture
def own(workspace: Workspace) -> Workspace:
    """The sample, issued and then adopted."""
    save(workspace, rows(workspace))
    workspace.issue(JUNE, ISSUED)
    adopt(workspace, "Full Council", date(2014, 7, 14), "23", ADOPTED)
    return workspace


def change(workspace: Workspace, **exempt: str) -> None:
    """Change two targets, one of them with approval, and use the register."""
    changed = rows(workspace)
    row(changed, "targets", "CS01")["target"] = Decimal("88.5")
    row(changed, "targets", "RS20")["target"] = Decimal(97)
    changed["amendments"].append(amended("Target changed", "CS01"))
    for code, paragraph in exempt.items():
        row(changed, "measures", code)["exempt"] = paragraph
    save(workspace, changed)
    workspace.issue(JUNE, AGAIN)


def told(workspace: Workspace, kind: str, **more: Any) -> ReadReport:
    return read_report(workspace.docket(JUNE).document(kind, "plain", Wanted(**more)).data)


def table(report: ReadReport, about: str) -> list[list[str]]:
    return next(one.texts for one in report.tables if one.about == about)


CHANGES = "Changes of the framework since it was adopted"


def test_the_amendment_report_says_what_changed_and_who_approved_it(own: Workspace) -> None:
    change(own)
    report = told(own, "framework-amendment")
    assert "The register of the framework was adopted by Full Council on 14 July 2014 (minute 23). 2 changes of what defines the framework have been made since then. 1 of them has not been approved yet." in report.text  # fmt: skip
    assert table(report, CHANGES)[1:] == [
        ["CS01 Quality of Customer Service Call Handling - % score from …", "Target for Quarter 1 2014/15 was 90.0%, is 88.5%.", "Chief Executive, 18 Jul 2014"],
        ["RS20 % of key inspections carried out in time", "Target for Quarter 1 2014/15 was 98.0%, is 97.0%.", "Nobody yet"],
    ]  # fmt: skip
    assert "recommended to approve the framework as amended" in report.text


def test_nothing_has_changed_where_it_was_adopted_after_it_was_used(own: Workspace) -> None:
    report = told(own, "framework-amendment")
    assert "Nothing that needs approval has changed since then." in report.text
    assert not [one for one in report.tables if one.about == CHANGES]
    assert "This report shows what was known on 14 July 2014." in report.text


def test_a_register_that_nobody_adopted_is_told_without(workspace: Workspace) -> None:
    workspace.issue(JUNE, ISSUED)
    assert "adopted" not in told(workspace, "framework-amendment").text
    assert "is recommended to approve the framework." in told(workspace, "framework").text


def test_what_is_exempt_is_not_in_the_open_part(own: Workspace) -> None:
    change(own, RS20="3")
    assert "RS20" not in told(own, "framework-amendment").text
    assert "RS20" not in told(own, "framework").text
    closed = told(own, "framework-amendment", exempt=True)
    assert [one[0][:4] for one in table(closed, CHANGES)[1:]] == ["RS20"]


def test_the_framework_document_has_all_that_was_agreed(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "measures", "RS20").update(responsible="Licensing manager", priority="P9")
    changed["plan"].append({"code": "P9", "name": "Safer streets at night", "parent": changed["plan"][2]["code"]})
    changed["people"].append({"role": "Signs off", "job_title": "Someone of before", "until": date(2014, 6, 1)})
    save(own, changed)
    own.issue(JUNE, AGAIN)
    report = told(own, "framework")
    about = [one.about for one in report.tables]
    for wanted in (
        "The framework document", "Versions of the framework document", "The priorities of the plan", "Measures of A safe and healthy district",
        "Activities and projects of Customers first", "Heads of service", "People with performance responsibilities", "Stages of a report",
        "Which report goes to whom",
    ):  # fmt: skip
        assert wanted in about, wanted
    measures = table(report, "Measures of A safe and healthy district")
    line = next(one for one in measures if one[0].startswith("RS20"))
    assert line[1:] == ["Quarterly\nHigher is better", "98.0% (Q1 2014/15)", "Licensing manager"]
    assert next(one for one in measures if one[0].startswith("RS21"))[3] == "Regulatory services manager"
    assert ["A safe and healthy district", "Safer streets at night", "9", "3"] in table(
        report, "The priorities of the plan"
    )
    assert "Someone of before" not in report.text
    assert "Figures of a month or quarter are returned by the 10th of the month that follows, and those of a year by the end of the month that follows it." in report.text  # fmt: skip
    total = sum(len(one.texts) - 1 for one in report.tables if one.about.startswith("Measures"))
    assert total == len(own.register().framework.measures) == 45


def test_it_is_made_again_as_it_was_known_then(own: Workspace) -> None:
    change(own)
    before = own.docket(JUNE).document("framework", "plain")
    adopt(own, "Cabinet", date(2014, 7, 22), "", datetime(2014, 7, 22, tzinfo=UTC))
    after = own.docket(JUNE).document("framework", "plain")
    assert "It was adopted by Cabinet on 22 July 2014." in read_report(after.data).text
    assert own.docket(JUNE, before.position.moment).document("framework", "plain").data == before.data


def test_days_are_those_of_the_settings(own: Workspace) -> None:
    docket = own.docket(JUNE)
    settings = replace(own.settings, due_day=3, annual_due_day=21)
    other = replace(docket, shelves=Workspace(own.folder, settings))
    text = read_report(other.document("framework", "plain").data).text
    assert "by the 3rd of the month that follows, and those of a year by the 21st of" in text
