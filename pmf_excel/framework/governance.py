"""Which changes of a register need approval since it was adopted as a whole, and which of them nobody approved.

What defines the framework needs it: the plan, what is measured and how it is judged, targets, what activities are agreed and by
when, and which report goes to whom. What the year brings does not: statuses, notes, answers, people, meetings, past figures,
recommendations, risks and budgets, each of which is agreed elsewhere. Of a measure, who answers for it and which figures are refused
as impossible may change as well; of an activity, everything but what it is, whose, and its agreed dates.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.described import AWAITED, SHEETS
from pmf_excel.framework.differences import Change, Difference
from pmf_excel.framework.lineage import Became
from pmf_excel.framework.model import Amendment, Framework
from pmf_excel.framework.periods import Length, Period, parse
from pmf_excel.problems import Place, Problem, query

#: Fields of what is governed that may change without approval.
_FREE = {
    "measures": {"team", "responsible", "minimum", "maximum"},
    "activities": {"owner", "revised_due", "status", "completed", "note", "theme", "team", "committee"},
    "reports": {"note"},
}
_GOVERNED = ("plan", "measures", "targets", "activities", "reports")
#: Kinds of change that an amendment can be of, and of which a row covers only some differences.
_TARGET, _TOLERANCE = "Target changed", "Tolerance changed"
_KIND = {Change.ADDED: "Measure introduced", Change.REMOVED: "Measure withdrawn", Change.CHANGED: "Measure amended"}


#: A period as people and pmf write it, what a target was before, and a number.
_PERIOD = re.compile(
    r"\b(?:Q[1-4] \d{4}/\d{2}|Quarter [1-4] \d{4}/\d{2}|\d{4}/\d{2}|\d{4}-\d{2}|[A-Z][a-z]{2,8} \d{4})\b"
)
_WAS = re.compile(r"\b(?:from|was|instead of)\s+[£<>≤≥]?\s?[\d,.]+\s?%?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
#: Who decided something, on which day, and on which sheet pmf wrote it.
Decided = Collection[tuple[str, date, str]]


@dataclass(frozen=True)
class Adoption:
    """That a register was approved as a whole: by which body, on which day, by which minute; its hash."""

    sha256: str
    by: str
    on: date
    minute: str = ""
    note: str = ""
    #: When that was noted.
    at: datetime | None = field(default=None, compare=False)

    @property
    def as_key(self) -> str:
        """All that decides which changes it needs approval for."""
        return f"{self.sha256} {self.by} {self.on.isoformat()}"

    @property
    def said(self) -> str:
        """Who adopted it and when: Full Council on 14 July 2014 (minute 23)."""
        return f"{self.by} on {in_words(self.on)}{f' (minute {self.minute})' if self.minute else ''}"


@dataclass(frozen=True)
class Accounted:
    """A change that needs approval, with the amendment that covers it, where one does."""

    difference: Difference
    amendment: Amendment | None = None


@dataclass(frozen=True)
class Unapproved:
    """A change that nobody approved, and why no amendment covers it."""

    difference: Difference
    why: str
    remedy: str

    def problem(self, file: str) -> Problem:
        """It as a query of the register, at its cell."""
        one = self.difference
        here = one.place is not None and one.change is not Change.REMOVED
        place = one.place if here and one.place else Place(file, one.title)
        return query("PMF-142", place, f"{one.sentence.rstrip('.')}, {self.why}", self.remedy)

    def as_json(self) -> dict[str, str]:
        """The same as plain values for ``--json``."""
        return {**self.difference.as_json(), "why": self.why, "remedy": self.remedy}


def governed(some: Iterable[Difference], new: Framework) -> list[Difference]:
    """Those of some differences that need approval; what a roll-over left behind because it was over does not."""
    begun = max((one.year for one in new.lineage), default=None)
    left = {one.item.casefold() for one in new.lineage if one.year == begun and one.what is Became.WITHDRAWN}
    return [one for one in some if _needs_approval(one, begun, left)]


def _needs_approval(one: Difference, begun: Period | None, left: Collection[str]) -> bool:
    if one.sheet not in _GOVERNED or one.field in _FREE.get(one.sheet, ()):
        return False
    if one.change is not Change.REMOVED:
        return one.new != AWAITED or bool(one.old)  # that a target has still to be agreed is no decision
    if one.sheet == "targets":
        return begun is None or one.of is None or one.of.end >= begun.start
    if one.sheet == "measures":  # one that had ended by the turn of the year was agreed to end then
        return begun is None or one.ends is None or one.ends.start > begun.start
    return not one.over and not (one.sheet == "activities" and one.code.casefold() in left)


def unapproved(
    some: Iterable[Difference], adopted: Adoption, amendments: Sequence[Amendment], approvers: Sequence[str], decided: Decided = ()
) -> Iterator[Unapproved]:  # fmt: skip
    """Those of some governed differences that no amendment since the adoption covers, approved by somebody who may.

    ``decided`` are who settled what pmf then wrote as amendments, when, and on which sheet: targets, or activities.
    """
    since = f"since {adopted.by} adopted the register on {in_words(adopted.on)}"
    for one in some:
        if covering(one, adopted, amendments, approvers, decided) is not None:
            continue
        fitting = _fitting(one, adopted, amendments)
        who = " or ".join(dict.fromkeys([*approvers, adopted.by]))
        if not fitting:
            remedy = f'Add a row to {SHEETS["amendments"]}: the day, "{_kind(one)}", {one.code}, what changed, and who approved it ({who}).'
            yield Unapproved(one, f"and nobody approved it {since}.", remedy)
            continue
        given = fitting[-1]
        remedy = f"Complete its row of {in_words(given.on)} on {SHEETS['amendments']} once it is approved ({who}), or take the change back."
        named = f'it was approved by "{given.approved_by}", who is not among those who may' if given.approved_by else "its amendment does not say who approved it"  # fmt: skip
        yield Unapproved(one, f"and {named}.", remedy)


def covering(
    one: Difference, adopted: Adoption, amendments: Sequence[Amendment], approvers: Sequence[str], decided: Decided = ()
) -> Amendment | None:  # fmt: skip
    """The amendment since the adoption that covers a difference, approved by somebody who may; nothing where there is none."""
    may = [*approvers, adopted.by]
    rows = [
        row
        for row in _fitting(one, adopted, amendments)
        if any(_same(row.approved_by, name) for name in may)
        or any(
            _same(row.approved_by, by)
            and row.on == on
            and (row.kind in (_TARGET, _TOLERANCE) if what == "targets" else one.sheet == what)
            for by, on, what in decided
        )
    ]
    return rows[-1] if rows else None


def _fitting(one: Difference, adopted: Adoption, amendments: Sequence[Amendment]) -> list[Amendment]:
    """The amendments of a difference's item since the adoption that are of its sort, whoever approved them."""
    rows = [row for row in amendments if row.item.casefold() == one.code.casefold() and row.on >= adopted.on]
    return [row for row in rows if _covers(row, one)]


def _covers(row: Amendment, one: Difference) -> bool:
    """Whether an amendment is of the sort that a difference is; most kinds cover whatever is said of the item but its targets.

    A target is approved for the period and at the value that the amendment names; one that names neither approves the item's
    targets. What comes with a measure that is introduced or replaced is approved with it.
    """
    if one.sheet == "targets":
        comes_along = one.change is Change.ADDED and row.kind in (_KIND[Change.ADDED], "Measure replaced")
        return comes_along or (row.kind in (_TARGET, "Other") and _names(row.what, one))
    if row.kind == _TARGET:
        return False
    if row.kind == _TOLERANCE:
        return one.field == "tolerance"
    return True


def _names(what: str, one: Difference) -> bool:
    """Whether the words of an amendment mean a target: its period, or the year it is a part of, and its value, where they name any."""
    words = re.sub(r"\([^)]*\)", "", what)  # in brackets stands what it was
    words, named = _WAS.sub("", words), []
    for text in _PERIOD.findall(words):
        with contextlib.suppress(ValueError):
            named.append(parse(text))
    of = one.of
    if named and of is not None and of not in named:
        return any(year.length is Length.YEAR and year == of.financial_year for year in named)
    said, wanted = (_NUMBER.findall(text) for text in (_PERIOD.sub("", words), one.new))
    return not said or not wanted or Decimal(wanted[0].replace(",", "")) in [Decimal(number.replace(",", "")) for number in said]  # fmt: skip


def _kind(one: Difference) -> str:
    """The kind of change that an amendment of a difference is."""
    if one.sheet == "targets":
        return _TARGET
    if one.field == "tolerance":
        return _TOLERANCE
    return _KIND[one.change] if one.sheet == "measures" else "Other"


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split()) != ""
