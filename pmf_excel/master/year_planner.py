"""Draws a year planner: a row for each month and a column for each day, with a letter for what happens, on one page for the wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.sheets import FIRST, HEADINGS, MARK, Styles, top
from pmf_excel.excel.writer import Page, Style
from pmf_excel.framework.calendar import is_working_day
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.year_dates import Sort, YearDate

#: The letters of what is no stage of a report, and the letter of stages whose own would not be told apart.
LETTERS = {Sort.ISSUE: "I", Sort.DUE: "D", Sort.PUBLISH: "P", Sort.MEETING: "M"}
STAGE = "S"
_DAYS, _DAY_WIDTH, _MONTH_WIDTH, _LINE = 31, 3.3, 13, 12.5


def draw_planner(
    page: Page, styles: Styles, sheet: Sheet, dates: Sequence[YearDate], stages: Sequence[str], footer: str
) -> None:
    """The planner from the month of the first date to that of the last; days on which nobody works are grey."""
    letters = stage_letters(stages)
    top(page, styles, sheet.heading, sheet.hint)
    page.put(MARK, 0, _key(letters), styles(font_size=10, bold=True, locked=True, valign="vcenter"))
    page.height(MARK, 22)
    page.put(HEADINGS, 0, "Month", styles.heading())
    page.width(0, _MONTH_WIDTH, styles(locked=True))
    for number in range(1, _DAYS + 1):
        page.put(HEADINGS, number, number, styles.heading(centre=True))
        page.width(number, _DAY_WIDTH, styles(locked=True))
    page.height(HEADINGS, 24)
    months = styles(
        bold=True, font_size=10, indent=1, valign="vcenter", locked=True, border=1, border_color=styles.theme.line
    )
    there = _by_day(dates, letters)
    for row, at in enumerate(_months(dates), FIRST):
        page.put(row, 0, f"{at.start:%b %Y}", months)
        most = 1
        for number in range(1, _DAYS + 1):
            if number > at.end.day:
                page.put(row, number, None, styles(locked=True))
                continue
            day = date(at.year, at.number, number)
            said = there.get(day, "")
            most = max(most, said.count("\n") + 1)
            page.put(row, number, said, _look(styles, day, said))
        page.height(row, max(30, most * _LINE + 5))
    page.freeze(FIRST, 1)
    page.print_setup(footer, repeat=(HEADINGS, HEADINGS), pages=1)
    page.begin_here(FIRST, 0)


def stage_letters(stages: Sequence[str]) -> Mapping[str, str]:
    """The letter of each stage: its first one, or S for all of them where these could not be told apart."""
    firsts = [name[:1].upper() for name in stages]
    if len(set(firsts)) < len(firsts) or set(firsts) & {*LETTERS.values()}:
        return dict.fromkeys(stages, STAGE)
    return dict(zip(stages, firsts, strict=True))


def _key(letters: Mapping[str, str]) -> str:
    """What each letter stands for, in one line."""
    own = [f"{letter}: {name} ends" for name, letter in letters.items()]
    if STAGE in letters.values() and len(letters) > 1:
        own = [f"{STAGE}: a stage of a report ends"]
    return "   ".join(["I: returns are issued", "D: returns due", *own, "P: papers published", "M: meeting"])


def _months(dates: Sequence[YearDate]) -> list[Period]:
    """Every month from the first date to the last, the empty ones too."""
    if not dates:
        return []
    at, last = (month(one.day.year, one.day.month) for one in (dates[0], dates[-1]))
    found = [at]
    while found[-1] < last:
        found.append(found[-1].back(-1))
    return found


def _by_day(dates: Sequence[YearDate], letters: Mapping[str, str]) -> dict[date, str]:
    """The letters of each day, each once and a line each, in the order in which things happen."""
    found: dict[date, dict[str, None]] = {}
    for one in dates:
        letter = letters[one.stage] if one.sort is Sort.STAGE else LETTERS[one.sort]
        found.setdefault(one.day, {})[letter] = None
    return {day: "\n".join(some) for day, some in found.items()}


def _look(styles: Styles, day: date, said: str) -> Style:
    """A day's cell: grey when nobody works, on the band's colour when there is a meeting."""
    theme = styles.theme
    look = {"align": "center", "valign": "vcenter", "text_wrap": True, "font_size": 9, "bold": True, "locked": True,
            "border": 1, "border_color": theme.line}  # fmt: skip
    if LETTERS[Sort.MEETING] in said.split("\n"):
        look |= {"bg_color": theme.band, "font_color": theme.band_text}
    elif not is_working_day(day):
        look |= {"bg_color": theme.line}
    elif said:
        look |= {"bg_color": theme.locked}
    return styles(**look)
