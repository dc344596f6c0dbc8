"""The yearly forms: workbooks that go out once a year and come back by the same road as the monthly return.

To add one: write its part (a ``YearlyPart`` in a file of its own, under a key that no other form or return has: its rows, live formulas, checks and needs, as the parts of the
return have), its layout ``form-KEY.toml`` with the sheets put_right, start, sign_off and one for each part, ``form-KEY-guidance.txt``
and ``form-KEY-statement.txt``; then list it here. ``pmf issue YEAR --form KEY``, collect, status and remind, the marked-up copies,
verify and rebuild need nothing more. What services said is read with ``Yearly.said(form, year)`` or ``standing_items(reader, [year])``:
item answers of the form's parts in the round of the year. ``Part.column_for`` gives a row limits or a kind of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pmf_excel.errors import Mistyped
from pmf_excel.framework.periods import Period
from pmf_excel.problems import near_miss
from pmf_excel.returns.quality import QUALITY
from pmf_excel.returns.service_plan import PLAN_CARRIED, PLAN_NEW, PLAN_THEMES
from pmf_excel.returns.target_setting import TARGETS
from pmf_excel.returns.yearly import YearlyPart


@dataclass(frozen=True)
class Form:
    """A yearly form: by what it is known, what people call one and several, its parts, and when it is due.

    ``due`` is a month and a day: those that come last before the form's year ends or, of one that is made ``ahead``, begins.
    """

    key: str
    one: str
    many: str
    parts: tuple[YearlyPart, ...]
    due: tuple[int, int]
    ahead: bool = True

    @property
    def layout(self) -> str:
        """The name of its layout, with which those of its texts begin."""
        return f"form-{self.key}"

    @property
    def due_said(self) -> str:
        """What a calendar calls it."""
        return self.one[:1].upper() + self.one[1:]

    def due_in(self, year: Period) -> date:
        """The day by which the form of a year is due."""
        month, day = self.due
        last = (year.back() if self.ahead else year).end
        this_year = date(last.year, month, day)
        return this_year if this_year <= last else this_year.replace(year=last.year - 1)


FORMS: Mapping[str, Form] = {
    form.key: form
    for form in (
        Form("targets", "target-setting workbook", "target-setting workbooks", (TARGETS,), due=(1, 31)),
        Form("plan", "service plan", "service plans", (PLAN_THEMES, PLAN_CARRIED, PLAN_NEW), due=(2, 15)),
        Form("quality", "data quality sign-off", "data quality sign-offs", (QUALITY,), due=(3, 15), ahead=False),
    )
}


def form_named(key: str) -> Form:
    """The form of a name.

    Raises Mistyped, with the nearest name, when there is none.
    """
    form = FORMS.get(key.strip().casefold())
    if form is None:
        listed = ", ".join(FORMS)
        raise Mistyped(f'There is no form "{key}". {near_miss(key, FORMS)}Use one of: {listed}.')
    return form
