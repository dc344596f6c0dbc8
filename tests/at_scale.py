"""Every kind of report in every format, of a council with 2,400 measures: each opens, has no holes, and everybody can read it.

Run as ``python -m tests.at_scale``. The validator looks at each kind in one format: its size is in the kind, and formats were looked at before.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pmf_excel.docket import Wanted
from pmf_excel.framework.periods import month
from pmf_excel.reports.kinds import read_kind
from pmf_excel.reports.reading import read_report
from tests.conftest import ROOT
from tests.opens import VALIDATOR, findings
from tests.reported import JUNE, reported
from tests.test_every_report import FORMATS, KINDS, faults, holes

SERVICES, MEASURES, ITEMS = 9, 267, 20
MARCH = month(2015, 3)


def main() -> int:
    """Make them all; 1 when one of them has a fault."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = reported(Path(folder) / "council", SERVICES, MEASURES, ITEMS, (JUNE, MARCH))
        rounds = {"month": workspace.docket(JUNE), "year": workspace.docket(MARCH)}
        rounds["quarter"] = rounds["month"]
        for number, kind in enumerate(KINDS):
            text = read_kind(ROOT / "report_templates" / "kinds" / f"{kind}.md")
            docket, begin = rounds[text.rounds], time.perf_counter()
            for name in FORMATS:
                wanted = Wanted("HOU" if text.remit == "remit" else "", service="S1" if text.remit == "service" else "")
                done = docket.document(kind, name, wanted)
                report = read_report(done.data)
                wrong += [f"{kind} in {name}: {one}" for one in (*holes(report), *faults(done.data, report))]
                if VALIDATOR and FORMATS[number % len(FORMATS)] == name:
                    path = Path(folder) / f"{kind}.docx"
                    path.write_bytes(done.data)
                    wrong += [f"{kind} in {name}: {one}" for one in findings(path)]
            tables = sum(len(one.rows) for one in report.tables)
            print(
                f"{kind:24} {tables:6} rows of tables, {(time.perf_counter() - begin) / len(FORMATS):5.1f} s each, read back and looked through"
            )
    print("\n".join(wrong[:20]))
    print(f"{len(KINDS) * len(FORMATS)} reports, {len(wrong)} faults")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
