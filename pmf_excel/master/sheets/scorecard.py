"""Scorecard: the golden thread, from each priority and outcome to the measures and the work that serve it."""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.excel.sheets import FIRST, Link, Number, Rows, Shown
from pmf_excel.excel.values import address
from pmf_excel.framework.counts import Counts
from pmf_excel.framework.model import OUTSIDE, Measure, titled
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.trend import Course
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.sentences import judged_by, priorities_stand, serves
from pmf_excel.ledger.thread import Serving, Thread, stand, thread
from pmf_excel.master.cells import figure_shown, target_shown
from pmf_excel.master.drawing import All, Drawing, MasterSheet
from pmf_excel.master.sheets.lists import points_of
from pmf_excel.master.view import View

#: What a row is, where it is no measure and no work; the others say their own kind.
PRIORITY, OUTCOME, MEASURE, APART = "Priority", "Outcome", "Measure", "Outside"
#: How a trend is called where there is little room, and what leads to the figures where there is none.
SHORT = {Course.OUTSIDE: "Outside range", Course.TOO_FEW: "Too few yet"}
FIGURES = "See figures"


class Scorecard(MasterSheet):
    """Priority, outcome, then what serves it, in plan order; what stands outside the plan is last."""

    key = "scorecard"
    statuses = ("status", "year_end_status")
    filters = False
    optional = frozenset({"year_end", "year_end_status", "rests_on", "travel", "long", "trend", "line"})

    def rows(self, view: View) -> Rows:
        """The golden thread as rows, each of which knows how deep it stands."""
        found: list[Mapping[str, Shown]] = []
        golden = _thread(view)
        for priority in golden.strands:
            for strand, own, depth in golden.under(priority):
                kind = OUTCOME if depth else PRIORITY
                found.append(_whole(kind, strand.code, strand.name, strand.whole, strand.rag, depth))
                found += [{**_row(view, one), "depth": depth + 1} for one in own]
        if golden.apart:
            counts = golden.apart_counts
            found.append(_whole(APART, "", OUTSIDE, counts, view.weights.judge(counts), 0))
            found += [{**_row(view, one), "depth": 1} for one in golden.apart]
        return found

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """Codes lead to the sheets that say more, and trends to the figures."""
        places = {
            (key, str(row["code"])): others[key].link(place)
            for key in ("measures", "activities", "trends")
            if key in others
            for place, row in enumerate(others[key].rows)
        }

        def led(row: Mapping[str, Shown]) -> Mapping[str, Shown]:
            code, own = str(row["code"]), "measures" if row["kind"] == MEASURE else "activities"
            made: dict[str, Shown] = {"line": None}
            if row["depth"] and row["kind"] != OUTCOME and (own, code) in places:
                made["code"] = Link(places[own, code], code)
            if row.get("trend") and ("trends", code) in places:
                made["trend"] = Link(places["trends", code], str(row["trend"]))
            return {**row, **made}

        return [led(row) for row in rows]

    def mark(self, on: Drawing) -> str:
        """How many of the priorities stand how, and what that is judged by."""
        view = on.view
        stands = [strand.rag for strand in _thread(view).strands]
        return " ".join(
            part for part in (priorities_stand(stands), judged_by(view.weights), self.readers(view)) if part
        )

    def finish(self, on: Drawing) -> None:
        """Groups that can be folded away, the rows of the plan in bold, and the small lines."""
        page, contents = on.page, on.contents
        depths = [int(str(row["depth"])) for row in contents.rows]
        for number, depth in enumerate(depths):
            if depth:
                page.group(FIRST + number, FIRST + number, depth)
        area = (FIRST, 0, contents.last, len(contents.sheet.columns) - 1)
        kind = f"${address(FIRST, contents.sheet.index('kind'))}"
        theme = on.book.theme
        bold = on.book.style(bold=True, bg_color=theme.locked)
        page.condition(area, f'OR({kind}="{PRIORITY}",{kind}="{APART}")', bold)
        page.condition(area, f'{kind}="{OUTCOME}"', on.book.style(bold=True))
        if not contents.has("line"):
            return
        lists = on.all["lists"]
        places = {str(row["code"]): place for place, row in enumerate(lists.rows)}
        for number, row in enumerate(contents.rows):
            if row.get("line"):
                one = on.view.histories.by_code[str(row["code"])]
                cells = points_of(lists, places[one.code], one)
                page.sparkline(FIRST + number, contents.sheet.index("line"), cells, lists.sheet.title)


def _thread(view: View) -> Thread:
    return thread(view.position, view.framework, view.weights)


def _row(view: View, one: Serving) -> Mapping[str, Shown]:
    match one.what:
        case Line():
            return _measure(view, one.what)
        case Measure():
            return _not_due(view, one.what)
        case work:
            return _activity(view, work)


def _whole(kind: str, code: str, name: str, counts: Counts, rag: Rag | None, depth: int) -> Mapping[str, Shown]:
    return {
        "kind": kind, "code": code, "title": name, "rated": counts.rated, "status": stand(rag).shown, "words": serves(counts),
        "depth": depth,
    }  # fmt: skip


def _measure(view: View, line: Line) -> Mapping[str, Shown]:
    ahead = view.outlooks[line.measure]
    return {
        "kind": MEASURE, "code": line.measure, "title": titled(line.terms.title, line.terms.unit),
        "service": view.service(line.terms.service), "target": target_shown(line), "figure": figure_shown(line),
        "status": line.status.shown, "travel": view.travel(line), "long": view.travel(line, long=True),
        "year_end": Number(ahead.year_end.value, line.terms.decimals) if ahead.year_end else None,
        "year_end_status": ahead.year_end_status.status.shown if ahead.year_end_status else "",
        "rests_on": ahead.year_end.basis if ahead.year_end else "", **_history(view, line.measure),
    }  # fmt: skip


def _not_due(view: View, one: Measure) -> Mapping[str, Shown]:
    return {
        "kind": MEASURE, "code": one.code, "title": titled(one.title, one.unit), "service": view.service(one.service),
        "status": Status.NOT_DUE.shown, **_history(view, one.code),
    }  # fmt: skip


def _history(view: View, code: str) -> Mapping[str, Shown]:
    """The small line, the same in words, and what leads to all the figures."""
    one = view.histories.by_code.get(code)
    if one is None or not one.figures:
        return {}
    said = SHORT.get(one.trend.course, one.trend.course.value) if one.trend else FIGURES
    return {"line": one.words, "words": one.words, "trend": said}


def _activity(view: View, work: ItemLine[Activity]) -> Mapping[str, Shown]:
    one = work.item
    return {
        "kind": one.kind, "code": one.code, "title": one.title, "target": one.due,
        "service": ", ".join(part for part in (one.owner, view.service(one.service)) if part), "status": work.status.shown,
    }  # fmt: skip
