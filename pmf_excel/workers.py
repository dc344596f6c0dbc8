"""Who does the heavy steps: this process, several processes, or a Dask cluster; whoever it is, what comes back is the same.

A step is a function from values to a value that needs nothing else: no ledger, no folder, no clock. What a step needs in common
with many others is ``Shared``: packed once, sent with each, and unpacked once by whoever does them.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import pickle
import socket
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlsplit

from pmf_excel import __version__
from pmf_excel.errors import PutRight

Job = TypeVar("Job")
Made = TypeVar("Made")
Thing = TypeVar("Thing")

#: How many jobs each worker has waiting for it, and how many processes Windows allows.
_AHEAD, _MOST = 4, 60
#: How many shared things are kept unpacked: those of the workspaces that are worked on at a time.
_KEPT = 32
#: How many seconds a cluster is given to answer.
_PATIENCE = 15
#: After how many seconds of waiting it is looked whether any worker is there still.
_MOMENT = 30.0


@dataclass(frozen=True)
class Shared(Generic[Thing]):
    """Something that many jobs need, packed."""

    packed: bytes

    @classmethod
    def of(cls, thing: Thing) -> Shared[Thing]:
        """A thing, packed."""
        return cls(zlib.compress(pickle.dumps(thing), 6))

    @property
    def thing(self) -> Thing:
        """The thing, unpacked once in each process."""
        return cast(Thing, _unpacked(self.packed))


@functools.lru_cache(_KEPT)
def _unpacked(packed: bytes) -> object:
    return pickle.loads(zlib.decompress(packed))


@dataclass(frozen=True)
class Workers:
    """Those who do the steps: ``count`` of them at a time, by an executor; this process itself where there is none.

    Those that are ``near`` are processes of this machine, and see the folders that this one sees. Of others it is asked now and then
    whether any are ``there`` still, while something is waited for.
    """

    executor: Executor | None = None
    count: int = 1
    near: bool = True
    there: Callable[[], bool] | None = None

    def each(self, step: Callable[[Job], Made], jobs: Iterable[Job]) -> Iterator[tuple[Job, Made]]:
        """Each job with what the step made of it, in the jobs' order.

        Jobs are asked for as they are wanted: no more than a few for each worker are held at a time, however many there are.
        Raises BrokenExecutor when the workers are gone.
        """
        if self.executor is None:
            for job in jobs:
                yield job, step(job)
            return
        waiting: deque[tuple[Job, Future[Made]]] = deque()
        try:
            for job in jobs:
                waiting.append((job, self.executor.submit(step, job)))
                if len(waiting) >= self.count * _AHEAD:
                    first, made = waiting.popleft()
                    yield first, self._made(made)
            while waiting:
                first, made = waiting.popleft()
                yield first, self._made(made)
        finally:
            for _, made in waiting:
                made.cancel()

    def _made(self, made: Future[Made]) -> Made:
        """What was made, once it is."""
        while True:
            try:
                return made.result(None if self.there is None else _MOMENT)
            except CancelledError as why:
                raise BrokenExecutor from why
            except TimeoutError:
                if made.done():
                    raise  # it is what the step itself raised
                if self.there is not None and not self.there():
                    raise BrokenExecutor from None


#: This process alone.
ALONE = Workers()


@contextmanager
def hired(jobs: int = 1, scheduler: str = "") -> Iterator[Workers]:
    """So many processes, or the workers of a Dask cluster where its scheduler is named; this process alone for fewer than two.

    Raises PutRight when the cluster cannot be used.
    """
    if scheduler:
        with _cluster(scheduler) as workers:
            yield workers
        return
    count = min(jobs, _MOST)
    if count < 2:
        yield ALONE
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            yield Workers(pool, count)
        except BrokenExecutor as why:
            raise PutRight(
                "A process that worked for pmf was ended from outside, as systems do when memory runs out. Nothing is half done: run the "
                "same command again, with fewer processes (--jobs) if it happens again."
            ) from why
        finally:
            pool.shutdown(cancel_futures=True)


def worth(count: int, many: int) -> int:
    """How many processes are worth their start for so many jobs, when one must have ``many`` to make up for it."""
    return min(os.cpu_count() or 1, count // many)


def _end_with_parent() -> None:
    """See to it that this process ends when the one that started it was killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(scheduler: str) -> Iterator[Workers]:
    """The workers of a Dask cluster, once it is sure that each has this very pmf: another might read a return differently."""
    try:
        import distributed
    except ModuleNotFoundError as why:
        raise PutRight(
            f'A cluster wants the Python package "{why.name}", which is not installed. '
            'Install it here and on each worker with: pip install "pmf-excel[dask]"'
        ) from why
    cluster: Any = distributed  # it says nothing of its types
    try:
        address = urlsplit(scheduler)
        # The client goes on trying for long where nobody is, even after it was told that it may stop.
        socket.create_connection((address.hostname or "", address.port or 0), _PATIENCE).close()
        client = cluster.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as why:
        raise PutRight(
            f"{scheduler}: no Dask scheduler could be reached there ({why}). "
            "Check that it is running and its address, such as tcp://server:8786, then run the same command again."
        ) from why
    with client:
        count = _same_everywhere(client, scheduler)
        try:
            yield Workers(client.get_executor(pure=False), count, False, lambda: _any(client))
        except BrokenExecutor as why:
            raise PutRight(
                f"{scheduler}: the Dask cluster was lost, or has no worker any more. Nothing is half done: start it again, then run the "
                "same command again."
            ) from why


def _same_everywhere(client: Any, scheduler: str) -> int:
    """How many steps a cluster does at a time; PutRight when it has no worker, or one whose pmf is another."""
    threads: dict[str, int] = client.nthreads()
    if not threads:
        raise PutRight(
            f"{scheduler}: this Dask cluster has no worker. Start one with: dask worker {scheduler}. Then run the same command again."
        )
    found: dict[str, Any] = client.run(_version, on_error="return")
    other = {worker: said for worker, said in found.items() if said != __version__}
    if other:
        worker, said = sorted(other.items())[0]
        has = f"has pmf-excel {said}" if isinstance(said, str) else f"cannot load pmf-excel ({said})"
        raise PutRight(
            f"{worker}: this worker {has}, and this is {__version__}. Install the same pmf-excel on each worker, start it again, "
            "then run the same command again."
        )
    return sum(threads.values())


def _any(client: Any) -> bool:
    """Whether a cluster has any worker still."""
    try:
        return bool(client.nthreads())
    except Exception:  # whatever is wrong with it, nothing will come from it
        return False


def _version() -> str:
    return __version__
