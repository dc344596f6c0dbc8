"""One errand done at every council: a fault at one stops none of the others, and is said with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from pmf_excel.crowd.tree import Council
from pmf_excel.errors import OurFault, PmfError
from pmf_excel.problems import Problem
from pmf_excel.workers import ALONE, Workers
from pmf_excel.workspace import Workspace

Value = TypeVar("Value")

#: At how many councils an errand is done at a time from here, so that the workers have something to do while one is begun or ended.
_AT_ONCE = 3
#: How many councils there must be for each process that goes to whole councils: with fewer, some would wait for the last one.
_ENOUGH = 2


@dataclass(frozen=True)
class Told(Generic[Value]):
    """What an errand came to at a council: its value, or in words what stopped it. ``ours`` says whose fault that was."""

    place: str
    council: str
    value: Value | None = None
    wrong: str = ""
    problems: tuple[Problem, ...] = ()
    ours: bool = False

    def as_json(self) -> dict[str, object]:
        """Where it was and what stopped it, for ``--json``."""
        told: dict[str, object] = {"place": self.place, "council": self.council, "wrong": self.wrong}
        return told | ({"problems": [one.as_json() for one in self.problems]} if self.problems else {})


def everywhere(
    councils: Sequence[Council], errand: Callable[[Workspace], Value], hands: Workers = ALONE
) -> Iterator[Told[Value]]:
    """Do an errand at each council and tell what it came to, in their order.

    Raises BrokenExecutor when those who work for it are gone: then it would fail at each of the others too.
    """
    for _, told in hands.each(partial(visit, errand), councils):
        yield told


def visit(errand: Callable[[Workspace], Value], one: Council) -> Told[Value]:
    """Do an errand at one council, and tell what it came to."""
    name = ""
    try:
        if one.trouble:
            return Told(one.place, "", wrong=one.trouble)
        workspace = Workspace.open(one.folder)
        name = workspace.settings.council
        return Told(one.place, name, errand(workspace))
    except BrokenExecutor:
        raise
    except OurFault as why:
        return Told(one.place, name, wrong=_failed(str(why)), ours=True)
    except PmfError as why:
        return Told(one.place, name, wrong=str(why), problems=getattr(why, "problems", ()))
    except OSError as why:
        reason, where = why.strerror or type(why).__name__, why.filename or one.folder
        advice = "Check that it can be reached and that there is room, then run the same command again."
        return Told(one.place, name, wrong=f"{where}: the system refused this file or folder ({reason}). {advice}")
    except Exception as why:  # whatever one council does, the others go on
        return Told(one.place, name, wrong=_failed(f"{type(why).__name__}: {why}"), ours=True)


def _failed(why: str) -> str:
    return f"pmf itself failed: {why}. This is our fault, not yours. Please report this line."


@contextmanager
def shared_out(workers: Workers, councils: int) -> Iterator[tuple[Workers, Workers]]:
    """Who goes from council to council, and who does the heavy steps there.

    Where there are councils enough, each process of this machine goes to whole councils and does all there is to do at each: nothing
    need be sent to and fro. Otherwise, and with a cluster, whose machines need not see the folders, a few threads go from here,
    and the workers do the steps.
    """
    if workers.executor is None or (workers.near and councils >= _ENOUGH * workers.count):
        yield workers, ALONE
        return
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        yield Workers(threads, _AT_ONCE), workers
