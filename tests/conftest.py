"""What several tests stand on: a workspace with the sample register, issued returns, and a service that fills them in."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from pmf_excel.demo import played, published
from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.layout import load
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import Row, form, tables
from pmf_excel.founding import new_workspace
from pmf_excel.framework.periods import month
from pmf_excel.returns.issue import Outgoing
from pmf_excel.shelves import REGISTER, shipped
from pmf_excel.workspace import Workspace

JUNE = month(2014, 6)
ISSUED = datetime(2014, 7, 1, 9, tzinfo=UTC)
COLLECTED = datetime(2014, 7, 10, 17, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent

LAYOUT = load(shipped("workbook_templates") / "return.toml")

Rows = Mapping[str, Mapping[str, Typed]]


def row_of(made: Outgoing | bytes, sheet: str, code: str) -> Row:
    """The row about a code on a sheet of a return, both by their keys, as our own reader finds it."""
    book = read(made if isinstance(made, bytes) else made.data)
    found = [row for table in tables(book, LAYOUT.sheet(sheet), "") for row in table.rows() if row["code"].text == code]
    assert len(found) == 1, f"{code} stands in {len(found)} rows"
    return found[0]


def cell(made: Outgoing | bytes, sheet: str, code: str, key: str) -> str:
    """Where the cell of a column stands in the row about a code, both by their keys: "F5"."""
    return row_of(made, sheet, code)[key].place.cell


@pytest.fixture
def sample_rows() -> list[dict[str, str]]:
    with (shipped("samples") / "hart" / "published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "council"
    new_workspace(folder, "Hart District Council")
    (folder / REGISTER).write_bytes((shipped("samples") / "hart" / REGISTER).read_bytes())
    return Workspace.open(folder)


#: Names a PostgreSQL database for tests, as postgresql+psycopg://USER:PASSWORD@SERVER/DATABASE. Each test has a schema of its own.
POSTGRES = "PMF_POSTGRES"


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL ledger with nothing in it yet."""
    if not os.environ.get(POSTGRES):
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set")
    url = sa.make_url(os.environ[POSTGRES])
    name = f"pmf_test_{os.getpid()}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        yield url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest) -> str:
    """The setting "ledger", for each kind of database that is tested."""
    return "sqlite:///ledger.db" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def issued(workspace: Workspace) -> dict[str, Outgoing]:
    """The returns of June 2014 by service code."""
    return {outgoing.issued.service: outgoing for outgoing in workspace.issue(JUNE, ISSUED)}


@pytest.fixture
def put(workspace: Workspace) -> Callable[[str, bytes], Path]:
    """Put a file into the inbox."""

    def put(name: str, data: bytes) -> Path:
        path = workspace.path("inbox") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return put


@pytest.fixture
def right(workspace: Workspace) -> Callable[[Outgoing], bytes]:
    """A return as the service fills it in without a mistake."""
    layout, figures = workspace.layout("return"), published()
    return lambda outgoing: played(outgoing, layout, figures, mistakes=False)


@pytest.fixture
def typed(workspace: Workspace) -> Callable[..., bytes]:
    """A return with values typed into rows by measure code and column key, signed off unless told otherwise."""
    layout = workspace.layout("return")

    def fill(data: bytes, rows: Rows, signed: bool = True) -> bytes:
        book = read(data)
        table = tables(book, layout.sheet("measures"), "x")[0]
        cells: dict[tuple[str, str], Typed] = {}
        for row in table.rows():
            for key, value in rows.get(row["code"].text, {}).items():
                cells[row[key].place.sheet, row[key].place.cell] = value
        if signed:
            values: dict[str, Typed] = {
                "name": "Somebody",
                "job_title": "Head of service",
                "on": date(2014, 7, 9),
                "agreed": "Yes",
            }
            for key, placed in form(book, layout.sheet("sign_off"), "x").items():
                cells[placed.place.sheet, placed.place.cell] = values[key]
        return fill_in(data, cells, COLLECTED)

    return fill


GOOD: Rows = {
    "RS20": {"figure": Decimal("98.5")},
    "RS21": {"figure": Decimal("98.8")},
}
"""A right filling of Regulatory Services, whose return has two measures with a target of 98%."""
