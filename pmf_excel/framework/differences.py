"""What is different between two registers: every item that was added, removed or changed, field by field, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pmf_excel.framework.described import SHEETS, Described, Rows, described
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.problems import Place

#: Sheets whose rows say one thing each, of an item that stands elsewhere.
_OF_AN_ITEM = ("targets", "past")
#: What is long is quoted, so that its end is seen.
_LONG = 60


class Change(StrEnum):
    """What happened to a row, or to a field of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One difference: on which sheet, of which item, what happened, and where a field changed, from what to what.

    ``place`` is where it stands now, or stood before where it is gone. ``of`` is the period it is for, and ``ends`` the first one
    without the item, where there is one.
    """

    sheet: str
    code: str
    name: str
    change: Change
    field: str = ""
    label: str = ""
    old: str = ""
    new: str = ""
    place: Place | None = None
    of: Period | None = None
    ends: Period | None = None
    over: bool = False

    @property
    def title(self) -> str:
        """The title of the sheet."""
        return SHEETS[self.sheet]

    @property
    def said(self) -> str:
        """What happened, without the item: target for 2015/16 was 8.5, is 8.0."""
        if not self.field:
            return "is new" if self.change is Change.ADDED else "is no longer there"
        if self.change is not Change.CHANGED:
            gone = self.change is Change.REMOVED
            return (
                f"{self.label} was {_quoted(self.old)}, and is no longer there"
                if gone
                else f"{self.label} is new: {_quoted(self.new)}"
            )
        return f"{self.label} was {_quoted(self.old) or 'empty'}, is {_quoted(self.new) or 'empty'}"

    @property
    def sentence(self) -> str:
        """It in a sentence: HR11 Sickness: target for 2015/16 was 8.5, is 8.0."""
        return f"{self.name}{': ' if self.field else ' '}{self.said}."

    def as_json(self) -> dict[str, str]:
        """The same as plain values for ``--json``."""
        return {
            "sheet": self.title, "code": self.code, "name": self.name, "change": self.change.value, "field": self.field,
            "old": self.old, "new": self.new, "cell": self.place.cell if self.place else "", "message": self.sentence,
        }  # fmt: skip


def differences(old: Framework, new: Framework) -> list[Difference]:
    """Everything in which two registers differ, sheet by sheet: what is there now in its order, then what is gone.

    What a removed measure had of targets and past figures is gone with it, and not listed again.
    """
    before, now = described(old), described(new)
    found: list[Difference] = []
    for sheet in SHEETS:
        found += _sheet(sheet, before[sheet], now[sheet])
    gone = {one.code for one in found if one.sheet == "measures" and one.change is Change.REMOVED}
    return [
        one for one in found if not (one.sheet in _OF_AN_ITEM and one.change is Change.REMOVED and one.code in gone)
    ]


def _sheet(sheet: str, before: Rows, now: Rows) -> list[Difference]:
    found = []
    for key, row in now.items():
        if key not in before:
            found += _whole(sheet, row, Change.ADDED)
            continue
        was = before[key]
        found += [
            Difference(
                sheet, row.code, row.name, Change.CHANGED, name, row.labels[name], was.fields[name], said, row.place, row.of, row.ends, row.over
            )
            for name, said in row.fields.items()
            if row.exact.get(name, said) != was.exact.get(name, was.fields[name])
        ]  # fmt: skip
    for key, row in before.items():
        if key not in now:
            found += _whole(sheet, row, Change.REMOVED)
    return found


def _whole(sheet: str, row: Described, change: Change) -> list[Difference]:
    """A row that is new or gone; where it only says something of an item, that which it says."""
    if sheet not in _OF_AN_ITEM:
        return [Difference(sheet, row.code, row.name, change, place=row.place, ends=row.ends, over=row.over)]
    field = next(iter(row.fields))
    said = row.fields[field]
    old, new = (said, "") if change is Change.REMOVED else ("", said)
    return [Difference(sheet, row.code, row.name, change, field, row.labels[field], old, new, row.place, row.of)]


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) > _LONG or (" " in text.strip() and any(mark in text for mark in ".,;:")) else text
