"""What collecting costs into a ledger of many years, beside the same into one that has only the round's issues in it.

Run as ``python bench/ledger.py``: a ledger of 5 years of 12 rounds of 60 services with 42 measures each (150,000 answers), and the
command ``pmf collect`` of one return and of 60. Each is run in turns on copies of both workspaces; what is printed are the medians
of the pairs' ratios, of the whole command: processor and wall time. It ends with 1 when a limit is missed.

The oldest copy of the ledger is there to be made into the newest, as it is once a workspace has been used for a while: a command
before that writes a whole new copy, which is not measured here. Another number of rounds may be given; each 20 are 50,000 answers
and 60 MB, three times over for each run.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICES, MEASURES, ROUNDS = 60, 42, 60
#: How many copies of the ledger are kept: fewer than usual, to save the time of laying them out.
COPIES = 2
#: How many pairs are timed, by how many returns are collected; and the most that the large ledger may cost, in times of the small.
PAIRS = {1: 11, SERVICES: 3}
MOST = 1.2


def filled(data: bytes, layout: Any, asked: list[Any]) -> bytes:
    """A return as a service sends it: on target in every row, and words beside it."""
    from pmf_excel.excel.fill import Typed, fill_in
    from pmf_excel.excel.package import read
    from pmf_excel.excel.reader import form, tables
    from pmf_excel.framework.figures import Kind

    book, terms = read(data), {row.measure: row.terms for row in asked}
    typed: dict[tuple[str, str], Typed] = {}
    for row in tables(book, layout.sheet("measures"), "x")[0].rows():
        own = terms[row["code"].text]
        hundred = Decimal(100 if own.kind is Kind.PERCENTAGE else 1)
        given: dict[str, Typed] = {"figure": own.target or Decimal(50)}
        if own.roll_up == "Ratio of sums":
            given = {"numerator": (own.target or Decimal(50)) / hundred * 1000, "denominator": Decimal(1000)}
        elif own.kind in (Kind.YES_NO, Kind.DATE):
            given = {"figure": "Yes" if own.kind is Kind.YES_NO else date(2014, 6, 30)}
        said = {
            "commentary": f"Work with partners on {row['code'].text} goes on",
            "action": "More homes",
            "owner": "Manager",
        }
        for key, value in {**given, **said, "action_due": date(2014, 12, 31)}.items():
            typed[row[key].place.sheet, row[key].place.cell] = value
    signed: dict[str, Typed] = {
        "name": "Somebody",
        "job_title": "Head of service",
        "on": date(2014, 7, 9),
        "agreed": "Yes",
    }
    for key, placed in form(book, layout.sheet("sign_off"), "x").items():
        typed[placed.place.sheet, placed.place.cell] = signed[key]
    return fill_in(data, typed, datetime(2014, 7, 9, tzinfo=UTC))


def young(folder: Path) -> Any:
    """A council that has just issued its first round, with the 60 returns filled in beside it."""
    sys.path.insert(0, str(ROOT))
    from pmf_excel.framework.periods import month
    from tests import everything

    workspace = everything.council(folder / "young", SERVICES, MEASURES, 0)
    issued = workspace.issue(month(2014, 6), datetime(2014, 7, 1, 9, tzinfo=UTC))
    (folder / "returns").mkdir()
    with workspace.ledger.reading() as reader:
        asked = {one.service: reader.asked(one.seq) for one in reader.issues()}
    for outgoing in issued:
        data = filled(outgoing.data, workspace.layout("return"), asked[outgoing.issued.service])
        (folder / "returns" / outgoing.path.name).write_bytes(data)
    return workspace


def old(folder: Path, rounds: int) -> int:
    """The same council after so many rounds, every one of them answered; gives the number of answers.

    The first round is written as pmf writes it, and copied for the months up to the one that is collected.
    """
    import sqlalchemy as sa

    from pmf_excel.framework.periods import month
    from pmf_excel.ledger import journal, schema
    from pmf_excel.ledger.store import Ledger
    from pmf_excel.workspace import Workspace

    shutil.copytree(folder / "young", folder / "old")
    place = folder / "old" / "ledger.db"
    place.unlink()
    june, first = month(2014, 6), month(2014, 6).back(rounds - 1)
    with Workspace.open(folder / "young").ledger.reading() as reader:
        issues, register = reader.issues(), reader.register()
        asked = {one.seq: reader.asked(one.seq) for one in issues}
    assert register is not None
    ledger, engine = Ledger.at(place, place.parent), sa.create_engine(f"sqlite:///{place}")
    with ledger.writing() as writer:
        writer.add_register(_moment(first), register[1])
        for one in issues:
            _answered(writer, one, first, asked[one.seq])
    with engine.begin() as connection:
        sizes = {table.name: connection.scalar(sa.select(sa.func.max(table.c.seq))) or 0 for table in repeated()}
        for step in range(1, rounds - 1):
            _repeat(connection, step, first.back(-step), sizes)
    with ledger.writing(again=True) as writer:
        for one in issues:
            writer.add_issue(replace(one, round=june, register_seq=1), asked[one.seq])
    with engine.begin() as connection:  # all of this is in the journal already
        marks = {table.name: connection.scalar(sa.select(sa.func.max(table.c.seq))) or 0 for table in journal.TABLES}
        note = {"seq": 1, "at": _moment(first).isoformat(), "sha256": "0" * 64, "marks": json.dumps(marks)}
        connection.execute(schema.journal.insert().values(note))
        number = connection.scalar(sa.select(sa.func.count()).select_from(schema.answers))
    engine.dispose()
    return int(number or 0)


def _moment(period: Any) -> datetime:
    return datetime(period.end.year, period.end.month, period.end.day, 9, tzinfo=UTC)


def _answered(writer: Any, issued: Any, period: Any, asked: list[Any]) -> None:
    """Note a return of an earlier round, and its copy that came back."""
    from pmf_excel.framework.figures import Figure
    from pmf_excel.ledger.records import Answer, Asked, Received, SignOff

    at = _moment(period)
    rows = [Asked(row.measure, period, row.terms, row.printed) for row in asked]
    seq = writer.add_issue(replace(issued, round=period, at=at, register_seq=1), rows)
    answers = [
        Answer(row.measure, period, Figure(row.terms.target or Decimal(50)), False, "Work with partners goes on, number 7", "More homes",
               "Manager", date(2014, 12, 31), "", "Measures", f"K{number}")
        for number, row in enumerate(rows)
    ]  # fmt: skip
    file = Received(f"{seq:064}", issued.file, 20_000, seq, "accepted")
    writer.add_file(at, file, period.id, answers, [], SignOff("Head of service", period.end))


def repeated() -> list[Any]:
    """The tables in which each round has rows of its own."""
    from pmf_excel.ledger import schema

    return [schema.issues, schema.asked, schema.files, schema.answers, schema.sign_offs]


def _repeat(connection: Any, step: int, period: Any, sizes: dict[str, int]) -> None:
    """Add the first round's rows once more, as another month's."""
    import sqlalchemy as sa

    given = {"period": period.id, "moment": _moment(period).isoformat()}
    for table in repeated():
        changed = {
            "seq": f"seq + {step * sizes[table.name]}", "issue_seq": f"issue_seq + {step * sizes['issues']}",
            "file_seq": f"file_seq + {step * sizes['files']}", "round": ":period", "period": ":period", "at": ":moment",
            "sha256": f"printf('%064d', seq + {step * 1_000_000})",
        }  # fmt: skip
        names = [column.name for column in table.columns]
        chosen = ", ".join(changed.get(name, name) for name in names)
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {chosen} FROM {table.name} WHERE seq <= {sizes[table.name]}"
        connection.execute(sa.text(statement), {key: value for key, value in given.items() if f":{key}" in chosen})


def in_use(place: Path) -> None:
    """Leave a workspace as it is on any day: as many copies of its ledger as are wanted, and something written since."""
    from pmf_excel.framework.calendar import Extension
    from pmf_excel.framework.periods import month
    from pmf_excel.workspace import Workspace

    settings = place / "pmf.toml"
    settings.write_text(f"backups = {COPIES}\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    (place / "backups").mkdir()
    for number in range(1, COPIES + 1):
        shutil.copyfile(place / "ledger.db", place / "backups" / f"ledger {number:06}.db")
    with Workspace.open(place).ledger.writing(again=True) as writer:
        at = datetime(2014, 7, 2, 9, tzinfo=UTC)
        writer.add_extension(at, Extension("S1", month(2014, 6), date(2014, 7, 20), "Chief Executive"))


def collect(folder: Path, age: str, number: int) -> tuple[float, float]:
    """Collect so many returns in a copy of a workspace; gives processor and wall seconds of the whole command."""
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / age, work)
    for path in sorted((folder / "returns").iterdir())[:number]:
        shutil.copyfile(path, work / "inbox" / path.name)
    os.sync()
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pmf_excel", "collect", "-w", str(work), "--json"], capture_output=True, text=True, check=False,
        env=os.environ | {"PMF_NOW": "2014-07-10T17:00:00", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    verdicts = [report["verdict"] for report in json.loads(done.stdout)]
    assert len(verdicts) == number and set(verdicts) <= {"accepted", "accepted-with-notes"}, (
        done.stdout[:2000] + done.stderr
    )
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main(rounds: int) -> int:
    kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        young(folder)
        number = old(folder, rounds)
        for age in ("young", "old"):
            in_use(folder / age)
        size = (folder / "old" / "ledger.db").stat().st_size / 1e6
        print(
            f"{rounds} rounds, {number:,} answers, ledger {size:,.0f} MB; made in {time.perf_counter() - start:.0f} s"
        )
        for returns, pairs in PAIRS.items():
            ratios, seconds = [], []
            for turn in range(pairs):
                # Each goes first in turn, so that a machine that grows slower or faster favours neither.
                order = ("young", "old") if turn % 2 == 0 else ("old", "young")
                done = {age: collect(folder, age, returns) for age in order}
                small, large = done["young"], done["old"]
                ratios.append([theirs / ours for ours, theirs in zip(small, large, strict=True)])
                seconds.append(small + large)
            processor, wall = (statistics.median(column) for column in zip(*ratios, strict=True))
            a, b, c, d = (statistics.median(column) for column in zip(*seconds, strict=True))
            print(
                f"pmf collect of {returns}: processor {a:.2f} s and {c:.2f} s, {processor:.2f} times; wall {b:.2f} s and {d:.2f} s, "
                f"{wall:.2f} times (at most {MOST})"
            )
            kept &= max(processor, wall) <= MOST
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
