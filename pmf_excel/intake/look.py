"""The first look at a file: its hash, what it is, and the marks it carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pmf_excel.excel import package, stamp
from pmf_excel.excel.parts import Unreadable
from pmf_excel.files import sha256_of
from pmf_excel.intake.scan import Found


@dataclass(frozen=True)
class Look:
    """A file after its first look: its hash, its workbook and marks, or in a word why it has none."""

    file: Found
    sha256: str
    workbook: package.Workbook | None
    marks: Mapping[str, stamp.Code]
    trouble: str

    @property
    def code(self) -> stamp.Code | None:
        """The return's code, when its marks agree on one."""
        codes = set(self.marks.values())
        return next(iter(codes)) if len(codes) == 1 else None


def first_look(file: Found) -> Look:
    """Look at a file; whatever is in it, nothing is raised."""
    if file.data is None:
        return Look(file, "", None, {}, file.trouble)
    sha = sha256_of(file.data)
    try:
        workbook = package.read(file.data)
        return Look(file, sha, workbook, stamp.marks(workbook), "")
    except Unreadable as why:
        return Look(file, sha, None, {}, why.kind)
    except Exception as why:  # whatever one file does, the others go on
        return Look(file, sha, None, {}, f"fault {type(why).__name__}: {why}")


def candidates(looks: Sequence[Look]) -> dict[str, list[Look]]:
    """Different files that are copies of one return, by the hash of each; a marked-up copy and the return are two copies of one."""
    by_code: dict[stamp.Code, dict[str, Look]] = {}
    for look in looks:
        if look.code is not None:
            by_code.setdefault(replace(look.code, puts_right=0), {}).setdefault(look.sha256, look)
    return {sha: list(copies.values()) for copies in by_code.values() if len(copies) > 1 for sha in copies}
