"""Proposals of other targets and tolerances, as people write them: on the command line, or in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.errors import PutRight
from pmf_excel.excel.limits import LARGEST
from pmf_excel.excel.spoken import bare_number
from pmf_excel.excel.values import clean_text, folded
from pmf_excel.framework.model import ToleranceKind
from pmf_excel.ledger.editable import CALLED, ValueName

#: What a proposal may give, which are also the columns of a file of them, after the measure's code.
VALUES: tuple[ValueName, ...] = ("target", "upper", "green", "amber")
TOLERANCE = ("tolerance", "tolerance_kind")
_KINDS = {
    "points": ToleranceKind.POINTS, "point": ToleranceKind.POINTS, "days": ToleranceKind.POINTS,
    "% of target": ToleranceKind.RELATIVE, "%": ToleranceKind.RELATIVE,
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes, as it was written, for one measure, or for all where no code is given; "" stays as it is.

    ``place`` is where it was written: an option of the command, or a row of a file.
    """

    measure: str = ""
    target: str = ""
    upper: str = ""
    green: str = ""
    amber: str = ""
    tolerance: str = ""
    tolerance_kind: str = ""
    place: str = ""
    in_file: bool = False

    @property
    def code(self) -> str:
        """The code of the measure, "" for all; whoever writes "all" means them."""
        code = self.measure.strip()
        return "" if code.casefold() == "all" else code

    @property
    def given(self) -> dict[str, Wish]:
        """What it proposes, by name."""
        return {name: Wish(text, self.place) for name in (*VALUES, *TOLERANCE) if (text := getattr(self, name).strip())}


@dataclass(frozen=True)
class Wish:
    """One value that is proposed, as it was written, and where."""

    text: str
    place: str


#: What is proposed for one measure, or for all of them.
Wishes = Mapping[str, Wish]


def of_csv(data: bytes, name: str) -> list[Proposal]:
    """The proposals of a CSV file, one a row: measure (or "all"), target, upper, green, amber, tolerance, tolerance_kind.

    Raises PutRight when its headings are others, or with every row that cannot be read.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as Excel saves a CSV file on Windows
        text = data.decode("cp1252", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        headings = [folded(cell).replace(" ", "_") for cell in next(rows, [])]
        cells = [(rows.line_num, [cell.strip() for cell in row]) for row in rows]
    except csv.Error as why:
        raise PutRight(f"{name}: this is no CSV file ({why}). Save it as one: in Excel, as CSV UTF-8.") from why
    known = ("measure", *VALUES, *TOLERANCE)
    while headings and not headings[-1]:
        headings.pop()
    strange = [clean_text(heading)[:40] for heading in headings if heading not in known]
    if strange or "measure" not in headings or len(set(headings)) < len(headings):
        found = f'"{strange[0]}" is no heading of proposals.' if strange else "a heading is missing, or there twice."
        raise PutRight(f"{name}, row 1: {found} Use measure and any of these, each once: {', '.join(known[1:])}.")
    proposals, refused = [], []
    for number, row in cells:
        place, values = f"{name}, row {number}", dict(zip(headings, row, strict=False))
        if any(row[len(headings) :]):
            refused.append(
                f"{place}: there are more cells than headings. Put a number such as 1,200 in quotation marks."
            )
        elif any(row) and not values["measure"]:
            refused.append(
                f'{place}: it does not say for which measure. Give its code, or "all" for a tolerance of all.'
            )
        elif any(row):
            proposals.append(Proposal(**values, place=place, in_file=True))
    if refused:
        raise PutRight("\n".join(refused))
    return proposals


def gathered(proposals: Iterable[Proposal]) -> tuple[dict[str, dict[str, Wish]], list[str]]:
    """What is proposed for each measure by its code in small letters ("" for all), and what of it cannot be."""
    found: dict[str, dict[str, Wish]] = {}
    refused = []
    for proposal in proposals:
        code, given = proposal.code, proposal.given
        if not given:
            refused.append(f"{proposal.place}: nothing is proposed. Give a target or a tolerance.")
        own = found.setdefault(code.casefold(), {})
        for name, wish in given.items():
            if not code and name in VALUES:
                refused.append(f"{wish.place}: a {CALLED[name]} belongs to one measure. Give the measure's code.")
            elif name in own:
                refused.append(
                    f"{wish.place}: another one is proposed already: {own[name].place}. Keep one of the two."
                )
            elif name == "tolerance" and amount_of(wish.text) is None:
                refused.append(
                    f'{wish.place}: "{wish.text}" is not a tolerance. Write a number of at least 0 without a sign, such as 5; '
                    "in what it is counted, the kind of tolerance says."
                )  # fmt: skip
            elif name == "tolerance_kind" and kind_of(wish.text) is None:
                refused.append(
                    f'{wish.place}: "{wish.text}" is not a kind of tolerance. Write points or "% of target".'
                )
            else:
                own[name] = wish
    return found, refused


def kind_of(text: str) -> ToleranceKind | None:
    """A kind of tolerance as it was written; nothing when it is none."""
    return _KINDS.get(text.strip().casefold())


def amount_of(text: str) -> Decimal | None:
    """A tolerance as it was written; nothing when it is none. A percent sign would leave open of what."""
    number = bare_number(text) if "%" not in text else ""
    return Decimal(number) if number and 0 <= Decimal(number) <= LARGEST else None
