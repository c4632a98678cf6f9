"""A few dossiers that show a sign: their codes, and what a load noted of them.

Bounded and found by indexes: a unit, a month, a condition that is the check's own. Names and
papers of people are never selected.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, or_, select

from onestop.domain.facts import DAY
from onestop.domain.integrity_told import Example, Sign
from onestop.storage import integrity_counts as counts
from onestop.storage import integrity_noted as noted
from onestop.storage.tables import dossier, finding, progress


MOST = 3
"""Dossiers named beside a sign."""

STEPS_KNOWN = select(func.count()).where(progress.c.dossier_id == dossier.c.id).scalar_subquery()
LAST_STEP = (
    select(func.max(func.coalesce(progress.c.step_started_at, progress.c.step_done_at)))
    .where(progress.c.dossier_id == dossier.c.id)
    .scalar_subquery()
)
FIRST_STEP = (
    select(func.min(func.coalesce(progress.c.step_started_at, progress.c.step_done_at)))
    .where(progress.c.dossier_id == dossier.c.id)
    .scalar_subquery()
)


def examples(connection: Connection, sign: Sign, fewest_steps: int = 2) -> tuple[Example, ...]:
    """Up to three dossiers behind a sign; none where the days or the share say it all."""
    if sign.check in _NOTED:
        return _noted(connection, sign) or _from_store(connection, sign, fewest_steps)
    return _from_store(connection, sign, fewest_steps)


def _from_store(connection: Connection, sign: Sign, fewest_steps: int) -> tuple[Example, ...]:
    closed, received = dossier.c.closing_at, dossier.c.received_at
    after = or_(
        counts.AFTER_RETURN, dossier.c.returned_at // counts.A_DAY < LAST_STEP // counts.A_DAY
    )
    known: dict[str, tuple[ColumnElement, ColumnElement]] = {
        "no_steps": (closed, fewest_steps > STEPS_KNOWN),
        "result_after_closing": (closed, after),
        "received_moved": (received, received // counts.A_DAY > FIRST_STEP // counts.A_DAY),
    }
    if sign.check not in known:
        return ()
    at, condition = known[sign.check]
    first, end = sign.month.start_at, sign.month.end_at
    query = select(dossier.c.code).where(
        dossier.c.unit_id == sign.unit, at >= first, at < end, condition
    )
    return tuple(map(Example, connection.scalars(query.order_by(at).limit(MOST))))


_NOTED = {
    "due_moved": (noted.DUE_MOVED, noted.MISSED_ON),
    "received_moved": (noted.RECEIVED_MOVED, dossier.c.received_at // counts.A_DAY),
    "open_lost": (noted.LOST, noted.SEEN_ON),
    "late_vanished": (noted.GONE_LATE, noted.SEEN_ON),
}
"""Which findings, and the day that places them."""


def _noted(connection: Connection, sign: Sign) -> tuple[Example, ...]:
    which, placed_on = _NOTED[sign.check]
    first, end = sign.month.start_at // DAY, sign.month.end_at // DAY
    span = (sign.month.start.isoformat(), sign.month.end.isoformat())
    low, high = span if sign.check == "due_moved" else (first, end)
    tells = sign.check in ("due_moved", "received_moved")
    query = noted.noted(dossier.c.code, finding.c.value).where(
        which, dossier.c.unit_id == sign.unit, placed_on >= low, placed_on < high
    )
    rows = connection.execute(query.order_by(finding.c.id).limit(MOST)).all()
    return tuple(Example(code, said if tells else "") for code, said in rows)


MOST_SHOWN = 200
"""Signs that get examples; who has more of them needs none."""


def with_examples(
    connection: Connection, signs: Sequence[Sign], fewest_steps: int = 2
) -> list[tuple[Sign, tuple[Example, ...]]]:
    """Each sign with the dossiers that show it."""
    return [
        (sign, examples(connection, sign, fewest_steps) if place < MOST_SHOWN else ())
        for place, sign in enumerate(signs)
    ]
