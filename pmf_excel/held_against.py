"""A report that was edited by hand, held against the same report made anew from the ledger as it was known then."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pmf_excel.docket import Docket, Document, Wanted
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Remit
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, parse
from pmf_excel.ledger.approval import numbers
from pmf_excel.ledger.audience import PUBLIC, cut
from pmf_excel.ledger.changes import changes
from pmf_excel.ledger.position import Position
from pmf_excel.problems import Place, Problem, error, note
from pmf_excel.reporting import Reporting

if TYPE_CHECKING:
    from pmf_excel.reports.lint import Ledger, Secret

#: What every property begins with in which a report keeps what it was made from.
_OURS = "pmf "


@dataclass(frozen=True)
class Held:
    """What there is to put right in a report, and what it was made from; ``against`` says whether the ledger was asked."""

    problems: list[Problem]
    made_from: Mapping[str, str] = field(default_factory=dict)
    against: bool = False

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            "problems": [one.as_json() for one in self.problems], "made_from": dict(self.made_from),
            "held_against_the_ledger": self.against,
        }  # fmt: skip


def held_against(workspace: Reporting | None, data: bytes, name: str) -> Held:
    """Everything to put right in a report, its file's name being ``name``; without a workspace in the document alone.

    Raises PutRight when it is no Word document that can be read.
    """
    from pmf_excel.reports.lint import lint  # python-docx is slow to load, and only needed here
    from pmf_excel.reports.reading import read_report

    points = workspace.settings.report_points if workspace is not None else 12
    custom = read_report(data, name).custom
    made_from = {key.removeprefix(_OURS): value for key, value in custom.items() if key.startswith(_OURS)}
    if not made_from.get("kind"):
        said = note("PMF-543", Place(name), "It does not say which report it is, so its figures could not be held against the ledger.", "Only a report that pmf made keeps that, in its properties (File, Info, Properties, Advanced).")  # fmt: skip
        return Held([*lint(data, name, None, points), said])
    try:
        if workspace is None:
            raise Mistyped("Name the workspace it was made in with -w.")
        docket, done = _again(workspace, made_from)
        since = list(_since(workspace, docket, done, name))
        ledger = _ledger(docket, done, made_from["part"] == "exempt")
    except (Mistyped, PutRight, KeyError, ValueError) as why:
        because = str(why) if isinstance(why, Mistyped | PutRight) else "What it says of itself was changed."
        said = error("PMF-543", Place(name), f"It could not be made again, so its figures were not held against the ledger. {because}", "Put that right, and check it again.")  # fmt: skip
        return Held([*lint(data, name, None, points), said], made_from)
    return Held([*lint(data, name, ledger, points), *since], made_from, True)


def _again(workspace: Reporting, made_from: Mapping[str, str]) -> tuple[Docket, Document]:
    """The report made anew of what was known then, and what it was made of.

    Raises Mistyped or PutRight when the ledger does not give it, and ValueError or KeyError when its properties make no sense.
    """
    docket = _docket(workspace, parse(made_from["round"]), datetime.fromisoformat(made_from["known"]), made_from.get("standing", ""))  # fmt: skip
    meeting = date.fromisoformat(made_from["meeting"]) if made_from.get("meeting") else None
    told = {str(key): str(value) for key, value in json.loads(made_from.get("told") or "{}").items()}
    remit = Remit(made_from["remit"]) if made_from.get("remit") else None
    wanted = Wanted(
        made_from.get("committee", ""), meeting, made_from.get("service", ""), made_from["part"] == "exempt", remit, told,
        made_from.get("team", ""), made_from.get("responsible", ""),
    )  # fmt: skip
    return docket, docket.document(made_from["kind"], made_from["format"], wanted)


def _docket(workspace: Reporting, round_month: Period, known: datetime, mark: str) -> Docket:
    """The round as a report of it was made: at its moment, and as far approved as the report says.

    An approval is noted after the moment of what it is of, so the moments of approvals are tried as well.
    """
    with workspace.ledger.reading() as reader:
        approved = [one.at for one in reader.approvals(round_month) if one.at >= known]
    first: Docket | None = None
    for moment in (known, *approved):
        try:
            docket = workspace.docket(round_month, moment, mark == "REVISED")
        except Mistyped:
            if mark == "REVISED" and moment != (approved or [known])[-1]:
                continue  # it was not approved by then, so there was nothing to revise
            raise
        first = first or docket
        if (docket.mark, docket.position.moment) == (mark, known):
            return docket
    assert first is not None
    return first


def _since(workspace: Reporting, docket: Docket, done: Document, name: str) -> Iterator[Problem]:
    """That figures which the report shows are others in the ledger by now."""
    moment = docket.position.moment
    with workspace.ledger.reading() as reader:
        last = reader.last_moment()
    if last is None or last <= moment:
        return
    now, _ = workspace.position(docket.position.round)
    shown = {line.measure for line in done.position.lines} | {line.code for line in done.position.items.every}
    changed = [one for one in changes(docket.position, now, moment) if one.code in shown]
    if changed:
        told = " ".join(one.sentence("when it was made") for one in changed[:3])
        more = f" And {len(changed) - 3} more." if len(changed) > 3 else ""
        yield note("PMF-544", Place(name), f"{numbers(changed)} of it changed in the ledger since {in_words(moment.date())}. {told}{more}", "Make the report again, unless it is to be as it was known then.")  # fmt: skip


def _ledger(docket: Docket, done: Document, exempt: bool) -> Ledger:
    """What a report is held against: itself made anew, every code, and what may not stand in it."""
    from pmf_excel.reports.lint import Ledger
    from pmf_excel.reports.reading import read_report

    position, framework = docket.position, docket.framework
    codes = {line.measure for line in position.lines} | {line.code for line in position.items.every}
    codes |= framework.measures.keys()
    made = Ledger(read_report(done.data), frozenset(codes))
    if exempt:
        return made
    try:
        opened = _secrets(*cut(position, framework, PUBLIC))
    except Mistyped:  # everything is exempt
        opened = []
    every = _secrets(position, framework)
    keys = {(one.code, one.title) for one in opened}
    texts = [text for one in opened for text in (one.code, one.title, *one.texts)]
    return replace(made, secrets=[one for one in every if (one.code, one.title) not in keys], open_texts=texts)


def _secrets(position: Position, framework: Framework) -> list[Secret]:
    """Everything of a position that would give something away, were it exempt."""
    from pmf_excel.reports import said
    from pmf_excel.reports.lint import Secret

    found = []
    for line in position.lines:
        answer = line.answer
        texts = (line.commentary, answer.action if answer else "", *(one.reason for one in line.restated))
        found.append(Secret(line.measure, line.terms.title, _given(texts), said.actual(line, "")))
    asked = {line.measure for line in position.lines}
    found += [Secret(one.code, one.title, _given((one.definition,))) for one in framework.measures.values() if one.code not in asked]  # fmt: skip
    for item in position.items.every:
        own = (item.note, getattr(item.item, "controls", ""), getattr(item.item, "note", ""))
        found.append(Secret(item.code, item.item.title, _given(own)))
    found += [Secret("", one.text, _given((one.answer, one.decision))) for one in framework.questions]
    return found


def _given(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
