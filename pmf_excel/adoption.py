"""The register as a whole: adopted by a body, held against what it was, and what in it nobody approved since."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pmf_excel import __version__
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import put_in_place, sha256_of
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.differences import Difference, differences
from pmf_excel.framework.governance import Adoption, Unapproved, governed, unapproved
from pmf_excel.framework.model import Framework
from pmf_excel.framework.review import INTERVAL, NEXT, review, unread
from pmf_excel.ledger import archive
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Decision
from pmf_excel.problems import Place, Problem, errors_in, note, query
from pmf_excel.shelves import REGISTER, Shelves

#: What a decision about a register is called in the ledger, and the stage at which it is adopted.
WHAT, STAGE = "register", "Adopted"


@dataclass(frozen=True)
class Compared:
    """Two registers held against each other: what each is called, in what they differ, and how much of each could not be read."""

    old: str
    new: str
    found: Sequence[Difference]
    wrong: Sequence[str] = ()

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {"old": self.old, "new": self.new, "remarks": list(self.wrong), "differences": [one.as_json() for one in self.found]}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """How a register stands to the one that was adopted: which that is, if any was, and what nobody approved since."""

    adopted: Adoption | None = None
    open: Sequence[Unapproved] = field(default_factory=tuple)
    unchanged: bool = True


def adopted(reader: Reader) -> Adoption | None:
    """The register that was last adopted; nothing when none was."""
    last = next((one for one in reversed(reader.decisions(WHAT)) if one.stage == STAGE and not one.withdrawn), None)
    return Adoption(last.subject, last.by, last.on, last.minute, last.note, last.at) if last else None


def settled(reader: Reader, stages: Sequence[str]) -> set[tuple[str, date, str]]:
    """Who settled something that pmf then wrote into the register as amendments, when, and on which sheet.

    A year's targets are set by the last of the stages; the actions of a service plan by whoever approved the plan.
    """
    last = stages[-1].casefold() if stages else ""
    done = [
        one
        for one in reader.decisions("targets")
        if one.stage.casefold() == last and not one.item and not one.withdrawn
    ]
    plans = [one for one in reader.decisions("plan") if not one.withdrawn]
    found = [(one, "targets") for one in done] + [(one, "activities") for one in plans]
    return {(one.by[:120], one.on, sheet) for one, sheet in found}  # a cell of Amendments holds no more


def adopt(
    shelves: Shelves, by: str, on: date, minute: str, at: datetime, note_: str = "", dry_run: bool = False
) -> tuple[Adoption, list[Difference]]:
    """Note that the register as it stands was approved as a whole; what was noted, and what had changed since the one before.

    Raises PutRight while it holds errors, and Mistyped where nobody is named, the day is still to come, or the same was noted already.
    """
    by, minute = " ".join(by.split()), " ".join(minute.split())
    if not by:
        raise Mistyped('Say which body adopted it: --by "Full Council".')
    if on > at.date():
        raise Mistyped(f"{in_words(on)} is still to come. Note the adoption once it was decided.")
    data = shelves.register_bytes()
    register = shelves.register(data)
    path = shelves.folder / REGISTER
    if wrong := errors_in(register.problems):
        raise PutRight(
            f"{path}: the register has to be put right before it can be adopted. Then run the same command again.",
            tuple(wrong),
        )
    if not register.framework.measures:
        raise PutRight(f"{path}: the register has no measures yet, so there is nothing to adopt.")
    made = Adoption(sha256_of(data), by, on, minute, note_.strip())
    with shelves.ledger.reading() as reader:
        before = adopted(reader)
    if before is not None and on < before.on:
        raise Mistyped(f"The register was adopted by {before.said}, after {in_words(on)}. Check the day.")
    if before == made:
        raise Mistyped(f"That is noted already: {made.said}, and the register has not changed since.")
    was = shelves.register(archive.fetch(shelves.path("archive"), before.sha256)).framework if before else None
    if not dry_run:
        with shelves.ledger.writing() as writer:
            archive.keep(shelves.path("archive"), data)
            writer.add_decision(Decision(WHAT, made.sha256, STAGE, by, on, at, minute, made.note))
    return made, differences(was, register.framework) if was else []


def standing(shelves: Shelves, framework: Framework | None = None, data: bytes | None = None) -> Standing:
    """How today's register stands to the one that was adopted; ``framework`` is today's, for those who have read it."""
    if not shelves.ledger.exists:
        return Standing()
    with shelves.ledger.reading() as reader:
        last, decided = adopted(reader), settled(reader, shelves.settings.target_steps)
    if last is None:
        return Standing()
    data = shelves.register_bytes() if data is None else data
    if sha256_of(data) == last.sha256:
        return Standing(last)
    now = framework or shelves.register(data).framework
    was = shelves.register(archive.fetch(shelves.path("archive"), last.sha256)).framework
    some = governed(differences(was, now), now)
    return Standing(last, tuple(unapproved(some, last, now.amendments, shelves.settings.approvers, decided)), False)


def unapproved_count(shelves: Shelves) -> int:
    """How many changes of today's register nobody approved: what every command says.

    Two registers need not be read for it each time: the number is remembered, under all that it follows from, where the system keeps
    what may be lost at any time.
    """
    if not shelves.ledger.exists:
        return 0
    with shelves.ledger.reading() as reader:
        last, decided = adopted(reader), settled(reader, shelves.settings.target_steps)
    data = shelves.register_bytes() if last else b""
    if last is None or sha256_of(data) == last.sha256:
        return 0
    rests_on = [
        __version__,
        last.as_key,
        sha256_of(data),
        repr(shelves.settings),
        repr(sorted(decided)),
        shelves.text("status-rules.toml"),
    ]
    key = sha256_of("\n".join(rests_on).encode())[:32]
    path = Path(tempfile.gettempdir()) / f"pmf-{key}.count"
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        found = len(standing(shelves, data=data).open)
    with contextlib.suppress(OSError, PutRight):
        put_in_place(path, str(found).encode("ascii"))
    return found


def said_of(found: Standing, framework: Framework, today: date) -> list[Problem]:
    """What is to be said of the register as a whole: that nobody adopted it, what nobody approved, and reviews that are due."""
    said = [one.problem(REGISTER) for one in found.open]
    if found.adopted is None and framework.measures:
        what = "nobody has noted that this register was adopted, so what is changed in it is not watched."
        remedy = 'Once it is, run: pmf adopt --by "Full Council" --on DAY --minute REFERENCE'
        said.append(note("PMF-143", Place(REGISTER), what, remedy))
    sheet = Place(REGISTER, "Framework document")
    due = review(framework.document, framework.versions)
    if due is not None and due.near(today):
        remedy = f'Review it, then enter the new "{NEXT}" and a row on Versions.'
        said.append(query("PMF-144", sheet, due.said(today)[:1].lower() + due.said(today)[1:], remedy))
    if text := unread(framework.document):
        what = f'"{text}" under "{NEXT}" is no day, so nobody is reminded of the review.'
        said.append(note("PMF-144", sheet, what, f'Write it as 14 July 2017 or July 2017. Without it, "{INTERVAL}" counts.'))  # fmt: skip
    return said


def compare(shelves: Shelves, old: Path | None = None, new: Path | None = None) -> Compared:
    """Two registers held against each other: files, or the one last adopted (or else last used) against today's.

    Raises Mistyped when no register was adopted or used yet, and PutRight when a file cannot be read.
    """
    names, frameworks, wrong = [], [], []
    for path, kept in ((old, True), (new, False)):
        name, data = _bytes(shelves, path, kept)
        register = shelves.register(data)
        if count := len(errors_in(register.problems)):
            wrong.append(f"{name}: {count} to put right in it, so some rows are not compared. Run: pmf check")
        names.append(name)
        frameworks.append(register.framework)
    return Compared(names[0], names[1], differences(*frameworks), wrong)


def _bytes(shelves: Shelves, path: Path | None, kept: bool) -> tuple[str, bytes]:
    if path is not None:
        try:
            return str(path), path.read_bytes()
        except OSError as why:
            raise PutRight(f"{path}: the register could not be read ({why.strerror}). Check its name.") from why
    if not kept:
        return f"today's {REGISTER}", shelves.register_bytes()
    last, used = None, None
    if shelves.ledger.exists:
        with shelves.ledger.reading() as reader:
            last, used = adopted(reader), reader.register()
    if last is not None:
        return f"the register adopted by {last.said}", archive.fetch(shelves.path("archive"), last.sha256)
    if used is not None:
        return "the register last used by pmf issue", archive.fetch(shelves.path("archive"), used[1])
    raise Mistyped("No register was adopted or used yet. Name two files: pmf diff OLD.xlsx NEW.xlsx")
