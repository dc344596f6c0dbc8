"""Kinds of report: each in each format, read back; figures, counts and sentences against the position; nothing, hostile and long texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.docket import Docket, Wanted
from pmf_excel.errors import Mistyped
from pmf_excel.framework.committees import Remit
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.status import Rag
from pmf_excel.ledger.audience import Audience
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import exceptional, headline, not_rated, priorities_stand, returns_received
from pmf_excel.ledger.thread import thread
from pmf_excel.reports import said
from pmf_excel.reports.reading import Piece, ReadChart, ReadParagraph, ReadReport, ReadTable, read_report
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests import everything
from tests.conftest import JUNE
from tests.opens import VALIDATOR, findings
from tests.reported import reported
from tests.test_blocks import APRIL, MAY, change, year_of
from tests.test_excel import HOSTILE
from tests.test_reports import SECRET, secret, words

MARCH = month(2015, 3)
FORMATS = ("briefing", "harborough", "north-norfolk", "plain", "south-derbyshire", "west-lindsey")
#: Each kind with the round that it is tried on, and for whom.
KINDS: dict[str, tuple[Period, Wanted]] = {
    "exceptions": (JUNE, Wanted("HOU")),
    "monthly-dashboard": (JUNE, Wanted("MT")),
    "team-briefing": (JUNE, Wanted(service="S1")),
    "corporate-scorecard": (JUNE, Wanted("CAB")),
    "annual-report": (MARCH, Wanted("CAB")),
    "framework-amendment": (JUNE, Wanted("CAB")),
    "quarterly": (JUNE, Wanted("OSC")),
}
#: What a text may say that begins with the word None; anything else would be a value that is not there.
NONE = re.compile(r"None( identified| directly| arising|\.|$| of | is past its date)")
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reported(tmp_path_factory.mktemp("kinds") / "council", months=(APRIL, MAY, JUNE), change=change)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A council at the end of its year."""
    return reported(tmp_path_factory.mktemp("ended") / "council", months=(JUNE, MARCH), change=change)


@pytest.fixture
def there(walked: Workspace, ended: Workspace, kind: str) -> Workspace:
    """The council in which a kind can be made."""
    return ended if KINDS[kind][0] == MARCH else walked


@pytest.fixture(scope="module")
def docket(walked: Workspace) -> Docket:
    return walked.docket(JUNE)


def made(workspace: Workspace, kind: str, format_name: str = "north-norfolk", **wanted: Any) -> ReadReport:
    at, whom = KINDS[kind]
    return read_report(workspace.docket(at).document(kind, format_name, Wanted(**wanted) if wanted else whom).data)


def sound(report: ReadReport) -> None:
    """Nothing in a report that is no text for people, no table without a row, no heading with nothing below it."""
    text = "\n".join([report.text, *(one.about for one in (*report.tables, *report.charts))])
    assert "{{" not in text and "{%" not in text and "block(" not in text
    assert not re.search(r"\bnan\b|\bnull\b|\binf\b|Decimal\(|datetime", text)
    for line in text.split("\n"):
        for place in re.finditer(r"\bNone\b", line):
            assert NONE.match(line[place.start() :]), line
    prose = "\n".join(one.text for one in report.pieces if isinstance(one, ReadParagraph))
    assert not re.search(r"\.\.(?!\.)| [,.;]|  ", prose), re.findall(r".{20}(?:\.\.| [,.;]|  ).{10}", prose)
    for one in report.tables:
        if one.style != "FrontSheet":
            assert len(one.rows) > one.heading_rows == 1 and len(one.rows[0]) <= 6, one.about
            assert not any(cell.merged for row in one.rows for cell in row)
    pieces = [one for one in report.pieces if not isinstance(one, ReadParagraph) or one.text]
    for here, after in zip(pieces, [*pieces[1:], None], strict=True):
        if isinstance(here, ReadParagraph) and here.level:
            deeper = isinstance(after, ReadParagraph) and after.level > here.level
            assert deeper or isinstance(after, ReadTable | ReadChart) or (isinstance(after, ReadParagraph) and not after.level), here.text  # fmt: skip


def under(report: ReadReport, heading: str) -> list[Piece]:
    """What stands below a heading, up to the next one as high."""
    pieces = list(report.pieces)
    start = next(
        n for n, one in enumerate(pieces) if isinstance(one, ReadParagraph) and one.level and one.text == heading
    )
    level, found = pieces[start].level, []  # type: ignore[union-attr]
    for one in pieces[start + 1 :]:
        if isinstance(one, ReadParagraph) and 0 < one.level <= level:
            break
        found.append(one)
    return found


def tables(pieces: Sequence[Piece]) -> list[ReadTable]:
    return [one for one in pieces if isinstance(one, ReadTable)]


def texts(pieces: Sequence[Piece]) -> list[str]:
    return [one.text for one in pieces if isinstance(one, ReadParagraph)]


def headings(report: ReadReport) -> list[str]:
    return [one.text for one in report.headings]


def codes(table: ReadTable) -> list[str]:
    return [row[0].split(" ")[0] for row in table.texts[1:]]


@every_kind
@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_reads_well_in_every_format(there: Workspace, kind: str, name: str) -> None:
    report = made(there, kind, name)
    sound(report)
    assert report.language == "en-GB" and report.title
    assert len(set(headings(report)) & {"Overview", "At a glance", "What went well", "What changes"}) == 1


@pytest.mark.skipif(not VALIDATOR, reason="no OOXML validator")
@every_kind
def test_word_opens_them_without_a_repair(there: Workspace, tmp_path: Path, kind: str) -> None:
    at, wanted = KINDS[kind]
    path = tmp_path / f"{kind}.docx"
    path.write_bytes(there.docket(at).document(kind, "", wanted).data)
    assert findings(path) == []


@every_kind
def test_the_same_bytes_are_made_again(there: Workspace, kind: str) -> None:
    at, wanted = KINDS[kind]
    done = there.docket(at).document(kind, "", wanted)
    assert Workspace.open(there.folder).docket(at).document(kind, "", wanted) == done
    assert (" briefing " in done.name) is (kind in ("monthly-dashboard", "team-briefing"))


def seen(docket: Docket, wanted: Wanted, remit: Remit | None = None) -> tuple[Position, Any]:
    """What the readers of a report see: its position and its view."""
    readers = Audience(exempt=False)
    if wanted.service:
        readers = Audience("Service", service=wanted.service, exempt=False)
    elif remit is Remit.OWN:
        readers = Audience(wanted.committee, committee=wanted.committee, exempt=False)
    view = docket.view(readers)
    return view.position, view


def test_exceptions_are_those_of_the_committees_remit_with_what_is_said_and_done(
    walked: Workspace, docket: Docket
) -> None:
    for committee in ("HOU", "ENV", "CAB"):
        report = made(walked, "exceptions", committee=committee)
        position, view = seen(docket, Wanted(committee), Remit.OWN)
        assert {docket.framework.committee_of(docket.framework.measures[line.measure]) for line in position.lines} == {
            committee
        }
        short = position.exceptions(view.watch)
        work = [one.status for one in position.items.activities]
        assert exceptional(len(short), position.counts(), work) in report.text
        lasting = [
            line
            for line in short
            if line.before is not None and line.before.rag is Rag.RED and line.status.rag is Rag.RED
        ]
        cards = {
            one.about.split(":")[0]: one
            for one in report.tables
            if one.about.endswith("target, performance, commentary and action")
        }
        assert cards.keys() == {line.measure for line in short}
        for line in short:
            card = {row[0]: row[1] for row in cards[line.measure].texts[1:]}
            assert card[f"Actual, {line.figure_period.label}"].split("\n")[0] == said.actual(line)
            assert card["Status"] == line.status.shown
            assert card["Commentary"] == line.commentary
            assert card["Action"] == "Fill both posts and review the rota.\nService manager, by 31 December 2014"
        if lasting:
            (table,) = [
                one for one in report.tables if one.about == "Measures outside tolerance two periods running or more"
            ]
            assert codes(table) == [line.measure for line in lasting]
            assert [row[3] for row in table.texts[1:]] == [str(line.running) for line in lasting]
        else:
            assert "Outside tolerance two periods running or more" not in headings(report)
        off = [one.code for one in position.items.activities if one.status.underperforming]
        shown = [
            code
            for one in report.tables
            if one.about.startswith("Activities and projects with problems")
            for code in codes(one)
        ]
        assert shown == off
    everything_ = made(walked, "exceptions", committee="HOU", remit=Remit.EVERYTHING)
    position, view = seen(docket, Wanted("HOU"))
    cards = [one for one in everything_.tables if one.about.endswith("target, performance, commentary and action")]
    assert len(cards) == len(position.exceptions(view.watch))
    assert "remit of" not in everything_.text


def test_the_quarterly_report_tells_achievements_and_underperformance(walked: Workspace, docket: Docket) -> None:
    report = made(walked, "quarterly", committee="CAB")
    position, view = seen(docket, Wanted("CAB"))
    short = position.exceptions(view.watch)
    order = [one for one in headings(report) if one in (
        "Overview", "Key achievements", "Underperformance", "Performance focus", "Matters arising", "Trends", "Sources of the figures"
    )]  # fmt: skip
    assert order == [
        "Overview",
        "Key achievements",
        "Underperformance",
        "Performance focus",
        "Matters arising",
        "Trends",
        "Sources of the figures",
    ]
    told = texts(under(report, "Underperformance"))
    assert told[1:] == [said.sentence(line) for line in short[:6]]
    assert told[0].startswith(
        exceptional(len(short), position.counts(), [one.status for one in position.items.activities])
    )
    assert headline(position.counts()) in report.text and not_rated(position.counts()) in report.text
    (matters,) = tables(under(report, "Matters arising"))
    assert [row[1].split("\n")[0] for row in matters.texts[1:]] == [
        "Why do repairs take longer?",
        "When does the contract begin?",
    ]
    sources = [one for one in report.tables if one.about.startswith("Figures from S")]
    assert {line.measure for line in position.lines} <= {code for one in sources for code in codes(one)}
    assert "Appendix C says where each figure comes from." in report.text
    assert [one.text for one in report.headings if one.text == "Sources of the figures"] and "Appendix C" in report.text


def test_the_dashboard_has_counts_returns_services_and_what_is_awaited(walked: Workspace, docket: Docket) -> None:
    report = made(walked, "monthly-dashboard", "")
    position, view = seen(docket, Wanted("MT"))
    counts = position.counts()
    (table,) = tables(under(report, "At a glance"))
    shown = {row[0]: row[1:] for row in table.texts[1:]}
    for status in counts.rated_statuses:
        assert shown[status.shown] == [str(counts.of(status)), f"{counts.percent(status)}%"]
    assert shown["All measures"] == [str(counts.total), f"{counts.rated} rated"]
    assert headline(counts) in report.text and returns_received(position) in report.text
    (exceptions,) = tables(under(report, "Exceptions"))
    assert codes(exceptions) == [line.measure for line in position.exceptions(view.watch)]
    (chart,) = [one for one in report.charts if one.kind == "stacked"]
    assert sum(value or 0 for one in chart.series for value in one.values) == counts.total
    assert {"Returns received", "Services", "Questions to answer", "Risks", "Budget", "Past its date"} <= set(
        headings(report)
    )
    (awaited,) = tables(under(report, "Still awaited"))
    assert [[row[0], row[-1]] for row in awaited.texts[1:]] == [
        ["Service 2", "the question of 3 June 2014"], ["Service 3", "the question of 10 June 2014"],
    ]  # fmt: skip
    assert "The report for Quarter 1 2014/15 goes to Cabinet on 12 August 2014." in report.text


def test_a_briefing_has_one_service_in_few_words(walked: Workspace, docket: Docket) -> None:
    for service in ("S1", "S2", "S3"):
        report = made(walked, "team-briefing", "", service=service)
        position, view = seen(docket, Wanted(service=service))
        assert {line.terms.service for line in position.lines} == {service}
        assert headings(report) == ["What went well", "What to work on", "What is due next"]
        assert headline(position.counts()) in report.text
        short = position.exceptions(view.watch)
        told = [
            one
            for one in texts(under(report, "What to work on"))
            if one.split(" ")[0] in {line.measure for line in short}
        ]
        assert told == [said.sentence(line) for line in short[:3]]
        well = [
            one.text.split(" ")[0]
            for one in under(report, "What went well")
            if isinstance(one, ReadParagraph) and one.bullet
        ]
        green = {line.measure for line in position.lines if line.status.rag is Rag.GREEN}
        assert set(well) <= green | {one.code for one in position.items.activities} and well
        assert report.tables == []
        # A page has 45 lines of about 85 letters.
        assert sum(1 + len(text) // 80 for text in texts(report.pieces)) < 45


def test_the_scorecard_says_how_the_priorities_stand(walked: Workspace, docket: Docket) -> None:
    report = made(walked, "corporate-scorecard")
    position, view = seen(docket, Wanted("CAB"))
    strands = thread(position, view.framework, view.weights).strands
    assert priorities_stand([one.rag for one in strands]) in report.text
    assert [one for one in headings(report) if one in {strand.name for strand in strands}] == [
        strand.name for strand in strands
    ]


def test_an_annual_report_tells_the_year_against_target_and_last_year(tmp_path: Path) -> None:
    workspace = year_of(tmp_path / "council")
    report = read_report(workspace.docket(MARCH).document("annual-report", "plain").data)
    sound(report)
    assert report.title == "Annual performance report 2014/15"
    assert "3 of the 5 rated measures are Green (60.0%), 1 Amber (20.0%) and 1 Red (20.0%)." in report.text
    assert "1 outturn is still expected, because a part of the year is missing." in report.text
    assert [text.split(" ")[0] for text in texts(under(report, "Achievements of the year"))[1:]] == ["SUM", "NONE"]
    short = texts(under(report, "Underperformance of the year"))
    assert short[0] == "2 measures ended the year short of target, Red first."
    assert [text.split(" ")[0] for text in short[1:]] == ["MEAN", "YEAR"]
    (outturns,) = [one for one in report.tables if one.about == "Measures of Safe places: outturn of 2014/15"]
    assert codes(outturns) == ["SUM", "MEAN", "NONE", "YEAR", "GAP"]
    with pytest.raises(
        Mistyped, match=r"June 2014 does not end a financial year. The report annual-report needs a round of March."
    ):
        workspace.issue(JUNE, datetime(2014, 7, 1, tzinfo=UTC))
        workspace.docket(JUNE).document("annual-report")


def test_activities_of_the_year_are_with_their_priorities(ended: Workspace) -> None:
    report = made(ended, "annual-report")
    position = ended.docket(MARCH).position
    shown = [
        code for one in report.tables if one.about.startswith("Activities and projects of ") for code in codes(one)
    ]
    assert sorted(shown) == sorted(one.code for one in position.items.activities)


def test_an_amendment_of_the_framework_says_what_changed_and_who_approved_it(walked: Workspace) -> None:
    report = made(walked, "framework-amendment")
    assert "There are 2 amendments: 1 target changed and 1 tolerance changed." in report.text
    assert "has changed in the performance management framework since version V02.00 of 1 April 2014." in report.text
    (changes,) = tables(under(report, "What changes"))
    assert [row[3] for row in changes.texts[1:]] == ["Housing Committee", "–"]
    (targets,) = tables(under(report, "New targets"))
    assert codes(targets) == ["S101", "S202"]
    assert "The committee has it about 7 weeks after the quarter's end." in report.text
    assert {"The framework document", "Versions", "Targets of all measures"} <= set(headings(report))


# A council with nothing.


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """In its first month ever: returns are out, nothing has come back, there is no item, no committee, no earlier figure."""
    workspace = everything.council(tmp_path_factory.mktemp("bare") / "council", services=1, measures=2, items=0)
    rows = {
        "services": [{"code": "S1", "name": "Service 1", "head": "Head of Service 1"}],
        "plan": [{"code": "P1", "name": "Safe places"}],
        "measures": [
            {"code": code, "title": f"Measure {code}", "service": "S1", "priority": "P1", "kind": "Number", "decimals": Decimal(0),
             "polarity": "Higher is better", "frequency": "Monthly", "cumulative": "No", "rule": "Target and tolerance"}
            for code in ("M1", "M2")
        ],
        "targets": [{"measure": code, "period": "2014/15", "target": Decimal(5)} for code in ("M1", "M2")],
    }  # fmt: skip
    (workspace.folder / REGISTER).write_bytes(workspace.new_register(rows))
    for at in (JUNE, MARCH):
        workspace.issue(at, datetime(at.end.year, at.end.month, at.end.day, 9, tzinfo=UTC))
    return workspace


@every_kind
@pytest.mark.parametrize("name", FORMATS)
def test_a_council_with_nothing_is_told_so_calmly(bare: Workspace, kind: str, name: str) -> None:
    report = made(bare, kind, name, service="S1" if kind == "team-briefing" else "")
    sound(report)
    assert not {"Matters arising", "Corrections", "Budget", "Risk register", "Activities delivered", "Trends"} & set(
        headings(report)
    )
    assert "Sources of the figures" not in headings(report)
    assert re.search(r"rated yet|2 figures are still missing|2 are awaited|has not changed since", report.text)


def test_what_is_not_there_is_said_in_each_kind(bare: Workspace) -> None:
    def told(kind: str, **wanted: Any) -> str:
        return made(bare, kind, "plain", **wanted or {"service": ""}).text

    assert "No measure is rated yet." in told("exceptions")
    assert "2 figures are still missing, so this is not the whole picture." in told("exceptions")
    dashboard = made(bare, "monthly-dashboard", "", service="")
    (awaited,) = tables(under(dashboard, "Still awaited"))
    assert awaited.texts[1:] == [["Service 1", "2", "0", "M1 and M2"]]
    assert "To see that what is still awaited comes in." in dashboard.text
    briefing = told("team-briefing", service="S1")
    assert (
        "No measure is Green yet." in briefing
        and "No measure is short of target. 2 figures are still missing." in briefing
    )
    assert "Nothing is due in the next three months." in briefing
    assert "No priority can be rated yet." in told("corporate-scorecard")
    annual = told("annual-report")
    assert "No measure can be shown to have met its target and done better than the year before." in annual
    assert "No measure that is rated ended the year short of target. 2 figures are still missing." in annual
    amendment = told("framework-amendment")
    assert "Nothing has been amended since then." in amendment and "No amendment sets a new target." in amendment
    assert "has not changed since 1 April 2014." in amendment


# Texts that would do harm, and long ones.

ODD = [
    *HOSTILE.split("\n"),
    "& < > \" ' =cmd",
    "{% raw %}{{ 7*7 }}{% endraw %}",
    "*bold* _it_ # head | cell | `code` [a](b)",
    "שלום עולם",
    "== detail ==",
]


def test_hostile_texts_stand_as_they_were_typed(tmp_path: Path) -> None:
    line = " ".join(ODD)

    def hostile(rows: dict[str, list[dict[str, Any]]]) -> None:
        change(rows)
        rows["plan"] = [{**row, "name": f"{row['code']} {line}"[:120]} for row in rows["plan"]]
        rows["measures"] = [{**row, "title": f"{row['code']} {line}"[:240]} for row in rows["measures"]]
        for sheet in ("activities", "recommendations"):
            rows[sheet] = [{**row, "title": f"{row['code']} {line}"[:240]} for row in rows[sheet]]
        rows["questions"] = [
            {
                **row,
                "question": f"{line} {row['service']}",
                "asked_by": "<Chair> & {{ 1 }}",
                **({"answer": line} if row.get("answer") else {}),
            }
            for row in rows["questions"]
        ]
        rows["amendments"] = [{**row, "what": line, "approved_by": "<A> & *B*"} for row in rows["amendments"]]
        rows["document"] = [{**row, "value": line} for row in rows["document"]]
        rows["versions"] = [{**row, "description": line} for row in rows["versions"][:2]]

    workspace = reported(
        tmp_path / "council", services=3, measures=3, items=2, months=(JUNE, MARCH), change=hostile, said=line
    )
    for kind, (at, wanted) in KINDS.items():
        report = read_report(workspace.docket(at).document(kind, "plain", wanted).data)
        assert line[:60] in report.text, kind
        assert "49" not in report.text.replace(line, ""), kind
    report = made(workspace, "quarterly", "plain", committee="CAB")
    (matters,) = tables(under(report, "Matters arising"))
    assert matters.texts[1][0] == "3 June 2014\n<Chair> & {{ 1 }}" and matters.texts[1][1].startswith(line)
    report = made(workspace, "framework-amendment", "plain")
    assert tables(under(report, "What changes"))[0].texts[1][2:] == [line, "<A> & *B*"]
    assert tables(under(report, "The framework document"))[0].texts[1][1] == line


def test_five_thousand_words_are_all_printed(tmp_path: Path) -> None:
    long = " ".join(["considerable"] * 150)
    answer = " ".join(["word"] * 790)

    def longer(rows: dict[str, list[dict[str, Any]]]) -> None:
        change(rows)
        rows["questions"] = [{**asked, "question": f"{n} {long}", "answer": answer} for n in range(6)]

    asked = {"committee": "CAB", "on": date(2014, 6, 3), "answered_on": date(2014, 6, 20)}
    workspace = reported(tmp_path / "council", services=1, measures=2, items=1, change=longer)
    report = made(workspace, "quarterly", "plain", committee="CAB")
    sound(report)
    (matters,) = tables(under(report, "Matters arising"))
    printed = [row[1] + " " + row[2] for row in matters.texts[1:]]
    assert [one.count("considerable") for one in printed] == [150] * 6
    assert sum(one.count("word") for one in printed) == 6 * 790


def test_a_service_that_is_asked_about_no_measure_has_a_briefing_too(tmp_path: Path) -> None:
    def no_measures(rows: dict[str, list[dict[str, Any]]]) -> None:
        rows["measures"], rows["targets"], rows["past"] = ([row for row in rows[sheet] if row.get("service", row.get("measure", "")[:2]) != "S2"] for sheet in ("measures", "targets", "past"))  # fmt: skip

    workspace = reported(tmp_path / "council", services=2, measures=2, items=3, change=no_measures)
    report = made(workspace, "team-briefing", "", service="S2")
    sound(report)
    assert "We were asked about no measure for June 2014." in report.text
    assert "No measure" not in report.text.replace("no measure", "")


def test_nothing_exempt_is_in_the_open_part_of_any_kind(tmp_path: Path) -> None:
    def closed(rows: dict[str, list[dict[str, Any]]]) -> None:
        change(rows)
        secret(rows)
        rows["amendments"][1]["what"] = f"{SECRET} was raised."
        rows["questions"][0] |= {"question": f"Why {SECRET}?", "answer": f"{SECRET}."}

    workspace = reported(tmp_path / "council", months=(JUNE, MARCH), change=closed)
    for kind, (at, wanted) in KINDS.items():
        everything_ = replace(wanted, committee="CAB") if kind != "team-briefing" else wanted
        for name in ("plain", ""):
            data = workspace.docket(at).document(kind, name, replace(everything_, remit=Remit.EVERYTHING)).data
            assert SECRET not in words(data), kind
        shut = workspace.docket(at).document(kind, "plain", replace(everything_, remit=Remit.EVERYTHING, exempt=True))
        assert SECRET in words(shut.data) and "EXEMPT PARAGRAPH NO 3" in words(shut.data), kind
        assert shut.name.endswith(" plain EXEMPT DRAFT.docx")
        sound(read_report(shut.data))
