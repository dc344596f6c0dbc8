"""docs/obligations.md: nothing the frameworks ask is without an answer, and each answer named there exists."""

from __future__ import annotations

import re

import pytest

from pmf_excel.cli import pmf
from pmf_excel.excel.layout import load
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "obligations.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split(" | ")] for line in PAGE.splitlines() if line.startswith("| ")
]
ASKED = [row for row in ROWS if row[0] not in ("Section", "---")]


def test_every_obligation_is_met_by_something() -> None:
    assert len(ASKED) > 75
    for row in ASKED:
        assert len(row) == 3 and all(row), row
        assert re.search(r"`pmf |kind `|sheet |format [a-z]|people's own work", row[2]), row


def test_each_of_the_five_documents_is_there_section_by_section() -> None:
    documents = re.findall(r"^## (.+)$", PAGE, re.M)
    assert [one.split(":")[0] for one in documents] == ["North Norfolk", "North Norfolk", "Harborough", "West Lindsey", "South Derbyshire"]  # fmt: skip


def test_every_command_named_is_a_command() -> None:
    named = set(re.findall(r"`pmf ([a-z][a-z-]*)", PAGE))
    assert named and named <= set(pmf.commands)


def test_every_kind_and_format_named_is_there() -> None:
    kinds = set(re.findall(r"kind `([a-z-]+)`", PAGE))
    formats = set(re.findall(r"format ([a-z]+-?[a-z]+), by", PAGE))
    assert len(kinds) >= 10 and formats == {"north-norfolk", "harborough", "west-lindsey", "south-derbyshire"}
    for kind in kinds:
        assert (ROOT / "report_templates" / "kinds" / f"{kind}.md").exists(), kind
    for one in formats:
        assert (ROOT / "report_templates" / "formats" / f"{one}.docx").exists(), one


@pytest.mark.parametrize("book", ["register", "return", "master"])
def test_every_sheet_named_is_a_sheet(book: str) -> None:
    titles = {sheet.title for sheet in load(ROOT / "workbook_templates" / f"{book}.toml").sheets}
    named = set(re.findall(rf"sheet ([A-Z][A-Za-z ]+?) \({book}\)", PAGE))
    assert named and named <= titles, named - titles
