"""Whatever stops the machine: killed, a full disk, folders that may not be written to or are gone, two at once, a clock that is wrong."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel import cli
from pmf_excel.errors import PutRight
from pmf_excel.framework.status import Status
from pmf_excel.returns.issue import Outgoing
from pmf_excel.upkeep import verify
from pmf_excel.workspace import Workspace
from tests import together, trace, worlds
from tests.conftest import COLLECTED, ROOT
from tests.test_collect import figures
from tests.worlds import ROAD, Step

Put = Callable[[str, bytes], Path]
STEPS = {step.name: step for step in ROAD}
AGAIN = "run the same command again"
ROOT_OF_LINUX = sys.platform == "linux" and os.geteuid() == 0


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The road of a small council, each step before it and after it, which no test changes."""
    folder = tmp_path_factory.mktemp("road")
    worlds.walk(folder, together.run, STEPS["consolidate"])
    return folder


@contextlib.contextmanager
def mounted(*command: str, at: Path) -> Iterator[None]:
    """Something mounted while a test needs it; a test that may not mount is skipped."""
    done = subprocess.run(["mount", *command, str(at)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"may not mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that may be read and not written to, as on a share; whom no mode of a file stops, a mount does."""
    if not ROOT_OF_LINUX:
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(0o755)
        return
    with mounted("--bind", str(folder), at=folder):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield


def run(folder: Path, step: Step) -> tuple[int, str]:
    return together.run(folder, step.words, step.at)


def refused(folder: Path, step: Step, before: Path) -> str:
    """Run a step that cannot be done: it says so plainly, and the ledger is as it was. What it said."""
    code, said = run(folder, step)
    assert code == 1, said
    assert AGAIN in said
    assert "Traceback" not in said and "pmf itself failed" not in said
    assert worlds.rows(folder / "ledger.db") == worlds.rows(before / "ledger.db")
    return said


@pytest.mark.skipif(bool(trace.why_not()), reason=trace.why_not() or "-")
def test_stopped_where_files_get_their_names_and_run_again_all_is_as_if_nothing_had_happened() -> None:
    """The whole of it, at every call that changes a file: python -m tests.crash."""
    words = [sys.executable, "-m", "tests.crash", "--every", "1000", "--step", "collect again"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " trials, 0 faults" in done.stdout
    assert not done.stdout.startswith("0 trials")


def test_two_collectors_at_once_make_the_ledger_of_one(road: Path, tmp_path: Path) -> None:
    for number in range(5):
        assert together.meet(road, tmp_path / f"{number}")[1] == []


def test_a_file_that_several_put_in_place_at_once_is_always_whole(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pmf_excel.files import put_in_place\n"
        "path = Path(sys.argv[1])\n"
        "for _ in range(150):\n"
        "    put_in_place(path, sys.argv[2].encode() * 40_000)\n"
        "    data = path.read_bytes()\n"
        "    assert len(data) == 40_000 and len(set(data)) == 1, len(data)\n"
    )
    path = tmp_path / "queries" / "copy.xlsx"
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path), sign], stderr=subprocess.PIPE, text=True)
        for sign in "abc"
    ]
    assert [writer.communicate()[1] for writer in writers] == ["", "", ""]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("name", "slacks"), [("collect", (0, 24, 56, 120)), ("consolidate", (0, 8))])
def test_a_full_disk_is_said_and_once_there_is_room_the_same_command_completes(
    road: Path, tmp_path: Path, name: str, slacks: tuple[int, ...]
) -> None:
    step, before, after = STEPS[name], road / name / "before", road / name / "after"
    with mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs", at=tmp_path):
        for slack in slacks:
            folder, ballast = tmp_path / "council", tmp_path / "ballast"
            shutil.copytree(before, folder)
            filled = 0
            with ballast.open("wb", buffering=0) as out, contextlib.suppress(OSError):
                while True:
                    filled += out.write(b"\1" * 4096)
            os.truncate(ballast, filled - slack * 1024)
            said = refused(folder, step, before)
            assert "No space left on device" in said or "there is no room left on the ledger's drive" in said
            ballast.unlink()
            run(folder, step)
            assert worlds.faults(folder, after) == []
            shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of this kind")
@pytest.mark.parametrize("limit", [1000, 16_000, 60_000])
def test_a_file_that_may_not_grow_is_said_and_nothing_is_half_done(road: Path, tmp_path: Path, limit: int) -> None:
    before, folder, step = road / "collect" / "before", tmp_path / "council", STEPS["collect"]
    shutil.copytree(before, folder)
    code = (
        "import resource, sys; from pmf_excel.cli import main; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); sys.argv = ['pmf', 'collect']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=worlds.moment(step.at), capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert AGAIN in done.stderr and "pmf itself failed" not in done.stderr
    assert worlds.rows(folder / "ledger.db") == worlds.rows(before / "ledger.db")
    run(folder, step)
    assert worlds.faults(folder, road / "collect" / "after") == []


def test_an_inbox_that_may_only_be_read_is_collected(road: Path, tmp_path: Path) -> None:
    folder, step = tmp_path / "council", STEPS["collect"]
    shutil.copytree(road / "collect" / "before", folder)
    with read_only(folder / "inbox"):
        code, said = run(folder, step)
        assert (code, "Parks.xlsx fills in PARK1." in said) == (1, True)
        assert worlds.faults(folder, road / "collect" / "after") == []


def test_what_may_not_be_moved_out_of_the_inbox_stays_there_and_counts_once(road: Path, tmp_path: Path) -> None:
    folder, step = tmp_path / "council", STEPS["collect again"]
    shutil.copytree(road / "collect again" / "before", folder)
    after = road / "collect again" / "after"
    there = worlds.files(folder / "inbox")
    with read_only(folder / "inbox"):
        for _ in range(2):
            assert "Traceback" not in run(folder, step)[1]
            assert worlds.rows(folder / "ledger.db") == worlds.rows(after / "ledger.db")
            assert worlds.files(folder / "inbox") == there
    run(folder, step)
    assert worlds.faults(folder, after) == []


def test_a_return_whose_marked_up_copy_failed_stays_in_the_inbox_until_there_is_one(
    workspace: Workspace,
    issued: dict[str, Outgoing],
    put: Put,
    typed: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = workspace.folder / "pmf.toml"
    settings.write_text(f'move_collected_to = "collected"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    tidy = Workspace.open(workspace.folder)
    path = put("REG.xlsx", typed(issued["REG"].data, {"RS20": {"figure": "many"}}))

    def fail(*_: object) -> bytes:
        raise ValueError("of a kind that nobody thought of")

    with monkeypatch.context() as patch:
        patch.setattr("pmf_excel.returns.put_right.build_return", fail)
        assert "PMF-328" in {problem.code for problem in tidy.collect(COLLECTED)[0].problems}
    assert path.exists()
    tidy.collect(COLLECTED)
    made = [one.name for one in (workspace.folder / "queries" / "2014-06").iterdir()]
    assert made == [f"{Path(issued['REG'].issued.file).stem} put right 1.xlsx"]
    assert [one.name for one in (workspace.folder / "collected" / "2014-06").iterdir()] == ["REG.xlsx"]
    assert not path.exists()


def test_an_archive_that_may_not_be_written_to_is_said_and_nothing_is_noted(road: Path, tmp_path: Path) -> None:
    folder, step, before = tmp_path / "council", STEPS["collect"], road / "collect" / "before"
    shutil.copytree(before, folder)
    with read_only(folder / "archive"):
        assert "archive" in refused(folder, step, before)
    run(folder, step)
    assert worlds.faults(folder, road / "collect" / "after") == []


def test_an_inbox_that_cannot_be_reached_is_said_and_nothing_is_concluded(road: Path, tmp_path: Path) -> None:
    folder, step, before = tmp_path / "council", STEPS["collect"], road / "collect" / "before"
    shutil.copytree(before, folder)
    (folder / "inbox").rename(folder / "away")
    said = refused(folder, step, before)
    assert said.startswith("inbox: the inbox cannot be reached.") and "Nothing was concluded from this." in said
    (folder / "away").rename(folder / "inbox")
    run(folder, step)
    assert worlds.faults(folder, road / "collect" / "after") == []


def test_an_inbox_that_goes_while_it_is_collected_takes_nothing_with_it(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right: Callable[[Outgoing], bytes]
) -> None:
    services = ("ENV", "HR", "IT", "REG")
    for service in services:
        put(f"{service}.xlsx", right(issued[service]))
    inbox = workspace.path("inbox")
    away = inbox.with_name("away")

    def disconnect(name: str) -> None:
        if inbox.exists():
            inbox.rename(away)

    with pytest.raises(PutRight, match=r"inbox: the inbox cannot be reached\. .* Nothing was concluded from this\."):
        workspace.collect(COLLECTED, progress=disconnect)
    assert {r.state for r in workspace.position()[0].returns} == {"Not returned"}
    assert verify(workspace).wrong == []
    away.rename(inbox)
    workspace.collect(COLLECTED)
    taken = {r.issued.service for r in workspace.position()[0].returns if r.taken == r.asked}
    assert taken == set(services)
    assert verify(workspace).wrong == []


@pytest.mark.parametrize(("first", "second"), [(4102444800, 315532800), (315532800, 4102444800)])
def test_later_is_what_was_received_later_whatever_the_clocks_say(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Callable[..., bytes], first: int, second: int
) -> None:
    """Files last changed in 2100 and in 1980, and a clock that is put back by a week between two runs."""
    os.utime(put("a.xlsx", typed(issued["REG"].data, {"RS20": {"figure": Decimal("98.5")}})), (first, first))
    workspace.collect(COLLECTED)
    later = {"RS20": {"figure": Decimal("99.5")}, "RS21": {"figure": Decimal("98.8")}}
    os.utime(put("b.xlsx", typed(issued["REG"].data, later)), (second, second))
    reports = {report.file: report for report in workspace.collect(COLLECTED - timedelta(days=7))}
    assert (reports["a.xlsx"].verdict, reports["b.xlsx"].taken) == ("duplicate", 2)
    assert figures(workspace)["RS20"] == (Decimal("99.5"), Status.GREEN)
    again = {report.verdict for report in workspace.collect(COLLECTED - timedelta(days=30))}
    assert again == {"duplicate"}
    assert figures(workspace)["RS21"] == (Decimal("98.8"), Status.GREEN)
    assert verify(workspace).wrong == []


def test_a_folder_that_the_system_refuses_is_named_with_what_to_do(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever nobody thought of: the network drive goes while the settings are read."""

    def gone(path: Path, *_: object, **__: object) -> None:
        raise OSError(107, "Transport endpoint is not connected", str(path))

    monkeypatch.setattr(Path, "open", gone)
    monkeypatch.setattr(sys, "argv", ["pmf", "check", "-w", str(workspace.folder)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr().err
    assert end.value.code == 1
    assert str(workspace.folder) in said and "Transport endpoint is not connected" in said
    assert "pmf itself failed" not in said
