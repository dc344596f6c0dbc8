"""What a report may say of service plans: what a service sets out to do by theme, and its actions."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from pmf_excel.framework.calendar import in_words
from pmf_excel.ledger.form_rows import FormRow
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.master.view import View
from pmf_excel.returns.read_items import UNUSED
from pmf_excel.returns.service_plan import CARRIED_ON, PLAN_CARRIED, PLAN_NEW, PLAN_THEMES


@dataclass(frozen=True)
class ServicePlanFacts:
    """The service plan that is known last, as far as the readers may see it."""

    view: View

    @property
    def year(self) -> str:
        """The year it is for; nothing where no plan was asked for."""
        return self.view.form.year.label if self.view.form.year and self.rows else ""

    @functools.cached_property
    def rows(self) -> Sequence[FormRow]:
        """Every row of it."""
        keys = (PLAN_THEMES.key, PLAN_CARRIED.key, PLAN_NEW.key)
        return [one for one in self.view.form.rows if one.asked.part in keys]

    @functools.cached_property
    def themes(self) -> Sequence[FormRow]:
        """The themes of which it says something, in their order."""
        return [one for one in self.rows if one.asked.part == PLAN_THEMES.key and one.said("plan")]

    @functools.cached_property
    def carried(self) -> Sequence[FormRow]:
        """The actions of earlier plans that are carried on."""
        return [one for one in self.rows if one.asked.part == PLAN_CARRIED.key and one.said("becomes") == CARRIED_ON]

    @functools.cached_property
    def ended(self) -> Sequence[FormRow]:
        """The actions of earlier plans that are completed or given up."""
        return [
            one
            for one in self.rows
            if one.asked.part == PLAN_CARRIED.key and one.said("becomes") not in ("", CARRIED_ON)
        ]

    @functools.cached_property
    def new(self) -> Sequence[FormRow]:
        """The new actions, theme by theme."""
        used = [one for one in self.rows if one.asked.part == PLAN_NEW.key and one.given and not one.said(UNUSED)]
        order = list(dict.fromkeys(one.asked.terms["theme"] for one in self.rows if one.asked.part == PLAN_THEMES.key))
        return sorted(
            used, key=lambda one: order.index(one.said("theme")) if one.said("theme") in order else len(order)
        )

    @property
    def said(self) -> str:
        """What the plan holds, in sentences."""
        if not self.year:
            return "No service plan has been asked for yet."
        if not any(one.given for one in self.rows):
            return f"The service plan for {self.year} has not been returned yet."
        parts = [
            counted(len(self.new), "new action"),
            f"{counted(len(self.carried), 'action')} carried on from earlier plans",
        ]
        return f"The service plan for {self.year} has {listed(parts)}."

    @property
    def signed(self) -> str:
        """Who put it forward and who approved it, in sentences; nothing where nobody signed it, or it is of several services."""
        by = {(one.signed_by, one.signed_on) for one in self.rows}
        if len(by) != 1:
            return ""
        title, day = next(iter(by))
        forward = f"It was put forward by the {title} on {in_words(day)}." if title and day else ""
        return f"{forward} {self._approved}".strip()

    @property
    def _approved(self) -> str:
        """Who approved it, in a sentence; nothing where nobody did."""
        one = self.view.form.approved.get(self.rows[0].service) if self.rows else None
        if one is None or one.withdrawn:
            return ""
        minute = f" (minute {one.minute})" if one.minute else ""
        return f"It was approved by the {one.by} on {in_words(one.on)}{minute}."
