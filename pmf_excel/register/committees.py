"""Reads what a register says of committees: who they are, when they meet, what they receive and asked, and the framework document."""

from __future__ import annotations

from collections.abc import Iterator

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import (
    RECOMMENDATION,
    Committee,
    Meeting,
    Question,
    Remit,
    Route,
    Version,
    question_code,
)
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Frequency
from pmf_excel.problems import Place, near_miss, query
from pmf_excel.register.lines import Line, SheetReader

#: The sheets whose codes a question may be about.
ASKED_ABOUT = ("measures", "activities", "recommendations", "risks", "budgets")


def read_committees(reader: SheetReader) -> dict[str, Committee]:
    """The committees by code."""
    keys = ("name", "remit", "member", "terms", "report_from", "category", "where_from", "where_next")
    return {
        code: Committee(code, *(line.text(key) for key in keys))
        for line in reader.lines("committees")
        if (code := line.text("code"))
    }


def read_meetings(reader: SheetReader) -> tuple[Meeting, ...]:
    """The meetings of committees that there are, in the sheet's order."""
    return tuple(
        Meeting(line.text("committee"), day, line.text("agenda_item"), line.text("place"), line.places["on"])
        for line in reader.lines("meetings")
        if reader.refer(line, "committee", "committees.code", "committee") and (day := line.day("on"))
    )


def read_routes(reader: SheetReader) -> tuple[Route, ...]:
    """Which committee gets which report, in the sheet's order; a report that goes to a committee twice is said."""
    return tuple(_routes(reader))


def _routes(reader: SheetReader) -> Iterator[Route]:
    seen: dict[tuple[str, str, str], Place] = {}
    for line in reader.lines("reports"):
        known = reader.refer(line, "committee", "committees.code", "committee")
        # What is named is a file's name; people who copy it bring its ending with it.
        kind, format_ = line.text("kind").removesuffix(".md"), line.text("format").removesuffix(".docx")
        if not known or not kind or not line.text("remit") or not line.text("frequency"):
            continue
        place, committee = line.places["kind"], line.text("committee")
        first = seen.setdefault((committee, kind.casefold(), format_.casefold()), place)
        if first != place:
            what = f'the report "{kind}" goes to "{committee}" in {first.cell} already.'
            reader.say("PMF-139", place, what, "Remove one of the two rows.")
            continue
        remit, frequency = Remit(line.text("remit")), Frequency(line.text("frequency"))
        yield Route(committee, kind, remit, frequency, format_, line.text("note"), place)


def read_questions(reader: SheetReader, framework: Framework) -> tuple[Question, ...]:
    """The questions that members asked, in the sheet's order, by a framework whose measures and items are known."""
    return tuple(_questions(reader, framework))


def _questions(reader: SheetReader, framework: Framework) -> Iterator[Question]:
    seen: dict[str, Place] = {}
    for line in reader.lines("questions"):
        known = reader.refer(line, "committee", "committees.code", "committee")
        reader.refer(line, "service", "services.code", "service")
        reader.refer(line, "goes_to", "committees.code", "committee")
        _asked_about(reader, line)
        _answered(reader, line)
        day, text = line.day("on"), line.text("question")
        if not known or day is None or not text:
            continue
        place, committee = line.places["question"], line.text("committee")
        first = seen.setdefault(question_code(committee, day, text), place)
        if first != place:
            what = f"the same question of {in_words(day)} stands in {first.cell} already."
            reader.say("PMF-139", place, what, "Remove one of the two rows.")
            continue
        exempt = line.text("exempt") or framework.paragraph_of(line.text("item"))
        yield Question(
            committee, day, text, place, line.text("asked_by"), line.text("service"), line.text("item"), line.text("answer"),
            line.day("answered_on"), exempt, line.text("sort") == RECOMMENDATION, line.text("goes_to"),
            line.day("considered_on"), line.text("decision"),
        )  # fmt: skip


def _asked_about(reader: SheetReader, line: Line) -> None:
    """Say where a question is about a code that nothing has."""
    code = line.text("item")
    known = [one for sheet in ASKED_ABOUT for one in reader.codes.get(f"{sheet}.code", [])]
    if code and code not in known:
        what = f'there is no measure or item with the code "{code}".'
        remedy = f"{near_miss(code, known)}Enter the code of what the question is about, or empty the cell."
        reader.say("PMF-105", line.places["item"], what, remedy)


def _answered(reader: SheetReader, line: Line) -> None:
    """Say where an answer and its day do not go together. While the day cannot be read, that is said and nothing else."""
    asked, answered, answer = line.day("on"), line.day("answered_on"), line.text("answer")
    if answered and not answer:
        what = f"the question was answered on {in_words(answered)}, but there is no answer."
        reader.say("PMF-140", line.places["answer"], what, "Enter the answer, or clear the day.")
    elif answer and answered is None and "answered_on" not in line.bad:
        what = "there is an answer, but not the day it was given."
        reader.problems.append(query("PMF-140", line.places["answered_on"], what, "Enter the day."))
    if asked and answered and answered < asked:
        what = f"the question was answered on {in_words(answered)}, before it was asked on {in_words(asked)}."
        reader.say("PMF-125", line.places["answered_on"], what, "Correct one of the two dates.")


def read_document(reader: SheetReader) -> tuple[tuple[str, str], ...]:
    """The properties of the framework document that say something, in the sheet's order."""
    return tuple(
        (line.text("property"), line.text("value"))
        for line in reader.lines("document")
        if line.text("property") and line.text("value")
    )


def read_versions(reader: SheetReader) -> tuple[Version, ...]:
    """The versions of the framework document, in the sheet's order."""
    return tuple(
        Version(line.text("version"), line.text("description"), day)
        for line in reader.lines("versions")
        if line.text("version") and (day := line.day("on"))
    )
