"""Scorecard: the golden thread, from each priority and outcome to the measures and the work that serve it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pmf_excel.excel.sheets import FIRST, Link, Number, Rows, Shown
from pmf_excel.excel.values import address
from pmf_excel.framework.counts import Counts, Strand, Weights, count, golden_thread
from pmf_excel.framework.model import OUTSIDE, Measure, titled
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.trend import Course
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.sentences import listed
from pmf_excel.master.cells import figure_shown, target_shown
from pmf_excel.master.drawing import All, Drawing, MasterSheet
from pmf_excel.master.sheets.lists import points_of
from pmf_excel.master.view import View

#: What a row is, where it is no measure and no work; the others say their own kind.
PRIORITY, OUTCOME, MEASURE, APART = "Priority", "Outcome", "Measure", "Outside"
#: The status of a whole nothing of which is rated.
NOT_RATED = Status("Not rated")
#: How a trend is called where there is little room, and what leads to the figures where there is none.
SHORT = {Course.OUTSIDE: "Outside range", Course.TOO_FEW: "Too few yet"}
FIGURES = "See figures"

#: Something that serves a part of the plan: the code it serves, how it stands, and its row.
Item = tuple[str, Status, Mapping[str, Shown]]


class Scorecard(MasterSheet):
    """Priority, outcome, then what serves it, in plan order; what stands outside the plan is last."""

    key = "scorecard"
    statuses = ("status", "year_end_status")
    filters = False
    optional = frozenset({"year_end", "year_end_status", "rests_on", "travel", "long", "trend", "line"})

    def rows(self, view: View) -> Rows:
        """The golden thread as rows, each of which knows how deep it stands."""
        items = list(_items(view))
        thread = _thread(view, items)
        found: list[Mapping[str, Shown]] = []
        for strand in thread:
            found += _strand(strand, items, 0)
        inside = {row["code"] for row in found if row["depth"] == 0 or row["kind"] == OUTCOME}
        apart = [item for item in items if item[0] not in inside]
        if apart:
            counts = count([status for _, status, _ in apart])
            found.append(_whole(APART, "", OUTSIDE, counts, view.weights.judge(counts), 0))
            found += [{**row, "depth": 1} for _, _, row in apart]
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
        stands = [strand.rag for strand in _thread(view, list(_items(view)))]
        return " ".join(part for part in (_stand(stands), _judged(view.weights), self.readers(view)) if part)

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


def _items(view: View) -> Iterator[Item]:
    """Whatever may serve the plan: the measures of the round, those that are not due, then activities and projects."""
    for line in view.lines:
        yield line.terms.plan, line.status, _measure(view, line)
    for one in view.position.not_due:
        yield one.priority, Status.NOT_DUE, _not_due(view, one)
    for work in view.position.items.activities:
        yield work.item.priority, work.status, _activity(view, work)


def _thread(view: View, items: Sequence[Item]) -> list[Strand]:
    names = {code: one.name for code, one in view.framework.priorities.items()}
    parents = {code: one.parent for code, one in view.framework.priorities.items() if one.parent}
    return golden_thread(names, parents, [(code, status) for code, status, _ in items], view.weights)


def _strand(strand: Strand, items: Sequence[Item], depth: int) -> list[Mapping[str, Shown]]:
    """A priority or an outcome, what serves it, then what is below it."""
    kind = OUTCOME if depth else PRIORITY
    found = [_whole(kind, strand.code, strand.name, strand.whole, strand.rag, depth)]
    found += [{**row, "depth": depth + 1} for code, _, row in items if code == strand.code]
    for one in strand.below:
        found += _strand(one, items, depth + 1)
    return found


def _whole(kind: str, code: str, name: str, counts: Counts, rag: Rag | None, depth: int) -> Mapping[str, Shown]:
    status = Status(rag.value, rag) if rag else NOT_RATED
    return {
        "kind": kind, "code": code, "title": name, "rated": counts.rated, "status": status.shown, "words": tally(counts),
        "depth": depth,
    }  # fmt: skip


def tally(counts: Counts) -> str:
    """Counts in words, with the denominator: 4 Green, 1 Amber, 2 Red of 7 rated; not rated: 1 Awaited."""
    if not counts.total:
        return "Nothing serves it in this round."
    rated = ", ".join(f"{counts.coloured(rag)} {rag.value}" for rag in Rag if counts.coloured(rag))
    others = ", ".join(f"{number} {status.value}" for status, number in counts.excluded.items())
    parts = [f"{rated} of {counts.rated} rated" if counts.rated else "", f"not rated: {others}" if others else ""]
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


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


def _stand(stands: Sequence[Rag | None]) -> str:
    """How many of the priorities stand how."""
    if not stands:
        return "The plan has no priority yet."
    if not any(stands):
        return "No priority can be rated yet."
    parts = [f"{number} {rag.value}" for rag in Rag if (number := stands.count(rag))]
    first, _, colour = parts[0].partition(" ")
    if len(stands) == 1:
        return f"The one priority stands {colour}."
    if first == str(len(stands)):
        return f"All {first} priorities stand {colour}."
    verb = "stands" if first == "1" else "stand"
    unrated = stands.count(None)
    rest = f"; {unrated} {'is' if unrated == 1 else 'are'} not rated" if unrated else ""
    return f"{listed([f'{first} of the {len(stands)} priorities {verb} {colour}', *parts[1:]])}{rest}."


def _judged(weights: Weights) -> str:
    """How a priority is judged by what serves it."""
    if weights.points is None:
        return "Each stands as the worst that is rated under it."
    points = listed([f"{rag.value} {_plain(value)}" for rag, value in weights.points.items()])
    green, amber = _plain(weights.green_from), _plain(weights.amber_from)
    return f"Each is judged by the average of points ({points}): Green from {green}, Amber from {amber}."


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
