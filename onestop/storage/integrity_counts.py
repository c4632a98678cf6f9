"""What the checks count, straight from the dossiers: sums by unit and day, never a row each.

One scan for each date that places a dossier; the closings and receipts of every unit come
from the indexes alone. It knows SQL; what is many is `integrity_judged`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.sql import Select

from onestop.domain.dossier import Channel, Status
from onestop.domain.facts import DAY
from onestop.storage.integrity_window import Window
from onestop.storage.tables import FACT_BITS, claim, dossier, progress
from onestop.storage.tables_corrections import uncorrected


HOUR = 3_600
A_DAY = literal_column(str(DAY), BigInteger)
ZERO = literal_column("0", Integer)
"""Written into the statement: PostgreSQL groups by a day only if both say it in the same words."""

WAITING = (
    int(Status.SUPPLEMENT_REQUESTED),
    int(Status.FEE_PENDING),
    int(Status.STOPPED),
)

NEVER_IN = (int(Status.REGISTERED), int(Status.NOT_ACCEPTED))
INSIDE = dossier.c.status.not_in(NEVER_IN)


Grids = dict[str, np.ndarray]
"""What is counted to [unit, day]."""


def count_if(condition: ColumnElement) -> ColumnElement:
    """How many rows of a group fulfil a condition."""
    return func.count(case((condition, 1)))


def waited(told: Callable[[str], ColumnElement]) -> ColumnElement:
    """Whether a dossier ever waited for the citizen, as far as its source tells."""
    return or_(
        told("status").in_(WAITING),
        told("supplement_count") > 0,
        func.coalesce(told("pauses"), "") != "",
    )


def told_by_leading(name: str) -> ColumnElement:
    """A fact as the leading source tells it: NULL where only another one does."""
    return case((_has(dossier.c.lacking, name), None), else_=dossier.c[name])


def told_by_claim(name: str) -> ColumnElement:
    """A fact as a claim tells it: its own, or the dossier's, uncorrected."""
    is_corrected = uncorrected.c.dossier_id.is_not(None)
    told = case((is_corrected, uncorrected.c[name]), else_=dossier.c[name])
    return case((_has(claim.c.same, name), told), else_=claim.c[name])


def _has(facts: ColumnElement, name: str) -> ColumnElement:
    """Whether a fact is in a set of facts; NULL is the empty one."""
    return func.coalesce(facts.bitwise_and(literal_column(str(FACT_BITS[name]))), ZERO) != ZERO


LED = and_(
    INSIDE,
    not_(_has(dossier.c.lacking, "status")),
    not_(_has(dossier.c.lacking, "received_at")),
)
"""Taken in, as the leading source itself tells."""

LATE = dossier.c.closing_at // A_DAY > dossier.c.due_at // A_DAY
"""Closed after the due day."""

AFTER_RETURN = dossier.c.finished_at // A_DAY > dossier.c.returned_at // A_DAY
"""The result is dated after it was handed over."""

MISSED = or_(dossier.c.closing_at.is_(None), LATE)
"""Not closed by its due day."""

HAS_TIME = dossier.c.received_at % DAY != 0

COPIED = dossier.c.submitted_at == dossier.c.received_at
"""Handed in at the very second of receipt."""

COUNTED = and_(dossier.c.channel == int(Channel.ONLINE), HAS_TIME, dossier.c.submitted_at > 0)
"""Online, with both moments: at the counter the two are one."""

RECEIVED_FLAGS = {
    "components_digitised": (dossier.c.components_digitised, dossier.c.components_digitised == 1),
    "components_reused": (dossier.c.components_reused, dossier.c.components_reused == 1),
}
CLOSED_FLAGS = {"result_digitised": (dossier.c.result_digitised, dossier.c.result_digitised == 1)}
COPY = "submitted_at"
FLAGS = (*RECEIVED_FLAGS, *CLOSED_FLAGS, COPY)
"""Fields that a prettied-up export fills in by default."""


def sums_by_day(
    connection: Connection, window: Window, at: ColumnElement, amounts: dict[str, ColumnElement]
) -> Grids:
    """Amounts by unit and day of a date, within the window."""
    day = at // A_DAY
    query = select(dossier.c.unit_id, day, *amounts.values()).where(*_walked(at, window))
    # Day before unit: dossiers lie in the order of their days, and SQLite sorts to group.
    return gridded(connection, window, query.group_by(day, dossier.c.unit_id), tuple(amounts))


def _walked(at: ColumnElement, window: Window) -> tuple[ColumnElement, ColumnElement]:
    """Within the window, in words that no index serves: reading all in order is far cheaper."""
    first, end = window.seconds
    return at + 0 >= first, at + 0 < end


def gridded(connection: Connection, window: Window, query: Select, names: tuple[str, ...]) -> Grids:
    """Rows of (unit, day, amounts…) as grids by name."""
    rows = table_of(connection, query, len(names) + 2)
    rows = rows[~np.isnan(rows[:, 0]) & ~np.isnan(rows[:, 1])]
    unit, day = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
    return {name: window.by_day(unit, day, rows[:, place]) for place, name in enumerate(names, 2)}


def table_of(connection: Connection, query: Select, width: int) -> np.ndarray:
    """The rows of a query as one array of numbers, NaN where nothing is told."""
    rows = connection.execute(query).fetchall()
    columns = [np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)]
    return np.stack(columns, axis=1) if columns else np.zeros((0, width))


def closings(connection: Connection, window: Window, hours: tuple[int, int]) -> Grids:
    """All that is counted by the day of closing, in one scan.

    `closed`; `off`: outside the hours of the day (a day without a time is none); `late`;
    `after_return`; of each flag `known` and `good`.
    """
    second = dossier.c.closing_at % DAY
    told = and_(second != 0, second != DAY - 1)
    outside = or_(second < hours[0] * HOUR, second >= hours[1] * HOUR)
    amounts = {
        "closed": func.count(),
        "off": count_if(and_(told, outside)),
        "late": count_if(LATE),
        "after_return": count_if(AFTER_RETURN),
    }
    for name, (known, good) in CLOSED_FLAGS.items():
        amounts |= {f"{name}:known": func.count(known), f"{name}:good": count_if(good)}
    return sums_by_day(connection, window, dossier.c.closing_at, amounts)


def open_before(connection: Connection, window: Window) -> np.ndarray:
    """[unit]: dossiers received but not closed before the window began."""
    first, _ = window.seconds
    standing = np.zeros(len(window.units), dtype=np.int64)
    for at, sign in ((dossier.c.received_at, 1), (dossier.c.closing_at, -1)):
        query = select(dossier.c.unit_id, func.count()).where(at < first)
        rows = connection.execute(query.group_by(dossier.c.unit_id)).all()
        for number, count in rows:
            row = int(window.rows(np.array([number or 0]))[0])
            if row >= 0:
                standing[row] += sign * count
    return standing


def missed_by_due_day(connection: Connection, window: Window) -> np.ndarray:
    """[unit, day]: dossiers that were not closed by their due day."""
    query_of = {"missed": count_if(MISSED)}
    return sums_by_day(connection, window, dossier.c.due_at, query_of)["missed"]


@dataclass(frozen=True)
class Receipts:
    """What is counted by the day of receipt.

    grids: `received`, and of each flag `known` and `good`, by [unit, day]. told, waited: by
    source id, [unit, month]: dossiers that it tells of, and those of them that ever waited.
    """

    grids: Grids
    told: dict[int, np.ndarray]
    waited: dict[int, np.ndarray]


def receipts(connection: Connection, window: Window) -> Receipts:
    """One scan of the dossiers, and one of what several sources say of the same."""
    amounts = {
        "received": func.count(),
        "told": count_if(LED),
        "waited": count_if(and_(LED, waited(told_by_leading))),
        f"{COPY}:known": count_if(COUNTED),
        f"{COPY}:good": count_if(and_(COUNTED, COPIED)),
    }
    for name, (known, good) in RECEIVED_FLAGS.items():
        amounts |= {f"{name}:known": func.count(known), f"{name}:good": count_if(good)}
    at = dossier.c.received_at
    key = (dossier.c.source_id, dossier.c.unit_id, at // A_DAY)
    query = select(*key, *amounts.values()).where(*_walked(at, window))
    query = query.group_by(at // A_DAY, dossier.c.unit_id, dossier.c.source_id)
    rows, found = table_of(connection, query, len(amounts) + 3), Receipts({}, {}, {})
    _add_receipts(found, window, rows, tuple(amounts))
    _add_shared(found, connection, window)
    return found


def _add_receipts(
    found: Receipts, window: Window, rows: np.ndarray, names: tuple[str, ...]
) -> None:
    whole = rows[~np.isnan(rows[:, :3]).any(axis=1)].astype(np.int64)
    for place, name in enumerate(names, 3):
        if name not in ("told", "waited"):
            found.grids[name] = window.by_day(whole[:, 1], whole[:, 2], whole[:, place])
    columns = [0, 1, 2, names.index("told") + 3, names.index("waited") + 3]
    _add_waits(found, window, whole[:, columns])


def _add_shared(found: Receipts, connection: Connection, window: Window) -> None:
    """What claims say; a row does not stand for a source that has a claim of its own."""
    at = told_by_claim("received_at")
    is_in = told_by_claim("status").not_in(NEVER_IN)
    _add_waits(found, window, _claimed(connection, window, at, (is_in, waited(told_by_claim))))
    own = (claim.c.source_id == dossier.c.source_id, LED)
    amounts = (and_(*own), waited(told_by_leading))
    rows = _claimed(connection, window, dossier.c.received_at, amounts)
    _add_waits(found, window, rows * np.array([1, 1, 1, -1, -1]))


def _claimed(
    connection: Connection, window: Window, at: ColumnElement, counted: tuple[ColumnElement, ...]
) -> np.ndarray:
    """[source, unit, day, told, waited] of dossiers with claims, by the day `at` stands for.

    counted: whether a claim counts at all, and whether the dossier waited.
    """
    first, end = window.seconds
    key = (claim.c.source_id, dossier.c.unit_id, at // A_DAY)
    query = select(*key, func.count(), count_if(counted[1]))
    query = query.join_from(claim, dossier, dossier.c.id == claim.c.dossier_id)
    query = query.outerjoin(uncorrected, uncorrected.c.dossier_id == dossier.c.id)
    query = query.where(at >= first, at < end, counted[0]).group_by(*key)
    return table_of(connection, query, 5).astype(np.int64)


def _add_waits(found: Receipts, window: Window, rows: np.ndarray) -> None:
    for source in np.unique(rows[:, 0]):
        mine = rows[rows[:, 0] == source]
        for into, column in ((found.told, 3), (found.waited, 4)):
            days = window.by_day(mine[:, 1], mine[:, 2], mine[:, column])
            into[int(source)] = into.get(int(source), 0) + window.by_month(days)


STEPS = (
    select(
        progress.c.dossier_id,
        func.count().label("steps"),
        func.min(func.coalesce(progress.c.step_started_at, progress.c.step_done_at)).label("first"),
        func.max(func.coalesce(progress.c.step_started_at, progress.c.step_done_at)).label("last"),
    )
    .where(progress.c.dossier_id.is_not(None))
    .group_by(progress.c.dossier_id)
    .subquery()
)
"""What progress lists tell of each dossier: how many steps, the first, the last."""

STEP_AFTER_END = STEPS.c.last // A_DAY > dossier.c.returned_at // A_DAY
"""Worked on after it was handed over; a source may record the hand-over as the last step."""

STEP_BEFORE_START = STEPS.c.first // A_DAY < dossier.c.received_at // A_DAY


def step_facts(connection: Connection, window: Window, fewest: int) -> Grids:
    """By day of closing: `stepped` (enough steps known), `after_end`; `recorded`: a mask.

    recorded: the days of which a unit's progress is on record: between its first and its last
    known step, without the first month, whose dossiers began before.
    """
    if connection.scalar(select(progress.c.id).limit(1)) is None:
        nothing = np.zeros((len(window.units), window.end - window.first), dtype=np.int64)
        return {"stepped": nothing, "after_end": nothing, "recorded": nothing}
    at, (first, end) = dossier.c.closing_at, window.seconds
    amounts = (count_if(STEPS.c.steps >= fewest), count_if(STEP_AFTER_END))
    query = select(dossier.c.unit_id, at // A_DAY, *amounts).join_from(
        STEPS, dossier, dossier.c.id == STEPS.c.dossier_id
    )
    query = query.where(at >= first, at < end).group_by(dossier.c.unit_id, at // A_DAY)
    found = gridded(connection, window, query, ("stepped", "after_end"))
    return found | {"recorded": _recorded(connection, window)}


WARM_UP_DAYS = 31


def _recorded(connection: Connection, window: Window) -> np.ndarray:
    query = select(dossier.c.unit_id, func.min(STEPS.c.first), func.max(STEPS.c.last))
    query = query.join_from(STEPS, dossier, dossier.c.id == STEPS.c.dossier_id)
    days = np.arange(window.first, window.end)
    mask = np.zeros((len(window.units), len(days)), dtype=np.int64)
    for unit, first, last in connection.execute(query.group_by(dossier.c.unit_id)):
        row = int(window.rows(np.array([unit]))[0])
        if row >= 0 and first is not None:
            mask[row] = (days >= first // DAY + WARM_UP_DAYS) & (days < last // DAY)
    return mask


def begun_before(connection: Connection, window: Window) -> np.ndarray:
    """[unit, day]: dossiers with a known step before the day they were received."""
    empty = np.zeros((len(window.units), window.end - window.first), dtype=np.int64)
    if connection.scalar(select(progress.c.id).limit(1)) is None:
        return empty
    at, (first, end) = dossier.c.received_at, window.seconds
    query = select(dossier.c.unit_id, at // A_DAY, func.count()).join_from(
        STEPS, dossier, dossier.c.id == STEPS.c.dossier_id
    )
    query = query.where(at >= first, at < end, STEP_BEFORE_START)
    query = query.group_by(dossier.c.unit_id, at // A_DAY)
    return gridded(connection, window, query, ("begun",))["begun"]
