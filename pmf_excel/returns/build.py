"""Builds the workbook a service fills in: locked, validated, live, and known again by its marks.

A marked-up copy is the same workbook made anew, with what the service typed in it, a first sheet that says what to put right,
and only the rows that wait for an answer open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pmf_excel.excel import stamp
from pmf_excel.excel.layout import Layout, Sheet
from pmf_excel.excel.sheets import FIRST, HEADINGS, Styles, guided, headings, reference, top, write_lists
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import FIXED, Book, Page, row_height
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import round_label
from pmf_excel.ledger.sentences import counted
from pmf_excel.returns.ask import Request
from pmf_excel.returns.cells import input_rule
from pmf_excel.returns.forms import FORMS
from pmf_excel.returns.item_sheets import item_sheet, shown_items
from pmf_excel.returns.live import DONE
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.measure_sheets import measure_sheet, shown_measures
from pmf_excel.returns.mirrors import filled, wrong
from pmf_excel.returns.parts import CATCH_UP, EVERY, MEASURES, with_words
from pmf_excel.returns.risks import LEVELS, level
from pmf_excel.wording import fill


@dataclass(frozen=True)
class Press:
    """What every return of a round is made with: its layout, look, texts, logo, and the password of its locks, if any."""

    layout: Layout
    theme: Theme
    guidance: str
    statement: str = "I have checked these figures."
    logo: bytes = b""
    password: str = ""


@dataclass(frozen=True)
class Filled:
    """A sheet of rows in a return that is being made: its title, how many rows, and where its "Still to do" stands."""

    title: str
    rows: int
    to_do: str
    first: str
    done: int


def build_return(
    request: Request, code: stamp.Code, press: Press, made: datetime = FIXED, marking: Marking | None = None
) -> bytes:
    """The return as a workbook; the same request gives the same bytes."""
    return _Return(request, code, press, made, marking or Marking()).bytes()


class _Return:
    """One workbook being made."""

    def __init__(self, request: Request, code: stamp.Code, press: Press, made: datetime, marking: Marking) -> None:
        self.request, self.press, self.marking, self.code = request, press, marking, code
        self.layout = with_words(press.layout, request.yardsticks)
        form = FORMS.get(request.form)
        self.called, self.texts = (form.one, form.layout) if form else ("performance return", "return")
        self.mark = f"Return code {code}"
        self.book = Book(
            press.theme, f"{request.service.name}: {self.called}, {request.round.label}", request.council, made,
            keywords=str(code), structure_locked=True, password=press.password, marks={stamp.PROPERTY: str(code), "pmf layout": self.layout.version},
        )  # fmt: skip
        self.styles = Styles(self.book)

    def bytes(self) -> bytes:
        """The finished workbook."""
        request, layout = self.request, self.layout
        wanted: list[tuple[str, Sheet]] = []
        for key, rows in ((MEASURES, request.due_now), (CATCH_UP, request.awaited)):
            if rows:
                wanted.append((key, shown_measures(layout.sheet(key), [asked for _, asked in rows])))
        for key in EVERY:
            if items := request.of_part(key):
                wanted.append((key, shown_items(EVERY[key].sheet_for(layout.sheet(key), items), items)))
        put_right = self.book.sheet(layout.sheet("put_right").title) if self.marking.marked else None
        start = self.book.sheet(layout.sheet("start").title)
        pages = {key: self.book.sheet(sheet.title) for key, sheet in wanted}
        sign_page = self.book.sheet(layout.sheet("sign_off").title)
        parts = [self.rows(pages[key], key, sheet) for key, sheet in wanted]
        signed = self.sign_off(sign_page, layout.sheet("sign_off"))
        self.start(start, layout.sheet("start"), parts, signed)
        if put_right is not None:
            self.put_right(put_right, layout.sheet("put_right"), dict(wanted))
        footer = f"{request.service.name} · {request.round.label}"
        for key, sheet in wanted:
            pages[key].print_across(footer, (HEADINGS, HEADINGS), [c.width for c in sheet.columns], sheet.freeze)
        for page in (start, sign_page, *([put_right] if put_right else [])):
            repeat = (HEADINGS, HEADINGS) if page is put_right else None
            page.print_setup(footer, repeat, pages=0 if repeat else 1)
        for page in (start, sign_page, *pages.values(), *([put_right] if put_right else [])):
            page.lock(self.press.password)
        self.lists(wanted)
        _stamp(self.book.sheet(stamp.SHEET), self.code, layout, self.press.password)
        (put_right or start).open_first()
        return self.book.bytes()

    def rows(self, page: Page, key: str, sheet: Sheet) -> Filled:
        """A sheet of rows."""
        request = self.request
        of = f"{request.service.name}, {round_label(request.round)}"
        top(page, self.styles, sheet.heading, sheet.hint, self.mark, sheet.freeze, of)
        headings(page, self.styles, sheet)
        if key in EVERY:
            count = item_sheet(page, self.styles, request, EVERY[key], sheet, self.marking)
        else:
            rows = request.due_now if key == MEASURES else request.awaited
            count = measure_sheet(page, self.styles, rows, key, sheet, self.marking)
        last, place = FIRST + count - 1, sheet.index("to_do")
        area = (FIRST, place, last, place)
        page.condition(area, f'{address(FIRST, place)}="{DONE}"', self.styles.status("Green"))
        page.condition(area, f'{address(FIRST, place)}<>"{DONE}"', self.styles.status("Amber"))
        page.filter((HEADINGS, 0, last, len(sheet.columns) - 1))
        page.around(len(sheet.columns), self.styles(locked=True))
        page.freeze(FIRST, sheet.freeze)
        first = next(number for number, column in enumerate(sheet.columns) if column.input)
        page.begin_here(FIRST, first)
        cells = f"{quoted_sheet(sheet.title)}!{address(FIRST, place, fixed=True)}:{address(last, place, fixed=True)}"
        # What may be left empty is done from the beginning.
        done = (
            self.marking.done(key)
            if self.marking.marked
            else sum(EVERY[key].is_optional(one) for one in request.of_part(key))
            if key in EVERY
            else 0
        )
        return Filled(sheet.title, count, cells, f"{quoted_sheet(sheet.title)}!{address(FIRST, first)}", done)

    @property
    def is_signed(self) -> bool:
        """Whether the sign-off is filled in, in what a marked-up copy shows."""
        keys = [f"{row_key('sign_off', '', '')}|{column.key}" for column in self.layout.sheet("sign_off").columns]
        return all(key in self.marking.typed for key in keys)

    def facts(self, parts: Sequence[Filled]) -> dict[str, object]:
        """What the texts of a return may name."""
        request = self.request
        below = [s.value for _, asked in request.rows for s in asked.terms.rule.statuses if s.underperforming]
        titles = {part.title for part in parts}
        keys = {sheet.key for sheet in self.layout.sheets if sheet.title in titles}
        return {
            "council": request.council, "service": request.service.name, "round": round_label(request.round),
            "due": _due(request), "contact": request.contact, "sheets": [part.title for part in parts],
            "below": " or ".join(dict.fromkeys(below)) or "Red or Amber",
            **{key: key in keys for key in (CATCH_UP, *EVERY)}, "measures": MEASURES in keys or CATCH_UP in keys,
        }  # fmt: skip

    def start(self, page: Page, sheet: Sheet, parts: Sequence[Filled], signed: str) -> None:
        """The first sheet: for whom and by when, what is done and what is not, and how to go about it."""
        request, styles = self.request, self.styles
        top(
            page,
            styles,
            f"{request.service.name}: {self.called}",
            f"{request.council}, {round_label(request.round)}",
            self.mark,
        )
        for place, width in enumerate((24, 60, 18)):
            page.width(place, width, styles(locked=True))
        if self.press.logo:
            page.picture(0, 2, self.press.logo, f"The logo of {request.council}", 40)
        total = sum(part.rows for part in parts)
        done = "+".join(f'COUNTIF({part.to_do},"{DONE}")' for part in parts)
        facts = self.facts(parts)
        now = sum(part.done for part in parts)
        yes, unsigned = "Yes. Save this workbook and send it back", "Not yet: fill in the Sign-off sheet"
        ready = f"Not yet: {total - now} still to do" if now < total else yes if self.is_signed else unsigned
        live = {
            "done": (f'({done})&" of {total} done"', f"{now} of {total} done"),
            "ready": (
                f'IF(({done})<{total},"Not yet: "&({total}-({done}))&" still to do",IF({signed},"{yes}","{unsigned}"))', ready,
            ),
        }  # fmt: skip
        row = 4
        for column in sheet.columns:
            page.put(row, 0, column.heading, styles(bold=True, locked=True))
            if column.key in live:
                page.formula(row, 1, *live[column.key], styles(locked=True, bold=True))
            else:
                page.put(row, 1, str(facts[column.key]), styles(locked=True, text_wrap=True))
            page.height(row, max(20, row_height([(str(facts.get(column.key, "")), 60)])))
            row += 1
        page.condition((row - 1, 1, row - 1, 1), f'LEFT({address(row - 1, 1)},3)="Yes"', styles.status("Green"))
        page.condition((row - 1, 1, row - 1, 1), f'LEFT({address(row - 1, 1)},3)="Not"', styles.status("Amber"))
        row = self.panel(page, row + 1, parts, signed)
        page.put(row, 0, "What to do", styles.section)
        lines = fill(self.press.guidance, f"{self.texts}-guidance.txt", **facts).strip().splitlines()
        for number, line in enumerate((line for line in lines if line.strip()), 1):
            row += 1
            page.put(row, 0, f"{number}.", styles(locked=True, align="right"))
            page.put(row, 1, line.strip(), styles(locked=True, text_wrap=True))
            page.height(row, row_height([(line, 60)]))
        page.around(3, styles(locked=True))

    def panel(self, page: Page, row: int, parts: Sequence[Filled], signed: str) -> int:
        """Each sheet with a link to its first input and how much of it is done; gives the row after it."""
        styles = self.styles
        link = styles(locked=False, font_color="#1D70B8", underline=1)
        page.put(row, 0, "Sheets", styles.section)
        for part in parts:
            row += 1
            page.put(row, 0, None, styles(locked=True))
            page.link(row, 1, part.first, part.title, link)
            count = f'COUNTIF({part.to_do},"{DONE}")'
            page.formula(
                row, 2, f'{count}&" of {part.rows} done"', f"{part.done} of {part.rows} done", styles(locked=True)
            )
            page.condition((row, 2, row, 2), f"{count}={part.rows}", styles.status("Green"))
            page.height(row, 20)
        row += 1
        page.link(
            row,
            1,
            f"{quoted_sheet(self.layout.sheet('sign_off').title)}!B{FIRST + 1}",
            self.layout.sheet("sign_off").title,
            link,
        )
        page.formula(
            row, 2, f'IF({signed},"Signed","To do")', "Signed" if self.is_signed else "To do", styles(locked=True)
        )
        page.condition((row, 2, row, 2), signed, styles.status("Green"))
        page.height(row, 20)
        page.begin_here(row - len(parts), 1)
        return row + 2

    def sign_off(self, page: Page, sheet: Sheet) -> str:
        """Writes the sheet, and gives the formula that says whether it is filled in."""
        styles = self.styles
        top(page, styles, sheet.heading, sheet.hint, self.mark)
        page.width(0, 30, styles(locked=True))
        page.width(1, sheet.columns[0].width, styles(locked=True))
        held = []
        for number, column in enumerate(sheet.columns):
            row, about = FIRST + number, f"{row_key('sign_off', '', '')}|{column.key}"
            page.put(row, 0, column.heading, styles(bold=True, locked=True))
            page.put(row, 1, self.marking.typed.get(about), styles.cell(column.kind, locked=False, left=True))
            page.validate((row, 1, row, 1), guided(input_rule(column), column))
            page.condition((row, 1, row, 1), wrong(column, address(row, 1)), styles.status("Red"))
            page.height(row, 22)
            cell = reference(sheet.title, row, 1)
            held.append(f"IF({wrong(column, cell)},FALSE,{filled(cell)})")
        row = FIRST + len(sheet.columns) + 1
        for line in fill(self.press.statement, f"{self.texts}-statement.txt", **self.facts(())).strip().splitlines():
            page.put(row, 0, line.strip(), styles(locked=True))
            row += 1
        page.begin_here(FIRST, 1)
        page.around(2, styles(locked=True))
        return f"AND({','.join(held)})"

    def put_right(self, page: Page, sheet: Sheet, sheets: dict[str, Sheet]) -> None:
        """The first sheet of a marked-up copy: each problem in plain words, with a link to its cell."""
        styles, request = self.styles, self.request
        count = sum(map(len, self.marking.problems.values()))
        back = f"{counted(count, 'thing')} to put right. The {self.called.rpartition(' ')[2]} is due {in_words(request.due)}."
        heading = f"{sheet.heading}: {request.service.name}, {round_label(request.round)}"
        top(page, styles, heading, f"{back} {sheet.hint}", self.mark)
        headings(page, styles, sheet)
        rows = {**{row_key(key, a.measure, a.period.id): (key, n) for key, asked in
                   ((MEASURES, request.due_now), (CATCH_UP, request.awaited)) for n, (_, a) in enumerate(asked)},
                **{row_key(key, item.code, request.round.id): (key, n) for key in EVERY
                   for n, item in enumerate(request.of_part(key))}}  # fmt: skip
        every = [(about, problem) for about, found in self.marking.problems.items() for problem in found]
        for number, (about, problem) in enumerate(every):
            row, style = FIRST + number, styles.cell("long text", locked=True, grey=False)
            part, code, period, column = (*about.split("|"), "", "", "", "")[:4]
            shown = self._row_words(part, code, period)
            texts = [None, None, None, shown, problem.found, problem.remedy, problem.code]
            page.put(row, 0, number + 1, styles.cell("integer", locked=True, grey=False))
            for place in range(1, len(sheet.columns)):
                page.put(row, place, texts[place], style)
            found = rows.get(row_key(part, code, period))
            if found and found[0] in sheets:
                target = sheets[found[0]]
                inputs = [c.key for c in target.columns if c.input]
                # A row that was missing, or stood there twice, is begun at its first input; one with several empty cells at the first.
                first = column.split("+")[0]
                cell = address(FIRST + found[1], target.index(first if first in inputs else inputs[0]))
                page.put(row, 1, target.title, style)
                page.link(row, 2, f"{quoted_sheet(target.title)}!{cell}", cell,
                          styles(locked=False, font_color="#1D70B8", underline=1, border=1, border_color=self.press.theme.line))  # fmt: skip
            wrapped = [(text or "", sheet.columns[place].width) for place, text in enumerate(texts)]
            page.height(row, row_height(wrapped, least=20))
        page.freeze(FIRST, 0)
        page.around(len(sheet.columns), styles(locked=True))
        page.begin_here(FIRST, 2)

    def _row_words(self, part: str, code: str, period: str) -> str:
        """What a row is called on the first sheet: its code and what it is about."""
        for measure, asked in self.request.rows:
            if (asked.measure, asked.period.id) == (code, period) and part in (MEASURES, CATCH_UP):
                return f"{code}: {measure.title}"
        for item in self.request.items:
            if (item.part, item.code) == (part, code):
                return f"{code}: {title}" if (title := item.printed.get("title")) else code
        return "The whole return"

    def lists(self, wanted: Sequence[tuple[str, Sheet]]) -> None:
        """The hidden lists, and beside them the levels of the risk matrix where risks are asked about."""
        page, beside = write_lists(self.book, self.layout)
        sticks = self.request.yardsticks
        if sticks is not None and any(key == "risks" for key, _ in wanted):
            for down, bands in enumerate(sticks.matrix.cells):
                for across, band in enumerate(bands):
                    page.put(down + 1, beside + 1 + across, level(band), self.styles(locked=True))
            end = address(len(sticks.matrix.cells), beside + len(sticks.matrix.impact), fixed=True)
            self.book.name(LEVELS, page.title, f"{address(1, beside + 1, fixed=True)}:{end}")
        page.hide()
        page.lock(self.press.password)


def _stamp(page: Page, code: stamp.Code, layout: Layout, password: str) -> None:
    for row, texts in enumerate((("Return code", str(code)), ("Layout", layout.version))):
        for place, text in enumerate(texts):
            page.put(row, place, text, page.book.style(locked=True))
    page.hide(very=True)
    page.lock(password)


def _due(request: Request) -> str:
    later = f"; annual measures by {in_words(request.annual_due)}" if request.annual_due else ""
    return f"{in_words(request.due)}{later}"
