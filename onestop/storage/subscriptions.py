"""Who hears of what, and what they were told already. It refuses to know what is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, insert, select, update

from onestop.domain.errors import NotFoundError
from onestop.storage.scoped import units_of
from onestop.storage.tables import unit
from onestop.storage.tables_access import account
from onestop.storage.tables_service import subscription, told_item


@dataclass(frozen=True)
class Subscription:
    """One subscription that has not ended. unit: an id, None for all that the account sees."""

    id: int
    account: int
    who: str
    email: str
    what: str
    unit: int | None
    unit_name: str
    webhook: str
    made_at: int
    made_by: str
    sent_at: int | None
    failures: int
    next_at: int | None
    problem: str


def subscribe(connection: Connection, account_id: int, what: str, **told: object) -> int:
    """Adds a subscription: unit_id, webhook, made_at, made_by; its number."""
    new = insert(subscription).values(account_id=account_id, what=what, **told)
    return connection.execute(new).inserted_primary_key[0]


def end(connection: Connection, number: int, now: int) -> Subscription:
    """Ends a subscription. Raises NotFoundError for one that there is not."""
    found = get(connection, number)
    connection.execute(update(subscription).where(subscription.c.id == number).values(ended_at=now))
    return found


def every(connection: Connection) -> list[Subscription]:
    """All that have not ended, of accounts that may log in, by number.

    Where one province is served, those of its own accounts: what an account of the whole store
    is told, it is told from where all of it is served.
    """
    query = _listed().where(account.c.is_disabled == 0, *_here(connection))
    query = query.order_by(subscription.c.id)
    return [Subscription(**row) for row in connection.execute(query).mappings()]


def get(connection: Connection, number: int) -> Subscription:
    """One of them. Raises NotFoundError."""
    query = _listed().where(subscription.c.id == number, *_here(connection))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFoundError("đăng ký nhận tin", str(number), ())
    return Subscription(**row)


def _here(connection: Connection) -> list[ColumnElement]:
    """Subscriptions of accounts of the reader's units."""
    units = units_of(connection)
    return [] if units is None else [account.c.unit_id.in_(sorted(units))]


def told(connection: Connection, number: int, keys: Iterable[str]) -> set[str]:
    """Which of some keys a subscriber was told."""
    mine = told_item.c.subscription_id == number
    query = select(told_item.c.key).where(mine, told_item.c.key.in_(list(keys)))
    return set(connection.scalars(query))


def note_sent(connection: Connection, number: int, keys: Iterable[str], now: int) -> None:
    """Notes that some things were told."""
    rows = [{"subscription_id": number, "key": key, "at": now} for key in keys]
    connection.execute(insert(told_item), rows)
    _note(connection, number, sent_at=now, failures=0, next_at=None, problem="")


def note_failed(connection: Connection, number: int, problem: str, next_at: int) -> None:
    """Notes that telling failed, and when it is tried again."""
    more = subscription.c.failures + 1
    _note(connection, number, failures=more, next_at=next_at, problem=problem)


def _note(connection: Connection, number: int, **changes: object) -> None:
    connection.execute(update(subscription).where(subscription.c.id == number).values(**changes))


def _listed() -> Select:
    kept = (subscription.c[name] for name in ("id", "what", "webhook", "made_at", "made_by"))
    how = (subscription.c[name] for name in ("sent_at", "failures", "next_at", "problem"))
    columns = (
        *kept,
        *how,
        subscription.c.account_id.label("account"),
        subscription.c.unit_id.label("unit"),
        account.c.name.label("who"),
        account.c.email,
        unit.c.name.label("unit_name"),
    )
    joined = subscription.join(account).outerjoin(unit, unit.c.id == subscription.c.unit_id)
    return select(*columns).select_from(joined).where(subscription.c.ended_at.is_(None))
