"""The crosswalk of councils that become one: which item of which council goes on under which code; proposed, read and checked.

Local government reorganisation joins districts into unitary councils; their measures, plans and services have codes that clash,
and measures that are the same under two names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pmf_excel.excel.values import folded
from pmf_excel.problems import Place, near_miss
from pmf_excel.register.lines import Line, SheetReader
from pmf_excel.register.rows import PlainRow

#: The sheets whose rows have codes of their own, by the words of the crosswalk for them, in the order in which they are read.
SORTS = {
    "Service": "services", "Team": "teams", "Plan": "plan", "Committee": "committees", "Measure": "measures", "Activity": "activities",
    "Audit recommendation": "recommendations", "Risk": "risks", "Budget line": "budgets",
}  # fmt: skip
CARRIED, JOINED, LEFT_OUT = "Carried", "Joined", "Left out"
ADDED_UP = "Added up"
#: What measures must share to be joined, by the key of the column, with its words.
ALIKE = {
    "unit": "unit", "kind": "kind of figure", "polarity": "polarity", "frequency": "frequency", "cumulative": "way of building up",
    "decimals": "decimals",
}  # fmt: skip
#: Codes that are printed on returns: capital letters and digits, ten at most.
_SHORT = ("services", "teams", "plan", "committees")

Registers = Mapping[str, Mapping[str, Sequence[PlainRow]]]


@dataclass(frozen=True)
class Step:
    """What becomes of one item of one council, and where the crosswalk says so."""

    council: str
    sheet: str
    old: str
    becomes: str
    new: str = ""
    leads: bool = False
    added_up: bool = False
    place: Place = field(default_factory=lambda: Place("crosswalk"))

    @property
    def key(self) -> tuple[str, str, str]:
        """By what the item is found: council, sheet and code."""
        return self.council, self.sheet, self.old.casefold()


@dataclass(frozen=True)
class Crosswalk:
    """Every step, found by council, sheet and old code."""

    steps: Mapping[tuple[str, str, str], Step]

    def step(self, council: str, sheet: str, code: str) -> Step | None:
        """What becomes of an item."""
        return self.steps.get((council, sheet, code.casefold()))

    def joined(self, sheet: str) -> dict[str, list[Step]]:
        """The steps of a sheet whose items become one, by their new code."""
        found: dict[str, list[Step]] = defaultdict(list)
        for step in self.steps.values():
            if step.sheet == sheet and step.becomes == JOINED:
                found[step.new].append(step)
        return dict(found)


def apart_code(council: str, code: str) -> str:
    """The code under which an item of a council stands by itself, where its own code would clash."""
    return f"{council}-{code}"[:16]


def propose(registers: Registers) -> list[PlainRow]:
    """A row for each item of each council: the same title is proposed to be joined, a code that clashes to begin with its council's."""
    made: list[PlainRow] = []
    for sort, sheet in SORTS.items():
        every = [
            (council, row) for council, sheets in registers.items() for row in sheets.get(sheet, ()) if row.get("code")
        ]
        users: dict[str, set[str]] = defaultdict(set)
        alike: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for council, row in every:
            users[str(row["code"]).casefold()].add(council)
            if not any(one == council for one, _ in alike[_face(sheet, row)]):
                alike[_face(sheet, row)].append((council, str(row["code"])))
        rows: list[PlainRow] = []
        for council, row in every:
            code, pair = str(row["code"]), alike[_face(sheet, row)]
            made_one = len(pair) > 1 and (council, code) in pair
            new = pair[0][1] if made_one else code
            if not made_one and len(users[code.casefold()]) > 1:
                new = f"{council}{code}"[:10] if sheet in _SHORT else apart_code(council, code)
            rows.append({
                "council": council, "sort": sort, "old": code, "title": str(row.get("title") or row.get("name") or ""),
                "becomes": JOINED if made_one else CARRIED, "new": new,
                "leads": ("Yes" if (council, code) == pair[0] else "No") if made_one else None,
                "histories": "Apart" if made_one and sheet == "measures" else None,
            })  # fmt: skip
        # What is proposed to become one stands together, so that it can be read together.
        first = {str(row["new"]): number for number, row in reversed([*enumerate(rows)])}
        made += sorted(rows, key=lambda row: first[str(row["new"])])
    return made


def _face(sheet: str, row: PlainRow) -> tuple[str, ...]:
    """By what two items look the same: their title, and for measures how they are counted."""
    title = folded(str(row.get("title") or row.get("name") or ""))
    return (title, *(folded(str(row.get(key) or "")) for key in ALIKE)) if sheet == "measures" else (title,)


def read_crosswalk(reader: SheetReader, registers: Registers) -> Crosswalk:
    """The crosswalk that a workbook holds; everything that is wrong in it goes to the reader's problems."""
    reader.lines("councils")
    known = {
        (council, sheet): [str(row["code"]) for row in sheets.get(sheet, ()) if row.get("code")]
        for council, sheets in registers.items()
        for sheet in SORTS.values()
    }
    steps: dict[tuple[str, str, str], Step] = {}
    for line in reader.lines("crosswalk"):
        reader.refer(line, "council", "councils.code", "council")
        step = _step(line)
        if step is None:
            continue
        codes = known.get((step.council, step.sheet), [])
        if step.old.casefold() not in {code.casefold() for code in codes}:
            what = f'{step.council} has no {line.text("sort").lower()} with the code "{step.old}".'
            reader.say(
                "PMF-160", line.places["old"], what, f"{near_miss(step.old, codes)}Correct the code, or remove the row."
            )
        elif step.key in steps:
            what = f"{step.council} {step.old} stands in {steps[step.key].place.cell} already."
            reader.say("PMF-160", line.places["old"], what, "Remove one of the two rows.")
        else:
            steps[step.key] = step
            _code(reader, line, step)
    found = Crosswalk(steps)
    for (council, sheet), codes in known.items():
        sort = next(word for word, key in SORTS.items() if key == sheet)
        for code in codes:
            if (council, sheet, code.casefold()) not in steps:
                what = f'there is no row for the {sort.lower()} "{code}" of {council}.'
                place = Place(reader.file, reader.layout.sheet("crosswalk").title)
                reader.say("PMF-161", place, what, "Add a row for it, or delete the file and have it proposed anew.")
    for sheet in SORTS.values():
        _together(reader, sheet, found, registers)
    return found


def _step(line: Line) -> Step | None:
    sheet = SORTS.get(line.text("sort"))
    if not (sheet and line.text("council") and line.text("old") and line.text("becomes")):
        return None
    left_out = line.text("becomes") == LEFT_OUT
    return Step(
        line.text("council"), sheet, line.text("old"), line.text("becomes"), "" if left_out else line.text("new"),
        line.text("leads") == "Yes", line.text("histories") == ADDED_UP, line.places["old"],
    )  # fmt: skip


def _code(reader: SheetReader, line: Line, step: Step) -> None:
    """Say where a new code is missing, or cannot be one."""
    if step.becomes == LEFT_OUT:
        return
    if not step.new:
        what, remedy = "it goes on, but under no code.", f"Enter its new code, or choose {LEFT_OUT}."
        reader.say("PMF-162", line.places["new"], what, remedy)
        return
    short = step.sheet in _SHORT
    if not re.fullmatch(r"[A-Z0-9]{1,10}" if short else r"[A-Za-z0-9][A-Za-z0-9._/-]{0,15}", step.new):
        allowed = "capital letters and digits only, up to 10" if short else "letters, digits and . - / _ only, up to 16"
        reader.say("PMF-162", line.places["new"], f'"{step.new}" cannot be a code.', f"Use {allowed}.")


def _together(reader: SheetReader, sheet: str, found: Crosswalk, registers: Registers) -> None:
    """Say which items share a new code and are not joined, are joined with nothing, or cannot be joined."""
    by_new: dict[str, list[Step]] = defaultdict(list)
    for step in found.steps.values():
        if step.sheet == sheet and step.new:
            by_new[step.new.casefold()].append(step)
    for steps in by_new.values():
        joined = [step for step in steps if step.becomes == JOINED]
        if len(steps) > 1 and len(joined) < len(steps):
            names = " and ".join(f"{step.council} {step.old}" for step in steps)
            what = f'{names} would both be "{steps[0].new}".'
            remedy = f"Give each a code of its own, or choose {JOINED} in each where they are really one."
            for step in steps:
                if step.becomes != JOINED:
                    reader.say("PMF-163", step.place, what, remedy)
        elif len(joined) == 1:
            what = f'{joined[0].council} {joined[0].old} is joined, but no other item becomes "{joined[0].new}".'
            reader.say("PMF-163", joined[0].place, what, f"Choose {CARRIED}, or give the other item the same new code.")
        elif joined and sum(step.leads for step in joined) != 1:
            names = " and ".join(f"{step.council} {step.old}" for step in joined)
            what = f"of {names}, which become one, {'none' if not any(s.leads for s in joined) else 'more than one'} leads."
            reader.say(
                "PMF-164", joined[0].place, what, "Choose Yes under Leads in one of their rows, and No in the others."
            )
        elif joined and sheet == "measures":
            _alike(reader, joined, registers)


def _alike(reader: SheetReader, steps: Sequence[Step], registers: Registers) -> None:
    """Say where measures that are joined are counted differently, or were added up although they are no counts."""
    rows = [_row(registers, step) for step in steps]
    for key, words in ALIKE.items():
        said = [str(row.get(key) or "") for row in rows]
        if len({folded(one) for one in said}) > 1:
            each = ", ".join(f'"{one}" ({step.council})' for one, step in zip(said, steps, strict=True))
            what = f"{' and '.join(f'{s.council} {s.old}' for s in steps)} cannot be joined: their {words} is not the same: {each}."
            reader.say(
                "PMF-165",
                steps[0].place,
                what,
                f"Correct that council's register, or choose {CARRIED} and give each its own code.",
            )
    added = [step for step in steps if step.added_up]
    if added and (len(added) < len(steps) or any(str(row.get("kind")) not in ("Number", "Money") for row in rows)):
        what = f'the histories of "{steps[0].new}" cannot be added up.'
        remedy = "Choose Added up in every row that is joined, and only for numbers and money; for anything else choose Apart."
        reader.say("PMF-166", added[0].place, what, remedy)


def _row(registers: Registers, step: Step) -> PlainRow:
    rows = registers[step.council].get(step.sheet, ())
    return next(row for row in rows if str(row.get("code") or "").casefold() == step.old.casefold())
