"""A chart of a report, read from its part of the file."""

from __future__ import annotations

from typing import Any

from pmf_excel.reports.reading.model import ReadChart, ReadSeries
from pmf_excel.reports.reading.names import A, C


def chart_of(root: Any, about: str, where: str) -> ReadChart:
    """A chart from its part."""
    series: list[ReadSeries] = []
    categories: tuple[str, ...] = ()
    shown = "General"
    for one in root.iter(f"{C}ser"):
        name = (
            "".join(node.text or "" for node in one.find(f"{C}tx").iter(f"{C}v"))
            if one.find(f"{C}tx") is not None
            else ""
        )
        cats, values = one.find(f"{C}cat"), one.find(f"{C}val")
        labels = _points(cats)
        numbers = {at: float(text) for at, text in _points(values).items()}
        count = max([*labels, *numbers], default=-1) + 1
        if cats is not None:
            total = next(iter(cats.iter(f"{C}ptCount")), None)
            count = int(total.get("val")) if total is not None else count
        categories = tuple(labels.get(at, "") for at in range(count))
        shown = (
            next((node.text or shown for node in values.iter(f"{C}formatCode")), shown) if values is not None else shown
        )
        colour = next((node.get("val") for node in one.iter(f"{A}srgbClr")), "")
        dashed = any(node.get("val") != "solid" for node in one.iter(f"{A}prstDash"))
        series.append(ReadSeries(name, tuple(numbers.get(at) for at in range(count)), colour, dashed))
    kind = "line" if next(root.iter(f"{C}lineChart"), None) is not None else "stacked"
    return ReadChart(kind, about, categories, tuple(series), shown, where)


def _points(node: Any) -> dict[int, str]:
    if node is None:
        return {}
    return {int(one.get("idx")): "".join(each.text or "" for each in one.iter(f"{C}v")) for one in node.iter(f"{C}pt")}
