"""The validation of an input: the drop-down, the limits or the length, in the words of its column."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import FIRST_YEAR, LARGEST, LAST_YEAR, limits_words
from pmf_excel.excel.sheets import choice_rule, cut


def input_rule(column: Column) -> dict[str, Any]:
    """The validation of a column's cells, as its kind asks."""
    if column.choices:
        return dict(choice_rule(column))
    if column.kind == "date":
        return {
            "validate": "date", "criteria": "between", "minimum": datetime(FIRST_YEAR, 1, 1), "maximum": datetime(LAST_YEAR, 12, 31),
            "error_title": "A date belongs here", "error_message": "Enter day, month and year, for example 31/07/2026.",
        }  # fmt: skip
    if column.kind in ("number", "integer", "figure"):
        return number_rule(column, "")
    return {
        "validate": "length", "criteria": "<=", "value": column.longest,
        "error_title": "Too long", "error_message": f"{column.heading}: at most {column.longest:,} characters.",
    }  # fmt: skip


def number_rule(column: Column, otherwise: str) -> dict[str, Any]:
    """The validation of a number within its column's limits; ``otherwise`` says what to do where there is none."""
    low, high = column.minimum, column.maximum
    limits = f" {limits_words(column)}" if low is not None or high is not None else ""
    return {
        "validate": "integer" if column.kind == "integer" else "decimal", "criteria": "between",
        "minimum": float(low) if low is not None else -float(LARGEST),
        "maximum": float(high) if high is not None else float(LARGEST),
        "error_title": "A number belongs here",
        "error_message": cut(f"Enter a {'whole ' if column.kind == 'integer' else ''}number{limits}, without words or signs.{otherwise}", 225),
    }  # fmt: skip
