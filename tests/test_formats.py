"""The five committee formats: what stands in them, how they number, what a clerk completes, and that anybody can read them."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from pmf_excel.excel import theme as themes
from pmf_excel.problems import Severity
from pmf_excel.reports.elements import Appendix, Heading, Item, Run, paragraph
from pmf_excel.reports.fields import BY_NAME, SLOTS
from pmf_excel.reports.format_check import STYLES, check
from pmf_excel.reports.formats import Sheet, fill
from tests.opens import VALIDATOR, findings
from tools.formats.parts import COMPUTED
from tools.make_formats import FORMATS, FORMATS_MADE

ROOT = Path(__file__).parent.parent
THEME = themes.load(ROOT / "workbook_templates" / "theme.toml")
NAMES = ["harborough", "north-norfolk", "plain", "south-derbyshire", "west-lindsey"]
#: The format for officers: no committee's, so it has no front sheet and numbers nothing.
BRIEFING = "briefing"
every_format = pytest.mark.parametrize("name", NAMES)
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
#: How each numbers its headings, paragraphs and what is below these.
SCHEMES = {
    "harborough": ("%1", "%1.%2", "%1.%2.%3"),
    "north-norfolk": ("%1.", "%1.%2", "%1.%2.%3"),
    "plain": ("%1.", "%1.%2", "%1.%2.%3"),
    "south-derbyshire": ("%1.0", "%1.%2", "%1.%2.%3"),
    "west-lindsey": ("%1.", "%1.%2.", "%1.%2.%3."),
}
#: What each says under its headings, or after its labels, when a report says nothing there.
STANDING = {
    "north-norfolk": {
        **dict.fromkeys(
            ("LIST OF BACKGROUND PAPERS AS REQUIRED BY LAW", "Corporate Plan Objectives", "Medium Term Financial Strategy",
             "Financial and Resource Implications", "Legal Implications", "Risks", "Sustainability", "Climate / Carbon impact",
             "Equality and Diversity", "Section 17 Crime and Disorder considerations", "Conclusion and Recommendations"), "None."),
        "LIST OF BACKGROUND PAPERS AS REQUIRED BY LAW":
            "(Papers relied on to write the report, which do not contain exempt information and which are not published elsewhere)",
    },
    "harborough": {
        **dict.fromkeys(
            ("Equality Impact Assessment Implications/Outcomes (attach completed EIA)", "Impact on Communities", "Legal Issues", "Resource Issues",
             "Community Safety Implications", "Carbon Management Implications", "Risk Management Implications", "Consultation"),
            "None directly arising from this report."),
        "Background Papers": "None.", "Appendices:": "None.",
    },
    "south-derbyshire": {
        **dict.fromkeys(
            ("Financial Implications", "Employment Implications", "Legal Implications", "Council Plan Implications", "Risk Impact", "Consultation"),
            "None directly."),
        **dict.fromkeys(
            ("Equality and Diversity Impact", "Social Value Impact", "Environmental Sustainability"), "Not applicable in the context of the report."),
        "Background Papers": "None.",
    },
    "west-lindsey": {
        "IMPLICATIONS": "Legal: None identified", "Legal: None identified": "Financial: None identified",
        "Finance clearance reference: [Finance reference: to be completed]": "Staffing: None identified",
        "Staffing: None identified": "Equality and Diversity including Human Rights: None identified",
        "Risk Assessment: Not required": "Climate Related Risks and Opportunities: None identified",
        "Title and Location of any Background Papers used in the preparation of this report:": "None",
    },
    "plain": dict.fromkeys(("Financial", "Legal", "Equality and diversity", "Risk", "Background papers"), "None."),
}  # fmt: skip


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def root(name: str, part: str) -> Any:
    return etree.fromstring(parts((FORMATS / f"{name}.docx").read_bytes())[f"word/{part}.xml"])


def said(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(qn("w:t")))


def value(node: Any, path: str) -> str:
    """The value of the first element on a path such as w:pPr/w:numPr/w:numId; empty when there is none."""
    found = node.find("/".join(qn(step) for step in path.split("/")))
    return "" if found is None else found.get(qn("w:val"))


def filled(name: str, **slots: Any) -> Any:
    """The format as a document, filled in with slots, and with nothing else."""
    appendices = slots.pop("appendices", ())
    sheet = Sheet({"title": "A title", "part": "OPEN"}, slots, datetime(2026, 11, 22), {}, appendices)
    return docx.Document(io.BytesIO(fill(FORMATS / f"{name}.docx", sheet, THEME)))


def texts(document: Any) -> list[str]:
    return [said(node) for node in document.element.body.iter(qn("w:p")) if said(node)]


def test_the_committed_formats_are_what_the_tool_makes() -> None:
    assert sorted(FORMATS_MADE) == [BRIEFING, *NAMES]
    assert sorted(path.stem for path in FORMATS.glob("*.docx")) == [BRIEFING, *NAMES]
    for name, make in FORMATS_MADE.items():
        assert parts(make()) == parts((FORMATS / f"{name}.docx").read_bytes()), "run python tools/make_formats.py"
        assert make() == make()


@every_format
def test_a_format_has_nothing_to_put_right_and_asks_for_what_the_design_page_lists(name: str) -> None:
    assert [one.found for one in check(FORMATS / f"{name}.docx") if one.severity is Severity.ERROR] == []
    page = (ROOT / "docs" / "design" / "07-committee-reports.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"[a-z_]+", page.partition("## Fields and slots")[2].partition("## Open and exempt")[0]))
    xml = b"".join(parts((FORMATS / f"{name}.docx").read_bytes()).values()).decode("utf-8")
    asked = set(re.findall(r"\{\{ ([a-z_]+)", xml)) | set(re.findall(r"\{%p if ([a-z_]+) %\}", xml))
    assert asked <= listed
    assert asked <= BY_NAME.keys() | SLOTS.keys()
    assert {"title", "council", "part", "draft", "recommendations", "detail", "appendices"} <= asked


def test_a_briefing_has_no_front_sheet_and_asks_only_where_there_is_something_to_ask() -> None:
    assert [one.found for one in check(FORMATS / f"{BRIEFING}.docx") if one.severity is Severity.ERROR] == []
    assert {style.name for style in docx.Document(FORMATS / f"{BRIEFING}.docx").styles} >= {*STYLES, "Heading 4"}
    assert root(BRIEFING, "document").findall(f".//{qn('w:tbl')}") == []
    assert texts(filled(BRIEFING, summary=[paragraph("All is well.")])) == ["A title", "All is well."]
    detail = [Heading(1, "What went well"), paragraph("Much.")]
    asked = texts(filled(BRIEFING, recommendations=[paragraph("To note it.")], detail=detail))
    assert asked == ["A title", "None.", "What is asked", "To note it.", "What went well", "Much."]


@every_format
def test_every_style_that_the_composer_needs_is_there(name: str) -> None:
    styles = {style.name for style in docx.Document(FORMATS / f"{name}.docx").styles}
    assert styles >= {
        *STYLES,
        "Heading 4",
        "Numbered Paragraph",
        "Unnumbered Paragraph",
        "Front Sheet",
        "Front Label",
        "Front Text",
    }


@every_format
def test_numbers_are_words_own_and_bound_to_styles(name: str) -> None:
    numbering, styles = root(name, "numbering"), root(name, "styles")
    by_id = {style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))}
    lists = {one.get(qn("w:numId")): value(one, "w:abstractNumId") for one in numbering.findall(qn("w:num"))}
    patterns = {
        one.get(qn("w:abstractNumId")): one.findall(qn("w:lvl")) for one in numbering.findall(qn("w:abstractNum"))
    }

    def level(style: str) -> Any:
        number = value(by_id[style], "w:pPr/w:numPr/w:numId")
        found = patterns[lists[number]][int(value(by_id[style], "w:pPr/w:numPr/w:ilvl"))]
        assert value(found, "w:pStyle") == style
        return found

    outline = [level(style) for style in ("Heading1", "NumberedParagraph", "NumberedSubparagraph")]
    assert tuple(value(one, "w:lvlText") for one in outline) == SCHEMES[name]
    for one in outline[:2]:  # 1.5 cm: "10.12." in 12 point takes 1.2
        shape = one.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        assert (shape.get(qn("w:left")), shape.get(qn("w:hanging"))) == ("850", "850")
    appendix = level("AppendixHeading")
    assert (value(appendix, "w:numFmt"), value(appendix, "w:lvlText")) == ("upperLetter", "Appendix %1")
    assert by_id["AppendixHeading"].find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
    assert value(level("ListBullet"), "w:numFmt") == "bullet"
    assert value(level("ListNumber"), "w:lvlText") == "%1."
    assert value(by_id["HeadingUnnumbered1"], "w:pPr/w:numPr/w:numId") == "0"
    typed = [said(node) for node in root(name, "document").iter(qn("w:p")) if re.match(r"\d+\.?\d*\s", said(node))]
    assert typed == []


def test_the_boxes_of_west_lindsey_are_content_controls_and_no_other_format_has_any() -> None:
    for name in NAMES:
        boxes = [one for one in root(name, "document").iter(qn("w:sdt")) if one.find(f".//{W14}checkbox") is not None]
        tags = [value(one, "w:sdtPr/w:tag") for one in boxes]
        assert tags == (
            ["call_in=Yes", "call_in=No", "key_decision=Yes", "key_decision=No"] if name == "west-lindsey" else []
        )
        for one in boxes:
            box = one.find(f".//{W14}checkbox")
            states = [
                (box.find(f"{W14}{state}").get(f"{W14}val")) for state in ("checked", "checkedState", "uncheckedState")
            ]
            assert (states, said(one)) == (["0", "2612", "2610"], "☐")
            assert one.find(f".//{qn('w:rFonts')}").get(qn("w:ascii")) == "MS Gothic"
            assert value(one, "w:sdtPr/w:alias") in (
                "Call in and urgency: Yes",
                "Call in and urgency: No",
                "Key decision: Yes",
                "Key decision: No",
            )


@every_format
def test_what_a_clerk_completes_stands_in_a_control_that_says_what_it_is(name: str) -> None:
    document = root(name, "document")
    controls = {
        value(one, "w:sdtPr/w:tag"): one for one in document.iter(qn("w:sdt")) if "=" not in value(one, "w:sdtPr/w:tag")
    }
    for tag, control in controls.items():
        assert said(control) == f"{{{{ {tag} }}}}"
        assert value(control, "w:sdtPr/w:alias") == BY_NAME[tag].title
        assert control.find(f"{qn('w:sdtPr')}/{qn('w:text')}") is not None
    named = set(re.findall(r"\{\{ ([a-z_]+) \}\}", said(document))) & BY_NAME.keys()
    assert controls.keys() == named - set(COMPUTED)
    numbers = [value(one, "w:sdtPr/w:id") for one in document.iter(qn("w:sdt"))]
    assert len(set(numbers)) == len(numbers)


@every_format
def test_type_is_arial_and_12_point_or_larger_on_a4(name: str) -> None:
    for part in ("document", "styles", "header", "footer", "numbering"):
        tree = root(name, part)
        assert all(int(one.get(qn("w:val"))) >= 24 for tag in ("w:sz", "w:szCs") for one in tree.iter(qn(tag)))
        assert {one.get(qn("w:ascii")) for one in tree.iter(qn("w:rFonts"))} <= {"Arial", "MS Gothic"}
    styles = root(name, "styles")
    assert value(styles, "w:docDefaults/w:rPrDefault/w:rPr/w:sz") == "24"
    assert value(styles, "w:docDefaults/w:rPrDefault/w:rPr/w:lang") == "en-GB"
    after = next(one for one in styles.findall(qn("w:style")) if one.get(qn("w:styleId")) == "AfterTable").find(
        f".//{qn('w:spacing')}"
    )
    assert (after.get(qn("w:line")), after.get(qn("w:lineRule"))) == ("160", "exact")
    page = root(name, "document").find(f".//{qn('w:sectPr')}")
    size, margins = page.find(qn("w:pgSz")), page.find(qn("w:pgMar"))
    assert (size.get(qn("w:w")), size.get(qn("w:h"))) == ("11906", "16838")
    assert [margins.get(qn(f"w:{side}")) for side in ("top", "right", "bottom", "left")] == ["1417"] * 4


@every_format
def test_anybody_can_read_it(name: str) -> None:
    tree = root(name, "document")
    assert not [
        one.tag
        for one in tree.iter()
        if etree.QName(one).localname in ("txbxContent", "pict", "gridSpan", "vMerge", "drawing")
    ]
    for table in tree.iter(qn("w:tbl")):
        assert value(table, "w:tblPr/w:tblDescription")
        front = value(table, "w:tblPr/w:tblStyle") == "FrontSheet"
        assert (table.find(f".//{qn('w:tblHeader')}") is None) is front
        assert (
            table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}").get(qn("w:firstColumn" if front else "w:firstRow")) == "1"
        )
        assert len({len(row.findall(qn("w:tc"))) for row in table.findall(qn("w:tr"))}) == 1
    styles = {one.get(qn("w:styleId")): one for one in root(name, "styles").findall(qn("w:style"))}
    for style in ("Heading1", "Heading2", "Heading3", "Heading4", "AppendixHeading", "TableHeading", "ChartTitle"):
        assert styles[style].find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    levels = [
        int(style[-1])
        for node in tree.iter(qn("w:p"))
        if (style := value(node, "w:pPr/w:pStyle")).startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert [value(node, "w:pPr/w:pStyle") for node in tree.iter(qn("w:p"))].count("Title") == 1
    assert docx.Document(FORMATS / f"{name}.docx").core_properties.title.startswith("Committee report, ")


@every_format
def test_header_says_open_and_draft_and_footer_counts_the_pages(name: str) -> None:
    assert said(root(name, "header")) == "{{ part }}{{ draft }}"
    footer = root(name, "footer")
    assert said(footer) == "{{ council }}Page 1 of 1"
    assert [one.get(qn("w:instr")).strip() for one in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


@every_format
def test_what_stands_where_a_report_says_nothing_is_in_the_councils_own_words(name: str) -> None:
    found = texts(filled(name, detail=[paragraph("The detail.")]))
    assert {text: found[found.index(text) + 1] for text in STANDING[name]} == STANDING[name]
    assert not [text for text in found if "{{" in text or "{%" in text or "Appendix A" in text]
    if name == "plain":
        assert {"Staffing", "Council plan", "Climate and carbon", "Appendices"}.isdisjoint(found)


@every_format
def test_every_slot_of_a_format_is_filled_and_its_appendices_are_named(name: str) -> None:
    said_there = {slot: [paragraph(f"About {slot}.")] for slot in SLOTS if slot not in ("appendix_list", "appendices")}
    document = filled(
        name, **said_there, appendices=[Appendix("m", "Managing performance", [paragraph("All measures.")])]
    )
    xml = (FORMATS / f"{name}.docx").read_bytes()
    asked = set(re.findall(r"\{\{ ([a-z_]+)", said(etree.fromstring(parts(xml)["word/document.xml"]))))
    found = "\n".join(texts(document))
    assert [slot for slot in said_there if slot in asked and f"About {slot}." not in found] == []
    heading = next(one for one in document.paragraphs if one.style.name == "Appendix Heading")
    assert heading.text == "Managing performance"
    assert ("Appendix A: Managing performance" in found) is ("appendix_list" in asked)


def test_options_of_north_norfolk_are_numbered_beside_their_label() -> None:
    options = [Item((Run(text),), numbered=True, first=text == "Keep it.") for text in ("Keep it.", "Replace it.")]
    label, text = filled("north-norfolk", options=options).tables[0].rows[1].cells
    assert (label.text, [(one.style.name, one.text) for one in text.paragraphs]) == (
        "Options considered:", [("List Number", "Keep it."), ("List Number", "Replace it.")],
    )  # fmt: skip


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
@every_format
def test_word_need_not_repair_a_format(name: str) -> None:
    assert [one for one in findings(FORMATS / f"{name}.docx") if "template-left" not in one] == []
