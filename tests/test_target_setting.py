"""The target-setting workbook: what stands in a row, what is asked and refused, and its live cells, which say what Python says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmf_excel.excel import package
from pmf_excel.excel.reader import tables
from pmf_excel.excel.stamp import Code
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind, of_day
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.status import Status
from pmf_excel.ledger.editable import editable
from pmf_excel.ledger.queries import row_of
from pmf_excel.ledger.records import ItemAnswer, ItemAsked, Terms
from pmf_excel.problems import Severity
from pmf_excel.returns.ask import Request
from pmf_excel.returns.build import build_return
from pmf_excel.returns.items import Told
from pmf_excel.returns.live import DONE, TO_DO
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.read import Questions, read_return
from pmf_excel.returns.target_setting import EASIER, FIRST, HARDER, NO_FIGURE, OTHER, SAME, TARGETS, Setting
from pmf_excel.returns.trial import CHECK_SECOND, CHECK_TARGET
from pmf_excel.workspace import Workspace
from tests.forms import BACK, NEXT
from tests.office import recalculate
from tests.test_faces import RULES, polarities, terms

D = Decimal
ROWS = 700


def row_of_terms(code: str, made: Terms, tried: Decimal | None, before: Decimal | None) -> ItemAsked:
    """A row of a workbook about these terms, as it would be issued."""
    printed = {
        "code": code,
        "title": "A measure",
        "figure": "" if tried is None else f"{tried:f}",
        "before": "" if before is None else f"{before:f}",
    }
    return ItemAsked("targets", code, {"terms": made.as_text()}, printed)


def asked_rows() -> Iterator[ItemAsked]:
    """Rows of every rule, polarity and kind for which a target can be set."""
    chance = random.Random(2015)
    rules = [
        rule
        for rule in RULES.values()
        if editable(terms(rule, Polarity.HIGHER, 1, Tolerance(D(5), ToleranceKind.POINTS)))
    ]
    number = 0
    while number < ROWS:
        rule = chance.choice(rules)
        polarity = chance.choice(polarities(rule))
        kind = chance.choice([Kind.PERCENTAGE, Kind.NUMBER, Kind.NUMBER, Kind.MONEY, Kind.YES_NO, Kind.DATE])
        if kind in (Kind.YES_NO, Kind.DATE):
            if Against.TARGET not in rule.needs or polarity in (Polarity.BAND, Polarity.NEITHER):
                continue
        tolerance = Tolerance(D(chance.choice(["0", "5", "10", "2.5"])), chance.choice(list(ToleranceKind)))
        made = terms(rule, polarity, chance.choice([0, 1, 2]), tolerance, kind)
        made = replace(made, title="", service="", priority="")
        values = sorted(D(chance.choice(["0", "50", "80", "95", "95.5", "12.25"])) for _ in range(2))
        if kind is Kind.YES_NO:
            made, tried = (
                replace(made, target=D(1), decimals=0, tolerance=Tolerance(D(0), ToleranceKind.POINTS)),
                D(chance.choice([0, 1])),
            )
        elif kind is Kind.DATE:
            made = replace(
                made,
                target=of_day(date(2014, 8, 12)),
                decimals=0,
                tolerance=Tolerance(tolerance.amount.quantize(D(1)), ToleranceKind.POINTS),
            )
            tried = of_day(date(2014, 8, chance.choice([1, 12, 20])))
        else:
            made = replace(made, target=values[0], forecast=values[0], green=values[1], amber=values[0])
            if polarity is Polarity.LOWER:
                made = replace(made, green=values[0], amber=values[1])
            if polarity is Polarity.BAND:
                made = replace(made, upper=values[1])
            if kind is Kind.PERCENTAGE:
                made = replace(made, minimum=D(0), maximum=D(100), unit="%")
            tried = values[0] + D(chance.choice(["0", "1", "-1", "-6", "0.04", "7"]))
        keep = set(editable(made))
        made = replace(
            made, **{name: None for name in ("target", "upper", "green", "amber", "forecast") if name not in keep}
        )
        if chance.random() < 0.1:
            made = replace(made, **dict.fromkeys(keep), words=chance.choice(["", "Higher than last year"]))
        number += 1
        yield row_of_terms(f"M{number}", made, tried if chance.random() > 0.05 else None, values[1])


def typed_in(chance: random.Random, item: ItemAsked) -> dict[str, Any]:
    """What somebody may type into a row, rightly and wrongly."""
    setting = Setting.of(item)

    def value(now: Decimal | None) -> Any:
        if setting.terms.kind is Kind.YES_NO:
            return chance.choice(["Yes", "No", "no", "perhaps"])
        if setting.terms.kind is Kind.DATE:
            return chance.choice([date(2014, 8, 12), date(2014, 8, 1), date(2015, 9, 1), "soon"])
        return chance.choice(
            [
                now if now is not None else D(50),
                D("60"),
                D("95"),
                D("96.04"),
                D("0"),
                D("0.95"),
                D("101"),
                "about 95",
                D("-3"),
            ]
        )

    found: dict[str, Any] = {}
    for column, name in setting.places.items():
        if chance.random() < 0.9:
            found[column] = value(getattr(setting.terms, name))
    if "new_second" not in setting.places and chance.random() < 0.05:
        found["new_second"] = D(3)
    if chance.random() < 0.3:
        found["new_tolerance"] = chance.choice([D(5), D(10), D("2.5"), D(0), D(-1), "five"])
    if chance.random() < 0.3:
        found["new_kind"] = chance.choice(["points", "% of target", "Points", "pct"])
    if chance.random() < 0.6:
        found["rationale"] = "Because of last year."
    return found


def test_live_cells_and_checks_agree_in_every_row(workspace: Workspace, tmp_path: Path) -> None:
    items = list(asked_rows())
    layout, chance = workspace.layouts["targets"], random.Random(7)
    service = next(iter(workspace.register().framework.services.values()))
    sticks = workspace.yardsticks()
    request = Request(
        "A Council",
        service,
        NEXT,
        date(2015, 1, 31),
        None,
        "",
        (),
        layout.version,
        tuple(items),
        sticks,
        tuple(items),
        "targets",
    )
    typed = {
        f"{row_key('targets', item.code, NEXT.id)}|{column}": value
        for item in items for column, value in typed_in(chance, item).items()
    }  # fmt: skip
    code = Code(service.code, NEXT.id, 1, "0123456789")
    path = tmp_path / "targets.xlsx"
    path.write_bytes(build_return(request, code, workspace.press(layout, "targets"), marking=Marking(typed=typed)))
    book = package.read((recalculate([path], tmp_path) / path.name).read_bytes())
    read = read_return(book, path.name, layout, Questions(NEXT, [], items, sticks), BACK.date())
    errors = {row_of(problem.about) for problem in read.problems if problem.severity is Severity.ERROR}
    answers = {answer.code: answer for answer in read.answers if isinstance(answer, ItemAnswer)}
    assert len(answers) == ROWS
    seen: Counter[str] = Counter()
    (table,) = tables(book, TARGETS.sheet_for(layout.sheet("targets"), items), "")
    by_code = {item.code: item for item in items}
    for row in table.rows():
        item = by_code[row["code"].text]
        key = row_key("targets", item.code, NEXT.id)
        cells = {column: placed.text for column, placed in row.cells.items()}
        said = (cells, [str(problem) for problem in read.problems if row_of(problem.about) == key])
        spoken = any(
            p.code in ("PMF-232", "PMF-233", "PMF-236", "PMF-237", "PMF-238")
            for p in read.problems
            if row_of(p.about) == key
        )
        if not spoken:
            assert (cells["to_do"] == DONE) is (key not in errors), said
        seen[cells["to_do"]] += 1
        answer = answers[item.code]
        if answer.held or spoken:
            continue
        told = Told(answer, item, sticks, BACK.date())
        assert {name: cells[name] for name in ("then", "against")} == TARGETS.shown(told), said
        seen[cells["then"]] += 1
        seen[cells["against"]] += 1
    assert seen[DONE] > 150
    wanted = {
        "Proposed target needed", "Check: Proposed target", "Upper end or Amber value needed", "Check: Upper end or Amber value",
        "Check: Proposed tolerance", "Check: Tolerance is", "Why needed", EASIER, HARDER, SAME, OTHER, FIRST, NO_FIGURE, CHECK_TARGET,
        Status.GREEN.shown, Status.AMBER.shown, Status.RED.shown,
    }  # fmt: skip
    assert wanted <= set(seen), wanted - set(seen)
    assert CHECK_SECOND
    assert TO_DO not in seen
