"""The yearly sign-off of data quality: for each measure of a service how its data stand by six dimensions, and where they come from.

The dimensions are those that councils took over from the Audit Commission (Epping Forest, Devon): accuracy, validity, reliability,
timeliness, relevance and completeness. Three Rivers appends a form like this to its data quality strategy.
"""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.framework.model import Measure, titled
from pmf_excel.framework.periods import Length, Period, month, quarter
from pmf_excel.ledger.form_rows import ABOUT
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.items import ALWAYS, Live, Need, Told
from pmf_excel.returns.live import LiveRow
from pmf_excel.returns.mirrors import plain
from pmf_excel.returns.yearly import Sources, YearlyPart

#: The six dimensions, by the key of their column.
DIMENSIONS = {
    "accuracy": "Accuracy", "validity": "Validity", "reliability": "Reliability", "timeliness": "Timeliness",
    "relevance": "Relevance", "completeness": "Completeness",
}  # fmt: skip
MET, PARTLY, NOT_MET = "Met", "Partly met", "Not met"


def short_of(said: Mapping[str, str]) -> list[str]:
    """The dimensions that are not wholly met, by name."""
    return [name for key, name in DIMENSIONS.items() if said.get(key) in (PARTLY, NOT_MET)]


def _short(row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> str:
    one_is = (f'{plain(row[key])}="{level}"' for key in DIMENSIONS for level in (PARTLY, NOT_MET))
    return f"OR({','.join(one_is)})"


def _because_short(told: Told) -> str:
    found = short_of(told.said.said)
    return f"{found[0].lower()} is not wholly met" if found else ""


class Quality(YearlyPart):
    """The measures of the service that lived in the year."""

    key, one, many = "quality", "measure", "measures"
    needs: Mapping[str, Need] = {"always": ALWAYS, "something is not wholly met": Need(_short, _because_short)}

    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """The service's measures, in the register's order, each with how many of its figures of the year are known, and what was said last."""
        rows = []
        for measure in sources.framework.measures.values():
            periods = periods_of(measure, sources.year)
            if measure.service != service or not periods:
                continue
            known = sources.known
            given = sum(known.value(measure.code, one) is not None for one in periods)
            revised = sum(bool(known.restated(measure.code, one)) for one in periods)
            last = sources.last.get((self.key, measure.code))
            printed = {
                "code": measure.code, "title": titled(measure.title, measure.unit), "definition": measure.definition,
                "figures": f"{given} of {len(periods)} given" + (f", {revised} revised" if revised else ""),
                "last_said": _last(last) if last else "", "last_source": last.said.get("source", "") if last else "",
            }  # fmt: skip
            rows.append(ItemAsked(self.key, measure.code, {ABOUT: "measure"}, printed))
        return rows

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """How many of the six are met."""
        met = "+".join(f'({plain(row[key])}="{MET}")' for key in DIMENSIONS)
        return {"met": (f'({met})&" of {len(DIMENSIONS)} met"', f"0 of {len(DIMENSIONS)} met")}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """How many of the six are met."""
        met = sum(told.said.said.get(key) == MET for key in DIMENSIONS)
        return {"met": f"{met} of {len(DIMENSIONS)} met"}


def periods_of(measure: Measure, year: Period) -> list[Period]:
    """The periods of a year for which a measure is asked, oldest first."""
    length = measure.frequency.length
    if length is Length.YEAR:
        every = [year]
    elif length is Length.QUARTER:
        every = [quarter(year.year, number) for number in range(1, 5)]
    else:
        first = month(year.start.year, year.start.month)
        every = [first.back(-number) for number in range(12)]
    return [one for one in every if measure.lives_in(one)]


def _last(last: ItemAnswer) -> str:
    """What was said a year before, in short."""
    short = short_of(last.said)
    return f"{', '.join(short)} not wholly met" if short else "All six met"


QUALITY = Quality()
