"""One odd return: how it is made, and what has to become of it by the specification."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.odd.edits import Return, typed

#: A file put into a folder of the inbox: its bytes, or what makes it there (a link, a pipe, an odd name); nothing takes it away.
Content = bytes | Callable[[Path], None] | None
Files = Mapping[str | bytes, Content]
#: What a figure of the service has to be: a number, or the reason there is none.
Stands = Decimal | str

GOOD: Mapping[str, Stands] = {
    "P": Decimal(95), "N": Decimal(1234), "C": Decimal(1_200_000), "B": Decimal(-500), "D": Decimal(41830), "Y": Decimal(1),
}  # fmt: skip
AWAITED: Mapping[str, Stands] = dict.fromkeys(GOOD, "Awaited")


@dataclass(frozen=True)
class Expected:
    """What has to become of one file: its verdict, codes that must be among those found, and the cell they are about."""

    verdict: str
    codes: frozenset[str] = frozenset()
    cell: str = ""
    #: Words that must stand in what is said of the file.
    says: tuple[str, ...] = ()
    #: The verdict when everything is collected once more; worked out from the verdict unless told.
    again: str = ""

    @property
    def then(self) -> str:
        """The verdict of the second run."""
        taken = self.verdict in ("accepted", "accepted-with-notes", "held", "duplicate")
        return self.again or ("duplicate" if taken else self.verdict)


@dataclass(frozen=True)
class Variant:
    """A named odd return: stages of files that arrive one after the other, what becomes of each file, and the figures in the ledger."""

    name: str
    stages: Callable[[Return], Sequence[Files]] = field(repr=False)
    expected: Sequence[Mapping[str, Expected]]
    figures: Mapping[str, Stands]
    #: What the ledger has to hold as the commentary of the first measure.
    commentary: str | None = None

    @property
    def many(self) -> bool:
        """Whether more than one collection is needed."""
        return len(self.expected) > 1


FILE = "return.xlsx"
Make = Callable[[Return], bytes]


@dataclass(frozen=True)
class Verdict:
    """A way of saying that one file gets a verdict; ``otherwise`` are the figures of which none is said."""

    verdict: str
    otherwise: Mapping[str, Stands]

    def __call__(
        self, name: str, make: Make, *codes: str, cell: str = "", file: str = FILE, says: tuple[str, ...] = (), again: str = "",
        commentary: str | None = None, **figures: Stands,
    ) -> Variant:  # fmt: skip
        """A variant of one file; ``figures`` are those that differ from the others of its verdict."""
        expected = Expected(self.verdict, frozenset(codes), cell, says, again)
        stands = {**self.otherwise, **figures}
        return Variant(name, lambda made: [{file: make(made)}], [{file: expected}], stands, commentary)


accepted = Verdict("accepted", GOOD)
noted = Verdict("accepted-with-notes", GOOD)
#: Of which some rows wait to be put right: those have to be named.
held = Verdict("held", GOOD)
rejected, ignored, waiting = Verdict("rejected", AWAITED), Verdict("ignored", AWAITED), Verdict("waiting", AWAITED)


def in_folder(
    name: str, files: Callable[[Return], Files], expected: Mapping[str, Expected], **figures: Stands
) -> Variant:
    """A variant of several files that arrive at once; what is not expected by name must not be mentioned."""
    return Variant(name, lambda made: [files(made)], [expected], {**GOOD, **figures})


def in_turn(name: str, *stages: tuple[Callable[[Return], Files], Mapping[str, Expected]], **figures: Stands) -> Variant:
    """A variant of files that arrive one after the other, each stage being collected before the next."""
    makers = [files for files, _ in stages]
    return Variant(
        name, lambda made: [files(made) for files in makers], [one for _, one in stages], {**GOOD, **figures}
    )


def with_typed(**cells: object) -> Make:
    """The filled return with cells typed over, said as P_figure="95 %"."""
    return lambda made: typed(made.data, {where.replace("_", " ", 1): value for where, value in cells.items()})
