"""The command line: what it prints, its exit codes, JSON and dry runs; and the demonstration from end to end."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import openpyxl
import pytest

from pmf_excel.cli import pmf
from pmf_excel.workspace import Workspace
from tests.conftest import ROOT, cell

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pmf as a person does, in a folder of its own."""

    def call(*words: str, now: str = "2014-07-10T17:00:00") -> subprocess.CompletedProcess[str]:
        monkeypatch.setenv("PMF_NOW", now)
        monkeypatch.setenv("PYTHONWARNINGS", "error")
        return subprocess.run(
            [sys.executable, "-m", "pmf_excel", *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=tmp_path,
        )

    return call


def test_help_reads_as_one_road(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    said = re.findall(r"^(?:([A-Z][a-z ]+):|  ([a-z][a-z-]+)  )", done.stdout, re.MULTILINE)
    assert [title or name for title, name in said if title not in ("Usage", "Options")] == [
        "Set up", "new", "demo", "check", "people", "thread",
        "Every month", "issue", "collect", "status", "remind", "extend", "round", "explain", "why", "consolidate", "approve",
        "Reports", "report", "pack", "lint", "format", "export",
        "Every year", "calendar", "targets", "plan", "diff", "adopt", "roll", "what-if", "comparators", "sample",
        "Look after", "timeliness", "verify", "rebuild", "merge", "many",
    ]  # fmt: skip
    assert "..." not in done.stdout.partition("Set up:")[2], "a command's short help does not fit into its line"


def test_every_command_explains_itself(run: Run) -> None:
    for name, command in pmf.commands.items():
        assert command.help, name
        for parameter in command.params:
            assert getattr(parameter, "help", "") or isinstance(parameter, click.Argument), f"{name}: {parameter.name}"


def test_the_demo_walks_the_whole_road(run: Run, tmp_path: Path) -> None:
    done = run("demo", "first")
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 Collect: 70 of 72 rows taken, 2 to put right." in done.stdout
    asked = tmp_path / "first" / "outgoing" / "2014-06" / "HR 2014-06.xlsx"
    commentary = cell(asked.read_bytes(), "measures", "HR02", "commentary")
    assert (
        f'HR 2014-06.xlsx, sheet Measures, {commentary}: "Commentary" is empty, but the status is Red. Say what lies behind it. (PMF-205)'
        in done.stdout
    )
    assert '"about 94.2" is text, not a number. Enter a number, without words or signs,' in done.stdout
    assert "25 of the 39 rated measures are Green (64.1%), 5 Amber (12.8%) and 9 Red (23.1%)." in done.stdout
    made = {
        path.relative_to(tmp_path / "first").as_posix()
        for path in (tmp_path / "first").rglob("*")
        if path.suffix in (".xlsx", ".docx")
    }
    assert {
        "master/master 2014-06.xlsx",
        "reports/2014-06 quarterly north-norfolk DRAFT.docx",
        "framework.xlsx",
    } <= made
    # What it tells the reader to do next does what it says.
    for path in (tmp_path / "first" / "corrected copies").iterdir():
        (tmp_path / "first" / "inbox" / f"corrected {path.name}").write_bytes(path.read_bytes())
    corrected = run("collect", "-w", "first", "--json", now="2014-07-11T09:00:00")
    verdicts = {entry["file"]: (entry["verdict"], entry["says"]) for entry in json.loads(corrected.stdout)}
    assert verdicts["corrected HR 2014-06.xlsx"] == ("accepted", "fills in HR02")
    assert verdicts["corrected Planning Services 2014-06.xlsx"] == ("accepted", "fills in PS03")
    assert corrected.returncode == 0
    assert "26 Green, 5 Amber, 10 Red, 3 No target, 1 Not yet available." in run("consolidate", "-w", "first").stdout


def test_the_demo_twice_gives_byte_identical_masters_and_reports(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("demo", name).returncode == 0
    for pattern in ("master/*.xlsx", "reports/*.docx", "outgoing/*/*.xlsx", "inbox/*.xlsx"):
        one = {path.name: path.read_bytes() for path in (tmp_path / "one").glob(pattern)}
        two = {path.name: path.read_bytes() for path in (tmp_path / "two").glob(pattern)}
        assert one
        assert one == two


def test_the_demo_never_writes_over_anything(run: Run, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "minutes.txt").write_text("x", encoding="utf-8")
    done = run("demo", "full")
    assert done.returncode == 1
    assert "full: this folder has something in it already. Name a new one" in done.stderr
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["minutes.txt"]


def test_the_road_command_by_command(run: Run, tmp_path: Path) -> None:
    assert "Next: fill in" in run("new", "council", "--council", "A Council").stdout
    empty = run("check", "-w", "council")
    assert (empty.returncode, empty.stdout[:37]) == (1, "The register has no measures yet. Fil")
    done = run("issue", "2014-06", "-w", "council")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the register has no measures yet. Fill in its sheets Services, Plan, Measures and Targets" in done.stderr
    sample = ROOT / "samples" / "hart" / "framework.xlsx"
    (tmp_path / "council" / "framework.xlsx").write_bytes(sample.read_bytes())
    checked = run("check", "-w", "council").stdout
    assert checked.startswith("Note: framework.xlsx: nobody has noted that this register was adopted")
    assert "\nNothing to put right: 11 services, 45 measures, 42 targets, " in checked
    dry = run("issue", "June 2014", "-w", "council", "--dry-run")
    assert "11 returns with 72 rows would be in" in dry.stdout
    assert not (tmp_path / "council" / "outgoing" / "2014-06").exists()
    issued = json.loads(run("issue", "2014-06", "-w", "council", "--json").stdout)
    assert next((entry["service"], entry["rows"], entry["due"]) for entry in issued) == ("CUST", 4, "2014-07-10")
    assert run("collect", "-w", "council").stdout.startswith("The inbox is empty.")
    status = run("status", "-w", "council", now="2014-07-12T09:00:00")
    assert "June 2014 round" in status.stdout
    assert len(re.findall(r"^.* 10 Jul +2 *$", status.stdout, re.MULTILINE)) == 11
    assert max(len(line) for line in status.stdout.splitlines()) <= 100
    states = json.loads(run("status", "-w", "council", "--json").stdout)
    assert {entry["state"] for entry in states} == {"Not returned"}
    (tmp_path / "council" / "inbox" / "HR.xlsx").write_bytes(
        (tmp_path / "council" / "outgoing" / "2014-06" / "HR 2014-06.xlsx").read_bytes()
    )
    blank = run("collect", "-w", "council")
    assert blank.returncode == 1
    assert blank.stdout.count("HR.xlsx: the return came back with nothing filled in.") == 1
    assert "(PMF-201)" not in blank.stdout
    assert run("consolidate", "-w", "council", "--dry-run").stdout.count("This would write") == 1
    assert not list((tmp_path / "council" / "master").iterdir())
    assert json.loads(run("consolidate", "-w", "council", "--json").stdout)["counts"] == {"Awaited": 45}
    assert run("report", "quarterly", "--format", "north-norfolk", "-w", "council").returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("isue",), 2, "No such command 'isue'"),
        (
            ("issue", "2014-Q1"),
            2,
            'Quarter 1 2014/15 is not a month. Write a month as 2014-06, or as "June 2014" in quotation marks.',
        ),
        (("issue", "soon"), 2, '"soon" is not a month.'),
        (("check", "-w", "nowhere"), 2, "nowhere: this folder is not a workspace, because it has no pmf.toml."),
    ],
)
def test_a_mistyped_command_is_answered_with_what_to_type(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*words)
    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_problems_in_the_register_end_with_1_and_are_all_listed(run: Run, tmp_path: Path) -> None:
    run("demo", "d")
    path = tmp_path / "d" / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["Measures"]["D5"].value, book["Measures"]["K6"].value = "CUSR", None
    book.save(path)
    done = run("check", "-w", "d")
    assert done.returncode == 1
    assert done.stdout.count("(PMF-") == 2
    assert "2 to put right in framework.xlsx." in done.stdout
    issue = run("issue", "2014-09", "-w", "d")
    assert issue.returncode == 1
    assert "the register has to be put right before anything is issued" in issue.stderr
    assert issue.stderr.count("(PMF-") == 2
    machine = json.loads(run("check", "-w", "d", "--json").stdout)
    assert [problem["cell"] for problem in machine["problems"]] == ["D5", "K6"]


def test_a_fault_of_ours_says_so_without_a_traceback(run: Run, tmp_path: Path) -> None:
    run("demo", "d")
    (tmp_path / "d" / "ledger.db").write_bytes(b"this is no ledger at all, but it is long enough to be looked at" * 40)
    done = run("status", "-w", "d")
    assert done.returncode in (1, 3)
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_a_second_writer_waits_its_turn_and_is_told_who_is_first(workspace: Workspace, run: Run) -> None:
    with workspace.ledger.writing():
        done = run("issue", "2014-06", "-w", str(workspace.folder))
    assert done.returncode == 1
    assert "another pmf is writing to this ledger" in done.stderr
    assert f"process {__import__('os').getpid()}" in done.stderr


def test_explain_says_why_and_from_where(run: Run, tmp_path: Path) -> None:
    run("demo", "d")
    outgoing = tmp_path / "d" / "outgoing" / "2014-06"
    finance = cell((outgoing / "Finance, Revs and Bens 2014-06.xlsx").read_bytes(), "measures", "RB08", "figure")
    said = " ".join(run("explain", "rb08", "Q1 2014/15", "-w", "d").stdout.split())
    for part in (
        "RB08 Time taken to process Housing Benefit/Council Tax Benefit changes of circumstances.",
        "Figure 9.05 days", "Target 8.00 days", "Status ▲ Red",
        "Why Red: 9.05 days is above the target of 8.00 days and beyond the tolerance of 10% of the target.",
        "Rule Target and tolerance: Green on target or better", "Period before 4.23 days ↓ Worse",
        f"From Finance, Revs and Bens 2014-06.xlsx, sheet Measures, {finance}", "Received 10 July 2014, 17:00",
    ):  # fmt: skip
        assert part in said, part
    machine = json.loads(run("explain", "PS03", "2014-Q1", "-w", "d", "--json").stdout)
    planning = cell((outgoing / "Planning Services 2014-06.xlsx").read_bytes(), "measures", "PS03", "figure")
    assert (machine["figure"], machine["status"], machine["cell"]) == (None, "Being put right", planning)
    assert machine["file"].startswith("Planning Services")
    wrong = run("explain", "RB8", "2014-Q1", "-w", "d")
    assert wrong.returncode == 2
    assert 'No round asked for "RB8" in Quarter 1 2014/15. Did you mean "RB08"? Check its code.' in wrong.stderr
    assert run("explain", "RB08", "Q2 2014/15", "-w", "d").stderr.strip().endswith("Check the period.")
    assert '"soon" is not a period.' in run("explain", "RB08", "soon", "-w", "d").stderr


def test_a_later_day_is_noted_and_days_late_count_from_it(run: Run, tmp_path: Path) -> None:
    run("demo", "d")
    (tmp_path / "d" / "ledger.db").unlink()
    for path in (tmp_path / "d" / "inbox").iterdir():
        path.unlink()
    run("issue", "2014-06", "-w", "d")
    said = run("extend", "plan", "2014-06", "--until", "21 July 2014", "--agreed-by", "Chief Executive", "-w", "d")
    assert (said.returncode, said.stdout) == (
        0,
        "Noted: Planning Services has until 21 July 2014 for June 2014, agreed by Chief Executive.\n"
        'By "extensions_agreed_by" in pmf.toml it is for the Heads of Paid Service to agree. Ask them to confirm it, or correct the setting.\n',
    )
    late = {
        one["service"]: (one["due"], one["days_late"]) for one in json.loads(run("status", "-w", "d", "--json").stdout)
    }
    assert late["PLAN"][0] == "2014-07-21" and late["HR"][0] == "2014-07-10"
    wrong = run("extend", "plam", "2014-06", "--until", "2014-08-01", "--agreed-by", "Somebody", "-w", "d")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith('June 2014 has no return of "plam".')
    early = run("extend", "PLAN", "2014-06", "--until", "2014-07-21", "--agreed-by", "Somebody", "-w", "d")
    assert (early.returncode, early.stderr) == (
        2,
        "Planning Services has until 21 July 2014 already. Give a later day.\n",
    )
    assert (
        '"soon" is not a day.'
        in run("extend", "PLAN", "2014-06", "--until", "soon", "--agreed-by", "x", "-w", "d").stderr
    )
    dry = run("extend", "PLAN", "2014-06", "--until", "2014-08-01", "--agreed-by", "x", "-w", "d", "--dry-run").stdout
    assert dry.startswith("This would note: Planning Services has until 1 August 2014")
    assert json.loads(run("status", "-w", "d", "--json").stdout)[8]["due"] == "2014-07-21"


def test_what_was_known_on_a_day(run: Run, tmp_path: Path) -> None:
    run("demo", "d")
    known = json.loads(run("explain", "RB08", "Q1 2014/15", "-w", "d", "--as-known", "9 July 2014", "--json").stdout)
    assert (known["figure"], known["absence"], known["status"]) == (None, "Awaited", "Awaited")
    later = json.loads(run("explain", "RB08", "Q1 2014/15", "-w", "d", "--as-known", "2014-07-10", "--json").stdout)
    assert (later["figure"], later["status"], later["counts_as"]) == ("9.05", "Red", "Red")
    none = run("status", "-w", "d", "--as-known", "2014-06-30")
    assert (none.returncode, none.stderr) == (
        1, "d: nothing had been issued by 30 June 2014. Run \"pmf issue\" with a month first.\n"
    )  # fmt: skip
    run("consolidate", "-w", "d", "--as-known", "2014-07-09")
    assert (tmp_path / "d" / "master" / "master 2014-06 as known 2014-07-09.xlsx").exists()
