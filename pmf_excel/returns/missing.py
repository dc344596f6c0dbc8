"""What a measure's row lacks: its figure, or the words and the action that the figure asks for, said in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmf_excel.excel.layout import Column
from pmf_excel.excel.reader import Row
from pmf_excel.excel.typed import Reading
from pmf_excel.ledger.records import Asked
from pmf_excel.ledger.sentences import listed
from pmf_excel.problems import Problem, error
from pmf_excel.returns.figure_cells import FIGURE, figure_columns
from pmf_excel.returns.marking import columns_together
from pmf_excel.returns.rules import REQUIREMENTS, Answered

#: What each empty cell is to be filled with: alone, and as part of a longer sentence.
_ALONE = {
    "commentary": "Say what lies behind it.",
    "action": "Say what will be done about it.",
    "owner": "Enter the job title of whoever will do it.",
    "action_due": "Enter by when, as day, month and year.",
}
_TOGETHER = {
    "commentary": "what lies behind it",
    "action": "what will be done about it",
    "owner": "who will do it",
    "action_due": "by when",
}


def missing(
    row: Row, readings: Mapping[str, Reading], answered: Answered, asked: Asked, inputs: Sequence[Column], apart: bool
) -> list[Problem]:
    """What a row must have and has not: a problem for the figure, and one for all the other cells.

    ``apart`` says the words and the action each by itself, so that either may be waived without the other.
    """
    if not answered.figure and not answered.reason:
        place = row[figure_columns(asked.terms)[0]].place
        what = f'the figure for "{asked.measure}" is empty, and no reason is chosen for having none.'
        remedy = (
            f'Enter it, or choose why under "If none, why" in {row["reason"].place.cell} and say more in Commentary.'
        )
        return [error("PMF-201", place, what, remedy)]
    empty = [column for column in inputs if column.key not in FIGURE and _lacks(column, readings, answered)]
    words = [column for column in empty if column.key == "commentary"]
    groups = [words, [column for column in empty if column not in words]] if apart else [empty]
    return [_empty(row, group, answered) for group in groups if group]


def _empty(row: Row, empty: Sequence[Column], answered: Answered) -> Problem:
    """That some cells are empty, and what to fill them with."""
    first, keys = empty[0], [column.key for column in empty]
    because = REQUIREMENTS[first.required_when].because(answered)
    names = listed([f'"{column.heading}"' for column in empty])
    what = f"{names} {'is' if len(empty) == 1 else 'are'} empty, but {because}."
    remedy = _ALONE[first.key] if len(empty) == 1 else f"Say {listed([_TOGETHER[key] for key in keys])}."
    code = "PMF-205" if "commentary" in keys else "PMF-206"
    return replace(error(code, row[first.key].place, what, remedy), about=columns_together(keys))


def _lacks(column: Column, readings: Mapping[str, Reading], answered: Answered) -> bool:
    requirement = REQUIREMENTS.get(column.required_when)
    reading = readings[column.key]
    return requirement is not None and requirement.holds(answered) and reading.value is None and not reading.wrong
