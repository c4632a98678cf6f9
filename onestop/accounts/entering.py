"""Coming in: a name and a password, then a code where one is set up, then a session.

It knows the order of things and what is recorded; it refuses to know requests and cookies.
Whatever is wrong, the answer is the same None, after the same work: who asks learns neither
which names there are nor which are waiting.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from onestop.accounts import one_time, passwords
from onestop.accounts.secrets_made import hash_of, new_secret
from onestop.domain.deeds import Deed
from onestop.storage import accounts, audit, sessions
from onestop.storage.accounts import FREE_ATTEMPTS, Account
from onestop.storage.engine import noting, reading


NOBODY = 0
"""No account has this id."""


def by_password(engine: Engine, told: tuple[str, str], now: int) -> Account | None:
    """The account of a name and its right password; None for anything else. told: the two."""
    name, password = told
    with reading(engine) as connection:
        found = accounts.called(connection, name)
    kept = None if found is None or found.is_disabled else found.password_hash
    number = found.id if found is not None and kept else NOBODY
    if not _may_try(engine, number, now):
        kept = None
    if not passwords.is_right(password, kept):
        return None
    with noting(engine) as connection:
        accounts.uncount(connection, number)
        if passwords.is_dated(kept):
            accounts.change(connection, number, password_hash=passwords.hashed(password))
    return found


def by_code(engine: Engine, number: int, code: str, now: int) -> Account | None:
    """The account of an id if this is its code of now, and nobody used it before."""
    if not _may_try(engine, number, now):
        return None
    with noting(engine) as connection:
        found = accounts.numbered(connection, number)
        if found is None or found.is_disabled or not found.totp_secret:
            return None
        if not is_new_code(connection, found, code, now):
            return None
        accounts.uncount(connection, number)
    return found


def is_new_code(connection: Connection, account: Account, code: str, now: int) -> bool:
    """Whether a code is right and unused; from now on it is used."""
    step = one_time.step_of(code, account.totp_secret or "", now)
    return step is not None and accounts.use_step(connection, account.id, step)


def _may_try(engine: Engine, number: int, now: int) -> bool:
    """Counts an attempt before it is looked at; False where there is a wait."""
    with noting(engine) as connection:
        if not accounts.count_attempt(connection, number, now):
            return False
        found = accounts.numbered(connection, number)
        if found is not None and found.failed > FREE_ATTEMPTS:
            facts = {"failed": found.failed, "until": found.locked_until}
            audit.append(connection, Deed(found.name, "locked", found.name, facts), now)
    return True


def begin_session(engine: Engine, account: Account, told: tuple[str, str], now: int) -> str:
    """Logs an account in; the secret for its browser. told: how it proved itself, its device."""
    way, device = told
    secret = new_secret()
    with noting(engine) as connection:
        accounts.forgive(connection, account.id)
        sessions.begin(connection, hash_of(secret), account.id, (device, now))
        audit.append(connection, Deed(account.name, "login", account.name, {"way": way}), now)
    return secret


def set_password(connection: Connection, account: Account, password: str) -> None:
    """Gives an account a password that it chose itself, and ends all its sessions.

    Raises WeakPasswordError.
    """
    passwords.check(password, account.name)
    kept = passwords.hashed(password)
    accounts.change(connection, account.id, password_hash=kept, must_change_password=False)
    sessions.end_all(connection, account.id)
