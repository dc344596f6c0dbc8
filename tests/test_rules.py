"""The nine ways of judging: their worked cases, their sentences, and what must hold for every one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.errors import PutRight
from pmf_excel.excel.layout import read_toml
from pmf_excel.framework.conditions import CONDITIONS, Against, Case
from pmf_excel.framework.counts import Weights, count, golden_thread
from pmf_excel.framework.figures import Absence, Figure, Kind, of_day, printed, rounded
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.recommendations import judged as judged_recommendation
from pmf_excel.framework.rules import RuleSet, Step, rule_sets
from pmf_excel.framework.status import Rag, Status, best_first
from pmf_excel.framework.work import Recommendation
from pmf_excel.problems import Place
from pmf_excel.shelves import shipped

RULES = rule_sets(read_toml(shipped("workbook_templates") / "status-rules.toml"), "status-rules.toml")
TEN = Tolerance(Decimal(10), ToleranceKind.RELATIVE)
NONE = Tolerance(Decimal(0), ToleranceKind.POINTS)
HIGHER, LOWER, BAND, NEITHER = Polarity.HIGHER, Polarity.LOWER, Polarity.BAND, Polarity.NEITHER
T, F, Y, G, A = Against.TARGET, Against.FORECAST, Against.LAST_YEAR, Against.GREEN, Against.AMBER


def judged(rule: str, actual: str, polarity: Polarity = HIGHER, tolerance: Tolerance = TEN, decimals: int = 0,
           unit: str = "", kind: Kind = Kind.NUMBER, upper: str = "", due: date | None = None, today: date | None = None,
           **known: str) -> tuple[str, str]:  # fmt: skip
    """The word and the sentence for a figure; what is known by target, forecast, last_year, green and amber."""
    names = {"target": T, "forecast": F, "last_year": Y, "green": G, "amber": A}
    case = Case(
        Figure(Decimal(actual)), {names[key]: Decimal(value) for key, value in known.items()}, tolerance, polarity, decimals,
        unit, kind, Decimal(upper) if upper else None, due, today,
    )  # fmt: skip
    judgement = RULES[rule].judge(case)
    return judgement.status.value, judgement.sentence


@pytest.mark.parametrize(
    ("actual", "last_year", "word", "sentence"),
    [
        ("90", "92", "Green", "Green: 90 is below the target of 100 but within the tolerance of 10% of the target."),
        ("88", "85", "Amber", "Amber: 88 is below the target of 100 and beyond the tolerance of 10% of the target but 88 is above last year's 85."),
        ("88", "88", "Amber", "Amber: 88 is below the target of 100 and beyond the tolerance of 10% of the target but 88 is the same as last year's figure."),
        ("88", "92", "Red", "Red: 88 is below the target of 100 and beyond the tolerance of 10% of the target, and 88 is below last year's 92."),
        ("88", None, "Red", "Red: 88 is below the target of 100 and beyond the tolerance of 10% of the target, and there is no figure for the same period last year."),
        ("100", None, "Green", "Green: 100 is on the target."),
    ],
)  # fmt: skip
def test_rule_2_havering_looks_at_last_year(actual: str, last_year: str | None, word: str, sentence: str) -> None:
    known = {"target": "100"} | ({"last_year": last_year} if last_year else {})
    assert judged("Tolerance and last year", actual, **known) == (word, sentence)


def test_rule_3_explicit_values() -> None:
    def of(actual: str, polarity: Polarity = HIGHER, green: str = "70", amber: str = "60") -> str:
        return judged("Green and Amber values", actual, polarity, green=green, amber=amber)[0]

    assert [of(value) for value in ("70", "69", "60", "59")] == ["Green", "Amber", "Amber", "Red"]
    assert [of(value, LOWER, "5", "8") for value in ("5", "6", "8", "9")] == ["Green", "Amber", "Amber", "Red"]
    assert judged("Green and Amber values", "69", green="70") == (
        "No target", "69 has no Amber value to be judged against."
    )  # fmt: skip


def test_rule_4_two_states() -> None:
    assert judged("On or off track", "95", target="95", unit="%") == ("On track", "On track: 95% is on the target.")
    assert judged("On or off track", "94", target="95", unit="%") == (
        "Off track", "Off track: 94% is below the target of 95%."
    )  # fmt: skip
    words = {status.value: status.rag for status in RULES["On or off track"].statuses}
    assert words == {"On track": Rag.GREEN, "Off track": Rag.RED}


def test_rule_5_exceeding_is_a_status_of_its_own() -> None:
    found = [judged("Exceeding", value, target="100")[0] for value in ("101", "100", "90", "89")]
    assert found == ["Exceeding", "On target", "Within tolerance", "Below target"]
    found = [judged("Significantly better or worse", value, target="100")[0] for value in ("111", "110", "90", "89")]
    assert found == ["Significantly better", "On target", "On target", "Significantly worse"]


def test_rule_6_against_a_forecast() -> None:
    assert judged("Forecast", "95", forecast="100")[1] == (
        "Amber: 95 is below the forecast of 100 but within the tolerance of 10% of the forecast."
    )
    assert judged("Forecast", "95") == ("No comparison", "95 has no forecast to be judged against.")
    # Where neither way is better, any difference from the forecast counts.
    assert [judged("Forecast", v, NEITHER, forecast="100")[0] for v in ("100", "109", "91", "111", "89")] == [
        "Green", "Amber", "Amber", "Red", "Red",
    ]  # fmt: skip


def test_rule_7_no_target_against_last_year() -> None:
    found = [judged("Last year", value, last_year="100")[0] for value in ("101", "100", "90", "89")]
    assert found == ["Improving", "Close to last year", "Close to last year", "Significantly worse than last year"]
    assert judged("Last year", "9", LOWER, last_year="10")[0] == "Improving"
    assert judged("Last year", "9") == (
        "No comparison", "9 has no figure for the same period last year to be compared with."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("actual", "decimals", "word"),
    [("25", 0, "Red"), ("25.4", 0, "Red"), ("25.5", 0, "Amber"), ("26", 0, "Amber"), ("25.1", 1, "Amber"), ("75", 0, "Amber"),
     ("75.5", 0, "Green"), ("76", 0, "Green"), ("100", 0, "Green"), ("0", 0, "Red")],
)  # fmt: skip
def test_rule_8_percent_complete_leaves_no_gap_between_25_and_26(actual: str, decimals: int, word: str) -> None:
    """Published as 25 or less, then 26 to 75: the printed figure decides, and anything printed above 25 is Amber."""
    assert judged("Percent complete", actual, decimals=decimals, unit="%")[0] == word


def test_rule_8_past_due_and_less_than_half_done_is_red() -> None:
    due, after = date(2014, 6, 30), date(2014, 7, 1)

    def of(actual: str, today: date) -> tuple[str, str]:
        return judged("Percent complete", actual, unit="%", due=due, today=today)

    assert of("49", due)[0] == "Amber"
    assert of("49", after) == ("Red", "Red: it is past its due date and 49% is below 50%.")
    assert of("50", after)[0] == "Amber"
    assert of("20", due)[1] == "Red: 20% is not above 25%."


def test_rules_1_and_9_and_a_band() -> None:
    assert judged("Data only", "376") == (
        "Data only", "Data only: 376 is for information; it is not judged against a target."
    )  # fmt: skip
    band = {"polarity": BAND, "target": "5", "upper": "7", "tolerance": Tolerance(Decimal(1), ToleranceKind.POINTS)}
    found = [judged("Target and tolerance", value, **band) for value in ("5", "7", "8", "4", "9", "3")]
    assert [word for word, _ in found] == ["Green", "Green", "Amber", "Amber", "Red", "Red"]
    assert found[0][1] == "Green: 5 is within the target band of 5 to 7."
    assert found[2][1] == "Amber: 8 is above the target band of 5 to 7 but within the 1-point tolerance."
    assert found[5][1] == "Red: 3 is below the target band of 5 to 7 and beyond the 1-point tolerance."


def test_answers_and_days_are_judged_and_said_as_such() -> None:
    assert judged("Target and tolerance", "0", kind=Kind.YES_NO, tolerance=NONE, target="1") == (
        "Red", "Red: the answer is No, the target is Yes."
    )  # fmt: skip
    assert (
        judged("On or off track", "1", kind=Kind.YES_NO, target="1")[1]
        == "On track: the answer is Yes, the target is Yes."
    )
    day, late = str(of_day(date(2014, 10, 1))), str(of_day(date(2014, 10, 12)))
    fortnight = Tolerance(Decimal(14), ToleranceKind.POINTS)
    assert judged("Target and tolerance", late, LOWER, fortnight, kind=Kind.DATE, target=day)[1] == (
        "Amber: 12 October 2014 is after the target of 1 October 2014 but within the 14-day tolerance."
    )


def test_a_rule_is_data_and_every_word_of_it_is_checked() -> None:
    ours = {"Ours": {"about": "x", "steps": [{"when": "better than target", "status": "Beating it", "counts_as": "Green"},
                                             {"when": "always", "status": "Red"}]}}  # fmt: skip
    rule = rule_sets(ours, "ours.toml")["Ours"]
    assert [status.shown for status in rule.statuses] == ["● Beating it", "▲ Red"]
    wrong = [
        ({"when": "always", "status": "Blue"}, '"Blue" is not a status.*counts_as = "Green"'),
        (
            {"when": "always", "status": "Blue", "counts_as": "Blue"},
            'counts_as is "Blue". Use one of: "Green", "Amber", "Red"',
        ),
        ({"when": "above", "status": "Red"}, '"above" needs a number, for example value = 75'),
        ({"when": "better than target", "status": "Green"}, "leaves figures without a status"),
        ({"when": "__import__('os')", "status": "Green"}, "is not a condition"),
    ]
    for step, said in wrong:
        with pytest.raises(PutRight, match=said):
            rule_sets({"Ours": {"steps": [step]}}, "ours.toml")
    with pytest.raises(PutRight, match='optional has "last month"'):
        rule_sets({"Ours": {"optional": ["last month"], "steps": [{"when": "always", "status": "Red"}]}}, "ours.toml")
    # A pair of opposites covers everything, unless what it compares with may be missing.
    pair = [
        {"when": "worse than last year", "status": "Red"},
        {"when": "on or better than last year", "status": "Green"},
    ]
    assert rule_sets({"Ours": {"steps": pair}}, "ours.toml")
    with pytest.raises(PutRight, match="leaves figures without a status"):
        rule_sets({"Ours": {"optional": ["last year"], "steps": pair}}, "ours.toml")


def test_the_ledger_keeps_a_rule_whole() -> None:
    for rule in RULES.values():
        assert tuple(Step.of_data(*step.as_data()) for step in rule.steps) == rule.steps
    assert Step.of_data("within tolerance", "Amber") == Step(
        "within tolerance", Status.AMBER
    )  # as the first ledgers have it


numbers = st.decimals(-1000, 1000, places=3, allow_nan=False)
tolerances = st.builds(Tolerance, st.decimals(0, 50, places=1), st.sampled_from(ToleranceKind))
ONE_WAY = [name for name, rule in RULES.items() if rule.compares]
ORDER = {Rag.GREEN: 0, Rag.AMBER: 1, Rag.RED: 2, None: 3}


def known_of(values: tuple[Decimal, Decimal, Decimal], sign: int = 1) -> dict[Against, Decimal]:
    """A target that is also the forecast, last year's figure, and a Green value no worse than the Amber one."""
    target, last_year, other = values
    return {
        T: sign * target,
        F: sign * target,
        Y: sign * last_year,
        G: sign * max(target, other),
        A: sign * min(target, other),
    }


def status_of(
    rule: RuleSet, actual: Decimal, known: dict[Against, Decimal], tolerance: Tolerance, way: Polarity, decimals: int
) -> Status:
    return rule.judge(Case(Figure(actual), known, tolerance, way, decimals)).status


@given(st.sampled_from(ONE_WAY), numbers, st.tuples(numbers, numbers, numbers), tolerances, st.integers(0, 3))
def test_polarity_is_symmetric(name: str, actual: Decimal, values: tuple, tolerance: Tolerance, decimals: int) -> None:
    up = status_of(RULES[name], actual, known_of(values), tolerance, HIGHER, decimals)
    down = status_of(RULES[name], -actual, known_of(values, -1), tolerance, LOWER, decimals)
    assert up == down


@given(st.sampled_from(ONE_WAY), numbers, numbers, st.tuples(numbers, numbers, numbers), tolerances, st.integers(0, 3))
def test_a_better_figure_never_gets_a_worse_status(
    name: str, one: Decimal, other: Decimal, values: tuple, tolerance: Tolerance, decimals: int
) -> None:
    worse, better = sorted((one, other))
    rule, known = RULES[name], known_of(values)
    order = {status: number for number, status in enumerate(best_first(rule.statuses))}
    first, second = (order[status_of(rule, v, known, tolerance, HIGHER, decimals)] for v in (better, worse))
    assert first <= second


@given(st.sampled_from(ONE_WAY), numbers, st.tuples(numbers, numbers, numbers), tolerances, st.integers(0, 3))
def test_a_status_never_contradicts_the_printed_figure(
    name: str, actual: Decimal, values: tuple, tolerance: Tolerance, decimals: int
) -> None:
    known = known_of(values)
    as_printed = {of: rounded(value, decimals) for of, value in known.items()}
    rule = RULES[name]
    status = status_of(rule, actual, known, tolerance, HIGHER, decimals)
    assert status == status_of(rule, rounded(actual, decimals), as_printed, tolerance, HIGHER, decimals)
    if T in rule.compares and printed(actual, decimals) == printed(known[T], decimals):
        assert status.rag is Rag.GREEN


@given(numbers, numbers, st.decimals(0, 100, places=2), tolerances, st.integers(0, 2))
def test_inside_a_band_is_green_and_nearer_to_it_is_never_worse(
    actual: Decimal, low: Decimal, width: Decimal, tolerance: Tolerance, decimals: int
) -> None:
    high = low + width

    def at(value: Decimal) -> int:
        case = Case(Figure(value), {T: low}, tolerance, BAND, decimals, upper=high)
        return ORDER[RULES["Target and tolerance"].judge(case).status.rag]

    if rounded(low, decimals) <= rounded(actual, decimals) <= rounded(high, decimals):
        assert at(actual) == 0
    if tolerance.kind is ToleranceKind.POINTS:
        nearer = (actual + max(low, min(actual, high))) / 2
        assert at(nearer) <= at(actual)


@given(st.sampled_from(sorted(RULES)), st.sampled_from(Absence))
def test_nothing_is_not_zero(name: str, absence: Absence) -> None:
    case = Case(Figure(absence=absence), {T: Decimal(0)}, TEN, HIGHER, 0)
    assert RULES[name].judge(case).status == Status.of(absence)
    assert not Status.of(absence).rated


def test_every_condition_has_its_three_faces() -> None:
    case = Case(
        Figure(Decimal(5)),
        dict.fromkeys(Against, Decimal(4)),
        TEN,
        HIGHER,
        0,
        due=date(2014, 1, 1),
        today=date(2014, 1, 2),
    )
    for name, condition in CONDITIONS.items():
        assert isinstance(condition.holds(case, Decimal(3)), bool), name
        assert condition.sentence(case, Decimal(3)).endswith("."), name
        if condition.counterpart:
            opposite = CONDITIONS[condition.counterpart]
            assert opposite.holds(case, Decimal(3)) is not condition.holds(case, Decimal(3)), name


def test_counts_name_what_is_left_out_and_their_denominator() -> None:
    exceeding = Status("Exceeding", Rag.GREEN)
    counts = count(
        [Status.RED, exceeding, Status.GREEN, Status.AWAITED, Status.NO_TARGET, exceeding],
        [exceeding, *best_first([Status.GREEN, Status.AMBER, Status.RED])],
    )
    assert {s.value: n for s, n in counts.by_status.items()} == {
        "Exceeding": 2, "Green": 1, "Amber": 0, "Red": 1, "No target": 1, "Awaited": 1
    }  # fmt: skip
    assert (counts.total, counts.rated, counts.coloured(Rag.GREEN)) == (6, 4, 3)
    assert counts.percent(exceeding) == Decimal("50.0")
    assert {s.value: n for s, n in counts.excluded.items()} == {"No target": 1, "Awaited": 1}


def test_the_golden_thread_rolls_up_by_the_worst_or_by_weights() -> None:
    names = {"P1": "Homes", "P1A": "More homes", "P1B": "Better homes", "P2": "Jobs"}
    parents = {"P1A": "P1", "P1B": "P1"}
    items = [
        ("P1A", Status.GREEN),
        ("P1A", Status.GREEN),
        ("P1B", Status.RED),
        ("P1", Status.AWAITED),
        ("P9", Status.RED),
    ]
    homes, jobs = golden_thread(names, parents, items, Weights())
    assert [strand.code for strand in homes.below] == ["P1A", "P1B"]
    assert (homes.rag, homes.below[0].rag, homes.below[1].rag, jobs.rag) == (Rag.RED, Rag.GREEN, Rag.RED, None)
    assert (homes.whole.total, homes.whole.rated, homes.own.total) == (4, 3, 1)
    points = {Rag.GREEN: Decimal(2), Rag.AMBER: Decimal(1), Rag.RED: Decimal(0)}
    weighed = Weights(points, green_from=Decimal("1.5"), amber_from=Decimal(1))
    assert golden_thread(names, parents, items, weighed)[0].rag is Rag.AMBER  # (2 + 2 + 0) / 3 = 1.33


@given(st.lists(st.sampled_from([Status.GREEN, Status.AMBER, Status.RED, Status.AWAITED]), max_size=20))
def test_counts_add_up(statuses: list[Status]) -> None:
    counts = count(statuses)
    assert counts.total == len(statuses) == counts.rated + sum(counts.excluded.values())
    thread = golden_thread({"P": "P"}, {}, [("P", status) for status in statuses], Weights())
    assert thread[0].whole.total == len(statuses)


def test_an_audit_recommendation_is_judged_by_its_day_and_what_is_done() -> None:
    def at(done: str | None, today: date, revised: date | None = None) -> tuple[str, str]:
        one = Recommendation(
            "IA01", "Test the plan", "Business continuity", "IT", "High", date(2014, 6, 30), revised,
            None if done is None else Decimal(done), None, Place("framework.xlsx"),
        )  # fmt: skip
        judgement = judged_recommendation(one, RULES["Percent complete"], today)
        return judgement.status.value, judgement.sentence

    july = date(2014, 7, 1)
    assert at("40", date(2014, 6, 30))[0] == "Amber"
    assert at("40", july) == ("Red", "Red: it is past its due date and 40% is below 50%.")
    assert at("40", july, revised=date(2014, 9, 30))[0] == "Amber"
    assert at("80", july)[0] == "Green"
    assert at(None, july)[0] == "Awaited"
