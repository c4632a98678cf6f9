"""Verdicts and budgets of targets; the closed forms beside brute force."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import DeclarationError
from onestop.domain.targets import (
    Comparator,
    Origin,
    Outcome,
    Target,
    allowed,
    budget_left,
    budget_sentence,
    budget_sentence_en,
    distance,
    percent_vi,
    still_needed,
    verdict,
)


D = Decimal
LIMITS = st.sampled_from(
    [Comparator.AT_LEAST, Comparator.ABOVE, Comparator.AT_MOST, Comparator.BELOW]
)
SHARES = st.decimals("0", "1", places=3)
PERCENTS = st.decimals("0", "1", places=2)


def target(comparator=">=", value="0.98", indicator="on_time_share", **facts) -> Target:
    value = None if value is None else D(value)
    return Target("t", indicator, Comparator(comparator), value, **facts)


def holds(comparator: Comparator, value: Decimal, numerator: int, denominator: int) -> bool:
    """The promise read word for word: what every closed form must agree with."""
    ratio = Fraction(numerator, denominator)
    if comparator == Comparator.AT_LEAST:
        return ratio >= value
    if comparator == Comparator.ABOVE:
        return ratio > value
    return ratio <= value if comparator == Comparator.AT_MOST else ratio < value


def numerator_of(comparator: Comparator, bad: int, denominator: int) -> int:
    """Up indicators count the good in their numerator, down ones the bad."""
    up = comparator in (Comparator.AT_LEAST, Comparator.ABOVE)
    return denominator - bad if up else bad


@given(LIMITS, SHARES, st.integers(1, 300))
def test_allowed_is_the_most_that_may_be_bad(comparator, value, denominator):
    fine = [
        bad
        for bad in range(denominator + 1)
        if holds(comparator, value, numerator_of(comparator, bad, denominator), denominator)
    ]
    assert min(allowed(comparator, value, denominator), denominator) == max(fine, default=-1)


@given(LIMITS, PERCENTS, st.integers(1, 60), st.data())
def test_still_needed_is_the_first_k_that_brings_the_target_back(comparator, value, n, data):
    bad = data.draw(st.integers(0, n))

    def met_after(further: int) -> bool:
        return holds(comparator, value, numerator_of(comparator, bad, n + further), n + further)

    expected = next(filter(met_after, range(6001)), None) if met_after(10**9) else None
    assert still_needed(comparator, value, bad, n) == expected


@given(LIMITS, SHARES, st.integers(1, 500), st.data())
def test_a_target_is_met_exactly_while_its_budget_lasts(comparator, value, denominator, data):
    numerator = data.draw(st.integers(0, denominator))
    judged = verdict(target(comparator, value), numerator, denominator)
    assert (judged.outcome == Outcome.MET) == (judged.budget_left >= 0)
    assert (judged.outcome == Outcome.MET) == holds(comparator, value, numerator, denominator)


@given(SHARES, st.integers(1, 500), st.integers(0, 500))
def test_a_down_target_is_the_mirror_of_an_up_target(value, denominator, bad):
    up, down = Comparator.AT_LEAST, Comparator.AT_MOST
    mirrored = budget_left(down, 1 - value, bad, denominator)
    assert budget_left(up, value, bad, denominator) == mirrored


@pytest.mark.parametrize(
    ("comparator", "value", "denominator", "most"),
    [
        (Comparator.AT_LEAST, "0.98", 1000, 20),
        (Comparator.AT_LEAST, "0.98", 1049, 20),
        (Comparator.ABOVE, "0.98", 1000, 19),
        (Comparator.ABOVE, "0.98", 1001, 20),
        (Comparator.AT_MOST, "0.05", 100, 5),
        (Comparator.BELOW, "0.05", 100, 4),
        (Comparator.AT_LEAST, "1", 100, 0),
        (Comparator.ABOVE, "1", 100, -1),
    ],
)
def test_what_may_be_bad_is_counted_without_floats(comparator, value, denominator, most):
    assert allowed(comparator, D(value), denominator) == most


def test_five_over_at_1005_dossiers_needs_245_more_on_time():
    """definitions.md: "đã vượt 5; cần 245 hồ sơ đúng hạn nữa để về 98 %".

    floor(0.02 · 1005) = 20 may be late, 25 are; 25 / 0.02 = 1250 = 1005 + 245.
    """
    judged = verdict(target(), 1005 - 25, 1005)
    assert (judged.budget_left, judged.still_needed) == (-5, 245)
    expected = "đã vượt 5; cần 245 hồ sơ đúng hạn nữa để về 98 %"
    assert budget_sentence("on_time_share", judged) == expected


@given(st.integers(1, 5000))
def test_five_over_needs_250_less_the_rest_of_n_by_50(n):
    bad = allowed(Comparator.AT_LEAST, D("0.98"), n) + 5
    assert still_needed(Comparator.AT_LEAST, D("0.98"), bad, n) == 250 - n % 50


@pytest.mark.parametrize(
    ("aim", "numerator", "denominator", "sentence"),
    [
        (target(), 987, 1000, "còn được trễ 7 hồ sơ"),
        (target(), 980, 1000, "không được trễ thêm hồ sơ nào"),
        (target(value="1"), 99, 100, "đã vượt 1; không còn cách bù"),
        (target(">", "0.85", "satisfaction_share"), 85, 100,
         "đã vượt 1; cần 1 hồ sơ đạt yêu cầu nữa để vượt 85 %"),
        (target(">=", "0.3", "early_share"), 40, 100, "còn được thiếu 10 hồ sơ"),
        (target("<=", "0.025", "late_share"), 3, 100,
         "đã vượt 1; cần 20 hồ sơ đạt yêu cầu nữa để về 2,5 %"),
        (target("<", "0.05", "late_share"), 5, 100,
         "đã vượt 1; cần 1 hồ sơ đạt yêu cầu nữa để xuống dưới 5 %"),
        (target(">=", "0.9", "feedback_on_time_share"), 19, 20, "còn được thiếu 1 PAKN"),
        (target(">=", "2", "bulletins_per_month"), 3, 1, ""),
    ],
)  # fmt: skip
def test_an_office_head_reads_the_budget_in_words(aim, numerator, denominator, sentence):
    judged = verdict(aim, numerator, denominator)
    assert budget_sentence(aim.indicator, judged) == sentence


@pytest.mark.parametrize(
    ("aim", "numerator", "outcome", "label"),
    [
        (target(), 98, "met", "đạt"),
        (target(), 97, "near", "cận"),
        (target(), 96, "near", "cận"),
        (target(), 95, "missed", "không đạt"),
        (target(">"), 98, "near", "cận"),
        (target("<=", "0.05", "late_share"), 7, "near", "cận"),
        (target("<=", "0.05", "late_share"), 8, "missed", "không đạt"),
        (target("<", "0.05", "late_share"), 4, "met", "đạt"),
        (target("=", "1"), 99, "near", "cận"),
        (target("=", "1"), 100, "met", "đạt"),
        (target(">=", "2", "bulletins_per_month"), 199, "missed", "không đạt"),
        (target("done", None, "tasks"), 99, "missed", "không đạt"),
        (target("done", None, "tasks"), 100, "met", "đạt"),
    ],
)
def test_a_value_of_a_hundred_is_met_near_or_missed(aim, numerator, outcome, label):
    judged = verdict(aim, numerator, 100)
    assert (judged.outcome, judged.label_vi) == (outcome, label)


def test_the_band_of_near_can_be_set():
    assert verdict(target(), 97, 100, near=D("0.005")).outcome == Outcome.MISSED


def test_exactly_all_or_none_has_a_budget_and_exactly_half_has_none():
    assert verdict(target("=", "1"), 99, 100).budget_left == -1
    assert verdict(target("=", "0", "late_share"), 2, 100).budget_left == -2
    assert verdict(target("=", "0.5"), 40, 100).budget_left is None


def test_a_share_reported_by_hand_with_a_fraction_is_judged_without_a_budget():
    judged = verdict(target(), D("98.5"), 100)
    assert (judged.outcome, judged.budget_left) == (Outcome.MET, None)


@pytest.mark.parametrize(
    ("numerator", "previous", "label"),
    [
        (51, (50, 100), "đạt"),
        (50, (50, 100), "không đạt"),
        (51, None, "chưa có số so sánh"),
        (51, (0, 0), "chưa có số so sánh"),
    ],
)
def test_rising_compares_with_the_same_period_last_year(numerator, previous, label):
    rising = target("rising", None, "postal_share")
    judged = verdict(rising, numerator, 100, previous)
    assert judged.label_vi == label
    assert budget_sentence("postal_share", judged) == ""


def test_without_a_denominator_or_a_set_value_nothing_is_judged():
    local = target(value=None, indicator="online_level34_share", origin=Origin.LOCAL)
    assert verdict(target(), 0, 0).label_vi == "chưa có số liệu"
    assert verdict(local, 5, 10).label_vi == "chưa giao chỉ tiêu"
    assert verdict(local, 5, 10).outcome == Outcome.UNKNOWN


def test_what_is_only_watched_has_a_figure_and_no_verdict():
    judged = verdict(target("watched", None), 98, 100)
    assert (judged.outcome, judged.reason.code) == (Outcome.UNKNOWN, "watched")
    assert judged.budget_left is None


def test_the_progress_of_766_is_a_share_although_its_code_does_not_say_so():
    assert verdict(target(">=", "0.9", "progress_766"), 89, 100).budget_left == -1
    with pytest.raises(DeclarationError, match=r"0…1"):
        target(">=", "90", "progress_766")


@pytest.mark.parametrize(
    ("aim", "vi", "en"),
    [
        (target(), "≥ 98 %", "≥ 98 %"),
        (target("=", "1.00"), "100 %", "100 %"),
        (target(">", "0.855", "satisfaction_share"), "> 85,5 %", "> 85.5 %"),
        (target("<=", "4", "ddci_rank"), "≤ 4", "≤ 4"),
        (target(">=", "2.5", "bulletins", noun_vi="kỳ/tháng", noun_en="a month"),
         "≥ 2,5 kỳ/tháng", "≥ 2.5 a month"),
        (target("rising", None), "tăng so với cùng kỳ", "above the same period last year"),
        (target("done", None), "hoàn thành", "done"),
        (target(value=None, origin=Origin.LOCAL),
         "chưa giao chỉ tiêu", "no value has been set yet"),
    ],
)  # fmt: skip
def test_a_promise_is_written_as_people_read_it(aim, vi, en):
    assert aim.promise == (vi, en)


def test_a_target_is_called_by_its_own_words_else_by_its_indicator():
    assert target().label[0] == "Tỷ lệ giải quyết đúng hạn (gồm trước hạn)"
    assert target(label_vi="Hài lòng", label_en="Happy").label == ("Hài lòng", "Happy")


@pytest.mark.parametrize(
    ("aim", "numerator", "sentence"),
    [
        (target(), 99, "1 more may fail"),
        (target(), 95, "3 too many; 150 good ones make up for it"),
        (target("=", "1"), 99, "1 too many"),
        (target("rising", None), 99, ""),
    ],
)
def test_the_budget_is_told_in_english_too(aim, numerator, sentence):
    assert budget_sentence_en(verdict(aim, numerator, 100)) == sentence


def test_a_target_by_2025_is_a_distance_before_and_a_verdict_then():
    early = target(">=", "0.3", "early_share", first_year=2021, last_year=2025, by=2025)
    assert [early.is_due(year) for year in (2024, 2025, 2026)] == [False, True, True]
    assert distance(early, 22, 100) == Fraction(8, 100)
    assert distance(early, 31, 100) == 0
    assert target().is_due(2021)


def test_a_distance_is_measured_in_the_direction_of_the_promise():
    assert distance(target("<=", "0.05", "late_share"), 8, 100) == Fraction(3, 100)
    assert distance(target("=", "0.5"), 60, 100) == Fraction(1, 10)
    assert distance(target(), 0, 0) is None
    assert distance(target("rising", None), 1, 2) is None


@pytest.mark.parametrize(
    ("comparator", "value", "indicator", "problem"),
    [
        (">=", None, "on_time_share", "cần một giá trị"),
        ("rising", D("0.5"), "postal_share", "không đi với giá trị"),
        (">=", 0.98, "on_time_share", "Decimal"),
        (">=", D(98), "on_time_share", "0…1"),
    ],
)
def test_a_target_that_cannot_be_judged_is_refused(comparator, value, indicator, problem):
    with pytest.raises(DeclarationError, match=problem):
        Target("MS-1", indicator, Comparator(comparator), value)


@pytest.mark.parametrize(("value", "text"), [("1", "100 %"), ("0.975", "97,5 %"), ("0", "0 %")])
def test_a_percentage_is_written_as_in_vietnamese(value, text):
    assert percent_vi(D(value)) == text
