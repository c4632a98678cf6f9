"""Who is logged in: sessions by the hash of what the browser holds, and logins half way.

It knows when a session ends; it refuses to know cookies and passwords.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from onestop.storage import accounts
from onestop.storage.accounts import Account
from onestop.storage.tables_access import account, login_step, session


IDLE_SECONDS = 8 * 3600
"""A session that nobody used for a working day is over."""

LONGEST_SECONDS = 24 * 3600
"""A session is over after a day, however much it is used: one login a morning. (NIST SP
800-63B asks for 30 days at most with a password alone, 24 hours from the second level on.)"""

SEEN_EVERY = 300
"""Seconds between two notes that a session is in use: a look at a page must not write."""

STEP_SECONDS = 600
"""How long a login may stay half way: long enough to find one's telephone."""

LONGEST_DEVICE = 200


@dataclass(frozen=True)
class Session:
    """One login that still holds, and whose it is."""

    id: int
    made_at: int
    seen_at: int
    account: Account


def begin(connection: Connection, secret_hash: str, number: int, told: tuple[str, int]) -> int:
    """A new session's id. told: the browser's name of itself, and local seconds now."""
    device, now = told
    connection.execute(delete(session).where(~_holds(now)))
    added = insert(session).values(
        secret_hash=secret_hash,
        account_id=number,
        made_at=now,
        seen_at=now,
        device=device[:LONGEST_DEVICE],
    )
    connection.execute(update(account).where(account.c.id == number).values(seen_at=now))
    return connection.execute(added).inserted_primary_key[0]


def find(connection: Connection, secret_hash: str, now: int) -> Session | None:
    """The session of a secret, unless it is over or its account is disabled."""
    own = [session.c[name].label(f"session_{name}") for name in ("id", "made_at", "seen_at")]
    query = accounts.asked().add_columns(*own).join(session, session.c.account_id == account.c.id)
    row = (
        connection.execute(
            query.where(session.c.secret_hash == secret_hash, _holds(now), ~_is_disabled())
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    own_facts = (row["session_id"], row["session_made_at"], row["session_seen_at"])
    return Session(*own_facts, accounts.of_row(row))


def seen(connection: Connection, number: int, now: int) -> None:
    """Notes that a session is in use."""
    connection.execute(update(session).where(session.c.id == number).values(seen_at=now))


def end(connection: Connection, number: int, owner: int) -> bool:
    """Ends one session of an account; False where the account has none of that id."""
    gone = delete(session).where(session.c.id == number, session.c.account_id == owner)
    return connection.execute(gone).rowcount == 1


def end_all(connection: Connection, owner: int) -> int:
    """Ends every session of an account, and its logins half way; how many sessions there were."""
    connection.execute(delete(login_step).where(login_step.c.account_id == owner))
    return connection.execute(delete(session).where(session.c.account_id == owner)).rowcount


def of_account(connection: Connection, owner: int, now: int) -> list[RowMapping]:
    """Sessions of an account that hold: `id`, `made_at`, `seen_at`, `device`; newest first."""
    columns = (session.c.id, session.c.made_at, session.c.seen_at, session.c.device)
    query = select(*columns).where(session.c.account_id == owner, _holds(now))
    return list(connection.execute(query.order_by(session.c.seen_at.desc())).mappings())


def begin_step(
    connection: Connection, secret_hash: str, owner: int | None, facts: dict[str, str], now: int
) -> None:
    """Notes a login half way; older ones that nobody went on with are forgotten."""
    connection.execute(delete(login_step).where(login_step.c.made_at <= now - STEP_SECONDS))
    values = {"secret_hash": secret_hash, "account_id": owner, "made_at": now}
    connection.execute(insert(login_step).values(**values, facts=json.dumps(facts)))


def look_at_step(connection: Connection, secret_hash: str, now: int) -> dict[str, Any] | None:
    """The facts of a login half way, and its `account`; None where there is none any more."""
    query = select(login_step.c.account_id, login_step.c.facts).where(
        login_step.c.secret_hash == secret_hash, login_step.c.made_at > now - STEP_SECONDS
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else {**json.loads(row.facts), "account": row.account_id}


def take_step(connection: Connection, secret_hash: str, now: int) -> dict[str, Any] | None:
    """The same, and it is used up: of two who bring the same secret, one gets nothing."""
    found = look_at_step(connection, secret_hash, now)
    gone = delete(login_step).where(login_step.c.secret_hash == secret_hash)
    return found if connection.execute(gone).rowcount == 1 else None


def _holds(now: int) -> Any:
    """The condition of a session that is not over."""
    return (session.c.seen_at > now - IDLE_SECONDS) & (session.c.made_at > now - LONGEST_SECONDS)


def _is_disabled() -> Any:
    return account.c.is_disabled != 0
