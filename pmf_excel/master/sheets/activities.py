"""Activities and projects: where each stands in the council's own word, how late it is, and when it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import HEADINGS, Formula, Rows, Shown
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import row_height
from pmf_excel.framework.calendar import in_brief
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.status import SHAPES
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import NO_STATUS, ItemLine, tally
from pmf_excel.ledger.progress import late, late_by
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.item_cells import said_since, told_in, whole
from pmf_excel.master.view import View

#: What stands in a month: that the work runs, that it is due, that it was due by its original date.
RUNS, DUE, ORIGINAL = "■", "◆", "◇"
#: How many months are shown: at least the financial year of the round, at most the next one too.
LEAST, MOST = 12, 24
_WIDTH = 2.7


class Work(MasterSheet):
    """One row a piece of work, and above the table a sentence that counts them all."""

    one: str
    many: str
    optional = frozenset({"counts", "kind", "theme", "priority", "owner", "told", "since", "past", "completed", "note"})
    kept = 2

    def lines(self, view: View) -> Sequence[ItemLine[Activity]]:
        """The work that the sheet is about."""
        raise NotImplementedError

    def rows(self, view: View) -> Rows:
        """Every piece of work."""
        return [_row(view, line) for line in self.lines(view)]

    def mark(self, on: Drawing) -> str:
        """How many stand how, and how many are late."""
        lines, sticks = self.lines(on.view), on.view.position.items.sticks
        assert sticks is not None
        past = late(lines, on.view.position.round.end)
        return f"{tally(lines, sticks).sentence(self.one, self.many)} {past} {self.readers(on.view)}".strip()


class Activities(Work):
    """Activities and projects, with a bar over the months of the round's year and the next, drawn by live formulas."""

    key, one, many = "activities", "activity or project", "activities and projects"

    def lines(self, view: View) -> Sequence[ItemLine[Activity]]:
        """Activities and projects, in the register's order."""
        return view.position.items.activities

    def rows(self, view: View) -> Rows:
        """Every activity and project with its months."""
        months = _months(view)
        return [{**row, **_bar(line.item, months)} for row, line in zip(super().rows(view), self.lines(view), strict=True)]  # fmt: skip

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """A narrow column for each month, where the layout has the bar."""
        own = [Column(_key(at), at.short, "live", width=_WIDTH) for at in _months(view)]
        place = sheet.index("bar")
        return replace(sheet, columns=(*sheet.columns[:place], *own, *sheet.columns[place + 1 :]))

    def finish(self, on: Drawing) -> None:
        """Turn the months' headings upright, and paint each bar by the status of its row."""
        page, styles, sheet = on.page, on.styles, on.contents.sheet
        months = _months(on.view)
        band, text = styles.theme.band, styles.theme.band_text
        look = {"bold": True, "font_size": 9, "rotation": 90, "align": "center", "valign": "vcenter", "locked": True,
                "border": 1, "border_color": styles.theme.line}  # fmt: skip
        for at in months:
            fill, ink = (text, band) if at == on.view.position.round else (band, text)
            style = styles(**look, bg_color=fill, font_color=ink)
            page.put(HEADINGS, sheet.index(_key(at)), at.short, style)
        wide = [(column.heading, column.width - 1.5) for column in sheet.columns if column.width > _WIDTH]
        page.height(HEADINGS, row_height(wide, size=10, least=58))
        first, last = (on.contents.area(_key(at)) for at in (months[0], months[-1]))
        area = (first[0], first[1], last[2], last[3])
        cell, status = address(*area[:2]), f"${address(area[0], sheet.index('status'))}"
        for shape, colour in (*SHAPES.items(), ("○", "other")):
            page.condition(area, f'AND({cell}<>"",LEFT({status},1)="{shape}")', styles.status(colour), stop=True)


def _row(view: View, line: ItemLine[Activity]) -> Mapping[str, Shown]:
    item, end, word = line.item, view.position.round.end, line.word
    means = word.means.value if word and word.means.value.casefold() not in word.word.casefold() else ""
    return {
        "code": line.code, "title": item.title, "service": view.service(line.service), "kind": item.kind, "theme": item.theme,
        "priority": view.framework.priority_name(item.priority) if item.priority else "", "owner": item.owner,
        "start": item.start, "original": item.original_due, "due": item.due, "completed": item.completed,
        "status": line.status.shown, "counts": means, "since": said_since(line, _changes(line)),
        "past": late_by(line, end), "note": line.note, "told": told_in(line),
    }  # fmt: skip


def _changes(line: ItemLine[Activity]) -> Iterator[str]:
    before, now = line.before, line.item.due
    if line.status_before not in (line.status, NO_STATUS):
        yield f"Was {whole(line.status_before)}."
    if before is not None and before.due != now:
        yield f"Its date was {in_brief(before.due)}." if before.due else "It had no date."


def _months(view: View) -> Sequence[Period]:
    """The months from the beginning of the round's financial year: of that year, and as far into the next as something is due."""
    start = view.position.round.financial_year.start
    first = month(start.year, start.month)
    days = [day for line in view.position.items.activities for day in (line.item.due, line.item.original_due) if day]
    every = [first.back(-step) for step in range(MOST)]
    wanted = sum(at.start <= max(days, default=start) for at in every)
    return every[: max(LEAST, wanted)]


def _key(at: Period) -> str:
    return f"month {at.id}"


def _bar(item: Activity, months: Iterable[Period]) -> Mapping[str, Shown]:
    return {_key(at): Formula(_formula(at), _shown(item, at)) for at in months}


def _formula(at: Period) -> Callable[[Callable[[str], str]], str]:
    """What stands in a month, by the dates of the row."""
    after = at.back(-1)
    begins, ends = (f"DATE({one.start.year},{one.start.month},1)" for one in (at, after))

    def text(cell: Callable[[str], str]) -> str:
        start, original, due = cell("start"), cell("original"), cell("due")
        within = f"AND({{0}}>={begins},{{0}}<{ends})"
        runs = f'IF(AND({start}>0,{start}<{ends},{due}>={ends}),"{RUNS}","")'
        return f'IF({within.format(due)},"{DUE}",IF({within.format(original)},"{ORIGINAL}",{runs}))'

    return text


def _shown(item: Activity, at: Period) -> str:
    """The same, worked out here."""
    due, original, start = item.due, item.original_due, item.start
    if due and at.start <= due <= at.end:
        return DUE
    if original and at.start <= original <= at.end:
        return ORIGINAL
    return RUNS if start and due and start <= at.end < due else ""
