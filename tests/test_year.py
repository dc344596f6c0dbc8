"""The sample council's whole year, command by command, as its officer would type them: each step stands on what the ones before it left."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.demo import CORRECTED, COUNCIL, play
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import tables
from pmf_excel.framework.committees import question_code
from pmf_excel.framework.lineage import Became
from pmf_excel.framework.periods import parse
from pmf_excel.reports.reading import read_report
from pmf_excel.settings import CLOCK
from pmf_excel.workspace import Workspace
from tests.forms import filled
from tests.opens import VALIDATOR, findings
from tests.test_governance import row, rows, save
from tests.test_kinds import tables as tables_in
from tests.test_kinds import under
from tests.test_parts import filled as month_filled
from tests.test_quality import RIGHT as QUALITY
from tests.test_service_plan import RIGHT as PLAN
from tests.test_service_plan import filled as plan_filled

TARGETS = {"RS20": {"new_target": Decimal(99), "rationale": "It was reached."}, "RS21": {"new_target": Decimal(98)}}
RAISED = [
    {"committee": "OSC", "on": date(2014, 8, 19), "question": "Why is less of the business rates collected?", "item": "RB05"},
    {"committee": "PANEL", "on": date(2014, 9, 9), "question": "That missed collections be reported by round.", "sort": "Recommendation",
     "goes_to": "CAB", "service": "ENV"},
]  # fmt: skip


PANEL = question_code("PANEL", date(2014, 9, 9), str(RAISED[1]["question"]))


class Year:
    """A council's folder, and an officer who types commands there day by day."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch

    def on(self, day: str, *words: str, code: int = 0) -> str:
        """Type a command on a day; what it says."""
        self.monkeypatch.setenv(CLOCK, f"{day}T09:00:00+00:00")
        done = CliRunner().invoke(pmf, [*words, "-w", str(self.folder)], catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.stdout

    @property
    def workspace(self) -> Workspace:
        return Workspace.open(self.folder)

    def issued(self, folder: str, begins: str) -> bytes:
        (path,) = (self.folder / "outgoing" / folder).glob(f"{begins}*.xlsx")
        return path.read_bytes()

    def back(self, name: str, data: bytes) -> None:
        (self.folder / "inbox" / name).write_bytes(data)

    def report(self, name: str) -> Path:
        (path,) = (self.folder / "reports").glob(f"{name}*.docx")
        return path


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Year:
    """The demonstration, once its two mistakes are put right."""
    folder = tmp_path / "council"
    play(folder, lambda text: None, lambda text: None)
    for path in (folder / CORRECTED).glob("*.xlsx"):
        shutil.copy(path, folder / "inbox" / f"corrected {path.name}")
    made = Year(folder, monkeypatch)
    assert "fills in HR02" in made.on("2014-07-11", "collect")
    return made


def test_the_sample_council_walks_through_the_year(year: Year, tmp_path: Path) -> None:
    # The framework is adopted, and everybody knows the dates and their part.
    said = year.on("2014-07-14", "adopt", "--by", "Full Council", "--on", "2014-07-10", "--minute", "23")
    assert "adopted by Full Council on 10 July 2014 (minute 23)" in said
    assert "4 Sep 2014   Cabinet                       Q1 2014/15  9 Jul 2014   27 Aug 2014" in year.on("2014-07-15", "calendar", "2014/15", code=1)  # fmt: skip
    assert len(list((year.folder / "reports").glob("performance calendar*"))) == 3
    people = json.loads(year.on("2014-07-15", "people", "--on", "2014-07-15", "--json"))
    assert "Revenues and benefits manager" in json.dumps(people)
    assert year.on("2014-07-15", "thread", "rs20").splitlines()[:4] == [
        "Priority P3 A safe and healthy district", "  Measure RS20 % of key inspections carried out in time: ■ Amber",
        "    Service REG Regulatory Services", "      Responsible: Regulatory services manager",
    ]  # fmt: skip

    # Members ask and recommend; the next return asks the services.
    changed = rows(year.workspace)
    changed["questions"] += RAISED
    changed["meetings"] += [
        {"committee": "OSC", "on": date(2014, 11, 18)},
        {"committee": "CAB", "on": date(2014, 12, 4)},
        {"committee": "PANEL", "on": date(2014, 12, 9)},
    ]
    save(year.workspace, changed)
    assert "2 open questions of members" in year.on("2014-10-01", "check")
    assert "11 returns with 73 rows" in year.on("2014-10-01", "issue", "2014-09", "--no-send")
    assert "until 20 October 2014" in year.on("2014-10-02", "extend", "FIN", "2014-09", "--until", "2014-10-20", "--agreed-by", "Heads of Paid Service")  # fmt: skip
    for begins in ("Finance", "Environmental"):
        data = year.issued("2014-09", begins)
        sheet = year.workspace.layout("return").sheet("questions")
        codes = [one["code"].text for found in tables(read(data), sheet, "") for one in found.rows()]
        typed = {"questions": {code: {"answer": f"{begins} is doing it."} for code in codes}}
        year.back(f"{begins}.xlsx", month_filled(data, year.workspace, typed))
    assert f"fills in {PANEL}" in year.on("2014-10-15", "collect", code=1)
    records = {
        one["service"]: one for one in json.loads(year.on("2014-10-21", "timeliness", "2014/15", "--json"))["services"]
    }
    given = [each["agreed_by"] for one in records["FIN"]["returns"] for each in one["extensions"]]
    assert given == ["Heads of Paid Service"]
    assert (records["FIN"]["due"], records["FIN"]["late"]) == (2, 1)
    year.on("2014-11-01", "report", "quarterly", "2014-09", "--for", "Cabinet", "--meeting", "2014-12-04")
    cabinet = read_report(year.report("2014-09 quarterly").read_bytes())
    (table,) = tables_in(under(cabinet, "Recommendations for review"))
    assert table.texts[1][1:] == [
        RAISED[1]["question"],
        "Environmental is doing it.\nAnswered on 15 October 2014 by the Head of service.",
    ]

    # Targets for the next year, through the seven stages.
    assert "11 workbooks with 42 rows" in year.on("2015-01-05", "issue", "2015/16", "--form", "targets", "--no-send")
    year.back(
        "targets.xlsx", filled(year.workspace, year.issued("2015-FY", "Regulatory Services 2015-FY targets"), TARGETS)
    )
    assert "targets.xlsx  taken  2 of 2" in year.on("2015-01-28", "collect")
    assert "1 of 11 workbooks is complete. 2 of 42 measures have a proposal; 0 of 7 stages approved" in year.on("2015-02-02", "targets", "2015/16")  # fmt: skip
    for number, stage in enumerate(year.workspace.settings.target_steps, 3):
        said = year.on(f"2015-02-{number:02}", "targets", "2015/16", "--stage", stage, "--by", "Leader", "--minute", f"M{number}")  # fmt: skip
    assert "RS20  Target changed  Target for 2015/16: 99.0% (2014/15: 98.0%)." in said
    framework = year.workspace.register().framework
    assert framework.targets["RS20", parse("2015/16")].value == 99
    assert [(one.item, one.minute) for one in framework.amendments][-2:] == [("RS20", "M9"), ("RS21", "M9")]

    # The service plan, and a plan's new action in the register.
    assert "11 workbooks with 246 rows" in year.on("2015-02-10", "issue", "2015/16", "--form", "plan", "--no-send")
    year.back("plan.xlsx", plan_filled(year.workspace, year.issued("2015-FY", "Planning Services 2015-FY plan"), PLAN))
    assert "plan.xlsx  taken  23 of 23" in year.on("2015-02-27", "collect")
    assert "PLAN15-01" in year.on("2015-03-03", "plan", "2015/16", "--service", "PLAN", "--by", "Executive Director", "--minute", "EX 7")  # fmt: skip
    year.on("2015-03-03", "report", "service-plan", "--service", "PLAN")
    assert "It was approved by the Executive Director on 3 March 2015 (minute EX 7)." in str(
        [one.texts for one in read_report(year.report("2014-09 service-plan").read_bytes()).tables]
    )
    assert "Publish every decision within a day" in str([one.texts for one in read_report(year.report("2014-09 service-plan").read_bytes()).tables])  # fmt: skip

    # The year's data quality is signed off, and a sample goes to internal audit.
    assert "11 workbooks with 45 rows" in year.on("2015-03-03", "issue", "2014/15", "--form", "quality", "--no-send")
    year.back("quality.xlsx", filled(year.workspace, year.issued("2014-FY", "Regulatory"), QUALITY, "quality"))
    assert "quality.xlsx  taken  2 of 2" in year.on("2015-03-12", "collect")
    year.on("2015-03-12", "report", "data-quality")
    assert "Typed twice; a new form comes in May." in str([one.texts for one in read_report(year.report("2014-09 data-quality").read_bytes()).tables])  # fmt: skip
    said = year.on("2015-03-12", "sample", "Q1 2014/15", "--seed", "Audit Committee", "--size", "5")
    assert "5 of 44 figures of Quarter 1 2014/15" in said
    assert said == year.on("2015-03-12", "sample", "Q1 2014/15", "--seed", "Audit Committee", "--size", "5")

    # What was agreed needs no further approval; what was not is named.
    assert "RS20 % of key inspections carried out in time: target for 2015/16 is new: 99.0%." in year.on("2015-03-12", "diff")  # fmt: skip
    assert "PMF-142" not in year.on("2015-03-12", "check")
    changed = rows(year.workspace)
    row(changed, "measures", "CS01")["title"] = "Calls answered quickly"
    save(year.workspace, changed)
    assert "PMF-142" in year.on("2015-03-13", "check")
    changed["amendments"].append({"on": date(2015, 3, 13), "kind": "Measure amended", "item": "CS01", "what": "Worded anew", "approved_by": "Chief Executive"})  # fmt: skip
    save(year.workspace, changed)
    assert "PMF-142" not in year.on("2015-03-13", "check")

    # The turn of the year, and the new year's first round.
    year.on("2015-03-20", "roll", "2015/16", "--replace")
    now = year.workspace.register().framework
    became = {one.item: one.what for one in now.lineage}
    assert (became["RS20"], became["CS01"], became["AP04"], became["PLAN15-01"]) == (Became.CARRIED, Became.AMENDED, Became.WITHDRAWN, Became.NEW)  # fmt: skip
    assert [one.code for one in now.questions] == [PANEL]  # Cabinet has not decided
    assert "(minute 40)" in year.on(
        "2015-03-25", "adopt", "--by", "Full Council", "--on", "2015-03-24", "--minute", "40"
    )
    year.on("2015-07-01", "issue", "2015-06", "--no-send")
    first = read(year.issued("2015-06", "Planning"))
    sheet = year.workspace.layout("return").sheet("actions")
    assert "PLAN15-01" in [one["code"].text for found in tables(first, sheet, "") for one in found.rows()]
    assert "Service plan action PLAN15-01 Publish every decision within a day" in year.on(
        "2015-07-01", "thread", "PLAN15-01"
    )
    year.on("2015-07-01", "report", "framework")
    told = read_report(year.report("2015-06 framework").read_bytes())
    rows_of_it = [" ".join(one) for found in told.tables for one in found.texts]
    assert any(one.startswith("RS20") and "99%" in one.replace("99.0%", "99%") for one in rows_of_it), rows_of_it
    assert "All of it agrees." in year.on("2015-07-01", "verify")

    # Two councils into one, and many at once.
    other = tmp_path / "other"
    play(other, lambda text: None, lambda text: None)
    settings = other / "pmf.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(COUNCIL, "Next District Council"), encoding="utf-8"
    )
    walk = str(tmp_path / "crosswalk.xlsx")
    merge = ["merge", str(year.folder), str(other), "--crosswalk", walk]
    assert "This is only a proposal." in CliRunner().invoke(pmf, merge).stdout
    into = [*merge, "--into", str(tmp_path / "one"), "--council", "One", "--from", "2016/17", "--json"]
    told = json.loads(CliRunner().invoke(pmf, into, catch_exceptions=False).stdout)
    assert told["items"]["Joined"] > 60 and told["past_figures"] > 100
    both = CliRunner().invoke(pmf, ["many", "position", str(tmp_path), "2014-06"], catch_exceptions=False).stdout
    assert "Of 80 rated measures: 51 Green (63.8%), 10 Amber (12.5%), 19 Red (23.8%)." in both
    if VALIDATOR:
        paths = [*year.folder.glob("reports/*.docx"), *year.folder.glob("outgoing/2015*/*.xlsx"), *year.folder.glob("reports/*.xlsx"), year.folder / "framework.xlsx", tmp_path / "one" / "framework.xlsx"]  # fmt: skip
        assert {path.name: found for path in paths if (found := findings(path))} == {}
