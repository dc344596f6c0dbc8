"""An edition as the files that are published: a table for programs, what describes it, and a workbook for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pmf_excel.errors import Mistyped
from pmf_excel.excel.theme import Theme
from pmf_excel.opendata.csv_table import csv_table
from pmf_excel.opendata.descriptor import descriptor
from pmf_excel.opendata.rows import Edition
from pmf_excel.opendata.workbook import build_workbook


@dataclass(frozen=True)
class Publication:
    """The files by name, in the order in which they are put in place, with how much is in them and how much is not."""

    files: Mapping[str, bytes]
    measures: int
    rows: int
    left_out: int


def names(stem: str) -> tuple[str, str, str]:
    """What the files of an edition are called: the table, its description, the workbook."""
    return f"{stem}.csv", f"{stem} schema.json", f"{stem}.xlsx"


def publish(edition: Edition, theme: Theme, stem: str) -> Publication:
    """Make the files of an edition.

    Raises Mistyped when nothing in it is open.
    """
    table = csv_table(edition)
    if not table.rows:
        month = edition.position.round.label
        raise Mistyped(
            f"Nothing of {month} can be published: every measure is exempt, or the register no longer has it. Choose another month."
        )
    data, schema, workbook = names(stem)
    files = {
        data: table.data,
        schema: descriptor(edition, data, table),
        workbook: build_workbook(edition, theme, table, (data, schema)),
    }
    return Publication(files, len(table.measures), table.rows, edition.left_out)
