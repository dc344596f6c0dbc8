"""The texts of reports: their heads, slots, Markdown, blocks and appendices; and which dated file is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.reports.chosen import in_force, names
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Item, Paragraph, Run, Table, paragraph
from pmf_excel.reports.kinds import Rendered, pruned, read_kind, render
from pmf_excel.reports.marks import CLOSE, OPEN

HEAD = '+++\nname = "A kind"\nrounds = "quarter"\nremit = "remit"\n+++\n'
TABLE = Table("Counts", (Column("Status", 100),), ((Cell(("Green",)),),))


def rendered(
    folder: Path, text: str, blocks: Mapping[str, Sequence[Element]] | None = None, **words: object
) -> Rendered:
    path = folder / "kind.md"
    path.write_text(HEAD + text, encoding="utf-8")
    return render(read_kind(path), words, lambda name, given, options: (blocks or {})[name])


def test_the_head_says_what_a_kind_is(tmp_path: Path) -> None:
    (tmp_path / "kind.md").write_text(HEAD + "== summary ==\n", encoding="utf-8")
    kind = read_kind(tmp_path / "kind.md")
    assert (kind.name, kind.rounds, kind.remit, kind.before) == ("A kind", "quarter", "remit", 5)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("== summary ==\n", "does not begin with its head"),
        ("+++\nname = \n+++\n", "could not be read"),
        ('+++\nnam = "x"\n+++\n', '"nam" is not known there. Did you mean "name"?'),
        ('+++\nrounds = "week"\n+++\n', '"rounds" is "week". Write month, quarter or year.'),
        ('+++\nremit = "all"\nname = 3\n+++\n', '"name" must be a text in quotation marks. "remit" is "all".'),
    ],
)
def test_a_wrong_head_is_said_whole(tmp_path: Path, head: str, said: str) -> None:
    (tmp_path / "kind.md").write_text(head, encoding="utf-8")
    with pytest.raises(PutRight) as stopped:
        read_kind(tmp_path / "kind.md")
    assert said in str(stopped.value)


def test_markdown_becomes_elements(tmp_path: Path) -> None:
    text = "== detail ==\n\n## One\n\nPlain and **bold** words.\n\n- a\n- b\n\n1. first\n2. second\n\n### Two\n\nA table:\n\n| What | How many |\n|---|---:|\n| Homes | 3 |\n"
    assert rendered(tmp_path, text).slots["detail"] == [
        Heading(1, "One"), Paragraph((Run("Plain and "), Run("bold", True), Run(" words."))),
        Item((Run("a"),), first=True), Item((Run("b"),)),
        Item((Run("first"),), numbered=True, first=True), Item((Run("second"),), numbered=True),
        Heading(2, "Two"), paragraph("A table:"),
        Table("A table", (Column("What", 50), Column("How many", 50, number=True)), ((Cell(("Homes",)), Cell(("3",))),)),
    ]  # fmt: skip


def test_blocks_stand_where_the_text_places_them_and_headings_with_nothing_below_go(tmp_path: Path) -> None:
    text = '== detail ==\n## Counts\n\n{{ block("counts") }}\n\n## Nothing\n\n{{ block("none") }}\n\n## Above\n\n### Below\n\nHere.\n'
    found = rendered(tmp_path, text, {"counts": [TABLE], "none": []}).slots["detail"]
    assert found == [Heading(1, "Counts"), TABLE, Heading(1, "Above"), Heading(2, "Below"), paragraph("Here.")]


def test_headings_one_after_another_go_where_nothing_is_below_them() -> None:
    assert pruned([Heading(1, "a"), Heading(2, "b"), Heading(1, "c"), paragraph("d"), Heading(3, "e")]) == [Heading(1, "c"), paragraph("d")]  # fmt: skip


def test_appendices_get_letters_in_their_order_and_texts_name_them(tmp_path: Path) -> None:
    text = (
        '== summary ==\nSee {{ appendix("sources") }} and {{ appendix("empty") }}.\n== appendix gone: Gone ==\n\n'
        "== appendix empty: Nothing {{ word }} ==\n== appendix sources: Sources ==\nHere.\n"
    )
    found = rendered(tmp_path, text, word="*x*")
    assert found.slots["summary"] == [paragraph("See Appendix B and Appendix A.")]
    assert [(one.key, one.title) for one in found.appendices] == [("empty", "Nothing *x*"), ("sources", "Sources")]
    assert found.appendices[0].elements == [paragraph("There is nothing to show for this period.")]


def test_an_appendix_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(PutRight, match='refers to the appendix "sorces"'):
        rendered(tmp_path, '== summary ==\n{{ appendix("sorces") }}\n== appendix sources: Sources ==\nHere.\n')


def test_a_slot_twice_is_said(tmp_path: Path) -> None:
    with pytest.raises(PutRight, match='two slots "summary"'):
        rendered(tmp_path, "== summary ==\na\n== summary ==\nb\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_what_is_put_into_a_field_stays_as_it_is(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    text = "== summary ==\nSays {{ word }}.\n\n- {{ word }}x\n\n**{{ word }}y**\n"
    found = rendered(tmp_path_factory.mktemp("kinds"), text, word=typed).slots["summary"]
    said = " ".join(typed.replace(OPEN, "").replace(CLOSE, "").split())
    shown = ["".join(run.text for run in one.runs) for one in found if isinstance(one, Paragraph | Item)]
    assert shown == [f"Says {said}.", f"{said}x", f"{said}y"]


def test_the_version_in_force_on_the_day_is_used_and_the_workspaces_own_comes_first(tmp_path: Path) -> None:
    own, ours = tmp_path / "own", tmp_path / "ours"
    for path in (
        ours / "a.md",
        ours / "a from 2026-01-01.md",
        ours / "b from 2027-04-01.md",
        own / "c.md",
        own / "~$a.md",
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")

    def used(name: str, day: date) -> str:
        return in_force((own, ours), name, ".md", "kind of report", day).name

    assert used("a", date(2025, 12, 31)) == "a.md"
    assert used("a", date(2026, 1, 1)) == "a from 2026-01-01.md"
    assert used("b", date(2026, 1, 1)) == "b from 2027-04-01.md"
    (own / "a.md").write_text("", encoding="utf-8")
    assert in_force((own, ours), "a", ".md", "kind of report", date(2027, 1, 1)) == own / "a.md"
    assert names((own, ours), ".md") == ["a", "b", "c"]
    with pytest.raises(Mistyped, match=r'There is no kind of report "zz"\. Use one of: a, b, c\.'):
        used("zz", date(2026, 1, 1))
