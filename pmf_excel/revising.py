"""Writing into a workspace's register: the file as it was is kept first, and what pmf does not know is never written over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_excel.errors import OurFault, PutRight
from pmf_excel.excel import package
from pmf_excel.files import put_in_place, sha256_of
from pmf_excel.ledger import archive
from pmf_excel.problems import errors_in
from pmf_excel.register.beyond import beyond
from pmf_excel.register.lines import SheetReader
from pmf_excel.register.revise import Revision, attached, revised, unlike, worked_out
from pmf_excel.register.rows import PlainRow
from pmf_excel.shelves import REGISTER, Shelves

#: Where a new register is put that would lose something if it were written over the old one.
BESIDE = f"{Path(REGISTER).stem} revised.xlsx"


@dataclass(frozen=True)
class Written:
    """Where a register was written, the hash under which the archive keeps the one before, and what it lacks of that, in words."""

    path: Path
    kept: str
    lost: tuple[str, ...] = ()

    @property
    def remark(self) -> str:
        """What is to be done where it was not put in the place of the old one."""
        if not self.lost:
            return ""
        return (
            f"{REGISTER} has {'; '.join(self.lost)}, which pmf does not know and would lose. So it was left as it is, and the new one "
            f"was put beside it: {self.path}. Copy into that what you want to keep, then give it the name {REGISTER}."
        )


def revise(shelves: Shelves, revision: Revision, dry_run: bool = False) -> Written:
    """Write rows and changes into framework.xlsx, or where that would lose something, into a new file beside it.

    Raises PutRight while the register holds errors, is open in a program, or such a file is there already.
    """
    data, path = shelves.register_bytes(), shelves.folder / REGISTER
    if wrong := errors_in(shelves.register(data).problems):
        raise PutRight(
            f"{path}: the register has to be put right before anything is written into it. Then run the same command again.",
            tuple(wrong),
        )
    layout = shelves.layout("register")
    reader = SheetReader(package.read(data), layout, REGISTER)
    rows, lost = revised(reader, revision), (*beyond(reader), *worked_out(reader), *attached(data))
    made = shelves.new_register(rows)
    _check(shelves, made, rows)
    target = shelves.folder / BESIDE if lost else path
    if lost and target.exists():
        raise PutRight(f"{target}: it is there already. Put it in the place of {REGISTER}, or move it elsewhere, then run the same command again.")  # fmt: skip
    _not_open(path)
    if not dry_run:
        archive.keep(shelves.path("archive"), data)
        put_in_place(target, made)
    return Written(target, sha256_of(data), lost)


def _check(shelves: Shelves, made: bytes, rows: Mapping[str, Sequence[PlainRow]]) -> None:
    """Read the new register again before anybody relies on it: it must say what was meant, and hold no errors."""
    said = unlike(SheetReader(package.read(made), shelves.layout("register"), REGISTER), rows)
    wrong = errors_in(shelves.register(made).problems)
    if said or wrong:
        raise OurFault(f"the register that was made is not what was meant: {said or wrong[0]}")


def _not_open(path: Path) -> None:
    """Say so where somebody has the register open: saving it there would undo what is written here."""
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        if (path.parent / name).exists():
            raise PutRight(
                f"{path}: it is open in a spreadsheet program. Save and close it there, then run the same command again."
            )
