"""Everything in a register, row by row, as a person would say it: what each row is called, and its fields in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Kind, rounded, said
from pmf_excel.framework.model import Framework, Measure, Target, Tolerance, ToleranceKind
from pmf_excel.framework.periods import Period
from pmf_excel.problems import Place

#: The sheets of a register, by key, in the order in which they are compared, each with its title.
SHEETS: Mapping[str, str] = {
    "services": "Services", "teams": "Teams", "plan": "Plan", "measures": "Measures", "targets": "Targets",
    "past": "Past figures", "activities": "Activities", "recommendations": "Audit recommendations", "risks": "Risks",
    "budgets": "Budgets", "committees": "Committees", "meetings": "Meetings", "reports": "Reports", "questions": "Questions",
    "people": "People", "waivers": "Waivers", "amendments": "Amendments", "document": "Framework document",
    "versions": "Versions", "lineage": "Lineage",
}  # fmt: skip
#: The sheets whose rows are items that have codes of their own, and go on from year to year.
ITEM_SHEETS = ("measures", "activities", "recommendations", "risks", "budgets")
#: What a target that is not known yet is called.
AWAITED = "to be confirmed"

_WORK = {"title": "title", "service": "service", "committee": "committee", "exempt": "exempt paragraph", "team": "team"}
#: The fields of the rows of each sheet, in plain words.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "services": {"name": "name", "head": "head of service", "email": "e-mail", "folder": "folder"},
    "teams": {"name": "name", "service": "service", "lead": "team leader"},
    "plan": {"name": "wording", "parent": "what it belongs to", "committee": "committee"},
    "measures": {
        "title": "title", "definition": "definition", "service": "service", "priority": "plan code", "unit": "unit",
        "kind": "kind of figure", "decimals": "decimals", "minimum": "lowest possible figure", "maximum": "highest possible figure",
        "polarity": "polarity", "frequency": "frequency", "cumulative": "building up over the year", "rule": "status rule",
        "tolerance": "tolerance", "introduced": "first period", "withdrawn": "first period without it", "roll_up": "roll-up",
        "same_within": "what counts as the same", "late": "coming late", "committee": "committee", "replaces": "what it replaces",
        "exempt": "exempt paragraph", "team": "team", "responsible": "responsible officer",
    },
    "activities": {
        **_WORK, "kind": "kind", "priority": "plan code", "owner": "owner", "start": "start", "original_due": "due date",
        "revised_due": "revised due date", "status": "status", "completed": "completion date", "note": "note", "theme": "theme",
    },
    "recommendations": {
        **_WORK, "report": "audit report", "importance": "importance", "original_due": "original date",
        "revised_due": "revised date", "percent_complete": "percent complete", "completed": "completion date",
    },
    "risks": {**_WORK, "owner": "owner", "likelihood": "likelihood", "impact": "impact", "controls": "controls"},
    "budgets": {
        **_WORK, "year": "financial year", "budget": "budget", "actual": "actual", "forecast": "forecast", "tolerance": "tolerance",
    },
    "committees": {
        "name": "name", "remit": "remit", "member": "Cabinet member", "terms": "terms of reference", "report_from": "who reports to it",
        "category": "category", "where_from": "where reports come from", "where_next": "where reports go next",
    },
    "meetings": {"agenda_item": "agenda item", "place": "place"},
    "reports": {"remit": "remit", "format": "format", "note": "note"},
    "questions": {
        "asked_by": "asked by", "service": "service", "item": "what it is about", "answer": "answer", "answered_on": "day of the answer",
        "exempt": "exempt paragraph", "goes_to": "body that reviews it", "considered_on": "day it was considered", "decision": "decision",
    },
    "people": {
        "telephone": "telephone", "email": "e-mail", "since": "first day", "until": "last day", "covers": "for whom it covers",
        "follows": "whom it follows",
    },
    "waivers": {"agreed_by": "who agreed", "reason": "reason", "until": "last day"},
    "amendments": {"approved_by": "who approved it", "minute": "minute"},
    "versions": {"description": "description", "on": "date"},
    "lineage": {"what": "what became of it", "earlier": "earlier code", "note": "note"},
}  # fmt: skip
#: Fields that are said in pounds.
_MONEY = ("budget", "actual")


@dataclass(frozen=True)
class Described:
    """A row of a register: its item's code, what a sentence calls it, and what its fields say, by name.

    ``labels`` are the names of the fields in plain words. ``exact`` are fields that are compared as they are held, and not as they are
    said: how many decimals are printed is no change of a target. ``of`` is the period it is for, where it is for one, ``ends`` the
    first one without it; ``over`` says that by its own dates nothing more comes of it.
    """

    code: str
    name: str
    fields: Mapping[str, str]
    labels: Mapping[str, str]
    place: Place | None = None
    exact: Mapping[str, str] = field(default_factory=dict)
    of: Period | None = None
    ends: Period | None = None
    over: bool = False


#: The rows of a sheet, each by what tells it from the others.
Rows = dict[tuple[str, ...], Described]


def described(framework: Framework) -> dict[str, Rows]:
    """The rows of every sheet, in the register's order."""
    found: dict[str, Rows] = {sheet: {} for sheet in SHEETS}
    for sheet, key, row in _rows(framework):
        again = 1
        while (*key, str(again)) in found[sheet]:
            again += 1
        found[sheet][*key, str(again)] = row
    return found


def target_said(target: Target, measure: Measure | None) -> str:
    """What a target asks for, in words: 8.5 days, higher than last year, Green 90% and Amber 80%."""

    def figure(value: Decimal) -> str:
        if measure is None:
            return plain(value)
        exact = measure.kind in (Kind.YES_NO, Kind.DATE) or rounded(value, measure.decimals) == value
        decimals = measure.decimals if exact else max(0, -int(value.normalize().as_tuple().exponent))
        return said(value, measure.kind, decimals, measure.unit)

    parts = []
    if target.than:
        parts.append(f"{plain(target.by_percent)}% {target.than}" if target.by_percent else target.than)
    if target.value is not None:
        parts.append(figure(target.value) + (f" to {figure(target.upper)}" if target.upper is not None else ""))
    for value, name in ((target.green, "Green"), (target.amber, "Amber"), (target.forecast, "forecast")):
        if value is not None:
            parts.append(f"{name} {figure(value)}")
    if target.profile:
        even = len(set(target.profile)) == 1
        parts.append("spread evenly" if even else f"spread {'/'.join(plain(one) for one in target.profile)}")
    return ", ".join(parts) or AWAITED


def plain(value: object) -> str:
    """A value as a sentence says it; nothing for one that is not there."""
    match value:
        case None | "":
            return ""
        case bool():
            return "Yes" if value else "No"
        case Decimal():
            return f"{value.normalize():,f}".replace("-", "−")
        case date():
            return in_words(value)
        case Period():
            return value.label
        case StrEnum():
            return value.value
        case Tolerance():
            share = value.kind is ToleranceKind.RELATIVE
            return f"{plain(value.amount)}{'% of target' if share else ' points'}"
    return " ".join(str(value).split())


def _rows(framework: Framework) -> Iterator[tuple[str, tuple[str, ...], Described]]:
    """Every row with its sheet and what tells it from the others."""
    coded: list[tuple[str, Iterable[Any], Callable[[Any], str]]] = [
        ("services", framework.services.values(), lambda one: f"{one.code} {one.name}"),
        ("teams", framework.teams.values(), lambda one: f"{one.code} {one.name}"),
        ("plan", framework.priorities.values(), lambda one: f"{one.code} {one.name}"),
        ("measures", framework.measures.values(), lambda one: f"{one.code} {one.title}"),
        ("activities", framework.activities, lambda one: f"{one.code} {one.title}"),
        ("recommendations", framework.recommendations, lambda one: f"{one.code} {one.title}"),
        ("risks", framework.risks, lambda one: f"{one.code} {one.title}"),
        ("budgets", framework.budgets, lambda one: f"{one.code} {one.title}"),
        ("committees", framework.committees.values(), lambda one: f"{one.code} {one.name}"),
    ]  # fmt: skip
    for sheet, items, name in coded:
        for one in items:
            ends = getattr(one, "withdrawn", None)
            over = getattr(one, "completed", None) is not None
            yield sheet, (one.code.casefold(),), _row(sheet, one, one.code, name(one), ends=ends, over=over)
    yield from _figures(framework)

    def committee(code: str) -> str:
        found = framework.committees.get(code)
        return found.name if found else code

    for held in framework.meetings:
        name_ = f"{committee(held.committee)}, {in_words(held.on)}"
        yield "meetings", (held.committee, held.on.isoformat()), _row("meetings", held, held.committee, name_)
    for route in framework.routes:
        name_ = f"{route.kind} to {committee(route.committee)}, {route.frequency.value.lower()}"
        yield "reports", (route.committee, route.kind, route.frequency), _row("reports", route, route.committee, name_)
    for asked in framework.questions:
        name_ = f"{committee(asked.committee)}, {in_words(asked.on)}, “{_short(asked.text, 40)}”"
        yield "questions", (asked.committee, asked.on.isoformat(), asked.text), _row("questions", asked, asked.item, name_)  # fmt: skip
    for person in framework.people:
        name_ = ", ".join(filter(None, (person.role, person.job_title, person.service)))
        yield "people", (person.role, person.job_title, person.service), _row("people", person, "", name_)
    for waiver in framework.waivers:
        yield "waivers", (waiver.measure, waiver.rule), _row("waivers", waiver, waiver.measure, f"{waiver.measure}, {waiver.rule}")  # fmt: skip
    for one in framework.amendments:
        name_ = f"{in_words(one.on)}, {one.item or one.kind}: {_short(one.what, 50).rstrip('.')}"
        yield "amendments", (one.on.isoformat(), one.kind, one.item, one.what), _row("amendments", one, one.item, name_)
    for name_, value in framework.document:
        yield "document", (name_,), Described("", name_, {"value": plain(value)}, {"value": "value"})
    for version in framework.versions:
        yield "versions", (version.version,), _row("versions", version, "", version.version)
    for line in framework.lineage:
        name_ = f"{line.item} in {line.year.label}"
        yield "lineage", (line.year.id, line.item.casefold()), _row("lineage", line, line.item, name_)


def _figures(framework: Framework) -> Iterator[tuple[str, tuple[str, ...], Described]]:
    """Targets and past figures, each by its measure and period."""
    for target in (*framework.targets.values(), *framework.longer):
        measure = framework.measures.get(target.measure)
        years = f"{target.since.label} to {target.period.label}" if target.since else target.period.label
        row = Described(
            target.measure, _measure(measure, target.measure), {"target": target_said(target, measure)}, {"target": f"target for {years}"},
            target.place, {"target": target_said(target, None)}, target.period,
        )  # fmt: skip
        yield "targets", (target.measure.casefold(), target.period.id, target.since.id if target.since else ""), row
    for past in framework.past:
        measure = framework.measures.get(past.measure)
        aim = Target(past.measure, past.period, past.value, past.place)
        fields = {"figure": target_said(aim, measure), "commentary": plain(past.commentary)}
        labels = {
            "figure": f"figure for {past.period.label}",
            "commentary": f"what was said of {past.period.label}",
        }
        name = _measure(measure, past.measure)
        yield "past", (past.measure.casefold(), past.period.id), Described(past.measure, name, fields, labels, past.place, {"figure": plain(past.value)}, past.period)  # fmt: skip


def _measure(measure: Measure | None, code: str) -> str:
    return _short(f"{code} {measure.title}") if measure else code


def _row(sheet: str, one: Any, code: str, name: str, **more: Any) -> Described:
    """A row with the fields that its sheet has."""
    labels = FIELDS[sheet]
    fields = {}
    for key in labels:
        value = getattr(one, key)
        money = value is not None and sheet == "budgets" and key in (*_MONEY, "forecast")
        fields[key] = f"£{plain(value)}".replace("£−", "−£") if money else plain(value)
    place = getattr(one, "place", None)  # a meeting has one too: where it is held
    return Described(code, _short(name), fields, labels, place if isinstance(place, Place) else None, **more)


def _short(text: str, most: int = 70) -> str:
    """The beginning of a long text."""
    line = " ".join(text.split())
    closing = "”" if line.endswith("”") else ""
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …{closing}"
