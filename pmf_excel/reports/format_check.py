"""Holds a council's own format against what reports need: every field it names, its styles, and where its slots stand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from pmf_excel.problems import Place, Problem, error, errors_in, near_miss, note
from pmf_excel.reports.fields import BOXES, BY_NAME, SLOTS
from pmf_excel.reports.formats import UNREADABLE, fault
from pmf_excel.wording import fault_in, names_in

#: The styles in which a report's parts are set, by the names that Word shows.
STYLES = (
    "Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "List Number", "Table Text", "Table Number", "Table Heading",
    "After Table", "PMF Table", "Chart", "Chart Title", "Appendix Heading", "Status Green", "Status Amber", "Status Red", "Status Other",
)  # fmt: skip
#: What a report cannot do without.
NEEDED = ("title", "recommendations", "detail", "appendices")
MARKS = ("draft", "part")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
#: An instruction may take its whole paragraph, row, cell or run with it ({%p if appendices %}).
_WHOLE = re.compile(r"^\{([{%])(?:p|tr|tc|r) ")
_CONDITION = re.compile(r"\{%-?\s*(?:if|elif)\s+(.+?)\s*-?%\}", re.DOTALL)
_END = re.compile(r"\{%-?\s*(?:else|endif)\s*-?%\}")
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_TYPED = re.compile(r"^\(?\d+(\.\d+)*[.)]?\s+\S")
_LONGEST = 50
#: What begins an instruction, and a sign after that which would put it in the place of its whole paragraph or run.
_BEGINS = ("{{", "{%")
_IN_PLACE = re.compile(r"^\{\{(?:p|tr|tc|r) ")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
#: Every field and slot with something in it, to try an instruction on.
_TRIED = dict.fromkeys([*BY_NAME, *SLOTS], "x")
_REMEDY = 'Write a field as {{ title }}, and a slot with words of your own as {{ legal or "None directly." }}.'


@dataclass(frozen=True)
class _Spot:
    """A paragraph with an instruction: which part it stands in, the how-manieth with words it is there, and its text."""

    part: str
    number: int
    text: str
    boxed: bool

    @property
    def words(self) -> str:
        """Where it is, as a person finds it in Word."""
        text = self.text if len(self.text) <= _LONGEST else f"{self.text[:_LONGEST]}…"
        where = f"paragraph {self.number}" if self.part == "body" else f"the {self.part}"
        return f'{where} ("{text}")'


def check(path: Path, points: int = 12) -> list[Problem]:
    """Everything to put right in a format, each with its paragraph, what was found and what to do."""
    name = path.name
    try:
        document = docx.Document(io.BytesIO(path.read_bytes()))
    except (OSError, *UNREADABLE) as why:
        what = "could not be read" if isinstance(why, OSError) else "is no Word document that can be opened"
        return [
            error(
                "PMF-510",
                Place(name),
                f"This file {what}.",
                "Save it in Word as a Word Document (*.docx), close it, and check that one.",
            )
        ]
    problems: list[Problem] = []
    spots = list(_spots(document))
    named: dict[str, list[_Spot]] = {}
    asked: dict[str, list[_Spot]] = {}
    for spot in spots:
        for tag in _TAG.findall(spot.text):
            plain = _alone(tag.translate(_SMART))
            found, wrong = names_in(plain)
            if _IN_PLACE.match(tag):
                wrong = "the letter after {{ would put it in the place of the paragraph itself"
            elif found & SLOTS.keys() and "|" in _QUOTED.sub("", plain):
                wrong = "a slot is filled in as it is, and takes no | with a change"
            elif not wrong and found <= _TRIED.keys():
                wrong = fault_in(plain, _TRIED)
            if wrong:
                problems.append(
                    error("PMF-502", Place(name, cell=spot.words), f"{tag} is not well formed: {wrong.rstrip('.')}.", _REMEDY)
                )  # fmt: skip
            for one in sorted(found):
                (named if tag.startswith("{{") else asked).setdefault(one, []).append(spot)
        if any(sign in _TAG.sub("", spot.text) for sign in _BEGINS):
            problems.append(
                error("PMF-502", Place(name, cell=spot.words), "An instruction begins there and does not end in the same paragraph.", f"{_REMEDY} A condition ends with %}}.")
            )  # fmt: skip
    problems += _shared(name, spots)
    problems += (
        _unknown(name, named) + _unknown(name, asked) + _unreachable(name, named) + _absent(name, named, document)
    )
    problems += (
        _styles(name, document) + _boxes(name, document) + _typed(name, document) + _small(name, document, points)
    )
    if not errors_in(problems) and (whole := fault(path)):
        problems.append(
            error("PMF-502", Place(name), f"As a whole it cannot be filled in: {whole.removeprefix(f'{path}: ')}", "See that each {% if … %} has its {% endif %}, and that nothing else stands in {% %}.")
        )  # fmt: skip
    return problems


def _spots(document: Document) -> Iterator[_Spot]:
    """Every paragraph with an instruction in it, wherever it stands."""
    parts: list[tuple[str, Any]] = [("body", document.element.body)]
    for section in document.sections:
        heads = (("header", section.header), ("first page's header", section.first_page_header), ("even pages' header", section.even_page_header),
                 ("footer", section.footer), ("first page's footer", section.first_page_footer), ("even pages' footer", section.even_page_footer))  # fmt: skip
        parts += [(what, one._element) for what, one in heads if not one.is_linked_to_previous]
    for what, root in parts:
        number = 0
        for node in root.iter(qn("w:p")):
            # What was deleted with the changes tracked is filled in too.
            text = "".join(part.text or "" for part in node.iter(qn("w:t"), qn("w:delText")))
            number += bool(text.strip())
            if "{{" in text or "{%" in text:
                boxed = any(True for _ in node.iterancestors(qn("w:txbxContent")))
                yield _Spot(what, number, text.strip(), boxed)


def _alone(tag: str) -> str:
    """An instruction so that it can be read without the rest: of a condition what it asks, of its end nothing."""
    bare = _WHOLE.sub(r"{\1", tag)
    condition = _CONDITION.fullmatch(bare)
    if condition:
        return f"{{{{ {condition[1]} }}}}"
    return "" if _END.fullmatch(bare) else bare


def _unknown(file: str, named: dict[str, list[_Spot]]) -> list[Problem]:
    known = [*BY_NAME, *SLOTS]
    return [
        error("PMF-501", Place(file, cell=spot.words), f'No report has a field "{one}".', f'{near_miss(one, known)}Correct it in Word, or take it out. "pmf format fields" lists them all.')
        for one, spots in sorted(named.items()) if one not in known for spot in spots
    ]  # fmt: skip


def _unreachable(file: str, named: dict[str, list[_Spot]]) -> list[Problem]:
    found = []
    for one, spots in sorted(named.items()):
        if one not in SLOTS:
            continue
        for spot in spots:
            if spot.part != "body" or spot.boxed:
                where = "a text box" if spot.boxed else f"the {spot.part}"
                found.append(error("PMF-504", Place(file, cell=spot.words), f'The slot "{one}" stands in {where}, where no tables or headings can be put.', "Move it into a paragraph of its own in the body of the document."))  # fmt: skip
        body = [spot for spot in spots if spot.part == "body" and not spot.boxed]
        if len(body) > 1:
            found.append(note("PMF-504", Place(file, cell=body[1].words), f'The slot "{one}" stands there a second time.', "Its words are printed in both places. Take one out unless you want that."))  # fmt: skip
    return found


def _shared(file: str, spots: Sequence[_Spot]) -> list[Problem]:
    """Slots that stand in one paragraph with another one; those of a condition stand there one at a time."""
    found = []
    for spot in spots:
        named = [names_in(_alone(tag.translate(_SMART)))[0] & SLOTS.keys() for tag in _TAG.findall(spot.text)]
        slots = [" or ".join(sorted(some)) for some in named if some]
        if len(slots) > 1 and "{%" not in spot.text:
            found.append(error("PMF-504", Place(file, cell=spot.words), f"The slots {' and '.join(slots)} stand in one paragraph, where only one can be filled.", "Give each a paragraph of its own."))  # fmt: skip
    return found


def _absent(file: str, named: dict[str, list[_Spot]], document: Document) -> list[Problem]:
    found = []
    for one in NEEDED:
        if one not in named:
            found.append(error("PMF-505", Place(file), f'It has no place for "{one}".', f"Put {{{{ {one} }}}} into a paragraph of its own where it belongs, or that part of each report is lost."))  # fmt: skip
    # Where there is no place for the background, it stands as an introduction before the detail.
    rest = [one for one in SLOTS if one not in named and one not in (*NEEDED, "background")]
    if rest:
        found.append(note("PMF-505", Place(file), f"It has no place for {', '.join(rest)}.", "What a report says there is not printed in this format. Add those that your council's reports have."))  # fmt: skip
    for one in MARKS:
        if not any(spot.part.endswith("header") or spot.part == "body" for spot in named.get(one, ())):
            found.append(error("PMF-506", Place(file), f"{{{{ {one} }}}} stands neither in the header nor in the text.", "Put it into the header: it says whether a report is a draft, and whether it is open or exempt."))  # fmt: skip
    return found


def _styles(file: str, document: Document) -> list[Problem]:
    there = {style.name for style in document.styles}
    gone = [style for style in STYLES if style not in there]
    if not gone:
        return []
    listed = ", ".join(f'"{one}"' for one in gone)
    return [error("PMF-503", Place(file), f"The {'style' if len(gone) == 1 else 'styles'} {listed} {'is' if len(gone) == 1 else 'are'} missing.", 'Copy them from our format "plain" in Word (Home, Styles, Manage Styles, Import/Export).')]  # fmt: skip


def _boxes(file: str, document: Document) -> list[Problem]:
    tags = [one.get(qn("w:val")) or "" for one in document.element.body.iter(qn("w:tag"))]
    wrong = [
        tag
        for tag in tags
        if "=" in tag and (tag.partition("=")[0] not in BOXES or tag.partition("=")[2] not in ("Yes", "No"))
    ]
    known = [f"{name}={answer}" for name in BOXES for answer in ("Yes", "No")]
    return [
        error("PMF-508", Place(file), f'No report ticks the box tagged "{tag}".', f"{near_miss(tag, known)}Tag it with one of {', '.join(known)} (Developer, Properties).")
        for tag in wrong
    ]  # fmt: skip


def _typed(file: str, document: Document) -> list[Problem]:
    found = []
    for node in document.paragraphs:
        style = node.style.name if node.style is not None else ""
        if str(style).startswith("Heading") and _TYPED.match(node.text):
            found.append(note("PMF-509", Place(file, cell=f'the heading "{node.text}"'), "Its number is typed.", "Numbers that Word gives stay right when a section is added: take the typed one out and number the style."))  # fmt: skip
    return found


def _small(file: str, document: Document, points: int) -> list[Problem]:
    sizes = [
        int(one.get(qn("w:val")))
        for root in (document.element, document.styles.element)
        for one in root.iter(qn("w:sz"))
    ]
    if sizes and min(sizes) < points * 2:
        return [note("PMF-507", Place(file), f"Some of its type is {min(sizes) / 2:g} points.", f"Reports are set in {points} points or more, so it is made larger.")]  # fmt: skip
    return []


def explained(blocks: Sequence[Any]) -> list[tuple[str, str, str]]:
    """Every field, box, slot and block: its name, what it is, and how it is written."""
    rows = [("Field " + one.name, one.about, f"{{{{ {one.name} }}}}") for one in BY_NAME.values()]
    rows += [
        ("Box " + name, f"{title}: a check box as a content control.", f"{name}=Yes or {name}=No as its tag")
        for name, title in BOXES.items()
    ]
    rows += [("Slot " + name, about, f"{{{{ {name} }}}}") for name, about in SLOTS.items()]
    return rows + [("Block " + one.name, one.about, f"{{{{ {one.example} }}}}") for one in blocks]
