"""Where the earlier figures come from that a position compares with: the period before, and the same period last year."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from pmf_excel.framework.model import Framework
from pmf_excel.ledger import schema
from pmf_excel.ledger.line import Line, Origin, Source
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Key
from pmf_excel.problems import Place


def compared(line: Line) -> list[Key]:
    """The earlier figures that a line compares with, by measure and period."""
    at = line.figure_period
    before = [at.back()] if line.previous is not None else []
    return [(line.measure, one) for one in (before + ([at.year_before] if line.last_year is not None else []))]


def origins(reader: Reader, position: Position, framework: Framework) -> Mapping[Key, Origin]:
    """Where each earlier figure comes from: a return with its sheet and cell, or the register's past figures."""
    assert position.known is not None
    files = {(*key, position.known.file_of(*key)) for line in position.lines for key in compared(line)}
    places = _places(reader, {period.id for _, period, _ in files})
    received, signed = {file.seq: file for file in reader.files()}, reader.sign_offs()
    past = {(one.measure, one.period): one for one in framework.past}
    register, found = reader.register(), dict[Key, Origin]()
    for code, period, seq in files:
        if seq is not None and (code, period.id, seq) in places:
            file = received[seq]
            assert file.at is not None
            sign_off = signed.get(file.issue_seq or 0)
            place = Place(file.name, *places[code, period.id, seq])
            source = Source(place, file.sha256, file.at)
            found[code, period] = Origin(source, sign_off.job_title if sign_off else "")
        elif seq is None and (code, period) in past and register is not None:
            found[code, period] = Origin(Source(past[code, period].place, register[1], position.moment))
    return found


def _places(reader: Reader, periods: set[str]) -> Mapping[tuple[str, str, int], tuple[str, str]]:
    """Sheet and cell of each answer that was taken for some periods, by measure, period and file."""
    a = schema.answers
    query = sa.select(a.c.measure, a.c.period, a.c.file_seq, a.c.sheet, a.c.cell).where(
        a.c.held == 0, a.c.period.in_(periods)
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in reader.connection.execute(query.order_by(a.c.seq))}
