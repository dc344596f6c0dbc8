"""Who does the heavy steps: this process, several, a cluster. Whoever it is, the same comes back, in order, a few at a time."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

import pytest

from pmf_excel import workers
from pmf_excel.errors import PutRight
from pmf_excel.workers import ALONE, Shared, hired
from tests.test_many import PLACES, WHOLE, after, before, faults, run, top

__all__ = ["after", "before", "top"]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The scheduler of a cluster with two workers, each a process of its own, on loopback."""
    distributed = pytest.importorskip("distributed", reason="the extra pmf-excel[dask] is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def named(step: int) -> tuple[int, int]:
    """A step that says which process did it."""
    import os

    return -step, os.getpid()


def failing(step: int) -> int:
    if step == 3:
        raise ValueError("three")
    return step


@pytest.mark.parametrize("count", [1, 2])
def test_what_comes_back_is_in_order_and_no_more_than_a_few_are_held(count: int) -> None:
    asked: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number

    with hired(count) as hands:
        assert hands.count == count
        found = hands.each(named, jobs())
        first, (made, _) = next(found)
        assert (first, made, len(asked)) == (0, 0, 1 if count == 1 else 8)
        rest = list(found)
    assert [(job, made) for job, (made, _) in rest] == [(number, -number) for number in range(1, 100)]
    here = named(0)[1]
    assert {pid == here for _, (_, pid) in rest} == {count == 1}


@pytest.mark.parametrize("count", [1, 2])
def test_what_a_step_raises_is_raised_where_its_turn_comes(count: int) -> None:
    with hired(count) as hands:
        found = hands.each(failing, range(10))
        assert [made for _, made in (next(found), next(found), next(found))] == [0, 1, 2]
        with pytest.raises(ValueError, match="three"):
            next(found)


def test_what_many_jobs_share_is_unpacked_once() -> None:
    shared = Shared.of({"a": [1, 2]})
    assert shared == Shared.of({"a": [1, 2]})
    assert shared.thing == {"a": [1, 2]}
    assert shared.thing is Shared.of({"a": [1, 2]}).thing


def test_fewer_than_two_are_this_process() -> None:
    for jobs in (0, 1):
        with hired(jobs) as hands:
            assert hands is ALONE


# A cluster.


def test_a_cluster_does_the_steps_in_processes_of_its_own(scheduler: str) -> None:
    with hired(1, scheduler) as hands:
        assert hands.count == 2
        found = list(hands.each(named, range(40)))
        with pytest.raises(ValueError, match="three"):
            list(hands.each(failing, range(10)))
    assert [(job, made) for job, (made, _) in found] == [(number, -number) for number in range(40)]
    assert len({pid for _, (_, pid) in found} - {named(0)[1]}) == 2


def test_a_cluster_makes_the_same_ledgers_as_one_process(scheduler: str, top: Path, after: Path) -> None:
    assert run("collect", top, "--scheduler", scheduler).exit_code == 1
    assert faults(top, after) == []
    one, other = (run("position", where, "--json").stdout for where in (top, after))
    assert one == other


def test_a_cluster_needs_nothing_of_the_workspaces_but_what_it_is_sent(
    scheduler: str, top: Path, after: Path, tmp_path: Path
) -> None:
    """A council's own layout is in its workspace, which the machines of a cluster need not see: here they see another one there."""
    own = top / "north" / "ash" / "workbook_templates"
    own.mkdir()
    text = (Path(workers.__file__).parent.parent / "workbook_templates" / "return.toml").read_text(encoding="utf-8")
    (own / "return.toml").write_text(text.replace('title = "Measures"', 'title = "Our measures"'), encoding="utf-8")
    shutil.copytree(top, tmp_path / "alone")
    for where, words in ((tmp_path / "alone", ("--jobs", "1")), (top, ("--scheduler", scheduler))):
        assert run("issue", where, "2014-06", *words, at="2014-07-02T09:00:00").exit_code == 0
        assert run("collect", where, *words).exit_code == 1
    assert beside_letters(faults(top, tmp_path / "alone")) == []


def test_a_cluster_issues_the_same_returns(scheduler: str, top: Path, before: Path) -> None:
    for place in PLACES:
        shutil.rmtree(top / place / "outgoing")
    assert run("issue", top, "2014-06", "--scheduler", scheduler, at="2014-07-01T09:00:00").exit_code == 0
    assert beside_letters(faults(top, before)) == []


@pytest.mark.parametrize("kind", ["quarterly", "exceptions"])
def test_a_cluster_makes_the_same_reports(scheduler: str, after: Path, tmp_path: Path, kind: str) -> None:
    made = []
    for name, words in (
        ("alone", ("--jobs", "1")),
        ("cluster", ("--scheduler", scheduler)),
        ("whole", ("--jobs", WHOLE)),
    ):
        where = tmp_path / name
        shutil.copytree(after, where)
        done = run("report", kind, where, "--format", "plain", *words)
        assert done.exit_code == 0, done.output
        assert "4 reports written, each into its council's folder of reports." in done.stdout
        made.append({p.relative_to(where): p.read_bytes() for p in where.rglob("reports/*") if p.is_file()})
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 8  # each as a document and as a web page


class Lost(Executor):
    """A cluster that took a step and was never heard of again, or that gave it back."""

    def __init__(self, given_back: bool) -> None:
        self.given_back = given_back

    def submit(self, step: object, /, *args: object, **more: object) -> Future[int]:
        future: Future[int] = Future()
        if self.given_back:
            future.cancel()
        return future


@pytest.mark.parametrize("given_back", [False, True])
def test_a_cluster_that_is_lost_is_not_waited_for(given_back: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_MOMENT", 0.01)
    asked: list[int] = []

    def there() -> bool:
        asked.append(1)
        return len(asked) < 3

    hands = workers.Workers(Lost(given_back), 2, False, there)
    with pytest.raises(BrokenExecutor):
        list(hands.each(failing, range(3)))
    assert len(asked) == (0 if given_back else 3)


def test_a_cluster_that_is_lost_is_said_once_for_all(
    top: Path, after: Path, monkeypatch: pytest.MonkeyPatch, scheduler: str
) -> None:
    from distributed import Client

    monkeypatch.setattr(Client, "get_executor", lambda client, **_: Lost(True))
    done = run("collect", top, "--scheduler", scheduler)
    assert f"{scheduler}: the Dask cluster was lost, or has no worker any more. Nothing is half done" in str(
        done.exception
    )
    monkeypatch.undo()
    run("collect", top)
    assert faults(top, after) == []


def beside_letters(found: list[str]) -> list[str]:
    """What differs, but for letters: those name the service's own folder, which is another in each tree."""
    return [one for one in found if not one.endswith(".eml: another content")]


def test_a_worker_with_another_pmf_is_refused(
    scheduler: str, top: Path, before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "__version__", "9.9.9")
    told = r"this worker has pmf-excel 0\.\S+, and this is 9\.9\.9\. Install the same pmf-excel"
    with pytest.raises(PutRight, match=told), hired(1, scheduler):
        pass
    assert faults(top, before) == []


def test_a_scheduler_that_is_not_there_is_said_plainly() -> None:
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for one in (address, "nonsense"):
        with pytest.raises(PutRight, match=f"{one}: no Dask scheduler could be reached there"), hired(1, one):
            pass


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = r'Install it here and on each worker with: pip install "pmf-excel\[dask\]"'
    with pytest.raises(PutRight, match=told), hired(1, "tcp://127.0.0.1:8786"):
        pass
