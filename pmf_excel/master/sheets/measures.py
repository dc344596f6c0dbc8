"""Measures: everything about each measure of the round, with its status live against values that may be tried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from pmf_excel.excel.sheets import Formula, Input, Link, Number, Rows, Shown
from pmf_excel.excel.writer import Value
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import Polarity
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.outlook import Outlook
from pmf_excel.master.cells import number, target_shown
from pmf_excel.master.drawing import All, MasterSheet
from pmf_excel.master.proposed import Proposed, proposed
from pmf_excel.master.sheets.exceptions import action
from pmf_excel.master.view import View

#: How a column says which way is better.
BETTER = {
    Polarity.HIGHER: "Higher",
    Polarity.LOWER: "Lower",
    Polarity.BAND: "Within a band",
    Polarity.NEITHER: "Neither",
}
#: The columns of values to try out, by the names under which they can be changed.
TRIED = {"target": "if_target", "second": "if_second", "tolerance": "if_tolerance"}
CHANGES = "Changes"


class Measures(MasterSheet):
    """One row a measure. The ledger's status stands as text; beside it a formula judges the figure by what is tried out."""

    key = "measures"
    always = True
    optional = frozenset(
        {"marks", "if_second", "committee", "outcome", "definition", "to_date", "covers", "year_end", "year_end_status", "rests_on",
         "last_year", "long", "action", "owner", "action_due",
         "comparator", "comparator_of", "comparator_source"}
    )  # fmt: skip
    statuses = ("status", "year_end_status", "if_status")
    kept = 2

    def rows(self, view: View) -> Rows:
        """Every measure of the round, in the returns' order."""
        return [self._row(view, line) for line in view.lines]

    def _row(self, view: View, line: Line) -> Mapping[str, Shown]:
        terms, measure = line.terms, view.framework.measures.get(line.measure)
        return {
            "code": line.measure, "title": terms.title, "service": view.service(terms.service), "unit": terms.unit,
            "better": BETTER[terms.polarity], "period": line.figure_period.short, "target": target_shown(line),
            "status": line.status.shown, "previous": number(line.previous, line), "travel": view.travel(line),
            "last_year": number(line.last_year, line), "long": view.travel(line, long=True), **_outlook(view, line),
            **_tried(line), "why": line.judgement.sentence, "commentary": line.commentary, **action(line),
            "marks": marks(line), **_compared(view, line), "priority": view.priority(line), "outcome": view.outcome(line), "committee": view.committee(terms.committee),
            "definition": measure.definition if measure else "",
        }  # fmt: skip

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """Each code leads to the measure's trend, and beside each service there is the way to its row."""
        services, trends = others["services"], others.get("trends")
        places = {str(row["service"]): place for place, row in enumerate(services.rows)}
        trend_of = {_text(row["code"]): place for place, row in enumerate(trends.rows)} if trends else {}

        def led(row: Mapping[str, Shown]) -> Mapping[str, Shown]:
            made: dict[str, Shown] = {}
            if (place := places.get(str(row["service"]))) is not None:
                made["see"] = Link(services.link(place), "Service")
            if trends and (place := trend_of.get(str(row["code"]))) is not None:
                made["code"] = Link(trends.link(place), str(row["code"]))
            return {**row, **made}

        return [led(row) for row in rows]


def _text(value: Shown) -> str:
    return value.text if isinstance(value, Link) else str(value)


def _outlook(view: View, line: Line) -> Mapping[str, Shown]:
    """The year to date, the forecast with its status, and the trend, as far as there are any."""
    found: Outlook = view.outlooks[line.measure]
    to_date, end, judged = found.to_date, found.year_end, found.year_end_status
    value = to_date.figure.value if to_date else None
    return {
        "to_date": Number(value, line.terms.decimals) if value is not None else None,
        "covers": f"{to_date.used} of {to_date.of}" if to_date and value is not None and not line.terms.cumulative else "",
        "year_end": Number(end.value, line.terms.decimals) if end else None,
        "year_end_status": judged.status.shown if judged else "", "rests_on": end.basis if end else "",
        "trend": found.trend.sentence if found.trend else "",
    }  # fmt: skip


def _compared(view: View, line: Line) -> Mapping[str, Shown]:
    """What others achieved, with who they are, when, and where it was published: in the same period, or the last before it."""
    known = [
        one for one in view.position.comparators
        if one.measure == line.measure and one.period.end <= line.figure_period.end
    ]  # fmt: skip
    if not known:
        return {}
    latest = max(one.period.end for one in known)
    first, *others = [one for one in known if one.period.end == latest]
    more = "".join(f"; {one.group}: {line.terms.brief(one.value)}" for one in others)
    return {
        "comparator": number(first.value, line), "comparator_of": f"{first.group}, {first.period.short}{more}",
        "comparator_source": "; ".join(dict.fromkeys(one.source for one in (first, *others))),
    }  # fmt: skip


def _tried(line: Line) -> Mapping[str, Shown]:
    """The figure, the values that may be changed, and the status by them; with what stands there, the ledger's own."""
    plain = proposed(line, "A1", "A1", "A1", "A1")
    found: dict[str, Shown] = {"figure": _cell(plain.figure, line)}
    for name, key in TRIED.items():
        if name in plain.editable:
            decimals = (
                -plain.tolerance.normalize().as_tuple().exponent if name == "tolerance" and plain.tolerance else 0
            )
            found[key] = Input(
                getattr(plain, name), max(int(decimals), 0) if name == "tolerance" else line.terms.decimals
            )
    found["counted_in"] = plain.counted_in
    found["if_status"] = _judged(line, plain) if plain.formula else plain.shown
    found["changes"] = Formula(_changed, "")
    return found


def _changed(cell: Callable[[str], str]) -> str:
    """Whether the status would be another; what cannot be judged by is to be checked and changes nothing."""
    then = cell("if_status")
    return f'IF({then}={cell("status")},"",IF(LEFT({then},5)="Check","To be checked","{CHANGES}"))'


def _judged(line: Line, plain: Proposed) -> Formula:
    def text(cell: Callable[[str], str]) -> str:
        places = {name: cell(key) if name in plain.editable else "" for name, key in TRIED.items()}
        return proposed(line, cell("figure"), places["target"], places["second"], places["tolerance"]).formula

    return Formula(text, plain.shown)


def _cell(value: Value, line: Line) -> Shown:
    if isinstance(value, str | date) or value is None:
        return value
    return number(line.figure.value, line)


def marks(line: Line) -> str:
    """What has to be said beside a figure: provisional, revised from what, or for another period."""
    said = ["provisional"] if line.provisional else []
    said += [
        f"revised from {line.print(one.was)} on {in_words(one.at.date())}{f': {one.reason}' if one.reason else ''}"
        for one in line.restated
    ]
    return "; ".join(said + ([f"for {line.figure_period.label}"] if line.late else []))
