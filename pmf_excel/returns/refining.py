"""A target or tolerance that a stage sets, as it was written, held to what a service would be held to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import FIRST_YEAR, LARGEST, LAST_YEAR, limits_words
from pmf_excel.excel.spoken import bare_number
from pmf_excel.framework.calendar import parse_day
from pmf_excel.framework.figures import Kind
from pmf_excel.framework.periods import financial_year
from pmf_excel.ledger.proposals import amount_of, kind_of
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.problems import Severity
from pmf_excel.returns.target_setting import AMOUNT, KIND, Setting, unlikely

#: What is said of a measure, by column.
Said = Mapping[str, str]


class Refused(Exception):
    """What was written cannot be; the words say why, and what to write."""


def refined(asked: ItemAsked, said: Said, text: str, tolerance: bool) -> tuple[dict[str, str], list[str]]:
    """What a stage sets, by column, and what is worth a word of it; ``said`` is the proposal before.

    A target is written as a number, a day, or Yes or No; of a measure with two values as "40 to 60". A tolerance is a number, with
    "points" or "% of target" after it where that changes. Raises Refused where it cannot be.
    """
    setting = Setting.of(asked)
    values = _tolerance(text) if tolerance else _target(setting, text)
    answer = ItemAnswer(asked.part, asked.code, financial_year(2000), False, {**said, **values})
    found = [one for one in unlikely(setting, answer, asked) if one.column in values]
    wrong = next((one for one in found if one.severity is Severity.ERROR), None)
    if wrong is not None:
        raise Refused(f"{wrong.found} {wrong.remedy}")
    return values, [one.found for one in found]


def _tolerance(text: str) -> dict[str, str]:
    parts = re.fullmatch(r"\s*([0-9][0-9.,]*)\s*(.*)", text)
    amount = amount_of(parts[1]) if parts else None
    kind = kind_of(parts[2]) if parts and parts[2].strip() else None
    if parts is None or amount is None or (parts[2].strip() and kind is None):
        raise Refused(
            'this is not a tolerance. Write a number, with "points" or "% of target" after it where that changes.'
        )
    return {AMOUNT: f"{amount:f}", **({KIND: kind.value} if kind else {})}


def _target(setting: Setting, text: str) -> dict[str, str]:
    columns = list(setting.places)
    parts = [part.strip() for part in re.split(r"\s+to\s+", text.strip())]
    if len(parts) > len(columns):
        raise Refused("the measure is judged by one value. Write one number.")
    if len(parts) < len(columns):
        raise Refused('the measure is judged by two values. Write both, such as "40 to 60".')
    return {column: _value(setting, part) for column, part in zip(columns, parts, strict=True)}


def _value(setting: Setting, text: str) -> str:
    """One value, as the ledger keeps it."""
    terms = setting.terms
    if terms.kind is Kind.YES_NO:
        if text.casefold() not in ("yes", "no"):
            raise Refused(f'"{text}" is neither Yes nor No.')
        return text.capitalize()
    if terms.kind is Kind.DATE:
        try:
            day = parse_day(text)
        except ValueError as why:
            raise Refused(f'"{text}" is not a day. Write it as 2015-08-12, or as "12 August 2015".') from why
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused(f"{day:%d/%m/%Y} is not a likely day.")
        return day.isoformat()
    number = bare_number(text)
    column = Column("", "", minimum=terms.minimum, maximum=terms.maximum)
    value = setting.value(number) if number else None
    if value is None or abs(value) > LARGEST:
        raise Refused(f'"{text}" is not a number. Write it in digits, such as 95.5.')
    if (terms.minimum is not None and value < terms.minimum) or (terms.maximum is not None and value > terms.maximum):
        raise Refused(f"{value:,f} is {limits_words(column, beyond=True)}. Write a number {limits_words(column)}.")
    return f"{value:f}"
