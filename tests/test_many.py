"""Many councils: the road over a folder tree, by one process, by several, by a cluster; one's fault is nobody else's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from pmf_excel.cli import pmf
from pmf_excel.framework.periods import month
from pmf_excel.ledger import schema
from pmf_excel.workspace import Workspace
from tests import worlds
from tests.conftest import ROOT

JUNE = month(2014, 6)
#: Two processes are given whole councils of these, four the steps of each.
PLACES = ("north/ash", "north/birch", "south/cedar", "south/dell")
WHOLE, STEPS = "2", "4"
ISSUED, COLLECTED = "2014-07-01T09:00:00", "2014-07-10T17:00:00"


def run(*words: str | Path, at: str = COLLECTED) -> Result:
    return CliRunner(env={"PMF_NOW": at}).invoke(pmf, ["many", *map(str, words)])


def tree(top: Path, ledger: Callable[[str], str] = lambda place: "sqlite:///ledger.db") -> Path:
    """Four councils whose returns have come back: two right ones and one with a mistake from each, and a PDF."""
    for place in PLACES:
        folder = top / place
        folder.mkdir(parents=True)
        worlds.found(folder)
        settings = (folder / "pmf.toml").read_text(encoding="utf-8")
        named = settings.replace('council = "A Council"', f'council = "Council of {folder.name}"')
        (folder / "pmf.toml").write_text(f'ledger = "{ledger(place)}"\n{named}', encoding="utf-8")
    assert run("issue", top, "2014-06", "--jobs", "1", at=ISSUED).exit_code == 0
    for place in PLACES:
        worlds.returns_come(top / place)
    return top


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it is before it is collected, which no test changes."""
    return tree(tmp_path_factory.mktemp("before") / "tree")


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree once one process has collected it, which no test changes."""
    top = tmp_path_factory.mktemp("after") / "tree"
    shutil.copytree(before, top)
    assert run("collect", top, "--jobs", "1").exit_code == 1
    return top


@pytest.fixture
def top(before: Path, tmp_path: Path) -> Path:
    shutil.copytree(before, tmp_path / "tree")
    return tmp_path / "tree"


def faults(top: Path, after: Path) -> list[str]:
    """What is not in a tree as it is in the other: ledgers row by row, the journal with its hashes, every file byte for byte."""
    return [f"{place}: {fault}" for place in PLACES for fault in worlds.faults(top / place, after / place)]


def test_each_workspace_of_the_tree_is_issued_and_collected(before: Path, after: Path) -> None:
    for place in PLACES:
        position, _ = Workspace.open(after / place).position(JUNE)
        assert {line.measure: (line.figure.value, line.status.value) for line in position.lines} == {
            "HOME1": (95, "Green"), "HOME2": (91, "Green"), "PARK1": (92, "Green"), "PARK2": (None, "Being put right"),
        }  # fmt: skip
        assert [path.name for path in (after / place / "queries" / "2014-06").iterdir()] == [
            "Parks 2014-06 put right 1.xlsx"
        ]
        letters = before / place / "outgoing" / "2014-06" / "mail"
        assert sorted(path.name for path in letters.iterdir()) == [
            "homes@council.example.eml",
            "parks@council.example.eml",
        ]


@pytest.mark.parametrize("jobs", [WHOLE, STEPS])
def test_several_processes_make_the_same_ledgers_as_one(top: Path, after: Path, jobs: str) -> None:
    assert run("collect", top, "--jobs", jobs).exit_code == 1
    assert faults(top, after) == []


@pytest.mark.parametrize("jobs", [WHOLE, STEPS])
def test_several_processes_issue_the_same_returns_as_one(before: Path, tmp_path: Path, jobs: str) -> None:
    for place in PLACES:
        shutil.copytree(
            before / place, tmp_path / place, ignore=shutil.ignore_patterns("ledger*", "archive", "outgoing", "inbox")
        )
        (tmp_path / place / "inbox").mkdir()
    done = run("issue", tmp_path, "June 2014", "--jobs", jobs, "--json", at=ISSUED)
    assert done.exit_code == 0
    assert [(one["place"], one["council"], one["returns"], one["new"], one["rows"], one["drafts"]) for one in json.loads(done.stdout)] == [
        (place, f"Council of {place[6:]}", 2, 2, 4, 2) for place in PLACES
    ]  # fmt: skip
    for place in PLACES:
        made = {p.name: p.read_bytes() for p in (before / place / "outgoing" / "2014-06").glob("*.xlsx")}
        assert {p.name: p.read_bytes() for p in (tmp_path / place / "outgoing" / "2014-06").glob("*.xlsx")} == made
        assert worlds.rows(tmp_path / place / "ledger.db") == worlds.rows(before / place / "ledger.db")


def test_what_was_collected_is_told_with_its_place(top: Path) -> None:
    done = run("collect", top, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert [one["place"] for one in told] == list(PLACES)
    assert told[0]["files"] == {"accepted": 1, "duplicate": 1, "held": 1, "rejected": 1}
    assert told[0]["rows"] == {"asked": 4, "taken": 3, "held": 1}
    assert [(one["file"], one["verdict"]) for one in told[0]["attention"]] == [
        ("Parks.pdf", "rejected"),
        ("Parks.xlsx", "held"),
    ]
    again = run("collect", top)
    assert "4 councils: 4 new files; 12 files collected before." in again.stdout  # a PDF is refused each time
    assert "north/ash: Parks.pdf: the file is a PDF." in again.stdout
    assert again.stdout.endswith(f"Next, to see where all of them stand: pmf many position {top}\n")


def test_a_dry_run_writes_nothing(top: Path, before: Path) -> None:
    done = run("collect", top, "--dry-run", "--jobs", "2")
    assert ["north/ash", "3", "3", "of", "4", "1", "1"] in [line.split() for line in done.stdout.splitlines()]
    assert "12 new files, 12 of 16 rows taken; 4 files collected before." in done.stdout
    assert faults(top, before) == []


def test_a_fault_at_one_council_stops_none_of_the_others(top: Path, after: Path) -> None:
    for place, text in (("east/unread", "council = "), ("east/nameless", 'ledger = "sqlite:///ledger.db"\n')):
        (top / place).mkdir(parents=True)
        (top / place / "pmf.toml").write_text(text, encoding="utf-8")
    (top / "north" / "birch" / "inbox").rename(top / "north" / "birch" / "away")
    done = run("collect", top, "--jobs", "2")
    assert done.exit_code == 1
    assert "east/nameless: " in done.stdout and '"council" is missing' in done.stdout
    assert "east/unread: " in done.stdout and "the settings could not be read" in done.stdout
    assert "north/birch: " in done.stdout and "the inbox cannot be reached" in done.stdout
    for place in ("north/ash", "south/cedar", "south/dell"):
        assert worlds.faults(top / place, after / place) == []
    (top / "north" / "birch" / "away").rename(top / "north" / "birch" / "inbox")
    run("collect", top)
    assert faults(top, after) == []


def test_a_fault_of_ours_at_one_council_is_said_as_ours(
    top: Path, after: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Workspace.collect

    def broken(workspace: Workspace, *rest: object, **more: object) -> object:
        if workspace.folder.name == "birch":
            raise IndexError("no such row")
        return real(workspace, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Workspace, "collect", broken)
    done = run("collect", top, "--jobs", "1")
    assert done.exit_code == 3
    assert "north/birch: pmf itself failed: IndexError: no such row. This is our fault, not yours." in done.stdout
    for place in ("north/ash", "south/cedar", "south/dell"):
        assert worlds.faults(top / place, after / place) == []


@pytest.mark.parametrize("setting", ['ledger = "sqlite:///../ash/ledger.db"', 'archive = "../ash/archive"'])
def test_two_councils_never_write_into_one_ledger_or_archive(top: Path, after: Path, setting: str) -> None:
    path = top / "north" / "birch" / "pmf.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([setting, *(one for one in lines if not one.startswith("ledger"))]), encoding="utf-8")
    rows = worlds.rows(top / "north" / "ash" / "ledger.db")
    done = run("collect", top)
    assert done.exit_code == 1
    what = setting.split()[0]
    assert (
        f'north/ash: pmf.toml: its {what} is also that of "north/birch", and nothing was done in either' in done.stdout
    )
    assert f'north/birch: pmf.toml: its {what} is also that of "north/ash"' in done.stdout
    assert worlds.rows(top / "north" / "ash" / "ledger.db") == rows
    assert worlds.faults(top / "south" / "cedar", after / "south" / "cedar") == []


def test_a_folder_without_workspaces_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("collect", tmp_path / "empty")
    assert done.exit_code == 2 or "there is no workspace in this folder or below it" in str(done.exception)
    within = run("issue", tmp_path / "none", "2014-06")
    assert within.exit_code == 2


def test_what_lies_within_a_workspace_is_its_own_affair(top: Path) -> None:
    """A council that was merged keeps the whole workspaces of before in its own."""
    shutil.copytree(top / "north" / "ash", top / "south" / "cedar" / "before" / "ash")
    (top / ".hidden").mkdir()
    (top / ".hidden" / "pmf.toml").write_text('council = "X"', encoding="utf-8")
    assert [one["place"] for one in json.loads(run("collect", top, "--json").stdout)] == list(PLACES)


# One database for many councils.


@pytest.fixture
def schemas(postgres: str) -> Iterator[Callable[[str], str]]:
    """The address of a schema for each council and each tree, none of which is there yet."""
    url = sa.make_url(postgres)
    made: list[str] = []

    def address(place: str) -> str:
        name = f"pmf_many_{place.replace('/', '_')}"
        made.append(name)
        return url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)

    yield address
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for name in set(made):
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
    engine.dispose()


def rows(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a ledger by table, whatever database it is in."""
    with workspace.ledger.reading() as reader:
        return {
            table.name: [tuple(row) for row in reader.connection.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in schema.metadata.sorted_tables
        }  # fmt: skip


def test_councils_that_share_a_database_have_the_ledgers_that_files_would_have(
    schemas: Callable[[str], str], after: Path, tmp_path: Path
) -> None:
    top = tree(tmp_path / "tree", schemas)
    assert run("collect", top, "--jobs", "2").exit_code == 1
    for place in PLACES:
        assert rows(Workspace.open(top / place)) == rows(Workspace.open(after / place))
        assert worlds.files(top / place / "archive") == worlds.files(after / place / "archive")
        assert not (top / place / "ledger.db").exists()
    assert run("position", top, "--json").stdout == run("position", after, "--json").stdout


# Stopped at any moment.

#: Runs pmf many collect, and kills it at one of the calls of a function: the process that was started, wherever the call is. Those
#: that it started itself have to end without being told.
KILLED = """
import os, signal, sys
from pathlib import Path
from pmf_excel import cli, files
from pmf_excel.intake import receive
from pmf_excel.ledger import archive, journal, store, writer
import pmf_excel.marking_up as marking_up

PLACES = {"keep": (receive, "keep"), "file": (writer.Writer, "add_file"), "seal": (journal, "seal"),
          "note": (journal, "note"), "copy": (marking_up, "put_in_place")}

def kill_at(what, call, victim):
    (where, name), calls = PLACES[what], []
    real = getattr(where, name)

    def killing(*args, **more):
        calls.append(1)
        if len(calls) == call:
            os.kill(victim, signal.SIGKILL)
            if victim != os.getpid():
                os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)

    setattr(where, name, killing)

if __name__ == "__main__":
    os.environ["WHERE"] = f"{sys.argv[1]} {sys.argv[2]}"
    kill_at(sys.argv[1], int(sys.argv[2]), os.getpid())
    sys.argv = ["pmf", "many", "collect", sys.argv[3], "--jobs", sys.argv[4]]
    cli.main()
elif "WHERE" in os.environ:
    kill_at(os.environ["WHERE"].split()[0], int(os.environ["WHERE"].split()[1]), os.getppid())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process in another way")
@pytest.mark.parametrize("jobs", [WHOLE, STEPS])
@pytest.mark.parametrize(
    ("what", "call"),
    [
        ("keep", 1),
        ("file", 5),
        ("seal", 1),
        ("seal", 2),
        ("note", 2),
        ("copy", 2),
    ],
)
def test_killed_and_run_again_all_is_as_if_nothing_had_happened(
    top: Path, after: Path, tmp_path: Path, what: str, call: int, jobs: str
) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    environment = {**worlds.moment(COLLECTED), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, str(script), what, str(call), str(top), jobs]
    # The processes that it started hold its output open: that it ends shows that they do.
    done = subprocess.run(words, env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode == -9, done.stderr.decode()
    assert run("collect", top, "--jobs", "2").exit_code in (0, 1)
    assert faults(top, after) == []


def test_a_worker_that_is_gone_is_said_plainly_and_nothing_is_half_done(
    top: Path, before: Path, after: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pmf_excel.intake import look

    monkeypatch.setattr(look, "look", _gone)
    done = run("collect", top, "--jobs", STEPS)
    assert "A process that worked for pmf was ended from outside" in str(done.exception)
    for place in PLACES:
        assert worlds.rows(top / place / "ledger.db") == worlds.rows(before / place / "ledger.db")
    monkeypatch.undo()
    run("collect", top)
    assert faults(top, after) == []


def _gone(job: object) -> None:
    """A step whose process is ended."""
    import os

    os._exit(9)


def test_the_moment_is_one_for_all_councils(after: Path) -> None:
    moments = set()
    for place in PLACES:
        with Workspace.open(after / place).ledger.reading() as reader:
            moments.add(reader.last_moment())
    assert moments == {datetime(2014, 7, 10, 17, tzinfo=UTC)}
