"""Every status rule is the same everywhere: thousands of figures on and around each boundary, judged in Python and by the
live formula in a real spreadsheet program, agree cell by cell.

The formulas carry a wrong cached result, so that nothing but a recalculation can make them right.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel.excel import theme as themes
from pmf_excel.excel.layout import read_toml
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import Book
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Figure, Kind, of_day
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.rules import RuleSet, rule_sets
from pmf_excel.ledger.records import Terms
from pmf_excel.returns.live import live_status
from pmf_excel.shelves import shipped
from tests.office import recalculate

RULES = rule_sets(read_toml(shipped("workbook_templates") / "status-rules.toml"), "status-rules.toml")
EACH = 5_000
TODAY = date(2014, 7, 10)
#: What a person may leave in the cell besides a number, and what the formula says to it.
BLANK, TEXT, ERROR = "", "about 95", "#N/A"
OTHERS = {BLANK: "nothing", TEXT: "Check the figure", ERROR: "Check the figure"}


@dataclass(frozen=True)
class Try:
    terms: Terms
    actual: Decimal | str
    due: date | None = None

    @property
    def expected(self) -> str:
        if isinstance(self.actual, str) and self.actual in OTHERS:
            return OTHERS[self.actual]
        value = Decimal(self.actual == "Yes") if isinstance(self.actual, str) else self.actual
        case = replace(self.terms.case(Figure(value)), due=self.due, today=TODAY)
        return self.terms.rule.judge(case).status.shown


def terms(rule: RuleSet, polarity: Polarity, decimals: int, tolerance: Tolerance, kind: Kind = Kind.NUMBER) -> Terms:
    return Terms(
        "A measure", "REG", "A priority", "", kind, decimals, None, None, polarity, False, rule, tolerance, None
    )  # fmt: skip


def polarities(rule: RuleSet) -> list[Polarity]:
    """Which ways of being better the register allows with a rule."""
    ways = [Polarity.HIGHER, Polarity.LOWER]
    if not {Against.GREEN, Against.AMBER} & set(rule.compares):
        ways.append(Polarity.BAND)
    return [*ways, Polarity.NEITHER] if set(rule.compares) <= {Against.FORECAST} else ways


def grid(rule: RuleSet, seed: int) -> Iterator[Try]:
    """Figures on, around and far from every boundary of a rule, for many targets, tolerances and decimals."""
    chance = random.Random(seed)
    references = [Decimal(text) for text in ("0", "100", "95", "-5", "0.05", "2.4", "1234567.8", "98.55", "12", "-0.5")]
    while True:
        decimals = chance.choice([0, 0, 1, 1, 2, 3])
        amount = Decimal(chance.choice(["0", "5", "10", "2.5", "33.3", "0.1"]))
        tolerance = Tolerance(amount, chance.choice(list(ToleranceKind)))
        polarity = chance.choice(polarities(rule))
        made = terms(rule, polarity, decimals, tolerance)
        one, other, third = (chance.choice(references) for _ in range(3))
        made = replace(made, target=one, forecast=one, green=max(one, other), amber=min(one, other), last_year=third)
        if polarity is Polarity.LOWER:
            made = replace(made, green=made.amber, amber=made.green)
        if polarity is Polarity.BAND:
            made = replace(made, upper=one + abs(other))
        if chance.random() < 0.15:
            made = replace(made, last_year=None)
        if chance.random() < 0.03:
            made = replace(made, target=None, forecast=None, green=None, upper=None)
        step = Decimal(1).scaleb(-decimals)
        near = [step, -step, step / 2, -step / 2, step * Decimal("0.49"), Decimal(0), Decimal(1), Decimal(-10)]
        for reference in {one, third, made.green or one, made.amber or one, made.upper or one}:
            band = tolerance.band(reference)
            for edge in (reference, reference + band, reference - band):
                yield Try(made, edge + chance.choice(near), _due(chance))
        for value in chance.choices([Decimal(0), Decimal(-3), Decimal("1e6"), BLANK, TEXT, ERROR], k=2):
            yield Try(made, value, _due(chance))
        yield from _in_words(chance, rule)


def _due(chance: random.Random) -> date:
    return TODAY + timedelta(days=chance.choice([-400, -1, 0, 1, 30]))


def _in_words(chance: random.Random, rule: RuleSet) -> Iterator[Try]:
    """Measures whose figure is an answer or a day."""
    if Against.TARGET not in rule.needs or chance.random() > 0.2:
        return
    polarity = chance.choice([Polarity.HIGHER, Polarity.LOWER])
    none = Tolerance(Decimal(chance.choice([0, 14])), ToleranceKind.POINTS)
    yes = replace(
        terms(rule, polarity, 0, replace(none, amount=Decimal(0)), Kind.YES_NO), target=Decimal(chance.choice([0, 1]))
    )
    yield Try(yes, chance.choice(["Yes", "No", TEXT, BLANK]))
    day = TODAY + timedelta(days=chance.choice([-15, -14, -13, -1, 0, 1, 13, 14, 15]))
    made = replace(terms(rule, Polarity.LOWER, 0, none, Kind.DATE), target=of_day(TODAY))
    yield Try(made, of_day(day))


def tries(rule: RuleSet, seed: int) -> list[Try]:
    found: list[Try] = []
    for one in grid(rule, seed):
        # Excel holds fifteen digits; a percent-complete rule is given percentages.
        if isinstance(one.actual, Decimal):
            one = replace(one, actual=one.actual.quantize(Decimal("0.000001")).normalize() + 0)
        found.append(one)
        if len(found) >= EACH:
            return found
    raise AssertionError


def percentages(rule: RuleSet) -> list[Try]:
    """Every tenth of a percent, with and without a due date, for the rule that judges by percent complete."""
    found = []
    for decimals in (0, 1, 2):
        made = terms(rule, Polarity.HIGHER, decimals, Tolerance(Decimal(0), ToleranceKind.POINTS))
        for tenth in range(0, 1001):
            for due in (None, TODAY, TODAY - timedelta(days=1)):
                found.append(Try(made, Decimal(tenth) / 10, due))
    return found


def test_every_rule_judges_alike_in_python_and_in_a_spreadsheet(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    everything = {
        name: tries(rule, number) + (percentages(rule) if name == "Percent complete" else [])
        for number, (name, rule) in enumerate(RULES.items())
    }
    path = tmp_path / "grid.xlsx"
    path.write_bytes(workbook(everything))
    live = recalculated(path, tmp_path)
    for name, cases in everything.items():
        assert len(cases) >= EACH
        different = [
            (
                one.terms.polarity,
                one.terms.compared,
                one.terms.upper,
                one.terms.tolerance,
                one.actual,
                one.expected,
                got,
            )
            for one, got in zip(cases, live[name[:31]], strict=True)
            if one.expected != got
        ]
        assert not different, (name, len(different), different[:5])
        given = {one.expected for one in cases}
        assert given >= {status.shown for status in RULES[name].statuses}, f"{name}: not every status was tried"


def workbook(everything: dict[str, list[Try]]) -> bytes:
    book = Book(themes.load(shipped("workbook_templates") / "theme.toml"), "Grid", "Test")
    for name, cases in everything.items():
        page = book.sheet(name[:31])
        for row, one in enumerate(cases):
            if one.actual == ERROR:
                page.formula(row, 0, "NA()", ERROR)
            elif one.actual != BLANK:
                page.put(row, 0, one.actual)
            in_cell = one.terms.target is not None and one.terms.kind is Kind.NUMBER
            if in_cell:
                page.put(row, 1, one.terms.target)
            due = f"{of_day(one.due)}" if one.due else ""
            formula = live_status(
                one.terms, address(row, 0), address(row, 1) if in_cell else "", '"nothing"', due, f"{of_day(TODAY)}"
            )
            page.formula(row, 2, formula, "stale")
    return book.bytes()


def recalculated(path: Path, folder: Path) -> dict[str, list[str]]:
    """The formulas' column of each sheet, worked out anew by LibreOffice on loading."""
    out = recalculate([path], folder)
    import openpyxl

    book = openpyxl.load_workbook(out / path.name, read_only=True, data_only=True)
    return {sheet.title: [str(row[2]) for row in sheet.iter_rows(values_only=True, max_col=3)] for sheet in book}


def test_the_grid_finds_a_rule_whose_faces_differ() -> None:
    """The grid must hold the cases that matter: a tolerance that is off by a hair is found."""
    rule = RULES["Target and tolerance"]
    wrong = 0
    for one in tries(rule, 0):
        if isinstance(one.actual, Decimal) and one.terms.target is not None:
            wider = replace(
                one.terms, tolerance=replace(one.terms.tolerance, amount=one.terms.tolerance.amount + Decimal("0.001"))
            )
            wrong += Try(wider, one.actual).expected != one.expected
    assert wrong > 20
