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
)
from sqlalchemy.sql import Select

from onestop.domain.dossier import Status
from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import Measure
from onestop.domain.policy import Policy
from onestop.storage.ledger import Sums, add
from onestop.storage.slices import Slice, conditions, dossier_column
from onestop.storage.sql_facts import SqlOps, sql_facts
from onestop.storage.tables import dossier, pause


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
    query = _counted(policy, asked, amounts).where(may_be_open(moment, asked))
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
    query = _counted(policy, asked, _change_amounts(policy, measures))
    query = query.where(dossier.c.id.in_(_touched(sql_facts(policy), before, after)))
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
    key = dossier_column(asked.by) if asked.by else literal_column("0")
    query = select(key, *amounts).select_from(dossier)
    query = query.where(*conditions(dossier, asked.chosen))
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
    """Not closed before the moment, as far as an index can tell.

    `received_at` is left to the count: an index on it would tempt the planner to walk all
    of history. Within a unit the ids are gathered first, by the unit's own index.
    """
    parts = (
        dossier.c.closing_at.is_(None),
        dossier.c.closing_at >= moment,
        dossier.c.status == literal_column(str(int(Status.STOPPED))),
    )
    if "unit" not in asked.chosen:
        return or_(*parts)
    mine = conditions(dossier, {"unit": asked.chosen["unit"]})
    return dossier.c.id.in_(union(*(select(dossier.c.id).where(p, *mine) for p in parts)))


def _touched(facts: Facts, before: int, after: int) -> Select:
    """Ids of dossiers of which any date lies in [before − 1, after]."""
    moments = (
        (dossier.c.id, dossier.c.received_at),
        (dossier.c.id, dossier.c.closing_at),
        (dossier.c.id, facts.due),
        (pause.c.dossier_id, pause.c.from_at),
        (pause.c.dossier_id, pause.c.to_at),
    )
    return union(*(select(key).where(at >= before - 1, at <= after) for key, at in moments))


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
