"""What a report may say of data quality: how the data of a year stand by the six dimensions, as services signed them off."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pmf_excel.ledger.form_rows import FormRow, FormRows
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.master.view import View
from pmf_excel.returns.quality import DIMENSIONS, QUALITY, short_of


@dataclass(frozen=True)
class QualityFacts:
    """The sign-off of a year, as far as the readers may see it."""

    view: View
    year: str

    @functools.cached_property
    def rows(self) -> Sequence[FormRow]:
        """Every measure that services were asked to sign off, in the forms' order."""
        form: FormRows = self.view.form
        return [one for one in form.rows if one.asked.part == QUALITY.key]

    @functools.cached_property
    def given(self) -> Sequence[FormRow]:
        """The measures of which a service said how their data stand."""
        return [one for one in self.rows if one.given]

    @functools.cached_property
    def short(self) -> Sequence[FormRow]:
        """The measures of which something is not wholly met, those with most of it first."""
        found = [one for one in self.given if self.of(one)]
        return sorted(found, key=lambda one: -len(self.of(one)))

    @staticmethod
    def of(row: FormRow) -> list[str]:
        """The dimensions in which the data of a measure are not wholly met."""
        return short_of(row.given.answer.said) if row.given else []

    @functools.cached_property
    def counts(self) -> Mapping[str, Counter[str]]:
        """How often each dimension is met, partly met and not met, by its name."""
        return {name: Counter(one.said(key) for one in self.given) for key, name in DIMENSIONS.items()}

    @functools.cached_property
    def awaited(self) -> Sequence[str]:
        """The services of which nothing has come, by name."""
        came = {one.service for one in self.given}
        return [self.view.service(code) for code in dict.fromkeys(one.service for one in self.rows) if code not in came]

    @property
    def said(self) -> str:
        """How many measures were signed off, and how many meet all six dimensions, in sentences."""
        if not self.rows:
            return f"Services were not asked to sign off the quality of their data for {self.year}."
        some = f"Services said of {len(self.given):,} of {counted(len(self.rows), 'measure')} how their data stand in {self.year}."
        if not self.given:
            return some
        whole = len(self.given) - len(self.short)
        verb = "meets" if whole == 1 else "meet"
        return f"{some} Of these {whole:,} {verb} all six dimensions of data quality, and {len(self.short):,} {'does' if len(self.short) == 1 else 'do'} not."

    @property
    def weakest(self) -> str:
        """The dimensions that are met least often, in a sentence; nothing where all are met."""
        missed = {name: len(self.given) - found["Met"] for name, found in self.counts.items()}
        most = max(missed.values(), default=0)
        if not most:
            return ""
        names = [name.lower() for name, count in missed.items() if count == most]
        return f"What is most often not wholly met is {listed(names)}: for {counted(most, 'measure')}{' each' if len(names) > 1 else ''}."

    @property
    def awaited_said(self) -> str:
        """Which services have not answered, in a sentence; nothing where all have."""
        return f"Nothing has come yet from {listed(list(self.awaited))}." if self.awaited else ""
