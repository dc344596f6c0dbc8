"""Reads the sign-off of a returned workbook: who has checked the figures, as a job title, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import form
from pmf_excel.excel.typed import Reading, read_typed
from pmf_excel.ledger.queries import UNSIGNED
from pmf_excel.ledger.records import SignOff
from pmf_excel.problems import Place, Problem, Severity, query
from pmf_excel.returns.marking import row_key
from pmf_excel.returns.typed_rows import CODES


@dataclass(frozen=True)
class Signing:
    """The sign-off, nothing when it is not wholly filled in; what is wrong in it; and whether it was left empty."""

    sign_off: SignOff | None
    problems: tuple[Problem, ...]
    empty: bool


def read_signing(workbook: Workbook, file: str, layout: Layout) -> Signing:
    """Who signed the return off. Nothing in it holds a row up: what is wrong is asked about."""
    sheet = layout.sheet("sign_off")
    fields = form(workbook, sheet, file)
    values: dict[str, Reading] = {}
    problems: list[Problem] = []
    for column in sheet.columns:
        if column.key in fields:
            choices = layout.lists.get(column.choices, ())
            reading = read_typed(column, fields[column.key], CODES, choices, workbook.since_1904)
            values[column.key] = reading
            problems += [
                replace(p, severity=Severity.QUERY if p.severity is Severity.ERROR else p.severity,
                        about=f"{row_key('sign_off', '', '')}|{column.key}")
                for p in reading.problems
            ]  # fmt: skip
    missing = [
        column.heading for column in sheet.columns if column.key not in values or values[column.key].value is None
    ]
    day = values["on"].value if "on" in values else None
    if not missing and isinstance(day, date):
        return Signing(SignOff(str(values["job_title"].value), day), tuple(problems), False)
    listed = ", ".join(f'"{heading}"' for heading in missing)
    what = f"the return is not signed off: {listed} not filled in."
    remedy = "It is taken as provisional. Fill in the Sign-off sheet and send the return again."
    problems.append(query(UNSIGNED, Place(file, sheet.title), what, remedy))
    return Signing(None, tuple(problems), all(placed.empty for placed in fields.values()))
