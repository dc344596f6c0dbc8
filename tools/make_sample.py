"""Makes samples/hart/framework.xlsx from samples/hart/published.csv and the made-up parts below.

Run it as ``python tools/make_sample.py`` after changing either; a test makes it again and compares.
"""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from pmf_excel.founding import new_workspace
from pmf_excel.register.write import Rows

HERE = Path(__file__).resolve().parent.parent / "samples" / "hart"
COUNCIL = "Hart District Council"

#: The services are published; their codes and the heads' job titles are made up.
SERVICES = {
    "Customer Services": "CUST",
    "Environmental & Technical Services": "ENV",
    "Finance, Revs and Bens": "FIN",
    "HR": "HR",
    "Housing Services": "HOUS",
    "Audit": "AUD",
    "IT Services": "IT",
    "Leisure Services": "LEIS",
    "Planning Services": "PLAN",
    "Regulatory Services": "REG",
    "Safer North Hants": "SAFE",
}
#: Made up: the source gives no priorities.
PRIORITIES = {
    "P1": "Customers first",
    "P2": "Homes and planning",
    "P3": "A safe and healthy district",
    "P4": "An efficient council",
}
PRIORITY_OF = {"CUST": "P1", "FIN": "P4", "HR": "P4", "AUD": "P4", "IT": "P4", "HOUS": "P2", "PLAN": "P2"}
#: Not said in the source, but its figure for quarter 4 is that of the whole year.
BUILDS_UP = {"HS07"}
#: A zero in the source that stands for a figure that was missing: the year's figure beside it is 401.
PLACEHOLDERS = {("ETS01", "Q4 2013/14")}
SOURCE = "Hart District Council, published performance tiles, quarter 1 of 2014/15"


def rows() -> Rows:
    """The register's rows, by sheet."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    measures, targets, past = [], [], []
    for line in published:
        service = SERVICES[line["service"]]
        percent = line["unit"] == "%"
        can_fall = line["measure_ref"] in ("SNH01", "SNH02")  # percentage reductions: a rise is negative
        measures.append(
            {
                "code": line["measure_ref"],
                "title": line["title"],
                "service": service,
                "priority": PRIORITY_OF.get(service, "P3"),
                "unit": line["unit"],
                "kind": "Percentage" if percent else "Duration" if line["unit"].startswith("days") else "Number",
                "decimals": Decimal(_decimals(line)),
                "minimum": Decimal(-1000) if can_fall else None,
                "polarity": {"bigger": "Higher is better", "smaller": "Lower is better"}[line["polarity"]],
                "frequency": "Quarterly",
                "cumulative": "Yes" if line["cumulative"].startswith("Y") or line["measure_ref"] in BUILDS_UP else "No",
                "rule": "Target and tolerance" if line["target"] else "No target",
            }
        )
        if line["target"]:
            targets.append(
                {
                    "measure": line["measure_ref"],
                    "period": "Q1 2014/15",
                    "target": Decimal(line["target"]),
                    "source": SOURCE,
                }
            )
        for period, key in (("Q4 2013/14", "previous_period_actual"), ("2013/14", "previous_full_year_actual")):
            if line[key] and (line["measure_ref"], period) not in PLACEHOLDERS:
                past.append(
                    {"measure": line["measure_ref"], "period": period, "figure": Decimal(line[key]), "source": SOURCE}
                )
    return {
        "services": [
            {"code": code, "name": name, "head": f"Head of {name}", "email": f"{code.lower()}@hart.example"}
            for name, code in SERVICES.items()
        ],
        "plan": [{"code": code, "name": name} for code, name in PRIORITIES.items()],
        "measures": measures,
        "targets": targets,
        "past": past,
        "committees": [
            {"code": "CAB", "name": "Cabinet", "remit": "All performance against the Corporate Plan", "member": "Leader of the Council"},
            {"code": "OSC", "name": "Overview and Scrutiny Committee", "remit": "Pre-scrutiny of performance", "member": "Leader of the Council"},
        ],
        "meetings": [{"committee": "CAB", "on": date(2014, 9, 4), "note": "Made up for the sample"}],
        "people": [
            {"role": "Policy officer", "job_title": "Policy and performance officer", "telephone": "01632 960001", "email": "performance@hart.example"},
            {"role": "Contact officer", "job_title": "Policy and performance officer", "telephone": "01632 960001", "email": "performance@hart.example"},
        ],
    }  # fmt: skip


def _decimals(line: dict[str, str]) -> int:
    """As many decimals as the published figures have."""
    keys = ("target", "actual", "previous_period_actual", "previous_full_year_actual")
    return max((len(line[key].partition(".")[2]) for key in keys), default=0)


def make() -> bytes:
    """The sample register's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        new_workspace(Path(folder) / "w", COUNCIL, rows())
        return (Path(folder) / "w" / "framework.xlsx").read_bytes()


if __name__ == "__main__":
    (HERE / "framework.xlsx").write_bytes(make())
