"""The columns of the open data, declared once: from here come the CSV file, what describes it, and the words that explain it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pmf_excel.framework.figures import Absence, Kind
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.periods import Length
from pmf_excel.framework.status import Rag
from pmf_excel.opendata.rows import Edition, Published

Cell = str | Decimal | bool | date | datetime | None


class Type(StrEnum):
    """The types of Table Schema that are used."""

    TEXT = "string"
    NUMBER = "number"
    YES_NO = "boolean"
    DAY = "date"
    MOMENT = "datetime"


@dataclass(frozen=True)
class Field:
    """A column: its name, its heading for people, what it holds, and how it comes from a row.

    ``required`` is whether it is never empty; ``among`` are the only values it has.
    """

    name: str
    title: str
    about: str
    of: Callable[[Published, Edition], Cell]
    type: Type = Type.TEXT
    required: bool = False
    among: tuple[str, ...] = ()
    pattern: str = ""


#: What decides which row is which: no two rows have the same in all of them.
KEY = ("measure", "period")
#: The reasons for which there may be no figure; what is being put right is awaited to everybody else.
REASONS = tuple(one.value for one in Absence if one not in (Absence.HELD, Absence.NOT_DUE))
#: The ids of periods: a month, a quarter of the financial year that begins in a year, a financial year.
PERIOD = r"[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4]|FY)"

FIELDS = (
    Field("council", "Council", "The council whose performance it is.", lambda row, edition: edition.council, required=True),
    Field("measure", "Code", "The measure's code: the same in every period.", lambda row, _: row.measure.code, required=True),
    Field("title", "Measure", "What the measure is called, as it was then.", lambda row, _: row.title, required=True),
    Field("definition", "Definition", "How the measure is counted, as the council defines it now.", lambda row, _: row.measure.definition),
    Field("service", "Service", "The service that answers for it.", lambda row, _: row.service, required=True),
    Field("priority", "Priority", "The priority of the council's plan that it serves.", lambda row, _: row.priority, required=True),
    Field("unit", "Unit", "In what it is counted: % is percent, £ is pounds. Empty for a plain number.", lambda row, _: row.unit),
    Field("kind", "Kind", "What sort of figure it is. A percentage is in percent: 95.9, not 0.959. Yes/No is 1 for yes and 0 for no.",
          lambda row, _: row.kind.value, required=True, among=tuple(Kind)),
    Field("polarity", "Better", "Which way is better.", lambda row, _: row.measure.polarity.value, required=True, among=tuple(Polarity)),
    Field("cumulative", "Builds up", "Whether it builds up from the beginning of the financial year.", lambda row, _: row.cumulative, Type.YES_NO, required=True),
    Field("period", "Period id", "The period: 2014-06 is a month, 2014-Q1 is April to June of the financial year that begins in 2014, 2014-FY is that year.",
          lambda row, _: row.period.id, required=True, pattern=PERIOD),
    Field("period_name", "Period", "The period as people say it.", lambda row, _: row.period.label, required=True),
    Field("period_length", "Length", "How long the period is.", lambda row, _: row.period.length.value, required=True, among=tuple(Length)),
    Field("period_start", "First day", "The period's first day.", lambda row, _: row.period.start, Type.DAY, required=True),
    Field("period_end", "Last day", "The period's last day.", lambda row, _: row.period.end, Type.DAY, required=True),
    Field("value", "Figure", "The figure, at the measure's own decimals. Empty where there is none, and where the figure is a day.",
          lambda row, _: row.number(row.value), Type.NUMBER),
    Field("value_date", "Figure (day)", "The figure where it is a day.", lambda row, _: row.day(row.value), Type.DAY),
    Field("reason_for_none", "Reason for none", "Why there is no figure. Empty where there is one.", lambda row, _: row.reason, among=REASONS),
    Field("target", "Target", "What the figure was to reach; the lower end of a target that is a band.", lambda row, _: row.number(row.target), Type.NUMBER),
    Field("target_date", "Target (day)", "The same where it is a day.", lambda row, _: row.day(row.target), Type.DAY),
    Field("target_upper", "Target, upper end", "The upper end of a target that is a band.", lambda row, _: row.number(row.upper), Type.NUMBER),
    Field("target_words", "Target in words", "The target as it was agreed, where that was in words.", lambda row, _: row.aim),
    Field("green_value", "Green value", "From where on it is Green, for measures that are judged so.", lambda row, _: row.number(row.green), Type.NUMBER),
    Field("amber_value", "Amber value", "From where on it is Amber, for measures that are judged so.", lambda row, _: row.number(row.amber), Type.NUMBER),
    Field("forecast", "Forecast", "What was forecast, for measures that are judged by it.", lambda row, _: row.number(row.forecast), Type.NUMBER),
    Field("status", "Status", "The council's word for how it stands. Empty for figures from before these were judged here.", lambda row, _: row.status),
    Field("rag", "Counts as", "The colour that the status counts as. Empty where it is not rated.", lambda row, _: row.rag, among=tuple(Rag)),
    Field("status_reason", "Why", "Why it has that status, in a sentence.", lambda row, _: row.why),
    Field("provisional", "Provisional", "Whether the figure may still change, or has not been signed off.", lambda row, _: row.provisional, Type.YES_NO, required=True),
    Field("revised", "Revised", "Whether another figure was given before.", lambda row, _: row.revised_on is not None, Type.YES_NO, required=True),
    Field("revised_on", "Revised on", "The day on which it was last revised.", lambda row, _: row.revised_on, Type.DAY),
    Field("revised_from", "Revised from", "The figure that was given before.", lambda row, _: row.number(row.revised_from), Type.NUMBER),
    Field("as_known", "As known", "The moment as of which all of this is known.", lambda row, edition: edition.moment, Type.MOMENT, required=True),
)  # fmt: skip
