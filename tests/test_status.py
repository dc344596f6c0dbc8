"""Status rules: what they say, what the council published, and that their faces agree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.errors import PutRight
from pmf_excel.excel.layout import read_toml
from pmf_excel.framework.conditions import Against, Case
from pmf_excel.framework.counts import count
from pmf_excel.framework.figures import Absence, Figure, printed, rounded
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.rules import rule_sets
from pmf_excel.framework.status import Status
from pmf_excel.shelves import shipped
from pmf_excel.workspace import Workspace

RULES = rule_sets(read_toml(shipped("workbook_templates") / "status-rules.toml"), "status-rules.toml")
TEN = Tolerance(Decimal(10), ToleranceKind.RELATIVE)
#: Published against the council's own figures (Hart, quarter 1 of 2014/15); everything else must be equal.
ODDITIES = {
    "ETS01": (
        "Red",
        "Green",
        "0 is a placeholder for a figure not yet agreed with the contractor, so it is no figure at all",
    ),
    "IT01": ("Amber", "Red", "42.5 against 60 is 29% short, shown amber"),
    "IT03": ("Green", "Red", "80.6 against 90 is short of target, shown green"),
}


def judge(
    actual: str | None,
    target: str | None,
    polarity: Polarity = Polarity.HIGHER,
    decimals: int = 1,
    tolerance: Tolerance = TEN,
    rule: str = "Target and tolerance",
):
    figure = Figure(Decimal(actual)) if actual is not None else Figure(absence=Absence.AWAITED)
    return RULES[rule].judge(
        Case(figure, {} if target is None else {Against.TARGET: Decimal(target)}, tolerance, polarity, decimals, "%")
    )


def test_the_computed_status_equals_the_published_one_for_42_of_45(
    workspace: Workspace, sample_rows: list[dict[str, str]]
) -> None:
    framework = workspace.register().framework
    different = {}
    for row in sample_rows:
        measure = framework.measures[row["measure_ref"]]
        case = Case(
            Figure(Decimal(row["actual"])), {Against.TARGET: Decimal(row["target"])} if row["target"] else {}, measure.tolerance,
            measure.polarity, measure.decimals, measure.unit,
        )  # fmt: skip
        status = RULES[measure.rule].judge(case).status
        if status.value != row["published_status"]:
            different[measure.code] = (row["published_status"], status.value)
    assert len(sample_rows) == 45
    assert different == {code: (published, computed) for code, (published, computed, _) in ODDITIES.items()}


@pytest.mark.parametrize(
    ("actual", "target", "polarity", "expected"),
    [
        ("90", "90", Polarity.HIGHER, Status.GREEN), ("81", "90", Polarity.HIGHER, Status.AMBER), ("80.9", "90", Polarity.HIGHER, Status.RED),
        ("90", "90", Polarity.LOWER, Status.GREEN), ("99", "90", Polarity.LOWER, Status.AMBER), ("99.1", "90", Polarity.LOWER, Status.RED),
        ("-28", "0", Polarity.HIGHER, Status.RED), ("0", "0", Polarity.HIGHER, Status.GREEN), ("0.1", "0", Polarity.LOWER, Status.RED),
        ("-5.5", "-5", Polarity.HIGHER, Status.AMBER), ("-5.6", "-5", Polarity.HIGHER, Status.RED),
        ("5", None, Polarity.HIGHER, Status.NO_TARGET), (None, "90", Polarity.HIGHER, Status.AWAITED),
    ],
)  # fmt: skip
def test_target_and_tolerance(actual: str | None, target: str | None, polarity: Polarity, expected: Status) -> None:
    assert judge(actual, target, polarity).status == expected


def test_a_tolerance_in_points() -> None:
    five = Tolerance(Decimal(5), ToleranceKind.POINTS)
    assert judge("90", "95", tolerance=five).status == Status.AMBER
    assert judge("89.9", "95", tolerance=five).status == Status.RED
    assert (
        judge("91.2", "95", tolerance=five).sentence
        == "Amber: 91.2% is below the target of 95.0% but within the 5-point tolerance."
    )


def test_rounding_comes_before_comparison() -> None:
    assert judge("94.95", "95", decimals=1).status == Status.GREEN  # printed as 95.0
    assert judge("94.94", "95", decimals=1).status == Status.AMBER
    assert judge("94.5", "95", decimals=0).status == Status.GREEN


def test_each_status_has_a_sentence_a_councillor_can_read() -> None:
    assert judge("90", "90").sentence == "Green: 90.0% is on the target."
    assert judge("95.9", "90").sentence == "Green: 95.9% is above the target of 90.0%, which is better."
    assert judge("9.4", "12", Polarity.LOWER).sentence == "Green: 9.4% is below the target of 12.0%, which is better."
    assert (
        judge("65.3", "95").sentence
        == "Red: 65.3% is below the target of 95.0% and beyond the tolerance of 10% of the target."
    )
    assert (
        judge("376", None, rule="No target").sentence
        == "No target: 376.0% is for information; it is not judged against a target."
    )
    assert judge(None, "90").sentence == "The figure has not been returned."


def test_rules_are_checked_word_by_word() -> None:
    with pytest.raises(PutRight, match=r'"near target" is not a condition. Use one of: "on or better than target"'):
        rule_sets({"Ours": {"steps": [{"when": "near target", "status": "Green"}]}}, "status-rules.toml")
    with pytest.raises(PutRight, match='"Blue" is not a status'):
        rule_sets({"Ours": {"steps": [{"when": "always", "status": "Blue"}]}}, "status-rules.toml")
    with pytest.raises(PutRight, match="has no steps"):
        rule_sets({"Ours": {}}, "status-rules.toml")


def test_counts_say_their_denominator() -> None:
    counts = count([Status.GREEN, Status.GREEN, Status.RED, Status.NO_TARGET, Status.AWAITED])
    assert (counts.total, counts.rated) == (5, 3)
    assert counts.percent(Status.GREEN) == Decimal("66.7")
    assert count([Status.AWAITED]).percent(Status.GREEN) is None


numbers = st.decimals(-1000, 1000, places=3, allow_nan=False)
tolerances = st.builds(Tolerance, st.decimals(0, 50, places=1), st.sampled_from(ToleranceKind))
ORDER = [Status.GREEN, Status.AMBER, Status.RED]


def status_of(actual: Decimal, target: Decimal, tolerance: Tolerance, polarity: Polarity, decimals: int) -> Status:
    return (
        RULES["Target and tolerance"]
        .judge(Case(Figure(actual), {Against.TARGET: target}, tolerance, polarity, decimals))
        .status
    )


@given(numbers, numbers, tolerances, st.integers(0, 3))
def test_polarity_is_symmetric(actual: Decimal, target: Decimal, tolerance: Tolerance, decimals: int) -> None:
    assert status_of(actual, target, tolerance, Polarity.HIGHER, decimals) == status_of(
        -actual, -target, tolerance, Polarity.LOWER, decimals
    )


@given(numbers, numbers, numbers, tolerances, st.integers(0, 3))
def test_a_better_figure_never_gets_a_worse_status(
    one: Decimal, other: Decimal, target: Decimal, tolerance: Tolerance, decimals: int
) -> None:
    worse, better = sorted((one, other))
    first, second = (ORDER.index(status_of(v, target, tolerance, Polarity.HIGHER, decimals)) for v in (better, worse))
    assert first <= second


@given(numbers, numbers, tolerances, st.integers(0, 3))
def test_a_status_never_contradicts_the_printed_figure(
    actual: Decimal, target: Decimal, tolerance: Tolerance, decimals: int
) -> None:
    status = status_of(actual, target, tolerance, Polarity.HIGHER, decimals)
    assert status == status_of(
        rounded(actual, decimals), rounded(target, decimals), tolerance, Polarity.HIGHER, decimals
    )
    if printed(actual, decimals) == printed(target, decimals):
        assert status == Status.GREEN
