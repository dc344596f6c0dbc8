"""A sample for internal audit: drawn by a seed alone, and each figure with the file, the cell and the hash it came with."""

from __future__ import annotations

import hashlib
import json

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.periods import parse
from pmf_excel.framework.sampling import draw, rank
from pmf_excel.ledger import archive
from pmf_excel.sampling import put_sample, sample
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD
from tests.opens import VALIDATOR, findings

NAMES = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=60)


@given(NAMES, st.integers(0, 70), st.text(max_size=5))
def test_as_many_are_drawn_as_are_wanted_each_once_in_their_own_order(names: list[str], size: int, seed: str) -> None:
    drawn = draw(names, size, seed, str)
    assert len(drawn) == min(size, len(names))
    assert drawn == [one for one in names if one in drawn]


@given(NAMES, st.integers(0, 70), st.text(max_size=5), st.randoms())
def test_neither_their_order_nor_how_many_are_drawn_changes_which_come_first(names: list[str], size: int, seed: str, chance) -> None:  # type: ignore[no-untyped-def]  # fmt: skip
    mixed = list(names)
    chance.shuffle(mixed)
    drawn = set(draw(names, size, seed, str))
    assert set(draw(mixed, size, seed, str)) == drawn
    assert drawn <= set(draw(names, size + 1, seed, str))


def test_a_rank_is_what_anybody_can_work_out() -> None:
    assert rank("2014", "RS20 2014-Q1") == hashlib.sha256(b"2014\nRS20 2014-Q1").hexdigest()


def test_every_figure_is_as_likely_as_any_other() -> None:
    """With a thousand seeds, each of ten is drawn about half of the time when five are."""
    counts = dict.fromkeys("abcdefghij", 0)
    for seed in range(1000):
        for one in draw(counts, 5, str(seed), str):
            counts[one] += 1
    assert all(430 < count < 570 for count in counts.values())


@pytest.fixture
def collected(workspace: Workspace, issued, put, typed) -> Workspace:  # type: ignore[no-untyped-def]
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    workspace.collect(COLLECTED)
    return workspace


def test_each_figure_has_its_file_its_cell_and_the_hash_under_which_the_archive_keeps_it(collected: Workspace) -> None:
    drawn = sample(collected, parse("Q1 2014/15"), 25, "x")
    assert (drawn.total, [one.measure for one in drawn.figures]) == (2, ["RS20", "RS21"])
    book = openpyxl.load_workbook(put_sample(collected, drawn))
    shown = [[cell.value for cell in row] for row in book["Sample"].iter_rows(min_row=4)]
    assert shown[0][:7] == ["No.", "Code", "Measure", "Service", "Period", "Figure", "Status"]
    assert (
        shown[1][1] == "RS20"
        and shown[1][4:7] == ["Q1 2014/15", 98.5, "● Green"]
        and shown[1][7:] == [None, None, None]
    )
    way = next([cell.value for cell in row] for row in book["Where they came from"].iter_rows(min_row=5))
    assert way[3:5] == ["REG.xlsx", "Measures F5"] and way[6] == "Head of service"
    kept = archive.fetch(collected.path("archive"), way[8])
    assert kept == (collected.path("inbox") / "REG.xlsx").read_bytes()
    assert book["Sample"]["A3"].value == "2 figures of 2, drawn with the seed “x”. As known on 10 July 2014, 17:00."
    assert [cell.value for cell in book["Drawn from"][6]] == ["All services", 2, 2]


def test_the_same_seed_gives_the_same_bytes_and_the_file_opens(collected: Workspace) -> None:
    drawn = sample(collected, parse("2014/15"), 1, "Audit Committee")
    assert len(drawn.figures) == 1
    path = put_sample(collected, drawn)
    first = path.read_bytes()
    assert put_sample(collected, sample(collected, parse("2014/15"), 1, "Audit Committee")).read_bytes() == first
    if VALIDATOR:
        assert findings(path) == []


def test_a_period_without_figures_and_a_workspace_without_a_ledger_are_refused(collected: Workspace) -> None:
    with pytest.raises(Mistyped, match="No service has given a figure for Quarter 4 2014/15"):
        sample(collected, parse("Q4 2014/15"), 5, "x")
    collected.ledger.path.unlink()  # type: ignore[union-attr]
    with pytest.raises(PutRight, match="there is no ledger yet"):
        sample(collected, parse("Q1 2014/15"), 5, "x")


def test_the_command_says_what_was_drawn_and_from_how_many(collected: Workspace) -> None:
    words = ["sample", "2014/15", "--seed", "x", "-w", str(collected.folder)]
    told = json.loads(CliRunner().invoke(pmf, [*words, "--json", "--dry-run"]).stdout)
    assert (told["figures"], [one["measure"] for one in told["drawn"]]) == (2, ["RS20", "RS21"])
    assert not list(collected.path("master").glob("audit sample*"))
    result = CliRunner().invoke(pmf, words)
    assert result.exit_code == 0 and "2 of 2 figures of 2014/15, drawn with the seed “x”, are in" in result.stdout
    assert CliRunner().invoke(pmf, [*words[:3], " ", *words[4:]]).exit_code == 2
