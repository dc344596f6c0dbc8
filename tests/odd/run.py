"""Collects a workspace's inbox in a process of its own, held to little memory and time, and writes down what became of it.

Run as a script, so that a file which kills or hangs the process is a test that fails and not a test run that ends.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

#: What a whole folder of odd files may take: each of them may take no more than this alone.
MEMORY, SECONDS = 2**30, 60


def limited() -> None:
    """Hold this process to its memory and its time on the processor."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def counted(ledger: Path) -> dict[str, int]:
    """How many rows each table of the ledger has."""
    with sqlite3.connect(ledger) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: base.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}


def main(folder: Path, moment: str, runs: int, out: Path) -> None:
    """Collect so many times, as at a moment."""
    from datetime import datetime

    from pmf_excel.framework.periods import month
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    told = []
    for _ in range(runs):
        reports = workspace.collect(
            datetime.fromisoformat(moment), progress=lambda name: print(ascii(name), flush=True)
        )
        position, _framework = workspace.position(month(2014, 6))
        told.append(
            {
                "reports": [report.as_json() | {"remedies": [p.remedy for p in report.problems]} for report in reports],
                "rows": counted(folder / "ledger.db"),
                "figures": {line.measure: str(line.figure.value if line.figure.value is not None else line.figure.absence.value) for line in position.lines},
                "commentary": {line.measure: line.commentary for line in position.lines},
            }
        )  # fmt: skip
    out.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    limited()
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
