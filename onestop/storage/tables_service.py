"""The tables of what runs by itself: pulled sources, alerts, subscriptions.

What a person decided here cannot be made again from files; what a watcher noted can be lost
without harm, for the same bytes twice change nothing.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from onestop.storage.tables import Instant, metadata
from onestop.storage.tables_access import account


def _words(name: str) -> Column:
    """A text that may be empty."""
    return Column(name, Text, nullable=False, server_default="")


pulled_source = Table(
    "pulled_source",
    metadata,
    Column("connection", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("unit", String(64), nullable=False, server_default=""),
    Column("first_at", Instant, nullable=False),
    Column("tried_at", Instant),
    Column("succeeded_at", Instant),
    Column("news_at", Instant),
    Column("next_at", Instant),
    Column("silent_at", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Instant),
    Column("problem_kind", String(16), nullable=False, server_default=""),
    _words("problem"),
    _words("marker"),
    Column("last_read", BigInteger, nullable=False, server_default="0"),
    Column("last_rejected", BigInteger, nullable=False, server_default="0"),
)
"""How a pulled source stands. `news_at`: when it last had something new; `silent_at`: from
when on it is silent unless something new comes; `failures`: in a row, since `failing_since`;
`problem`: the last one as a sentence without secrets or personal data; `marker`: where the
next fetch goes on (ETag, moment of the last increment), as JSON."""

pulled_file = Table(
    "pulled_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("connection", String(64), nullable=False),
    _words("name"),
    _words("mark"),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("profiles", String(64), nullable=False, server_default=""),
    Column("problem_kind", String(16), nullable=False, server_default=""),
    _words("problem"),
    UniqueConstraint("connection", "name", name="pulled_file_name"),
)
"""What became of each file of a source: growing, done, failed. `mark`: size and moment of
change, as the source tells them; `profiles`: a hash of the source profiles it was tried with,
so that a refused file is tried again when they change."""

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey(account.c.id), nullable=False, index=True),
    Column("what", String(32), nullable=False),
    Column("unit_id", Integer, ForeignKey("unit.id")),
    _words("webhook"),
    Column("made_at", Instant, nullable=False),
    _words("made_by"),
    Column("ended_at", Instant),
    Column("sent_at", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    _words("problem"),
)
"""Who hears of what. unit_id: narrower than what the account sees; webhook: an address that is
told instead of the account's e-mail. failures: in a row; next_at: not tried again before."""

told_item = Table(
    "told_item",
    metadata,
    Column("subscription_id", Integer, ForeignKey("subscription.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("at", Instant, nullable=False),
)
"""What a subscriber was told already, by a key that names it without saying it."""

reduced_snapshot = Table(
    "reduced_snapshot",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("reduced_sha256", String(64), nullable=False),
    Column("reduced_at", Instant, nullable=False),
)
"""A kept file that was, or is about to be, replaced by one without personal data. sha256: the
original's hash, which stays the snapshot's identity."""
