"""Spans of the ledger: whole buckets that cover days exactly."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.period import day_number
from onestop.storage.grains import (
    CUTS,
    DAY,
    HALF,
    LEVELS,
    YEAR,
    Grain,
    Span,
    bucket_of,
    bucket_start,
    cut_for,
    spans,
    spans_before,
)


DAYS = st.integers(day_number(date(1900, 1, 1)), day_number(date(2100, 1, 1)))


@given(first=DAYS, length=st.integers(0, 1500))
def test_spans_cover_the_days_exactly_and_in_order(first, length):
    at = first
    for span in spans(first, first + length):
        start, end = span.days()
        assert start == at < end
        at = end
    assert at == first + length


@given(day=DAYS)
def test_a_day_lies_in_its_bucket_at_every_level(day):
    for level in (YEAR, HALF, DAY):
        bucket = bucket_of(level, day)
        assert bucket_start(level, bucket) <= day < bucket_start(level, bucket + 1)


@pytest.mark.parametrize(
    ("first", "end", "levels"),
    [
        (date(2024, 1, 1), date(2026, 1, 1), [YEAR]),
        (date(2023, 12, 15), date(2024, 12, 15), [HALF]),
        (date(2023, 12, 15), date(2025, 12, 15), [HALF, YEAR, HALF]),
        (date(2024, 3, 2), date(2024, 4, 3), [DAY, HALF, DAY]),
        (date(2024, 3, 2), date(2024, 3, 9), [DAY]),
    ],
)
def test_a_period_is_made_of_the_coarsest_buckets(first, end, levels):
    found = spans(day_number(first), day_number(end))
    assert [span.level for span in found] == levels


@given(first=DAYS, length=st.integers(0, 1500))
def test_whole_years_without_their_rest_are_the_same_days(first, length):
    added, taken = spans_before(first + length, first)
    days = Counter(day for span in added for day in range(*span.days()))
    days.subtract(day for span in taken for day in range(*span.days()))
    assert {day for day, times in days.items() if times} == set(range(first, first + length))
    assert set(days.values()) <= {0, 1}


def test_late_in_a_year_its_rest_is_taken_away():
    end = day_number(date(2024, 12, 15))
    added, taken = spans_before(end, day_number(date(2020, 1, 1)))
    assert added == [Span(YEAR, 2020, 2025)]
    assert [span.days() for span in taken] == [(end, day_number(date(2025, 1, 1)))]


def test_early_in_a_year_its_beginning_is_added():
    end = day_number(date(2024, 1, 15))
    assert spans_before(end, 0) == (spans(0, end), [])


def test_an_empty_span_has_no_buckets():
    assert spans(100, 100) == spans(101, 100) == []


def test_every_grain_has_its_own_number():
    grains = [Grain(cut, level) for cut, levels in LEVELS.items() for level in levels]
    assert len({grain.number for grain in grains}) == len(grains)


@pytest.mark.parametrize(
    ("dimensions", "cut"),
    [
        ((), ("unit",)),
        (("unit",), ("unit",)),
        (("area",), ("province", "area")),
        (("province",), ("province", "area")),
        (("procedure",), ("province", "area", "procedure")),
        (("province", "procedure"), ("province", "area", "procedure")),
        (("unit", "area"), ("unit", "area")),
    ],
)
def test_the_smallest_cut_that_tells_the_dimensions_apart_answers(dimensions, cut):
    assert CUTS[cut_for(frozenset(dimensions))] == cut


@pytest.mark.parametrize(
    "dimensions", [("unit", "procedure"), ("unit", "province"), ("channel",), ("receiving_unit",)]
)
def test_what_no_cut_tells_apart_is_asked_of_the_dossiers(dimensions):
    assert cut_for(frozenset(dimensions)) is None


def test_a_span_knows_its_days():
    assert Span(YEAR, 2024, 2025).days() == (
        day_number(date(2024, 1, 1)),
        day_number(date(2025, 1, 1)),
    )
