"""Reading, naming and moving periods; ledger buckets; instants as text."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import UsageError
from onestop.domain.period import (
    CUTOFFS,
    between,
    day_number,
    day_of,
    half_month_of,
    half_month_start,
    instant_text,
    months,
    parse_day,
    parse_instant,
    parse_period,
    previous,
    same_last_year,
    year_holding,
)


PARTS = ["", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4", "-9M"]
PARTS += [f"-{month:02d}" for month in range(1, 13)]
CODES = st.builds("{}{}".format, st.integers(1950, 2150), st.sampled_from(PARTS))
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "code"),
    [("2024-5", "2024-05"), (" 2024-q3 ", "2024-Q3"), ("2024-9m", "2024-9M"), ("2024", "2024")],
)
def test_a_period_is_read_leniently_and_named_strictly(text, code):
    assert parse_period(text).code == code


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-00", "2024-Q5", "2024-H3", "Q3 2024"])
def test_what_names_no_period_is_refused_with_the_accepted_forms(text):
    with pytest.raises(UsageError, match=r"2024, 2024-H1, 2024-H2, 2024-Q3, 2024-9M"):
        parse_period(text)


@pytest.mark.parametrize("text", ["0204", "2420-Q1", "0000", "9999"])
def test_a_year_that_must_be_a_slip_is_refused(text):
    with pytest.raises(UsageError, match="1900–2200"):
        parse_period(text)


def test_an_unknown_cutoff_is_refused_with_the_two_that_exist():
    with pytest.raises(UsageError, match=r"official .* calendar"):
        parse_period("2024", "fiscal")


def test_a_range_includes_both_days():
    period = between(date(2024, 1, 5), date(2024, 2, 3))
    assert period.code == "2024-01-05..2024-02-03"
    assert (period.start, period.end) == (date(2024, 1, 5), date(2024, 2, 4))


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(UsageError, match=r"3/2/2024 đứng trước ngày đầu 4/2/2024"):
        between(date(2024, 2, 4), date(2024, 2, 3))


@pytest.mark.parametrize(("first", "last"), [(1, 2024), (2024, 9999)])
def test_a_range_into_an_absurd_year_is_refused(first, last):
    with pytest.raises(UsageError, match="1900–2200"):
        between(date(first, 1, 1), date(last, 12, 31))


@given(CODES, st.sampled_from(CUTOFFS))
def test_the_months_of_a_named_period_tile_it_without_gap(code, cutoff):
    period = parse_period(code, cutoff)
    parts = months(period)
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(a.end == b.start for a, b in pairwise(parts))
    assert all(part == parse_period(part.code, cutoff) for part in parts)


@given(DAYS, st.integers(0, 800), st.sampled_from(CUTOFFS))
def test_the_months_of_a_range_tile_it_and_are_clipped_at_its_ends(first, length, cutoff):
    period = between(first, first + timedelta(days=length), cutoff)
    parts = months(period)
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(a.end == b.start for a, b in pairwise(parts))
    assert all(".." not in part.code for part in parts[1:-1])


def test_the_months_follow_the_cutoff():
    official = [month.code for month in months(parse_period("2024-Q1"))]
    clipped = [m.code for m in months(between(date(2024, 1, 1), date(2024, 2, 14)))]
    assert official == ["2024-01", "2024-02", "2024-03"]
    assert clipped == ["2024-01-01..2024-01-14", "2024-02"]


@given(DAYS, st.sampled_from(CUTOFFS))
def test_a_day_lies_in_the_year_that_holds_it(day, cutoff):
    year = year_holding(day, cutoff)
    assert year.start <= day < year.end
    assert year == parse_period(year.code, cutoff)


@pytest.mark.parametrize(
    ("day", "cutoff", "code"),
    [
        (date(2024, 12, 14), "official", "2024"),
        (date(2024, 12, 15), "official", "2025"),
        (date(2024, 12, 31), "calendar", "2024"),
    ],
)
def test_the_official_year_opens_on_15_december(day, cutoff, code):
    assert year_holding(day, cutoff).code == code


@given(CODES, st.sampled_from(CUTOFFS))
def test_the_previous_period_ends_where_a_period_begins(code, cutoff):
    period = parse_period(code, cutoff)
    before = previous(period)
    if code.endswith("-9M"):
        assert before == same_last_year(period)
    else:
        assert before.end == period.start


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2024-01", "2023-12"),
        ("2024-05", "2024-04"),
        ("2024-Q1", "2023-Q4"),
        ("2024-H2", "2024-H1"),
    ],
)
def test_the_previous_period_is_of_the_same_kind(code, before):
    assert previous(parse_period(code)).code == before


def test_the_previous_of_a_range_is_as_long_and_touches_it():
    assert previous(between(date(2024, 3, 1), date(2024, 3, 10))).code == "2024-02-20..2024-02-29"


def test_the_same_period_last_year_keeps_its_name():
    assert same_last_year(parse_period("2024-Q3", "calendar")).code == "2023-Q3"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2024, 1, 5), date(2024, 2, 3), "2023-01-05..2023-02-03"),
        (date(2024, 2, 29), date(2024, 2, 29), "2023-02-28..2023-02-28"),
        (date(2024, 2, 1), date(2024, 2, 29), "2023-02-01..2023-02-28"),
        (date(2024, 2, 1), date(2024, 2, 28), "2023-02-01..2023-02-28"),
        (date(2025, 2, 1), date(2025, 2, 28), "2024-02-01..2024-02-29"),
    ],
)
def test_a_range_last_year_keeps_its_dates_around_29_february(first, last, code):
    assert same_last_year(between(first, last)).code == code


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (parse_period("2024"), "Năm 2024 (15/12/2023–14/12/2024)"),
        (parse_period("2024-Q3"), "Quý III năm 2024 (15/6/2024–14/9/2024)"),
        (parse_period("2024-H1"), "6 tháng đầu năm 2024 (15/12/2023–14/6/2024)"),
        (parse_period("2024-9M", "calendar"), "9 tháng năm 2024 (1/1/2024–30/9/2024)"),
        (parse_period("2024-05"), "Tháng 5 năm 2024 (15/4/2024–14/5/2024)"),
        (between(date(2024, 1, 5), date(2024, 2, 3)), "Từ 5/1/2024 đến 3/2/2024"),
        (between(date(2024, 1, 5), date(2024, 1, 5)), "Ngày 5/1/2024"),
    ],
)
def test_a_period_is_called_as_offices_call_it(period, label):
    assert period.label_vi == label


@given(DAYS)
def test_a_day_lies_in_its_half_month_and_not_in_the_next(day):
    number = day_number(day)
    index = half_month_of(number)
    assert half_month_start(index) <= number < half_month_start(index + 1)
    assert index == (day.year * 12 + day.month - 1) * 2 + (day.day >= 15)


@given(CODES, st.sampled_from(CUTOFFS))
def test_every_named_period_is_a_run_of_whole_half_months(code, cutoff):
    period = parse_period(code, cutoff)
    for edge in (period.start, period.end):
        number = day_number(edge)
        assert half_month_start(half_month_of(number)) == number


@given(DAYS)
def test_day_numbers_count_from_1970_and_lead_back(day):
    assert day_number(day) == (day - date(1970, 1, 1)).days
    assert day_of(day_number(day)) == day


SECOND = 1_734_714_000  # 2024-12-20T17:00:00 local


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2024-12-20T17:00:00+07:00", SECOND),
        ("2024-12-20T10:00:00Z", SECOND),
        ("2024-12-20T17:00", SECOND),
        (" 2024-12-20 17:00:30 ", SECOND + 30),
        ("20/12/2024 17:00", SECOND),
        ("20/12/2024 17:00:30", SECOND + 30),
        ("2024-12-20", SECOND + 7 * 3600 - 1),
        ("20/12/2024", SECOND + 7 * 3600 - 1),
        ("1970-01-01T00:00", 0),
        ("1/1/1970 0:00", 0),
    ],
)
def test_an_instant_is_read_as_local_seconds(text, seconds):
    assert parse_instant(text) == seconds


def test_an_instant_is_written_with_its_offset():
    assert instant_text(SECOND) == "2024-12-20T17:00:00+07:00"


@given(st.integers(-2_000_000_000, 4_000_000_000))
def test_an_instant_survives_being_written(seconds):
    assert parse_instant(instant_text(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "hôm qua", "32/12/2024", "2024-02-30", "20/12/2024 25:00"])
def test_an_instant_that_is_none_is_refused_with_examples(text):
    with pytest.raises(UsageError, match=r"20/12/2024 17:00"):
        parse_instant(text)


def test_an_instant_in_an_absurd_year_is_refused():
    with pytest.raises(UsageError, match="1900–2200"):
        parse_instant("0001-01-01T00:00:00+14:00")


@pytest.mark.parametrize("text", ["2024-12-20", "20/12/2024", "20.12.2024", " 20-12-2024"])
def test_a_day_is_read_in_either_order(text):
    assert parse_day(text) == date(2024, 12, 20)


@pytest.mark.parametrize("text", ["20/12/2024 17:00", "2024", "31/2/2024"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match=r"2024-12-20 hoặc 20/12/2024"):
        parse_day(text)
