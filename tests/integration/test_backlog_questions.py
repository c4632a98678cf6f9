"""Where open dossiers lie and how long: held against loops in Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from onestop.domain.officers import Officer
from onestop.domain.period import between, day_of
from onestop.domain.policy import Policy
from onestop.storage import backlog, heat, listing, state
from onestop.storage.open_walk import walk
from onestop.storage.tables import area, unit
from tests.agreement.worlds import DAY, UNITS, policy, seeded
from tests.fixtures.filled import AS_OF, PERIOD, lagging_world, world
from tests.integration.test_listing_pages import put_desks


POLICIES = (Policy(), Policy(paused_overdue="overdue", supplement="subtract"), policy(seeded(3)))
ONCE = Policy(interlinked="once")


def names(connection, table):
    """Name to id, of units or areas; nothing told is 0."""
    return {None: 0} | {
        name: number for number, name in connection.execute(select(table.c.id, table.c.name))
    }


def band_of(made, one, moment):
    """The age band of an open dossier, day by day."""
    due, calendar = made.recount.due(one), made.store.calendar
    today = moment // DAY
    if made.recount.overdue_at(one, moment):
        late = sum(calendar.is_working_day(day) for day in range(due // DAY + 1, today + 1))
        for last, code in ((5, "1_5"), (10, "6_10"), (30, "11_30")):
            if late <= last:
                return f"overdue_{code}"
        return "overdue_over_30"
    if made.recount.paused_at(one, moment):
        return "paused"
    if due is None:
        return "without_due_date"
    left = sum(calendar.is_working_day(day) for day in range(today + 1, due // DAY + 1))
    return ahead_of(
        left, is_today=due // DAY <= today, on_day_off=not calendar.is_working_day(due // DAY)
    )


def ahead_of(left, *, is_today, on_day_off):
    """A due day on a day off belongs to the working day after it."""
    left += on_day_off and not is_today
    if is_today:
        return "today"
    for last, code in ((2, "within_2"), (5, "within_5")):
        if left <= last:
            return code
    return "later"


@pytest.mark.parametrize("number", range(len(POLICIES)))
def test_age_bands_hold_the_dossiers_that_loops_find(database_url, number):
    """At many moments, so that each edge of a band is met."""
    with world(database_url, POLICIES[number]) as made:
        for days in range(10, 90, 4):
            made.as_of = AS_OF + days * DAY
            question = made.question(between(day_of(0), day_of(made.as_of // DAY)))
            counted = Counter(band_of(made, one, made.as_of) for one in open_at(made))
            found = backlog.open_by_age(made.connection, question)
            assert {band.code: band.count for band in found if band.count} == counted
        asked, calendar = question.asked, made.store.calendar
        at = (made.as_of, asked)
        assert backlog.by_age(made.connection, made.store.policy, calendar, at) == found


def open_at(made):
    """The dossiers open at the moment asked about, whatever the period."""
    for one in made.dossiers:
        outside = one["status"] in (1, 3) or one.get("received_at") is None
        if not outside and not made.is_left_out(one) and made.recount.open_at(one, made.as_of):
            yield one


def test_age_bands_of_lagging_units_add_up_to_what_is_open(database_url):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, AS_OF - 20 * DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        codes = made.counted(newest)["open"]
        counted = Counter(
            band_of(made, one, newest[one["unit"]]) for one in made.dossiers if one["code"] in codes
        )
        found = backlog.open_by_age(made.connection, made.question())
        assert {band.code: band.count for band in found if band.count} == counted
        assert sum(band.count for band in found) == made.numbers(made.question())["open"]


@pytest.mark.parametrize("given", [*POLICIES, ONCE], ids=["usual", "overdue", "seeded", "once"])
def test_one_walk_finds_what_the_lists_hold(database_url, given):
    with world(database_url, given) as made:
        walk_is_as_the_lists(made.connection, made.question())


def test_one_walk_takes_each_unit_at_its_own_moment(database_url):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, AS_OF - 20 * DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        walk_is_as_the_lists(made.connection, made.question())


def walk_is_as_the_lists(connection, question):
    """Bands, beginnings and lengths are those of the questions asked one by one."""
    found = walk(connection, question, 3)
    bands = {one.code: one.count for one in backlog.open_by_age(connection, question) if one.count}
    assert found.bands == bands
    for begun, code, sort in (
        (found.in_hand, "open_in_hand", "received_at"),
        (found.letterless, "open_overdue_without_apology", "due_at"),
    ):
        page = listing.page_of(connection, question, code, listing.Wanted(sort=sort, limit=3))
        assert begun.rows == page.rows
        assert begun.total == page.total
        assert page.total > 3
    assert found.paused.total == listing.count_behind(connection, question, "open_paused")


def cells_of(made, moment, is_counted=lambda one: True):
    """Unit and area to open and overdue, one by one."""
    units, areas = names(made.connection, unit), names(made.connection, area)
    opened, late = Counter(), Counter()
    for one in made.dossiers:
        outside = one["status"] in (1, 3) or one.get("received_at") is None
        if outside or not made.recount.open_at(one, moment) or not is_counted(one):
            continue
        cell = units.get(one["unit"]) or unknown_unit(made), areas[one.get("area")]
        opened[cell] += 1
        late[cell] += made.recount.overdue_at(one, moment)
    return [(*cell, opened[cell], late[cell]) for cell in sorted(opened)]


def unknown_unit(made):
    """The unit of dossiers that name none."""
    return max(names(made.connection, unit).values())


MOMENTS = (
    AS_OF,
    PERIOD.start_at,
    PERIOD.end_at,
    AS_OF // DAY * DAY,
    PERIOD.start_at + 32 * DAY - 1,
)
"""In mid-half-month, at its ends, at midnight, and late on the 1st of February."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_heat_map_counts_each_unit_and_area(database_url, moment):
    """At half-month ends from the ledger, else from the dossiers: the same."""
    with world(database_url) as made:
        asked, connection = made.question().asked, made.connection
        expected = cells_of(made, moment)
        assert expected
        assert heat.open_by_unit_and_area(connection, made.store.policy, moment, asked) == expected
        state.write(connection, state.LEDGER, "made for nobody")
        assert heat.open_by_unit_and_area(connection, made.store.policy, moment, asked) == expected


@pytest.mark.parametrize("policy", [Policy(), ONCE], ids=["each", "once"])
def test_each_cell_is_the_number_of_its_own_question(database_url, policy):
    with world(database_url, policy) as made:
        cells = heat.heat(made.connection, made.question())
        assert cells == sorted(cells)
        for unit_id, area_id, opened, late in cells:
            if area_id:
                own = made.numbers(made.question(unit={unit_id}, area={area_id}))
                assert (own["open"], own["open_overdue"]) == (opened, late)


def test_the_heat_map_takes_each_unit_at_its_own_moment(database_url):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, AS_OF - 20 * DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        cells = heat.heat(made.connection, made.question())
        expected = []
        for name, moment in newest.items():
            expected += cells_of(made, moment, lambda one, name=name: one["unit"] == name)
        assert cells == sorted(expected)


def test_the_longest_in_hand_come_first_and_wait_for_nobody(database_url):
    with world(database_url) as made:
        waiting = [one for one in made.open_now() if not made.recount.paused_at(one, AS_OF)]
        in_order = sorted(waiting, key=lambda one: (one["received_at"], int(one["code"][1:])))
        rows = walk(made.connection, made.question(), 10).in_hand.rows
        assert [row["code"] for row in rows] == [one["code"] for one in in_order[:10]]


def paused_since(one, moment):
    """The begin of the earliest wait that covers the moment."""
    told = [
        begin
        for begin, end in one.get("pauses") or ()
        if begin <= moment and (end is None or moment < end)
    ]
    goes_on = any(end is None for _, end in one.get("pauses") or ())
    if one["status"] in (5, 6, 8) and not goes_on:
        told.append(one["received_at"])
    return min(told)


@pytest.mark.parametrize("policy", [Policy(), ONCE], ids=["each", "once"])
def test_the_longest_paused_say_since_when(database_url, policy):
    with world(database_url, policy) as made:
        paused = [one for one in made.open_now() if made.recount.paused_at(one, AS_OF)]
        expected = sorted((joined_since(one), int(one["code"][1:])) for one in paused)
        rows = walk(made.connection, made.question(), 500).paused.rows
        assert [(row["paused_since"], int(row["code"][1:])) for row in rows] == expected
        some = walk(made.connection, made.question(), 3).paused.rows
        assert some == rows[:3]


def joined_since(one):
    """Waits that overlap are one wait: walk back while an earlier one reaches it."""
    since = paused_since(one, AS_OF)
    for begin, end in sorted(one.get("pauses") or (), reverse=True):
        if begin <= since and (end is None or end >= since):
            since = min(since, begin)
    return since


@pytest.mark.parametrize("policy", [Policy(), Policy(paused_overdue="overdue")])
def test_desks_hold_their_open_dossiers(database_url, policy):
    with world(database_url, policy) as made:
        put_desks(made)
        later = replace(made.question(), as_of=AS_OF + 2)
        made.as_of = AS_OF + 2
        units = names(made.connection, unit)
        opened, late, step_late = Counter(), Counter(), Counter()
        for one in made.open_now():
            number = int(one["code"][1:]) + 1
            at = (
                units.get(one["unit"]) or unknown_unit(made),
                ("Một cửa", "Địa chính", "")[number % 3],
            )
            waits = made.recount.paused_at(one, made.as_of) and policy.paused_overdue == "in_time"
            opened[at] += 1
            late[at] += made.recount.overdue_at(one, made.as_of)
            step_late[at] += at[1] == "Một cửa" and not waits
        found = walk(made.connection, later, 1).desks
        expected = {at: (opened[at], late[at], step_late[at]) for at in opened}
        assert {(d.unit_id, d.desk): (d.open, d.overdue, d.step_overdue) for d in found} == expected
        assert sum(one.open for one in found) == made.numbers(later)["open"]


def test_officers_answer_for_the_open_dossiers_of_their_areas(database_url):
    justice, land = Officer("Tư pháp", ("hộ tịch",)), Officer("Địa chính", ("đất",))
    with world(database_url) as made:
        found = backlog.by_officer(made.connection, made.question(), (justice, land))
        opened, late = Counter(), Counter()
        for one in made.open_now():
            owner = {"Hộ tịch": justice, "Đất đai": land}.get(one.get("area"))
            opened[owner] += 1
            late[owner] += made.recount.overdue_at(one, AS_OF)
        assert [(load.officer, load.open, load.overdue) for load in found] == [
            (owner, opened[owner], late[owner]) for owner in (justice, land, None)
        ]
        for load in found[:2]:
            assert made.numbers(made.question(area=set(load.areas)))["open"] == load.open


def test_due_today_counts_what_is_in_time_and_due_on_the_day_of_t(database_url):
    with world(database_url) as made:
        seen = 0
        for day in range(40):
            made.as_of = PERIOD.start_at + day * DAY + 36_000
            today = made.as_of // DAY
            due = [
                one
                for one in made.open_now()
                if (made.recount.due(one) or 0) // DAY == today
                and not made.recount.paused_at(one, made.as_of)
            ]
            assert backlog.due_today(made.connection, made.question()) == len(due)
            seen += len(due)
        assert seen > 5


def test_a_period_that_has_not_begun_has_no_backlog(database_url):
    with world(database_url, size=30) as made:
        later = between(day_of(AS_OF // DAY + 5), day_of(AS_OF // DAY + 9))
        question = made.question(later)
        assert sum(band.count for band in backlog.open_by_age(made.connection, question)) == 0
        assert heat.heat(made.connection, question) == []
        found = walk(made.connection, question, 5)
        assert (found.desks, found.paused.rows, found.in_hand.total) == ([], [], 0)
