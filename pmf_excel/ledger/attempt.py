"""What a proposal makes of a measure: the terms it would be judged by, or why it cannot be, or changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import FIRST_YEAR, LARGEST, LAST_YEAR, limits_words
from pmf_excel.excel.spoken import bare_number
from pmf_excel.framework.calendar import parse_day
from pmf_excel.framework.figures import Kind, of_day
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.rules import ABSENT
from pmf_excel.ledger.editable import CALLED, ValueName, editable, in_percent, tolerated
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.proposals import TOLERANCE, VALUES, Wish, Wishes, amount_of, kind_of
from pmf_excel.ledger.records import Terms
from pmf_excel.ledger.sentences import listed


@dataclass
class Attempt:
    """What proposals make of one line's terms: ``without_effect`` says why some of it changes nothing, ``refused`` what cannot be."""

    line: Line
    terms: Terms
    without_effect: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def attempt(line: Line, own: Wishes, for_all: Wishes) -> Attempt:
    """What is proposed for a line's measure, or else for all, applied to the terms it is judged by now."""
    tried = Attempt(line, line.terms)
    mine = any(name in own for name in TOLERANCE)
    wishes = own if mine else for_all
    asked = any(name in wishes for name in TOLERANCE)
    _values(tried, own)
    if asked:
        _tolerance(tried, wishes, alone=mine)
    if (own or asked) and line.figure.absence is not None:
        tried.terms, tried.without_effect = line.terms, [ABSENT[line.figure.absence]]
    return tried


def _values(tried: Attempt, own: Wishes) -> None:
    """The proposed targets, upper ends, Green and Amber values of a measure."""
    terms, code = tried.terms, tried.line.measure
    names = editable(terms)
    changed: dict[ValueName, Decimal | None] = {}
    for given in VALUES:
        if given not in own:
            continue
        wish = own[given]
        # What a forecast rule looks at is what everybody calls the target.
        name: ValueName = "forecast" if given == "target" and names == ["forecast"] else given
        if name in names:
            changed[name] = _value(tried, wish)
        elif names:
            looks = listed([CALLED[one] for one in names])
            what = f'{code} is judged by "{terms.rule.name}", which looks at its {looks}, not at its {CALLED[name]}.'
            tried.refused.append(
                f"{wish.place}: {what} Propose {'that' if len(names) == 1 else 'one of those'} instead."
            )
        else:
            tried.without_effect.append(f'"{terms.rule.name}" looks at no target.')
    if not changed or None in changed.values():
        return
    # Words such as "higher than last year" are those of the target there was.
    values: dict[str, Any] = {str(name): value for name, value in changed.items()}
    if "target" in changed:
        values["words"] = ""
    tried.terms = replace(terms, **values)
    _in_order(tried, own)


def _value(tried: Attempt, wish: Wish) -> Decimal | None:
    """A proposed value as a figure of the measure; what cannot be is refused."""
    terms = tried.terms

    def refuse(what: str, remedy: str) -> None:
        tried.refused.append(f"{wish.place}: {what} {remedy}")

    if terms.kind is Kind.YES_NO:
        answer = {"yes": Decimal(1), "no": Decimal(0)}.get(wish.text.casefold())
        if answer is None:
            refuse(f'{tried.line.measure} is answered by Yes or No, and "{wish.text}" is neither.', "Write Yes or No.")
        return answer
    if terms.kind is Kind.DATE:
        try:
            day = parse_day(wish.text)
        except ValueError:
            refuse(f'"{wish.text}" is not a day.', 'Write it as 2014-08-12, or as "12 August 2014".')
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            refuse(f"{day:%d/%m/%Y} is not a likely day.", f"Write one from {FIRST_YEAR} to {LAST_YEAR}.")
            return None
        return of_day(day)
    number = bare_number(wish.text)
    if not number or abs(Decimal(number)) > LARGEST:
        refuse(f'"{wish.text}" is not a number.', "Write it in digits, such as 95.5.")
        return None
    value, low, high = Decimal(number), terms.minimum, terms.maximum
    if 0 < value < 1 and in_percent(terms):
        refuse(f"{value:f}% is little; it looks like {value * 100:f}% typed as a fraction.", "Write it in percent.")
        return None
    if (low is not None and value < low) or (high is not None and value > high):
        limits = Column("", "", minimum=low, maximum=high)
        refuse(f"{value:,f} is {limits_words(limits, beyond=True)}.", f"Write a number {limits_words(limits)}.")
        return None
    return value


def _in_order(tried: Attempt, own: Wishes) -> None:
    """Refuse two values of which one would stand on the wrong side of the other."""
    terms, code = tried.terms, tried.line.measure
    place = next(own[name].place for name in VALUES if name in own)
    if terms.polarity is Polarity.BAND and terms.band and terms.band[1] < terms.band[0]:
        low, high = map(terms.brief, terms.band)
        what = f"the band of {code} would end at {high}, below its beginning at {low}."
        tried.refused.append(f"{place}: {what} Propose both ends: the target, and the upper end.")
    if ("green" not in own and "amber" not in own) or terms.green is None or terms.amber is None:
        return
    if (terms.polarity is Polarity.HIGHER and terms.green < terms.amber) or (
        terms.polarity is Polarity.LOWER and terms.green > terms.amber
    ):
        green, amber = terms.brief(terms.green), terms.brief(terms.amber)
        what = f"the Green value of {code}, {green}, would be worse than its Amber value, {amber}: {terms.polarity.value.casefold()}."
        tried.refused.append(f"{place}: {what} Propose both.")


def _tolerance(tried: Attempt, wishes: Wishes, alone: bool) -> None:
    """The proposed tolerance of a measure; one for all leaves alone what is counted in days."""
    terms, line = tried.terms, tried.line
    if terms.kind is Kind.YES_NO:
        tried.without_effect.append("There is nothing between Yes and No, so no tolerance.")
    elif tolerated(terms, terms.case(line.figure, line.last_year).known) is None:
        tried.without_effect.append(f'"{terms.rule.name}" allows no tolerance.')
    elif terms.kind is Kind.DATE and not alone:
        tried.without_effect.append("The tolerance of a date is in days, and is proposed by the measure's code.")
    else:
        now, kind = terms.tolerance, terms.tolerance.kind
        if "tolerance_kind" in wishes:
            kind = kind_of(wishes["tolerance_kind"].text) or kind
        if terms.kind is Kind.DATE and kind is ToleranceKind.RELATIVE:
            what = f"{line.measure} is a date, and a share of a date means nothing."
            tried.refused.append(f"{wishes['tolerance_kind'].place}: {what} Write points, which are days here.")
            return
        amount = amount_of(wishes["tolerance"].text) if "tolerance" in wishes else now.amount
        tried.terms = replace(terms, tolerance=Tolerance(now.amount if amount is None else amount, kind))
