"""Every figure with where it came from: it says what the position of its own period says, and tells what nobody may find out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel.excel.fill import Typed
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.periods import Period, month, parse
from pmf_excel.framework.status import Status
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.records import Terms
from pmf_excel.ledger.traced import CHUNK, REPLACED, Traced, Traces, _Asked
from pmf_excel.workspace import Workspace
from tests.lives import lived
from tests.test_position import APRIL, MAY, SAID, Council, figure, measure, target

NONE: dict[str, Typed] = {"reason": "Not yet available", "commentary": "The contractor is late"}


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path / "council")


def traced(folder: Path, at: Period, known: datetime | None = None, codes: Sequence[str] = ()) -> list[Traced]:
    """Every figure up to a round, of all measures unless some are named."""
    workspace = Workspace.open(folder)
    found, framework = workspace.position(at, known)
    assert found.known is not None
    every = list(codes) or list(dict.fromkeys([*(line.measure for line in found.lines), *framework.measures]))
    with workspace.ledger.reading(known) as reader:
        traces = Traces(reader, framework, found.known, found.round, every)
        rows = list(traces)
        assert len(rows) == len(traces)
    return rows


def said(row: Traced) -> tuple[str, str, str | Absence, str]:
    """What a row says, in short."""
    status = row.judgement.status.value if row.judgement else ""
    return row.measure, row.period.id, row.figure.absence or str(row.figure.value), status


def differing(folder: Path, at: Period, known: datetime | None = None) -> list[tuple[Line, Traced | None]]:
    """The lines of a position that a row of the same measure and period contradicts, or for which there is none."""
    rows = {(row.measure, row.period): row for row in traced(folder, at, known) if row.stands}
    lines, wrong = Workspace.open(folder).position(at, known)[0].lines, []
    for line in lines:
        row = rows.get((line.measure, line.figure_period))
        if line.figure.value is None:
            if line.answer is not None and (row is None or row.figure != line.figure):
                wrong.append((line, row))
        elif (
            row is None or row.judgement is None or row.figure.value != line.figure.value or row.source != line.source
            or row.judgement.status != line.status or not line.judgement.sentence.startswith(row.judgement.sentence)
            or row.restated != line.restated or (not line.late and row.provisional != line.provisional)
        ):  # fmt: skip
            wrong.append((line, row))
    answered = {(line.measure, line.figure_period) for line in lines if line.figure.absence is not Absence.AWAITED}
    wrong += [(line, rows[key]) for line in lines if (key := (line.measure, line.period)) in rows and key not in answered and line.period == line.figure_period]  # fmt: skip
    return wrong


def test_it_goes_by_measure_then_period_and_says_how_many_there_are(council: Council) -> None:
    council.start([measure("A"), measure("B")], [target("A", "2014/15", 50), target("B", "2014/15", 50)],
                  [{"measure": "B", "period": "Mar 2014", "figure": Decimal(30)}])  # fmt: skip
    council.round(APRIL, {"A": figure(51), "B": figure(49)})
    council.round(MAY, {"A": figure(52), "B": figure(10)})
    assert [said(row) for row in traced(council.folder, MAY, codes=["B", "A"])] == [
        ("B", "2014-03", "30", "No target"), ("B", "2014-04", "49", "Amber"), ("B", "2014-05", "10", "Red"),
        ("A", "2014-04", "51", "Green"), ("A", "2014-05", "52", "Green"),
    ]  # fmt: skip
    assert [said(row) for row in traced(council.folder, APRIL, codes=["A", "none of these"])] == [
        ("A", "2014-04", "51", "Green")
    ]


def test_a_row_has_its_provenance(council: Council) -> None:
    past = [{"measure": "A", "period": "Mar 2014", "figure": Decimal(30)}]
    council.start([measure("A", title="Homes")], [target("A", "2014/15", 50)], past)
    council.round(APRIL, {"A": figure(51)})
    council.round(MAY, {"A": figure(52)}, signed=False, partly=True)
    old, april, may = traced(council.folder, MAY)
    line = council.line("A", APRIL)
    assert line.source is not None and april.source == line.source
    assert (april.source.place.file, april.source.place.sheet) == ("201405050900.xlsx", "Measures")
    assert (april.title, april.service, april.signed_off_by, april.provisional) == (
        "Homes",
        "REG",
        "Head of service",
        False,
    )
    assert april.terms is not None and (april.terms.target, april.terms.previous) == (Decimal(50), Decimal(30))
    assert (may.signed_off_by, may.provisional) == ("", True)
    assert (old.source.place.file, old.source.place.sheet) == ("framework.xlsx", "Past figures")
    assert (old.terms, old.signed_off_by, old.provisional, old.title) == (None, "", False, "Homes")


def test_figures_are_judged_by_the_terms_of_their_time(council: Council) -> None:
    council.start([measure("A")], [target("A", "2014/15", 100)])
    council.round(APRIL, {"A": figure(95)})
    council.start([measure("A", title="Another title")], [target("A", "2014/15", 90)])
    council.round(MAY, {"A": figure(95)})
    rows = traced(council.folder, MAY)
    assert [said(row) for row in rows] == [("A", "2014-04", "95", "Amber"), ("A", "2014-05", "95", "Green")]
    assert [row.title for row in rows] == ["Measure A", "Another title"]


def test_last_years_figure_is_as_known_now_and_only_where_it_was_counted_alike(council: Council) -> None:
    rule = measure("A", rule="Last year", unit="homes")
    council.start([rule], [], [{"measure": "A", "period": "April 2013", "figure": Decimal(92)}])
    council.round(APRIL, {"A": figure(88)})
    council.round(APRIL, {"A": figure(90)}, datetime(2014, 6, 5, 9, tzinfo=UTC))
    next_year = month(2015, 4)
    council.round(next_year, {"A": figure(89)})
    rows = traced(council.folder, next_year)
    assert [row.judgement.sentence for row in rows if row.judgement][-1].startswith("Close to last year: 89 homes is below last year's 90 homes")  # fmt: skip
    assert differing(council.folder, next_year) == []
    council.start([rule | {"unit": "houses"}], [])
    later = month(2016, 4)
    council.round(later, {"A": figure(89)})
    assert said(traced(council.folder, later)[-1]) == ("A", "2016-04", "89", "No comparison")
    assert differing(council.folder, later) == []


def test_a_reason_for_none_is_a_row_and_what_is_awaited_is_none(council: Council) -> None:
    rows = [measure("A"), measure("B"), measure("C")]
    council.start(rows, [target(code, "2014/15", 50) for code in "ABC"])
    council.round(APRIL, {"A": NONE, "B": NONE | {"reason": "Suppressed"}}, said=False, partly=True)
    assert [said(row) for row in traced(council.folder, APRIL)] == [
        ("A", "2014-04", Absence.NOT_YET_AVAILABLE, "Not yet available"),
        ("B", "2014-04", Absence.SUPPRESSED, "Suppressed"),
    ]


def test_a_restated_figure_says_what_it_was_and_is_as_known_then_for_whoever_asks_so(council: Council) -> None:
    council.start([measure("A")], [target("A", "2014/15", 20)])
    council.round(APRIL, {"A": figure(30)}, datetime(2014, 5, 6, 12, tzinfo=UTC))
    council.round(APRIL, {"A": figure(13)}, datetime(2014, 8, 20, 12, tzinfo=UTC))
    (now,), (then,) = traced(council.folder, APRIL), traced(council.folder, APRIL, datetime(2014, 8, 12, tzinfo=UTC))
    assert [(one.was, one.now) for one in now.restated] == [(Decimal(30), Decimal(13))]
    assert (said(now), said(then), then.restated) == (("A", "2014-04", "13", "Red"), ("A", "2014-04", "30", "Green"), ())  # fmt: skip


def test_what_was_given_on_terms_that_were_replaced_does_not_stand(council: Council) -> None:
    council.start([measure("A")], [target("A", "2014/15", 20)])
    council.round(APRIL, {"A": figure(30)})
    council.start([measure("A")], [target("A", "2014/15", 40)])
    workspace = Workspace.open(council.folder)
    workspace.issue(APRIL, datetime(2014, 5, 20, 9, tzinfo=UTC))
    (row,) = traced(council.folder, APRIL)
    assert (row.figure.value, row.stands, row.judgement) == (Decimal(30), False, REPLACED)
    assert council.line("A", APRIL).status == Status.AWAITED
    council.start([measure("A", unit="homes")], [target("A", "2014/15", 40)])
    workspace.issue(APRIL, datetime(2014, 5, 21, 9, tzinfo=UTC))
    assert traced(council.folder, APRIL) == []  # counted in another unit, it is not even compared with


def test_a_late_figure_is_judged_as_its_line_is(council: Council) -> None:
    rows = [measure("WR", late="Yes"), measure("WX", late="Yes")]
    targets = [target("WR", "2014/15", 56), target("WX", "2014/15", 56), target("WX", "Mar 2014", 45)]
    council.start(rows, targets, [{"measure": "WX", "period": "Mar 2014", "figure": Decimal(44)}])
    council.round(APRIL, {"WR": figure(40) | SAID, "WX": NONE}, said=False, partly=True)
    assert council.line("WX", APRIL).figure_period == parse("2014-03")
    assert differing(council.folder, APRIL) == []
    assert said(traced(council.folder, APRIL, codes=["WX"])[0]) == ("WX", "2014-03", "44", "Amber")
    council.round(MAY, {"WR": NONE, "WX": NONE}, said=False, partly=True)
    assert council.line("WR", MAY).late
    assert differing(council.folder, MAY) == []


def test_what_is_asked_again_belongs_to_its_own_period(council: Council) -> None:
    council.start([measure("A")], [target("A", "2014/15", 50)])
    council.round(APRIL, {"A": NONE}, said=False)
    council.round(MAY, {"A": figure(51)}, late={"A": figure(55)})
    assert [said(row) for row in traced(council.folder, MAY)] == [("A", "2014-04", "55", "Green"), ("A", "2014-05", "51", "Green")]  # fmt: skip
    assert differing(council.folder, APRIL) == differing(council.folder, MAY) == []


def test_a_past_figure_of_a_measure_nobody_has_asked_for_is_not_judged(council: Council) -> None:
    annual = measure("Y", frequency="Annual", title="Once a year", rule="Data only")
    council.start([measure("A"), annual], [target("A", "2014/15", 50)], [{"measure": "Y", "period": "2013/14", "figure": Decimal(7)}])  # fmt: skip
    council.round(APRIL, {"A": figure(51)})
    row = traced(council.folder, APRIL)[-1]
    assert (row.title, row.figure.value, row.terms, row.judgement) == ("Once a year", Decimal(7), None, None)


@pytest.mark.parametrize("seed", range(6))
def test_it_says_what_every_position_says(tmp_path: Path, seed: int) -> None:
    lived(tmp_path / "council", seed)
    with Workspace.open(tmp_path / "council").ledger.reading() as reader:
        rounds = sorted({issued.round for issued in reader.issues()})
    assert [wrong for at in rounds for wrong in differing(tmp_path / "council", at)] == []


def test_many_measures_are_read_some_at_a_time(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [f"M{number}" for number in range(7)]
    council.start([measure(code) for code in codes], [target(code, "2014/15", 50) for code in codes])
    council.round(APRIL, {code: figure(51) for code in codes})
    council.round(MAY, {code: figure(49) for code in codes})
    whole = traced(council.folder, MAY, codes=codes)
    assert len(whole) == 14 < CHUNK
    monkeypatch.setattr("pmf_excel.ledger.traced.CHUNK", 3)
    assert traced(council.folder, MAY, codes=codes) == whole


def test_terms_put_together_from_a_text_are_those_of_the_text(council: Council) -> None:
    """A title may look like the text of terms itself."""
    title = 'Homes", "previous": "7", "last_year": "8'
    past = [{"measure": "A", "period": period, "figure": Decimal(41)} for period in ("April 2013", "Mar 2014")]
    council.start([measure("A", title=title, rule="Last year")], [], past)
    council.round(APRIL, {"A": figure(41)})
    workspace = Workspace.open(council.folder)
    with workspace.ledger.reading() as reader:
        text = next(row.terms.as_text() for issue in reader.issues() for row in reader.asked(issue.seq))
    asked = object.__new__(_Asked)
    asked._read = {}
    assert asked._of(text) == Terms.of_text(text)
    assert (asked._of(text).title, asked._of(text).last_year, asked._of(text).previous) == (title, Decimal(41), Decimal(41))  # fmt: skip
    assert differing(council.folder, APRIL) == []
    assert traced(council.folder, APRIL)[-1].title == title
