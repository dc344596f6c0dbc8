"""The tables of the workbook for people: their columns, and how a published row is written in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.framework.figures import Absence, Kind
from pmf_excel.framework.model import Polarity
from pmf_excel.opendata.rows import Published

#: The shorthand of the Government Analysis Function for what is no number, as far as it is used here.
NOT_AVAILABLE, NOT_APPLICABLE, CONFIDENTIAL, PROVISIONAL, REVISED = "[x]", "[z]", "[c]", "[p]", "[r]"
#: What each means; the first three stand in the place of a figure, the others beside one.
SHORTHAND = (
    (NOT_AVAILABLE, "Not available: it has not come yet, or is not written down."),
    (NOT_APPLICABLE, "Not applicable: there can be none, for example no target for a measure that has none."),
    (CONFIDENTIAL, "Confidential: the figure is withheld, so that nobody can be recognised from it."),
    (PROVISIONAL, "Provisional: the figure may still change, or has not been signed off."),
    (REVISED, "Revised: another figure was given before."),
)
#: The notes that headings refer to.
FIGURE_NOTE, TARGET_NOTE, STATUS_NOTE, MARKS_NOTE = "[note 1]", "[note 2]", "[note 3]", "[note 4]"
NOTES = (
    (FIGURE_NOTE, "Figures have the measure's own decimals. Percentages are in percent. Where a measure's data come late, its latest figure is shown, with the period it is for."),
    (TARGET_NOTE, "What was to be reached in the period, as it was agreed for it. A later change of a target does not reach back."),
    (STATUS_NOTE, "Green, Amber and Red, or the council's own words for them, by the council's rule for the measure. A figure from before the council's records were kept this way has no status."),
    (MARKS_NOTE, 'What has to be said of a figure. "No mark" says that it was signed off and has not been changed, or that there is none.'),
)  # fmt: skip
NO_MARK = "No mark"
#: How reasons for none are written.
_REASONS = {
    Absence.SUPPRESSED.value: CONFIDENTIAL,
    Absence.NOT_APPLICABLE.value: NOT_APPLICABLE,
}
#: Which way is better, in words that need no heading.
BETTER = {
    Polarity.HIGHER: "Higher",
    Polarity.LOWER: "Lower",
    Polarity.BAND: "Within a band",
    Polarity.NEITHER: "Neither",
}

Cell = str | Decimal | date


@dataclass(frozen=True)
class Column:
    """A column: its heading, width in characters, and what stands in it; nothing in it is ever empty."""

    heading: str
    width: float
    of: Callable[[Published], Cell]
    right: bool = False


def figure(row: Published) -> Cell:
    """A figure as a number, a word or a day, or the shorthand for why there is none."""
    if row.value is None:
        return _REASONS.get(row.reason, NOT_AVAILABLE)
    return _value(row, row.value)


def target(row: Published) -> Cell:
    """What was to be reached: a number where it is one, words where it is not, shorthand where there is none."""
    if row.aim:
        return row.aim if row.target is None else f"{row.aim}: {_shown(row, row.target)}"
    if row.green is not None:
        amber = f", Amber {_shown(row, row.amber)}" if row.amber is not None else ""
        return f"Green {_shown(row, row.green)}{amber}"
    if row.target is None:
        return f"Forecast {_shown(row, row.forecast)}" if row.forecast is not None else NOT_APPLICABLE
    if row.upper is not None:
        return f"{_shown(row, row.target)} to {_shown(row, row.upper)}"
    return _value(row, row.target)


def marks(row: Published) -> str:
    """What has to be said of a figure."""
    found = [mark for mark, holds in ((PROVISIONAL, row.provisional), (REVISED, row.revised_on is not None)) if holds]
    return "".join(found) or NO_MARK


def _value(row: Published, value: Decimal) -> Cell:
    if row.kind is Kind.YES_NO:
        return "Yes" if value else "No"
    return row.day(value) or value


def _shown(row: Published, value: Decimal | None) -> str:
    """A value within words."""
    cell = _value(row, value) if value is not None else NOT_APPLICABLE
    if isinstance(cell, date):
        return f"{cell.day} {cell.strftime('%B %Y')}"
    return cell if isinstance(cell, str) else f"{cell:,f}".replace("-", "−")


CODE = Column("Code", 11, lambda row: row.measure.code)
MEASURE = Column("Measure", 46, lambda row: row.title)
SERVICE = Column("Service", 24, lambda row: row.service)
PERIOD = Column("Period", 19, lambda row: row.period.label)
UNIT = Column("Unit", 12, lambda row: row.unit or "Number")
FIGURE = Column(f"Figure {FIGURE_NOTE}", 14, figure, right=True)
TARGET = Column(f"Target {TARGET_NOTE}", 18, target, right=True)
STATUS = Column(f"Status {STATUS_NOTE}", 18, lambda row: row.status or NOT_APPLICABLE)
MARKS = Column(f"Marks {MARKS_NOTE}", 15, marks)

#: The columns of the three tables.
LATEST = (
    CODE, MEASURE, SERVICE, PERIOD, UNIT, Column("Which way is better", 14, lambda row: BETTER[row.measure.polarity]),
    FIGURE, TARGET, STATUS, MARKS,
)  # fmt: skip
EVERY = (
    CODE, MEASURE, SERVICE, PERIOD, Column("First day", 13, lambda row: row.period.start, right=True),
    Column("Last day", 13, lambda row: row.period.end, right=True), UNIT, FIGURE, TARGET, STATUS, MARKS,
)  # fmt: skip
MEASURES = (
    CODE, MEASURE, Column("Definition", 60, lambda row: row.measure.definition or NOT_AVAILABLE), SERVICE,
    Column("Priority", 26, lambda row: row.priority), UNIT,
    Column("Which way is better", 14, lambda row: BETTER[row.measure.polarity]),
    Column("How often", 12, lambda row: row.measure.frequency.value),
    Column("Builds up over the year", 14, lambda row: "Yes" if row.cumulative else "No"),
)  # fmt: skip
