"""Target setting: for each measure of a service the target and tolerance it proposes for a year, beside what is known of it.

While they are typed, a row says how the latest figure would have stood by them. Terms of a row are those of this year, without any
figure in them: what is known of figures stands in its locked cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import number_code
from pmf_excel.excel.spoken import Sense
from pmf_excel.framework.comparators import Comparator
from pmf_excel.framework.conditions import Against, Case
from pmf_excel.framework.figures import Figure, Kind, of_day, rounded, said
from pmf_excel.framework.model import Measure, Polarity, Tolerance, ToleranceKind, titled
from pmf_excel.framework.plausible import TIMES, far_above
from pmf_excel.framework.status import Status
from pmf_excel.framework.targets import Aim, read_words
from pmf_excel.ledger.editable import CALLED, ValueName, editable, in_percent, tolerated
from pmf_excel.ledger.records import ItemAnswer, ItemAsked, Terms
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.ledger.year_figures import course, latest_figure, year_figure, years_aim
from pmf_excel.problems import Severity
from pmf_excel.returns.items import ALWAYS, Contradicted, Live, Need, Told
from pmf_excel.returns.live import ANSWERS, TO_DO, LiveRow, as_number, wrong_figure
from pmf_excel.returns.mirrors import blank, filled, plain
from pmf_excel.returns.senses import sense_of
from pmf_excel.returns.trial import CHECK_SECOND, CHECK_TARGET, CHECK_TOLERANCE, Trial, places_of
from pmf_excel.returns.yearly import Sources, YearlyPart

#: The columns of the values that are proposed, by their place in a trial, and those of the tolerance.
VALUES: Mapping[str, str] = {"target": "new_target", "second": "new_second"}
AMOUNT, KIND = "new_tolerance", "new_kind"
#: Those of a target over several years: "600 homes in four years".
TOTAL, OVER = "longer", "over"
#: What a proposal is against this year's target.
EASIER, HARDER, SAME, OTHER, FIRST = "Easier", "Harder", "As now", "Changed", "New"
NO_FIGURE = "No figure to try"
NOT_LOOKED_AT, ZERO, ORDER, FRACTION, FAR = "PMF-251", "PMF-252", "PMF-253", "PMF-219", "PMF-239"
_ANSWER = 'or say in "Answer to a query" that it is right.'


@dataclass(frozen=True)
class Setting:
    """What a row is about: the terms of this year, and the figure that is tried with last year's beside it.

    ``adds_up`` says that its figures add up from year to year, so that it may have a target over several years.
    """

    terms: Terms
    tried: Decimal | None
    year_before: Decimal | None
    adds_up: bool = False

    @classmethod
    def of(cls, asked: ItemAsked) -> Setting:
        """The setting of a row as it was issued."""
        number = {key: Decimal(asked.printed[key]) if asked.printed.get(key) else None for key in ("figure", "before")}
        terms = Terms.of_text(asked.terms["terms"])
        return cls(terms, number["figure"], number["before"], asked.terms.get("adds_up") == "yes")

    @property
    def places(self) -> Mapping[str, ValueName]:
        """The name of each value that is proposed, by its column."""
        return {VALUES[place]: name for place, name in places_of(self.terms).items()}

    @property
    def around(self) -> Against | None:
        """What the tolerance lies around; nothing where there is none."""
        return tolerated(self.terms, self._case(self.terms).known)

    def _case(self, terms: Terms) -> Case:
        return terms.case(Figure(self.tried if self.tried is not None else Decimal(0)), self.year_before)

    @property
    def relative(self) -> bool:
        """Whether this year's target is a comparison with last year."""
        words = read_words(self.terms.words)
        return words is not None and words.than is not None

    def value(self, text: str) -> Decimal | None:
        """A proposed value as the ledger keeps it, as a figure of the measure."""
        if not text:
            return None
        if self.terms.kind is Kind.YES_NO:
            return Decimal(text.casefold() == "yes")
        return of_day(date.fromisoformat(text)) if self.terms.kind is Kind.DATE else Decimal(text)

    def print(self, value: Decimal | None) -> str:
        """A value as a message says it."""
        return "none" if value is None else self.terms.brief(value)

    def proposed(self, said: Mapping[str, str]) -> Terms:
        """The terms that a proposal makes of this year's: what it leaves out stays."""
        values = {
            name: value
            for column, name in self.places.items()
            if (value := self.value(said.get(column, ""))) is not None
        }
        words = "" if "target" in values else self.terms.words
        now = self.terms.tolerance
        kind = ToleranceKind(said[KIND]) if said.get(KIND) else now.kind
        tolerance = Tolerance(Decimal(said[AMOUNT]) if said.get(AMOUNT) else now.amount, kind)
        return replace(self.terms, **values, words=words, tolerance=tolerance)  # type: ignore[arg-type]

    def now(self, aim: Aim | None = None) -> Status | None:
        """The status of the figure that is tried, by this year's target; nothing where there is no figure."""
        return self._judged(self.terms if aim is None else _with(self.terms, aim))

    def then(self, said: Mapping[str, str]) -> Status | None:
        """The status of the figure that is tried, by a proposal; nothing where there is no figure."""
        return self._judged(self.proposed(said))

    def _judged(self, terms: Terms) -> Status | None:
        return terms.rule.judge(self._case(terms)).status if self.tried is not None else None

    def against_now(self, said: Mapping[str, str]) -> str:
        """What a proposal is against this year: easier, harder, as now, otherwise changed, or the first target there is."""
        new, signs = self.proposed(said), []
        for name in self.places.values():
            was, now = getattr(self.terms, name), getattr(new, name)
            if was is None:
                return OTHER if self.relative else FIRST
            if now is not None:
                signs.append(self._sign(name, rounded(now, new.decimals) - rounded(was, new.decimals)))
        if any(sign is None for sign in signs):
            return OTHER
        told = [sign for sign in signs if sign]
        if not told and self.around is not None:
            if new.tolerance.kind is not self.terms.tolerance.kind:
                return OTHER
            wider = rounded(new.tolerance.amount - self.terms.tolerance.amount, 9)
            return EASIER if wider > 0 else HARDER if wider < 0 else SAME
        return SAME if not told else EASIER if max(told) > 0 else HARDER

    def _sign(self, name: ValueName, risen: Decimal) -> int | None:
        """1 where a value that rose by so much makes it easier, -1 where harder, 0 where it is the same; nothing where neither is."""
        if not risen:
            return 0
        higher = self.higher_is_easier(name)
        return None if higher is None else 1 if (risen > 0) is higher else -1

    def higher_is_easier(self, name: ValueName) -> bool | None:
        """Whether a higher value is the easier one; of a band the upper end is, and the lower is not."""
        if self.terms.polarity is Polarity.BAND:
            return name == "upper"
        return {Polarity.HIGHER: False, Polarity.LOWER: True}.get(self.terms.polarity)


def _counts(measure: Measure) -> bool:
    """Whether a measure counts things or pounds: shares, days and answers add up to nothing."""
    return measure.kind in (Kind.NUMBER, Kind.MONEY)


def _with(terms: Terms, aim: Aim) -> Terms:
    return replace(
        terms,
        target=aim.target,
        upper=aim.upper,
        green=aim.green,
        amber=aim.amber,
        forecast=aim.forecast,
        words=aim.words,
    )


def _because_changed(told: Told) -> str:
    setting = Setting.of(told.asked)
    if not told.said.said.get("new_target"):
        return ""
    return {
        EASIER: "the proposal is easier to reach than this year's target", HARDER: "the target changes", OTHER: "the target changes",
    }.get(setting.against_now(told.said.said), "")  # fmt: skip


def _changed(row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> str:
    cell = row["against"]
    return f'OR({cell}="{EASIER}",{cell}="{HARDER}",{cell}="{OTHER}")'


def _because_second(told: Told) -> str:
    name = Setting.of(told.asked).places.get("new_second")
    return f"the measure is judged by its {CALLED[name]} as well" if name else ""


class TargetSetting(YearlyPart):
    """The measures of the service that live in the year, and of which a target can be set."""

    key, one, many = "targets", "measure", "measures"
    needs: Mapping[str, Need] = {
        "always": ALWAYS,
        "there are two values": Need(
            lambda row, asked, sticks: "TRUE" if "new_second" in Setting.of(asked).places else "FALSE", _because_second
        ),
        "the target changes": Need(_changed, _because_changed),
        "a target over several years is given": Need(
            lambda row, asked, sticks: filled(row[TOTAL]),
            lambda told: "a target over several years is given" if told.said.said.get(TOTAL) else "",
        ),
    }

    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """The service's measures, in the register's order; those whose rule looks at no target are not asked about."""
        own = [
            one for one in sources.framework.measures.values() if one.service == service and one.lives_in(sources.year)
        ]
        made = (self._row(sources, measure) for measure in own)
        return [row for row in made if row is not None]

    def _row(self, sources: Sources, measure: Measure) -> ItemAsked | None:
        known, this_year = sources.known, sources.year.back()
        aim = years_aim(sources.framework, measure, this_year, known)
        # What a comparison with last year comes to depends on a figure, and no figure is among the terms.
        agreed = replace(aim, target=None) if aim.words else aim
        terms = _with(
            Terms(
                "", "", "", measure.unit, measure.kind, measure.decimals, measure.minimum, measure.maximum, measure.polarity,
                measure.cumulative, sources.rules[measure.rule], measure.tolerance, None,
            ),
            agreed,
        )  # fmt: skip
        if not editable(terms):
            return None
        latest = latest_figure(known, measure, this_year)
        setting = Setting(terms, latest.value if latest else None, latest.year_before if latest else None)
        status = setting.now(aim)
        printed = {
            "code": measure.code, "title": titled(measure.title, measure.unit), "trend": course(known, measure, this_year),
            "others": _others(sources.comparators, measure), "target": _aim_shown(_with(terms, aim)),
            "tolerance": _tolerance_shown(setting), "tried": _shown(terms, setting.tried), "tried_of": latest.of if latest else "",
            "status": status.shown if status else "", "figure": f"{latest.value:f}" if latest else "",
            "before": f"{latest.year_before:f}" if latest and latest.year_before is not None else "",
        }  # fmt: skip
        for back in range(1, 4):
            value = year_figure(known, measure, sources.year.back(back))
            printed[f"outturn_{back}"] = _shown(terms, value)
        asked = {"terms": terms.as_text(), "adds_up": "yes" if measure.adds_up and _counts(measure) else "no"}
        return ItemAsked(self.key, measure.code, asked, printed)

    def sheet_for(self, sheet: Sheet, items: Sequence[ItemAsked]) -> Sheet:
        """A second value and a tolerance are asked for only where some row has one."""
        settings = [Setting.of(item) for item in items]
        none = {"new_second"} if not any("new_second" in one.places for one in settings) else set()
        none |= {TOTAL, OVER} if not any(one.adds_up for one in settings) else set()
        none |= {AMOUNT, KIND} if all(one.around is None for one in settings) else set()
        return replace(sheet, columns=tuple(column for column in sheet.columns if column.key not in none))

    def column_for(self, column: Column, asked: ItemAsked) -> Column:
        """A value in the measure's own kind, within its limits."""
        if column.key not in VALUES.values():
            return column
        terms = Setting.of(asked).terms
        if terms.kind is Kind.YES_NO:
            return replace(column, kind="choice", choices=ANSWERS)
        if terms.kind is Kind.DATE:
            return replace(column, kind="date")
        return replace(column, minimum=terms.minimum, maximum=terms.maximum)

    def number_code(self, column: Column, asked: ItemAsked) -> str:
        """Figures as the measure prints them; what is typed stands as it was typed."""
        if column.kind in ("number", "figure"):
            return "General" if column.input else number_code(Setting.of(asked).terms.decimals)
        return ""

    def sense_for(self, column: Column, asked: ItemAsked) -> Sense:
        """How text in an input is read: a value as the measure's figures are."""
        if column.key not in VALUES.values():
            return Sense()
        return replace(sense_of(Setting.of(asked).terms, "figure", date.max), instead={})

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """How the latest figure would have stood by the proposal, and what that is against this year's target."""
        setting, target = Setting.of(asked), row["new_target"]
        then = f'IFERROR(IF({blank(target)},"{TO_DO}",{_then(row, setting)}),"{CHECK_TARGET}")'
        against = f'IFERROR(IF({blank(target)},"",{_against(row, setting)}),"")'
        return {"then": (then, TO_DO), "against": (against, "")}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """How the latest figure would have stood, and what the proposal is against this year's target."""
        setting, said = Setting.of(told.asked), told.said.said
        if not said.get("new_target"):
            return {"then": TO_DO, "against": ""}
        wrong = _wrong_in(setting, said)
        status = setting.then(said)
        return {"then": wrong or (status.shown if status else NO_FIGURE), "against": setting.against_now(said)}

    def clashes(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Sequence[tuple[str, str]]:
        """What has no place in the row, and values in the wrong order."""
        setting = Setting.of(asked)
        found = []
        if "new_second" not in setting.places:
            found += [(filled(row["new_second"]), "new_second")] if row.has("new_second") else []
        elif order := _against_order(setting, row["new_target"], row["new_second"]):
            found.append((order, "new_second"))
        if not setting.adds_up:
            found += [(filled(row[key]), key) for key in (TOTAL, OVER) if row.has(key)]
        if setting.around is None:
            found += [(filled(row[key]), key) for key in (AMOUNT, KIND) if row.has(key)]
        elif setting.terms.kind is Kind.DATE:
            found.append((f'{plain(row[KIND])}="{ToleranceKind.RELATIVE.value}"', KIND))
        return [(f"IFERROR({formula},FALSE)", key) for formula, key in found]

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """Refuse what the rule does not look at and what is in the wrong order; ask about what is unlikely."""
        return list(unlikely(Setting.of(told.asked), told.said, told.asked))


def unlikely(setting: Setting, answer: ItemAnswer, asked: ItemAsked) -> Iterator[Contradicted]:
    """What cannot be in a proposal although each cell by itself is right, and what is unlikely."""
    said, terms = answer.said, setting.terms
    empty = "Empty this cell."
    if said.get("new_second") and "new_second" not in setting.places:
        what = f'"{terms.rule.name}" looks at one value, which stands under "Proposed target".'
        yield Contradicted("new_second", NOT_LOOKED_AT, what, empty)
    if setting.around is None:
        for column in (AMOUNT, KIND):
            if said.get(column):
                yield Contradicted(
                    column, NOT_LOOKED_AT, f'"{terms.rule.name}" allows this measure no tolerance.', empty
                )
    if not setting.adds_up:
        for column in (TOTAL, OVER):
            if said.get(column):
                yield Contradicted(
                    column, NOT_LOOKED_AT, "the figures of this measure do not add up from year to year.", empty
                )
    if setting.around is not None and terms.kind is Kind.DATE and said.get(KIND) == ToleranceKind.RELATIVE.value:
        yield Contradicted(
            KIND, NOT_LOOKED_AT, "a share of a date means nothing.", "Choose points, which are days here."
        )
    new = setting.proposed(said)
    if _out_of_order(setting, new):
        (_, first), (_, second) = setting.places.items()
        values = setting.print(getattr(new, second)), setting.print(getattr(new, first))
        what = f"the {CALLED[second]}, {values[0]}, is on the wrong side of the {CALLED[first]}, {values[1]}."
        yield Contradicted("new_second", ORDER, what, "Correct one of the two.")
    value = setting.value(said.get("new_target", ""))
    if value is None or terms.kind in (Kind.YES_NO, Kind.DATE):
        return
    if in_percent(terms) and 0 < value < 1:
        meant = f"{(value * 100).normalize():f}"
        what = f"{value:f}% is little for a target; it looks like {meant}% typed as a fraction."
        yield Contradicted(
            "new_target", FRACTION, what, f"If {meant}% is meant, enter {meant}; {_ANSWER}", Severity.QUERY
        )
    known = [
        one
        for key in ("outturn_1", "outturn_2", "outturn_3", "figure")
        if (one := asked.number_printed(key)) is not None
    ]
    known += [one for name in setting.places.values() if (one := getattr(terms, name)) is not None]
    if far_above(value, known):
        what = f"{value:,f} is {TIMES} times as large as anything known of this measure, or more."
        yield Contradicted("new_target", FAR, what, f"Check the unit and the decimal point; {_ANSWER}", Severity.QUERY)
    if (
        value == 0
        and setting.around is Against.TARGET
        and new.tolerance.kind is ToleranceKind.RELATIVE
        and new.tolerance.amount
    ):
        what = f"{new.tolerance.amount.normalize():f}% of a target of 0 is 0: any figure beyond it is outside the tolerance at once."
        remedy = f"Propose a tolerance in points, {_ANSWER}"
        yield Contradicted("new_target", ZERO, what, remedy, Severity.QUERY)


def _out_of_order(setting: Setting, new: Terms) -> bool:
    """Whether a second value stands on the wrong side of the first."""
    if new.upper is not None and new.target is not None and "new_second" in setting.places and new.upper < new.target:
        return True
    if new.green is None or new.amber is None or "new_second" not in setting.places:
        return False
    return {Polarity.HIGHER: new.amber > new.green, Polarity.LOWER: new.amber < new.green}.get(new.polarity, False)


def _against_order(setting: Setting, first: str, second: str) -> str:
    """The formula for a second value on the wrong side of the first; "" where there is no wrong side."""
    name, polarity = setting.places["new_second"], setting.terms.polarity
    if polarity is Polarity.NEITHER:
        return ""
    below = name == "upper" or polarity is Polarity.LOWER
    one, other = as_number(second, setting.terms), as_number(first, setting.terms)
    return f"IF(OR({blank(first)},{blank(second)}),FALSE,{one}{'<' if below else '>'}{other})"


def _wrong_in(setting: Setting, said: Mapping[str, str]) -> str:
    """What is said in the place of a status where a value cannot be tried; nothing where all can."""
    new = setting.proposed(said)
    for column, name in setting.places.items():
        check = CHECK_TARGET if column == "new_target" else CHECK_SECOND.get(name, CHECK_TARGET)
        value = setting.value(said.get(column, ""))
        if value is None and getattr(setting.terms, name) is not None:
            return check
        if value is not None and in_percent(setting.terms) and 0 < value < 1:
            return check
        if column == "new_second" and _out_of_order(setting, new):
            return check
    return ""


def _then(row: LiveRow, setting: Setting) -> str:
    """The formula for the status of the latest figure by what is proposed."""
    terms = setting.terms
    if setting.tried is None:
        return f'"{NO_FIGURE}"'
    figure = (
        f'"{_shown(terms, setting.tried)}"'
        if terms.kind is Kind.YES_NO
        else f"({rounded(setting.tried, terms.decimals):f})"
    )
    cells: dict[ValueName, str] = {name: row[column] for column, name in setting.places.items()}
    known = terms.case(Figure(setting.tried), setting.year_before).known
    if setting.around is None:
        return Trial(terms, known, figure, cells, "").formula()
    amount = f"IF({blank(row[AMOUNT])},{terms.tolerance.amount:f},{row[AMOUNT]})"
    by_kind = {
        kind: Trial(
            replace(terms, tolerance=Tolerance(terms.tolerance.amount, kind)), known, figure, cells, amount
        ).formula()
        for kind in ToleranceKind
    }
    kind = f'IF({blank(row[KIND])},"{terms.tolerance.kind.value}",{plain(row[KIND])})'
    chosen = f'"{CHECK_TOLERANCE}"'
    for one, formula in by_kind.items():
        chosen = f'IF({kind}="{one.value}",{formula},{chosen})'
    return chosen


def _against(row: LiveRow, setting: Setting) -> str:
    """The formula for what a proposal is against this year's target; nothing where a value will be refused."""
    terms, steps, refused = setting.terms, [], []
    for column, name in setting.places.items():
        was = getattr(terms, name)
        if was is None:
            return f'"{OTHER if setting.relative else FIRST}"'
        cell = row[column]
        higher = setting.higher_is_easier(name)
        risen = f"ROUND(ROUND({as_number(cell, terms)},{terms.decimals})-{rounded(was, terms.decimals):f},9)"
        bad = f"IF(ISERROR({cell}),TRUE,{wrong_figure(cell, terms)})"
        refused.append(f"IF({blank(cell)},FALSE,{bad})")
        steps.append((f"IF({blank(cell)},0,{risen})", higher))
    if any(higher is None for _, higher in steps):
        said = f'IF(OR({",".join(f"{step}<>0" for step, _ in steps)}),"{OTHER}",{{}})'
    else:
        easier = ",".join(f"{step}{'>' if higher else '<'}0" for step, higher in steps)
        harder = ",".join(f"{step}<>0" for step, _ in steps)
        said = f'IF(OR({easier}),"{EASIER}",IF(OR({harder}),"{HARDER}",{{}}))'
    otherwise = f'IF(OR({",".join(refused)}),"",{said})'
    if setting.around is None:
        return otherwise.format(f'"{SAME}"')
    wider = (
        f"IF({blank(row[AMOUNT])},0,IF(ISNUMBER({row[AMOUNT]}),ROUND({row[AMOUNT]}-{terms.tolerance.amount:f},9),0))"
    )
    other = f'IF({blank(row[KIND])},FALSE,{plain(row[KIND])}<>"{terms.tolerance.kind.value}")'
    same = f'IF({other},"{OTHER}",IF({wider}>0,"{EASIER}",IF({wider}<0,"{HARDER}","{SAME}")))'
    return otherwise.format(same)


def _shown(terms: Terms, value: Decimal | None) -> str:
    """A figure for a locked cell: a number as a number, an answer or a day in words."""
    if value is None:
        return ""
    in_words = terms.kind in (Kind.YES_NO, Kind.DATE)
    return said(value, terms.kind, terms.decimals, "", brief=True) if in_words else f"{value:f}"


def _aim_shown(terms: Terms) -> str:
    return terms.aim or ("" if terms.target is None else f"{terms.target:f}")


def _tolerance_shown(setting: Setting) -> str:
    if setting.around is None:
        return ""
    now = setting.terms.tolerance
    amount = f"{now.amount.normalize():f}"
    if now.kind is ToleranceKind.RELATIVE:
        return f"{amount}% of {setting.around.value}"
    return f"{amount} {'days' if setting.terms.kind is Kind.DATE else 'points'}"


def _others(comparators: Sequence[Comparator], measure: Measure) -> str:
    """What others achieved, each group as it was published last."""
    last: dict[str, Comparator] = {}
    for one in sorted((one for one in comparators if one.measure == measure.code), key=lambda one: one.period):
        last[one.group] = one
    return "; ".join(
        f"{group}: {said(one.value, measure.kind, measure.decimals, measure.unit if measure.unit in ('%', '£') else '', brief=True)} ({one.period.short})"
        for group, one in sorted(last.items())
    )


TARGETS = TargetSetting()
