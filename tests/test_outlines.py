"""The outlines of the four councils' real reports, against those of our formats and of reports made in them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx
import pytest

from pmf_excel.excel import theme as themes
from pmf_excel.reports.elements import Appendix, Heading, paragraph
from pmf_excel.reports.fields import SLOTS
from pmf_excel.reports.formats import Sheet, fill
from pmf_excel.reports.reading import read_report
from tools.formats.outline import DIFFERS, OWN, Line, Piece, compare, pieces_of, real_outline, shape, slips
from tools.outlines import FORMATS, OUTLINES, main

COUNCILS = ["harborough", "north-norfolk", "south-derbyshire", "west-lindsey"]
every_council = pytest.mark.parametrize("name", COUNCILS)
THEME = themes.load(Path(__file__).parent.parent / "workbook_templates" / "theme.toml")


def report(name: str) -> bytes:
    """A report in a format, with sections of its author's own and an appendix."""
    slots = {slot: [paragraph(f"About {slot}.")] for slot in SLOTS if not slot.startswith("appendi")}
    slots["detail"] = [
        each for title in ("Overview", "Next steps") for each in (Heading(1, title), paragraph("A."), paragraph("B."))
    ]
    sheet = Sheet(
        {"title": "A title", "part": "OPEN"}, slots, datetime(2026, 11, 22), {}, [Appendix("m", "Measures", [paragraph("C.")])]
    )  # fmt: skip
    return fill(FORMATS / f"{name}.docx", sheet, THEME)


def outline(name: str) -> list[Line]:
    return real_outline(OUTLINES / f"{name}.toml")[1]


def differing(name: str, pieces: list[Piece], lines: list[Line] | None = None) -> list[tuple[str, str]]:
    return [(row.real or row.ours, row.why) for row in compare(lines or outline(name), pieces) if row.mark == DIFFERS]


def without(pieces: list[Piece], text: str) -> list[Piece]:
    left = [piece for piece in pieces if piece.text != text]
    assert len(left) == len(pieces) - 1
    return left


def test_every_council_has_its_outline() -> None:
    assert sorted(path.stem for path in OUTLINES.glob("*.toml")) == COUNCILS


@every_council
def test_the_format_and_a_report_in_it_have_the_outline_of_the_real_report(name: str) -> None:
    assert differing(name, pieces_of(read_report((FORMATS / f"{name}.docx").read_bytes()))) == []
    assert differing(name, pieces_of(read_report(report(name)))) == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("harborough", []), ("north-norfolk", ["4."]), ("south-derbyshire", ["6.5", "7.1"]), ("west-lindsey", [])],
)
def test_the_slips_of_the_real_reports_are_known_and_counting_puts_them_right(name: str, wrong: list[str]) -> None:
    lines = [line for line in outline(name) if line.what == "heading"]
    printed = [(n, n == line.number) for line in lines for n in (line.number, line.first) if n]
    counted = [
        (n, n == (line.automatic or line.number))
        for line in lines for n in (line.automatic or line.number, line.first_automatic or line.first) if n
    ]  # fmt: skip
    assert slips(printed) == wrong
    assert slips(counted) == []


def test_what_the_author_chose_is_not_held_to() -> None:
    rows = compare(outline("north-norfolk"), pieces_of(read_report(report("north-norfolk"))))
    assert [(row.real, row.ours) for row in rows if row.mark == OWN and row.real.startswith(("1.", "2. "))] == [
        ("1. Introduction", "1. Introduction [1.1]"),
        ("1.1 Audit Recommendation", "2. Overview [2.1]"),
        ("1.2 Project Proposal", "3. Next steps [3.1]"),
        ("2. Producing the framework [2.1]", ""),
    ]
    assert next(row.ours for row in rows if "Medium Term" in row.real) == "5. Medium Term Financial Strategy"


def test_a_heading_that_is_missing_moved_reworded_or_too_much_is_found() -> None:
    name = "south-derbyshire"
    pieces = pieces_of(read_report(report(name)))
    assert differing(name, without(pieces, "Risk Impact")) == [("Risk Impact [6.4]", "is not in ours here")]
    at = next(n for n, piece in enumerate(pieces) if piece.text == "Legal Implications")
    moved = [*pieces[:at], *pieces[at + 2 :], pieces[at], pieces[at + 1]]
    gone = ("Legal Implications [6.2]", "is not in ours here")
    assert differing(name, moved) == [gone, ("6.2", "does not follow the number before it")]
    lower = replace(pieces[at], paragraph=replace(pieces[at].paragraph, text="Legal implications"))
    assert differing(name, [*pieces[:at], lower, *pieces[at + 1 :]]) == [
        gone,
        ("Legal implications [6.2]", "is not there in the real report"),
    ]
    extra = replace(pieces[at], paragraph=replace(pieces[at].paragraph, text="Staffing"))
    assert differing(name, [*pieces[:at], extra, *pieces[at:]]) == [
        ("Staffing [6.2]", "is not there in the real report")
    ]


def test_a_label_that_is_missing_or_too_much_and_a_box_that_is_gone_are_found() -> None:
    pieces = pieces_of(read_report(report("west-lindsey")))
    at = next(n for n, piece in enumerate(pieces) if piece.text == "Report by:")
    assert differing("west-lindsey", without(pieces, "Report by:")) == [("Report by:", "is not in ours here")]
    extra = replace(pieces[at], paragraph=replace(pieces[at].paragraph, text="Portfolio:"))
    assert differing("west-lindsey", [*pieces[:at], extra, *pieces[at:]]) == [
        ("Portfolio:", "is not there in the real report")
    ]
    bare = [replace(one, paragraph=replace(one.paragraph, boxes=())) for one in pieces]
    assert [real for real, _ in differing("west-lindsey", bare)] == [
        "call_in: Yes ☐", "call_in: No ☐", "key_decision: Yes ☐", "key_decision: No ☐",
    ]  # fmt: skip


def test_a_heading_numbered_another_way_or_out_of_turn_is_found() -> None:
    pieces = pieces_of(read_report(report("south-derbyshire")))
    at = next(n for n, piece in enumerate(pieces) if piece.text == "Detail")

    def numbered(number: str) -> list[tuple[str, str]]:
        other = replace(pieces[at], paragraph=replace(pieces[at].paragraph, number=number))
        return differing("south-derbyshire", [*pieces[:at], other, *pieces[at + 1 :]])

    assert numbered("4.") == [("4.0 Detail [4.1]", "is numbered otherwise")]
    assert ("5.0", "does not follow the number before it") in numbered("5.0")
    assert (shape("12.3"), shape("1.0"), shape("10."), shape("")) == ("n.n", "n.0", "n.", "")


def test_a_box_is_shown_as_it_is_ticked() -> None:
    data = fill(
        FORMATS / "west-lindsey.docx", Sheet({"title": "A title"}, {}, datetime(2026, 11, 22), {"key_decision": "Yes"}), THEME
    )  # fmt: skip
    ours = [row.ours for row in compare(outline("west-lindsey"), pieces_of(read_report(data))) if "_" in row.real]
    assert ours == ["call_in: Yes ☐", "call_in: No ☐", "key_decision: Yes ☒", "key_decision: No ☐"]


def test_the_command_shows_them_side_by_side_and_says_by_its_exit_code_whether_they_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert shown.count("\nNone of ") == 4
    line = next(line for line in shown.splitlines() if line.startswith("Consultation"))
    assert " ".join(line.split()) == "Consultation [6.5 → 7.1] = Consultation [7.1]"
    assert max(len(line) for line in shown.splitlines()) <= 100
    document = docx.Document(io.BytesIO(report("harborough")))
    next(one for one in document.paragraphs if one.text == "Consultation").text = "Consultees"
    document.save(str(tmp_path / "edited.docx"))
    assert main(["harborough", "--report", str(tmp_path / "edited.docx")]) == 1
    assert "≠" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--report", str(tmp_path / "edited.docx")])
    assert "say which format the report is made in" in capsys.readouterr().err
