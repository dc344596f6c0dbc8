"""What may go wrong, as exceptions that carry the sentence a person reads and the exit code.

PmfError                 3  our fault unless a subclass says otherwise
├── PutRight             1  something in a workbook, a setting or a folder that a person can put right
├── Mistyped             2  the command does not make sense as typed
│   └── Nothing          2  it makes sense, and there is nothing to make it from
└── OurFault             3  a promise we made to ourselves was broken
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmf_excel.problems import Problem


class PmfError(Exception):
    """Anything pmf stops for; the text is meant to be read by a person."""

    exit_code = 3


class PutRight(PmfError):
    """Something a person can put right; ``problems`` lists every one of them, not only the first."""

    exit_code = 1

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class Mistyped(PmfError):
    """The command does not make sense as typed."""

    exit_code = 2


class Nothing(Mistyped):
    """What was asked for makes sense, and there is nothing for its readers, or not in this round."""


class OurFault(PmfError):
    """A rule inside pmf was broken: a layout over Excel's limits, a call Excel's writer refused."""

    exit_code = 3
