"""Kinds of report: Markdown with fields, in named slots.

The text may come from a workspace, so it is rendered in a sandbox, and a field it misspells stops the report instead of
printing nothing. What is put into a field is data: it is escaped, so that a star in a measure's title stays a star.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pmf_excel.errors import PutRight
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.problems import near_miss
from pmf_excel.reports.elements import Appendix, Cell, Chart, Element, Heading, Item, Paragraph, Run, Table, paragraph
from pmf_excel.reports.markdown import elements_of
from pmf_excel.reports.marks import CLOSE, OPEN, Place, escape
from pmf_excel.wording import environment, filled, text_of

#: What each word of ``rounds`` asks a round to end.
ROUNDS = {"month": "a month", "quarter": "a quarter", "year": "a financial year"}
#: Whose part of everything a kind reports: all of it, the remit of the committee it is for, or one service's.
REMITS = ("everything", "remit", "service")
#: What stands in an appendix that texts refer to and nothing is in.
NOTHING = "There is nothing to show for this period."
_HEAD = re.compile(r"\A\s*\+\+\+\s*\n(.*?)\n\+\+\+[ \t]*\n", re.DOTALL)
_SLOT = re.compile(r"^== *([a-z_]+|appendix [a-z-]+: .+?) *== *$", re.MULTILINE)
_LETTERED = re.compile(f"{OPEN}appendix ([a-z-]+){CLOSE}")


@dataclass(frozen=True)
class Kind:
    """A kind of report as its file says it; ``rounds`` is what a round must end to be reported so."""

    path: Path
    text: str
    name: str = ""
    about: str = ""
    rounds: str = "month"
    remit: str = "everything"
    #: The format it is made in unless another is asked for; the council's own where it says nothing.
    format: str = ""
    #: The yearly form that it reports on as well; nothing where it rests on the round alone.
    form: str = ""
    #: What else than figures it tells of: "adoption" where it is about the framework itself.
    tells: str = ""
    #: How many lines of the file come before the text, so that messages name the line an officer sees.
    before: int = 0


@dataclass(frozen=True)
class Rendered:
    """A kind with its fields filled in: slots of elements, and appendices in their order."""

    slots: Mapping[str, Sequence[Element]]
    appendices: Sequence[Appendix] = ()
    title: str = field(default="")


def read_kind(path: Path) -> Kind:
    """A kind from its file; PutRight, with everything that is wrong with its head at once."""
    text = text_of(path, "report text")
    found = _HEAD.match(text)
    if found is None:
        raise PutRight(
            f"{path}: this report text does not begin with its head. Begin it with lines such as +++, "
            'name = "Quarterly performance", rounds = "quarter", remit = "everything", +++.'
        )
    try:
        head = tomllib.loads(found[1])
    except tomllib.TOMLDecodeError as why:
        raise PutRight(
            f"{path}: the head between the lines +++ could not be read ({why}). Put that line right."
        ) from why
    known = [one.name for one in fields(Kind) if one.name not in ("path", "text", "before")]
    faults = [
        f'"{key}" is not known there. {near_miss(key, known)}Use {listed(known)}.' for key in head if key not in known
    ]
    faults += [
        f'"{key}" must be a text in quotation marks.' for key, value in head.items() if not isinstance(value, str)
    ]
    for key, allowed in (("rounds", tuple(ROUNDS)), ("remit", REMITS)):
        if head.get(key, allowed[0]) not in allowed:
            faults.append(f'"{key}" is "{head[key]}". Write {", ".join(allowed[:-1])} or {allowed[-1]}.')
    if faults:
        raise PutRight(f"{path}: in its head, {' '.join(faults)}")
    return Kind(path, text[found.end() :], **head, before=text[: found.end()].count("\n"))


def render(
    kind: Kind, words: Mapping[str, object], make: Callable[[str, tuple[object, ...], Mapping[str, object]], Sequence[Element]]
) -> Rendered:  # fmt: skip
    """The slots of a kind with their fields filled in; ``make`` gives the elements of a block by its name.

    Raises PutRight, with the line, when the text names a field that does not exist or is not well formed.
    """
    asked: list[tuple[str, tuple[object, ...], Mapping[str, object]]] = []

    def block(name: str, *given: object, **options: object) -> Place:
        asked.append((name, given, options))
        return Place(f"\n\n{OPEN}{len(asked) - 1}{CLOSE}\n\n")

    made = _environment()
    facts = {**words, "block": block, "appendix": _appendix, "counted": counted, "listed": listed}
    # The lines of the head are kept as empty ones, so that a message names the line that an officer sees.
    text = filled(made, "\n" * kind.before + kind.text, kind.path, "report text", facts)
    parts = _SLOT.split(text)

    def placed(number: int) -> Sequence[Element]:
        name, given, options = asked[number]
        return make(name, given, options)

    slots: dict[str, Sequence[Element]] = {}
    appendices: list[Appendix] = []
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        elements = pruned(elements_of(body, placed))
        if name.startswith("appendix "):
            key, _, title = name.removeprefix("appendix ").partition(": ")
            appendices.append(Appendix(key, title, elements))
        elif name in slots:
            raise PutRight(f'{kind.path}: there are two slots "{name}". Make one of them.')
        else:
            slots[name] = elements
    return _lettered(kind, slots, appendices)


@functools.cache
def _environment() -> Any:
    """The one way report texts are filled in; what it has read once it need not read again."""
    made = environment(finalize=escape)
    made.filters["capfirst"] = _capfirst
    return made


def pruned(elements: Sequence[Element]) -> list[Element]:
    """Elements without headings that have nothing below them."""
    kept: list[Element] = []
    for element in reversed(elements):
        if isinstance(element, Heading):
            below = kept[-1] if kept else None
            if below is None or (isinstance(below, Heading) and below.level <= element.level):
                continue
        kept.append(element)
    return kept[::-1]


def plain(elements: Sequence[Element]) -> str:
    """The words of a slot that is one line, such as a title."""
    return " ".join("".join(run.text for run in one.runs) for one in elements if isinstance(one, Paragraph | Item))


def _lettered(kind: Kind, slots: Mapping[str, Sequence[Element]], appendices: Sequence[Appendix]) -> Rendered:
    """Appendices that have something in them or are referred to, and the letters in the texts that refer to them."""
    named = {key for some in slots.values() for one in some for key in _referred(one)}
    named |= {key for one in appendices for element in one.elements for key in _referred(element)}
    known = {one.key for one in appendices}
    if unknown := sorted(named - known):
        raise PutRight(
            f'{kind.path}: the text refers to the appendix "{unknown[0]}", and there is no "== appendix {unknown[0]}: Title ==". '
            f"{near_miss(unknown[0], known)}Correct the name, or add the appendix."
        )
    there = [
        one if one.elements else replace(one, elements=(paragraph(NOTHING),))
        for one in appendices if one.elements or one.key in named
    ]  # fmt: skip
    letters = {one.key: f"Appendix {chr(ord('A') + number)}" for number, one in enumerate(there)}

    def said(text: str) -> str:
        return _LETTERED.sub(lambda found: letters[found[1]], text)

    done = {name: [_resaid(one, said) for one in some] for name, some in slots.items()}
    title = plain(done.pop("title", []))
    return Rendered(
        done, [replace(one, title=unescaped(said(one.title)), elements=[_resaid(each, said) for each in one.elements]) for one in there],
        title,
    )  # fmt: skip


def unescaped(text: str) -> str:
    """A text that was escaped as data and is not read as Markdown."""
    return re.sub(r"\\([^\w\s])", r"\1", text)


def _referred(element: Element) -> list[str]:
    return [key for text in _texts(element) for key in _LETTERED.findall(text)]


def _texts(element: Element) -> list[str]:
    match element:
        case Heading():
            return [element.text]
        case Paragraph() | Item():
            return [run.text for run in element.runs]
        case Table():
            return [text for row in element.rows for cell in row for text in cell.texts]
        case Chart():
            return [element.title]
        case _:
            return []


def _resaid(element: Element, said: Callable[[str], str]) -> Element:
    """The element with its texts said anew."""
    if not any(OPEN in text for text in _texts(element)):
        return element
    match element:
        case Heading():
            return replace(element, text=said(element.text))
        case Paragraph() | Item():
            return replace(element, runs=tuple(Run(said(run.text), run.bold) for run in element.runs))
        case Table():
            rows = tuple(
                tuple(Cell(tuple(said(text) for text in cell.texts), cell.status, cell.bold) for cell in row)
                for row in element.rows
            )
            return replace(element, rows=rows)
        case _:
            return element


def _capfirst(text: str) -> str:
    return text[:1].upper() + text[1:]


def _appendix(key: str) -> Place:
    return Place(f"{OPEN}appendix {key}{CLOSE}")
