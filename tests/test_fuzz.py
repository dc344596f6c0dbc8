"""Part of what tests/fuzz.py does: whatever is done to a return, it is read, or refused by a kind that has words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pmf_excel.intake.verdicts import UNREADABLE
from tests.fuzz import harmed, original, outcome


def test_nothing_that_is_done_to_a_return_escapes_the_reader(tmp_path: Path) -> None:
    made = original(tmp_path / "council")
    seen = Counter(outcome(made, data) for _, data in harmed(made, 1_500, seed=2))
    assert set(seen) <= {*UNREADABLE, "arriving", "no mark", "read, with problems", "read, all well"}
    # The harm is of every sort: some is refused at the container, some in the XML, and some is read and held row by row.
    assert seen["damaged"] > 100
    assert seen["tampered"] > 100
    assert seen["read, with problems"] > 100


def test_the_same_seed_harms_in_the_same_way(tmp_path: Path) -> None:
    made = original(tmp_path / "council")
    assert list(harmed(made, 16)) == list(harmed(made, 16))
    assert [data for _, data in harmed(made, 16)] != [data for _, data in harmed(made, 16, seed=2)]
