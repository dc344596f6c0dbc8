"""The live formulas of a return and the checks on collection say the same: of hundreds of returns, filled in rightly, wrongly and
not at all, and worked out anew by a spreadsheet program."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmf_excel.excel import package
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import tables
from pmf_excel.excel.stamp import Code
from pmf_excel.framework.periods import Period, month
from pmf_excel.ledger.queries import row_of
from pmf_excel.ledger.records import Answer, ItemAnswer
from pmf_excel.problems import Severity
from pmf_excel.returns.ask import Request
from pmf_excel.returns.build import build_return
from pmf_excel.returns.items import Told
from pmf_excel.returns.live import DONE, in_parts
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.parts import CATCH_UP, MEASURES, PARTS, with_words
from pmf_excel.returns.read import Questions, key_of, measure_layout, read_return
from pmf_excel.workspace import Workspace
from tests.everything import council
from tests.office import recalculate

RETURNS = 500
SERVICES = 10
#: Beyond any day on which this runs, and the day on which it is said to be read.
FUTURE, TODAY = date(2190, 1, 1), date(2100, 1, 1)
#: What is read although no formula can know it: a number, a day, an answer or a reason typed in words.
SPOKEN = (
    "95%",
    "95 per cent",
    "57.25",
    "1,234",
    "£1.2k",
    "(5)",
    "nil",
    "n/a",
    "TBC",
    "<5",
    "-",
    "12 Jun 2014",
    "12/06/2014",
    "Q2",
    "y",
    "N",
)
READ = {"PMF-232", "PMF-233", "PMF-234", "PMF-235", "PMF-236", "PMF-237", "PMF-238"}
UNTOUCHED = "PMF-248"
BLANKS = (None, None, None, "  ", "\u00a0", "\n")
PAST = date(2014, 5, 20)


def value(chance: random.Random, column: Any, choices: tuple[str, ...], kind: str) -> Any:
    """Something that a person may put into a cell: often right, sometimes wrong, sometimes nothing."""
    luck = chance.random()
    if luck < 0.12:
        return chance.choice(BLANKS)
    if luck < 0.17:
        return chance.choice(["Perhaps", "see e-mail", "?", ">=1", "<>", *SPOKEN])
    if column.choices:
        word = chance.choice(choices)
        return chance.choice([word, word, word, word.upper(), f" {word} "])
    if kind == "date":
        return chance.choice(
            [date(2014, 6, 15), date(2014, 12, 31), date(2015, 3, 31), PAST, FUTURE, Decimal(12), date(2014, 3, 1)]
        )
    if kind in ("number", "figure"):
        figures = "0 1 2.5 12 50 57.25 60 79.95 80 90 95 94.96 99.99 100 101 -5 130000 125000 47000 1e16"
        return Decimal(chance.choice(figures.split()))
    longest = column.longest
    return chance.choice(
        ["Words", "Words", "Words that say more\nthan one line", "x" * (longest + 1) if longest < 3000 else "Words"]
    )


def typed(chance: random.Random, request: Request, layout: Layout) -> dict[str, Any]:
    """What is typed into a return at random, by cell."""
    found: dict[str, Any] = {}
    lazy = chance.random() < 0.1
    for asked in request.asked:
        if not (lazy and chance.random() < 0.6):
            key = key_of(asked, request.round)
            _fill_row(chance, found, key, layout.sheet(key.split("|")[0]), layout, asked.terms)
    for item in request.items:
        if not (lazy and chance.random() < 0.6):
            key = row_key(item.part, item.code, request.round.id)
            _fill_row(chance, found, key, layout.sheet(item.part), layout, None)
    return found


def _fill_row(chance: random.Random, found: dict[str, Any], row: str, sheet: Any, layout: Layout, terms: Any) -> None:
    parts = terms is not None and in_parts(terms)
    none = terms is not None and chance.random() < 0.2
    for column in sheet.columns:
        if not column.input:
            continue
        figure = column.key in ("figure", "numerator", "denominator")
        if figure and ((column.key == "figure") is parts or none):
            continue
        if column.key == "reason" and not none and chance.random() < 0.95:
            continue
        if column.key in ("reply", "revised_due", "completed") and chance.random() < 0.6:
            continue
        kind, choices = column.kind, layout.lists.get(column.choices, ())
        if column.key == "figure":
            kind = {"Date": "date", "Yes/No": "answer"}.get(terms.kind.value, "figure")
            choices = ("Yes", "No")
        given = (
            chance.choice([*choices, *choices, "maybe", "y", "n/a", None])
            if kind == "answer"
            else value(chance, column, choices, kind)
        )
        if given is not None:
            found[f"{row}|{column.key}"] = given


def live(workbook: Workbook, layout: Layout, questions: Questions) -> dict[str, dict[str, str]]:
    """What the live cells of every row show, by row."""
    found: dict[str, dict[str, str]] = {}
    round_id = questions.round.id
    periods = {(row.measure, row.printed["period"]): key_of(row, questions.round) for row in questions.asked}
    for part in (MEASURES, CATCH_UP, *PARTS):
        for table in tables(workbook, layout.sheet(part), ""):
            for row in table.rows():
                key = row_key(part, row["code"].text, round_id)
                if part in (MEASURES, CATCH_UP):
                    key = periods[row["code"].text, row["period"].text]
                found[key] = {name: placed.text for name, placed in row.cells.items()}
    return found


def fillings(workspace: Workspace, at: Period) -> Iterator[tuple[str, bytes, Questions]]:
    """So many returns of the round, each with other values typed in, with what it asked.

    They still show what they showed before anything was typed: only a program that works the formulas out makes them right.
    """
    layout = workspace.layout("return")
    press = workspace.press(layout)
    with workspace.ledger.reading() as reader:
        issues = list(reader.current_issues(at).values())
        requests = [workspace.request(issued, layout, reader) for issued in issues]
    chance = random.Random(20140630)
    for number in range(RETURNS):
        issued, request = issues[number % len(issues)], requests[number % len(issues)]
        code = Code(issued.service, at.id, issued.issue, issued.digest)
        marking = Marking(typed=typed(chance, request, with_words(layout, request.yardsticks)))
        data = build_return(request, code, press, marking=marking)
        yield f"{number:03} {issued.service}", data, Questions(at, request.asked, request.items, request.yardsticks)


def test_formulas_and_checks_agree_on_required_complete_and_status(tmp_path: Path) -> None:
    workspace = council(tmp_path / "council", SERVICES, 5, 4, kinds=1)
    for number in (4, 5):
        workspace.issue(month(2014, number), datetime(2014, number + 1, 1, 9, tzinfo=UTC))
    at = month(2014, 6)
    workspace.issue(at, datetime(2014, 7, 1, 9, tzinfo=UTC))
    layout = workspace.layout("return")
    asked: dict[str, Questions] = {}
    paths = []
    (tmp_path / "filled").mkdir()
    for name, data, questions in fillings(workspace, at):
        path = tmp_path / "filled" / f"{name}.xlsx"
        path.write_bytes(data)
        paths.append(path)
        asked[path.name] = questions
    out = recalculate(paths, tmp_path)
    seen: Counter[str] = Counter()
    for path in paths:
        questions = asked[path.name]
        workbook = package.read((out / path.name).read_bytes())
        words = with_words(layout, questions.yardsticks)
        read = read_return(workbook, path.name, words, questions, TODAY)
        shown = live(workbook, words, questions)
        errors = {row_of(p.about) for p in read.problems if p.severity is Severity.ERROR}
        if any(p.code == UNTOUCHED for p in read.problems):
            errors = set(shown)
        assert "" not in errors, path.name
        # A formula cannot know what is read from words: it may say "Check" where the row is taken, and never the other way round.
        spoken = {row_of(p.about) for p in read.problems if p.code in READ}
        for key, cells in shown.items():
            said = (path.name, key, cells, [str(p) for p in read.problems if row_of(p.about) == key])
            assert cells["to_do"] != DONE or key not in errors, said
            assert cells["to_do"] == DONE or key in errors | spoken, said
            seen[cells["to_do"]] += 1
            seen["read from words"] += key in spoken and key not in errors
        held = {key for key, cells in shown.items() if cells["to_do"] != DONE}
        assert sum(1 for answer in read.answers if answer.held) == len(errors)
        plain = [answer for answer in read.answers if _row(answer, questions) not in spoken]
        _same_status(plain, shown, questions, seen)
        done = package.read((out / path.name).read_bytes()).grids[0]
        texts = {str(cell.value) for cell in done.cells.values()}
        assert f"{len(shown) - len(held)} of {len(shown)} done" in texts
    assert len(paths) == RETURNS
    assert seen[DONE] > 1_000
    assert seen["read from words"] > 20
    assert {"Figure needed", "Commentary needed", "Check the figure", "Check the date", "Figure or reason", "Status now needed",
            "Check: Status now", "Percent complete needed", "Check: Percent complete", "Likelihood needed", "Check: Impact",
            "Actual so far (£) needed", "Comment needed", "Progress needed", "Check: Completed on"} <= set(seen), seen  # fmt: skip
    for word in ("● Green", "■ Amber", "▲ Red", "○ No target", "○ Complete", "○ On hold", "○ Not applicable"):
        assert seen[word], word


def _row(answer: Any, questions: Questions) -> str:
    """The row that an answer is about."""
    if isinstance(answer, ItemAnswer):
        return row_key(answer.part, answer.code, questions.round.id)
    asked = next(row for row in questions.asked if (row.measure, row.period) == answer.key)
    return key_of(asked, questions.round)


def _same_status(answers: Any, shown: dict[str, dict[str, str]], questions: Questions, seen: Counter[str]) -> None:
    """The live status, and its sentence, of every row that has one are those that the ledger will give."""
    rows = {(row.measure, row.period): row for row in questions.asked}
    items = {(item.part, item.code): item for item in questions.items}
    for answer in answers:
        if isinstance(answer, Answer):
            row = rows[answer.measure, answer.period]
            cells, terms = shown[key_of(row, questions.round)], row.terms
            if answer.figure.value is None:
                if answer.figure.absence and not answer.held:
                    assert cells["status"] == f"○ {answer.figure.absence.value}", cells
                    seen[cells["status"]] += 1
                continue
            judged = terms.rule.judge(terms.case(answer.figure))
            assert cells["status"] == judged.status.shown, cells
            assert cells["judged"] == judged.sentence, cells
            seen[cells["status"]] += 1
        elif isinstance(answer, ItemAnswer) and not answer.held:
            cells = shown[row_key(answer.part, answer.code, questions.round.id)]
            assert questions.yardsticks is not None
            told = Told(answer, items[answer.part, answer.code], questions.yardsticks, TODAY)
            for name, text in PARTS[answer.part].shown(told).items():
                if isinstance(text, str):
                    assert cells[name] == text, (name, cells)
                else:
                    assert abs(Decimal(cells[name]) - Decimal(str(text))) < Decimal("0.000001"), (name, cells)
                seen[str(text)] += 1


def test_a_return_of_measures_alone_has_no_sheet_for_the_rest(tmp_path: Path) -> None:
    workspace = council(tmp_path / "council", 1, 3, 0)
    (outgoing,) = workspace.issue(month(2014, 6), datetime(2014, 7, 1, 9, tzinfo=UTC))
    titles = [grid.title for grid in package.read(outgoing.data).grids]
    assert titles == ["Start here", "Measures", "Sign-off", "Lists", "pmf"]
    sheet = measure_layout(workspace.layout("return").sheet(MEASURES), [])
    assert not any(column.group == "parts" for column in sheet.columns)
