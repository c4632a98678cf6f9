"""Putting sums away in the ledger, and making the whole ledger again.

It adds what changed and leaves every other cell alone, inside the loader's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import compress

import numpy as np
from sqlalchemy import ColumnElement, Connection, false, func, or_, select, text

from onestop.domain.measures import FLOWS, LEDGER_MEASURES
from onestop.domain.policy import Policy
from onestop.storage import numbers, partitions, province_of_rows, provinces, state
from onestop.storage.bulk import Columns, insert_rows, packed_sum, stage
from onestop.storage.dossiers import read_counted
from onestop.storage.grains import Grain
from onestop.storage.tables import derived, ledger
from onestop.storage.tally import Tally


KEY = ("grain", "bucket", "unit_id", "area_id", "procedure_id")
CODES = tuple(measure.code for measure in LEDGER_MEASURES)

COUNTS = tuple(measure.code for measure in FLOWS if measure.amount is None)
"""Numbers of dossiers: never below zero in any cell, as states and sums may be on a day."""

AT_ONCE = 50_000
"""Cells read together when the ledger is read whole."""


def put_away(connection: Connection, tally: Tally) -> None:
    """Adds a tally to the ledger; cells that come to nothing are taken out."""
    was_empty = connection.scalar(select(ledger.c.grain).limit(1)) is None
    for grain, keys, sums in tally.cells():
        if not len(keys):
            continue
        if was_empty:
            insert_rows(connection, ledger, _columns(grain, keys, sums))
        else:
            _add(connection, _columns(grain, keys, sums))


def _columns(grain: Grain, keys: np.ndarray, sums: np.ndarray) -> Columns:
    columns = {"grain": np.full(len(keys), grain.number)}
    columns |= {name: keys[:, place] for place, name in enumerate(KEY[1:])}
    return columns | {code: sums[:, place] for place, code in enumerate(CODES)}


def _add(connection: Connection, columns: Columns) -> None:
    stage(connection, "ledger_delta", columns, {})
    names = ", ".join((*KEY, *CODES))
    told = ", ".join((*KEY, *(packed_sum(connection, code) for code in CODES)))
    moved = "coalesce(ledger.{0}, 0) + coalesce(excluded.{0}, 0)"
    sums = ", ".join(f"{c} = {packed_sum(connection, moved.format(c))}" for c in CODES)
    connection.execute(
        text(
            f"INSERT INTO ledger ({names}) SELECT {told} FROM ledger_delta WHERE true "  # noqa: S608
            f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {sums}"
        )
    )
    _drop_empty(connection, columns)


def _drop_empty(connection: Connection, columns: Columns) -> None:
    """Takes out touched cells that hold only zeros: they would outlive their dossiers.

    A cell in which some dossiers were counted just now is not one of them.
    """
    counted = np.logical_or.reduce([columns[code] > 0 for code in COUNTS])
    if counted.all():
        return
    stage(connection, "emptied", {name: columns[name][~counted] for name in KEY}, {})
    key, empty = ", ".join(KEY), " AND ".join(f"coalesce({c}, 0) = 0" for c in CODES)
    # sought by key: asked the other way round, every cell of the ledger would be looked at
    touched = f"({key}) IN (SELECT {key} FROM emptied)"  # noqa: S608
    connection.execute(text(f"DELETE FROM ledger WHERE {touched} AND {empty}"))  # noqa: S608


def rebuild(connection: Connection, policy: Policy) -> None:
    """Makes the whole ledger again from the dossiers, under a policy."""
    derived.drop_all(connection)
    derived.create_all(connection)
    put_away(connection, whole_tally(connection, policy))
    state.write(connection, state.LEDGER, state.ledger_stamp(policy))


Tell = Callable[[int], None]
"""Takes how many more dossiers were counted."""


def silently(_more: int) -> None:
    """Tells nobody."""


def whole_tally(
    connection: Connection,
    policy: Policy,
    ids: tuple[int, int] | None = None,
    tell: Tell = silently,
) -> Tally:
    """The sums of every dossier of the store, or of those with ids in (after, to]."""
    tally, known = Tally(policy), province_of_rows.by_unit(connection)
    for rows, pauses in read_counted(connection, ids):
        tally.add(rows, pauses)
        tally.misplaced += province_of_rows.misplaced(known, rows)
        tell(len(rows["id"]))
    tally.compact()
    return tally


def refresh(connection: Connection, policy: Policy) -> bool:
    """Makes the ledger again if it was made for another policy or other measures."""
    if state.ledger_serves(connection, policy):
        return False
    rebuild(connection, policy)
    return True


Cells = tuple[np.ndarray, np.ndarray]
"""Keys (bucket, then a column a dimension) and sums, a cell a row."""


def differences(
    connection: Connection, policy: Policy, counted: Tally | None = None
) -> Iterator[str]:
    """Cells of the ledger that a recount of all dossiers (`counted`, else made here) denies.

    Also units and dossiers that are kept under another province than the unit tree says, and
    dossiers that stand in the partitions of two.
    Every cell of both is held against the other, some buckets at a time.
    """
    counted = counted or whole_tally(connection, policy)
    yield from provinces.differences(connection)
    yield from partitions.differences(connection)
    if counted.misplaced:
        yield f"{counted.misplaced} hồ sơ không đứng ở tỉnh của đơn vị giải quyết"
    for grain, keys, sums in counted.cells():
        told = sums.any(axis=0)
        for start, end in _stretches(connection, grain, keys[:, 0]):
            kept = _kept(connection, grain, (start, end), told)
            first, last = np.searchsorted(keys[:, 0], (start, end))
            mine = keys[first:last], sums[first:last]
            if not all(np.array_equal(*both) for both in zip(kept, mine, strict=True)):
                yield from _told_apart(grain, kept, mine)


def _told_apart(grain: Grain, kept: Cells, counted: Cells) -> Iterator[str]:
    mine, theirs = (_as_dict(*cells) for cells in _without_equals(kept, counted))
    for key in sorted(mine.keys() | theirs.keys()):
        yield f"grain {grain.number} {key}: {mine.get(key)} ≠ {theirs.get(key)}"


def _without_equals(kept: Cells, counted: Cells) -> tuple[Cells, Cells]:
    """What stands in one of the two only: the same cell in both is no difference."""
    keys, sums = (np.concatenate(both) for both in zip(kept, counted, strict=True))
    order = _in_order(keys)
    rows = np.hstack([keys, sums])[order]
    twice = (rows[1:] == rows[:-1]).all(axis=1)
    alone = np.ones(len(keys), dtype=bool)
    alone[order] = ~(np.r_[twice, False] | np.r_[False, twice])
    mine, theirs = alone[: len(kept[0])], alone[len(kept[0]) :]
    return (kept[0][mine], kept[1][mine]), (counted[0][theirs], counted[1][theirs])


def _in_order(keys: np.ndarray) -> np.ndarray:
    """Where the cells stand by bucket, then by each dimension."""
    return np.lexsort(keys.T[::-1])


def _as_dict(keys: np.ndarray, sums: np.ndarray) -> dict[tuple, tuple]:
    return {tuple(k): tuple(s) for k, s in zip(keys.tolist(), sums.tolist(), strict=True)}


def _kept(
    connection: Connection, grain: Grain, buckets: tuple[int, int], expected: np.ndarray
) -> Cells:
    """A grain's cells of some buckets, in the order of a tally's.

    expected: which measures the recount knows; the others are read only if some cell tells one.
    """
    start, end = buckets
    within = (ledger.c.grain == grain.number, ledger.c.bucket >= start, ledger.c.bucket < end)
    told = expected | _tells(connection, within, ~expected)
    columns = [ledger.c[name] for name in (*KEY[1:], *compress(CODES, told))]
    found = numbers.fetch(connection, select(*columns).where(*within))
    rows = np.stack([found[column.name] for column in columns], axis=1)
    rows = np.nan_to_num(rows, copy=False).astype(np.int64)
    rows = rows[_in_order(rows[:, : len(KEY) - 1])]
    sums = np.zeros((len(rows), len(CODES)), dtype=np.int64)
    sums[:, told] = rows[:, len(KEY) - 1 :]
    return rows[:, : len(KEY) - 1], sums


def _tells(connection: Connection, within: tuple[ColumnElement, ...], measures: np.ndarray) -> bool:
    """Whether some cell has a sum of one of some measures."""
    some = or_(false(), *(ledger.c[code] != 0 for code in compress(CODES, measures)))
    return connection.scalar(select(ledger.c.grain).where(*within, some).limit(1)) is not None


def _stretches(
    connection: Connection, grain: Grain, counted: np.ndarray
) -> Iterator[tuple[int, int]]:
    """Buckets [from, to) of about `AT_ONCE` cells, over all that are kept or counted."""
    bucket = ledger.c.bucket
    bounds = select(func.min(bucket), func.max(bucket), func.count())
    first, last, count = connection.execute(bounds.where(ledger.c.grain == grain.number)).one()
    buckets = [int(one) for one in (first, last, *counted[:1], *counted[-1:]) if one is not None]
    if not buckets:
        return
    first, end = min(buckets), max(buckets) + 1
    step = max(1, (end - first) * AT_ONCE // max(count, len(counted)))
    for start in range(first, end, step):
        yield start, start + step


def size(connection: Connection) -> int:
    """How many cells the ledger has."""
    return connection.scalar(select(func.count()).select_from(ledger)) or 0
