"""What people type as text is read by a closed table: each reading is said, and whatever is not in the table is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.excel.fill import Typed
from pmf_excel.excel.layout import Column
from pmf_excel.excel.parts import Cell
from pmf_excel.excel.reader import Placed
from pmf_excel.excel.spoken import Sense, bare_number, spoken_date, spoken_number
from pmf_excel.excel.typed import Reading, read_typed
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.periods import month
from pmf_excel.framework.status import Status
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.problems import Place
from pmf_excel.register.lines import CODES as REGISTER
from pmf_excel.returns.senses import REASONS
from pmf_excel.returns.typed_rows import CODES
from pmf_excel.workspace import Workspace
from tests.test_parts import AUDIT, BUDGETS, RIGHT, codes, said, send, start
from tests.test_position import SIGNED, Council, measure, target

APRIL, JUNE = month(2014, 4), month(2014, 6)
COUNT, PERCENT, SHARE = Sense(zero=True), Sense(percent=True, unit="%"), Sense(unit="")
POUNDS, THOUSANDS, DAYS = Sense(money=True, unit="£", zero=True), Sense(money=True, unit="£000"), Sense(unit="days")
FIRM, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("text", "sense", "value"),
    [
        ("95.5", COUNT, "95.5"), (f" 95.5{FIRM}", COUNT, "95.5"), (f"{THIN}7{NARROW}", COUNT, "7"), ("1,234", COUNT, "1234"),
        ("1,234,567.8", COUNT, "1234567.8"), (f"1{FIRM}234", COUNT, "1234"), (f"1{THIN}234{THIN}567", COUNT, "1234567"),
        ("£1,200", POUNDS, "1200"), ("£1.2m", POUNDS, "1200000"), ("£1.2 million", POUNDS, "1200000"), ("£450k", POUNDS, "450000"),
        ("£2bn", POUNDS, "2000000000"), ("1.2m", POUNDS, "1200000"), ("£1.2345678m", POUNDS, "1234567.8"), ("£12", THOUSANDS, "12"),
        ("£3.5k", Sense(money=True, unit="£ per household"), "3500"),
        ("95%", PERCENT, "95"), ("95 %", PERCENT, "95"), (f"95{FIRM}%", PERCENT, "95"), ("95 per cent", PERCENT, "95"), ("95 percent", PERCENT, "95"),
        ("(500)", COUNT, "-500"), ("(£500)", POUNDS, "-500"), ("(1,500.5)", COUNT, "-1500.5"), ("-5", COUNT, "-5"), ("\u22125", COUNT, "-5"),
        ("\u20135", COUNT, "-5"), ("£-500", POUNDS, "-500"), ("-£500", POUNDS, "-500"), ("\u2212£1.2m", POUNDS, "-1200000"), ("-0", COUNT, "0"),
        ("17.5 days", DAYS, "17.5"), ("1 day", DAYS, "1"), ("1 Day", DAYS, "1"), ("2.6 days per FTE", Sense(unit="days per FTE"), "2.6"),
        ("5 per 1,000", Sense(unit="per 1,000"), "5"),
    ],
)  # fmt: skip
def test_a_number_that_is_text_is_read_and_noted(text: str, sense: Sense, value: str) -> None:
    spoken = spoken_number(text, sense)
    assert spoken is not None and not spoken.asks
    assert spoken.value == Decimal(value)
    assert spoken.found.startswith(f'"{text.strip()}" was read as ')
    assert spoken.remedy == "Nothing needs doing."


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        *((text, COUNT) for text in (
            "1,23", "1,2345", "1.234,5", "0,123", "12,34,567", "1,234 567", "1 2345", "1_000", "nan", "inf", "-inf", "1e5", "1E5", "0x1f", "１２",
            "١٢", "5-", "--5", "-(5)", "(-5)", "((5))", "(5", "\u2013 5", "\u20145", "+5", "about 95", "95 approx", "~95", "c. 95", "95 (est)", "95?",
            ">=1", "<5", "1/2", "½", "95.5.1", ".", "", " ", "9" * 25, "5 or 6", "5-6", "5\u20136", "#5", "95p", "50p", "3rd", "£5", "£", "95%", "12:30",
        )),
        *((text, PERCENT) for text in ("nil", "none", "zero", "£5", "95 %%", "95 pc", "95% ish", "0.95 of 1")),
        *((text, POUNDS) for text in ("50p", "£", "£5 approx", "95%", "££5", "£5£", "-£-5", "£(500)", "1.2mm", "€5", "$5", "£1,2m")),
        *((text, DAYS) for text in ("5 weeks", "5 d", "£5", "5k", "1.2m", "5%", "nil", "5 days approx", "days 5")),
        ("nil", SHARE),
    ],
)  # fmt: skip
def test_whatever_is_not_in_the_table_is_no_number(text: str, sense: Sense) -> None:
    assert spoken_number(text, sense) is None


@given(st.text(alphabet="0123456789.,-()£%km _eE+\u00a0\u2013n/a", max_size=9))
def test_no_text_is_read_as_another_number_than_its_digits_say(text: str) -> None:
    """Whatever is read has the digits of the text, in their order, and nothing is invented before or after them."""
    for sense in (COUNT, PERCENT, POUNDS):
        spoken = spoken_number(text, sense)
        if spoken is None or spoken.value is None:
            continue
        assert isinstance(spoken.value, Decimal)
        digits = "".join(one for one in text if one in "0123456789.")
        scale = {"k": 10**3, "m": 10**6}.get(text.strip()[-1], 1) if sense is POUNDS else 1
        assert abs(spoken.value) == Decimal(digits) * scale


@pytest.mark.parametrize("word", ["nil", "Zero", " NONE "])
def test_a_word_for_none_is_0_and_asked_about_where_something_is_counted(word: str) -> None:
    spoken = spoken_number(word, COUNT)
    assert spoken is not None
    assert (spoken.value, spoken.asks) == (Decimal(0), True)


def test_digits_with_a_plain_blank_between_them_are_asked_about() -> None:
    """They may be two numbers."""
    spoken = spoken_number("95 100", COUNT)
    assert spoken is not None
    assert (spoken.value, spoken.asks) == (Decimal(95100), True)


@pytest.mark.parametrize(("text", "unit"), [("£450k", "£000"), ("1.2m", "£m"), ("£1.2 million", "£ million")])
def test_a_scale_is_refused_where_the_unit_has_one(text: str, unit: str) -> None:
    spoken = spoken_number(text, Sense(money=True, unit=unit))
    assert spoken is not None and spoken.value is None
    assert spoken.found.endswith(f"figures here are in {unit} already.")
    assert spoken.remedy == f"Enter the number in {unit}."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("98 %", "98"),
        ("£1,200", "1200"),
        ("-£5", "-5"),
        ("1,23", ""),
        ("1.234,5", ""),
        ("about 95", ""),
        ("１２", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_only_a_number_that_is_sure_is_offered_in_a_message(text: str, number: str) -> None:
    assert bare_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["12/10/2026", "12.10.2026", "12-10-2026", "12/10/26", "12 October 2026", "12 Oct 2026", "12-Oct-26", "12th October 2026",
     "2026-10-12", " 12  october 2026 ", f"12{FIRM}October{FIRM}2026"],
)  # fmt: skip
def test_a_date_is_read_day_first(text: str) -> None:
    spoken = spoken_date(text, None)
    assert spoken is not None and not spoken.asks
    assert spoken.value == date(2026, 10, 12)
    assert spoken.found.endswith("was read as 12 October 2026.")


@pytest.mark.parametrize(
    ("text", "day"),
    [("Q2 2026/27", date(2026, 9, 30)), ("end of Q4 2026-27", date(2027, 3, 31)), ("Quarter 1 2026/2027", date(2026, 6, 30)),
     ("October 2026", date(2026, 10, 31)), ("Oct 2026", date(2026, 10, 31)), ("February 2028", date(2028, 2, 29)), ("end of Sept 2026", date(2026, 9, 30)),
     ("December 2026", date(2026, 12, 31))],
)  # fmt: skip
def test_a_month_or_quarter_with_its_year_is_its_last_day(text: str, day: date) -> None:
    spoken = spoken_date(text, None)
    assert spoken is not None and not spoken.asks
    assert spoken.value == day
    assert "was read as its last day, " in spoken.found


@pytest.mark.parametrize(
    ("text", "at", "day"),
    [("Q2", date(2026, 6, 30), date(2026, 9, 30)), ("end of Q2", date(2026, 12, 31), date(2027, 9, 30)), ("q4", date(2026, 6, 30), date(2027, 3, 31)),
     ("Quarter 4", date(2027, 2, 28), date(2027, 3, 31)), ("Q1", date(2026, 6, 30), date(2027, 6, 30)), ("Q3", date(2027, 1, 31), date(2027, 12, 31))],
)  # fmt: skip
def test_a_quarter_alone_is_the_next_one_and_asked_about(text: str, at: date, day: date) -> None:
    spoken = spoken_date(text, at)
    assert spoken is not None
    assert (spoken.value, spoken.asks) == (day, True)
    assert spoken_date(text, None) is None


@pytest.mark.parametrize(
    "text",
    ["10/13/2026", "31 June 2026", "30/02/2026", "March 27", "Oct-26", "27 March", "Q2 2026", "Q5 2026/27", "Q2 2026/28", "Q2-3", "2026", "2026/27",
     "asap", "ongoing", "TBC", "October", "12/10", "12/10/99", "12/10/026", "12/10-2026", "1２/10/2026", "0/1/2026", "end of year", "October 12 2026",
     "12 Octo 2026", "x" * 100, "", "9999-12-32", "Q4 9999/00"],
)  # fmt: skip
def test_whatever_is_not_in_the_table_is_no_date(text: str) -> None:
    assert spoken_date(text, date(2026, 6, 30)) is None


def read(
    kind: str, value: str | bool, sense: Sense | None = None, codes=CODES, choices: tuple[str, ...] = ()
) -> Reading:
    column = Column("a", "A", kind=kind, choices="some" if choices else "")
    return read_typed(column, Placed(Place("f", "S", "A1"), Cell(value)), codes, choices, sense=sense)


@pytest.mark.parametrize(
    ("value", "answer", "noted"),
    [("Yes", "Yes", []), ("YES", "Yes", []), (" no ", "No", []), ("y", "Yes", ["PMF-236"]), ("N", "No", ["PMF-236"]), (True, "Yes", ["PMF-236"]),
     (False, "No", ["PMF-236"]), ("yeah", None, ["PMF-204"]), ("1", None, ["PMF-204"]), ("TRUE", None, ["PMF-204"])],
)  # fmt: skip
def test_an_answer_in_short_is_read_and_noted(value: str | bool, answer: str | None, noted: list[str]) -> None:
    reading = read("choice", value, choices=("Yes", "No"))
    assert (reading.value, [p.code for p in reading.problems]) == (answer, noted)


def test_the_register_reads_none_of_it() -> None:
    assert [p.code for p in read("number", "1,234", codes=REGISTER).problems] == ["PMF-109"]
    assert [p.code for p in read("choice", "y", codes=REGISTER, choices=("Yes", "No")).problems] == ["PMF-106"]
    assert [p.code for p in read("date", "12 October 2026", codes=REGISTER).problems] == ["PMF-110"]
    assert read("date", "12/10/2026", codes=REGISTER) == Reading(date(2026, 10, 12))


def test_a_choice_is_offered_only_where_it_is_all_but_the_same() -> None:
    words = ("On track", "Some problems", "Failed", "Completed successfully")
    remedies = {
        typed: read("choice", typed, choices=words).problems[0].remedy
        for typed in ("Fine", "On trak", "Completed", "So")
    }
    assert "Did you mean" not in remedies["Fine"] + remedies["So"]
    assert remedies["On trak"].startswith('Did you mean "On track"? Choose "On track", "Some problems"')
    assert remedies["Completed"].startswith('Did you mean "Completed successfully"? ')
    many = tuple(f"Word {n}" for n in range(12))
    assert '"Word 11"' in read("choice", "Fine", choices=many).problems[0].remedy
    assert read("choice", "Fine", choices=(*many, "Word 12")).problems[0].remedy == "Choose one of the list."


@pytest.mark.parametrize("value", [True, False])
def test_a_truth_is_no_number(value: bool) -> None:
    assert [p.code for p in read("number", value, COUNT).problems] == ["PMF-214"]


# From here on in a workspace, as services send it.


def sent(
    folder: Path, rows: dict[str, dict[str, Typed]], measures: list[dict], targets: list[dict]
) -> tuple[Council, FileReport]:
    council = Council(folder)
    council.start(measures, targets)
    return council, send(council, APRIL, {"measures": rows})


@pytest.mark.parametrize(
    ("word", "absence", "code", "severity"),
    [
        *((word, Absence.NOT_APPLICABLE, "PMF-234", "note") for word in ("n/a", "NA", "N.A.", "not applicable", "[z]")),
        *((word, Absence.NOT_YET_AVAILABLE, "PMF-234", "note") for word in (
            "TBC", "tba", "To follow", "to be  confirmed", "awaited", "Not yet available", "not available yet", "[x]")),
        *((word, Absence.SUPPRESSED, "PMF-234", "note") for word in ("<5", "< 5", "<10", "*", "[c]", "Suppressed")),
        *((word, Absence.NOT_YET_AVAILABLE, "PMF-235", "query") for word in ("-", "\u2013", "\u2014", "--")),
    ],
)  # fmt: skip
def test_a_reason_typed_as_the_figure_is_the_reason_never_0_and_never_blank(
    word: str, absence: Absence, code: str, severity: str
) -> None:
    assert REASONS[" ".join(word.split()).casefold()].reason == absence.value
    reading = read("number", word, Sense(instead=REASONS))
    assert (reading.value, reading.instead, reading.wrong) == (None, absence.value, False)
    assert [(p.code, p.severity.value) for p in reading.problems] == [(code, severity)]


@pytest.mark.parametrize("kind", ["Number", "Percentage", "Yes/No", "Date"])
def test_it_counts_as_the_reason_chosen_and_wants_commentary_like_one(tmp_path: Path, kind: str) -> None:
    rows = [measure(f"M{n}", kind=kind, rule="No target") for n in range(1, 6)]
    typed: dict[str, dict[str, Typed]] = {
        "M1": {"figure": "n/a", "commentary": "Closed"}, "M2": {"figure": "n/a"},
        "M3": {"figure": "TBC", "reason": "Not yet available", "commentary": "Late", "action_due": date(2014, 6, 1)},
        "M4": {"figure": "n/a", "reason": "Suppressed", "commentary": "Few"}, "M5": {"figure": "-", "commentary": "None came"},
    }  # fmt: skip
    council, report = sent(tmp_path / "c", typed, rows, [])
    assert [(p.code, p.about.split("|")[1], p.severity.value) for p in report.problems] == [
        ("PMF-234", "M1", "note"), ("PMF-234", "M2", "note"), ("PMF-205", "M2", "error"), ("PMF-234", "M3", "note"),
        ("PMF-234", "M4", "note"), ("PMF-202", "M4", "error"), ("PMF-235", "M5", "query"),
    ]  # fmt: skip
    lines = council.position(APRIL)
    assert [lines[f"M{n}"].figure.absence for n in range(1, 6)] == [
        Absence.NOT_APPLICABLE, Absence.HELD, Absence.NOT_YET_AVAILABLE, Absence.HELD, Absence.NOT_YET_AVAILABLE,
    ]  # fmt: skip
    assert lines["M3"].figure.expected == date(2014, 6, 1)
    different = next(p for p in report.problems if p.code == "PMF-202")
    assert '"Suppressed" is chosen as the reason for having no figure, but "n/a" in ' in different.found
    assert 'means "Not applicable".' in different.found


def test_a_reason_in_the_place_of_two_numbers(tmp_path: Path) -> None:
    rows = [
        measure(f"P{n}", kind="Percentage", unit="%", rule="No target", roll_up="Ratio of sums") for n in range(1, 5)
    ]
    typed: dict[str, dict[str, Typed]] = {
        "P1": {"numerator": "n/a", "denominator": "n/a", "commentary": "c"}, "P2": {"numerator": "TBC", "commentary": "c"},
        "P3": {"numerator": "n/a", "denominator": Decimal(5), "commentary": "c"},
        "P4": {"numerator": "1,050", "denominator": "2,100"},
    }  # fmt: skip
    council, report = sent(tmp_path / "c", typed, rows, [])
    errors = [(p.code, p.about) for p in report.problems if p.severity.value == "error"]
    assert errors == [("PMF-229", "measures|P3|2014-04|numerator")]
    lines = council.position(APRIL)
    assert [lines[f"P{n}"].figure.absence for n in (1, 2, 3)] == [
        Absence.NOT_APPLICABLE,
        Absence.NOT_YET_AVAILABLE,
        Absence.HELD,
    ]
    assert lines["P4"].figure.value == 50


def test_every_reading_is_said_with_its_figure_and_status(tmp_path: Path) -> None:
    rows = [
        measure("N1", kind="Number"), measure("N2", kind="Number"), measure("P1", kind="Percentage", unit="%"), measure("P2", kind="Percentage", unit="%"),
        measure("C1", kind="Money", unit="£"), measure("C2", kind="Money", unit="£000"), measure("D1", kind="Duration", unit="days"),
        measure("Y1", kind="Yes/No"), measure("T1", kind="Date", polarity="Lower is better"),
    ]  # fmt: skip
    targets = [
        target("N1", "2014/15", 1000), target("N2", "2014/15", 0), target("P1", "2014/15", 90), target("P2", "2014/15", 90), target("C1", "2014/15", 900_000),
        target("C2", "2014/15", 400), target("D1", "2014/15", 17), target("Y1", "2014/15", "Yes"), target("T1", "2014/15", date(2014, 12, 1)),
    ]  # fmt: skip
    typed: dict[str, dict[str, Typed]] = {
        "N1": {"figure": "1,234"}, "N2": {"figure": "nil"}, "P1": {"figure": "95 per cent"}, "P2": {"figure": "none"}, "C1": {"figure": "£1.2m"},
        "C2": {"figure": "£450k"}, "D1": {"figure": "17.5 days"}, "Y1": {"figure": "y"}, "T1": {"figure": "12 October 2014"},
    }  # fmt: skip
    council, report = sent(tmp_path / "c", typed, rows, targets)
    assert [(p.code, p.severity.value, p.about.split("|")[1], p.found) for p in report.problems] == [
        ("PMF-232", "note", "N1", '"1,234" was read as 1,234.'), ("PMF-233", "query", "N2", '"nil" was read as 0.'),
        ("PMF-232", "note", "P1", '"95 per cent" was read as 95%.'), ("PMF-214", "error", "P2", '"none" is text, not a number.'),
        ("PMF-232", "note", "C1", '"£1.2m" was read as £1,200,000.'),
        ("PMF-214", "error", "C2", '"£450k" has "k" at its end, and figures here are in £000 already.'),
        ("PMF-232", "note", "D1", '"17.5 days" was read as 17.5.'), ("PMF-236", "note", "Y1", '"y" was read as Yes.'),
        ("PMF-237", "note", "T1", '"12 October 2014" was read as 12 October 2014.'),
    ]  # fmt: skip
    lines = council.position(APRIL)
    assert {code: (str(line.figure.value), line.status) for code, line in lines.items() if line.figure.value is not None} == {
        "N1": ("1234", Status.GREEN), "N2": ("0", Status.GREEN), "P1": ("95", Status.GREEN), "C1": ("1200000", Status.GREEN),
        "D1": ("17.5", Status.GREEN), "Y1": ("1", Status.GREEN), "T1": ("41924", Status.GREEN),
    }  # fmt: skip


def test_a_number_beyond_its_limits_is_refused_however_it_is_typed(tmp_path: Path) -> None:
    rows = [measure("P1", kind="Percentage", unit="%")]
    _, report = sent(tmp_path / "c", {"P1": {"figure": "950%"}}, rows, [target("P1", "2014/15", 90)])
    assert [(p.code, p.severity.value) for p in report.problems] == [("PMF-203", "error"), ("PMF-232", "note")]


def test_what_was_asked_about_a_reading_can_be_answered(tmp_path: Path) -> None:
    council, report = sent(
        tmp_path / "c", {"N1": {"figure": "nil", "reply": "There were none"}}, [measure("N1", rule="No target")], []
    )
    assert [(p.code, p.severity.value, p.remedy) for p in report.problems] == [
        ("PMF-233", "note", 'The service answers: "There were none"')
    ]
    assert council.line("N1", APRIL).figure.value == 0


def test_items_are_read_by_the_same_table(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    start(council, recommendations=AUDIT, budgets=BUDGETS)
    rows = {
        **RIGHT,
        "activities": {
            **RIGHT["activities"],
            "A1": {"status": "Some problems", "revised_due": "Q4", "note": "Steel is late"},
        },
        "recommendations": {"R1": {"percent": "80%", "note": "n"}, "R2": {"percent": Decimal(10)}},
        "budgets": {"B1": {"actual": "£30k", "forecast": "(£100,500.25)"}},
        "actions": {"S1": {"status": "Completed successfully", "completed": "20 June 2014"}},
    }
    report = send(council, JUNE, rows)
    assert [(p.code, p.severity.value, p.about) for p in report.problems] == [
        ("PMF-238", "query", "activities|A1|2014-06|revised_due"), ("PMF-237", "note", "actions|S1|2014-06|completed"),
        ("PMF-232", "note", "recommendations|R1|2014-06|percent"), ("PMF-232", "note", "budgets|B1|2014-06|actual"),
        ("PMF-232", "note", "budgets|B1|2014-06|forecast"), ("PMF-230", "error", "budgets|B1|2014-06|note"),
        ("PMF-247", "query", "budgets|B1|2014-06|forecast"),
    ]  # fmt: skip
    taken = said(council, JUNE)
    assert taken["activities", "A1"].said["revised_due"] == "2015-03-31"
    assert taken["actions", "S1"].said["completed"] == "2014-06-20"
    assert taken["recommendations", "R1"].said["percent"] == "80"
    assert ("budgets", "B1") not in taken


def test_an_empty_input_of_an_item_says_what_belongs_there_in_a_sentence(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    start(council)
    rows = {
        **RIGHT,
        "activities": {"A1": {"note": "n"}, "A2": {"status": "not started"}},
        "risks": {"K1": {"impact": "5 Severe"}},
    }
    report = send(
        council, JUNE, {**rows, "recommendations": {"R1": {"percent": Decimal(80)}, "R2": {"percent": Decimal(5)}}}
    )
    assert [p.remedy for p in report.problems if p.code == "PMF-230"] == [
        "Choose it. Where it stood at the end of the round, in the council's own words.",
        "Enter it. What was done and what comes next.",
        "Choose it. How likely it is now.",
    ]


def test_the_sign_off_is_read_by_the_same_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIGNED, "on", "9th July 2014")
    monkeypatch.setitem(SIGNED, "agreed", "y")
    council, report = sent(tmp_path / "c", {"N1": {"figure": Decimal(5)}}, [measure("N1", rule="No target")], [])
    assert [(p.code, p.severity.value) for p in report.problems] == [("PMF-237", "note"), ("PMF-236", "note")]
    position, _ = Workspace.open(council.folder).position(APRIL)
    assert [r.state for r in position.returns] == ["Complete"]


def test_an_empty_return_is_one_problem_and_a_later_one_fills_it_in(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    start(council)
    report = send(council, JUNE, {}, signed=False)
    assert [str(p) for p in report.problems] == [
        "R.xlsx: the return came back with nothing filled in. Fill in the yellow cells and send it again. (PMF-248)"
    ]
    assert (report.verdict, report.taken, report.held) == ("held", 0, 8)
    assert codes(send(council, JUNE, {}, "signed.xlsx", day=7)) == [("PMF-248", "")]
    assert send(council, JUNE, RIGHT, "full.xlsx", day=8).held == 0
