"""What if: proposals tried on a position, on the command line, and live in a cell's formula, which must judge alike."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_excel.demo import play
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel import theme as themes
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import Book
from pmf_excel.framework.figures import Absence, Figure, Kind, of_day, rounded
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.status import Status
from pmf_excel.framework.travel import Travel
from pmf_excel.ledger.editable import editable
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.proposals import Proposal, of_csv
from pmf_excel.ledger.records import Terms
from pmf_excel.ledger.what_if import what_if
from pmf_excel.master.proposed import proposed
from pmf_excel.returns.trial import CHECK_FIGURE, CHECK_SECOND, CHECK_TARGET, CHECK_TOLERANCE
from pmf_excel.shelves import shipped
from pmf_excel.workspace import Workspace
from tests.conftest import JUNE
from tests.office import recalculate
from tests.test_cli import Run, run
from tests.test_faces import RULES, grid, polarities, terms

__all__ = ["run"]

D = Decimal
EACH = 60
TEXT, ERROR, BLANK = "about 95", "#N/A", ""
#: What every Excel since 2007 knows; LibreOffice and Google Sheets too.
FUNCTIONS = {"IF", "AND", "OR", "ROUND", "MAX", "ABS", "INT", "ISERROR", "ISNUMBER", "UPPER", "TRIM", "SUBSTITUTE", "CHAR"}  # fmt: skip


def line_of(made: Terms, figure: Figure, last_year: Decimal | None = None, code: str = "AB01") -> Line:
    judged = made.rule.judge(made.case(figure, last_year))
    return Line(code, JUNE, made, figure, judged, None, Travel.NONE, None, None, JUNE, last_year=last_year)


def target_line(code: str = "AB01", figure: str = "91.2", target: str | None = "95", amount: str = "5", **more: Any) -> Line:  # fmt: skip
    tolerance = Tolerance(D(amount), more.pop("tolerance_kind", ToleranceKind.POINTS))
    made = terms(RULES[more.pop("rule", "Target and tolerance")], more.pop("polarity", Polarity.HIGHER), 1, tolerance)
    made = replace(made, unit="%", minimum=D(0), maximum=D(100), target=None if target is None else D(target), **more)
    return line_of(made, Figure(D(figure)) if figure else Figure(absence=Absence.AWAITED), code=code)


def position_of(*lines: Line) -> Position:
    from datetime import UTC, datetime

    return Position(JUNE, tuple(lines), (), datetime(2014, 7, 10, tzinfo=UTC), 1)


# In Python.


def test_a_target_that_is_easier_to_reach_turns_a_measure_green() -> None:
    found = what_if(position_of(target_line()), [Proposal("ab01", target="91")])
    (one,) = found.changed
    assert (one.now.status, one.then.status) == (Status.AMBER, Status.GREEN)
    assert one.then.judgement.sentence == "Green: 91.2% is above the target of 91.0%, which is better."
    assert one.judged_by == "95.0% → 91.0%"
    assert (found.before.of(Status.GREEN), found.after.of(Status.GREEN)) == (0, 1)
    assert found.sentence == "1 of 1 rated measure would change status: 1 from Amber to Green."


def test_moves_are_counted_most_first_with_the_denominator() -> None:
    lines = [target_line(f"AB{n:02}", figure) for n, figure in enumerate(["85", "86", "94", "96", ""], 1)]
    found = what_if(position_of(*lines), [Proposal(tolerance="10"), Proposal("AB04", target="97")])
    assert found.sentence == "3 of 4 rated measures would change status: 2 from Red to Amber and 1 from Green to Amber."
    assert {s.value: (found.before.of(s), found.after.of(s)) for s in found.statuses} == {
        "Green": (1, 0), "Amber": (1, 4), "Red": (2, 0), "Awaited": (1, 1),
    }  # fmt: skip
    assert found.without_effect == {"The figure has not been returned.": ["AB05"]}
    assert found.outcomes[4].then is lines[4]


def test_nothing_changes_and_says_so() -> None:
    found = what_if(position_of(target_line()), [Proposal("AB01", target="94.9")])
    assert (found.changed, found.sentence) == ([], "None of 1 rated measure would change status.")


def test_a_target_where_there_was_none_rates_the_measure() -> None:
    found = what_if(position_of(target_line(target=None)), [Proposal("AB01", target="90")])
    assert found.sentence == "1 of 1 measure would change status: 1 from No target to Green."
    assert found.changed[0].judged_by == "none → 90.0%"


def test_last_years_figure_is_the_one_known_now() -> None:
    made = replace(target_line(rule="Tolerance and last year").terms, last_year=D(95))
    now = line_of(made, Figure(D("91.2")), last_year=D(90))
    found = what_if(position_of(now), [Proposal("AB01", tolerance="1")])
    assert (now.status, found.changed[0].then.status) == (Status.GREEN, Status.AMBER)
    assert "last year" in found.changed[0].then.judgement.sentence


def test_the_kind_of_a_tolerance_can_be_proposed_alone() -> None:
    found = what_if(position_of(target_line(amount="4")), [Proposal(tolerance_kind="% of target")])
    assert (found.changed, found.outcomes[0].judged_by) == ([], "95.0%; tolerance 4 points → 4% of target")
    stricter = what_if(position_of(target_line(amount="4")), [Proposal(tolerance_kind="%", tolerance="4.0")])
    assert stricter.outcomes[0].then.status is Status.AMBER
    assert (
        what_if(position_of(target_line()), [Proposal(tolerance="3")]).outcomes[0].judged_by
        == "95.0%; tolerance 5 → 3 points"
    )


def test_a_measures_own_proposal_goes_before_that_for_all() -> None:
    found = what_if(position_of(target_line(), target_line("AB02")), [Proposal(tolerance="1"), Proposal("AB02", tolerance="4")])  # fmt: skip
    assert [one.then.status for one in found.outcomes] == [Status.RED, Status.AMBER]


def test_a_forecast_is_proposed_as_the_target() -> None:
    now = target_line(rule="Forecast", target=None, forecast=D(95))
    (one,) = what_if(position_of(now), [Proposal("AB01", target="91.2")]).changed
    assert (one.then.terms.forecast, one.then.status, one.judged_by) == (D("91.2"), Status.GREEN, "Forecast 95.0% → Forecast 91.2%")  # fmt: skip


def test_words_of_the_old_target_go_with_it() -> None:
    now = target_line(words="Higher than last year")
    (one,) = what_if(position_of(now), [Proposal("AB01", target="91")]).changed
    assert one.judged_by == "Higher than last year: 95.0% → 91.0%"


@pytest.mark.parametrize(
    ("more", "proposal", "why"),
    [
        ({"rule": "Data only"}, {"target": "90"}, '"Data only" looks at no target.'),
        ({"rule": "Last year"}, {"target": "90"}, '"Last year" looks at no target.'),
        ({"rule": "On or off track"}, {"tolerance": "1"}, '"On or off track" allows no tolerance.'),
        ({"rule": "On or off track"}, {"measure": "all", "tolerance": "1"}, '"On or off track" allows no tolerance.'),
        ({"figure": ""}, {"target": "90"}, "The figure has not been returned."),
        ({"kind": Kind.YES_NO, "figure": "1", "target": "1"}, {"measure": "", "tolerance": "1"}, "There is nothing between Yes and No, so no tolerance."),
        ({"kind": Kind.DATE, "figure": "41800", "target": "41800"}, {"measure": "", "tolerance": "1"}, "The tolerance of a date is in days, and is proposed by the measure's code."),
    ],
)  # fmt: skip
def test_what_has_no_effect_says_why(more: dict[str, Any], proposal: dict[str, str], why: str) -> None:
    found = what_if(position_of(target_line(**more)), [Proposal(**{"measure": "AB01", **proposal})])
    assert (found.without_effect, found.changed) == ({why: ["AB01"]}, [])


@pytest.mark.parametrize(
    ("more", "proposal", "said"),
    [
        ({}, {"target": "abc"}, '"abc" is not a number. Write it in digits, such as 95.5.'),
        ({}, {"target": "1e1"}, '"1e1" is not a number. Write it in digits, such as 95.5.'),
        ({}, {"target": "101"}, "101 is not between 0 and 100. Write a number between 0 and 100."),
        ({"kind": Kind.PERCENTAGE}, {"target": "0.95"}, "0.95% is little; it looks like 95.00% typed as a fraction. Write it in percent."),
        ({}, {"tolerance": "-1"}, '"-1" is not a tolerance. Write a number of at least 0'),
        ({}, {"tolerance": "5%"}, '"5%" is not a tolerance. Write a number of at least 0 without a sign'),
        ({}, {"tolerance": "5", "tolerance_kind": "per cent"}, '"per cent" is not a kind of tolerance. Write points or "% of target".'),
        ({}, {"upper": "99"}, 'AB01 is judged by "Target and tolerance", which looks at its target, not at its upper end. Propose that instead.'),
        ({"rule": "Green and Amber values", "green": D(90), "amber": D(80)}, {"target": "85"}, "looks at its Green value and Amber value, not at its target. Propose one of those instead."),
        ({"rule": "Green and Amber values", "green": D(90), "amber": D(80)}, {"green": "75"}, "the Green value of AB01, 75.0%, would be worse than its Amber value, 80.0%: higher is better. Propose both."),
        ({"polarity": Polarity.BAND, "upper": D(97)}, {"target": "98"}, "the band of AB01 would end at 97.0%, below its beginning at 98.0%. Propose both ends: the target, and the upper end."),
        ({"kind": Kind.YES_NO, "figure": "1", "target": "1"}, {"target": "maybe"}, 'AB01 is answered by Yes or No, and "maybe" is neither. Write Yes or No.'),
        ({"kind": Kind.DATE, "figure": "41800", "target": "41800"}, {"target": "soon"}, '"soon" is not a day. Write it as 2014-08-12, or as "12 August 2014".'),
        ({"kind": Kind.DATE, "figure": "41800", "target": "41800"}, {"target": "1/1/1914"}, "01/01/1914 is not a likely day. Write one from 1990 to 2199."),
        ({"kind": Kind.DATE, "figure": "41800", "target": "41800"}, {"tolerance": "5", "tolerance_kind": "%"}, "AB01 is a date, and a share of a date means nothing. Write points, which are days here."),
        ({}, {"measure": "", "target": "90"}, "a target belongs to one measure. Give the measure's code."),
        ({}, {"measure": "AB10", "target": "90"}, 'no measure of the round of June 2014 has the code "AB10". Did you mean "AB01"? Check its code.'),
        ({}, {}, "nothing is proposed. Give a target or a tolerance."),
        ({"figure": ""}, {"target": "abc"}, '"abc" is not a number.'),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(more: dict[str, Any], proposal: dict[str, str], said: str) -> None:
    one = Proposal(**{"measure": "AB01", "place": "here", **proposal})
    with pytest.raises(Mistyped) as why:
        what_if(position_of(target_line(**more)), [one])
    assert f"  here: {said}" in str(why.value) or said in str(why.value)
    with pytest.raises(PutRight):
        what_if(position_of(target_line(**more)), [replace(one, in_file=True)])


def test_everything_is_refused_at_once_and_each_thing_once() -> None:
    lines = [target_line(), target_line("AB02")]
    wrong = [Proposal("AB01", target="x", place="1"), Proposal("", tolerance="-3", place="2"), Proposal("ZZ9", target="1", place="3")]  # fmt: skip
    with pytest.raises(Mistyped) as why:
        what_if(position_of(*lines), [*wrong, Proposal("AB01", target="90", place="4")])
    assert [said.split(":")[0].strip() for said in str(why.value).splitlines()[1:]] == ["1", "2", "3", "4"]


def test_a_file_of_proposals_is_read_as_excel_saves_it() -> None:
    text = 'Measure,Target,Tolerance,Tolerance kind,\r\nAB01,"1,200",,,\r\n,,,,\r\nall,,5,% of target,\r\n'
    found = of_csv(text.encode("utf-8-sig"), "p.csv")
    assert found == [
        Proposal("AB01", target="1,200", place="p.csv, row 2", in_file=True),
        Proposal("all", tolerance="5", tolerance_kind="% of target", place="p.csv, row 4", in_file=True),
    ]
    assert of_csv("measure,target\nAB01,£5\n".encode("cp1252"), "p.csv")[0].target == "£5"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,target\nA,1\n", 'p.csv, row 1: "code" is no heading of proposals.'),
        ("target\n1\n", "p.csv, row 1: a heading is missing, or there twice."),
        ("", "p.csv, row 1: a heading is missing, or there twice."),
        ("measure,target\nA,1,200\n,5\n", "p.csv, row 2: there are more cells than headings. Put a number such as 1,200 in quotation marks.\np.csv, row 3: it does not say for which measure."),
    ],
)  # fmt: skip
def test_a_file_that_is_none_says_so(text: str, said: str) -> None:
    with pytest.raises(PutRight) as why:
        of_csv(text.encode(), "p.csv")
    assert str(why.value).startswith(said)


RULE = st.sampled_from(sorted(RULES))
VALUE = st.decimals(-200, 200, places=2)


@settings(max_examples=300, deadline=None)
@given(RULE, st.data(), VALUE, VALUE, st.decimals(0, 50, places=1), st.sampled_from(list(ToleranceKind)))
def test_what_is_proposed_is_what_is_judged_by(
    name: str, data: st.DataObject, value: Decimal, other: Decimal, amount: Decimal, kind: ToleranceKind
) -> None:
    rule = RULES[name]
    # The register allows a band only where the rule needs a target.
    ways = [way for way in polarities(rule) if way is not Polarity.BAND or rule.needs_target]
    polarity = data.draw(st.sampled_from(ways))
    figure, last_year = Figure(data.draw(VALUE)), data.draw(st.none() | VALUE)
    low, high = sorted((value, other))
    bad, good = (high, low) if polarity is Polarity.LOWER else (low, high)
    present = replace(
        terms(rule, polarity, 1, Tolerance(D(5), ToleranceKind.POINTS)), target=data.draw(st.none() | VALUE)
    )
    now = line_of(present, figure, last_year)
    wanted = {name: {"target": low, "upper": high, "forecast": low, "green": good, "amber": bad}[name] for name in editable(present)}  # fmt: skip
    texts: dict[str, Any] = {("target" if key == "forecast" else key): f"{it:f}" for key, it in wanted.items()}
    tried = what_if(position_of(now), [Proposal("AB01", **texts, tolerance=f"{amount}", tolerance_kind=kind.value)])
    then = replace(present, **wanted, tolerance=Tolerance(amount, kind))
    (one,) = tried.outcomes
    assert one.then.judgement == rule.judge(then.case(figure, last_year))
    assert tried.after.total == tried.before.total == 1
    assert [move[:2] for move in tried.moves] == [(one.now.status, one.then.status)] * one.changed
    # Proposing what is so already changes nothing.
    again = what_if(
        position_of(one.then), [Proposal("AB01", **texts, tolerance=f"{amount}", tolerance_kind=kind.value)]
    )
    assert not again.changed and again.outcomes[0].then.terms == one.then.terms


# Live.


@dataclass(frozen=True)
class Tried:
    """One row as a person left it: what its cells hold, and what the formula should say to it."""

    line: Line
    figure: Any
    cells: Mapping[str, Any]
    expected: str


def lines(seed: int = 7) -> Iterator[Line]:
    """Lines on and around each boundary of every rule, of every kind, some without a target, a last year or a figure."""
    chance = random.Random(seed)
    for number, rule in enumerate(RULES.values()):
        tries = grid(rule, seed + number)
        for _ in range(EACH):
            one = next(tries)
            while isinstance(one.actual, str) and one.actual not in ("Yes", "No"):
                one = next(tries)
            value = D(one.actual == "Yes") if isinstance(one.actual, str) else one.actual.quantize(D("0.000001")) + 0
            made = one.terms
            for name in ("target", "upper", "forecast", "green", "amber"):
                if chance.random() < 0.08:
                    made = replace(made, **{name: None})
            if made.kind is Kind.NUMBER and chance.random() < 0.3:
                made = replace(made, kind=Kind.PERCENTAGE, unit="%", minimum=min(D(0), value), maximum=D(2_000_000))
            figure = Figure(value) if chance.random() > 0.02 else Figure(absence=chance.choice(list(Absence)))
            yield line_of(made, figure, chance.choice([None, None, D("97.5"), D(-3), value]))


def read(line: Line, names: Mapping[str, str], value: Any) -> Decimal | None:
    """A value of a cell as a figure of the measure; nothing when it is none."""
    if line.terms.kind is Kind.YES_NO:
        word = str(value).replace("\u00a0", " ").strip().casefold()
        return D(word == "yes") if word in ("yes", "no") else None
    if line.terms.kind is Kind.DATE:
        return of_day(value) if isinstance(value, date) and 1990 <= value.year <= 2199 else None
    # What stands there now can be typed again, whatever the limits.
    now = [rounded(v, line.terms.decimals) for n in names.values() if (v := getattr(line.terms, n)) is not None]
    low, high = line.terms.minimum, line.terms.maximum
    if not isinstance(value, Decimal) or (low is not None and value < min([low, *now])):
        return None
    fraction = line.terms.kind is Kind.PERCENTAGE and line.terms.polarity is Polarity.HIGHER and 0 < value < 1
    if fraction and not any(
        0 < getattr(line.terms, n) < 1 for n in editable(line.terms) if getattr(line.terms, n) is not None
    ):
        return None
    return None if high is not None and value > max([high, *now]) else value


def expected(line: Line, names: Mapping[str, str], cells: Mapping[str, Any]) -> str:
    """What should stand in the row, by the rule itself."""
    if line.figure.value is None:
        return line.status.shown
    made = line.terms
    new: dict[str, Any] = {}
    if "tolerance" in cells:
        amount = cells["tolerance"]
        if not isinstance(amount, Decimal) or amount < 0:
            return CHECK_TOLERANCE
        made = replace(made, tolerance=replace(made.tolerance, amount=amount))
    for place, name in names.items():
        check = CHECK_TARGET if place == "target" else CHECK_SECOND[name]  # type: ignore[index]
        value = cells[place]
        if str(value).strip() == "" and getattr(made, name) is None:
            continue
        new[name] = read(line, names, value)
        if new[name] is None:
            return check
        first = new.get(names["target"])
        if place == "second" and first is not None:
            below = new[name] < first
            ordered = {"upper": not below, "amber": below or new[name] == first}[name]
            if made.polarity is Polarity.LOWER:
                ordered = not below
            if not ordered:
                return check
    return made.rule.judge(replace(made, **new).case(line.figure, line.last_year)).status.shown


def attempts() -> Iterator[Tried]:
    """Each line as it is, and with its cells changed: to other values, to what is none, and to nothing."""
    chance = random.Random(11)
    for line in lines():
        row = proposed(line, "A1", "B1", "C1", "D1")
        names = dict(zip(("target", "second"), editable(line.terms), strict=False))
        assert row.shown == line.status.shown
        if not row.formula:
            yield Tried(line, None, {}, row.shown)
            continue
        assert row.editable == {*names, *(["tolerance"] if row.tolerance is not None else [])}
        held = {place: getattr(row, place) for place in sorted(row.editable)}
        yield Tried(line, row.figure, held, line.status.shown)
        for _ in range(2):
            cells = {place: _other(chance, line, place, value) for place, value in held.items()}
            yield Tried(line, row.figure, cells, expected(line, names, cells))


def _other(chance: random.Random, line: Line, place: str, value: Any) -> Any:
    """Another value for a cell, likely one that matters."""
    if chance.random() < 0.25:
        return value if value is not None else BLANK
    if chance.random() < 0.12:
        return chance.choice([TEXT, ERROR, BLANK, "  ", D(-1)])
    if place == "tolerance":
        return D(chance.choice(["0", "1", "2.5", "10", "50", "1000"]))
    if line.terms.kind is Kind.YES_NO:
        return chance.choice(["Yes", "No", "yes ", " NO", "\u00a0yes", "maybe"])
    assert line.figure.value is not None
    if line.terms.kind is Kind.DATE:
        return date(1899, 12, 30) + timedelta(days=int(line.figure.value) + chance.choice([-15, -14, -1, 0, 1, 14, 15]))
    step = D(1).scaleb(-line.terms.decimals)
    if chance.random() < 0.05:
        return D("0.95")
    near = chance.choice([D(0), step, -step, step / 2, -step / 2, D(5), D(-5), D(20), -line.figure.value])
    return line.figure.value + near


def test_the_formula_judges_as_the_rule_does_whatever_is_typed(tmp_path: Path) -> None:
    tried = list(attempts())
    assert len(tried) > 1_500
    seen = {one.expected for one in tried}
    assert seen >= {s.shown for rule in RULES.values() for s in rule.statuses}
    assert seen >= {CHECK_TARGET, CHECK_TOLERANCE, *CHECK_SECOND.values(), Status.NO_TARGET.shown, Status.NO_COMPARISON.shown}  # fmt: skip
    got = worked_out(tried, tmp_path)
    different = [
        (one.line.terms.rule.name, one.line.terms.polarity, one.line.terms.kind, one.line.terms.compared, one.line.terms.tolerance, one.figure, one.cells, one.expected, value)
        for one, value in zip(tried, got, strict=True)
        if one.expected != value
    ]  # fmt: skip
    assert not different, (len(different), different[:5])


def worked_out(tried: list[Tried], folder: Path) -> list[str]:
    """What a spreadsheet program shows for each row; the formulas carry a wrong result until then."""
    book = Book(themes.load(shipped("workbook_templates") / "theme.toml"), "What if", "Test")
    page = book.sheet("What if")
    for row, one in enumerate(tried):
        for column, value in enumerate(
            [one.figure, *(one.cells.get(key) for key in ("target", "second", "tolerance"))]
        ):
            if value == ERROR:
                page.formula(row, column, "NA()", ERROR)
            else:
                page.put(row, column, value)
        made = proposed(one.line, *(address(row, column) for column in range(4)))
        if made.formula:
            page.formula(row, 4, made.formula, "stale")
        else:
            page.put(row, 4, made.shown)
    path = folder / "what if.xlsx"
    path.write_bytes(book.bytes())
    out = recalculate([path], folder)
    import openpyxl

    sheet = openpyxl.load_workbook(out / path.name, data_only=True)["What if"]
    return [str(cell.value) for cell in sheet["E"]]


def test_the_figure_overtyped_is_said_too(tmp_path: Path) -> None:
    line = target_line()
    row = {"target": D(95), "tolerance": D(5)}
    assert worked_out([Tried(line, TEXT, row, ""), Tried(line, ERROR, row, ""), Tried(line, D(96), row, "")], tmp_path) == [CHECK_FIGURE, CHECK_FIGURE, "● Green"]  # fmt: skip


def test_every_formula_is_one_that_any_excel_takes() -> None:
    longest = 0
    for line in lines():
        formula = proposed(line, "$AB$10000", "$AC$10000", "$AD$10000", "$AE$10000").formula
        bare = re.sub(r'"[^"]*"', "", formula)
        assert set(re.findall(r"([A-Z][A-Z.]*)\(", bare)) <= FUNCTIONS
        deep = most = 0
        for sign in bare:
            deep += (sign == "(") - (sign == ")")
            most = max(most, deep)
        assert most <= 64 and deep == 0
        longest = max(longest, len(formula))
    assert 0 < longest < 8_192


# On the command line.


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample council with its returns collected."""
    folder = tmp_path_factory.mktemp("what if") / "d"
    play(folder, lambda said: None, lambda name: None)
    return folder


def test_the_command_counts_now_and_then_and_names_what_changes(run: Run, council: Path) -> None:
    before = {path: path.read_bytes() for path in council.rglob("*") if path.is_file()}
    done = run("what-if", "-w", str(council), "--tolerance", "5")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 100
    said = re.sub(r"\s+", " ", done.stdout)
    assert "June 2014 round: what if Status Now Then Change ● Green 25 25 ■ Amber 5 2 −3 ▲ Red 9 12 +3" in said
    assert "PS01 Processing of planning 63.6% 70.0%; tolerance 10% → 5% of ■ Amber → ▲ Red" in said
    assert "3 of 39 rated measures would change status: 3 from Amber to Red." in said
    assert 'No effect on SNH03, SNH04, SNH06: "No target" allows no tolerance.' in said
    assert said.strip().split("Next, ")[1].startswith("to see where a status comes from: pmf explain IT07 2014-Q1")
    assert {path: path.read_bytes() for path in council.rglob("*") if path.is_file()} == before


def test_the_command_answers_machines(run: Run, council: Path) -> None:
    found = json.loads(run("what-if", "June 2014", "-w", str(council), "--target", "ps01=63.55", "--json").stdout)
    (one,) = found["measures"]
    assert (found["round"], found["before"]["Green"], found["after"]["Green"]) == ("2014-06", 25, 26)
    assert (one["measure"], one["changes"], one["now"]["target"], one["then"]["target"]) == (
        "PS01",
        True,
        "70",
        "63.55",
    )
    assert one["then"]["why"] == "Green: 63.6% is on the target."
    assert found["said"] == "1 of 39 rated measures would change status: 1 from Amber to Green."


def test_the_command_reads_a_file(run: Run, council: Path, tmp_path: Path) -> None:
    with (tmp_path / "p.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["measure", "target", "tolerance"], ["PS01", "60", ""], ["RS20", "", "1"]])
    done = run("what-if", "-w", str(council), "--file", "p.csv")
    assert "2 of 39 rated measures would change status: 1 from Amber to Green and 1 from Amber to Red." in done.stdout
    (tmp_path / "p.csv").write_text("measure,target\nPS01,x\nPS011,60\n", encoding="utf-8")
    wrong = run("what-if", "-w", str(council), "--file", "p.csv")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert 'p.csv, row 2: "x" is not a number.' in wrong.stderr
    assert (
        'p.csv, row 3: no measure of the round of June 2014 has the code "PS011". Did you mean "PS01"? Check its code.'
        in wrong.stderr
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Nothing is proposed. Say what: --target PS01=90, --tolerance 5, or --file proposals.csv."),
        (["--target", "PS01"], '--target: "PS01" is not a code with a value. Write it as --target PS01=90.'),
        (["--tolerance", "=5"], '--tolerance: "=5" is not a code with a value.'),
        (["--target", "PS1=90"], 'has the code "PS1". Did you mean "PS01"?'),
        (["--tolerance", "5", "--tolerance", "6"], "another one is proposed already: --tolerance 5. Keep one of the two."),
        (["--tolerance-kind", "x"], '--tolerance-kind x: "x" is not a kind of tolerance.'),
        (["2014-05", "--tolerance", "5"], "May 2014"),
    ],
)  # fmt: skip
def test_the_command_refuses_what_was_mistyped(run: Run, council: Path, words: list[str], said: str) -> None:
    done = run("what-if", *words, "-w", str(council))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_measure_that_another_round_asks_for_says_which(council: Path) -> None:
    position, _ = Workspace.open(council).position()
    code = position.lines[0].measure
    other = replace(position, lines=position.lines[1:], not_due=(Workspace.open(council).position()[1].measures[code],))
    with pytest.raises(Mistyped, match=f'"{code}" is reported quarterly, and not in the round of June 2014. Choose a'):
        what_if(other, [Proposal(code, target="1")])


def test_every_line_of_the_sample_is_what_its_formula_says(council: Path, tmp_path: Path) -> None:
    position, _ = Workspace.open(council).position()
    tried = []
    for line in position.lines:
        row = proposed(line, "A1", "B1", "C1", "D1")
        cells = {"target": row.target, "second": row.second, "tolerance": row.tolerance}
        tried.append(Tried(line, row.figure, cells, line.status.shown))
    assert len(tried) == 45
    assert worked_out(tried, tmp_path) == [one.expected for one in tried]
