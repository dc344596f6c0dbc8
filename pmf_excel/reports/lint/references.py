"""References to what is not there: an appendix, a section or paragraph, a table or chart, or a heading that was renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmf_excel.problems import Place, Problem, error
from pmf_excel.reports.lint.places import Spot, quoted, texts
from pmf_excel.reports.reading import ReadChart, ReadParagraph, ReadReport, ReadTable

_NAME = r"(?:[A-Z]{1,2}|\d+[A-Z]?(?:\.\d+)*)(?![\w%]|[.,]\d)"
_SEVERAL = rf"{_NAME}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|to|&)\s+|\s*[–-]\s*){_NAME})*"
_KINDS = r"[Aa]ppendix|APPENDIX|[Aa]ppendices|APPENDICES|[Ss]ections?|[Pp]aragraphs?|[Pp]aras?\.?|[Tt]ables?|[Cc]harts?|Figures?"
_REFERENCE = re.compile(rf"\b({_KINDS})\s+({_SEVERAL})")
_ONE = re.compile(_NAME)
#: What follows a reference to another document: "of the Act", "to the Council's constitution"; this report is none.
_OTHER = r"(?:(?:the|that|those|our|its|their|a|an|another)\b|[Ss]chedule|[Pp]art)"
_ELSEWHERE = re.compile(
    rf"\s*(?:\([^)]*\)\s*)*,?\s*(?:(?:of|to|in|under)\s+(?!(?:this|the)\s+(?:report|document|paper)\b){_OTHER}|(?:of|to)\s+[A-Z])"
)
#: What makes a section one of a law: "section 106 agreement", "Section 151 Officer", "Section 17 Crime and Disorder".
_LAW = re.compile(r"\s*(?:\(\w+\)\s*)*(?:officers?|agreements?|notices?|orders?|duty|duties|powers?|reports?|payments?|contributions?|funding|monies|money|[A-Z][a-z]+)\b")  # fmt: skip
#: No report has as many sections; a number above is one of a law.
_MOST = 60
_BROKEN = ("Error! Reference source not found", "Error! Bookmark not defined")
_BEGINS = re.compile(rf"({_KINDS})\s+({_NAME})\s*(?:[:.–-]|$)\s*(.*)")
_TYPED = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s+\S")
_UNDER = re.compile(r"\bunder ([A-Z][^.;:,()]*)")


@dataclass(frozen=True)
class There:
    """What a report has that can be referred to: its appendices by letter, its numbers, its tables and charts, its headings."""

    appendices: dict[str, str]
    numbers: frozenset[str]
    tables: frozenset[str]
    charts: frozenset[str]
    headings: frozenset[str]


def there(report: ReadReport, some: Sequence[Spot]) -> There:
    """What a report has."""
    appendices: dict[str, str] = {}
    numbers: set[str] = set()
    named: dict[str, set[str]] = {"t": set(), "c": set()}
    for one in report.paragraphs:
        kind, _, letter = one.number.partition(" ")
        if one.level and kind.casefold() == "appendix":
            appendices[letter.rstrip(".:")] = one.text
        elif one.number and not one.bullet:
            numbers.add(_plain(one.number))
        elif typed := _TYPED.match(one.text):
            numbers.add(_plain(typed[1]))
        begins = _BEGINS.match(one.text)
        if begins and begins[1][0] in "Aa":
            appendices.setdefault(begins[2], "")
        elif begins and begins[1][0] in "TtCcF":
            named["t" if begins[1][0] in "Tt" else "c"].add(begins[2])
    counted = {kind: sum(isinstance(spot.piece, of) for spot in some) for kind, of in (("t", ReadTable), ("c", ReadChart))}  # fmt: skip
    every = {kind: frozenset(own or (str(n) for n in range(1, counted[kind] + 1))) for kind, own in named.items()}
    headings = frozenset(one.text.casefold() for one in report.headings)
    return There(appendices, frozenset(numbers), every["t"], every["c"], headings)


def broken(text: str, has: There) -> Iterator[str]:
    """What a text refers to that is not there, each as "Appendix C" or "paragraph 4.7"."""
    for match in _REFERENCE.finditer(text):
        kind = match[1].casefold()
        after = text[match.end() :]
        if _ELSEWHERE.match(after):
            continue
        for name in _ONE.findall(match[2]):  # of a range its two ends
            if kind.startswith("app"):
                if name not in has.appendices:
                    yield f"Appendix {name}"
            elif kind[0] in "tcf":
                if name[0].isdecimal() and name not in (has.tables if kind[0] == "t" else has.charts):
                    yield f"{kind.removesuffix('s')} {name}"
            elif name[0].isdecimal() and not _law(kind, name, after) and _plain(name) not in has.numbers:
                yield f"{'section' if kind[0] == 's' else 'paragraph'} {name}"
    for one in _BROKEN:
        if one.casefold() in text.casefold():
            yield one


def missing(file: str, some: Sequence[Spot], has: There, ledger: There | None) -> Iterator[Problem]:
    """Every reference of a report to what it does not have."""
    for said in texts(some):
        at = Place(file, cell=said.place)
        for one in dict.fromkeys(broken(said.text, has)):
            if one.startswith("Error!"):
                yield error("PMF-527", at, f"It says “{one}”: a cross-reference of Word's has lost what it refers to.", "Insert the reference anew (References, Cross-reference), or type where it is.")  # fmt: skip
                continue
            yield error("PMF-527", at, f"It refers to {one}, which this document does not have.{_has(one, has)}", "Correct the reference, or put back what was taken out.")  # fmt: skip
        if ledger is not None:
            yield from _renamed(at, said.text, has, ledger)
    yield from _listed_wrongly(file, some, has, ledger)


def _renamed(at: Place, text: str, has: There, ledger: There) -> Iterator[Problem]:
    """A sentence that sends its reader to a heading which was renamed or taken out."""
    for match in _UNDER.finditer(text):
        name = next((one for one in ledger.headings if match[1].strip().casefold() == one), "")
        if name and name not in has.headings:
            yield error("PMF-527", at, f"It refers to the heading “{match[1].strip()}”, which this document no longer has.", "Name the heading as it is now, or put it back.")  # fmt: skip


def _listed_wrongly(file: str, some: Sequence[Spot], has: There, ledger: There | None) -> Iterator[Problem]:
    """A line of the list of appendices whose appendix has another title, or was taken out of the document."""
    for spot in some:
        if not isinstance(spot.piece, ReadParagraph) or spot.piece.level:
            continue
        found = re.fullmatch(rf"Appendix ({_NAME})\s*[:–-]\s*(.+)", spot.piece.text)
        title = has.appendices.get(found[1], "") if found else ""
        if found and not title and ledger is not None and ledger.appendices.get(found[1]):
            yield error("PMF-527", Place(file, cell=spot.place), f"It lists Appendix {found[1]}, which this document no longer has.", "Correct the list, or put the appendix back.")  # fmt: skip
        if found and title and title.casefold() != found[2].strip().casefold():
            yield error("PMF-527", Place(file, cell=spot.place), f"It lists Appendix {found[1]} as “{quoted(found[2])}”; Appendix {found[1]} of this document is “{quoted(title)}”.", "Correct the list.")  # fmt: skip


def _law(kind: str, name: str, after: str) -> bool:
    """Whether a section is one of a law."""
    if kind[0] != "s":
        return False
    whole = re.match(r"\d+", name)
    return (
        (whole is not None and int(whole[0]) > _MOST)
        or not name.replace(".", "").isdecimal()
        or bool(_LAW.match(after))
    )


def _has(one: str, has: There) -> str:
    """What there is instead."""
    if not one.startswith("Appendix"):
        return ""
    letters = sorted(has.appendices)
    return f" It has {'Appendices' if len(letters) > 1 else 'Appendix'} {_listed(letters)}." if letters else " It has no appendix."  # fmt: skip


def _plain(number: str) -> str:
    """A number as it is referred to: 4 for 4. and 4.0."""
    bare = number.strip().rstrip(".)").lstrip("(")
    return re.sub(r"(\.0)+$", "", bare)


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
