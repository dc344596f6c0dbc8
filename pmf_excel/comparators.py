"""Comparators of a workspace: a file of them taken in, whole or not at all, and what stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.files import sha256_of
from pmf_excel.framework.comparators import Comparator, Key, Stated
from pmf_excel.framework.model import Measure
from pmf_excel.ledger import archive
from pmf_excel.ledger.reader import Reader
from pmf_excel.problems import Problem, errors_in
from pmf_excel.register.comparators import Read, read_comparators
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class TakenIn:
    """What became of a file: its lines against what stood before, or when it was taken in before.

    ``already`` is the moment and the name under which the same bytes were taken in; then nothing else is there.
    """

    file: str
    lines: tuple[Stated, ...] = ()
    before: dict[Key, Comparator] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    already: tuple[datetime, str] | None = None

    @property
    def new(self) -> list[Stated]:
        """Lines that say what nothing said before."""
        return [line for line in self.lines if line.key not in self.before]

    @property
    def changed(self) -> list[tuple[Comparator, Stated]]:
        """Lines that say another value, or withdraw one, each with what stood before."""
        pairs = [(self.before[line.key], line) for line in self.lines if line.key in self.before]
        return [(old, line) for old, line in pairs if old.value != line.value]

    @property
    def same(self) -> int:
        """How many lines say the value that stood already."""
        return len(self.lines) - len(self.new) - len(self.changed)

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            "file": self.file,
            "already": self.already[0].isoformat() if self.already else None,
            "values": len(self.lines), "new": len(self.new), "same": self.same,
            "changed": [
                {
                    "measure": line.measure, "period": line.period.id, "group": line.group, "was": str(old.value),
                    "value": None if line.value is None else str(line.value),
                }
                for old, line in self.changed
            ],
            "notes": [one.as_json() for one in self.notes],
        }  # fmt: skip


def take_in(workspace: Workspace, path: Path, at: datetime, dry_run: bool = False) -> TakenIn:
    """Take in a file of comparators, which is kept as it is; with ``dry_run`` only say what would become of it.

    A file is taken whole or not at all, and the same file once. Raises PutRight, with everything that is wrong, when it is not.
    """
    data = path.read_bytes()
    with workspace.ledger.reading() as reader:
        found, _ = _looked_at(workspace, reader, path, data, at)
    if dry_run:
        return found
    # Even what was taken in already: by then another pmf may have written, and one that was stopped is cleared up after.
    with workspace.ledger.writing() as writer:
        found, sha256 = _looked_at(workspace, writer, path, data, at)
        if not found.already:
            archive.keep(workspace.path("archive"), data)
            writer.add_comparators(at, sha256, path.name, found.lines)
    return found


def _looked_at(
    workspace: Workspace, reader: Reader, path: Path, data: bytes, at: datetime
) -> tuple[TakenIn, str]:  # fmt: skip
    sha256 = sha256_of(data)
    already = reader.comparators_of(sha256)
    if already:
        return TakenIn(path.name, already=already), sha256
    before = {one.key: one for one in reader.comparators()}
    read: Read = read_comparators(data, path.name, _measures(workspace, reader), before, at.date())
    wrong = errors_in(read.problems)
    if wrong:
        many = f"{len(wrong)} things have" if len(wrong) > 1 else "one thing has"
        raise PutRight(
            f"{path}: nothing was taken in, because {many} to be put right. Then run the same command again.", wrong
        )
    if not read.lines:
        raise PutRight(f"{path}: there are headings in this file, and no line below them. Add a line for each value.")
    return TakenIn(path.name, tuple(read.lines), before, tuple(read.problems)), sha256


def _measures(workspace: Workspace, reader: Reader) -> dict[str, Measure]:
    """Every measure of the register as it is, and those that it had when a round was last issued."""
    kept = workspace.kept_framework(reader).measures if reader.register() else {}
    return {**kept, **workspace.register().framework.measures}
