"""Thirteen months of a view: which they are, which is not over, and that they add up."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dashboards.data.asked import asking
from dashboards.data.months import MONTHS, points, thirteen_months
from dashboards.view import View
from onestop.domain.indicators import BY_CODE


ON_TIME = BY_CODE["on_time_share"]


@pytest.mark.parametrize(
    ("search", "last", "is_partial"),
    [
        ("period=2024", "2024-12", False),
        ("", "2025-01", True),
        ("period=2024-Q1", "2024-03", False),
        ("period=2024&cutoff=calendar", "2024-12", True),
        ("period=2024&as_of=2024-06-01", "2024-06", True),
        ("period=2024-01-05..2024-02-03", "2024-02", False),
        ("period=2031", "2025-01", True),
    ],
)
def test_thirteen_months_end_with_the_one_that_the_figures_speak_for(
    installation, search, last, is_partial
):
    with asking(installation, View.parse("/", search)) as asked:
        months = thirteen_months(asked)
    assert len(months) == MONTHS
    assert months[-1].period.code == last
    assert months[-1].is_partial == is_partial
    assert all(one.period.end == two.period.start for one, two in pairwise(months))
    assert not any(month.is_partial for month in months[:-1])


def test_twelve_months_add_up_to_the_year(installation):
    with asking(installation, View.parse("/", "period=2024&unit=H97.12.06")) as asked:
        months, year = thirteen_months(asked)[1:], asked.measures()
        assert points(asked, ON_TIME)[-1].label == "12/2024"
    for code in ("received", "resolved", "resolved_late"):
        assert sum(one.measures[code] for one in months) == year[code]


def test_an_area_narrows_the_months(installation):
    with asking(installation, View.parse("/", "period=2024")) as asked:
        (number, *_rest) = (row.key for row in asked.answer("area").rows)
        narrowed, whole = thirteen_months(asked, area=number), thirteen_months(asked)
    received = [sum(one.measures["received"] for one in months) for months in (narrowed, whole)]
    assert 0 < received[0] < received[1]


def test_a_month_without_dossiers_is_a_gap(installation):
    with asking(installation, View.parse("/", "period=2024-01")) as asked:
        assert thirteen_months(asked)[0].value(ON_TIME, asked).ratio is None
