"""A council whose returns have every part: measures of every kind, work, recommendations, risks and budgets, of any size."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmf_excel.founding import new_workspace
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace

THEMES = (
    "Access to services", "Partnerships", "Workforce planning", "Procurement", "Income generation",
    "Communication planning", "Operational risk",
)  # fmt: skip
KINDS = ("activities", "recommendations", "risks", "budgets")
STATUSES = ("On track", "Progressing to plan", "Not started", "Some problems", "On hold")
WORDS = [
    "Work",
    "with",
    "partners",
    "on",
    "homes,",
    "streets",
    "and",
    "services",
    "so",
    "that",
    "residents",
    "are",
    "heard",
    "and",
    "answered",
    "in",
    "good",
    "time",
]


def words(chance: random.Random, least: int, most: int) -> str:
    """A few words that read like a title."""
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize()


def measure_rows(chance: random.Random, service: str, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:  # fmt: skip
    measures, targets, past = [], [], []
    kinds = (
        "Percentage",
        "Number",
        "Duration",
        "Money",
        "Ratio",
        "Percentage",
        "Number",
        "Yes/No",
        "Date",
        "Percentage",
    )
    for number in range(count):
        code, kind = f"{service}{number + 1:02}", kinds[number % len(kinds)]
        parts = kind == "Percentage" and number % 10 == 9
        polarity = chance.choice(["Higher is better", "Lower is better"])
        if kind in ("Yes/No", "Date"):
            polarity = {"Yes/No": "Higher is better", "Date": "Lower is better"}[kind]
        rule = "No target" if number % 7 in (3, 6) else "Target and tolerance"
        measures.append(
            {
                "code": code, "title": words(chance, 4, 14), "definition": words(chance, 8, 20), "service": service, "priority": "P1",
                "unit": {"Percentage": "%", "Duration": "days", "Money": "£"}.get(kind, ""), "kind": kind,
                "decimals": Decimal(chance.choice([0, 1, 2]) if kind not in ("Yes/No", "Date") else 0), "polarity": polarity,
                "frequency": chance.choice(["Monthly", "Quarterly"]), "cumulative": "No", "rule": rule,
                "roll_up": "Ratio of sums" if parts or kind == "Ratio" else "",
            }
        )  # fmt: skip
        target: Any = Decimal(chance.choice([95, 80, 12, 250])) if kind not in ("Yes/No", "Date") else "Yes"
        if kind == "Percentage":
            target = Decimal(chance.choice([95, 80, 60]))
        if kind == "Ratio":
            target = Decimal("2.5")
        if kind == "Date":
            target = date(2014, 7, 31)
        if rule != "No target":
            targets.append({"measure": code, "period": "2014/15", "target": target})
        if kind not in ("Yes/No", "Date"):
            quarterly = measures[-1]["frequency"] == "Quarterly"
            earlier = (
                ("Q1 2013/14", "Q2 2013/14", "Q3 2013/14", "Q4 2013/14")
                if quarterly
                else ("Feb 2014", "Mar 2014", "Apr 2014", "May 2014")
            )
            for period in earlier:
                value = Decimal(chance.randint(50, 100)) if kind != "Ratio" else Decimal("2.4")
                past.append({"measure": code, "period": period, "figure": value, "commentary": words(chance, 4, 12)})
    return measures, targets, past


def item_rows(chance: random.Random, service: str, count: int) -> dict[str, list[dict[str, Any]]]:
    """So many activities, half as many actions and recommendations, and a few risks and budget lines."""
    start, due = date(2014, 4, 1), date(2015, 3, 31)

    def work(number: int, letter: str, kind: str, **more: Any) -> dict[str, Any]:
        status = chance.choice(STATUSES)
        begins = start + timedelta(days=chance.randint(100, 200)) if status == "Not started" else start
        return {
            "code": f"{service}{letter}{number + 1}", "title": words(chance, 5, 14), "kind": kind, "service": service, "priority": "P1",
            "owner": "Service manager", "start": begins, "due": due - timedelta(days=chance.randint(0, 60)), "status": status,
            "note": words(chance, 4, 10), **more,
        }  # fmt: skip

    actions = [work(n, "S", "Service plan action", theme=THEMES[n % len(THEMES)]) for n in range(count // 2)]
    return {
        "activities": [work(n, "A", chance.choice(["Activity", "Project"])) for n in range(count)] + actions,
        "recommendations": [
            {
                "code": f"{service}R{n + 1}", "title": words(chance, 6, 16), "report": "Payroll 2013/14", "service": service,
                "importance": "High", "original_due": date(2014, 6, 1) + timedelta(days=4 * n),
                "revised_due": date(2014, 12, 31) if n % 3 == 1 else None, "percent_complete": Decimal(30 * (n % 3)),
            }
            for n in range(count // 2)
        ],
        "risks": [
            {
                "code": f"{service}K{n + 1}", "title": words(chance, 6, 14), "service": service, "owner": "Head of service",
                "likelihood": Decimal(chance.randint(1, 5)), "impact": Decimal(chance.randint(1, 5)), "controls": words(chance, 4, 10),
            }
            for n in range(max(1, count // 4))
        ],
        "budgets": [
            {
                "code": f"{service}B{n + 1}", "title": words(chance, 2, 5), "service": service, "year": "2014/15",
                "budget": Decimal(chance.choice([125_000, 48_000, -20_000, 0])), "tolerance": Decimal(5),
            }
            for n in range(max(1, count // 4))
        ],
    }  # fmt: skip


def council(folder: Path, services: int, measures: int, items: int, seed: int = 1, kinds: int = 4) -> Workspace:
    """A workspace with so many services, each with so many measures and items, of so many of the four kinds of item."""
    chance = random.Random(seed)
    rows: dict[str, list[dict[str, Any]]] = {
        "services": [
            {"code": f"S{n + 1}", "name": f"Service {n + 1}", "head": f"Head of Service {n + 1}", "email": f"s{n + 1}@council.example"}
            for n in range(services)
        ],
        "plan": [{"code": "P1", "name": "Safe places"}],
        "people": [{"role": "Policy officer", "job_title": "Policy officer", "telephone": "01632 960001", "email": "policy@council.example"}],
    }  # fmt: skip
    for service in rows["services"]:
        own = measure_rows(chance, service["code"], measures)
        made = dict(zip(("measures", "targets", "past"), own, strict=True)) | (
            item_rows(chance, service["code"], items) if items else {}
        )
        first = rows["services"].index(service)
        own_kinds = {KINDS[(first + n) % len(KINDS)] for n in range(kinds)}
        made = {sheet: more for sheet, more in made.items() if sheet not in KINDS or sheet in own_kinds}
        for sheet, more in made.items():
            rows.setdefault(sheet, []).extend(more)
    new_workspace(folder, "A Council")
    workspace = Workspace.open(folder)
    (folder / REGISTER).write_bytes(workspace.new_register(rows))
    return workspace
