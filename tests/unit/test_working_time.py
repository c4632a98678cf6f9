"""Working days, limits and the shipped calendar; a dull recount beside the look-ups."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import DeclarationError
from onestop.domain.period import day_number, day_of, instant_text, parse_instant
from onestop.domain.working_time import (
    DEFAULT_HOURS,
    FIRST_DAY,
    LAST_DAY,
    Calendar,
    fixed_holidays,
    load_calendar,
    parse_hours,
)


SHIPPED = load_calendar(Path(__file__).parents[2] / "config" / "calendar")
DAYS = st.integers(day_number(date(2015, 1, 1)), day_number(date(2040, 12, 31)))
KNOWN_DAYS = st.integers(day_number(date(2021, 1, 1)), day_number(date(2026, 12, 31)))


def works(text: str) -> bool:
    return SHIPPED.is_working_day(day_number(date.fromisoformat(text)))


def count(first: str, last: str) -> int:
    days = (day_number(date.fromisoformat(text)) for text in (first, last))
    return SHIPPED.working_days_after(*days)


def due(received: str, limit: int) -> str:
    return instant_text(SHIPPED.due_in_working_days(parse_instant(received), limit))[:16]


def test_the_shipped_calendar_knows_2021_to_2026():
    assert SHIPPED.known_years == set(range(2021, 2027))


@pytest.mark.parametrize(
    ("year", "working_days"),
    # Week days of the year − days off on week days + Saturdays worked, counted by hand.
    [
        (2021, 261 - 11),
        (2022, 260 - 11),
        (2023, 260 - 11),
        (2024, 262 - 12 + 1),
        (2025, 261 - 12 + 1),
        (2026, 261 - 14 + 2),
    ],
)
def test_a_year_has_the_working_days_its_notice_leaves(year, working_days):
    assert count(f"{year - 1}-12-31", f"{year}-12-31") == working_days


@pytest.mark.parametrize("text", ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"])
def test_a_saturday_worked_in_exchange_counts(text):
    assert works(text)


@pytest.mark.parametrize("text", ["2024-04-29", "2025-05-02", "2026-01-02", "2026-08-31"])
def test_the_day_given_in_exchange_for_a_saturday_is_off(text):
    assert not works(text)


@pytest.mark.parametrize("text", ["2024-05-11", "2024-05-12"])
def test_weekends_are_off(text):
    assert not works(text)


def test_the_day_received_is_not_counted_and_the_day_closed_is():
    assert count("2024-06-03", "2024-06-03") == 0
    assert count("2024-06-03", "2024-06-04") == 1
    assert count("2024-06-04", "2024-06-03") == 0


def test_new_year_and_tet_lie_outside_a_limit():
    assert count("2024-12-31", "2025-01-02") == 1
    assert count("2024-02-07", "2024-02-15") == 1
    assert due("2024-12-31T09:00", 1) == "2025-01-02T17:00"
    assert due("2025-01-24T09:00", 3) == "2025-02-05T17:00"


def test_a_limit_over_a_swapped_saturday_ends_on_it():
    assert due("2024-05-03T09:00", 1) == "2024-05-04T17:00"
    assert due("2024-04-26T09:00", 1) == "2024-05-02T17:00"


def test_received_at_closing_time_counts_today_and_a_second_later_tomorrow():
    assert due("2024-06-03T17:00:00", 1) == "2024-06-04T17:00"
    assert due("2024-06-03T17:00:01", 1) == "2024-06-05T17:00"


def test_received_on_a_day_off_is_received_on_the_next_working_day():
    assert due("2024-06-07T17:30", 1) == "2024-06-11T17:00"
    assert due("2024-06-08T09:00", 1) == "2024-06-11T17:00"


def test_a_limit_of_no_days_ends_today():
    assert due("2024-06-03T09:00", 0) == "2024-06-03T17:00"


@given(KNOWN_DAYS, KNOWN_DAYS, st.integers(0, 86_399), st.integers(0, 90))
def test_a_dossier_received_later_is_never_due_earlier(one, other, second, limit):
    early, late = sorted((one, other))
    first = SHIPPED.due_in_working_days(early * 86_400 + second, limit)
    assert first <= SHIPPED.due_in_working_days(late * 86_400 + second, limit)


def test_a_limit_in_days_counts_weekends_and_ends_on_a_working_day():
    ends = {
        ("2024-06-03T09:00", 3): "2024-06-06T17:00",
        ("2024-06-05T18:00", 3): "2024-06-10T17:00",
        ("2024-02-01T09:00", 10): "2024-02-15T17:00",
    }
    for (received, limit), expected in ends.items():
        moment = SHIPPED.due_in_calendar_days(parse_instant(received), limit)
        assert instant_text(moment)[:16] == expected


@given(DAYS, st.integers(0, 400))
def test_the_look_up_agrees_with_counting_day_by_day(first, length):
    last = first + length
    counted = sum(1 for day in range(first + 1, last + 1) if SHIPPED.is_working_day(day))
    assert SHIPPED.working_days_after(first, last) == counted
    start, counts = SHIPPED.cumulative()
    assert counts[last - start] - counts[first - start] == counted


@given(DAYS, st.integers(1, 300))
def test_the_nth_working_day_is_a_working_day_n_away(day, number):
    reached = SHIPPED.add_working_days(day, number)
    assert SHIPPED.is_working_day(reached)
    assert SHIPPED.working_days_after(day, reached) == number


def test_no_working_days_later_is_the_same_day_and_backwards_is_refused():
    saturday = day_number(date(2024, 6, 8))
    assert SHIPPED.add_working_days(saturday, 0) == saturday
    with pytest.raises(ValueError, match="-1 working days"):
        SHIPPED.add_working_days(saturday, -1)


@pytest.mark.parametrize("edge", [FIRST_DAY - 200, FIRST_DAY - 3, LAST_DAY - 3, LAST_DAY + 200])
def test_outside_the_precomputed_days_counts_stay_right(edge):
    reached = SHIPPED.add_working_days(edge, 9)
    counted = sum(1 for day in range(edge + 1, reached + 1) if SHIPPED.is_working_day(day))
    assert SHIPPED.working_days_after(edge, reached) == counted == 9


def test_a_declared_year_outside_the_precomputed_days_keeps_its_days_off():
    tet, new_year = day_number(date(1998, 1, 28)), day_number(date(1998, 1, 1))
    calendar = Calendar(frozenset({tet}), frozenset(), frozenset({1998}))
    assert not calendar.is_working_day(tet)
    assert calendar.is_working_day(new_year)


def test_an_undeclared_year_has_its_fixed_holidays_off_and_says_so():
    first, last = day_number(date(2026, 12, 31)), day_number(date(2027, 1, 4))
    assert SHIPPED.working_days_after(first, last) == 1
    assert SHIPPED.unknown_years(first, last) == (2027,)
    assert SHIPPED.unknown_years(first, first) == ()


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2021, ["2021-01-01", "2021-04-30", "2021-05-03", "2021-09-02"]),
        (2022, ["2022-01-03", "2022-05-02", "2022-05-03", "2022-09-02"]),
        (2023, ["2023-01-02", "2023-05-01", "2023-05-02", "2023-09-04"]),
        (2029, ["2029-01-01", "2029-04-30", "2029-05-01", "2029-09-03", "2029-11-26"]),
    ],
)
def test_a_holiday_on_a_weekly_day_off_moves_to_the_next_working_day(year, days):
    assert sorted(day_of(day).isoformat() for day in fixed_holidays(year)) == days


def test_an_office_is_open_in_its_hours_on_working_days():
    open_at = {"2024-06-03T07:30": True, "2024-06-03T12:00": False, "2024-06-08T09:00": False}
    for text, expected in open_at.items():
        assert SHIPPED.is_working_instant(parse_instant(text)) is expected


def test_a_unit_may_have_hours_of_its_own():
    hours = parse_hours("7:00-11:00; 13:00–16:30")
    received = parse_instant("2024-06-03T16:45")
    assert instant_text(SHIPPED.due_in_working_days(received, 1, hours))[:16] == "2024-06-05T16:30"
    assert parse_hours("7:30–11:30, 13:30–17:00") == DEFAULT_HOURS


@pytest.mark.parametrize("text", ["", "sáng", "11:30–7:30", "7:30–11:30 và chiều", "7:30–24:00"])
def test_hours_that_are_out_of_order_are_refused(text):
    with pytest.raises(DeclarationError, match="7:30–11:30, 13:30–17:00"):
        parse_hours(text)


HEADING = "date,kind,name,origin\n"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("nghi-le.csv", HEADING, "tên tệp phải là năm"),
        ("2027.csv", "ngày,loại\n", "dòng 1: các cột phải là date,kind,name,origin"),
        ("2027.csv", "", "dòng 1: các cột"),
        ("2027.csv", HEADING + "6/2/2027,off,Tết,x\n", "dòng 2: “6/2/2027” không phải là ngày"),
        ("2027.csv", HEADING + "2026-02-06,off,Tết,x\n", "không thuộc năm 2027"),
        ("2027.csv", HEADING + "2027-02-08,off,a,x\n2027-02-08,off,b,x\n", "dòng 3: .* hai lần"),
        ("2027.csv", HEADING + "2027-02-08,nghỉ,Tết,x\n", "kind là off .* hoặc work"),
        ("2027.csv", HEADING + "2027-02-08,work,Tết,x\n", "vốn là ngày làm việc"),
    ],
)
def test_a_wrong_line_of_a_calendar_is_told_with_its_place(tmp_path, name, text, problem):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=problem):
        load_calendar(tmp_path)


def test_a_calendar_not_in_utf8_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "2027.csv").write_text(HEADING, encoding="utf-16")
    with pytest.raises(DeclarationError, match="CSV UTF-8"):
        load_calendar(tmp_path)


def test_a_calendar_saved_by_a_spreadsheet_loads(tmp_path):
    text = HEADING + "2027-02-08,off,Tết,x\n2027-02-20,work,làm bù,x\n"
    (tmp_path / "2027.csv").write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig")
    calendar = load_calendar(tmp_path)
    assert calendar.days_off == {day_number(date(2027, 2, 8))}
    assert calendar.working_saturdays == {day_number(date(2027, 2, 20))}
    assert calendar.known_years == {2027}


def test_days_from_memory_say_so_in_the_shipped_files():
    folder = Path(__file__).parents[2] / "config" / "calendar"
    for file in folder.glob("*.csv"):
        lines = file.read_text(encoding="utf-8").splitlines()[1:]
        from_memory = ["cần đối chiếu" in line for line in lines]
        assert all(from_memory) if int(file.stem) < 2024 else not any(from_memory)


def test_the_five_days_of_tet_are_off_around_each_lunar_new_year():
    new_years = ["2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"]
    for text in new_years:
        new_year = date.fromisoformat(text)
        around = [new_year + timedelta(days=offset) for offset in range(-1, 4)]
        assert not any(SHIPPED.is_working_day(day_number(day)) for day in around)
