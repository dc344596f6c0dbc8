"""Charts of the page: drawn as shapes that any browser shows, described in words, with their numbers in a table beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from pmf_excel.reports.reading import ReadChart, ReadSeries

#: The width of a drawing, of the names beside its bars, and of a letter, in its own units.
WIDTH, NAMES, LETTER = 760, 250, 8.6
BAR, GAP, TOP = 26, 14, 10
HEIGHT, LEFT, BOTTOM = 260, 60, 70
_DARK = "#0B0C0C"


def figure(chart: ReadChart, finding: str) -> str:
    """The chart with its finding above it, and its numbers in a table that opens."""
    drawn = _bars(chart) if chart.kind == "stacked" else _lines(chart)
    caption = f"<figcaption>{escape(finding)}</figcaption>" if finding else ""
    return f"<figure>{caption}{drawn}<details><summary>The numbers of this chart</summary>{_numbers(chart)}</details></figure>"


def _svg(chart: ReadChart, height: float, shapes: Iterator[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(chart.about)}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="Arial, Helvetica, sans-serif" font-size="15">{"".join(shapes)}</svg>'
    )


def _bars(chart: ReadChart) -> str:
    """Bars that lie, one to a category, in as many pieces as there are series."""
    totals = [sum(one.values[at] or 0 for one in chart.series) for at in range(len(chart.categories))]
    scale = (WIDTH - NAMES - 40) / max([*totals, 1])

    def shapes() -> Iterator[str]:
        for at, name in enumerate(chart.categories):
            y = TOP + at * (BAR + GAP)
            yield _label(NAMES - 8, y + BAR * 0.7, _short(name, NAMES - 8), "end")
            x = float(NAMES)
            for one in chart.series:
                value = one.values[at] or 0
                wide = value * scale
                if value:
                    yield f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{BAR}" fill="#{one.fill}" stroke="#FFFFFF"/>'
                    if wide > LETTER * len(_said(value)) + 4:
                        yield _label(x + wide / 2, y + BAR * 0.7, _said(value), "middle", _on(one.fill))
                x += wide
        yield from _legend(chart.series, TOP + len(chart.categories) * (BAR + GAP) + 18)

    return _svg(chart, TOP + len(chart.categories) * (BAR + GAP) + 34, shapes())


def _lines(chart: ReadChart) -> str:
    """Lines over time; a gap stays a gap, and what is aimed at is dashed."""
    known = [value for one in chart.series for value in one.values if value is not None]
    low, high = min([*known, 0.0]) if min(known, default=0) < 0 else min(known, default=0), max(known, default=1)
    spread = (high - low) or abs(high) or 1
    low, high = low - spread * 0.1, high + spread * 0.1
    step = (WIDTH - LEFT - 20) / max(len(chart.categories) - 1, 1)

    def point(at: int, value: float) -> tuple[float, float]:
        return LEFT + at * step, HEIGHT - (value - low) / (high - low) * (HEIGHT - TOP)

    def shapes() -> Iterator[str]:
        for part in range(5):
            value = low + (high - low) * part / 4
            y = point(0, value)[1]
            yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - 20}" y2="{y:.1f}" stroke="#D6D9DC"/>'
            yield _label(LEFT - 6, y + 5, _said(round(value, 1)), "end")
        every = max(1, len(chart.categories) // 6)
        for at, name in enumerate(chart.categories):
            if at % every == 0:
                yield _label(LEFT + at * step, HEIGHT + 20, name, "middle")
        for one in chart.series:
            yield from _line(one, point)
        yield from _legend(chart.series, HEIGHT + 50, lines=True)

    return _svg(chart, HEIGHT + BOTTOM, shapes())


def _line(one: ReadSeries, point: object) -> Iterator[str]:
    assert callable(point)
    dash = ' stroke-dasharray="7 5"' if one.dashed else ""
    run: list[tuple[float, float]] = []
    for at, value in enumerate([*one.values, None]):
        if value is not None:
            run.append(point(at, value))
            continue
        if len(run) > 1:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            yield f'<polyline points="{points}" fill="none" stroke="#{one.fill}" stroke-width="2.5"{dash}/>'
        if not one.dashed:
            yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#{one.fill}"/>' for x, y in run)
        run = []


def _legend(series: Sequence[ReadSeries], y: float, lines: bool = False) -> Iterator[str]:
    x = float(NAMES if not lines else LEFT)
    for one in series:
        if lines:
            dash = ' stroke-dasharray="7 5"' if one.dashed else ""
            yield f'<line x1="{x:.1f}" y1="{y - 5}" x2="{x + 24:.1f}" y2="{y - 5}" stroke="#{one.fill}" stroke-width="2.5"{dash}/>'
        else:
            yield f'<rect x="{x:.1f}" y="{y - 12}" width="14" height="14" fill="#{one.fill}"/>'
        yield _label(x + (30 if lines else 20), y, one.name, "start")
        x += (44 if lines else 36) + LETTER * len(one.name)


def _label(x: float, y: float, text: str, anchor: str, colour: str = _DARK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _numbers(chart: ReadChart) -> str:
    """The chart's numbers as a table."""
    head = "".join(f'<th scope="col" class="figure">{escape(one.name)}</th>' for one in chart.series)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="figure">{escape(_said(one.values[at]))}</td>' for one in chart.series)
        + "</tr>"
        for at, name in enumerate(chart.categories)
    )
    of = "Priority" if chart.kind == "stacked" else "Period"
    return f'<table><thead><tr><th scope="col">{of}</th>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _said(value: float | None) -> str:
    """A number as it was given, without what a computer adds to it."""
    return "no figure" if value is None else f"{Decimal(str(value)).normalize():,f}".replace("-", "\u2212")


def _short(name: str, room: float) -> str:
    """A name that fits beside its bar; the table of numbers has it whole."""
    most = int(room / LETTER)
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _on(fill: str) -> str:
    """Black or white, whichever can be read on a colour."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (0, 2, 4)) if len(fill) == 6 else (0, 0, 0)
    return _DARK if (red * 299 + green * 587 + blue * 114) / 1000 > 140 else "#FFFFFF"
