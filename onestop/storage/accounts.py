"""Accounts as they are kept: found, added, changed, and counted against while locked out.

It knows hashes and counters; what a right password or code is, others know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    exists,
    insert,
    or_,
    select,
    update,
)

from onestop.domain.access import Role
from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage import scope
from onestop.storage.tables_access import account


FREE_ATTEMPTS = 4
"""Wrong passwords in a row that cost nothing; from the next on there is a wait."""

WAITS = (60, 120, 240, 480, 960, 1920, 3600)
"""Seconds to wait after the 5th, 6th … wrong one in a row; the last for all that follow.

An hour at most: whoever guesses on gets 24 tries a day, and its owner is not shut out for
good. NIST SP 800-63B asks for at most 100 failures in a row; here they come too slowly to
matter, and an administrator can end the wait (`onestop accounts set NAME --unlock`).
"""


@dataclass(frozen=True)
class Account:
    """One account. unit: the root of what it sees, None for the whole place."""

    id: int
    name: str
    role: Role
    unit: int | None
    shown_name: str = ""
    email: str = ""
    password_hash: str | None = None
    is_disabled: bool = False
    must_change_password: bool = False
    totp_secret: str | None = None
    failed: int = 0
    locked_until: int | None = None
    oidc_subject: str | None = None
    made_at: int = 0
    seen_at: int | None = None


COLUMNS = {"unit": account.c.unit_id}
"""Fields that are called otherwise in the table."""

CHANGEABLE = {one.name for one in fields(Account)} - {"id", "name", "made_at"}


def there_are_any(connection: Connection) -> bool:
    """Whether anybody has an account."""
    return bool(connection.scalar(select(exists().where(account.c.id.is_not(None)))))


def all_accounts(connection: Connection) -> list[Account]:
    """Every account, by name; where one province is served, those that may see of it."""
    query = asked().where(*_here(connection)).order_by(account.c.name)
    return [of_row(row) for row in connection.execute(query).mappings()]


def _here(connection: Connection) -> list[ColumnElement]:
    """Accounts of the reader's units and of the whole store."""
    return scope.own_and_whole(connection, account.c.unit_id)


def called(connection: Connection, name: str) -> Account | None:
    """The account of a name, however it is capitalised."""
    return _one(connection, account.c.name == name.strip().lower())


def get(connection: Connection, name: str) -> Account:
    """The account of a name. Raises NotFoundError, with the names there are."""
    here = _here(connection)
    found = _one(connection, account.c.name == name.strip().lower(), *here)
    if found is None:
        listed = select(account.c.name).where(*here).order_by(account.c.name)
        names = connection.scalars(listed.limit(20))
        raise NotFoundError("tài khoản", name, tuple(names))
    return found


def numbered(connection: Connection, number: int) -> Account | None:
    """The account of an id."""
    return _one(connection, account.c.id == number)


def of_subject(connection: Connection, subject: str) -> Account | None:
    """The account that another site's login belongs to."""
    return _one(connection, account.c.oidc_subject == subject)


def of_email(connection: Connection, email: str) -> list[Account]:
    """Accounts with an e-mail address; it is for the caller to refuse more than one."""
    rows = connection.execute(asked().where(account.c.email == email.strip().lower()))
    return [of_row(row) for row in rows.mappings()]


def add(connection: Connection, told: Mapping[str, Any], now: int) -> int:
    """A new account's id; `told` holds `name`, `role` and any other field of `Account`.

    Raises UsageError where the name is taken.
    """
    if called(connection, told["name"]) is not None:
        raise UsageError(f"Đã có tài khoản “{told['name']}”; hãy chọn tên khác.")
    values = _values({key: value for key, value in told.items() if key != "name"})
    added = insert(account).values(name=told["name"], made_at=now, **values)
    return connection.execute(added).inserted_primary_key[0]


def change(connection: Connection, number: int, **changes: Any) -> None:
    """Changes fields of an account; who may is for the caller to know."""
    connection.execute(update(account).where(account.c.id == number).values(**_values(changes)))


def count_attempt(connection: Connection, number: int, now: int) -> bool:
    """Counts an attempt before it is looked at; False where the account must wait.

    Counted first, so that many guesses at once are no more than as many one by one.
    """
    is_open = or_(account.c.locked_until.is_(None), account.c.locked_until <= now)
    counted = update(account).where(account.c.id == number, is_open)
    values = {"failed": account.c.failed + 1, "locked_until": _wait_until(now)}
    return connection.execute(counted.values(**values)).rowcount == 1


def uncount(connection: Connection, number: int) -> None:
    """The attempt was right: it is not counted. Those before it are, until all is proved: else
    whoever knows the password could guess codes without end."""
    was = case((account.c.failed > 0, account.c.failed - 1), else_=0)
    right = update(account).where(account.c.id == number)
    connection.execute(right.values(failed=was, locked_until=None))


def forgive(connection: Connection, number: int) -> None:
    """Somebody has proved who they are, or an administrator says so: nothing is counted."""
    change(connection, number, failed=0, locked_until=None)


def use_step(connection: Connection, number: int, step: int) -> bool:
    """Notes a one-time code's step as used; False where it, or a later one, already was."""
    is_new = or_(account.c.totp_step.is_(None), account.c.totp_step < step)
    used = update(account).where(account.c.id == number, is_new).values(totp_step=step)
    return connection.execute(used).rowcount == 1


def asked() -> Select:
    """A query for whole accounts."""
    columns = [
        COLUMNS.get(one.name, account.c.get(one.name)).label(one.name) for one in fields(Account)
    ]
    return select(*columns)


def of_row(row: Mapping[str, Any]) -> Account:
    """An account out of a row of `asked`; columns that are not its own are left out."""
    told = {one.name: row[one.name] for one in fields(Account)}
    told["role"] = Role(told["role"])
    for name in ("is_disabled", "must_change_password"):
        told[name] = bool(told[name])
    return Account(**told)


def _one(connection: Connection, *conditions: ColumnElement[bool]) -> Account | None:
    row = connection.execute(asked().where(*conditions)).mappings().one_or_none()
    return None if row is None else of_row(row)


def _values(told: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := told.keys() - CHANGEABLE:
        raise ValueError(f"not a field of an account: {sorted(unknown)}")
    values = {COLUMNS[name].name if name in COLUMNS else name: told[name] for name in told}
    return {name: int(one) if isinstance(one, bool) else one for name, one in values.items()}


def _wait_until(now: int) -> ColumnElement:
    """Until when the account waits after one more failure."""
    count = account.c.failed + 1
    steps = [(count == FREE_ATTEMPTS + place, now + WAITS[place - 1]) for place in range(1, 7)]
    return case((count <= FREE_ATTEMPTS, None), *steps, else_=now + WAITS[-1])
