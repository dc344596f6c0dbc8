"""Targets that were approved, as rows of the register: one for each measure, and an amendment that says from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pmf_excel.errors import PutRight
from pmf_excel.excel.writer import Value
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Kind, day_of, printed, with_unit
from pmf_excel.framework.model import Framework, Measure, Target, Tolerance, ToleranceKind
from pmf_excel.framework.periods import Length, Period
from pmf_excel.ledger.records import Decision, Terms
from pmf_excel.register.revise import Change, Revision
from pmf_excel.register.rows import PlainRow
from pmf_excel.returns.target_setting import OVER, TOTAL, Setting

#: The column of the Targets sheet for each value of some terms.
_COLUMNS = ("target", "upper", "green", "amber", "forecast")


def revision_of(
    year: Period, proposals: Sequence[tuple[str, Setting, Mapping[str, str]]], register: Framework, final: Decision
) -> tuple[Revision, list[str]]:
    """What the register has to be given, and what is worth a word; what stands in it already is not written again.

    Raises PutRight where it has a measure no longer.
    """
    gone = [code for code, _, _ in proposals if code not in register.measures]
    if gone:
        raise PutRight(
            f"framework.xlsx has no longer: {', '.join(gone)}. Put them back, or issue the target-setting workbooks again without them."
        )
    targets: list[PlainRow] = []
    amendments: list[PlainRow] = []
    changes: list[Change] = []
    remarks: list[str] = []
    for code, setting, said in proposals:
        measure, terms = register.measures[code], setting.proposed(said)
        row = _row(measure, year, setting, terms, register, final)
        there = register.targets.get((code, year))
        if there is None:
            targets.append(row)
        elif not _says(there, setting, terms):
            changes.append(
                Change(
                    "targets", {"measure": code, "period": year.label, "since": ""}, {**dict.fromkeys(_COLUMNS), **row}
                )
            )
        if there is None or not _says(there, setting, terms):
            amendments.append(_amendment("Target changed", code, _from_to(setting, terms, year), final))
        if said.get(TOTAL) and said.get(OVER):
            longer, what = _longer(measure, year, Decimal(said[TOTAL]), int(Decimal(said[OVER])), final)
            last = str(longer["period"])
            before = next((one for one in register.longer if one.measure == code and one.period.label == last), None)
            if before is None or (before.value, before.since) != (longer["target"], year):
                amendments.append(_amendment("Target changed", code, what, final))
                if before is None:
                    targets.append(longer)
                else:
                    changes.append(
                        Change("targets", {"measure": code, "period": last, "since": _since(before)}, longer)
                    )
            other = [one for one in register.longer if one.measure == code and one is not before]
            remarks += [
                f"{code}: it has a target to {one.period.label} over several years already, which counts first."
                for one in other
            ]
        if measure.tolerance != terms.tolerance and setting.around is not None:
            tolerance: PlainRow = {"tolerance": terms.tolerance.amount, "tolerance_kind": terms.tolerance.kind.value}
            changes.append(Change("measures", {"code": code}, tolerance))
            was = f"{_tolerance(terms.tolerance, measure)} (before: {_tolerance(measure.tolerance, measure)})"
            amendments.append(_amendment("Tolerance changed", code, f"Tolerance: {was}.", final))
            remarks.append(f"{code}: the new tolerance holds from the next pmf issue on, whatever month that is for.")
        if own := sorted(one for of, one in register.targets if of == code and one != year and year.holds(one)):
            listed = ", ".join(one.short for one in own)
            remarks.append(f"{code}: its own targets for {listed} stand in the register and count before the year's.")
    add = {"targets": targets, "amendments": amendments}
    return Revision({sheet: rows for sheet, rows in add.items() if rows}, tuple(changes)), remarks


def _row(
    measure: Measure, year: Period, setting: Setting, terms: Terms, register: Framework, final: Decision
) -> PlainRow:
    """One row of the Targets sheet."""
    row: PlainRow = {
        "measure": measure.code, "period": year.label, "source": _source(final),
        **{name: _cell(getattr(terms, name), measure) for name in setting.places.values()},
    }  # fmt: skip
    if measure.adds_up and measure.frequency.length is not Length.YEAR:
        before = register.targets.get((measure.code, year.back()))
        row["profile"] = _profile(before) if before and before.profile else "Even"
    return row


def _longer(measure: Measure, year: Period, total: Decimal, over: int, final: Decision) -> tuple[PlainRow, str]:
    """The row of a target over several years, and the sentence of its amendment."""
    last = year.back(1 - over)
    shown = with_unit(printed(total, measure.decimals), measure.unit if measure.unit in ("%", "£") else "")
    row: PlainRow = {
        "measure": measure.code, "period": last.label, "target": total, "since": year.label, "source": _source(final),
    }  # fmt: skip
    return row, f"Target for {year.label} to {last.label}: {shown} in all."


def _since(target: Target) -> str:
    return target.since.label if target.since else ""


def _source(final: Decision) -> str:
    """Where a target was agreed, as its row says it."""
    minute = f", minute {final.minute}" if final.minute else ""
    return f"{final.stage}, {in_words(final.on)}{minute}"[:250]


def _profile(before: Target) -> str:
    """How the year's target was spread over this year, as the register writes it."""
    if len(set(before.profile)) == 1:
        return "Even"
    return "/".join(f"{weight:f}" for weight in before.profile)


def _cell(value: Decimal | None, measure: Measure) -> Value:
    """A value as a cell of the register holds it."""
    if value is None:
        return None
    if measure.kind is Kind.YES_NO:
        return "Yes" if value else "No"
    return day_of(value) if measure.kind is Kind.DATE else value


def _says(there: Target, setting: Setting, terms: Terms) -> bool:
    """Whether a row of the register says just what was approved."""
    names = {
        "target": there.value,
        "upper": there.upper,
        "green": there.green,
        "amber": there.amber,
        "forecast": there.forecast,
    }
    return not there.than and all(names[name] == getattr(terms, name) for name in setting.places.values())


def _from_to(setting: Setting, terms: Terms, year: Period) -> str:
    """From what to what a target changes, in a sentence."""

    def said(of: Terms) -> str:
        return of.aim or (of.brief(of.target) if of.target is not None else "none")

    now, then = said(setting.terms), said(terms)
    before = year.back().label
    return (
        f"Target for {year.label}: {then}, as in {before}."
        if now == then
        else f"Target for {year.label}: {then} ({before}: {now})."
    )


def _tolerance(tolerance: Tolerance, measure: Measure) -> str:
    amount = f"{tolerance.amount.normalize():f}"
    if tolerance.kind is ToleranceKind.RELATIVE:
        return f"{amount}% of target"
    return f"{amount} {'days' if measure.kind is Kind.DATE else 'points'}"


def _amendment(kind: str, code: str, what: str, final: Decision) -> PlainRow:
    return {
        "on": final.on, "kind": kind, "item": code, "what": what, "approved_by": final.by[:120], "minute": final.minute[:60],
    }  # fmt: skip
