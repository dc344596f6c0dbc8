"""A council's own format: every unknown field is named with its paragraph, and what reports cannot do without."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pmf_excel.cli import pmf
from pmf_excel.reports.format_check import check
from tests.conftest import ROOT

FORMATS = ROOT / "report_templates" / "formats"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[Document], Any]], list[str]]:
    """Checks our plain format after somebody changed it; what is said, with its codes."""

    def make(change: Callable[[Document], Any]) -> list[str]:
        document = docx.Document(FORMATS / "plain.docx")
        change(document)
        document.save(tmp_path / "Own.docx")
        return [
            str(one) for one in check(tmp_path / "Own.docx") if one.code != "PMF-505" or one.severity.value == "error"
        ]

    return make


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.docx")), ids=lambda path: path.stem)
def test_our_own_formats_have_nothing_to_put_right(path: Path) -> None:
    assert [str(one) for one in check(path) if one.severity.value == "error"] == []


Changed = Callable[[Callable[[Document], Any]], list[str]]


def test_an_unknown_field_is_named_with_its_paragraph_and_the_nearest(changed: Changed) -> None:
    def split(document: Document) -> None:
        paragraph = document.add_paragraph("Contact: {{ contact_")
        paragraph.add_run("oficer }} please")  # as Word cuts what was typed in two goes

    (said,) = changed(split)
    assert "Own.docx, paragraph " in said
    assert (
        '("Contact: {{ contact_oficer }} please"): No report has a field "contact_oficer". Did you mean "contact_officer"?'
        in said
    )
    assert said.endswith("(PMF-501)")


def test_words_of_ones_own_may_be_typed_with_the_quotation_marks_of_word(changed: Changed) -> None:
    assert changed(lambda document: document.add_paragraph("{{ objective or “None directly.” }}")) == []


def test_what_is_not_well_formed_is_said(changed: Changed) -> None:
    (said,) = changed(lambda document: document.add_paragraph('{{ objective or "None }}'))
    assert "is not well formed" in said and said.endswith("(PMF-502)")


def test_a_slot_in_a_header_a_text_box_or_twice_is_said(changed: Changed) -> None:
    def place(document: Document) -> None:
        document.sections[0].header.add_paragraph("{{ summary }}")
        document.add_paragraph("{{ legal }}")
        document.element.body[0].append(
            parse_xml(
                f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>{{{{ reasons }}}}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
            )
        )

    said = changed(place)
    assert any('The slot "summary" stands in the header' in one for one in said)
    assert any('The slot "reasons" stands in a text box' in one for one in said)
    assert any('The slot "legal" stands there a second time.' in one for one in said)
    assert {one[-9:] for one in said} == {"(PMF-504)"}


def test_what_reports_cannot_do_without_is_asked_for(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("1. Our report", 1)
    document.add_paragraph("{{ title }}")
    document.save(tmp_path / "Own.docx")
    said = [str(one) for one in check(tmp_path / "Own.docx")]
    assert [one for one in said if 'no place for "' in one] == [
        f'Own.docx: It has no place for "{name}". Put {{{{ {name} }}}} into a paragraph of its own where it belongs, or that part of each report is lost. (PMF-505)'
        for name in ("recommendations", "detail", "appendices")
    ]
    assert sum("(PMF-506)" in one for one in said) == 2
    missing = next(one for one in said if "(PMF-503)" in one)
    assert '"Table Text"' in missing and '"Chart Title"' in missing and '"List Bullet"' not in missing
    assert any('the heading "1. Our report": Its number is typed.' in one for one in said)
    assert any("(PMF-507)" in one for one in said)


def test_a_file_that_is_no_word_document_is_said(tmp_path: Path) -> None:
    (tmp_path / "Own.docx").write_bytes(b"nothing")
    assert [str(one) for one in check(tmp_path / "Own.docx")] == [
        "Own.docx: This file is no Word document that can be opened. Save it in Word as a Word Document (*.docx), close it, and check that one. (PMF-510)"
    ]


def test_the_command_says_it_and_ends_with_1(tmp_path: Path) -> None:
    own = tmp_path / "Own.docx"
    document = docx.Document(FORMATS / "plain.docx")
    document.add_paragraph("{{ tittle }}")
    document.save(own)
    wrong = CliRunner().invoke(pmf, ["format", "check", str(own)])
    assert wrong.exit_code == 1 and 'Did you mean "title"?' in wrong.output and "1 to put right." in wrong.output
    told = json.loads(CliRunner().invoke(pmf, ["format", "check", str(own), "--json"]).output)
    assert [one["code"] for one in told["problems"] if one["severity"] == "error"] == ["PMF-501"]
    right = CliRunner().invoke(pmf, ["format", "check", str(FORMATS / "harborough.docx")])
    assert right.exit_code == 0 and "Nothing to put right in harborough.docx." in right.output


def test_every_field_slot_and_block_is_explained_with_an_example() -> None:
    told = json.loads(CliRunner().invoke(pmf, ["format", "fields", "--json"]).output)
    by_name = {one["name"]: one for one in told}
    assert by_name["Field agenda_item"]["example"] == "{{ agenda_item }}"
    assert by_name["Slot legal"]["about"] == "Legal implications."
    assert by_name["Block counts"]["example"] == '{{ block("counts") }}'
    assert by_name["Box key_decision"]["example"] == "key_decision=Yes or key_decision=No as its tag"
    assert all(one["about"] and one["example"] for one in told)
