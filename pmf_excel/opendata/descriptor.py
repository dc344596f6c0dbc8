"""What describes the CSV file to a program: a data package with a table schema, licence and checksum (Frictionless Data)."""

from __future__ import annotations

import json
import re
from typing import Any

from pmf_excel.files import sha256_of
from pmf_excel.framework.periods import round_label
from pmf_excel.opendata.csv_table import END, CsvTable
from pmf_excel.opendata.fields import FIELDS, KEY, Field
from pmf_excel.opendata.rows import Edition

#: The licence under which local authorities are to publish (Local Government Transparency Code 2015).
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def descriptor(edition: Edition, file: str, table: CsvTable) -> bytes:
    """The descriptor of a CSV file of some name."""
    name = re.sub(r"[^a-z0-9]+", "-", file.removesuffix(".csv").casefold()).strip("-")
    title = f"{edition.council}: performance, {round_label(edition.position.round)}"
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": (
            "What the council measures, what it wanted to reach and what it reached, one row for each measure and period. "
            f"As known on {edition.known}."
        ),
        "created": edition.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [LICENCE],
        "contributors": [{"title": edition.council, "role": "publisher"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "title": title,
                "path": file,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(table.data),
                "hash": f"sha256:{sha256_of(table.data)}",
                "rowcount": table.rows,
                "dialect": {"delimiter": ",", "lineTerminator": END, "quoteChar": '"', "doubleQuote": True, "header": True},
                "schema": {"fields": [_field(one) for one in FIELDS], "missingValues": [""], "primaryKey": list(KEY)},
            }
        ],
    }  # fmt: skip
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _field(one: Field) -> dict[str, Any]:
    """A column as Table Schema describes it."""
    limits: dict[str, Any] = {"required": True} if one.required else {}
    if one.among:
        limits["enum"] = [str(word) for word in one.among]
    if one.pattern:
        limits["pattern"] = one.pattern
    found: dict[str, Any] = {"name": one.name, "title": one.title, "type": one.type.value, "description": one.about}
    return {**found, "constraints": limits} if limits else found
