"""Counting straight from the dossiers: edges of time, and what the ledger cannot tell.

Also the recount that `verify` holds the ledger against. Same declarations, other road.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.sql import Select

from onestop.domain.dossier import Status
from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import Measure
from onestop.domain.policy import Policy
from onestop.storage.by_engine import by_engine
from onestop.storage.ledger import Sums, add
from onestop.storage.slices import Slice, conditions, conditions_beside, dossier_column
from onestop.storage.sql_facts import SqlOps, sql_facts
from onestop.storage.tables import LONG_IN_HAND, LONG_SECONDS, UNCLOSED, dossier, pause


MOMENT = bindparam("moment", type_=BigInteger)
BEFORE = bindparam("before", type_=BigInteger)
"""The moments a state is asked at, given when the query runs."""


def flow_sums(
    connection: Connection,
    policy: Policy,
    between: tuple[int, int],
    measures: tuple[Measure, ...],
    asked: Slice,
) -> Sums:
    """Flows placed within [from, to) seconds, by group."""
    sums: Sums = {}
    for placed_by in ("received", "closed", "due"):
        placed = tuple(m for m in measures if m.placed_by == placed_by)
        if placed and between[0] < between[1]:
            query = _counted(policy, asked, _flow_amounts(policy, placed))
            query = query.where(placed_between(sql_facts(policy), placed_by, between))
            add(sums, _read(connection, query, placed))
    return sums


def state_sums(
    connection: Connection,
    policy: Policy,
    moment: int,
    measures: tuple[Measure, ...],
    asked: Slice,
) -> Sums:
    """States at a moment, by group, from every dossier that may be open then."""
    amounts = _state_amounts(policy, measures)
    beside = conditions_beside(dossier, asked.chosen)
    query = _summed(policy, asked, amounts, beside).where(may_be_open(moment, asked))
    return _read(connection, query, measures, {"moment": moment})


def state_changes(
    connection: Connection,
    policy: Policy,
    between: tuple[int, int],
    measures: tuple[Measure, ...],
    asked: Slice,
) -> Sums:
    """How the states change from one moment to a later one of the same day.

    Only dossiers with a date in between can change: dates turn overdue at midnight.
    """
    before, after = between
    beside = conditions_beside(dossier, asked.chosen)
    query = _summed(policy, asked, _change_amounts(policy, measures), beside)
    query = query.where(dossier.c.id.in_(_touched(sql_facts(policy), between, asked)))
    return _read(connection, query, measures, {"before": before, "moment": after})


def due_soon_sums(
    connection: Connection,
    policy: Policy,
    reach: tuple[int, int],
    asked: Slice,
    code: str,
) -> Sums:
    """due_within: open and in time at a moment, due up to and including a day."""
    facts = sql_facts(policy)
    moment, last_day = reach
    first = moment // DAY * DAY
    query = _counted(policy, asked, (func.count(),)).where(
        facts.due >= first, facts.due < (last_day + 1) * DAY, facts.due_within(moment, last_day)
    )
    return _read(connection, query, (Measure(code, "", "", ""),))


def placed_between(facts: Facts, placed_by: str, between: tuple[int, int]) -> ColumnElement:
    """Whether the date that places a flow lies within [from, to), so that an index serves.

    `from` is a midnight. A due day counts only once it is over.
    """
    first, end = between
    if placed_by == "due":
        return and_(facts.due >= first, facts.due < end // DAY * DAY)
    column = dossier.c.received_at if placed_by == "received" else dossier.c.closing_at
    return and_(column >= first, column < end)


@lru_cache
def _flow_amounts(policy: Policy, measures: tuple[Measure, ...]) -> tuple[ColumnElement, ...]:
    """Built once a policy: making these expressions costs more than an index look-up."""
    facts = sql_facts(policy)
    return tuple(_amount(measure, facts) for measure in measures)


@lru_cache
def _state_amounts(policy: Policy, measures: tuple[Measure, ...]) -> tuple[ColumnElement, ...]:
    facts = sql_facts(policy)
    return tuple(_state(measure, facts, MOMENT) for measure in measures)


@lru_cache
def _change_amounts(policy: Policy, measures: tuple[Measure, ...]) -> tuple[ColumnElement, ...]:
    facts = sql_facts(policy)
    return tuple(_state(m, facts, MOMENT) - _state(m, facts, BEFORE) for m in measures)


def _amount(measure: Measure, facts: Facts) -> ColumnElement:
    condition = measure.condition(facts)
    if measure.amount is None:
        return func.count(case((condition, 1)))
    return func.coalesce(func.sum(case((condition, measure.amount(facts)))), 0)


def _state(measure: Measure, facts: Facts, moment: ColumnElement) -> ColumnElement:
    return func.count(case((measure.condition(facts, moment), 1)))


def _counted(policy: Policy, asked: Slice, amounts: tuple[ColumnElement, ...]) -> Select:
    return _summed(policy, asked, amounts, conditions(dossier, asked.chosen))


def _summed(
    policy: Policy,
    asked: Slice,
    amounts: tuple[ColumnElement, ...],
    mine: list[ColumnElement],
) -> Select:
    key = dossier_column(asked.by) if asked.by else literal_column("0")
    query = select(key, *amounts).select_from(dossier)
    query = query.where(*mine)
    if policy.interlinked == "once":
        query = without_children(query, asked)
    return query.group_by(key) if asked.by else query


def without_children(query: Select, asked: Slice) -> Select:
    """Leaves out a child whose parent is counted in the same total (`interlinked = once`)."""
    parent = dossier.alias("parent")
    together = [
        parent.c.namespace_id == dossier.c.namespace_id,
        parent.c.code == dossier.c.parent_code,
        parent.c.id != dossier.c.id,  # some exports name a dossier as its own parent
        Facts(parent.c, SqlOps(), Policy()).inside,
        *conditions(parent, asked.chosen if asked.total is None else asked.total),
    ]
    if asked.by:
        together.append(_same_group(parent, asked.by))
    joined = query.outerjoin_from(dossier, parent, and_(*together))
    return joined.where(parent.c.id.is_(None))


def _same_group(parent: Table, dimension: str) -> ColumnElement:
    return dossier_column(dimension, parent) == dossier_column(dimension)


def may_be_open(moment: int, asked: Slice) -> ColumnElement:
    """Received before the moment and not closed before it, as far as indexes can tell.

    Each part by an index that holds all the part asks for: what was closed since is as much as
    all that came since, and hardly any of it was open then. PostgreSQL joins the findings of
    several indexes by itself. SQLite is given the ids; there `received_at` is written as a sum:
    an index on it would tempt the planner to walk all of history.
    """
    received = dossier.c.received_at
    asked_apart = _parts(moment, asked, received + literal_column("0") < moment)
    ids = union_all(*(select(dossier.c.id).where(part) for part in asked_apart))
    return by_engine(dossier.c.id.in_(ids), or_(*_parts(moment, asked, received < moment)))


def _parts(moment: int, asked: Slice, received: ColumnElement) -> list[ColumnElement]:
    mine = _within_units(asked)
    parts = (
        and_(UNCLOSED, received),
        *(and_(part, received) for part in _closed_since(moment, within_units=bool(mine))),
        dossier.c.status == literal_column(str(int(Status.STOPPED))),
    )
    return [and_(part, *mine) for part in parts]


def _closed_since(moment: int, *, within_units: bool) -> tuple[ColumnElement, ...]:
    """Closed at the moment or later: soon after it, or later but long in hand by then."""
    closing = dossier.c.closing_at
    if within_units:
        return (closing >= moment,)
    late = moment + LONG_SECONDS
    return (and_(closing >= moment, closing < late), and_(LONG_IN_HAND, closing >= late))


def _within_units(asked: Slice) -> list[ColumnElement]:
    """The chosen units, which every index of dates by unit begins with."""
    return conditions(dossier, {d: ids for d, ids in asked.chosen.items() if d == "unit"})


def _touched(facts: Facts, between: tuple[int, int], asked: Slice) -> Select:
    """Ids of dossiers of which any date lies in [before − 1, after]."""
    mine = _within_units(asked)
    moments = (
        *((dossier.c.id, at, mine) for at in (dossier.c.received_at, dossier.c.closing_at)),
        (dossier.c.id, facts.due, mine),
        (pause.c.dossier_id, pause.c.from_at, []),
        (pause.c.dossier_id, pause.c.to_at, []),
    )
    first, last = between[0] - 1, between[1]
    return union(*(select(key).where(at >= first, at <= last, *of) for key, at, of in moments))


def _read(
    connection: Connection,
    query: Select,
    measures: tuple[Measure, ...],
    moments: dict[str, int] | None = None,
) -> Sums:
    codes = [measure.code for measure in measures]
    return {
        row[0]: Counter({code: n for code, n in zip(codes, row[1:], strict=True) if n})
        for row in connection.execute(query, moments)
    }
