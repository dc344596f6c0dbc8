"""Copies of one return: the same bytes again, two at once, one after the other, one made from a stale one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.odd.edits import Return, packed, parts_of, resaved, typed
from tests.odd.variant import AWAITED, Expected, Files, Variant, in_folder, in_turn

ACCEPTED, DUPLICATE, NOTED, HELD = (Expected(v) for v in ("accepted", "duplicate", "accepted-with-notes", "held"))
FIRST, SECOND, THIRD = "1.xlsx", "2.xlsx", "3.xlsx"


def file(name: str, **cells: object) -> Callable[[Return], Files]:
    """A filled return with cells typed over, under a name; a different saving of it for each name."""
    changed = {where.replace("_", " ", 1): value for where, value in cells.items()}

    def make(made: Return) -> Files:
        parts = parts_of(typed(made.data, changed))
        return {name: packed({**parts, "docProps/app.xml": parts["docProps/app.xml"] + f"<!--{name}-->".encode()})}

    return make


def emptied(letters: str, name: str) -> Callable[[Return], Files]:
    return file(name, **{f"{letter}_figure": None for letter in letters})


def same(name: str) -> Callable[[Return], Files]:
    return lambda made: {name: made.data}


def gone(name: str) -> Callable[[Return], Files]:
    return lambda made: {name: None}


def found(*before: str, **now: Expected) -> Mapping[str, Expected]:
    """What is expected when earlier files lie there still, each an exact copy by now; ``now`` by number: _2 is 2.xlsx."""
    return {**dict.fromkeys(before, DUPLICATE), **{f"{name[1:]}.xlsx": one for name, one in now.items()}}


def notes(*codes: str, cell: str = "", says: tuple[str, ...] = ()) -> Expected:
    return Expected("accepted-with-notes", frozenset(codes), cell, says)


COPIES = (
    "Copy of return.xlsx",
    "return (1).xlsx",
    "return - Copy.xlsx",
    "return v2 FINAL.xlsx",
    "return-DESKTOP-AB12CD3.xlsx",
)
RIVAL = Expected("rejected", frozenset({"PMF-315", "PMF-324"}), "P figure", says=("two different copies",))

AT_ONCE: list[Variant] = [
    in_folder("the same bytes under six names", lambda made: dict.fromkeys((*COPIES, "return.xlsx"), made.data),
              {"Copy of return.xlsx": ACCEPTED, **dict.fromkeys((*COPIES[1:], "return.xlsx"), DUPLICATE)}),
    in_folder("the same bytes in two folders", lambda made: {"a/return.xlsx": made.data, "b/return.xlsx": made.data},
              {"a/return.xlsx": ACCEPTED, "b/return.xlsx": DUPLICATE}),
    in_folder("two different copies at once", lambda made: {**file(FIRST)(made), **file(SECOND, P_figure=96)(made)},
              {FIRST: RIVAL, SECOND: RIVAL}, **AWAITED),
    in_folder("three different copies at once", lambda made: {**file(FIRST)(made), **file(SECOND, P_figure=96)(made), **file(THIRD, P_figure=97)(made)},
              {FIRST: RIVAL, SECOND: RIVAL, THIRD: RIVAL}, **AWAITED),
    in_folder("two savings that say the same", lambda made: {FIRST: made.data, SECOND: resaved(made.data)},
              {FIRST: ACCEPTED, SECOND: Expected("accepted", says=("says nothing that was not known",))}),
    in_folder("a blank copy beside a filled one", lambda made: {FIRST: made.blank, SECOND: made.data},
              {FIRST: RIVAL, SECOND: RIVAL}, **AWAITED),
    in_folder("another service's return in this service's folder", lambda made: {FIRST: made.data, "theirs.xlsx": made.neighbour},
              {FIRST: ACCEPTED, "theirs.xlsx": DUPLICATE}),
]  # fmt: skip

IN_TURN: list[Variant] = [
    in_turn("corrected after a mistake", (file(FIRST, N_figure="about 1234"), {FIRST: HELD}),
            (file(SECOND), found(FIRST, _2=Expected("accepted", says=("fills in",))))),
    in_turn("a later copy replaces", (file(FIRST), {FIRST: ACCEPTED}),
            (file(SECOND, P_figure=96), found(FIRST, _2=Expected("accepted", says=("replaces",)))), P=Decimal(96)),
    in_turn("a step back to an older figure", (file(FIRST), {FIRST: ACCEPTED}), (file(SECOND, P_figure=96), found(FIRST, _2=ACCEPTED)),
            (file(THIRD), found(FIRST, SECOND, _3=notes("PMF-320", cell="P figure")))),
    in_turn("edited on top of a stale copy", (file(FIRST), {FIRST: ACCEPTED}), (file(SECOND, P_figure=96), found(FIRST, _2=ACCEPTED)),
            (file(THIRD, N_figure=1240), found(FIRST, SECOND, _3=notes("PMF-320", cell="P figure"))), N=Decimal(1240)),
    in_turn("a step back that is explained", (file(FIRST), {FIRST: ACCEPTED}), (file(SECOND, P_figure=96), found(FIRST, _2=ACCEPTED)),
            (file(THIRD, P_reply="The first was right."), found(FIRST, SECOND, _3=notes("PMF-320", cell="P figure")))),
    in_turn("a filling that is finished later", (emptied("NC", FIRST), {FIRST: HELD}),
            (file(SECOND), found(FIRST, _2=Expected("accepted", says=("fills in",))))),
    in_turn("only what was missing is sent", (emptied("N", FIRST), {FIRST: HELD}), (emptied("PCBDY", SECOND), found(FIRST, _2=notes("PMF-222")))),
    in_turn("a blank copy after a filled one", (file(FIRST), {FIRST: ACCEPTED}),
            (lambda made: {SECOND: made.blank}, found(FIRST, _2=Expected("accepted-with-notes", frozenset({"PMF-222"}))))),
    in_turn("a good figure sent again wrong", (file(FIRST), {FIRST: ACCEPTED}),
            (file(SECOND, P_figure="about 95"), found(FIRST, _2=Expected("held", frozenset({"PMF-214"}), "P figure")))),
    in_turn("taken out of the inbox", (same(FIRST), {FIRST: ACCEPTED}), (gone(FIRST), {})),
    in_turn("taken out and sent again", (same(FIRST), {FIRST: ACCEPTED}), (gone(FIRST), {}), (same(SECOND), {SECOND: DUPLICATE})),
    in_turn("renamed after it was collected", (same(FIRST), {FIRST: ACCEPTED}),
            (lambda made: {FIRST: None, "Housing FINAL.xlsx": made.data}, {"Housing FINAL.xlsx": DUPLICATE})),
    in_turn("two copies, then one taken out", (lambda made: {**file(FIRST)(made), **file(SECOND, P_figure=96)(made)}, {FIRST: RIVAL, SECOND: RIVAL}),
            (gone(FIRST), {SECOND: ACCEPTED}), P=Decimal(96)),
    in_turn("a damaged copy after a good one", (same(FIRST), {FIRST: ACCEPTED}),
            (lambda made: {SECOND: made.data[:5000]}, found(FIRST, _2=Expected("rejected", frozenset({"PMF-302"}))))),
]  # fmt: skip

VARIANTS = [*AT_ONCE, *IN_TURN]
