"""Lineage: what became of each item from one register to next year's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmf_excel.framework.described import ITEM_SHEETS
from pmf_excel.framework.differences import Change, Difference, differences
from pmf_excel.framework.governance import governed
from pmf_excel.framework.lineage import Became, Lineage
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.periods import Period
from pmf_excel.register.rolled import LeftOut
from pmf_excel.register.rows import PlainRow

#: How long a note may be.
_LONGEST = 1000


def handed_on(base: Framework, now: Framework, year: Period, left_out: Sequence[LeftOut]) -> list[Lineage]:
    """What became of every item of a register in next year's, by comparing the two; ``left_out`` says why some do not go on.

    A measure that changed in what defines it is amended; that its target for the year is another makes no other measure of it.
    """
    every = differences(base, now)
    changed: dict[tuple[str, str], list[Difference]] = {}
    for one in governed(every, now):
        if one.change is Change.CHANGED:
            changed.setdefault((one.sheet, one.code.casefold()), []).append(one)
    whole = {(one.sheet, one.code.casefold()): one for one in every if not one.field and one.sheet in ITEM_SHEETS}
    why = {(one.sheet, one.code.casefold()): one.why for one in left_out}
    found: list[Lineage] = []
    for sheet in ITEM_SHEETS:
        for code, item in _items(now, sheet).items():
            key = (sheet, code.casefold())
            if isinstance(item, Measure) and item.withdrawn is not None and item.withdrawn.start <= year.back().start:
                continue  # it ended earlier, and was said to have then; it is here because another one replaced it
            if isinstance(item, Measure) and (ends := _of_measure(item, now, year, key in whole)) is not None:
                found.append(ends)
            elif key in whole:
                found.append(Lineage(year, code, Became.NEW))
            elif key in changed:
                note = " ".join(f"{one.said[:1].upper()}{one.said[1:]}." for one in changed[key])
                found.append(Lineage(year, code, Became.AMENDED, note=note[:_LONGEST]))
            else:
                found.append(Lineage(year, code, Became.CARRIED))
        for key, one in whole.items():
            if key[0] == sheet and one.change is Change.REMOVED:
                note = why.get(key, "it is in the register no longer")
                found.append(Lineage(year, one.code, Became.WITHDRAWN, note=f"{note[:1].upper()}{note[1:]}."))
    return found


def rows_of_lineage(some: Sequence[Lineage]) -> list[PlainRow]:
    """Lineage as rows of its sheet."""
    return [
        {
            "year": one.year.label, "item": one.item, "what": one.what.value, "earlier": one.earlier or None, "note": one.note or None,
        }
        for one in some
    ]  # fmt: skip


def _of_measure(one: Measure, now: Framework, year: Period, new: bool) -> Lineage | None:
    """What became of a measure that ends by the new year, or takes the place of another from it on."""
    if one.withdrawn is not None and one.withdrawn.start <= year.start:
        by = next((m.code for m in now.measures.values() if m.replaces == one.code), "")
        note = (
            f"Not asked for from {one.withdrawn.label}." if not by else f"Replaced by {by} from {one.withdrawn.label}."
        )
        return Lineage(year, one.code, Became.WITHDRAWN, note=note)
    begins = new or (one.introduced is not None and year.holds(one.introduced))
    if one.replaces and begins:
        return Lineage(year, one.code, Became.REPLACED, one.replaces, f"It takes the place of {one.replaces}.")
    return None


def _items(framework: Framework, sheet: str) -> Mapping[str, object]:
    """The items of a sheet by code, in the register's order."""
    if sheet == "measures":
        return framework.measures
    return {one.code: one for one in getattr(framework, sheet)}
