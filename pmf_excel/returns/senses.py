"""How text in an input of a return may be read: by what its measure counts, and the words people type for having no figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pmf_excel.excel.spoken import Instead, Sense
from pmf_excel.framework.figures import Absence, Kind
from pmf_excel.ledger.records import Terms

_WORDS = {
    Absence.NOT_APPLICABLE: ("n/a", "na", "n.a.", "not applicable", "[z]"),
    Absence.NOT_YET_AVAILABLE: (
        "tbc", "tba", "to follow", "to be confirmed", "awaited", "not yet available", "not available yet", "[x]",
    ),
    Absence.SUPPRESSED: ("<5", "< 5", "<10", "< 10", "*", "[c]", "suppressed"),
}  # fmt: skip
#: A dash says only that nothing is there. It may stand for none, so it is asked about.
_DASHES = ("-", "\u2013", "\u2014", "--")
#: Each word for having no figure, in small letters: the reason it is kept as. Never 0, and never blank.
REASONS: Mapping[str, Instead] = {
    **{word: Instead(absence.value) for absence, words in _WORDS.items() for word in words},
    **{dash: Instead(Absence.NOT_YET_AVAILABLE.value, asks=True) for dash in _DASHES},
}
#: An amount in pounds, and a share in percent.
POUNDS, PERCENT = Sense(money=True, unit="£", zero=True), Sense(percent=True)


def sense_of(terms: Terms, column: str, at: date) -> Sense:
    """How text in a column of a measure's row is read; ``at`` is the end of the round."""
    if column == "action_due":
        return Sense(at=at)
    if column in ("numerator", "denominator"):
        return Sense(zero=column == "numerator", instead=REASONS)
    if column != "figure":
        return Sense()
    percent = terms.kind is Kind.PERCENTAGE or terms.unit.strip() == "%"
    money = terms.kind is Kind.MONEY or "£" in terms.unit
    counted = terms.kind in (Kind.NUMBER, Kind.MONEY) and not percent
    return Sense(money, percent, terms.unit, counted, at, REASONS)
