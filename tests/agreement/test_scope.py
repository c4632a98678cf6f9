"""Whoever sees some units is answered as by a store that holds nothing else.

Each question is put twice: to the whole store within a scope, and to the same store after
everything else was deleted by hand and the ledger was made again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, literal_column, select, text

from onestop.domain.errors import NotFoundError
from onestop.domain.lists import BANDS, EVERYTHING
from onestop.domain.officers import Officer
from onestop.domain.plan import Plan
from onestop.domain.plan_tasks import Product, Task, Timing
from onestop.domain.policy import Policy
from onestop.storage import (
    backlog,
    behind,
    closed_members,
    closed_periods,
    durations,
    feedback_counts,
    heat,
    imports,
    letters_made,
    listing,
    moments,
    own_tasks,
    pins,
    reported_values,
    scoped,
    task_marks,
    totals,
)
from onestop.storage.dossier_page import dossier_story
from onestop.storage.engine import reading, writing
from onestop.storage.indicator_values import Question, answer
from onestop.storage.open_walk import walk
from onestop.storage.slices import DIMENSIONS, Slice
from onestop.storage.tables import derived, dossier, metadata
from onestop.storage.tables_access import token
from onestop.storage.tables_corrections import correction
from onestop.storage.tables_service import subscription
from tests.agreement import worlds
from tests.fixtures.filled import AS_OF, PERIOD, calendar
from tests.fixtures.scopes import MIDDLE, NORTH, SOUTH, UNTOLD, fill, keep_only


PLAN = Plan(
    code="p",
    title="p",
    authority="H",
    level="district",
    first_year=2024,
    last_year=2024,
    targets=(),
    tasks=(Task("1", "a", "làm", (Product("x", "đến 1/2", Timing("by", date(2024, 2, 1))),), ""),),
)

LISTS = (
    EVERYTHING,
    "received",
    "resolved",
    "open",
    "open_overdue",
    "open_overdue_without_apology",
    "on_time_share:denominator",
    "due_within_2",
    "due_today",
    "waiting_for_acceptance",
    "not_accepted",
    *(f"age:{band}" for band in list(BANDS)[:2]),
)

Reader = Callable[[Connection, Question], Any]

READERS: dict[str, Reader] = {
    **{
        f"answer by {by or 'nothing'}": lambda c, q, by=by: _answer(c, q, by)
        for by in ("", *DIMENSIONS)
    },
    **{f"list {code}": lambda c, q, code=code: _list(c, q, code) for code in LISTS},
    "outside": lambda c, q: listing.outside(c, q.asked),
    "every row": lambda c, q: list(listing.rows_behind(c, q, EVERYTHING)),
    "ledger total": lambda c, q: totals.ledger_total(c, q, "open"),
    "a typed text": lambda c, q: _typed(c, q),
    "members": closed_members.members_of,
    "ids behind": lambda c, q: _ids(c, q),
    "heat": heat.heat,
    "heat at a moment": lambda c, q: _heat_at(c, q),
    "days taken": durations.days_taken,
    "days taken by area": lambda c, q: durations.days_taken(c, q, "area"),
    "ages": backlog.open_by_age,
    "ages at a moment": lambda c, q: backlog.by_age(c, q.policy, calendar(), (AS_OF, Slice())),
    "due today": backlog.due_today,
    "open ones in one walk": lambda c, q: walk(c, q, 20),
    "officers": lambda c, q: backlog.by_officer(c, q, (Officer("An", ("Hộ tịch",)),)),
    "feedback": feedback_counts.feedback_counts,
    "feedback by unit": lambda c, q: feedback_counts.feedback_counts(c, _by(q, "unit")),
    "newest": lambda c, _: moments.newest_by_unit(c),
    "stories": lambda c, _: [dossier_story(c, code) for code in _codes(c)[:12]],
    "pins": lambda c, _: pins.pins_between(c, 0, 30_000),
    "reported": lambda c, _: [
        reported_values.reported(c, PLAN, whose, PERIOD) for whose in (NORTH, MIDDLE, SOUTH, None)
    ],
    "history": lambda c, _: reported_values.history(c),
    "marks": lambda c, _: task_marks.marks_of(c, "p"),
    "steps": lambda c, _: task_marks.steps_of(c, PLAN, NORTH, AS_OF),
    "own tasks": lambda c, _: own_tasks.own_tasks(c, "p"),
    "closed periods": lambda c, _: [
        (one, [closed_periods.figures_of(c, one, by) for by in ("", "unit", f"area@{NORTH}")])
        for one in closed_periods.closings(c)
    ],
    "packed members": lambda c, _: [
        closed_periods.packed_members(c, one) for one in closed_periods.closings(c)
    ],
    "letters made": lambda c, _: letters_made.letters_made(c, range(1, 1000)),
    "highest letter": lambda c, _: letters_made.highest_number(c, 0),
    "rejects": lambda c, _: imports.list_rejects(c, None),
    "findings": lambda c, _: imports.count_findings(c),
    "loads": lambda c, _: imports.list_snapshots(c),
    "withdrawals": lambda c, _: imports.list_withdrawals(c),
    "whole tables": lambda c, _: {
        table.name: c.scalar(select(func.count()).select_from(table))
        for table in metadata.sorted_tables
        if table.name != "store_state"
    },
    "first received": lambda c, _: c.scalar(select(func.min(dossier.c.received_at))),
}
"""Everything that pages, reports and the API read of dossiers and of what people entered."""


def _by(question: Question, by: str) -> Question:
    return Question(question.period, Slice(by=by), question.policy, question.as_of, *_working())


def _working() -> tuple:
    return (calendar().add_working_days,)


def _answer(connection: Connection, question: Question, by: str):
    found = answer(connection, _by(question, by))
    return found.rows, found.as_of, found.lagging


def _list(connection: Connection, question: Question, code: str):
    page = listing.page_of(connection, question, code)
    return page, listing.count_behind(connection, question, code)


def _typed(connection: Connection, question: Question):
    return listing.page_of(connection, question, "open", listing.Wanted(text="an h", sort="unit"))


def _ids(connection: Connection, question: Question):
    query = behind.ids_behind(connection, question, "received")
    return set() if query is None else set(connection.scalars(query))


def _heat_at(connection: Connection, question: Question):
    policy, midnight = question.policy, PERIOD.start_at + 14 * 86_400
    return [
        heat.open_by_unit_and_area(connection, policy, moment, Slice())
        for moment in (midnight, AS_OF)
    ]


def _codes(connection: Connection) -> list[str]:
    return sorted(connection.scalars(select(dossier.c.code)))


def _filled(engine: Engine, seed: int) -> tuple[Engine, Policy]:
    policy = Policy() if seed == 1 else worlds.policy(worlds.seeded(seed))
    fill(engine, policy, seed)
    return engine, policy


@pytest.fixture
def filled(engine):
    """A store of random dossiers under the usual policy."""
    return _filled(engine, 1)


@pytest.fixture(params=[1, 2])
def filled_anyhow(request, engine):
    """The same, and one under a random policy that counts parents and children once."""
    made = _filled(engine, request.param)
    assert request.param == 1 or made[1].interlinked == "once"
    return made


def test_a_scope_is_answered_as_by_a_store_that_holds_nothing_else(filled_anyhow):
    engine, policy = filled_anyhow
    units = {NORTH, MIDDLE} if policy == Policy() else {SOUTH, UNTOLD}
    with scoped.seeing(frozenset(units)), reading(engine) as connection:
        seen = everything(connection, policy)
    with writing(engine, keep=False) as connection:
        keep_only(connection, units, policy)
        alone = everything(connection, policy)
    assert {name for name in seen if seen[name] != alone[name]} == set()
    assert seen["every row", None]
    assert seen["whole tables", None]["applicant"]


def everything(connection: Connection, policy: Policy) -> dict[tuple, Any]:
    """What each reader says, each unit as far as its own data goes, and at one moment."""
    return {
        (name, as_of): reader(connection, Question(PERIOD, Slice(), policy, as_of, *_working()))
        for name, reader in READERS.items()
        for as_of in (None, AS_OF)
    }


def test_whoever_sees_no_unit_sees_nothing(filled):
    engine, policy = filled
    question = Question(PERIOD, Slice(), policy, AS_OF, *_working())
    with scoped.seeing(frozenset()), reading(engine) as connection:
        assert answer(connection, question).rows == []
        assert listing.page_of(connection, question, EVERYTHING).total == 0
        seen = READERS["whole tables"](connection, question)
    kept = {"dossier", "ledger", "pause", "applicant", "letter", "feedback", "reported_value"}
    assert {name for name in kept & seen.keys() if seen[name]} == set()
    with pytest.raises(NotFoundError), scoped.seeing(frozenset()), reading(engine) as connection:
        dossier_story(connection, "H1")


def test_who_sees_one_unit_is_told_of_it_what_the_whole_place_is_told_of_it(filled):
    engine, policy = filled
    for unit in (MIDDLE, SOUTH):
        narrowed = Question(PERIOD, Slice({"unit": frozenset({unit})}), policy, None, *_working())
        asked = Question(PERIOD, Slice(), policy, None, *_working())
        with reading(engine) as connection:
            told = answer(connection, narrowed).rows
        with scoped.seeing(frozenset({unit})), reading(engine) as connection:
            assert answer(connection, asked).rows == told != []
            assert answer(connection, narrowed).rows == told
            elsewhere = Slice({"unit": frozenset({NORTH})})
            other = Question(PERIOD, elsewhere, policy, None, *_working())
            assert answer(connection, other).rows == []


def test_every_table_says_whose_its_rows_are():
    assert {one.metadata for one in (token, subscription, correction)} == {metadata}
    known = {table.name for one in (metadata, derived) for table in one.sorted_tables}
    assert known - scoped.BELONGING.keys() == set()
    assert scoped.BELONGING.keys() - known == {"alembic_version"}


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT count(*) FROM dossier"),
        select(text("code")).select_from(dossier),
        select(literal_column("code")).select_from(dossier),
        select(dossier.c.code).where(text("1 = 1")),
        select(dossier.c.code).order_by(text("code")),
        text("SELECT code FROM dossier").columns(dossier.c.code),
        select(func.count()).select_from(text("dossier")),
    ],
    ids=str,
)
def test_sql_written_as_text_is_refused_within_a_scope(engine, statement):
    with scoped.seeing(frozenset({1})), reading(engine) as connection:
        with pytest.raises(scoped.ScopeError):
            connection.execute(statement)
        with pytest.raises(scoped.ScopeError):
            connection.exec_driver_sql("SELECT code FROM dossier")
    with reading(engine) as connection:
        connection.exec_driver_sql("SELECT code FROM dossier")


def test_a_scope_ends_with_its_connection(filled):
    engine, _ = filled
    with reading(engine) as connection:
        every = set(_codes(connection))
    with scoped.seeing(frozenset({SOUTH})):
        with reading(engine) as connection:
            own = set(_codes(connection))
            with scoped.seeing(frozenset({MIDDLE})), reading(engine) as other:
                assert not set(_codes(other)) & own
            assert set(_codes(connection)) == own
        with scoped.seeing(None), reading(engine) as connection:
            assert set(_codes(connection)) == every
    with reading(engine) as connection:
        assert set(_codes(connection)) == every > own
