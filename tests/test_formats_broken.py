"""Formats as clerks, LibreOffice and python-docx leave them: they still work, or it is said what is wrong; no word is ever lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement

from pmf_excel.errors import PutRight
from pmf_excel.excel import theme
from pmf_excel.problems import errors_in
from pmf_excel.reports.elements import Item, Run, paragraph
from pmf_excel.reports.format_check import check
from pmf_excel.reports.formats import Sheet, fill
from pmf_excel.reports.reading import ReadReport, read_report
from tests.conftest import ROOT
from tests.edited import cut_into_runs, edited, saved_by_libreoffice
from tests.reported import JUNE, reported

FORMATS = ROOT / "report_templates" / "formats"
THEME = theme.load(ROOT / "workbook_templates" / "theme.toml")
PLAIN = (FORMATS / "plain.docx").read_bytes()
Change = Callable[[Document], Any]


def added(text: str) -> Change:
    """Types a paragraph at the end of the format."""
    return lambda document: document.add_paragraph(text)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def filled(path: Path, fields: dict[str, str] | None = None, **slots: Any) -> ReadReport:
    return read_report(fill(path, Sheet({"title": "A title", **(fields or {})}, slots, datetime(2026, 11, 22)), THEME))


# Files that are no format.


def package(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, data)
    return out.getvalue()


NO_FORMAT = {
    "empty": b"",
    "text": b"Dear clerk",
    "a zip": package("a.txt", b"b"),
    "cut off": PLAIN[:5000],
    "no text": package("[Content_Types].xml", b"<Types/>"),
    "a workbook": (ROOT / "samples" / "hart" / "framework.xlsx").read_bytes(),
}


@pytest.mark.parametrize("what", NO_FORMAT)
def test_a_file_that_is_no_word_document_is_for_a_person_to_put_right(tmp_path: Path, what: str) -> None:
    path = written(tmp_path / "own.docx", NO_FORMAT[what])
    with pytest.raises(
        PutRight, match=r"own\.docx: this format is no Word document that can be opened\. Save it in Word"
    ):
        filled(path)
    assert [one.code for one in check(path)] == ["PMF-510"]


# Instructions that are wrong. What stops a report, the check says beforehand, with its paragraph where it has one.

WRONG = {
    "{{ title": "begins there and does not end",
    "{% 50 of it": "begins there and does not end",
    "{% if title %} x": "As a whole it cannot be filled in",
    "{% endif %}": "As a whole it cannot be filled in",
    "{%p if appendices %}": "As a whole it cannot be filled in",
    "{{ title or }}": "is not well formed",
    "{{ title() }}": "{{ title() }} is not well formed: 'str' object is not callable.",
    "{{ title.first.last }}": "is not well formed",
    "{{ 1/0 }}": "is not well formed: division by zero.",
    "{{ title|nosuch }}": "is not well formed: No filter named 'nosuch'.",
    "{{ legal|upper }}": "{{ legal|upper }} is not well formed: a slot is filled in as it is",
    "{{p legal }}": "the letter after {{ would put it in the place of the paragraph itself",
    "{{ legal }} and {{ financial }}": "The slots legal and financial stand in one paragraph, where only one can be filled.",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_stops_a_report_the_check_says_beforehand(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "own.docx", edited(PLAIN, added(text)))
    said = [str(one) for one in errors_in(check(path))]
    assert len(said) == 1 and WRONG[text] in said[0]
    assert "As a whole" in said[0] or f'("{text}")' in said[0]
    with pytest.raises(PutRight, match=r'own\.docx: .*"pmf format check" shows where it stands\.'):
        filled(path, legal=[paragraph("Words on law.")], financial=[paragraph("Words on money.")])


def test_a_slot_in_a_header_is_refused_instead_of_printing_its_name(tmp_path: Path) -> None:
    def above(document: Document) -> None:
        document.sections[0].header.add_paragraph("{{ summary }}")

    path = written(tmp_path / "own.docx", edited(PLAIN, above))
    with pytest.raises(PutRight, match='nothing can be put where the slot "summary" stands'):
        filled(path, summary=[paragraph("In short.")])


def test_a_deleted_field_whose_deletion_is_tracked_is_found(tmp_path: Path) -> None:
    def deleted(document: Document) -> None:
        gone, run, text = (OxmlElement(name) for name in ("w:del", "w:r", "w:delText"))
        text.text = "{{ nosuch }}"
        run.append(text)
        gone.append(run)
        document.add_paragraph()._p.append(gone)

    path = written(tmp_path / "own.docx", edited(PLAIN, deleted))
    assert [(one.code, "nosuch" in one.place.cell) for one in errors_in(check(path))] == [("PMF-501", True)]


# Labels.


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Law: {{ legal }}", "Law: Words on law."),
        ("{{ legal }} (see the standing orders)", "Words on law. (see the standing orders)"),
        ("Law: {{ legal }} End.", "Law: Words on law. End."),
    ],
)
def test_words_typed_around_a_slot_stay_where_they_are(tmp_path: Path, typed: str, said: str) -> None:
    path = written(tmp_path / "own.docx", edited(PLAIN, added(typed)))
    assert [one.text for one in filled(path, legal=[paragraph("Words on law.")]).paragraphs][-1] == said


def test_a_label_stands_above_what_is_no_paragraph_and_beside_the_first_of_several(tmp_path: Path) -> None:
    path = written(tmp_path / "own.docx", edited(PLAIN, added("Law: {{ legal }}")))
    assert [one.text for one in filled(path, legal=[Item((Run("One."),))]).paragraphs][-2:] == ["Law:", "One."]
    texts = [one.text.strip() for one in filled(path, legal=[paragraph("One."), paragraph("Two.")]).paragraphs]
    assert texts[-2:] == ["Law: One.", "Two."]


def test_a_label_and_a_tab_of_one_run_stay(tmp_path: Path) -> None:
    def one_run(document: Document) -> None:
        document.add_paragraph().add_run("Law:\t{{ legal }}").bold = True

    path = written(tmp_path / "own.docx", edited(PLAIN, one_run))
    data = fill(path, Sheet({}, {"legal": [paragraph("Words.")]}, datetime(2026, 11, 22)), THEME)
    last = docx.Document(io.BytesIO(data)).paragraphs[-1]
    assert [(run.text, run.bold) for run in last.runs] == [("Law:\t", True), ("Words.", None)]


# What is put in.

#: What fills in a format takes these for its own signs, and writes "{{" where it finds "{_{".
SIGNS = "{_{ 7*7 }_} {_% if %_} {{ x }} {% y %} {# z #} <w:p/> &amp; ]]>"


def test_signs_of_what_fills_in_a_format_are_printed_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path / "own.docx", edited(PLAIN, added("Wards: {{ wards }}")))
    data = fill(path, Sheet({"title": SIGNS, "wards": SIGNS, "council": SIGNS}, {}, datetime(2026, 11, 22)), THEME)
    report = read_report(data)
    texts = [one.text for one in report.paragraphs]
    assert texts[-1] == f"Wards: {SIGNS}"
    assert report.title == SIGNS and SIGNS in texts
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [name for name in parts.namelist() if "\ue002".encode() in parts.read(name)]


# Formats that another program saved.


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each format as LibreOffice saves it, as python-docx does, and with every text cut in two by Word's spelling checker."""
    folder = tmp_path_factory.mktemp("saved")
    originals = sorted(FORMATS.glob("*.docx"))
    found = {f"{path.stem} of LibreOffice": path for path in saved_by_libreoffice(originals, folder)}
    for path in originals:
        found[f"{path.stem} of python-docx"] = written(folder / f"p {path.name}", edited(path.read_bytes()))
        found[f"{path.stem} in runs"] = written(folder / f"r {path.name}", edited(path.read_bytes(), cut_into_runs))
    return found


def test_a_format_that_another_program_saved_makes_the_same_report(saved: dict[str, Path], tmp_path: Path) -> None:
    workspace = reported(tmp_path / "council", 1, 4, 2)
    folder = workspace.folder / "report_templates" / "formats"
    folder.mkdir(parents=True)
    docket = workspace.docket(JUNE)
    expected = {path.stem: read_report(docket.document("quarterly", path.stem).data) for path in FORMATS.glob("*.docx")}
    for name, path in saved.items():
        assert errors_in(check(path)) == [], name
        (folder / f"{name}.docx").write_bytes(path.read_bytes())
        made, own = read_report(docket.document("quarterly", name).data), expected[name.split(" ")[0]]
        assert [(one.level, one.text) for one in made.headings] == [(one.level, one.text) for one in own.headings], name
        assert [one.text for one in made.paragraphs] == [one.text for one in own.paragraphs], name
        assert [one.texts for one in made.tables] == [one.texts for one in own.tables], name
        assert (made.headers, len(made.boxes), len(made.charts)) == (own.headers, len(own.boxes), len(own.charts)), name
