"""When a round's returns are due (North Norfolk framework 2017, section 3)."""

from __future__ import annotations

from datetime import date

from pmf_excel.framework.periods import Period


def due_date(round_month: Period, day: int = 10) -> date:
    """The day of the following month by which monthly and quarterly items are wanted."""
    return round_month.back(-1).start.replace(day=day)


def in_words(day: date) -> str:
    """A date as it is printed: 10 July 2014."""
    return f"{day.day} {day.strftime('%B %Y')}"
