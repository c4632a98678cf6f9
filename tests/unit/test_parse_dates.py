"""Each shape of a date in exports.md section 5, and what is no date at all."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.parse_date_formats import format_pattern
from etl.parse_dates import parse_instants
from onestop.domain.errors import DeclarationError


def seconds(*parts: int) -> float:
    return float(calendar.timegm(datetime(*parts).timetuple()))


TEN = seconds(2024, 5, 20, 10, 0, 0)
DAY = seconds(2024, 5, 20)
SAME_MOMENT = [
    "20/05/2024 10:00:00",
    "20/5/2024 10:00",
    "20-05-2024 10:00",
    "20.05.2024 10:00:00",
    "20/05/2024 10:00:00.000",
    "  20/05/2024   10:00 ",
    "20/05/2024\u00a010:00:00",
    "20/05/2024, 10:00",
    "20/05/2024 10h00",
    "10:00 20/05/2024",
    "10:00:00 20-05-2024",
    "10:00 ngày 20/05/2024",
    "10 giờ 00 phút, ngày 20 tháng 5 năm 2024",
    "20240520100000",
    "202405201000",
    20240520100000,
    202405201000.0,
    45432.416666666664,
    "45432.416666666664",
    "45432,416666666664",
    datetime(2024, 5, 20, 10, 0),
    datetime(2024, 5, 20, 9, 59, 59, 999_999),
    datetime(2024, 5, 20, 3, 0, tzinfo=UTC),
    "2024-05-20T10:00:00",
    "2024-05-20 10:00",
    "2024/05/20 10:00:00",
    "2024-05-20T10:00:00.000+0700",
    "2024-05-20T10:00:00+07:00",
    "2024-05-20T10:00:00+07",
    "2024-05-20T03:00:00Z",
    "2024-05-20T03:00:00.123Z",
    "2024-05-19T22:30:00-04:30",
]
SAME_DAY = [
    "20/05/2024",
    "20/5/2024",
    "20.5.2024",
    "2024-05-20",
    "20240520",
    20240520,
    45432,
    45432.0,
    "45432",
    date(2024, 5, 20),
    "ngày 20 tháng 05 năm 2024",
    "Ngày 20 tháng 5 năm 2024",
]
UNREADABLE = [
    "31/02/2024",
    "29/02/2023",
    "05/13/2024",
    "2024-13-01",
    "00/05/2024",
    "20/05/1949",
    "20/05/2101",
    "20/05/24",
    "20/05/2024 24:00",
    "20/05/2024 10:60",
    "20/05/2024 10:00:61",
    "hôm qua",
    "yesterday",
    "#REF!",
    "1716174000000",
    12,
    99999.5,
    date(1900, 1, 1),
    datetime(2200, 1, 1),
    time(10, 0),
    timedelta(days=1),
    True,
    ("20/05/2024",),
    "y" * 60,
]


@pytest.mark.parametrize("cell", SAME_MOMENT, ids=repr)
def test_every_shape_of_a_moment_is_the_same_moment(cell):
    found, unreadable = parse_instants([cell])
    assert found.tolist() == [TEN]
    assert not unreadable.any()


@pytest.mark.parametrize("cell", SAME_DAY, ids=repr)
def test_a_bare_date_is_its_midnight_or_for_a_due_date_its_last_second(cell):
    assert parse_instants([cell])[0].tolist() == [DAY]
    assert parse_instants([cell], end_of_day=True)[0].tolist() == [DAY + 86399]


@pytest.mark.parametrize("cell", UNREADABLE, ids=repr)
def test_what_is_no_date_is_unreadable(cell):
    found, unreadable = parse_instants([cell])
    assert np.isnan(found[0])
    assert unreadable[0]


@pytest.mark.parametrize("cell", ["-", "null", "...", "…", "N/A", "x", "X", "–", " "])
def test_wordings_of_nothing_are_empty_and_not_unreadable(cell):
    found, unreadable = parse_instants([cell])
    assert np.isnan(found[0])
    assert not unreadable[0]


@pytest.mark.parametrize(
    "cell", [datetime(2024, 5, 20), "20/05/2024 00:00:00", "2024-05-19T17:00:00Z"], ids=repr
)
def test_midnight_in_a_due_column_is_a_date_without_a_time(cell):
    assert parse_instants([cell], end_of_day=True)[0].tolist() == [DAY + 86399]


def test_all_shapes_in_one_column_keep_their_places():
    cells = [*SAME_MOMENT, *UNREADABLE, "-", *SAME_DAY]
    found, unreadable = parse_instants(cells)
    assert found[: len(SAME_MOMENT)].tolist() == [TEN] * len(SAME_MOMENT)
    assert found[-len(SAME_DAY) :].tolist() == [DAY] * len(SAME_DAY)
    assert unreadable.sum() == len(UNREADABLE)


def test_no_cells_give_no_instants():
    found, unreadable = parse_instants([])
    assert len(found) == len(unreadable) == 0


@pytest.mark.parametrize(
    ("declared", "cell"),
    [
        ("m/d/yyyy h:M:S p", "5/20/2024 10:00:00 AM"),
        ("m/d/yy h:M p", "5/20/24 10:00 am"),
        ("d/m/yyyy h:M p", "20/05/2024 10:00 SA"),
        ("dd/mm/yyyy HH:MM", "20/05/2024 10:00"),
        ("yyyy-m-dTH:M:S", "2024-05-20T10:00:00.5"),
        ("yyyymdHM", "202405201000"),
        ("ngày d tháng m năm yyyy H:M", "Ngày 20 tháng 5 năm 2024 10:00"),
        ("H'h'M d/m/yyyy", "10h00 20/5/2024"),
        ("epoch_ms", "1716174000000"),
        ("epoch_ms", 1716174000000),
    ],
)
def test_a_declared_format_is_read(declared, cell):
    assert parse_instants([cell], (declared,))[0].tolist() == [TEN]


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("20/05/2024 12:30 AM", 0),
        ("20/05/2024 12:30 PM", 12),
        ("20/05/2024 01:30 CH", 13),
        ("20/05/2024 01:30 p.m.", 13),
    ],
)
def test_the_12_hour_clock(cell, hour):
    found = parse_instants([cell], ("d/m/yyyy h:M p",))[0]
    assert found.tolist() == [seconds(2024, 5, 20, hour, 30)]


@pytest.mark.parametrize("cell", ["20/05/2024 13:30 PM", "20/05/2024 00:30 AM"])
def test_there_is_no_13th_hour_before_noon_or_after(cell):
    assert parse_instants([cell], ("d/m/yyyy h:M p",))[1].tolist() == [True]


def test_declared_formats_are_the_only_ones():
    found, unreadable = parse_instants(["05/20/2024", "2024-05-20", "45432"], ("m/d/yyyy",))
    assert found[:1].tolist() == [DAY]
    assert unreadable.tolist() == [False, True, True]


@pytest.mark.parametrize(
    "declared",
    ["d/m", "d/m/yyyy d", "d/m/yyyy h:M", "d/m/yyyy H:M p", "d/m/yyyy H:M:ss", "H:M"],
)
def test_a_format_that_cannot_be_a_date_is_refused(declared):
    with pytest.raises(DeclarationError, match="date_formats"):
        format_pattern(declared)


@pytest.mark.parametrize(
    ("zone", "cell", "here"),
    [
        ("UTC", "2024-05-20 03:00:00", TEN),
        ("America/New_York", "2024-05-19 23:00", TEN),
        ("America/New_York", "2024-01-19 22:00", seconds(2024, 1, 20, 10)),
        ("UTC", datetime(2024, 5, 20, 3), TEN),
        ("UTC", "2024-05-20T10:00:00+07:00", TEN),
        ("UTC", "2024-05-20", DAY),
    ],
)
def test_moments_of_another_zone_become_local_and_bare_dates_stay(zone, cell, here):
    assert parse_instants([cell], (), zone)[0].tolist() == [here]


def test_a_due_date_of_another_zone_is_the_end_of_that_date_here():
    found = parse_instants(["2024-05-20", "2024-05-20 00:00:00"], (), "UTC", end_of_day=True)[0]
    assert found.tolist() == [DAY + 86399] * 2


MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)
SHAPES = [
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%H:%M:%S %d-%m-%Y",
    "%H:%M:%S %d/%m/%Y",
    "%Y%m%d%H%M%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.000+0700",
    "%Y/%m/%d %H:%M:%S",
]


@given(st.lists(st.tuples(MOMENTS, st.sampled_from(SHAPES)), min_size=1, max_size=30))
def test_whatever_is_written_in_an_accepted_shape_reads_back(written):
    found, unreadable = parse_instants([moment.strftime(shape) for moment, shape in written])
    assert found.tolist() == [calendar.timegm(moment.timetuple()) for moment, _ in written]
    assert not unreadable.any()


@given(MOMENTS)
def test_unpadded_dates_read_back(moment):
    text = f"{moment.day}/{moment.month}/{moment.year} {moment.hour}:{moment.minute}"
    expected = calendar.timegm(moment.replace(second=0).timetuple())
    assert parse_instants([text])[0].tolist() == [expected]


@given(st.datetimes(datetime(1983, 1, 1), datetime(2100, 12, 31)))
def test_excel_serials_read_back_to_the_second(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert parse_instants([serial])[0].tolist() == [calendar.timegm(moment.timetuple())]


@given(st.lists(st.text(max_size=40), max_size=20))
def test_no_text_breaks_the_reader(texts):
    found, unreadable = parse_instants(texts)
    assert len(found) == len(unreadable) == len(texts)
    assert not (unreadable & ~np.isnan(found)).any()


def test_a_column_of_endless_shapes_is_given_up_without_reading_it_all():
    letters = [f"{a}{b}/2024" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrst"]
    assert parse_instants(letters)[1].all()
