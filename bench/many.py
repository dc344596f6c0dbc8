"""How long collecting at many councils takes, beside collecting at one, with all ledgers on PostgreSQL; and its memory.

Run as ``python bench/many.py [COUNCILS [SERVICES]]`` (12 councils of 10 services unless told; the full size is 400 of 30). The
ledgers are in the database that PMF_POSTGRES names, a schema each, which are taken away again; without it they are files. It prints
files per second and megabytes, stops a run half way and lets it go on, and ends with 1 when a limit below is missed.

The returns of one council are issued and filled in by our own code, one of them with a mistake; every other council has the same
register and returns of its own that differ from them in who signed them off.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

MEASURES, ITEMS = 12, 4
#: The most that the rate per processor may be below that of one council, from MANY files on: a few do not make up for the start of
#: processes. How much more memory all councils may take than a tenth of them, in megabytes.
MOST, MANY, MOST_MEGABYTES = 1.2, 3000, 25
#: How many times one council alone is collected.
ALONE = 5
ISSUED, COLLECTED = datetime(2014, 7, 1, 9, tzinfo=UTC), datetime(2014, 7, 10, 17, tzinfo=UTC)
#: Who signed off, in the council whose returns all others are made from.
SIGNED = "Officer 000000"


@dataclass(frozen=True)
class Model:
    """One council whose returns were issued and filled in: its folder, the rows of its ledger, the returns as they come back."""

    folder: Path
    rows: dict[str, list[dict[str, Any]]]
    returns: dict[str, bytes]


def address(name: str) -> str:
    """The setting "ledger" of a council."""
    import sqlalchemy as sa

    server = os.environ.get("PMF_POSTGRES", "")
    if not server:
        return "sqlite:///ledger.db"
    url = sa.make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    return url.render_as_string(hide_password=False)


def model(folder: Path, services: int) -> Model:
    """A council of so many services, issued by the real code, and its returns filled in; one in thirty with a mistake."""
    import sqlalchemy as sa

    from pmf_excel import workspace as module
    from pmf_excel.framework.periods import month
    from pmf_excel.ledger import schema
    from pmf_excel.returns.issue import issue
    from tests import everything

    workspace = everything.council(folder, services, MEASURES, ITEMS)
    asked: list[Any] = []

    def noted(ready: Any, press: Any, *rest: Any) -> Any:
        made = issue(ready, press, *rest)
        asked[:] = [(request, one.issued, press) for (_, request), one in zip(ready, made, strict=True)]
        return made

    with mock.patch.object(module, "issue", noted):
        workspace.issue(month(2014, 6), ISSUED)
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = [(*job, number % 30 == 0) for number, job in enumerate(asked)]
        data = list(pool.map(filled, jobs, chunksize=4))
    engine = sa.create_engine(f"sqlite:///{folder / 'ledger.db'}")
    with engine.connect() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in schema.metadata.sorted_tables
        }
    engine.dispose()
    return Model(folder, rows, {job[1].file: one for job, one in zip(asked, data, strict=True)})


def filled(job: tuple[Any, Any, Any, bool]) -> bytes:
    """A return as it comes back: all of it right, or with words where a figure belongs."""
    import collecting

    from pmf_excel.excel.stamp import Code
    from pmf_excel.returns.build import build_return
    from pmf_excel.returns.marking import Marking, row_key
    from pmf_excel.returns.parts import with_words
    from pmf_excel.returns.read import key_of

    request, issued, press, wrong = job
    typed = collecting.answers(request, with_words(press.layout, request.yardsticks), random.Random(issued.seq))
    for asked in request.asked:
        key = key_of(asked, request.round)
        typed |= {f"{key}|commentary": "Work goes on as planned.", f"{key}|action": "Keep to the plan.", f"{key}|owner": "Manager"}  # fmt: skip
        typed[f"{key}|action_due"] = datetime(2014, 12, 31).date()
    for item in request.items:
        if item.part == "budgets":
            budget = Decimal(item.terms.get("budget") or 0)
            typed[f"{row_key(item.part, item.code, request.round.id)}|actual"] = budget / 4
    typed[row_key("sign_off", "", "") + "|name"] = SIGNED
    if wrong:
        first = next(key for key in typed if key.endswith("|figure"))
        typed[first] = "about ninety"
    code = Code(issued.service, issued.round.id, issued.issue, issued.digest)
    return build_return(request, code, press, marking=Marking(typed=typed))


def council(one: Model, job: tuple[int, Path, str]) -> None:
    """A workspace like the model's with a register of its own, and returns of its own in the inbox."""
    from pmf_excel.files import repacked

    number, folder, ledger = job
    (folder / "inbox").mkdir(parents=True)
    text = (one.folder / "pmf.toml").read_text(encoding="utf-8")
    (folder / "pmf.toml").write_text(f'ledger = "{ledger}"\n{text}', encoding="utf-8")
    signed = f"Officer {number:06}".encode()
    register = repacked(
        (one.folder / "framework.xlsx").read_bytes(), lambda _, part: part.replace(b"Safe places", signed)
    )
    (folder / "framework.xlsx").write_bytes(register)
    for name, data in one.returns.items():
        own = repacked(data, lambda _, part: part.replace(SIGNED.encode(), signed))
        (folder / "inbox" / name).write_bytes(own)


def begin(one: Model, folder: Path) -> None:
    """Put a workspace and its ledger back to where everything is issued and nothing has been collected."""
    from pmf_excel.ledger import archive, schema
    from pmf_excel.workspace import Workspace

    for name in ("archive", "queries", "backups"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "ledger.db").unlink(missing_ok=True)
    ledger = Workspace.open(folder).ledger
    emptied(ledger.url)
    sha256 = archive.keep(folder / "archive", (folder / "framework.xlsx").read_bytes()).name
    with ledger.writing() as writer:
        for table in schema.metadata.sorted_tables:
            if table.name not in ("about", "journal"):
                own = {"sha256": sha256} if table.name == "registers" else {}
                writer.put_rows(table.name, [row | own for row in one.rows[table.name]])


def emptied(url: Any) -> None:
    """Take away the schema of a ledger on PostgreSQL."""
    import sqlalchemy as sa

    made = sa.make_url(url)
    if made.get_backend_name() != "postgresql":
        return
    name = str(made.query["options"]).partition("=")[2]
    engine = sa.create_engine(made)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
    engine.dispose()


@contextmanager
def tree(one: Model, top: Path, names: Sequence[str]) -> Iterator[list[Path]]:
    """So many councils in a folder tree, ten to a region; their ledgers are taken away in the end."""
    folders = [top / f"region {n // 10:02}" / name for n, name in enumerate(names)]
    jobs = [(n + 1, folder, address(f"bench_{os.getpid()}_{name}")) for n, (folder, name) in enumerate(zip(folders, names, strict=True))]  # fmt: skip
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(partial(council, one), jobs, chunksize=2))
    try:
        yield folders
    finally:
        for _, _, url in jobs:
            emptied(url)


def collected(top: Path, jobs: int, stop_after: int = 0) -> dict[str, Any]:
    """Collect in a process of its own, which is killed once so many councils are done, where that is said."""
    words = [sys.executable, __file__, "one", str(top), str(jobs)]
    # A process that was killed leaves it to another to say what it had not put away.
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "PMF_NOW": f"{COLLECTED:%Y-%m-%dT%H:%M:%S}"}
    begun = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for done, line in enumerate(process.stdout, 1):
            told = json.loads(line)
            if stop_after and done == stop_after:
                process.send_signal(signal.SIGKILL)
                process.wait()
                return {"seconds": time.perf_counter() - begun, "done": done}
        assert process.wait() == 0
    return {**told, "whole": time.perf_counter() - begun}


def one(top: Path, jobs: int) -> None:
    """Collect at every council below a folder, print a line for each and, last, what it took."""
    import resource

    from pmf_excel.crowd import collecting
    from pmf_excel.crowd.tree import councils
    from pmf_excel.settings import now
    from pmf_excel.workers import hired

    files, rows, before, wrong = 0, 0, 0, []
    begun, processor = time.perf_counter(), time.process_time()
    with hired(jobs) as workers:
        for told in collecting.collect(councils(top), now(), workers):
            if told.value is None:
                wrong.append(f"{told.place}: {told.wrong}")
                continue
            files, rows = files + told.value.fresh, rows + told.value.taken
            before += told.value.verdicts.get("duplicate", 0)
            print(json.dumps({"place": told.place}), flush=True)
        seconds = time.perf_counter() - begun
        helpers = [peak(child.pid) for child in multiprocessing.active_children() if child.pid]
    assert not wrong, wrong[:3]
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = time.process_time() - processor + theirs.ru_utime + theirs.ru_stime
    told = {"processor": processor, "seconds": seconds, "files": files, "rows": rows, "before": before, "memory": peak("self"), "worker": max(helpers, default=0.0)}  # fmt: skip
    print(json.dumps(told), flush=True)


def peak(process: int | str) -> float:
    """The most memory that a process has had, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(count: int, services: int) -> int:
    """Measure, print, and say whether a limit is missed."""
    names = [f"council_{n:03}" for n in range(count)]
    processors = os.cpu_count() or 1
    where = "on PostgreSQL" if os.environ.get("PMF_POSTGRES") else "in SQLite files (PMF_POSTGRES is not set)"
    with tempfile.TemporaryDirectory() as base:
        top, alone, part = Path(base, "tree"), Path(base, "alone"), Path(base, "part")
        large = model(Path(base, "large"), 2 * services)
        single = []
        with tree(large, alone, ["single"]) as folders:
            for _ in range(ALONE):
                begin(large, folders[0])
                single.append(collected(alone, 1))
        small = model(Path(base, "small"), services)
        few = max(2 * processors, count // 10)
        with tree(small, top, names) as folders, ProcessPoolExecutor(processors) as pool:
            again = partial(begin, small)
            list(pool.map(again, folders, chunksize=4))
            # The first of them, in a folder of their own.
            part.mkdir()
            for folder in folders[:few]:
                folder.rename(part / folder.name)
            some = [part / folder.name for folder in folders[:few]]
            little = collected(part, processors)
            list(pool.map(again, some))
            one_by_one = collected(part, 1)
            list(pool.map(again, some))
            for folder in folders[:few]:
                (part / folder.name).rename(folder)
            whole = collected(top, processors)
            list(pool.map(again, folders, chunksize=4))
            stopped = collected(top, processors, max(1, count // 2))
            rest = collected(top, processors)
    assert whole["files"] == count * services
    assert rest["files"] + rest["before"] == count * services
    own, lone, rate = ({key: sum(one[key] for one in some) for key in ("files", "seconds", "processor")} for some in (single, [one_by_one], [whole]))  # fmt: skip
    each = [one["files"] / one["seconds"] for one in (own, lone, rate)]
    slower, more = max(each[:2]) * processors / each[2], max(whole[key] - little[key] for key in ("memory", "worker"))

    def said(what: str, one: dict[str, float]) -> str:
        return f"  {what:33}{one['files'] / one['seconds']:6.1f} files a second, {1000 * one['processor'] / one['files']:.0f} ms of processor each"

    print(f"{whole['files']} returns of {count} councils, {whole['rows'] // whole['files']} rows each, collected in one command; all ledgers {where}:")  # fmt: skip
    print(f"{said('one council, one process', own)} ({2 * services} returns, {ALONE} times)")
    print(said(f"{few} councils, one process", lone))
    print(f"{said(f'{count} councils, {processors} processes', rate)}: {whole['seconds']:.0f} s in all")
    print(f"  the rate of each processor is {slower:.2f} times below that of one process alone (at most {MOST} from {MANY} files on)")  # fmt: skip
    print(f"  memory: {whole['worker'] or whole['memory']:.0f} MB each process, {whole['memory']:.0f} MB the first; at most {more:.0f} MB more than for {few} councils (at most {MOST_MEGABYTES})")  # fmt: skip
    print(f"  killed after {stopped['done']} councils and {stopped['seconds']:.0f} s; run again, the rest took {rest['seconds']:.0f} s, {rest['before']} files known by then")  # fmt: skip
    slow = whole["files"] >= MANY and slower > MOST
    return int(slow or more > MOST_MEGABYTES)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sizes = [*map(int, sys.argv[1:]), *(12, 10)[len(sys.argv) - 1 :]]
        sys.exit(main(*sizes[:2]))
