"""Due dates as a calendar file: whole days, with a reminder the morning before, for Outlook and any other calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import icalendar

from pmf_excel.mail.address import one_line

#: From the midnight a day begins with, back to nine in the morning of the day before.
REMIND = timedelta(hours=-15)


@dataclass(frozen=True)
class DueDay:
    """A day on which something is due; ``key`` is what it is known by, whatever its wording."""

    day: date
    key: str
    title: str
    text: str


def calendar(days: Iterable[DueDay], made: datetime) -> bytes:
    """The days as an iCalendar file; the same days and moment give the same bytes."""
    book = icalendar.Calendar()
    for name, value in (("prodid", "-//pmf-excel//due dates//EN"), ("version", "2.0"), ("method", "PUBLISH")):
        book.add(name, value)
    for due in sorted(days, key=lambda one: (one.day, one.key)):
        event = icalendar.Event()
        event.add(
            "uid", f"{hashlib.sha256(f'{due.key}|{due.day.isoformat()}'.encode()).hexdigest()[:32]}@pmf-excel.invalid"
        )
        event.add("dtstamp", made)
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        event.add("summary", one_line(due.title))
        event.add("description", "\n".join(one_line(line) for line in due.text.splitlines()))
        event.add("transp", "TRANSPARENT")  # a due date keeps nobody from a meeting
        reminder = icalendar.Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", one_line(due.title))
        reminder.add("trigger", REMIND)
        event.add_component(reminder)
        book.add_component(event)
    return book.to_ical()
