"""A council made for odd returns: every service has the same six measures, so that each odd return is one service's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmf_excel.founding import new_workspace
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace

#: The measures of each service by the last letter of their code, with what the service types, and what is known from before.
MEASURES: dict[str, dict[str, Any]] = {
    "P": {
        "kind": "Percentage", "unit": "%", "decimals": 1, "target": Decimal(90), "past": (91, 92, 93, 94), "typed": Decimal(95),
        "title": "Calls answered within a minute",
    },
    "N": {
        "kind": "Number", "unit": "visits", "decimals": 0, "target": Decimal(1000), "past": (1180, 1190, 1200, 1210),
        "typed": Decimal(1234), "title": "Visits to the leisure centre",
    },
    "C": {
        "kind": "Money", "unit": "£", "decimals": 0, "target": Decimal(1_000_000), "typed": Decimal(1_200_000),
        "past": (1_100_000, 1_120_000, 1_150_000, 1_180_000), "title": "Income from car parks",
    },
    "B": {
        "kind": "Money", "unit": "£", "decimals": 0, "target": None, "past": (-480, -510, -490, -505), "typed": Decimal(-500),
        "title": "Balance of the trading account",
    },
    "D": {
        "kind": "Date", "unit": "", "decimals": 0, "target": date(2014, 7, 31), "past": (), "typed": date(2014, 7, 10),
        "title": "Day on which the accounts were published",
    },
    "Y": {
        "kind": "Yes/No", "unit": "", "decimals": 0, "target": "Yes", "past": (), "typed": "Yes",
        "title": "The emergency plan was tested",
    },
}  # fmt: skip
MONTHS = ("Feb 2014", "Mar 2014", "Apr 2014", "May 2014")


def service_code(number: int) -> str:
    """The code of a service counted from 0."""
    return f"V{number + 1:02}"


def found(folder: Path, services: int) -> Workspace:
    """A workspace with so many services."""
    codes = [service_code(n) for n in range(services)]
    rows: dict[str, list[dict[str, Any]]] = {
        "services": [
            {"code": code, "name": f"Service {code}", "head": f"Head of Service {code}", "email": f"{code.lower()}@council.example"}
            for code in codes
        ],
        "plan": [{"code": "P1", "name": "Safe places"}],
        "people": [
            {"role": "Policy officer", "job_title": "Policy officer", "telephone": "01632 960001", "email": "policy@council.example"}
        ],
        "measures": [], "targets": [], "past": [],
    }  # fmt: skip
    for code in codes:
        for letter, one in MEASURES.items():
            measure = f"{code}{letter}"
            rated = one["target"] is not None
            polarity = "Lower is better" if one["kind"] == "Date" else "Higher is better" if rated else "Neither"
            rows["measures"].append(
                {
                    "code": measure, "title": one["title"], "definition": "As the council counts it.", "service": code,
                    "priority": "P1", "unit": one["unit"], "kind": one["kind"], "decimals": Decimal(one["decimals"]),
                    "polarity": polarity, "frequency": "Monthly", "cumulative": "No",
                    "rule": "Target and tolerance" if rated else "Data only",
                }
            )  # fmt: skip
            if rated:
                rows["targets"].append({"measure": measure, "period": "2014/15", "target": one["target"]})
            rows["past"] += [
                {"measure": measure, "period": month, "figure": Decimal(figure)}
                for month, figure in zip(MONTHS, one["past"], strict=False)
            ]
    new_workspace(folder, "A Council")
    workspace = Workspace.open(folder)
    (folder / REGISTER).write_bytes(workspace.new_register(rows))
    return workspace
