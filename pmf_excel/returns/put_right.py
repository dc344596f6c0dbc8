"""The marked-up copy: a service's own return made anew, with what it typed, and the cells marked that have to be put right.

Everything in it follows from the ledger and the archive: which copies were received, what each was asked about, and the bytes
that came. So it may be made again at any time, and no record of it is needed to know what it had left open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from pmf_excel.excel.layout import CELL_TEXT, Layout
from pmf_excel.excel.package import Workbook, read
from pmf_excel.excel.reader import Placed
from pmf_excel.excel.sheets import cut
from pmf_excel.excel.stamp import Code
from pmf_excel.excel.values import date_of
from pmf_excel.framework.figures import Absence, Figure, Kind, day_of, of_day, said
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.known import Latest, latest, standing, standing_items
from pmf_excel.ledger.queries import open_problems, row_of
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Issued, ItemAnswer, ItemAsked, KeptItem, Received, Terms
from pmf_excel.problems import Problem, errors_in
from pmf_excel.returns.ask import Request
from pmf_excel.returns.build import Press, build_return
from pmf_excel.returns.inputs import SIGN_OFF, inputs
from pmf_excel.returns.items import Told
from pmf_excel.returns.live import CHECK_FIGURE, DONE, in_parts, per
from pmf_excel.returns.marking import Marking, Raw, row_key
from pmf_excel.returns.parts import EVERY, with_words
from pmf_excel.returns.read import key_of
from pmf_excel.workers import Shared


def file_name(issued: Issued, ordinal: int) -> str:
    """The name of the marked-up copy that puts right the copy received as number ``ordinal``."""
    return f"{PurePath(issued.file).stem} put right {ordinal}.xlsx"


def open_rows(reader: Reader, issued: Issued, copies: Sequence[Received]) -> frozenset[str]:
    """The rows in which the copies received leave something open: held, or asked about."""
    found = open_problems(reader, copies)
    rows = {row_of(problem.about) for problem in found if problem.about}
    return frozenset(rows | (_waiting(reader, issued, copies) if any(not p.about for p in found) else set()))


def _waiting(reader: Reader, issued: Issued, copies: Sequence[Received]) -> set[str]:
    """Every row of a return that had no answer when the last of the copies came: where a whole sheet could not be read."""
    last = copies[-1].seq
    taken = {one.answer.key for one in standing(reader) if not one.answer.held and one.file.seq <= last}
    taken |= {
        one.answer.key for one in standing_items(reader, [issued.round]) if not one.answer.held and one.file.seq <= last
    }
    rows = {key_of(row, issued.round) for row in reader.asked(issued.seq) if (row.measure, row.period) not in taken}
    return rows | {
        row_key(item.part, item.code, issued.round.id)
        for _, item in reader.asked_items([issued.seq])
        if (f"{item.part}/{item.code}", issued.round) not in taken
    }


@dataclass(frozen=True)
class PutRight:
    """A return with something to put right: its issue, the copies received, and what they leave open."""

    issued: Issued
    copies: tuple[Received, ...]
    problems: tuple[Problem, ...]

    @property
    def file(self) -> str:
        """The name of its marked-up copy."""
        return file_name(self.issued, len(self.copies))


def wanting(reader: Reader, issues: Sequence[Issued]) -> list[PutRight]:
    """The returns, of some issues, whose last copy left something to put right or to explain."""
    found = []
    received: dict[int, list[Received]] = {}
    for file in reader.files([issued.seq for issued in issues]):
        if file.issue_seq is not None:
            received.setdefault(file.issue_seq, []).append(file)
    for issued in issues:
        copies = received.get(issued.seq, [])
        problems = open_problems(reader, copies) if copies else []
        if problems:
            found.append(PutRight(issued, tuple(copies), tuple(problems)))
    return found


@dataclass(frozen=True)
class Copying:
    """All that writing a marked-up copy needs: the last copy received, as it came, and what the ledger knows of its rows.

    ``could`` are the rows that could be changed in that copy, where it was a marked-up one; ``opened`` those that wait now;
    ``answered`` is what was taken from earlier copies, by cell.
    """

    one: PutRight
    request: Request
    received: bytes
    press: Shared[Press]
    could: frozenset[str] | None
    opened: frozenset[str]
    answered: Mapping[str, Raw]


@dataclass
class Stands:
    """The answers that stand in a ledger, looked up once for all the marked-up copies of a round."""

    reader: Reader
    _answers: dict[frozenset[Period], Latest] = field(default_factory=dict)
    _items: dict[Period, list[KeptItem]] = field(default_factory=dict)

    def answers(self, periods: frozenset[Period]) -> Latest:
        """The last answers taken for some periods."""
        if periods not in self._answers:
            self._answers[periods] = latest(standing(self.reader, periods), held=False)
        return self._answers[periods]

    def items(self, at: Period) -> list[KeptItem]:
        """The answers about items in a round."""
        if at not in self._items:
            self._items[at] = standing_items(self.reader, [at])
        return self._items[at]


def copying(one: PutRight, request: Request, received: bytes, stands: Stands, press: Shared[Press]) -> Copying:
    """What a marked-up copy is written from; ``received`` is the last copy that came."""
    reader, before = stands.reader, one.copies[-1].puts_right
    could = open_rows(reader, one.issued, one.copies[:before]) if before else None
    opened = open_rows(reader, one.issued, one.copies)
    answered = _answered(request, stands, press.thing.layout)
    return Copying(one, request, received, press, could, opened, answered)


def write(job: Copying) -> bytes:
    """The marked-up copy as a workbook."""
    one, request, press, opened = job.one, job.request, job.press.thing, job.opened
    issued = one.issued
    code = Code(issued.service, issued.round.id, issued.issue, issued.digest, len(one.copies))
    problems: dict[str, tuple[Problem, ...]] = {}
    for problem in one.problems:
        problems[problem.about] = (*problems.get(problem.about, ()), problem)
    typed = _typed(request, read(job.received), with_words(press.layout, request.yardsticks))
    if job.could is not None:  # what was typed into rows that it had locked is nobody's answer
        typed = {about: raw for about, raw in typed.items() if row_of(about) in job.could or about.startswith(SIGN_OFF)}
    # A row that nobody can change shows what was taken from it, as a figure where words were read, so that its status is live.
    taken = {row_of(about) for about in job.answered} - opened
    typed = {about: raw for about, raw in typed.items() if row_of(about) not in taken}
    filled = {row_of(about) for about in typed}
    # Row by row, never cell by cell: what the service took out of a row must not come back into it.
    typed |= {about: raw for about, raw in job.answered.items() if row_of(about) not in filled}
    marking = Marking(len(one.copies), typed, opened, problems, _shown(request, typed, opened, problems))
    received = one.copies[-1].at
    assert received is not None
    return build_return(request, code, press, received.replace(tzinfo=None), marking)


def written(job: Copying) -> tuple[bytes, str]:
    """The marked-up copy, or nothing and why it could not be written: whatever one return does, the others get theirs."""
    try:
        return write(job), ""
    except Exception as why:
        return b"", f"{type(why).__name__}: {why}"


def _shown(
    request: Request, typed: Mapping[str, Raw], opened: frozenset[str], problems: Mapping[str, Sequence[Problem]]
) -> dict[str, str | float]:
    """What the live cells show of what was typed; a row that is open says so until a program works it out again.

    Nothing is judged in a row where a figure, or any input of an item, is refused: a preview must not show it as Green.
    """
    refused = {about for about, some in problems.items() if errors_in(some)}
    found: dict[str, str | float] = {}
    for asked in request.asked:
        key, terms = key_of(asked, request.round), asked.terms
        found[f"{key}|to_do"] = TO_PUT_RIGHT if key in opened else DONE
        figure = _figure(terms, {name: typed.get(f"{key}|{name}") for name in _MAKES})
        if refused & {f"{key}|{name}" for name in _MAKES}:
            found[f"{key}|status"] = CHECK_FIGURE
        elif figure is not None:
            judgement = terms.rule.judge(terms.case(figure))
            found[f"{key}|status"] = judgement.status.shown
            if figure.value is not None:
                found[f"{key}|judged"] = judgement.sentence
                if in_parts(terms):
                    found[f"{key}|figure"] = float(figure.value)
        elif any(f"{key}|{name}" in typed for name in ("numerator", "denominator", "figure")):
            found[f"{key}|status"] = CHECK_FIGURE
    sticks = request.yardsticks
    for item in request.items if sticks else ():
        assert sticks is not None
        key = row_key(item.part, item.code, request.round.id)
        found[f"{key}|to_do"] = TO_PUT_RIGHT if key in opened else DONE
        if key in {row_of(about) for about in refused}:
            continue
        said = {about.rpartition("|")[2]: _as_said(raw) for about, raw in typed.items() if row_of(about) == key}
        told = Told(ItemAnswer(item.part, item.code, request.round, False, said), item, sticks, request.round.end)
        with contextlib.suppress(ValueError, ArithmeticError):  # what cannot be read is what has to be put right
            found |= {f"{key}|{name}": text for name, text in EVERY[item.part].shown(told).items()}
    return found


#: What an open row of a marked-up copy says until a program works it out again.
TO_PUT_RIGHT = "To put right"
_MAKES = ("numerator", "denominator", "figure", "reason")


def _figure(terms: Terms, typed: Mapping[str, Raw | None]) -> Figure | None:
    """The figure that was typed, if it can be read: within its limits, or a reason for having none."""
    value, above, below = typed["figure"], typed["numerator"], typed["denominator"]
    try:
        if in_parts(terms) and isinstance(above, Decimal) and isinstance(below, Decimal):
            return Figure.of_parts(above, below, per(terms))
        if isinstance(value, date):
            return Figure(of_day(value))
        if terms.kind is Kind.YES_NO and isinstance(value, str) and value.casefold() in ("yes", "no"):
            return Figure(Decimal(value.casefold() == "yes"))
        if isinstance(value, Decimal) and terms.kind is not Kind.YES_NO:
            low, high = terms.minimum, terms.maximum
            fits = (low is None or value >= low) and (high is None or value <= high)
            return Figure(value) if fits else None
        return Figure(absence=Absence(typed["reason"])) if value is None and typed["reason"] else None
    except ValueError:
        return None


def _as_said(raw: Raw) -> str:
    return raw.isoformat() if isinstance(raw, date) else f"{raw:f}" if isinstance(raw, Decimal) else raw


def _typed(request: Request, workbook: Workbook, layout: Layout) -> dict[str, Raw]:
    """What stands in the inputs of the copy received, by cell."""
    found: dict[str, Raw] = {}
    for one in inputs(workbook, layout, request.round, request.asked, request.items):
        _keep(found, one.about, one.placed, one.kind, workbook.since_1904)
    return found


def _keep(found: dict[str, Raw], about: str, placed: Placed, kind: str, since_1904: bool) -> None:
    """Keep what a cell holds, as it is: a number, a day where a day belongs, otherwise its text."""
    if placed.empty or placed.cell is None:
        return
    value = placed.cell.value
    if isinstance(value, Decimal) and not placed.cell.error:
        if kind == "date" and abs(value) < 1_000_000 and (day := date_of(float(value), since_1904)):
            found[about] = day
        else:
            found[about] = value * 100 if placed.cell.percent else value
    else:
        # A file that Excel never wrote may hold more than a cell can; what is said of it tells how much.
        found[about] = cut(placed.text, CELL_TEXT)


def _answered(request: Request, stands: Stands, layout: Layout) -> dict[str, Raw]:
    """What was taken from earlier copies, by cell: a row that the last copy leaves empty still has its answer."""
    found: dict[str, Raw] = {}
    answers = stands.answers(frozenset(row.period for row in request.asked))
    for row in request.asked:
        kept = answers.get((row.measure, row.period))
        if kept is not None:
            found |= _of_answer(key_of(row, request.round), kept.answer, row.terms)
    items = {(item.part, item.code): item for item in request.items}
    for one in stands.items(request.round):
        item = items.get((one.answer.part, one.answer.code))
        if item is not None and not one.answer.held:
            found |= _of_item(one.answer, item, layout)
    return found


def _of_answer(key: str, answer: Answer, terms: Terms) -> dict[str, Raw]:
    figure = answer.figure
    values: dict[str, Raw | None] = {
        "commentary": answer.commentary, "action": answer.action, "owner": answer.owner, "action_due": answer.action_due,
        "reply": answer.reply, "reason": figure.absence.value if figure.absence and figure.denominator is None else None,
        "numerator": figure.numerator, "denominator": figure.denominator,
    }  # fmt: skip
    if figure.value is not None and not in_parts(terms):
        values["figure"] = (
            day_of(figure.value) if terms.kind is Kind.DATE
            else said(figure.value, terms.kind, 0, "") if terms.kind is Kind.YES_NO
            else figure.value
        )  # fmt: skip
    return {f"{key}|{name}": value for name, value in values.items() if value not in (None, "")}


def _of_item(answer: ItemAnswer, asked: ItemAsked, layout: Layout) -> dict[str, Raw]:
    key, part = row_key(answer.part, answer.code, answer.round.id), EVERY[answer.part]
    columns = {column.key: part.column_for(column, asked) for column in layout.sheet(answer.part).columns}
    return {f"{key}|{name}": _raw(columns[name].kind, text) for name, text in answer.said.items() if name in columns}


def _raw(kind: str, text: str) -> Raw:
    """What a service said, as the cell of a kind holds it."""
    if kind == "date":
        return date.fromisoformat(text)
    return Decimal(text) if kind in ("number", "integer", "figure") else text
