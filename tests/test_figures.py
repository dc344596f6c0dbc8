from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.excel.values import address, clean_text, date_of, position, serial_of
from pmf_excel.framework.figures import Absence, Figure, Kind, printed, rounded, share_of
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.travel import Travel, direction, shown

numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "as_printed"),
    [("2.5", 0, "3"), ("-2.5", 0, "−3"), ("2.675", 2, "2.68"), ("1234567.891", 1, "1,234,567.9"), ("-0.04", 1, "0.0"), ("95.9", 1, "95.9"), ("0", 0, "0")],
)  # fmt: skip
def test_figures_are_rounded_half_away_from_zero_and_printed_with_a_real_minus(
    value: str, decimals: int, as_printed: str
) -> None:
    assert printed(Decimal(value), decimals) == as_printed


@given(numbers, st.integers(0, 4))
def test_rounding_is_symmetric_and_settles(value: Decimal, decimals: int) -> None:
    once = rounded(value, decimals)
    assert rounded(once, decimals) == once
    assert rounded(-value, decimals) == -once
    assert abs(once - value) <= Decimal(5).scaleb(-decimals - 1)


def test_nothing_is_not_zero() -> None:
    assert Figure(Decimal(0)) != Figure(absence=Absence.AWAITED)
    with pytest.raises(ValueError, match="either a value or a reason"):
        Figure()


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_addresses_come_back_as_they_went(row: int, column: int) -> None:
    assert position(address(row, column)) == (row, column)


@pytest.mark.parametrize("text", ["A0", "XFE1", "A1048577", "a1", "1A", "", "AAAA1", "A1:B2"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|outside"):
        position(text)


@given(st.dates())
def test_dates_and_serial_numbers_agree(day) -> None:
    serial = serial_of(day)
    assert date_of(serial) == (day if 61 <= serial <= 109_574 else None)


def test_text_loses_what_breaks_a_document_and_nothing_else() -> None:
    assert (
        clean_text("a\x00b\x0bc\r\nd\u202ee\ud800f\U0001f600 & <90%")
        == "ab\ncd".replace("ab\ncd", "ab\nc\nd") + "ef\U0001f600 & <90%"
    )


@pytest.mark.parametrize(
    ("now", "before", "polarity", "expected"),
    [
        ("3", "2", Polarity.HIGHER, Travel.BETTER), ("3", "2", Polarity.LOWER, Travel.WORSE), ("2.04", "2", Polarity.HIGHER, Travel.SAME),
        ("-16", "2", Polarity.HIGHER, Travel.WORSE), ("3", "2", Polarity.NEITHER, Travel.NONE),
    ],
)  # fmt: skip
def test_travel_is_judged_by_polarity_and_as_printed(
    now: str, before: str, polarity: Polarity, expected: Travel
) -> None:
    assert direction(Decimal(now), Decimal(before), polarity, 1) is expected


def test_travel_is_shown_as_an_arrow_with_its_word() -> None:
    assert [shown(t) for t in Travel] == ["↑ Better", "→ Same", "↓ Worse", ""]
    assert direction(None, Decimal(1), Polarity.HIGHER, 0) is Travel.NONE


@given(numbers, numbers, st.integers(0, 3))
def test_travel_turns_round_with_polarity(now: Decimal, before: Decimal, decimals: int) -> None:
    turned = {Travel.BETTER: Travel.WORSE, Travel.WORSE: Travel.BETTER, Travel.SAME: Travel.SAME}
    higher = direction(now, before, Polarity.HIGHER, decimals)
    assert direction(now, before, Polarity.LOWER, decimals) is turned[higher]


@pytest.mark.parametrize(
    ("kind", "unit", "expected"),
    [("Percentage", "%", 100), ("Ratio", "per 1,000", 1_000), ("Ratio", "homes per 100,000 people", 100_000), ("Ratio", "per 1000", 1_000),
     ("Ratio", "per officer", 1), ("Ratio", "", 1), ("Number", "%", 100), ("Ratio", "per 10", 1)],
)  # fmt: skip
def test_a_share_is_counted_in_what_its_unit_says(kind: str, unit: str, expected: int) -> None:
    assert share_of(Kind(kind), unit) == expected
