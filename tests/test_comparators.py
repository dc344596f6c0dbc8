"""Comparators: what others achieved, taken in from a file, kept with its source, and found again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pmf_excel import upkeep
from pmf_excel.cli import pmf
from pmf_excel.comparators import TakenIn, take_in
from pmf_excel.errors import PutRight
from pmf_excel.files import sha256_of
from pmf_excel.framework.comparators import Comparator
from pmf_excel.framework.periods import parse
from pmf_excel.ledger import archive, journal, schema
from pmf_excel.workspace import Workspace
from tests.conftest import ISSUED, JUNE
from tests.test_position import Council, measure, target

AT = datetime(2014, 9, 1, 10, tzinfo=UTC)
Q1, Q4, YEAR = parse("Q1 2014/15"), parse("Q4 2013/14"), parse("2013/14")
MEDIAN, BEST = "England, district councils: median", "England, district councils: top quarter"
TABLE = f"""Measure,Period,Group,Value,Source
PS01,Q1 2014/15,"{MEDIAN}",81.5,"Planning statistics, table 131"
PS01,Q1 2014/15,"{BEST}",93,"Planning statistics, table 131"
hr01,2013/14,"{MEDIAN}",96.40,Workforce survey 2014
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of comparators."""

    def write(text: str | bytes, name: str = "others.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


File = Callable[..., Path]


def known(workspace: Workspace, until: datetime | None = None) -> dict[tuple[str, str, str], Decimal]:
    with workspace.ledger.reading(until) as reader:
        return {(one.measure, one.period.id, one.group): one.value for one in reader.comparators()}


def wrong(workspace: Workspace, path: Path) -> list[str]:
    """What is said of a file of which nothing is taken."""
    with pytest.raises(PutRight) as refused:
        take_in(workspace, path, AT)
    assert f"{path}: nothing was taken in, because " in str(refused.value)
    assert known(workspace) == {}
    return [str(one) for one in refused.value.problems]


def notes(taken: TakenIn) -> list[str]:
    return [str(one) for one in taken.notes]


def test_what_is_taken_in_is_found_with_its_source(workspace: Workspace, file: File) -> None:
    path = file(TABLE)
    taken = take_in(workspace, path, AT)
    assert (len(taken.lines), len(taken.new), taken.changed, taken.same, taken.notes) == (3, 3, [], 0, ())
    sha256 = sha256_of(TABLE.encode())
    with workspace.ledger.reading() as reader:
        assert reader.comparators() == [
            Comparator("HR01", YEAR, MEDIAN, Decimal("96.40"), "Workforce survey 2014", AT, "others.csv", sha256, 4),
            Comparator("PS01", Q1, MEDIAN, Decimal("81.5"), "Planning statistics, table 131", AT, "others.csv", sha256, 2),
            Comparator("PS01", Q1, BEST, Decimal(93), "Planning statistics, table 131", AT, "others.csv", sha256, 3),
        ]  # fmt: skip
        assert [one.measure for one in reader.comparators([Q1])] == ["PS01", "PS01"]
        assert reader.comparators([]) == []
        assert reader.last_moment() == AT
        assert str(reader.comparators()[0].value) == "96.40"
    assert archive.fetch(workspace.path("archive"), sha256) == TABLE.encode()


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("Workforce", "Workforce – \u00a32").encode("cp1252"),
        ("\n,,,,\n" + TABLE).encode(),
        TABLE.replace("hr01,2013/14", " HR01 , 2013 / 14 ").encode(),
    ],
    ids=["BOM", "UTF-16", "Windows", "cp1252", "empty lines", "blanks"],
)
def test_however_excel_saves_it(workspace: Workspace, file: File, data: bytes) -> None:
    take_in(workspace, file(data), AT)
    assert known(workspace) == {
        ("HR01", "2013-FY", MEDIAN): Decimal("96.40"),
        ("PS01", "2014-Q1", MEDIAN): Decimal("81.5"),
        ("PS01", "2014-Q1", BEST): Decimal(93),
    }


@pytest.mark.parametrize("sign", [";", "\t"])
def test_headings_in_any_order_with_others_among_them(workspace: Workspace, file: File, sign: str) -> None:
    cells = [
        ["SOURCE", "Title", "value", "  Comparator ", "Measure  code", "Period", "", ""],
        ["Table 1", "Applications, all", "81.5", MEDIAN, "PS01", "Quarter 1 2014/15"],
        ["Table 1", "", "80", MEDIAN, "PS01", "2013-Q4", "", ""],
    ]
    take_in(workspace, file("\n".join(sign.join(row) for row in cells)), AT)
    assert known(workspace) == {("PS01", "2014-Q1", MEDIAN): Decimal("81.5"), ("PS01", "2013-Q4", MEDIAN): Decimal(80)}


def test_the_last_word_counts_and_what_was_known_before_stays_known(workspace: Workspace, file: File) -> None:
    take_in(workspace, file(TABLE), AT)
    again = TABLE.replace("81.5", "82").replace(MEDIAN, MEDIAN.upper()).replace("93,", "93.0,")
    taken = take_in(workspace, file(again, "later.csv"), AT + timedelta(days=1))
    assert (taken.new, taken.same) == ([], 2)
    assert [(old.value, line.value) for old, line in taken.changed] == [(Decimal("81.5"), Decimal(82))]
    assert known(workspace) == {
        ("HR01", "2013-FY", MEDIAN.upper()): Decimal("96.40"),
        ("PS01", "2014-Q1", MEDIAN.upper()): Decimal(82),
        ("PS01", "2014-Q1", BEST): Decimal("93.0"),
    }
    assert known(workspace, AT)[("PS01", "2014-Q1", MEDIAN)] == Decimal("81.5")
    assert known(workspace, AT - timedelta(seconds=1)) == {}


def test_the_same_file_counts_once(workspace: Workspace, file: File) -> None:
    take_in(workspace, file(TABLE), AT)
    take_in(workspace, file(TABLE.replace("81.5", "82"), "later.csv"), AT + timedelta(days=1))
    before = known(workspace)
    taken = take_in(workspace, file(TABLE, "a copy.csv"), AT + timedelta(days=2))
    assert (taken.already, taken.lines) == ((AT, "others.csv"), ())
    assert known(workspace) == before
    with workspace.ledger.reading() as reader:
        assert reader.comparators_of(sha256_of(TABLE.encode())) == (AT, "others.csv")
        assert reader.comparators_of("0" * 64) is None


def test_a_value_may_be_withdrawn_and_come_back(workspace: Workspace, file: File) -> None:
    take_in(workspace, file(TABLE), AT)
    line = f'Measure,Period,Group,Value,Source\nPS01,Q1 2014/15,"{BEST}",Withdrawn,It was of another year\n'
    taken = take_in(workspace, file(line, "back.csv"), AT + timedelta(days=1))
    assert [(old.value, line.value) for old, line in taken.changed] == [(Decimal(93), None)]
    assert ("PS01", "2014-Q1", BEST) not in known(workspace)
    assert ("PS01", "2014-Q1", BEST) in known(workspace, AT)
    take_in(workspace, file(line.replace("Withdrawn", "94"), "anew.csv"), AT + timedelta(days=2))
    assert known(workspace)[("PS01", "2014-Q1", BEST)] == Decimal(94)


HEAD = "Measure,Period,Group,Value,Source\n"
LINE = "PS01,Q1 2014/15,All,1,Table 1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "others.csv: this file is empty. Give it the headings Measure, Period, Group, Value, Source and a line for each value. (PMF-401)"),
        (b"PK\x03\x04 a workbook", "others.csv: this is not a CSV file. Open it in Excel, and save it as CSV UTF-8. (PMF-401)"),
        (b"M\0e\0a\0", "others.csv: this is not a CSV file. Open it in Excel, and save it as CSV UTF-8. (PMF-401)"),
        (b"\xff\xfe\x00\xd8\x00", "others.csv: this file has letters that cannot be read. Open it in Excel, and save it as CSV UTF-8. (PMF-401)"),
        (b"x" * (20 * 2**20 + 1), "others.csv: this file is larger than 20 MB. Check that it is the right one. (PMF-401)"),
        ("Ref;2014\nPS01;1\n", 'others.csv, line 1: the first line, "Ref;2014", has none of the headings Measure, Period, Group, Value, Source. Put them there. (PMF-401)'),
        (HEAD + LINE + 'PS01,Q1 2014/15,"All,1,Table 1\n', "others.csv, line 3: the quotation marks from here on do not match. Give each text that begins with one another at its end. (PMF-401)"),
        ("Measure,Period,Group,Value,Sources\n" + LINE, 'others.csv, line 1: there is no column headed "Source". Did you mean "Sources"? Head one "Source": where the value was published. (PMF-402)'),
        ("Measure,Code,Period,Group,Value,Source\n", 'others.csv, line 1: 2 columns are headed "Measure" and "Code". Keep the right one and rename or delete the other. (PMF-403)'),
        (HEAD + "PS01,Q1 2014/15,All,1,200,Table 1\n", "others.csv, line 2: the line has 6 cells, and there are 5 headings. Put a text with a comma in it, such as 1,200, in quotation marks. (PMF-404)"),
        (HEAD + "PS01,Q1 2014/15,All,1,200\n", 'others.csv, line 2, column Source: "200" is no source: it has no word in it. Enter where the value was published. (PMF-405)'),
        (HEAD + "PS01,Q1 2014/15,2014,1,Table 1\n", 'others.csv, line 2, column Group: "2014" is no group: it has no word in it. Enter who they are, for example "England, district councils: median". (PMF-405)'),
        (HEAD + ",Q1 2014/15,All,1,Table 1\n", 'others.csv, line 2, column Measure: "Measure" is empty. Enter the code of a measure, as in the register. (PMF-405)'),
        (HEAD + "PS01,,All,1,Table 1\n", 'others.csv, line 2, column Period: "Period" is empty. Enter Q1 2014/15, June 2014 or 2014/15. (PMF-405)'),
        (HEAD + "PS01,Q1 2014/15,All,,Table 1\n", 'others.csv, line 2, column Value: "Value" is empty. Enter a number, or the word "withdrawn" to take an earlier one back. (PMF-405)'),
        (HEAD + "PS01,Q1 2014/15,All,1\n", 'others.csv, line 2, column Source: "Source" is empty. Enter where the value was published. (PMF-405)'),
        (HEAD + "PSO1,Q1 2014/15,All,1,Table 1\n", 'others.csv, line 2, column Measure: there is no measure with the code "PSO1". Did you mean "PS01"? Enter a code of the register\'s sheet "Measures". (PMF-406)'),
        (HEAD + "PS01,Q5 2014/15,All,1,Table 1\n", 'others.csv, line 2, column Period: "Q5 2014/15" is not a period. Enter it as Q1 2014/15, June 2014 or 2014/15. (PMF-407)'),
        (HEAD + "PS01,Jun-14,All,1,Table 1\n", 'others.csv, line 2, column Period: "Jun-14" is not a period. Enter it as Q1 2014/15, June 2014 or 2014/15. (PMF-407)'),
        (HEAD + "PS01,2011-12,All,1,Table 1\n", 'others.csv, line 2, column Period: "2011-12" can be read as a month and as a financial year. Write the year as 2011/12, or the month in letters. (PMF-407)'),
        (HEAD + "PS01,Q1 2104/05,All,1,Table 1\n", "others.csv, line 2, column Period: Quarter 1 2104/05 has not begun yet. Check the year. (PMF-407)"),
        (HEAD + "PS01,Q1 1914/15,All,1,Table 1\n", "others.csv, line 2, column Period: Quarter 1 1914/15 is too long ago. Check the year. (PMF-407)"),
        (HEAD + "PS01,Q1 2014/15,All,n/a,Table 1\n", 'others.csv, line 2, column Value: "n/a" is not a number that can be read. Enter a number, without words or signs. Where there is none, leave the line out. (PMF-408)'),
        (HEAD + "PS01,Q1 2014/15,All,95 100,Table 1\n", 'others.csv, line 2, column Value: "95 100" is not a number that can be read. Enter a number, without words or signs. Where there is none, leave the line out. (PMF-408)'),
        (HEAD + "PS01,Q1 2014/15,All,=1+1,Table 1\n", 'others.csv, line 2, column Value: "=1+1" is not a number that can be read. Enter a number, without words or signs. Where there is none, leave the line out. (PMF-408)'),
        (HEAD + "PS01,Q1 2014/15,All,1e5,Table 1\n", 'others.csv, line 2, column Value: "1e5" is not a number that can be read. Enter a number, without words or signs. Where there is none, leave the line out. (PMF-408)'),
        (HEAD + "PS01,Q1 2014/15,All,9999999999999999,Table 1\n", "others.csv, line 2, column Value: 9999999999999999 is larger than a spreadsheet can count to. Check it. (PMF-408)"),
        (HEAD + LINE + "ps01,2014-Q1,ALL,2,Table 1\n", "others.csv, line 3, column Value: line 2 has another value for PS01, Quarter 1 2014/15 and this group. Keep the right one of the two lines. (PMF-409)"),
        (HEAD + LINE + "ps01,2014-Q1,all,1,Table 2\n", "others.csv, line 3, column Source: line 2 has another source for PS01, Quarter 1 2014/15 and this group. Keep the right one of the two lines. (PMF-409)"),
        (HEAD + f"PS01,Q1 2014/15,{'A' * 121},1,Table 1\n", 'others.csv, line 2, column Group: "Group" has 121 letters, and there is room for 120. Shorten it. (PMF-410)'),
        (HEAD + "PS01,Q1 2014/15,All,withdrawn,Table 1\n", "others.csv, line 2, column Value: there is no value of PS01 for Quarter 1 2014/15 and this group to withdraw. Check the measure, the period and how the group is written. (PMF-411)"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_said_with_its_place_and_what_to_do(
    workspace: Workspace, file: File, text: str | bytes, said: str
) -> None:
    assert wrong(workspace, file(text)) == [said]


def test_everything_wrong_is_said_at_once_in_the_order_of_its_lines_and_nothing_is_taken(
    workspace: Workspace, file: File
) -> None:
    lines = ["PSO1,soon,All,many,", "PS01,Q1 2014/15,All,1,Table 1", "PS01,Q1 2014/15,All,2,Table 1", "PS01,Q1 2014/15,All,1,2,3"]  # fmt: skip
    said = wrong(workspace, file(HEAD + "\n".join(lines)))
    assert [(line.split(":")[0], line[-8:-1]) for line in said] == [
        ("others.csv, line 2, column Source", "PMF-405"),
        ("others.csv, line 2, column Measure", "PMF-406"),
        ("others.csv, line 2, column Period", "PMF-407"),
        ("others.csv, line 2, column Value", "PMF-408"),
        ("others.csv, line 4, column Value", "PMF-409"),
        ("others.csv, line 5", "PMF-404"),
    ]
    assert not workspace.ledger.exists
    assert not workspace.path("archive").exists() or not list(workspace.path("archive").rglob("*"))


def test_a_file_with_headings_alone_says_so(workspace: Workspace, file: File) -> None:
    with pytest.raises(PutRight, match="there are headings in this file, and no line below them"):
        take_in(workspace, file(HEAD + ",,,,\n"), AT)


def test_two_lines_that_say_the_same_count_once(workspace: Workspace, file: File) -> None:
    taken = take_in(workspace, file(HEAD + LINE + LINE.replace("All", " all ").replace("1,T", "1.0,T")), AT)
    assert len(taken.lines) == 1
    assert known(workspace) == {("PS01", "2014-Q1", "All"): 1}


def test_a_line_stands_where_a_text_editor_shows_it(workspace: Workspace, file: File) -> None:
    text = HEAD + '\nPS01,Q1 2014/15,"All\nof them",1,Table 1\nPS01,Q1 2014/15,Some,x,Table 1\n'
    assert wrong(workspace, file(text))[0].startswith('others.csv, line 5, column Value: "x" is not a number')


def test_how_a_value_was_read_is_said(tmp_path: Path, file: File) -> None:
    council = Council(tmp_path / "council")
    measures = [
        measure("P", kind="Percentage", unit="%"), measure("M", kind="Money", unit="£"), measure("N", unit="cases"),
        measure("Y", kind="Yes/No", unit=""), measure("D", kind="Date", unit=""),
    ]  # fmt: skip
    targets = [target(code, "2014/15", 5) for code in "PMN"] + [target("Y", "2014/15", "Yes"), target("D", "2014/15", "2014-12-01")]  # fmt: skip
    council.start(measures, targets)
    workspace = Workspace.open(council.folder)
    values = {"P": '"95.2%"', "M": '"£1,200.50"', "N": '"1,200"'}
    taken = take_in(
        workspace, file(HEAD + "".join(f"{code},2013/14,All,{text},T\n" for code, text in values.items())), AT
    )
    assert notes(taken) == [
        'others.csv, line 2, column Value: "95.2%" was read as 95.2%. Nothing needs doing. (PMF-412)',
        'others.csv, line 3, column Value: "£1,200.50" was read as £1,200.50. Nothing needs doing. (PMF-412)',
        'others.csv, line 4, column Value: "1,200" was read as 1,200. Nothing needs doing. (PMF-412)',
    ]
    assert {key[0]: value for key, value in known(workspace).items()} == {
        "P": Decimal("95.2"),
        "M": Decimal("1200.50"),
        "N": 1200,
    }
    share = take_in(workspace, file(HEAD + "P,2014/15,All,0.952,T\n"), AT)
    assert notes(share) == [
        "others.csv, line 2, column Value: 0.952 is less than one percent, and looks like a share of one. If it is one, "
        "enter 95.200 instead. (PMF-413)"
    ]
    with pytest.raises(PutRight) as refused:
        take_in(workspace, file(HEAD + "Y,2013/14,All,1,T\nD,2013/14,All,1,T\nN,2013/14,All,95%,T\n"), AT)
    assert [str(one) for one in refused.value.problems] == [
        "others.csv, line 2, column Measure: the figure of Y is yes or no, which no value of others can be held against. Remove the line. (PMF-406)",
        "others.csv, line 3, column Measure: the figure of D is a date, which no value of others can be held against. Remove the line. (PMF-406)",
        'others.csv, line 4, column Value: "95%" is not a number that can be read. Enter a number, without words or signs. Where there is none, leave the line out. (PMF-408)',
    ]


def test_a_measure_that_left_the_register_since_its_round_is_known(
    workspace: Workspace, issued: object, file: File, sample_rows: list[dict[str, str]]
) -> None:
    (workspace.folder / "framework.xlsx").write_bytes(workspace.new_register())
    take_in(workspace, file(HEAD + LINE), AT)
    assert known(workspace) == {("PS01", "2014-Q1", "All"): 1}


def test_verify_and_rebuild_agree(workspace: Workspace, issued: object, file: File) -> None:
    take_in(workspace, file(TABLE), AT)
    take_in(workspace, file(TABLE.replace("81.5", "82"), "later.csv"), AT + timedelta(days=1))
    found = upkeep.verify(workspace)
    assert (found.wrong, found.files, found.entries) == ([], 3, 3)
    path, made = upkeep.rebuild(workspace)
    assert (made.wrong, made.remarks, made.files) == ([], [], 3)
    before = known(workspace), known(workspace, AT)
    (workspace.folder / "ledger.db").unlink()
    path.rename(workspace.folder / "ledger.db")
    assert (known(workspace), known(workspace, AT)) == before
    assert upkeep.verify(workspace).wrong == []
    assert [entry.at for entry in journal.entries(workspace.journal)] == [
        ISSUED.isoformat(),
        AT.isoformat(),
        (AT + timedelta(days=1)).isoformat(),
    ]


def test_comparators_alone_make_a_ledger_that_agrees(workspace: Workspace, file: File) -> None:
    take_in(workspace, file(TABLE), AT)
    assert upkeep.verify(workspace).wrong == []
    assert upkeep.rebuild(workspace)[1].wrong == []


def test_what_is_changed_or_lost_behind_its_back_is_found(workspace: Workspace, issued: object, file: File) -> None:
    take_in(workspace, file(TABLE), AT)
    with sqlite3.connect(workspace.folder / "ledger.db") as ledger:
        ledger.execute("UPDATE comparators SET value = '99' WHERE line = 2")
    ledger.close()
    changed = 'row 1 of "comparators" was changed since the journal noted it.'
    assert upkeep.verify(workspace, quick=True).wrong == [changed]
    assert upkeep.rebuild(workspace)[1].wrong == [
        f"\"comparators\", PS01 2014-Q1 {MEDIAN}: value '99', read again '81.5'"
    ]
    kept = workspace.path("archive") / sha256_of(TABLE.encode())[:2] / sha256_of(TABLE.encode())
    kept.unlink()
    lost = [line for line in upkeep.verify(workspace, quick=True).wrong if line.startswith('"others.csv": ')]
    assert len(lost) == 1 and "this file of the archive cannot be read" in lost[0]


def test_a_ledger_from_before_there_were_any_is_brought_up_to_date(
    workspace: Workspace, issued: object, file: File
) -> None:
    with sqlite3.connect(workspace.folder / "ledger.db") as ledger:
        ledger.execute("DROP TABLE comparators")
        ledger.execute("UPDATE about SET value = '4' WHERE name = 'version'")
        marks = json.loads(ledger.execute("SELECT marks FROM journal").fetchone()[0])
        del marks["comparators"]
        ledger.execute("UPDATE journal SET marks = ?", [json.dumps(marks, sort_keys=True)])
    ledger.close()
    assert known(workspace) == {}
    assert f"ledger before version {schema.VERSION}.db" in {path.name for path in (workspace.folder / "backups").iterdir()}  # fmt: skip
    take_in(workspace, file(TABLE), AT)
    assert len(known(workspace)) == 3
    found = upkeep.verify(workspace)
    assert (found.wrong, found.entries) == ([], 2)


def test_the_same_on_either_database(tmp_path: Path, ledger_url: str, file: File) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("PS01"), measure("HR01")], [target("PS01", "2014/15", 5), target("HR01", "2014/15", 5)])
    settings = council.folder / "pmf.toml"
    settings.write_text(f'ledger = "{ledger_url}"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    workspace = Workspace.open(council.folder)
    take_in(workspace, file(TABLE), AT)
    take_in(workspace, file(TABLE.replace("81.5", "82"), "later.csv"), AT + timedelta(days=1))
    assert take_in(workspace, file(TABLE), AT + timedelta(days=2)).already == (AT, "others.csv")
    assert known(workspace)[("PS01", "2014-Q1", MEDIAN)] == 82
    assert known(workspace, AT)[("PS01", "2014-Q1", MEDIAN)] == Decimal("81.5")
    with workspace.ledger.reading() as reader:
        assert reader.comparators()[-1].source == "Planning statistics, table 131"
    assert upkeep.verify(workspace).wrong == []
    assert upkeep.rebuild(workspace)[1].wrong == []


def run(workspace: Workspace, *words: str) -> Result:
    runner = CliRunner(env={"PMF_NOW": "2014-09-01T10:00:00"})
    return runner.invoke(pmf, ["comparators", *words, "-w", str(workspace.folder)])


def test_the_command_says_what_it_took_and_what_changed(workspace: Workspace, file: File) -> None:
    again = f" -w {workspace.folder}"
    path = str(file(TABLE))
    assert run(workspace).stdout == f"No comparators are known. To take some in: pmf comparators FILE{again}\n"
    dry = run(workspace, path, "--dry-run")
    assert dry.stdout == (
        "This would take in 3 values of 2 measures from others.csv: 3 new, 0 changed, 0 as before.\n"
        f"\nNext, to take it in: pmf comparators {path}{again}\n"
    )
    assert not workspace.ledger.exists
    done = run(workspace, path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "Taken in: 3 values of 2 measures from others.csv: 3 new, 0 changed, 0 as before.\n"
        f"\nNext, to see what is known: pmf comparators{again}\n"
    )
    copy = run(workspace, str(file(TABLE, "a copy.csv")))
    assert copy.exit_code == 0
    assert copy.stdout.startswith(
        'a copy.csv was taken in on 1 September 2014 already as "others.csv", so nothing was added. What a later file '
        "replaced stays replaced.\n"
    )
    later = TABLE.replace("81.5", "82").replace(",93,", ",withdrawn,")
    assert run(workspace, str(file(later, "later.csv"))).stdout.startswith(
        "Taken in: 3 values of 2 measures from later.csv: 0 new, 2 changed, 1 as before.\n"
        f"  PS01, Quarter 1 2014/15, {MEDIAN}: was 81.5, is now 82.\n"
        f"  PS01, Quarter 1 2014/15, {BEST}: is withdrawn, was 93.\n"
    )
    shown = run(workspace).stdout
    assert shown.split()[:5] == ["Measure", "Period", "Group", "Value", "Source"]
    assert "(later.csv, line 2," in " ".join(shown.split())
    assert max(map(len, shown.splitlines()[:-1])) <= 100
    assert shown.splitlines()[-1] == f"Next, to make the master workbook: pmf consolidate{again}"


def test_the_command_for_other_programs(workspace: Workspace, file: File) -> None:
    answer = json.loads(run(workspace, str(file(TABLE)), "--json").stdout)
    assert answer == {
        "file": "others.csv",
        "already": None,
        "values": 3,
        "new": 3,
        "same": 0,
        "changed": [],
        "notes": [],
    }
    later = json.loads(run(workspace, str(file(TABLE.replace("81.5", '"82%"'))), "--json").stdout)
    assert later["changed"] == [{"measure": "PS01", "period": "2014-Q1", "group": MEDIAN, "was": "81.5", "value": "82"}]
    assert [(one["code"], one["cell"]) for one in later["notes"]] == [("PMF-412", "line 2, column Value")]
    assert json.loads(run(workspace, str(file(TABLE)), "--json").stdout)["already"] == "2014-09-01T10:00:00+00:00"
    listed = json.loads(run(workspace, "--json").stdout)
    assert [(one["measure"], one["period"], one["value"], one["line"]) for one in listed] == [
        ("HR01", "2013-FY", "96.40", 4), ("PS01", "2014-Q1", "82", 2), ("PS01", "2014-Q1", "93", 3)
    ]  # fmt: skip
    assert json.loads(run(workspace, "--json", "--as-known", "2014-08-31").stdout) == []
    assert len(json.loads(run(workspace, "--json", "--as-known", "2014-09-01").stdout)) == 3


def test_the_command_mistyped(workspace: Workspace, file: File) -> None:
    path = str(file(TABLE))
    for words, said in (
        (("--dry-run",), "Without FILE nothing is written."),
        ((path, "--as-known", "2014-08-31"), "--as-known shows what was known on a day."),
        (("nowhere.csv",), "'nowhere.csv' does not exist."),
    ):
        done = run(workspace, *words)
        assert done.exit_code == 2 and said in done.stderr
    assert not workspace.ledger.exists


def test_what_is_taken_in_does_not_disturb_a_round(workspace: Workspace, issued: object, file: File) -> None:
    before = workspace.position(JUNE)[0]
    take_in(workspace, file(TABLE), AT)
    after = workspace.position(JUNE)[0]
    assert (after.lines, after.returns) == (before.lines, before.returns)
