"""Activities, projects and service plan actions in a return: where each stands, in the council's own words.

Dates that contradict the status are refused where the service can put it right in the return: by choosing the word that the
council has for it, or by giving a new date. Where only the register could, it is asked about (field notes, 1.7 and 2.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pmf_excel.excel.values import serial_of
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.vocabulary import Standing, Word
from pmf_excel.framework.work import Activity, Clash, contradictions
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Severity
from pmf_excel.returns.items import ALWAYS, Contradicted, Last, Live, MonthlyPart, Need, Told, day_text, last_said
from pmf_excel.returns.live import TO_DO, LiveRow
from pmf_excel.returns.mirrors import filled, is_one_of, later_than_today

CODES = {Clash.ORDER: "PMF-226", Clash.COMPLETION: "PMF-227", Clash.TODAY: "PMF-228"}
ACTION = "Service plan action"


def behind(word: Word) -> bool:
    """Whether a status asks for words: it is Amber or Red, or says so itself."""
    return word.needs_note or word.means in (Standing.AMBER, Standing.RED)


def _words(sticks: Yardsticks, wanted: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.word for word in sticks.vocabulary.words if word in wanted)


def _complete(row: LiveRow, sticks: Yardsticks) -> str:
    return is_one_of(row["status"], _words(sticks, [w for w in sticks.vocabulary.words if w.complete]))


def _because_behind(told: Told) -> str:
    word = told.sticks.vocabulary.find(told.said.said.get("status", ""))
    if word is not None and behind(word):
        return f'the status is "{word.word}"'
    return "a new date is given" if told.said.day("revised_due") else ""


def _because_complete(told: Told) -> str:
    word = told.sticks.vocabulary.find(told.said.said.get("status", ""))
    return f'the status is "{word.word}"' if word is not None and word.complete else ""


NEEDS: Mapping[str, Need] = {
    "always": ALWAYS,
    "the work is complete": Need(lambda row, asked, sticks: _complete(row, sticks), _because_complete),
    "behind or moved": Need(
        lambda row, asked, sticks: (
            f"OR({is_one_of(row['status'], _words(sticks, [w for w in sticks.vocabulary.words if behind(w)]))},"
            f"{filled(row['revised_due'])})"
        ),
        _because_behind,
    ),
}


class Activities(MonthlyPart):
    """Activities and projects, or the actions of a service plan, which have a sheet of their own."""

    needs = NEEDS

    def __init__(self, key: str, one: str, many: str) -> None:
        self.key, self.one, self.many = key, one, many

    def asked(self, framework: Framework, service: str, at: Period, last: Last, sticks: Yardsticks) -> list[ItemAsked]:
        """The service's unfinished work, in the register's order; actions theme by theme."""
        own = [
            a for a in framework.activities if a.service == service and (a.kind == ACTION) == (self.key == "actions")
        ]
        themes = list(dict.fromkeys(a.theme for a in own))
        own.sort(key=lambda a: themes.index(a.theme))
        rows = [self._asked(a, last.get((self.key, a.code)), at, sticks) for a in own]
        return [row for row in rows if row is not None]

    def _asked(self, activity: Activity, before: ItemAnswer | None, at: Period, sticks: Yardsticks) -> ItemAsked | None:
        status = (before.said.get("status") if before else "") or activity.status
        # Finished is finished, whether the service or the register says so.
        for word in (sticks.vocabulary.find(status), sticks.vocabulary.find(activity.status)):
            if word is not None and word.finished:
                return None
        due = (before.day("due") if before else None) or activity.due
        note = (before.said.get("note", "") if before else "") or ("" if before else activity.note)
        terms = {
            "start": day_text(activity.start), "original_due": day_text(activity.original_due), "due": day_text(due),
            "end": day_text(at.end),
        }  # fmt: skip
        since = due if due != activity.original_due else None
        printed = {
            "code": activity.code, "title": activity.title, "kind": activity.theme if self.key == "actions" else activity.kind,
            "owner": activity.owner, "start": terms["start"], "original_due": terms["original_due"], "due": day_text(since),
            "last_said": last_said(status, note),
        }  # fmt: skip
        return ItemAsked(self.key, activity.code, terms, printed)

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """What the status counts as: its colour, or that the work is complete, not started or on hold."""
        formula = f'"{TO_DO}"'
        for standing in Standing:
            words = _words(sticks, [w for w in sticks.vocabulary.words if w.means is standing])
            if words:
                formula = f'IF({is_one_of(row["status"], words)},"{counts_as(standing)}",{formula})'
        return {"counts": (f'IFERROR({formula},"{TO_DO}")', TO_DO)}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """What the status counts as."""
        word = told.sticks.vocabulary.find(told.said.said.get("status", ""))
        return {"counts": counts_as(word.means) if word else TO_DO}

    def clashes(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Sequence[tuple[str, str]]:
        """Dates in the wrong order, a completion the status denies, and a status that the dates deny."""
        start, due, end = asked.day("start"), asked.day("due"), asked.day("end")
        revised, completed, status = row["revised_due"], row["completed"], row["status"]
        found = []
        if start:
            found.append((f"AND(ISNUMBER({revised}),{revised}<{serial_of(start)})", "revised_due"))
            found.append((f"AND(ISNUMBER({completed}),{completed}<{serial_of(start)})", "completed"))
        found.append((later_than_today(completed), "completed"))
        found.append((f"AND({filled(completed)},NOT({_complete(row, sticks)}))", "status"))
        assert end is not None
        late = [w for w in sticks.vocabulary.words if w.on_time and not _asked_about(w, start, end)]
        now = f"IF(ISNUMBER({revised}),{revised},{serial_of(due)})" if due else revised
        passed = f"AND(ISNUMBER({now}),{now}<{serial_of(end)})"
        found.append((f"AND({is_one_of(status, _words(sticks, late))},{passed})", "status"))
        never = [w for w in sticks.vocabulary.words if _refused_by_start(w, start, end)]
        found.append((is_one_of(status, _words(sticks, never)), "status"))
        return found

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """Everything in which an answer contradicts its dates."""
        said, asked = told.said, told.asked
        word = told.sticks.vocabulary.find(said.said.get("status", ""))
        if word is None:
            return []
        start, end = asked.day("start"), asked.day("end")
        assert end is not None
        activity = Activity(
            said.code, "", "", "", "", "", start, asked.day("due"), said.day("revised_due"), word.word,
            said.day("completed"), said.said.get("note", "") or "-", Place(""),
        )  # fmt: skip
        found = []
        for one in contradictions(activity, word, end, told.today):
            missing = one.clash is Clash.COMPLETION and said.day("completed") is None
            if missing or (one.clash is Clash.ORDER and one.column == "due"):
                continue  # asked for as a need; and what only the register says wrongly is not for the service to mend
            late = word.on_time and activity.due is not None and activity.due < end
            refused = _refused_by_start(word, start, end) or (late and not _asked_about(word, start, end))
            asking = one.clash is Clash.TODAY and not refused
            severity = Severity.QUERY if asking else Severity.ERROR
            remedy = one.remedy if not asking else 'If it is right, say so in "Answer to a query".'
            column = "status" if one.clash is Clash.COMPLETION and "but" in one.found else one.column
            found.append(Contradicted(column, CODES[one.clash], one.found, remedy, severity))
        return found


def _asked_about(word: Word, start: date | None, end: date) -> bool:
    """Whether the start date denies a word for which the council has no other: only the register can say more."""
    return word.begun is False and not word.start_missed and start is not None and start < end and not word.instead


def _refused_by_start(word: Word, start: date | None, end: date) -> bool:
    """Whether the start date denies a word for which the council has another."""
    if start is None or not word.instead:
        return False
    early = word.begun is False and not word.start_missed and start < end
    return early or (word.start_missed and start > end)


def counts_as(standing: Standing) -> str:
    """What a word counts as, with its shape."""
    shapes = {Standing.GREEN: Rag.GREEN, Standing.AMBER: Rag.AMBER, Standing.RED: Rag.RED}
    return Status(standing.value, shapes.get(standing)).shown


ACTIVITIES = Activities("activities", "activity", "activities")
ACTIONS = Activities("actions", "service plan action", "service plan actions")
