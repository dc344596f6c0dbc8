"""How long it takes to say where everything stands, and how that grows: 240 and 2,400 measures with 5 years of months each.

Run as ``python bench/position.py``. It prints seconds and peak memory for 14,400 and 144,000 figures and the ratio between
them, and ends with 1 when the larger takes more than 2 seconds or 400 MB, or more than 12 times the smaller.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

MEASURES = (240, 2_400)
MONTHS = 60
MOST_SECONDS, MOST_MEGABYTES, MOST_GROWTH = 2.0, 400, 12.0


def build(path: Path, measures: int) -> None:
    """A ledger of 5 years in which every month of every measure was asked for and answered."""
    import sqlalchemy as sa

    from pmf_excel.excel.layout import read_toml
    from pmf_excel.framework.figures import Figure, Kind
    from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
    from pmf_excel.framework.periods import month
    from pmf_excel.framework.rules import rule_sets
    from pmf_excel.ledger import schema
    from pmf_excel.ledger.records import Answer, Asked, Issued, Received, Terms
    from pmf_excel.ledger.writer import Writer
    from pmf_excel.shelves import shipped

    rules = list(rule_sets(read_toml(shipped("workbook_templates") / "status-rules.toml"), "rules").values())
    ten = Tolerance(Decimal(10), ToleranceKind.RELATIVE)
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        connection.execute(schema.about.insert().values(name="version", value=str(schema.VERSION)))
        writer = Writer(connection)
        register = writer.add_register(datetime(2009, 4, 1, tzinfo=UTC), "0" * 64)
        for step in range(MONTHS):
            period = month(2014, 3).back(MONTHS - 1 - step)
            at = datetime(period.end.year, period.end.month, period.end.day, tzinfo=UTC)
            for service in range(measures // 40):
                rows, answers = [], []
                for number in range(40):
                    code = f"S{service:02}M{number:02}"
                    terms = Terms(
                        f"Measure {code}", f"S{service:02}", "A priority", "", Kind.NUMBER, 1, None, None, Polarity.HIGHER, False,
                        rules[0], ten, Decimal(95), last_year=Decimal(90), plan="P1", committee="CAB",
                    )  # fmt: skip
                    rows.append(Asked(code, period, terms, {"code": code, "target": "95"}))
                    value = Decimal(70 + (number * 7 + step * 3 + service) % 40)
                    answers.append(
                        Answer(code, period, Figure(value), False, "As expected.", sheet="Measures", cell="G5")
                    )
                name, digest = f"S{service:02} {period.id}.xlsx", "0" * 10
                issued = Issued(0, at, register, period, f"S{service:02}", 1, digest, at.date(), name, "0" * 64, "1.0")
                seq = writer.add_issue(issued, rows)
                file = Received(f"{step * 1000 + service:064}", name, 1, seq, "accepted")
                writer.add_file(at, file, period.id, answers, [], None)
    engine.dispose()


def run(path: Path) -> None:
    """Work the position out in this process, and print seconds, megabytes and lines."""
    import resource

    from pmf_excel.framework.model import Framework
    from pmf_excel.framework.periods import month
    from pmf_excel.ledger.position import position
    from pmf_excel.ledger.store import Ledger

    taken = []
    for _ in range(5):
        start = time.perf_counter()
        with Ledger.at(path, path.parent).reading() as reader:
            found = position(reader, month(2014, 3), Framework())
        taken.append(time.perf_counter() - start)
        assert found is not None and all(line.figure.value is not None for line in found.lines)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(min(taken), peak, len(found.lines))


def main() -> int:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for measures in MEASURES:
            path = Path(folder) / f"{measures}.db"
            build(path, measures)
            done = subprocess.run([sys.executable, __file__, str(path)], capture_output=True, text=True, check=True)
            seconds, megabytes, lines = (float(text) for text in done.stdout.split())
            results.append(seconds)
            size = path.stat().st_size / 1e6
            print(
                f"{measures * MONTHS:>8,} figures, {lines:,.0f} measures, ledger {size:,.0f} MB: {seconds:.2f} s, {megabytes:.0f} MB"
            )
    growth = results[1] / results[0]
    print(f"10 times the figures: {growth:.1f} times the time (at most {MOST_GROWTH:.0f})")
    return int(results[1] > MOST_SECONDS or megabytes > MOST_MEGABYTES or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])) or 0 if len(sys.argv) > 1 else main())
