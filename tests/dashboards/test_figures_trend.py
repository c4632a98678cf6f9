"""A trend says what its months say: line, gaps, layers, notes, table and sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dashboards.figures.colours import MET, MISSED, NEAR
from dashboards.figures.pins import PinMark
from dashboards.figures.trend import Point, trend
from dashboards.words.speech import speak
from onestop.domain.indicators import Value
from onestop.domain.targets import Comparator, Target
from tests.fixtures.courses import DAYS, LATE, ON_TIME, months


@pytest.fixture(autouse=True)
def vietnamese():
    speak("vi")
    yield
    speak("vi")


COURSE = months((93, 100), (97, 100), (0, 0), (98, 100), (99, 100), running=True)


def test_a_trend_shows_per_cent_and_leaves_a_gap_where_nothing_was_counted():
    line, running, target = trend(COURSE, ON_TIME, 0.98).figure["data"]
    assert line["y"] == [93, 97, None, 98, None]
    assert line["connectgaps"] is False
    assert running["y"] == [98, 99]
    assert running["line"]["dash"] == "dot"
    assert running["marker"]["symbol"] == "circle-open"
    assert target["y"] == [98, 98]


def test_a_month_with_a_gap_before_it_is_joined_to_nothing():
    points = months((97, 100), (0, 0), (99, 100), running=True)
    _line, running = trend(points, ON_TIME).figure["data"]
    assert running["y"] == [None, 99]


def test_the_target_itself_is_met_and_two_points_short_is_near():
    points = months((98, 100), (96, 100), (9599, 10000))
    line = trend(points, ON_TIME, 0.98).figure["data"][0]
    assert line["marker"]["color"] == [MET, NEAR, MISSED]
    assert line["marker"]["symbol"] == ["circle", "diamond", "triangle-down"]


def test_fewer_are_better_where_the_indicator_says_so():
    points = months((5, 100), (7, 100), (8, 100))
    line = trend(points, LATE, 0.05).figure["data"][0]
    assert line["marker"]["color"] == [MET, NEAR, MISSED]


def test_a_strict_target_of_a_plan_stays_strict():
    strict = Target("t", "on_time_share", Comparator.ABOVE, Decimal("0.98"))
    chart = trend(months((98, 100)), ON_TIME, strict)
    assert chart.figure["data"][0]["marker"]["color"] == [NEAR]
    assert "> 98 %" in chart.key[0].text


def test_a_target_that_promises_no_value_draws_no_line():
    rising = Target("t", "on_time_share", Comparator.RISING)
    chart = trend(months((98, 100)), ON_TIME, rising)
    assert len(chart.figure["data"]) == 1
    assert chart.figure["layout"]["shapes"] == []


def bands(chart):
    return {
        shape["name"]: (shape["y0"], shape["y1"])
        for shape in chart.figure["layout"]["shapes"]
        if shape["type"] == "rect"
    }


def test_layers_lie_on_the_side_that_the_direction_says():
    above = bands(trend(months((97, 100), (99, 100)), ON_TIME, 0.98))
    assert above == {"đạt": (98, 100), "cận": (96, 98), "không đạt": (95, 96)}
    below = bands(trend(months((2, 100), (9, 100)), LATE, 0.05))
    assert below == {"đạt": (0, 5), "cận": (5, 7), "không đạt": (7, 10)}


def test_exactly_some_share_has_a_line_and_no_layers():
    exactly = Target("t", "on_time_share", Comparator.EXACTLY, Decimal("0.5"))
    assert bands(trend(months((50, 100)), ON_TIME, exactly)) == {}


def test_an_axis_that_does_not_begin_at_0_says_so():
    cut = trend(months((97, 100)), ON_TIME, 0.98).figure["layout"]["yaxis"]
    assert cut["range"] == [95, 100]
    assert "95 %" in cut["title"]["text"]
    whole = trend(months((60, 100)), ON_TIME, 0.98).figure["layout"]["yaxis"]
    assert whole["range"] == [0, 100]
    assert whole["title"]["text"] == "Tỷ lệ (%)"


def test_a_year_is_written_where_it_begins():
    days_before = [date(2023, 10, 1), date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1)]
    points = [Point(day.strftime("%m/%Y"), day, Value(9, 10)) for day in days_before]
    ticks = trend(points, ON_TIME).figure["layout"]["xaxis"]["ticktext"]
    assert ticks == ["10<br>2023", "11", "12", "01<br>2024"]
    near = trend(points[2:], ON_TIME).figure["layout"]["xaxis"]["ticktext"]
    assert near == ["12", "01<br>2024"]


def test_nothing_but_zeros_still_has_an_axis():
    axis = trend(months((0, 10), (0, 20)), LATE).figure["layout"]["yaxis"]
    assert axis["range"] == [0, 1]


def test_days_are_days_not_per_cent():
    chart = trend(months((30, 10), (45, 10)), DAYS, 4)
    assert chart.figure["data"][0]["y"] == [3, 4.5]
    assert chart.figure["data"][0]["marker"]["color"] == [MET, MISSED]
    assert chart.figure["layout"]["yaxis"]["title"]["text"] == "Ngày làm việc"
    assert chart.key[0].text == "Chỉ tiêu ≤ 4 ngày"


def test_hovering_tells_numerator_and_denominator():
    chart = trend(months((4910, 5000)), ON_TIME, 0.98)
    assert chart.figure["data"][0]["hovertext"] == [
        "<b>01/2024</b><br>98,2 % (4.910 trên 5.000)<br>● đạt"
    ]


def test_a_trends_table_has_every_month_and_its_notes():
    chart = trend(COURSE, ON_TIME, 0.98, pins=[PinMark(date(2024, 2, 8), "Mất điện")])
    assert [row[0] for row in chart.rows] == ["01/2024", "02/2024", "03/2024", "04/2024", "05/2024"]
    assert chart.rows[1] == ("02/2024", "97 %", "97/100", "◆ cận", "1. 08/02/2024: Mất điện")
    assert chart.rows[2][1:3] == ("–", "0/0")
    assert chart.rows[4][-1] == "chưa trọn tháng"
    assert chart.notes == ("1. 08/02/2024: Mất điện",)


def test_a_trends_sentence_names_the_last_whole_month_best_and_worst():
    told = trend(COURSE, ON_TIME, 0.98).summary
    assert told.startswith("Gần nhất, 04/2024: 98 % (98/100), đạt chỉ tiêu ≥ 98 %.")
    assert "Tốt nhất 98 % (04/2024), kém nhất 93 % (01/2024)." in told
    assert told.endswith("Tháng 05/2024 chưa trọn.")


def test_the_best_of_a_down_indicator_is_the_lowest():
    told = trend(months((2, 100), (9, 100)), LATE).summary
    assert "Tốt nhất 2 % (01/2024), kém nhất 9 % (02/2024)." in told


def poles(chart):
    return [shape["x0"] for shape in chart.figure["layout"]["shapes"] if shape["name"] == "pin"]


def test_a_note_stands_between_its_months_by_its_day():
    pins = [PinMark(date(2024, 2, 1), "đầu tháng"), PinMark(date(2024, 1, 17), "giữa tháng")]
    found = poles(trend(months((9, 10), (9, 10)), ON_TIME, pins=pins))
    assert found == [pytest.approx(0, abs=0.02)] * 2 + [0.5] * 2


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 4, 2)])
def test_a_note_outside_the_months_is_left_out(day):
    chart = trend(months((9, 10), (9, 10)), ON_TIME, pins=[PinMark(day, "xa")])
    assert poles(chart) == []
    assert chart.notes == ()


def test_every_flag_has_a_row_of_its_own_and_too_many_are_numbers():
    pins = [PinMark(date(2024, 1, day), f"việc {day}") for day in (2, 3, 4)]
    chart = trend(months(*[(9, 10)] * 4), ON_TIME, pins=pins)
    shifts = [flag["yshift"] for flag in chart.figure["layout"]["annotations"]]
    assert len(set(shifts)) == 3
    many = [PinMark(date(2024, 1, day), f"việc {day}") for day in range(2, 9)]
    crowded = trend(months(*[(9, 10)] * 4), ON_TIME, pins=many)
    texts = [flag["text"] for flag in crowded.figure["layout"]["annotations"]]
    assert texts[:4] == ["1.", "2.", "3.", "4."]
    assert texts[-1] == "7. việc 8"
    assert len(crowded.notes) == 7
