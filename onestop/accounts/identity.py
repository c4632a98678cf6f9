"""Who makes a request: a token, a session, a wall screen's cookie, this machine, or nobody.

It finds out once, before anything else runs; what the caller may do stands in the domain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import g, request
from sqlalchemy import Connection

from onestop.accounts import cookies
from onestop.accounts.secrets_made import hash_of
from onestop.domain.access import GRANTS, HERE, NOBODY, Caller, Role
from onestop.domain.errors import StoreError
from onestop.installation import Installation, installation
from onestop.storage import accounts, catalogue, sessions, tokens
from onestop.storage.engine import noting, reading
from onestop.storage.sessions import Session
from onestop.storage.tokens import Token


class Way(StrEnum):
    """How a caller was recognised."""

    NONE = ""
    HERE = "here"
    TOKEN = "token"  # noqa: S105 (a word)
    SESSION = "session"
    KIOSK = "kiosk"


@dataclass(frozen=True)
class Proof:
    """How the caller of this request was recognised.

    session: the id of their session. must_change: their password is one that others know.
    """

    way: Way = Way.NONE
    session: int | None = None
    must_change: bool = False

    @property
    def is_a_cookie(self) -> bool:
        """Whether the browser sends it by itself, whoever made the request."""
        return self.way in (Way.SESSION, Way.KIOSK)


NAME = "onestop_proof"

NEEDS_NOBODY = ("/assets/", "/_dash-component-suites/", "/healthz", "/readyz")
"""The same for everybody; they answer without the store."""

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
"""What proxies add: such a request comes from elsewhere, whoever hands it over."""

IN_A_HURRY = 50
"""Milliseconds that a note of "in use" waits for a writer; the next request notes it again."""


def proof() -> Proof:
    """How the caller of this request was recognised."""
    return g.get(NAME, Proof())


def identifier(*, is_open_to_network: bool) -> Callable[[], Caller]:
    """What `Installation.identify` is: with no accounts, only this very machine is known."""
    known: list[bool] = []  # accounts are never deleted: once there are any, there always are

    def identify() -> Caller:
        if request.path.startswith(NEEDS_NOBODY):
            return NOBODY
        found, how = _found(installation())
        may_be_here = not (is_open_to_network or known or _is_forwarded() or _brings_a_token())
        if found == NOBODY and may_be_here:
            with reading(installation().engine) as connection:
                if accounts.there_are_any(connection):
                    known.append(True)
                else:
                    found, how = HERE, Proof(Way.HERE)
        setattr(g, NAME, how)
        return found

    return identify


def _brings_a_token() -> bool:
    """Whoever brings one is judged by it alone, even where it is wrong and nobody has to."""
    return bool(request.headers.get("Authorization"))


def _found(here: Installation) -> tuple[Caller, Proof]:
    """The caller, by what the request brings."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind:  # whoever brings a token is judged by it alone
        is_bearer = kind.lower() == "bearer"
        return _by_token(here, secret.strip(), Way.TOKEN) if is_bearer else (NOBODY, Proof())
    if secret := cookies.kept(cookies.SESSION):
        found = _by_session(here, secret)
        if found[0] != NOBODY:
            return found
    if secret := cookies.kept(cookies.KIOSK):
        return _by_token(here, secret, Way.KIOSK)
    return NOBODY, Proof()


def _by_session(here: Installation, secret: str) -> tuple[Caller, Proof]:
    now = here.clock()
    with reading(here.engine) as connection:
        found = sessions.find(connection, hash_of(secret), now)
        if found is None:
            return NOBODY, Proof()
        told = caller_of(connection, found)
    if now - found.seen_at >= sessions.SEEN_EVERY:
        _note(here, lambda connection: sessions.seen(connection, found.id, now))
    must_change = found.account.must_change_password
    return told, Proof(Way.SESSION, found.id, must_change)


def _by_token(here: Installation, secret: str, way: Way) -> tuple[Caller, Proof]:
    now = here.clock()
    with reading(here.engine) as connection:
        found = tokens.find(connection, hash_of(secret), now)
        # a wall screen's token is for its cookie alone, a program's for its header alone
        if found is None or (found.role == Role.KIOSK) != (way == Way.KIOSK):
            return NOBODY, Proof()
        told = caller_of_token(connection, found)
    if now - (found.seen_at or 0) >= tokens.SEEN_EVERY:
        _note(here, lambda connection: tokens.seen(connection, found.id, now))
    return told, Proof(way)


def caller_of(connection: Connection, found: Session) -> Caller:
    """Who is logged in, as the rest of the program knows callers."""
    one = found.account
    return Caller(one.name, GRANTS[one.role], units_below(connection, one.unit), one.id, one.role)


def caller_of_token(connection: Connection, found: Token) -> Caller:
    """A program or a wall screen, as the rest of the program knows callers."""
    units = units_below(connection, found.unit)
    return Caller(found.caller_name, found.acts, units, None, found.role)


def units_below(connection: Connection, root: int | None) -> frozenset[int] | None:
    """The ids that a root stands for: its subtree with predecessors; None is the whole place."""
    if root is None:
        return None
    below = catalogue.with_descendants(connection, root)
    return catalogue.with_predecessors(connection, below)


def _note(here: Installation, write: Callable[[Connection], None]) -> None:
    """Notes that something is in use, unless somebody else is writing just now."""
    try:
        with noting(here.engine, IN_A_HURRY) as connection:
            write(connection)
    except StoreError:
        return


def _is_forwarded() -> bool:
    return any(name in request.headers for name in FORWARDED)


def is_this_machine() -> bool:
    """Whether the request was made on this very machine, and handed over by nobody."""
    return request.remote_addr in ("127.0.0.1", "::1") and not _is_forwarded()
