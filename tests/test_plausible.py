"""What is right in form and yet unlikely is asked about, never changed; and what is likely is not asked about."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pmf_excel.excel.fill import Typed
from pmf_excel.framework.commentary import Claims, claims, repeats
from pmf_excel.framework.periods import month
from pmf_excel.framework.plausible import far_above, far_below, looks_like_a_fraction, stands_for_nothing, turned
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.returns.plausible import said_before
from tests.conftest import COLLECTED
from tests.test_parts import RIGHT, column, send, start
from tests.test_position import Council, measure, target
from tests.test_put_right import cells, copies, package

APRIL, MAY, JUNE = month(2014, 4), month(2014, 5), month(2014, 6)
PUBLISHED = Path(__file__).parent / "published"
WORDS: dict[str, Typed] = {"action": "a", "owner": "o", "action_due": date(2014, 9, 1)}


def numbers(*values: object) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("value", "earlier", "target_", "asked"),
    [("0.95", [], 95, True), ("1", [], 95, True), ("0.95", [92, 93], None, True), ("-0.5", [], 95, True), ("0.95", [92, 2], None, False),
     ("0.95", [], 5, False), ("0.95", [], None, False), ("1.01", [], 95, False), ("0", [], 95, False)],
)  # fmt: skip
def test_a_fraction_where_percent_is_meant(value: str, earlier: list[int], target_: int | None, asked: bool) -> None:
    wanted = None if target_ is None else Decimal(target_)
    assert looks_like_a_fraction(Decimal(value), numbers(*earlier), wanted) is asked


@pytest.mark.parametrize(
    ("value", "known", "above", "below"),
    [("9550", [95, 90], True, False), ("4750", [95], True, False), ("4749", [95], False, False), ("-9550", [95], True, False), ("150", [1, 3], True, False),
     ("149", [1, 3], False, False), ("50", [1], True, False), ("19", ["0.1"], False, False), ("9550", [95, 9000], False, False), ("5", [0, 0], False, False),
     ("1.25", [125, 130], False, True), ("2.6", [125, 130], False, False), ("1.25", [125, 3], False, False), ("1.25", [125, 0], False, False),
     ("0", [125], False, False), ("0.01", [1], False, False), ("5", [], False, False)],
)  # fmt: skip
def test_fifty_times_all_that_is_known(value: str, known: list[Any], above: bool, below: bool) -> None:
    figure, every = Decimal(value), numbers(*known)
    assert (far_above(figure, every), far_below(figure, every)) == (above, below)


@pytest.mark.parametrize(
    ("value", "earlier", "target_", "asked"),
    [("-5", [4, 6], None, True), ("-5", [4, 6], 5, True), ("-5", [4, 6], 0, False), ("-5", [4, 6], -2, False), ("-5", [4, 0], 5, False), ("-5", [4], 5, False),
     ("5", [-4, -6], None, True), ("5", [4, 6], 5, False), ("0", [4, 6], 5, False)],
)  # fmt: skip
def test_the_opposite_sign(value: str, earlier: list[int], target_: int | None, asked: bool) -> None:
    assert turned(Decimal(value), numbers(*earlier), None if target_ is None else Decimal(target_)) is asked


def series() -> dict[str, list[Decimal]]:
    """Published figures, month by month or quarter by quarter, with nothing wrong in them."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for name, when, value in (
        ("mole_valley_monthly.csv", "month", "value"),
        ("maidstone_measures.csv", "period", "actual"),
    ):
        with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
            for row in sorted(csv.DictReader(file), key=lambda row: row[when]):
                if row[value]:
                    found[row["title"]].append(Decimal(row[value]))
    return found


def test_of_published_figures_none_is_asked_about() -> None:
    asked, seen = [], 0
    for title, values in series().items():
        for n, value in enumerate(values[1:], 1):
            known = values[max(0, n - 4) : n]
            seen += 1
            if (
                far_above(value, known)
                or far_below(value, known)
                or turned(value, known, None)
                or stands_for_nothing(value, known, False)
            ):
                asked.append((title, value, known))
    assert (asked, seen > 35) == ([], True)


def test_of_a_councils_whole_quarter_as_published_none_is_asked_about(workspace, issued, put, right) -> None:
    for service, outgoing in issued.items():
        put(f"{service}.xlsx", right(outgoing))
    reports = workspace.collect(COLLECTED)
    assert sum(report.taken for report in reports) == 45 + 27  # measures and items
    assert [str(p) for report in reports for p in report.problems] == []


@pytest.mark.parametrize(
    ("text", "higher", "claimed"),
    [
        ("We are on target.", True, Claims(reached="on target")), ("Target met in full", True, Claims()), ("Target met.", None, Claims(reached="Target met")),
        ("The target was achieved this quarter", True, Claims(reached="target was achieved")), ("Target exceeded", True, Claims(reached="Target exceeded")),
        ("Performance is above target", True, Claims(reached="above target")), ("Sickness is above target", False, Claims(short="above target")),
        ("Sickness is below target", False, Claims(reached="below target")), ("Slightly below target", True, Claims(short="below target")),
        ("We missed the target.", True, Claims(short="missed the target")), ("Off target owing to sickness.", None, Claims(short="Off target")),
        ("Above target", None, Claims()), ("Target exceeded", False, Claims()),
        # Where a sentence denies it, hopes for it, or speaks of another time or of a part, nothing is claimed.
        ("Not on target", True, Claims()), ("We aren't on target", True, Claims()), ("We aren\u2019t on target", True, Claims()), ("No longer below target", True, Claims()),
        ("We expect to be back on target by September", True, Claims()), ("It will be on target", True, Claims()), ("to return to on target", True, Claims()),
        ("Forecast to be on target", True, Claims()), ("On target for year end", True, Claims()), ("On target to finish in March", True, Claims()),
        ("Two of three teams are on target", True, Claims()), ("Most areas on target", True, Claims()), ("Was on target last quarter", True, Claims()),
        ("If the target is met", True, Claims()), ("The target met with resistance from all", True, Claims()),
        ("Has improved from below target", True, Claims()), ("It was below target and has recovered", True, Claims()), ("Nontarget metal", True, Claims()),
        ("We are short of staff. On target all the same", True, Claims(reached="On target")), ("Cases on targeted streets", True, Claims()), ("", True, Claims()),
    ],
)  # fmt: skip
def test_what_a_commentary_claims(text: str, higher: bool | None, claimed: Claims) -> None:
    assert claims(text, higher) == claimed


@pytest.mark.parametrize(
    ("now", "then", "same"),
    [("Two posts stood empty all quarter.", "Two posts stood empty all quarter.", True), ("Two posts  stood\nempty ALL quarter.", "Two posts stood empty all quarter.", True),
     ("Two posts stood empty all quarter!", "Two posts stood empty all quarter.", False), ("As last time", "As last time", False), ("", "", False)],
)  # fmt: skip
def test_the_same_words_again(now: str, then: str, same: bool) -> None:
    assert repeats(now, then) is same


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("▲ Red: Note: two posts", "Note: two posts"),
        ("○ Not yet available: Late", "Late"),
        ("Note: two posts", "Note: two posts"),
        ("● Green", "● Green"),
    ],
)
def test_the_words_in_a_cell_that_shows_a_status_too(printed: str, words: str) -> None:
    assert said_before(printed) == words


# From here on in a workspace, as services send it.


def sent(
    folder: Path, row: dict[str, Typed], earlier: list[Any] = (), wanted: int | None = 95, **more: Any
) -> FileReport:  # type: ignore[assignment]
    """What is said of one row in June, after figures of the months before it, the last of them May's."""
    council = Council(folder)
    periods = ("Feb 2014", "Mar 2014", "Apr 2014", "May 2014")[-len(earlier) :] if earlier else ()
    past = [
        {"measure": "M1", "period": period, "figure": Decimal(str(value))}
        for period, value in zip(periods, earlier, strict=True)
    ]
    rule = {} if wanted is not None else {"rule": "No target"}
    council.start([measure("M1", **rule | more)], [] if wanted is None else [target("M1", "2014/15", wanted)], past)
    return send(council, JUNE, {"measures": {"M1": row}})


def queries(report: FileReport) -> list[tuple[str, str]]:
    return [(p.code, p.found) for p in report.problems if p.severity.value == "query"]


PERCENTAGE = {"kind": "Percentage", "unit": "%"}


@pytest.mark.parametrize(
    ("figure", "earlier", "wanted", "more", "expected"),
    [
        ("0.96", [94, 95], None, PERCENTAGE, [("PMF-219", "0.96% is far from every figure before it, the last of them 95%; it looks like 96% typed as a fraction.")]),
        ("9700", [94, 95], 95, {}, [("PMF-239", "9,700 is 50 times as large as anything known of this measure, or more: the largest is 95.")]),
        ("1.5", [150, 140], 120, {}, [("PMF-239", "1.5 is a fiftieth of anything known of this measure, or less: the smallest is 120.")]),
        ("1.5", [150, 140], 2, {}, []),
        ("-97", [94, 95], 95, {}, [("PMF-240", "-97 is below 0, and every figure before it is above.")]),
        ("20", [900, 1000], 100, {"cumulative": "Yes"}, [("PMF-224", "20 is less than the 1000 before it, but the figure counts everything since 1 April.")]),
        ("97", [94, 95], 95, {}, []),
    ],
)  # fmt: skip
def test_an_unlikely_figure_is_taken_and_asked_about_once(
    tmp_path: Path,
    figure: str,
    earlier: list[int],
    wanted: int | None,
    more: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    report = sent(tmp_path / "c", {"figure": Decimal(figure), "commentary": "c", **WORDS}, earlier, wanted, **more)
    assert (queries(report), report.held) == (expected, 0)


def test_an_answer_settles_it(tmp_path: Path) -> None:
    row = {"figure": Decimal(9700), "reply": "A new contract"}
    report = sent(tmp_path / "c", row, [94, 95])
    assert [(p.code, p.severity.value, p.remedy) for p in report.problems] == [
        ("PMF-239", "note", 'The service answers: "A new contract"')
    ]


def test_a_total_begins_small_every_april(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    past = [
        {"measure": "M1", "period": period, "figure": Decimal(value)}
        for period, value in (("Feb 2014", 1100), ("Mar 2014", 1200))
    ]
    council.start([measure("M1", cumulative="Yes", rule="No target")], [], past)
    assert send(council, APRIL, {"measures": {"M1": {"figure": Decimal(12)}}}).problems == ()


@pytest.mark.parametrize(("earlier", "expected"), [([], ["PMF-241"]), ([104], [])])
def test_more_counted_than_there_are(tmp_path: Path, earlier: list[int], expected: list[str]) -> None:
    row: dict[str, Typed] = {"numerator": Decimal(21), "denominator": Decimal(19)}
    report = sent(tmp_path / "c", row, earlier, None, **PERCENTAGE, roll_up="Ratio of sums", maximum=Decimal(200))
    assert [code for code, _ in queries(report)] == expected


SAID = "Two posts stood empty for most of the month."


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"figure": Decimal(80), "commentary": SAID, **WORDS}, [("PMF-242", "the commentary is the same, word for word, as last time.")]),
        ({"figure": Decimal(80), "commentary": f"{SAID} One is filled now.", **WORDS}, []),
        ({"reason": "Not yet available", "commentary": SAID}, [("PMF-242", "the commentary is the same, word for word, as last time.")]),
        ({"reason": "Suppressed", "commentary": SAID}, []),
    ],
)  # fmt: skip
def test_last_times_words_are_asked_about(
    tmp_path: Path, row: dict[str, Typed], expected: list[tuple[str, str]]
) -> None:
    council = Council(tmp_path / "c")
    council.start([measure("M1")], [target("M1", "2014/15", 95)])
    assert (
        send(council, MAY, {"measures": {"M1": {"figure": Decimal(81), "commentary": SAID, **WORDS}}}, "may.xlsx").held
        == 0
    )
    report = send(council, JUNE, {"measures": {"M1": row}}, "june.xlsx")
    assert (queries(report), report.held) == (expected, 0)


@pytest.mark.parametrize(
    ("figure", "text", "expected"),
    [
        ("80", "We are on target.", [("PMF-243", 'the commentary says "on target", but the status is Red.')]),
        ("97", "We missed the target.", [("PMF-243", 'the commentary says "missed the target", but the status is Green.')]),
        ("97", "We are on target.", []), ("80", "We missed the target.", []), ("80", "We shall be back on target by March.", []),
    ],
)  # fmt: skip
def test_commentary_that_contradicts_its_figure_is_asked_about(
    tmp_path: Path, figure: str, text: str, expected: list[tuple[str, str]]
) -> None:
    report = sent(tmp_path / "c", {"figure": Decimal(figure), "commentary": text, **WORDS})
    assert (queries(report), report.held) == (expected, 0)


def test_green_within_its_tolerance_may_be_below_target(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    council.start([measure("M1")], [target("M1", "2014/15", 95)])
    own = council.folder / "workbook_templates" / "status-rules.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(
        '["Within"]\nsteps = [{ when = "within tolerance", status = "Green" }, { when = "always", status = "Red" }]\n',
        encoding="utf-8",
    )
    settings = council.folder / "pmf.toml"
    settings.write_text('status_rule = "Within"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    rows = [measure("M1", rule="Within", tolerance=Decimal(5), tolerance_kind="Points")]
    council.start(rows, [target("M1", "2014/15", 95)])
    report = send(council, JUNE, {"measures": {"M1": {"figure": Decimal(93), "commentary": "Slightly below target"}}})
    assert (queries(report), report.held) == ([], 0)


@pytest.mark.parametrize(
    ("part", "code", "row", "expected"),
    [
        ("recommendations", "R1", {"percent": Decimal("0.8"), "note": "n"}, [("query", "PMF-244", "0.8% is next to nothing; it looks like 80% typed as a fraction.")]),
        ("recommendations", "R1", {"percent": Decimal(30), "note": "n"}, [("query", "PMF-245", "it was 40% complete last time, and is 30% now.")]),
        ("recommendations", "R1", {"percent": Decimal(40), "note": "n"}, []),
        ("budgets", "B1", {"actual": Decimal(5), "forecast": Decimal(1_000_000), "note": "n"},
         [("query", "PMF-246", "£1,000,000 is at least 10 times the budget of £100,000.")]),
        ("budgets", "B1", {"actual": Decimal(-5), "forecast": Decimal(100_000)}, [("query", "PMF-247", "−£5 is income, and the budget of £100,000 is spending.")]),
        ("budgets", "B1", {"actual": Decimal("30000.125"), "forecast": Decimal(100_000)}, [("note", "PMF-249", "30,000.125 is finer than a penny; it is kept as it is.")]),
        ("budgets", "B1", {"actual": Decimal("30000.12"), "forecast": Decimal(999_999), "note": "n"}, []),
    ],
)  # fmt: skip
def test_an_unlikely_answer_about_an_item_is_taken_and_asked_about(
    tmp_path: Path, part: str, code: str, row: dict[str, Typed], expected: list[tuple[str, str, str]]
) -> None:
    council = Council(tmp_path / "c")
    start(council)
    report = send(council, JUNE, {**RIGHT, part: {**RIGHT[part], code: row}})
    assert ([(p.severity.value, p.code, p.found) for p in report.problems], report.held) == (expected, 0)


def test_what_a_row_lacks_is_one_line_after_what_is_strange_in_it_and_every_empty_cell_is_outlined(
    tmp_path: Path,
) -> None:
    council = Council(tmp_path / "c")
    council.start([measure("M1", **PERCENTAGE)], [target("M1", "2014/15", 95)])
    report = send(council, JUNE, {"measures": {"M1": {"figure": Decimal("0.97"), "owner": "Manager"}}})
    assert [(p.code, p.found) for p in report.problems] == [
        ("PMF-219", "0.97% is far from the target of 95%; it looks like 97% typed as a fraction."),
        ("PMF-205", '"Commentary", "Action" and "By when" are empty, but the status is Red.'),
    ]
    assert report.problems[1].remedy == "Say what lies behind it, what will be done about it and by when."
    (path,) = copies(council)
    book, at = openpyxl.load_workbook(path), cells(path.read_bytes(), council, "measures", "M1")
    edges = {
        key: book[at[key][0]][at[key][1]].border.left.style
        for key in ("figure", "commentary", "action", "owner", "action_due", "reply")
    }
    assert edges == {
        "figure": "medium",
        "commentary": "medium",
        "action": "medium",
        "owner": "thin",
        "action_due": "medium",
        "reply": "thin",
    }
    rows = [[cell.value for cell in row] for row in book["Put right"].iter_rows(min_row=5)]
    assert [(row[2], row[6]) for row in rows] == [(at["figure"][1], "PMF-219"), (at["commentary"][1], "PMF-205")]
    assert column(package.read(path.read_bytes()), council, "measures", "owner") == ["Manager"]


def test_a_waiver_of_the_words_does_not_waive_the_action(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    waiver = {"measure": "M1", "rule": "PMF-205", "agreed_by": "Head", "reason": "Known", "until": date(2014, 12, 31)}
    council.start([measure("M1")], [target("M1", "2014/15", 95)], waivers=[waiver])
    report = send(council, JUNE, {"measures": {"M1": {"figure": Decimal(80)}}})
    assert [(p.code, p.severity.value, p.about) for p in report.problems] == [
        ("PMF-205", "note", "measures|M1|2014-06|commentary"),
        ("PMF-206", "error", "measures|M1|2014-06|action+owner+action_due"),
    ]
    assert report.held == 1
