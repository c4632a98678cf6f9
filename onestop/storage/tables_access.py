"""The tables of accounts, sessions, tokens and the record of who did what.

Secrets are kept as hashes alone; a TOTP secret cannot be, for codes are made from it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, SmallInteger, String, Table, Text

from onestop.storage.tables import Instant, metadata


def _unit() -> Column:
    return Column("unit_id", Integer, ForeignKey("unit.id"))


def _words(name: str) -> Column:
    return Column(name, Text, nullable=False, server_default="")


def _count(name: str) -> Column:
    return Column(name, Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column:
    return Column(name, SmallInteger, nullable=False, server_default="0")


account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    _words("shown_name"),
    Column("password_hash", Text),
    Column("role", String(16), nullable=False),
    _unit(),
    _words("email"),
    _flag("is_disabled"),
    _flag("must_change_password"),
    Column("totp_secret", Text),
    Column("totp_step", BigInteger),
    _count("failed"),
    Column("locked_until", Instant),
    Column("oidc_subject", Text, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant),
)
"""Who may log in. name: lower case. unit_id: the root of what they see, empty: the whole place.

totp_step: the newest step of 30 seconds whose code was used, so that none is used twice.
failed: wrong passwords or codes since the last right ones. Accounts are disabled, never
deleted: the record of acts goes on naming them.
"""

session = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    _words("device"),
)
"""Somebody logged in. secret_hash: SHA-256 of what the browser holds. Ended ones are deleted."""

login_step = Table(
    "login_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("account.id")),
    Column("made_at", Instant, nullable=False, index=True),
    Column("facts", Text, nullable=False),
)
"""A login half way: the password was right and a one-time code is awaited (account_id), or
another site is asked who it is (none yet). It proves nothing, is used once and soon ends.
facts: JSON of what the next step needs."""

token = Table(
    "token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    _unit(),
    Column("acts", Text),
    Column("made_at", Instant, nullable=False),
    _words("made_by"),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("seen_at", Instant),
)
"""What a program or a wall screen shows instead of an account. prefix: its first letters, to
tell tokens apart. acts: the role's, narrowed (codes with commas); empty: all of the role's."""

audit_record = Table(
    "audit_record",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("act", String(32), nullable=False),
    Column("what", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Who did what, numbered from 1 without a gap. hash: over the row and the hash before it.
facts: JSON as it was hashed."""
