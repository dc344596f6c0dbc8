"""What the ledger's own report says anywhere: the figures that stand in it, and how many of how many it says there are of what."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from decimal import Decimal

from pmf_excel.reports.lint.figures import Figure, figures
from pmf_excel.reports.lint.places import Spot, texts
from pmf_excel.reports.reading import ReadChart, ReadReport

#: Numbers that are more likely a year than a figure.
_YEARS = range(1950, 2101)


class Known:
    """The figures of a report, looked up by what they come to."""

    def __init__(self, report: ReadReport, some: Sequence[Spot]) -> None:
        self.report, self.spots = report, some

    def strange(self, some: Iterable[Figure]) -> list[str]:
        """Those of some figures that stand nowhere in the report, as they are written, each once."""
        return list(dict.fromkeys(one.text.strip() for one in some if self._counts(one) and not self._there(one)))

    @staticmethod
    def _counts(one: Figure) -> bool:
        """Whether it is a figure that has to come from somewhere: no year, no word such as none, no day."""
        return one.group == "number" and not one.weak and not (one.kind == "number" and one.value in _YEARS)

    def _there(self, one: Figure) -> bool:
        return any(one.same(other) or one.rounds(other) for other in self._figures.get(_place(one), ())) or any(
            one.rounds(other) for other in self._numbers
        )

    @functools.cached_property
    def _figures(self) -> dict[Decimal | str, list[Figure]]:
        found: dict[Decimal | str, list[Figure]] = {}
        for one in self._numbers:
            found.setdefault(_place(one), []).append(one)
        return found

    @functools.cached_property
    def _numbers(self) -> list[Figure]:
        """Every different number of the report, of its charts and their alternative texts too."""
        said = [one.text for one in texts(self.spots)]
        for spot in self.spots:
            if isinstance(spot.piece, ReadChart):
                said.append(spot.piece.about)
                said += [f"{value:g}" for one in spot.piece.series for value in one.values if value is not None]
        every = (one for text in dict.fromkeys(said) for one in figures(text) if one.group == "number")
        return list({(one.kind, one.value): one for one in every}.values())


def _place(one: Figure) -> Decimal | str:
    return one.value.normalize() if isinstance(one.value, Decimal) else one.value
