"""The tables of what people enter: reported figures, marks on tasks, published figures, letters.

Nothing here can be made again from files. Rows are added and superseded, never changed, so
that who said what and when stays readable. `unit_id` empty: the whole place.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from onestop.storage.tables import Instant, metadata


def _unit() -> Column:
    return Column("unit_id", Integer, ForeignKey("unit.id"), index=True)


reported_value = Table(
    "reported_value",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("target", String(64), nullable=False),
    _unit(),
    Column("period", String(32), nullable=False),
    Column("cutoff", String(16), nullable=False),
    Column("value", Text),
    Column("reported_by", Text, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("superseded_by", Integer, ForeignKey("reported_value.id")),
    Index("reported_value_of", "plan", "target", "period"),
)
"""A figure told by hand, as exact text ("0.98", "491/500"); empty: the one before is taken back.

The current one is superseded by none.
"""

task_mark = Table(
    "task_mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("task", String(64), nullable=False),
    Column("product", SmallInteger, nullable=False),
    _unit(),
    Column("period", String(32), nullable=False, server_default=""),
    Column("kind", String(8), nullable=False),
    Column("on_day", Integer, nullable=False),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("task_mark_plan", "plan", "task"),
)
"""Done, not done after all (`undone`), or the event that a task waits for (`event`).

product: its number from 1; 0 for an event, which all products wait for. The newest mark of
the same product, unit and period holds.
"""

own_task = Table(
    "own_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False, index=True),
    _unit(),
    Column("content", Text, nullable=False),
    Column("product", Text, nullable=False, server_default=""),
    Column("first_day", Integer),
    Column("last_day", Integer, nullable=False),
    Column("lead", Text, nullable=False, server_default=""),
    Column("coordinators", Text, nullable=False, server_default=""),
    Column("budget", BigInteger),
    Column("note", Text, nullable=False, server_default=""),
    Column("registered_by", Text, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
"""A task that a unit registers for itself in the form of the plan; days are day numbers."""

closed_period = Table(
    "closed_period",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(32), nullable=False),
    Column("cutoff", String(16), nullable=False),
    _unit(),
    Column("closed_at", Instant, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("as_of", Instant, nullable=False),
    Column("policy", Text, nullable=False),
    Index("closed_period_of", "period", "cutoff"),
)
"""A period whose figures were published: by whom, when, up to which moment, how counted."""

closed_figure = Table(
    "closed_figure",
    metadata,
    Column("closed_period_id", Integer, ForeignKey("closed_period.id"), primary_key=True),
    Column("by", String(16), primary_key=True),
    Column("key", Integer, primary_key=True),
    Column("measure", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("code", Text, nullable=False, server_default=""),
    Column("label", Text, nullable=False, server_default=""),
)
"""A figure as published. code, label: what the key was called then, for ids may be given anew."""

letter_made = Table(
    "letter_made",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("namespace", String(64), nullable=False),
    Column("code", Text, nullable=False),
    Column("dossier_id", BigInteger, index=True),
    Column("number", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("rescheduled_to", Instant),
    Column("file", Text, nullable=False),
    Index("letter_made_code", "code"),
)
"""An apology letter that was written. The dossier's namespace and code say whose it is: its id
may change when all facts are made again."""
