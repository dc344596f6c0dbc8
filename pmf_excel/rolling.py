"""The turn of the year: next year's register made from this year's, with what became of each item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as again_as
from datetime import date, datetime
from pathlib import Path

from pmf_excel.adoption import WHAT, adopted
from pmf_excel.errors import Mistyped, OurFault, PutRight
from pmf_excel.excel import package
from pmf_excel.files import put_in_place, sha256_of
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.differences import Change, differences
from pmf_excel.framework.lineage import Lineage
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.periods import Length, Period, month
from pmf_excel.framework.review import review
from pmf_excel.ledger import archive
from pmf_excel.ledger.known import last_items
from pmf_excel.ledger.members import with_answers
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Decision
from pmf_excel.ledger.sentences import counted
from pmf_excel.problems import errors_in
from pmf_excel.register.beyond import beyond
from pmf_excel.register.handed_on import handed_on, rows_of_lineage
from pmf_excel.register.lines import SheetReader
from pmf_excel.register.rolled import LeftOut, Rolled, roll
from pmf_excel.register.rows import rows_of
from pmf_excel.shelves import REGISTER, Shelves

#: The stage at which the ledger notes that a register was followed by that of a new year.
ROLLED = "Followed"
#: And that a new year's register was made from it: the subject is the hash of the register, the value the year.
MADE = "Rolled over"
#: How many codes a sentence names.
_NAMED = 12


@dataclass(frozen=True)
class Turned:
    """A register that was made for a new year, or would be: where it goes, what became of the items, and what is still to do."""

    year: Period
    path: Path
    lineage: Sequence[Lineage] = ()
    left_out: Sequence[LeftOut] = ()
    to_do: Sequence[str] = ()
    remarks: Sequence[str] = ()
    awaited: Sequence[str] = ()
    carried: Sequence[str] = ()
    #: The hash under which the archive keeps the register that was replaced; nothing where none was.
    kept: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        lineage = [
            {"item": one.item, "what": one.what.value, "earlier": one.earlier, "note": one.note} for one in self.lineage
        ]
        return {
            "year": self.year.label, "file": str(self.path), "replaced": self.kept, "counts": dict(self.counts), "lineage": lineage,
            "left_out": [one.as_json() for one in self.left_out], "to_do": list(self.to_do), "remarks": list(self.remarks),
            "targets_awaited": list(self.awaited), "targets_carried": list(self.carried),
        }  # fmt: skip


def turn(shelves: Shelves, year: Period, at: datetime, carry: bool = False, dry_run: bool = False) -> Turned:
    """Make the register of a financial year beside today's; with ``dry_run`` only say what it would be.

    Raises Mistyped where that year has begun already or was rolled to, and PutRight while the register holds errors or the file is there.
    """
    path = beside(shelves, year)
    register = _of_before(shelves, year)
    if path.exists():
        raise PutRight(
            f"{path}: it is there already. Change it as it should be, then put it in place: pmf roll {year.label} --replace. "
            "To have it made anew, move it elsewhere first."
        )
    done, data = _made(shelves, register, year, carry)
    if not dry_run:
        old = shelves.register_bytes()
        archive.keep(shelves.path("archive"), old)
        if shelves.ledger.exists:  # before the file, so that no new register is there without it
            note = f"The register of {year.label} was made from it."
            with shelves.ledger.writing() as writer:
                writer.add_decision(
                    Decision(WHAT, sha256_of(old), MADE, "pmf roll", at.date(), at, "", note, value=year.id)
                )
        put_in_place(path, data)
    return done


def replace(
    shelves: Shelves, year: Period, at: datetime, carry: bool = False, dry_run: bool = False, anyway: bool = False
) -> Turned:
    """Put the register of a financial year in the place of today's, which the archive keeps first.

    The one that lies beside it is taken, with all that was changed in it since; where there is none, it is made. Raises PutRight where
    the new one holds errors, where one that is made now would lose something that pmf does not know, or where today's was changed
    after the new one was made from it, unless it is put in place ``anyway``.
    """
    path, register = beside(shelves, year), _of_before(shelves, year)
    there = path.exists()
    done, data = (Turned(year, path), path.read_bytes()) if there else _made(shelves, register, year, carry)
    if done.remarks:
        again = f"Make it without --replace, complete it, then run: pmf roll {year.label} --replace"
        raise PutRight(f"{' '.join(done.remarks)} {again}")
    if wrong := errors_in(shelves.register(data).problems):
        raise PutRight(
            f"{path}: the new register has to be put right before it takes the place of {REGISTER}. Then run the same command again.",
            tuple(again_as(one, place=again_as(one.place, file=path.name)) for one in wrong),
        )
    if there and not anyway and (changed := _changed_since(shelves, register, year)):
        raise PutRight(
            f"{path}: {REGISTER} was changed after this was made from it, and that is not in it: {' '.join(changed)} "
            f"Make the same changes in {path.name}, then run: pmf roll {year.label} --replace --anyway. "
            f"Or move {path.name} elsewhere, and have it made anew: pmf roll {year.label}"
        )
    old = shelves.register_bytes()
    if not dry_run:
        with shelves.ledger.writing() as writer:
            archive.keep(shelves.path("archive"), old)
            note = f"{REGISTER} was followed by that of {year.label}."
            writer.add_decision(Decision(WHAT, sha256_of(old), ROLLED, "pmf roll", at.date(), at, "", note))
            put_in_place(
                shelves.folder / REGISTER, data
            )  # while it is open in Excel it cannot be, and then nothing is noted
        if there:
            path.unlink()
    return again_as(done, path=shelves.folder / REGISTER, kept=sha256_of(old))


def _made(shelves: Shelves, register: Framework, year: Period, carry: bool) -> tuple[Turned, bytes]:
    """The register of a financial year, and what there is to say of it."""
    layout, data = shelves.layout("register"), shelves.register_bytes()
    reader = SheetReader(package.read(data), layout, REGISTER)
    rows = rows_of(reader, [sheet.key for sheet in layout.sheets])
    with shelves.ledger.reading() as ledger:
        finished, base = _finished(shelves, ledger, register, year), _base(shelves, ledger, year)
        due = {
            code: day for (_, code), one in last_items(ledger, month(year.year, 4)).items() if (day := one.day("due"))
        }
        told = again_as(register, questions=with_answers(ledger, register.questions))
    made = roll(rows, told, year, finished, lambda measure: _aims(shelves, measure), carry)
    now = _read(shelves, register, made)
    lineage = handed_on(base or register, now, year, made.left_out)
    made.rows["lineage"] = [*made.rows.get("lineage", ()), *rows_of_lineage(lineage)]
    data = shelves.new_register(made.rows)
    path = beside(shelves, year)
    wrong = [f"{path.name}: {one.found} {one.remedy}" for one in errors_in(shelves.register(data).problems)]
    lost = [f"{REGISTER} has {one}, which pmf does not know: it is not in the new one." for one in beyond(reader)]
    counts = Counter(one.what.value for one in lineage)
    to_do = [*wrong, *_to_do(now, made, year, due)]
    return Turned(year, path, lineage, made.left_out, to_do, lost, made.awaited, made.carried, counts=counts), data


def _changed_since(shelves: Shelves, register: Framework, year: Period) -> list[str]:
    """What was changed in today's register after the new one was made from it, each in a sentence; the first ones, and how many more."""
    if not shelves.ledger.exists:
        return []
    with shelves.ledger.reading() as reader:
        made = [one for one in reader.decisions(WHAT) if (one.stage, one.value) == (MADE, year.id)]
    if not made or made[-1].subject == sha256_of(shelves.register_bytes()):
        return []
    was = shelves.register(archive.fetch(shelves.path("archive"), made[-1].subject)).framework
    said = [one.sentence for one in differences(was, register)]
    more = [f"And {len(said) - _NAMED} more."] if len(said) > _NAMED else []
    return [*said[:_NAMED], *more]


def beside(shelves: Shelves, year: Period) -> Path:
    """Where the register of a financial year lies until it is put in place: "framework 2015-16.xlsx"."""
    return shelves.folder / f"{Path(REGISTER).stem} {year.label.replace('/', '-')}.xlsx"


def _of_before(shelves: Shelves, year: Period) -> Framework:
    """The framework of today's register; Mistyped or PutRight where no year can follow it that is this one."""
    if year.length is not Length.YEAR:
        raise Mistyped(f"{year.label} is not a financial year. Write it as {year.financial_year.label}.")
    register = shelves.register()
    if wrong := errors_in(register.problems):
        raise PutRight(f"{shelves.folder / REGISTER}: the register has to be put right before the next year's is made from it. Then run the same command again.", tuple(wrong))  # fmt: skip
    if not register.framework.measures:
        raise PutRight(
            f"{shelves.folder / REGISTER}: the register has no measures yet, so there is nothing to roll over."
        )
    if any(one.year >= year for one in register.framework.lineage):
        raise Mistyped(f"{REGISTER} is that of {year.label} already: its sheet Lineage says so.")
    last = None
    if shelves.ledger.exists:
        with shelves.ledger.reading() as reader:
            last = reader.last_round()
    if last is not None and not last.financial_year < year:
        raise Mistyped(
            f"Returns of {last.label} were issued, so {year.label} has begun. Roll over before the first round of a year."
        )
    if last is not None and last.financial_year.back(-1) < year:
        raise Mistyped(
            f"The last returns were of {last.label}, so the year that follows is {last.financial_year.back(-1).label}."
        )
    return register.framework


def _finished(shelves: Shelves, reader: Reader, framework: Framework, year: Period) -> dict[tuple[str, str], str]:
    """Why no more comes of some items, by sheet and code: by the register, or by what services said last."""
    last = last_items(reader, month(year.year, 4))
    words, found = shelves.vocabulary, {}
    for one in framework.activities:
        said = next((last[part, one.code] for part in ("activities", "actions") if (part, one.code) in last), None)
        for status, day in (
            (one.status, one.completed),
            (said.said.get("status", ""), said.day("completed")) if said else ("", None),
        ):
            word = words.find(status) if status else None
            if word is not None and word.finished:
                found["activities", one.code] = f"{word.word}{f', on {in_words(day)}' if day else ''}"
    for audit in framework.recommendations:
        said = last.get(("recommendations", audit.code))
        day = audit.completed or (said.day("completed") if said else None)
        if audit.complete or (said is not None and said.number("percent") == 100):
            found["recommendations", audit.code] = f"carried out{f' on {in_words(day)}' if day else ''}"
    return found


def _base(shelves: Shelves, reader: Reader, year: Period) -> Framework | None:
    """What the new register is compared with: the one that was adopted last, or else the first that the year's returns were made from."""
    last = adopted(reader)
    if last is not None:
        return shelves.register(archive.fetch(shelves.path("archive"), last.sha256)).framework
    used = [one.register_seq for one in reader.issues() if one.round.financial_year == year.back()]
    return shelves.kept_framework(reader, min(used)) if used else None


def _aims(shelves: Shelves, measure: Measure) -> bool:
    """Whether a measure is judged by something that the Targets sheet gives."""
    wants = {Against.TARGET, Against.GREEN, Against.AMBER, Against.FORECAST}
    return bool(wants & set(shelves.rules[measure.rule].compares))


def _read(shelves: Shelves, before: Framework, made: Rolled) -> Framework:
    """The new register as it reads; our fault where a row that was only carried over says another thing than before."""
    now = shelves.register(shelves.new_register(made.rows)).framework
    wrong = [one for one in differences(before, now) if one.change is Change.CHANGED]
    if wrong:
        raise OurFault(f"rolling over would change {wrong[0].sentence}")
    return now


def _to_do(now: Framework, made: Rolled, year: Period, due: Mapping[str, date]) -> list[str]:
    """What the officer has still to do, in sentences; ``due`` are the days to which services moved work."""
    found = []
    if made.awaited:
        found.append(f"Targets for {year.label} have to be agreed for {counted(len(made.awaited), 'measure')}: {_listed(made.awaited)}. Until then they say TBC.")  # fmt: skip
    if made.carried:
        found.append(f"Targets of {year.back().label} were carried for {counted(len(made.carried), 'measure')}, as was asked for, and nobody has agreed them: {_listed(made.carried)}.")  # fmt: skip
    old = [one.code for one in now.budgets if one.year < year]
    if old:
        found.append(f"{counted(len(old), 'budget line')} still of {year.back().label}: {_listed(old)}. Once the outturn is in, enter {year.label} and its budget.")  # fmt: skip
    for service in now.services.values():
        if not any(one.service == service.code and one.lives_in(year) for one in now.measures.values()):
            found.append(f"{service.code} {service.name} has no measure in {year.label}.")
    dated = [(one.code, due.get(one.code) or one.due) for one in now.activities]
    late = [code for code, day in dated if day is not None and day < year.start]
    if late:
        found.append(f"{counted(len(late), 'activity', 'activities')} due before {in_words(year.start)} and not finished: {_listed(late)}. Agree a later date, or ask what became of it.")  # fmt: skip
    if not any(one.on >= year.start for one in now.meetings):
        found.append(f"The sheet Meetings has none from {in_words(year.start)} on.")
    wanted = review(now.document, now.versions)
    if wanted is not None and wanted.on <= year.end:
        found.append(f"The framework is to be reviewed by {wanted.words}.")
    return found


def _listed(codes: Sequence[str]) -> str:
    more = len(codes) - _NAMED
    return ", ".join(codes[:_NAMED]) + (f" and {more} more" if more > 0 else "")
