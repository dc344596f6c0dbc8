"""Every odd return: its verdict, its reasons and its figures, and that it touches nothing else."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.workspace import Workspace
from tests.conftest import cell
from tests.odd import ELSEWHERE, THEMES, THREATS
from tests.odd.batch import COLLECTED, GOOD_FILES, SIZE, Issued, Seen, arrange, collect, issue, themes
from tests.odd.council import service_code
from tests.odd.edits import COLUMNS, ROWS, at
from tests.odd.variant import GOOD, Expected, Variant

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="links, pipes, odd names and limits of a process as POSIX has them"
)

BATCHES = themes()
EVERY = [(batch, variant) for batch, variants in BATCHES.items() for variant in variants]
TAKEN = ("accepted", "accepted-with-notes", "held")


@pytest.fixture(scope="session")
def round_issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    return issue(tmp_path_factory.mktemp("odd") / "issued")


@pytest.fixture(scope="session")
def seen(round_issued: Issued, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Seen]:
    """What was seen of a batch; each is collected once, when it is first asked for, and fails for every test of it alike."""
    kept: dict[str, Seen | AssertionError] = {}

    def look(batch: str) -> Seen:
        if batch not in kept:
            try:
                kept[batch] = collect(round_issued, tmp_path_factory.mktemp("batch") / "council", BATCHES[batch])
            except AssertionError as failed:
                kept[batch] = failed
        found = kept[batch]
        if isinstance(found, AssertionError):
            raise found
        return found

    return look


def held_to(expected: Expected, report: dict, name: str) -> None:
    """Hold what became of a file against what was expected."""
    found = {problem["code"] for problem in report["problems"]}
    said = " ".join([report["says"], *(problem["message"] for problem in report["problems"])])
    assert report["verdict"] == expected.verdict, said
    assert expected.codes <= found, said
    assert all(words in said for words in expected.says), said
    if expected.cell:
        about = {p["cell"] for p in report["problems"] if not expected.codes or p["code"] in expected.codes}
        assert at(expected.cell) in about, said
    for problem, remedy in zip(report["problems"], report["remedies"], strict=True):
        message = problem["message"]
        assert message.startswith(report["file"]), message
        assert problem["sheet"] in message and problem["cell"] in message.removeprefix(report["file"]), message
        assert remedy.endswith((".", '."', '"')), message
    assert len(report["problems"]) <= 60, "a person reads this"
    assert max((len(problem["message"]) for problem in report["problems"]), default=0) <= 4000
    if report["verdict"] in ("rejected", "waiting", "ignored"):
        assert report["problems"], f"{name}: no reason is given"


def as_number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


@pytest.mark.parametrize(("batch", "variant"), EVERY, ids=[variant.name for _, variant in EVERY])
def test_what_becomes_of_it(seen: Callable[[str], Seen], batch: str, variant: Variant) -> None:
    view = seen(batch)
    for stage, expected in enumerate(variant.expected):
        reports = view.reports(variant.name, stage)
        assert set(reports) == set(expected)
        for file, wanted in expected.items():
            held_to(wanted, reports[file], file)
    again = view.reports(variant.name, len(view.runs) - 1)
    last = variant.expected[-1]
    assert {file: report["verdict"] for file, report in again.items()} == {
        file: wanted.then for file, wanted in last.items()
    }
    if variant.commentary is not None:
        assert view.runs[-1]["commentary"][f"{view.services[variant.name]}P"] == variant.commentary
    stands = {letter: as_number(at) for letter, at in view.stands(variant.name, len(view.runs) - 1).items()}
    assert stands == dict(variant.figures)


@pytest.mark.parametrize("batch", BATCHES)
def test_the_good_ones_beside_them_are_taken(seen: Callable[[str], Seen], batch: str) -> None:
    first = seen(batch).runs[0]
    verdicts = {report["file"]: (report["verdict"], report["rows"]) for report in first["reports"]}
    for number, name in enumerate(GOOD_FILES):
        assert verdicts[name] == ("accepted", {"asked": 6, "taken": 6, "held": 0})
        code = service_code(SIZE + number)
        assert {letter: as_number(first["figures"][code + letter]) for letter in GOOD} == GOOD


@pytest.mark.parametrize("batch", BATCHES)
def test_the_inbox_is_left_as_it_was_and_a_second_run_changes_nothing(seen: Callable[[str], Seen], batch: str) -> None:
    view = seen(batch)
    assert all(view.untouched)
    last, again = view.runs[-2:]
    assert again["rows"] == last["rows"]
    assert again["figures"] == last["figures"]
    assert again["commentary"] == last["commentary"]


@pytest.mark.parametrize("batch", BATCHES)
def test_every_file_that_was_looked_into_is_kept_as_it_came(seen: Callable[[str], Seen], batch: str) -> None:
    view = seen(batch)
    for run in view.runs:
        for report in run["reports"]:
            if report["verdict"] in (*TAKEN, "rejected") and report["sha256"]:
                assert (view.folder / "archive" / report["sha256"][:2] / report["sha256"]).exists(), report["file"]


@pytest.mark.parametrize("batch", BATCHES)
def test_the_machine_reads_one_shape(seen: Callable[[str], Seen], batch: str) -> None:
    for report in seen(batch).runs[0]["reports"]:
        assert {"file", "sha256", "service", "round", "verdict", "problems", "rows"} <= set(report)
        assert set(report["rows"]) == {"asked", "taken", "held"}
        assert report["rows"]["taken"] + report["rows"]["held"] == report["rows"]["asked"]
        assert bool(report["rows"]["held"]) == (report["verdict"] == "held")
        for problem in report["problems"]:
            assert set(problem) == {"code", "severity", "sheet", "cell", "message"}


NAMES = [variant.name for variants in THEMES.values() for variant in variants]


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 300


@pytest.mark.parametrize("threat", THREATS)
def test_each_line_of_the_list_of_threats_has_its_variants(threat: str) -> None:
    for pattern in THREATS[threat]:
        assert fnmatch.filter(NAMES, pattern), pattern


def test_each_variant_stands_for_a_line() -> None:
    standing = {
        name for patterns in THREATS.values() for pattern in patterns for name in fnmatch.filter(NAMES, pattern)
    }
    assert set(NAMES) - standing == set()


@pytest.mark.parametrize("threat", ELSEWHERE)
def test_what_no_file_brings_about_is_tested_elsewhere(threat: str) -> None:
    file, _, name = ELSEWHERE[threat].partition("::")
    assert f"def {name}(" in (Path(__file__).parent / file).read_text(encoding="utf-8")


def test_the_cells_that_variants_type_into_are_where_they_think(round_issued: Issued) -> None:
    blank = round_issued.returns["V01"].blank
    for letter in ROWS:
        for column in COLUMNS:
            assert cell(blank, "measures", f"V01{letter}", column) == at(f"{letter} {column}")


ALONE = {
    "saved by another program": 0, "a title changed": 0, "'about 1234' refused for N": 1, "packed with lzma": 1, "without any mark": 0,
    "half of it, just now": 0, "a macro": 1, "left behind: Thumbs.db": 0, "a name of bytes that are no text": 0, "bomb of blanks in a sheet": 1,
    "the same bytes under six names": 0, "two different copies at once": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_the_command_ends_with_1_when_somebody_has_to_do_something(
    round_issued: Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    variant = next(variant for _, variant in EVERY if variant.name == name)
    shutil.copytree(round_issued.folder, tmp_path / "council")
    arrange(tmp_path / "council" / "inbox", variant.stages(round_issued.returns["V01"])[0])
    monkeypatch.setenv("PMF_NOW", COLLECTED.strftime("%Y-%m-%dT%H:%M:%S"))
    done = CliRunner().invoke(pmf, ["collect", "--json", "-w", str(tmp_path / "council")])
    reports = json.loads(done.stdout)
    assert done.exit_code == ALONE[name] == any(report["verdict"] in ("held", "rejected") for report in reports)
    assert {report["file"]: report["verdict"] for report in reports} == {
        file: one.verdict for file, one in variant.expected[0].items()
    }
    for report in reports:
        assert {"file", "sha256", "service", "round", "verdict", "problems", "rows"} <= set(report)


def test_what_was_typed_is_letters_in_the_master_too(seen: Callable[[str], Seen]) -> None:
    view = seen("injection 1")
    path, _ = Workspace.open(view.folder).consolidate()
    with zipfile.ZipFile(path) as master:
        sheets = [master.read(name).decode() for name in master.namelist() if name.startswith("xl/worksheets/")]
        assert not [name for name in master.namelist() if "externalLink" in name]
    live = [formula for sheet in sheets for formula in re.findall("<f[^>]*>([^<]*)</f>", sheet)]
    assert live
    assert not [formula for formula in live if re.search(r"cmd|HYPERLINK\(&quot;http|DDE|127\.0\.0\.1", formula)]
    typed = {
        cell.value
        for row in openpyxl.load_workbook(path)["Measures"].iter_rows()
        for cell in row
        if cell.data_type == "s"
    }
    assert {"=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A9)"} <= typed
