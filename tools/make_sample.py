"""Makes samples/hart/framework.xlsx from samples/hart/published.csv, the made_up_*.csv beside it and the made-up parts below.

Run it as ``python tools/make_sample.py`` after changing either; a test makes it again and compares.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from pmf_excel.excel.layout import load
from pmf_excel.excel.writer import Value
from pmf_excel.founding import new_workspace
from pmf_excel.framework.committees import Committee
from pmf_excel.framework.routing import default_routes
from pmf_excel.register.write import Rows
from pmf_excel.shelves import shipped

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
#: Made up: whose remit a priority is.
COMMITTEE_OF = {"P2": "HPC"}
#: The sheets of which all is made up, in made_up_SHEET.csv.
MADE_UP = (
    "teams", "activities", "recommendations", "risks", "budgets", "committees", "meetings", "people", "document", "versions",
)  # fmt: skip
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
    with (HERE / "made_up_responsible.csv").open(encoding="utf-8", newline="") as file:
        own = {line["measure_ref"]: line for line in csv.DictReader(file)}
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
                "team": own[line["measure_ref"]]["team"] or None,
                "responsible": own[line["measure_ref"]]["responsible"],
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
        "plan": [{"code": code, "name": name, "committee": COMMITTEE_OF.get(code)} for code, name in PRIORITIES.items()],
        "measures": measures,
        "targets": targets,
        "past": past,
        **{sheet: _made_up(sheet) for sheet in MADE_UP},
        "reports": _reports(),
        "amendments": [
            {
                "on": date(2014, 6, 26), "kind": "Measure amended", "item": "HS07", "approved_by": "Cabinet",
                "what": "Counted as building up over the year, because its figure for quarter 4 is that of the whole year (approval made up for the demonstration)",
            },
        ],
        "questions": _questions({line["measure_ref"]: line for line in published}),
    }  # fmt: skip


def _made_up(sheet: str) -> list[dict[str, Value]]:
    """The rows of a made-up sheet, each cell as its column holds it."""
    kinds = {
        column.key: column.kind for column in load(shipped("workbook_templates") / "register.toml").sheet(sheet).columns
    }
    with (HERE / f"made_up_{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: _cell(text, kinds[key]) for key, text in line.items()} for line in csv.DictReader(file)]


def _cell(text: str, kind: str) -> Value:
    if not text:
        return None
    return date.fromisoformat(text) if kind == "date" else Decimal(text) if kind in ("number", "integer") else text


def _reports() -> list[dict[str, Value]]:
    """What each committee receives: North Norfolk's audiences, written out."""
    committees = [Committee(str(row["code"]), str(row["name"]), "", "") for row in _made_up("committees")]
    return [
        {"committee": one.committee, "kind": one.kind, "remit": one.remit.value, "frequency": one.frequency.value}
        for one in default_routes(committees)
    ]


def _questions(published: Mapping[str, dict[str, str]]) -> list[dict[str, Value]]:
    """Two questions, made up as the meetings are; the answers are the published figures."""
    homes, changes = published["HS16"], published["RB08"]
    return [
        {
            "committee": "OSC", "on": date(2014, 6, 17), "service": "FIN", "item": "RB08", "asked_by": "Chair of the Committee",
            "question": "Were changes of circumstances processed faster in the last quarter of 2013/14 than over the year?",
            "answer": f"Yes: in {changes['previous_period_actual']} days in quarter 4, and in {changes['previous_full_year_actual']} days over the year.",
            "answered_on": date(2014, 6, 24),
        },
        {
            "committee": "CAB", "on": date(2014, 6, 26), "service": "HOUS", "item": "HS16", "asked_by": "Cabinet member for housing and planning",
            "question": "How many affordable homes were delivered in 2013/14, and how many in its last quarter?",
            "answer": f"{homes['previous_full_year_actual']} homes (gross) in 2013/14, and {homes['previous_period_actual']} in quarter 4.",
            "answered_on": date(2014, 6, 30),
        },
    ]  # fmt: skip


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
