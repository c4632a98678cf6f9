"""A plan against a store, on both engines: every figure here was worked out by hand.

The official year 2024 of Huyện Thử: Xã Một resolved five (four in time), Xã Hai two (one in
time). Of services on level 4, three of Xã Một's were received in 2024, two of them online;
in 2023 it were four, and one.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from onestop.domain.errors import NotFoundError
from onestop.domain.indicators import Value
from onestop.domain.judged import judge_measures
from onestop.domain.period import parse_instant, parse_period
from onestop.domain.plan import Plan, targets_for
from onestop.domain.policy import Policy
from onestop.domain.targets import Comparator, Origin, Target
from onestop.domain.working_time import load_calendar
from onestop.storage import catalogue, judging
from onestop.storage.engine import reading
from onestop.storage.judging import Asking, judge, measures_of, unit_path
from tests.fixtures.worlds import as_csv, done, lines, row


TREE = (
    "code,name,level,parent,valid_from,valid_to,successors,aliases",
    "H,Huyện Thử,district,,,,,",
    "H.1,Xã Một,commune,H,,,,",
    "H.2,Xã Hai,commune,H,,,,",
)

FULL = {"level": "Toàn trình"}
ONLINE = {**FULL, "channel": "Trực tuyến"}
IN_2024 = {"received": "05/02/2024", "due": "20/02/2024"}
IN_2023 = {"received": "06/02/2023", "due": "20/02/2023", "finished": "10/02/2023"}


def one(*facts: dict, code: str, unit: str = "Xã Một", finished: str = "10/02/2024") -> dict:
    told: dict = {"unit": unit, "finished": finished, **IN_2024}
    for some in facts:
        told |= some
    return done(code, **told)


ROWS = [
    one(ONLINE, code="A1"),
    one(ONLINE, code="A2"),
    one(FULL, code="A3", finished="20/02/2024"),
    one(code="A4"),
    one(code="A5", finished="21/02/2024"),
    one(code="B1", unit="Xã Hai"),
    one(code="B2", unit="Xã Hai", finished="01/03/2024"),
    row("B3", unit="Xã Hai", received="02/12/2024", due="30/12/2024"),
    one(ONLINE, IN_2023, code="C1"),
    *(one(FULL, IN_2023, code=f"C{number}") for number in (2, 3, 4)),
]


def promise(code: str, indicator: str, comparator: str, value: str | None = None, **facts):
    exact = None if value is None else Decimal(value)
    return Target(code, indicator, Comparator(comparator), exact, **facts)


PLAN = Plan(
    code="thu-2024",
    title="Thử",
    authority="UBND huyện Thử",
    level="district",
    first_year=2024,
    last_year=2025,
    targets=(
        promise("on-time", "on_time_share", ">=", "0.98"),
        promise("on-time", "on_time_share", ">=", "0.75", unit_code="H.1"),
        promise("early", "early_share", ">=", "0.90", by=2025),
        promise("online", "online_level34_share", "rising"),
        promise("postal", "postal_share", ">=", origin=Origin.LOCAL),
        promise("satisfaction", "satisfaction_share", ">=", "0.95", measured="ratings"),
        promise("bulletins", "bulletins_per_month", ">=", "2", measured="hand"),
    ),
)


@pytest.fixture
def district(office, tmp_path):
    """The store, and a calendar to ask it with."""
    assert office.run("catalogue", "units", lines(tmp_path / "u.csv", *TREE)).code == 0
    office.load(as_csv(tmp_path / "a.csv", ROWS), "--as-of", "2024-12-20")
    return office


@pytest.fixture
def judged(district, config_dir):
    """What became of each promise, by its code."""
    add = load_calendar(config_dir / "calendar").add_working_days

    def asked(unit: str = "", period: str = "2024", **more) -> dict:
        with reading(district.engine) as connection:
            number = catalogue.find(connection, "unit", unit) if unit else None
            asking = Asking(PLAN, parse_period(period), Policy(), add, number, **more)
            return {one.target.code: one for one in judge(connection, asking)}

    return asked


def test_a_plan_is_judged_for_all_units_together(judged):
    found = judged()
    on_time = found["on-time"]
    assert on_time.value == Value(5, 7)
    assert (on_time.target.value, on_time.outcome) == (Decimal("0.98"), "missed")
    assert on_time.verdict.budget_left == -2
    assert on_time.budget[0] == "đã vượt 2; cần 93 hồ sơ đúng hạn nữa để về 98 %"


def test_a_unit_is_judged_by_the_promise_nearest_to_it_with_its_own_dossiers(judged):
    first, second = judged("H.1")["on-time"], judged("H.2")["on-time"]
    assert (first.target.value, first.value, first.outcome) == (Decimal("0.75"), Value(4, 5), "met")
    assert first.budget == ("không được trễ thêm hồ sơ nào", "0 more may fail")
    assert (second.target.value, second.value) == (Decimal("0.98"), Value(1, 2))
    assert second.outcome == "missed"


def test_a_unit_is_asked_about_with_all_below_it(judged):
    assert judged("H")["on-time"].value == Value(5, 7)


def test_what_should_rise_is_compared_with_the_same_period_last_year(judged):
    online = judged()["online"]
    assert (online.value, online.previous, online.outcome) == (Value(2, 3), Value(1, 4), "met")
    assert online.budget == ("", "")


def test_without_last_years_figures_there_is_nothing_to_compare_with(judged):
    online = judged(period="2023")["online"]
    assert (online.value, online.previous) == (Value(1, 4), Value(0, 0))
    assert online.reason.vi == "chưa có số so sánh"


def test_a_promise_for_2025_is_a_distance_in_2024(judged):
    """Four of seven were early; 90 % less 4/7 is 23/70."""
    early = judged()["early"]
    assert (early.is_due, early.value) == (False, Value(4, 7))
    assert early.distance == Fraction(23, 70)
    assert early.reason.vi == "đánh giá vào năm 2025"


def test_nothing_is_left_out_and_what_has_no_verdict_says_why(judged):
    found = judged()
    assert list(found) == list(PLAN.target_codes)
    reasons = {code: one.reason.code for code, one in found.items() if one.reason}
    assert reasons == {
        "early": "not_due",
        "postal": "not_set",
        "satisfaction": "no_figures",
        "bulletins": "hand",
    }
    assert found["bulletins"].reason.vi == "báo cáo tay, chưa có số"


def test_an_earlier_moment_judges_what_was_known_then(judged):
    found = judged(as_of=parse_instant("2024-02-15"))
    assert found["on-time"].value == Value(4, 4)
    assert found["on-time"].outcome == "met"


def test_a_period_that_has_not_begun_has_no_figures(judged):
    found = judged(period="2026")
    assert found["on-time"].reason.code == "no_figures"
    assert found["early"].is_due
    assert found["early"].reason.code == "no_figures"


def test_a_store_without_any_load_judges_nothing(office, config_dir):
    add = load_calendar(config_dir / "calendar").add_working_days
    with reading(office.engine) as connection:
        found = judge(connection, Asking(PLAN, parse_period("2024"), Policy(), add))
    assert [one.outcome for one in found] == ["unknown"] * 6


def test_one_question_is_enough_and_a_second_only_for_what_should_rise(district, judged):
    asked = []

    def counted(connection, question):
        asked.append(question.period.code)
        return answer(connection, question)

    answer = judging.answer
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "answer", counted)
        judged()
        assert asked == ["2024", "2023"]
        asked.clear()
        still = tuple(t for t in PLAN.targets if t.comparator != Comparator.RISING)
        patch.setattr(judging, "targets_for", lambda plan, path, year: still)
        judged()
        assert asked == ["2024"]


def test_a_page_judges_the_measures_it_has_just_as_the_store_would(district, judged, config_dir):
    add = load_calendar(config_dir / "calendar").add_working_days
    now, then = parse_period("2024"), parse_period("2023")
    with reading(district.engine) as connection:
        number = catalogue.find(connection, "unit", "H.1")
        asking = Asking(PLAN, now, Policy(), add, number)
        held = targets_for(PLAN, unit_path(connection, number), 2024)
        measures = [measures_of(connection, asking, period) for period in (now, then)]
    found = judge_measures(held, *measures, Policy(), 2024)
    assert found == list(judged("H.1").values())


def test_the_path_of_a_unit_runs_up_to_the_root(district):
    with reading(district.engine) as connection:
        number = catalogue.find(connection, "unit", "Xã Hai")
        assert unit_path(connection, number) == [("H.2", "commune"), ("H", "district")]
        assert unit_path(connection, None) == []
        with pytest.raises(NotFoundError):
            catalogue.find(connection, "unit", "Xã Không Có")
