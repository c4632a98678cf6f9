"""Counting straight from the dossiers: edges of time, and what the ledger cannot tell.

Also the recount that `verify` holds the ledger against. Same declarations, other road.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    func,
    literal,
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
from onestop.storage.sql_facts import sql_facts
from onestop.storage.tables import dossier, pause


def flow_sums(
    connection: Connection,
    policy: Policy,
    between: tuple[int, int],
    measures: tuple[Measure, ...],
    asked: Slice,
) -> Sums:
    """Flows placed within [from, to) seconds, by group."""
    facts, sums = sql_facts(policy), {}
    for placed_by in ("received", "closed", "due"):
        placed = tuple(m for m in measures if m.placed_by == placed_by)
        if placed and between[0] < between[1]:
            query = _counted(facts, asked, [_amount(m, facts) for m in placed])
            query = query.where(placed_between(facts, placed_by, between))
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
    facts = sql_facts(policy)
    amounts = [_state(m, facts, moment) for m in measures]
    query = _counted(facts, asked, amounts).where(_may_be_open(moment))
    return _read(connection, query, measures)


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
    facts = sql_facts(policy)
    before, after = between
    amounts = [_state(m, facts, after) - _state(m, facts, before) for m in measures]
    touched = _touched(facts, before, after)
    query = _counted(facts, asked, amounts).where(dossier.c.id.in_(touched))
    return _read(connection, query, measures)


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
    query = _counted(facts, asked, [func.count()]).where(
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


def _amount(measure: Measure, facts: Facts) -> ColumnElement:
    condition = measure.condition(facts)
    if measure.amount is None:
        return func.count(case((condition, 1)))
    return func.coalesce(func.sum(case((condition, measure.amount(facts)))), 0)


def _state(measure: Measure, facts: Facts, moment: int) -> ColumnElement:
    return func.count(case((measure.condition(facts, moment), 1)))


def _counted(facts: Facts, asked: Slice, amounts: list[ColumnElement]) -> Select:
    key = dossier_column(asked.by) if asked.by else literal(0, literal_execute=True)
    query = select(key, *amounts).select_from(dossier)
    query = query.where(*conditions(dossier, asked.chosen))
    if facts.policy.interlinked == "once":
        query = without_children(query, asked)
    return query.group_by(key) if asked.by else query


def without_children(query: Select, asked: Slice) -> Select:
    """Leaves out a child whose parent is in the same total (`interlinked = once`)."""
    parent = dossier.alias("parent")
    together = [
        parent.c.namespace_id == dossier.c.namespace_id,
        parent.c.code == dossier.c.parent_code,
        *conditions(parent, asked.chosen),
    ]
    if asked.by:
        together.append(_same_group(parent, asked.by))
    joined = query.outerjoin_from(dossier, parent, and_(*together))
    return joined.where(parent.c.id.is_(None))


def _same_group(parent: Table, dimension: str) -> ColumnElement:
    name = "channel" if dimension == "channel" else f"{dimension}_id"
    return func.coalesce(parent.c[name], 0) == func.coalesce(dossier.c[name], 0)


def _may_be_open(moment: int) -> ColumnElement:
    return and_(
        dossier.c.received_at < moment,
        or_(
            dossier.c.closing_at.is_(None),
            dossier.c.closing_at >= moment,
            dossier.c.status == literal(int(Status.STOPPED), literal_execute=True),
        ),
    )


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


def _read(connection: Connection, query: Select, measures: tuple[Measure, ...]) -> Sums:
    codes = [measure.code for measure in measures]
    return {
        row[0]: Counter({code: n for code, n in zip(codes, row[1:], strict=True) if n})
        for row in connection.execute(query)
    }
