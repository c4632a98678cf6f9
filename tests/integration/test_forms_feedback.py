"""Feedback and petitions: what is counted, against limits in working days.

The days are those of 2024: 8/1 is a Monday; fifteen working days after it is 29/1.
"""

from __future__ import annotations

import pytest

from onestop.commands.context import Context
from onestop.domain.errors import UsageError
from onestop.domain.indicators import Value
from onestop.domain.period import parse_instant, parse_period
from onestop.domain.policy import Policy
from onestop.settings import read_settings
from onestop.storage import catalogue
from onestop.storage.engine import reading
from onestop.storage.feedback_counts import feedback_counts, feedback_on_time
from onestop.storage.indicator_values import Question
from onestop.storage.slices import Slice
from tests.fixtures.forms import load_feedback, load_units, report


MONDAY = "08/01/2024"


def question(office, by: str = "", as_of: str = "", period: str = "2024", **chosen):
    calendar = Context(read_settings(office.settings)).calendar
    ids = {dimension: frozenset(found) for dimension, found in chosen.items()}
    moment = parse_instant(as_of) if as_of else None
    asked = Slice(ids, by)
    return Question(parse_period(period), asked, Policy(), moment, calendar.add_working_days)


def counts(office, **told) -> dict[str, int]:
    with reading(office.engine) as connection:
        rows = feedback_counts(connection, question(office, **told)).rows
    return {name.removeprefix("feedback_"): n for name, n in rows.get(0, {}).items() if n}


def share(office, **told) -> Value:
    with reading(office.engine) as connection:
        return feedback_on_time(connection, question(office, **told))


def piece(received: str = MONDAY, **dates: str) -> str:
    told = (dates.get(name, "") for name in ("answered", "refused", "asked", "published"))
    unit, area = dates.get("unit", "UBND xã Một"), dates.get("area", "Đất đai")
    return f"{dates.get('code', 'P1')},{area},{unit},{received},{','.join(told)}"


@pytest.mark.parametrize(
    ("answered", "on_time"), [("29/01/2024", 1), ("30/01/2024", 0), ("08/01/2024", 1)]
)
def test_an_answer_is_due_fifteen_working_days_after_the_day_received(office, answered, on_time):
    load_feedback(office, piece(answered=answered))
    assert share(office) == Value(on_time, 1)
    assert counts(office).get("answered_in_time", 0) == on_time


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2024-01-29T23:00", Value(0, 0)), ("2024-01-30T08:00", Value(0, 1))],
)
def test_what_is_not_answered_is_judged_once_its_limit_has_passed(office, as_of, expected):
    load_feedback(office, piece())
    assert share(office, as_of=as_of) == expected
    assert counts(office, as_of=as_of).get("open_overdue", 0) == expected.denominator


def test_tet_does_not_count(office):
    """Received on Friday 2/2/2024: the fifteenth working day after Tết is 1/3."""
    load_feedback(
        office,
        piece("02/02/2024", answered="01/03/2024"),
        piece("02/02/2024", answered="02/03/2024", code="P2"),
    )
    assert share(office) == Value(1, 2)


@pytest.mark.parametrize(
    ("step", "day", "in_time"),
    [
        ("refused", "10/01/2024", 1),
        ("refused", "11/01/2024", 0),
        ("asked", "15/01/2024", 1),
        ("asked", "16/01/2024", 0),
    ],
)
def test_each_step_has_its_limit(office, step, day, in_time):
    load_feedback(office, piece(**{step: day}))
    told = counts(office)
    assert told[step] == 1
    assert told.get(f"{step}_in_time", 0) == in_time


@pytest.mark.parametrize(("day", "in_time"), [("17/01/2024", 1), ("18/01/2024", 0)])
def test_an_answer_is_published_within_two_days_of_it(office, day, in_time):
    load_feedback(office, piece(answered="15/01/2024", published=day))
    assert counts(office).get("published_in_time", 0) == in_time


def test_what_was_refused_owes_no_answer(office):
    load_feedback(office, piece(refused="10/01/2024"), piece(code="P2", answered="10/01/2024"))
    assert share(office) == Value(1, 1)


def test_opening_and_received_are_answered_refused_or_open(office):
    load_feedback(
        office,
        piece("01/12/2023", code="P1"),
        piece("01/12/2023", code="P2", answered="20/12/2023"),
        piece("01/12/2023", code="P3", answered="10/12/2023"),
        piece("15/12/2023", code="P4", refused="18/12/2023"),
        piece("14/12/2024", code="P5", answered="15/12/2024"),
        piece("15/12/2024", code="P6"),
        as_of="2024-12-31",
    )
    told = counts(office)
    assert (told["opening"], told["received"]) == (2, 2)
    assert (told["answered"], told["refused"], told["open"]) == (1, 1, 2)
    assert counts(office, period="2023")["open"] == told["opening"]


def test_a_list_of_feedback_speaks_for_its_own_moment(office):
    """Dossiers loaded later do not make an old list look late."""
    load_feedback(office, piece("20/06/2024"), as_of="2024-06-30")
    with reading(office.engine) as connection:
        found = feedback_counts(connection, question(office))
    assert found.as_of == parse_instant("2024-06-30")
    assert share(office) == Value(0, 0)


def test_a_unit_and_an_area_can_be_asked_for(office):
    load_units(office)
    load_feedback(
        office,
        piece(code="P1", answered="10/01/2024"),
        piece(code="P2", unit="Phòng Thử", area="Hộ tịch"),
    )
    with reading(office.engine) as connection:
        found = catalogue.find(connection, "unit", "Phòng Thử")
        area = catalogue.find(connection, "area", "Hộ tịch")
        by_area = feedback_counts(connection, question(office, "area", unit={found})).rows
        assert {key: told["feedback_received"] for key, told in by_area.items()} == {area: 1}
        with pytest.raises(UsageError, match="chỉ có cơ quan và lĩnh vực"):
            feedback_counts(connection, question(office, "channel"))


def test_the_form_leaves_blank_what_no_list_tells_and_says_why(office):
    load_feedback(office, piece(answered="10/01/2024"), piece(code="P2", refused="09/01/2024"))
    table = report(office, "ii05a")
    assert table.rows == {"Đất đai": (2, None, None, 0, 2, 1, 1, 0, None, 0)}
    assert "(4) Về hành vi hành chính" in table.text
    assert "Có 1 phản ánh, kiến nghị bị từ chối" in table.text
    assert "chưa đối chiếu được với văn bản gốc" in table.text


def test_the_table_of_limits_shows_the_share(office):
    load_units(office)
    load_feedback(office, piece(answered="10/01/2024"), piece(code="P2", answered="30/01/2024"))
    table = report(office, "pakn")
    assert table.total[-3:] == (2, 1, 0.5)
    assert table.rows["Cấp huyện/Phòng Thử" if table.groups else "Phòng Thử"][-1] == "–"
