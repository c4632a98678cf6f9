"""Tokens of programs and wall screens: what they may, until when, and whether they still hold.

It knows the hash of a token's secret; the secret itself is shown once, elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, or_, select, update

from onestop.domain.access import GRANTS, Act, Role
from onestop.domain.errors import NotFoundError
from onestop.storage import scope
from onestop.storage.tables_access import token


SEEN_EVERY = 3600
"""Seconds between two notes that a token is in use."""


@dataclass(frozen=True)
class Token:
    """One token. unit: the root of what it sees, None for the whole place."""

    id: int
    name: str
    prefix: str
    role: Role
    unit: int | None
    acts: frozenset[Act]
    made_at: int
    made_by: str
    expires_at: int | None
    revoked_at: int | None
    seen_at: int | None

    @property
    def caller_name(self) -> str:
        """What the record calls it: no account's name begins like this."""
        return f"#{self.id} {self.name}"


def add(connection: Connection, told: Mapping[str, Any], now: int) -> int:
    """A new token's id. told: `name`, `prefix`, `secret_hash`, `role`, `unit`, `acts`, `made_by`,
    `expires_at`; `acts` empty: all that the role may."""
    values = {key: value for key, value in told.items() if key not in ("unit", "acts")}
    acts = ",".join(sorted(told["acts"])) or None
    added = insert(token).values(**values, unit_id=told["unit"], acts=acts, made_at=now)
    return connection.execute(added).inserted_primary_key[0]


def find(connection: Connection, secret_hash: str, now: int) -> Token | None:
    """The token of a secret, unless it was revoked or is over."""
    is_in_time = or_(token.c.expires_at.is_(None), token.c.expires_at > now)
    holds = token.c.secret_hash == secret_hash, token.c.revoked_at.is_(None), is_in_time
    found = connection.execute(_asked().where(*holds)).mappings().one_or_none()
    return None if found is None else _of_row(found)


def all_tokens(connection: Connection) -> list[Token]:
    """Every token, revoked ones too, in the order they were made; where one province is
    served, those that may see of it."""
    query = _asked().where(*_here(connection)).order_by(token.c.id)
    return [_of_row(row) for row in connection.execute(query).mappings()]


def _here(connection: Connection) -> list[ColumnElement]:
    """Tokens of the reader's units and of the whole store."""
    return scope.own_and_whole(connection, token.c.unit_id)


def revoke(connection: Connection, number: int, now: int) -> Token:
    """Ends a token for good. Raises NotFoundError where there is none, or it was ended before."""
    here = _here(connection)
    still = token.c.id == number, token.c.revoked_at.is_(None), *here
    row = connection.execute(_asked().where(*still)).mappings().one_or_none()
    if row is None:
        numbers = select(token.c.id).where(token.c.revoked_at.is_(None), *here)
        numbers = numbers.order_by(token.c.id)
        known = tuple(map(str, connection.scalars(numbers)))
        raise NotFoundError("mã truy cập", str(number), known)
    connection.execute(update(token).where(*still).values(revoked_at=now))
    return _of_row(row)


def seen(connection: Connection, number: int, now: int) -> None:
    """Notes that a token is in use."""
    connection.execute(update(token).where(token.c.id == number).values(seen_at=now))


def _asked() -> Select:
    columns = [one for one in token.c if one.name not in ("unit_id", "secret_hash")]
    return select(*columns, token.c.unit_id.label("unit"))


def _of_row(row: Mapping[str, Any]) -> Token:
    """A token out of its row; acts that its role has lost since are lost to it too."""
    role = Role(row["role"])
    told = frozenset(row["acts"].split(",")) if row["acts"] else None
    acts = frozenset(one for one in GRANTS[role] if told is None or one.value in told)
    return Token(**{**row, "role": role, "acts": acts})
