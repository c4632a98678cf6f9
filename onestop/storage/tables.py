"""The tables of the store, declared once; migrations and queries follow.

It knows names, types and keys. Instants are local seconds since 1970-01-01 00:00 (whole
numbers: both engines compare and divide them fast); enums are the numbers of
`onestop.domain.dossier`. The ledger's columns come from the measure declarations.
It has more than 400 lines because it is one list of tables.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
)

from onestop.domain.measures import LEDGER_MEASURES


metadata = MetaData()
derived = MetaData()
"""Tables that can be made again from the others at any time: never migrated."""

Instant = BigInteger

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), unique=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, index=True),
    Column("level", String(32), nullable=False, server_default=""),
    Column("parent_id", Integer, ForeignKey("unit.id")),
    Column("valid_from", Integer),
    Column("valid_to", Integer),
    Column("is_provisional", SmallInteger, nullable=False, server_default="0"),
    Column("province_id", Integer, nullable=False, server_default="0"),
)
"""`province_id`: the root of its tree, where that is a province (0: none); it follows from
the parents (`onestop.domain.unit.provinces`) and is kept so that SQL need not walk a tree.
"""

unit_successor = Table(
    "unit_successor",
    metadata,
    Column("unit_id", Integer, ForeignKey("unit.id"), primary_key=True),
    Column("successor_id", Integer, ForeignKey("unit.id"), primary_key=True),
)

area = Table(
    "area",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("is_provisional", SmallInteger, nullable=False, server_default="0"),
)

procedure = Table(
    "procedure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), unique=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, index=True),
    Column("area_id", Integer, ForeignKey("area.id")),
    Column("service_level", SmallInteger),
    Column("limit_working_days", Integer),
    Column("is_provisional", SmallInteger, nullable=False, server_default="0"),
)

alias = Table(
    "alias",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("wording_key", Text, primary_key=True),
    Column("wording", Text, nullable=False),
    Column("target_id", Integer, primary_key=True),
)
"""Another wording of a unit, procedure or area (`kind`). It may stand for a unit in each of
several provinces, and for one alone in any of them."""

desk = Table(
    "desk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
)

namespace = Table(
    "namespace",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
)

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("case_priority", Integer, nullable=False),
    Column("service_priority", Integer, nullable=False),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("profile", String(64), nullable=False),
    Column("source_id", Integer, ForeignKey("source.id")),
    Column("kind", String(16), nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("as_of_origin", String(16), nullable=False),
    Column("covers_from", Instant),
    Column("covers_to", Instant),
    Column("loaded_at", Instant, nullable=False),
    Column("sheets", Text, nullable=False, server_default="[]"),
    Column("read", Integer, nullable=False),
    Column("inserted", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("members", LargeBinary),
    Column("province", String(64), nullable=False, server_default=""),
    UniqueConstraint("sha256", "profile", "province", name="snapshot_once"),
)
"""One loaded file. `members`: the ids of the dossiers it stated, packed. `province`: code of
the one that somebody said it is of, "" where nobody did."""

reject = Table(
    "reject",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", Integer, ForeignKey("snapshot.id"), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", Integer, ForeignKey("snapshot.id"), index=True),
    Column("kind", String(48), nullable=False),
    Column("code", Text, nullable=False, server_default=""),
    Column("sheet", Text, nullable=False, server_default=""),
    Column("row", Integer),
    Column("column", Text, nullable=False, server_default=""),
    Column("value", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False),
    Index("finding_kind", "kind", "column"),
)

FACT_COLUMNS = (
    ("procedure_id", Integer),
    ("area_id", Integer),
    ("unit_id", Integer),
    ("receiving_unit_id", Integer),
    ("channel", SmallInteger),
    ("service_level", SmallInteger),
    ("return_channel", SmallInteger),
    ("submitted_at", Instant),
    ("received_at", Instant),
    ("due_at", Instant),
    ("original_due_at", Instant),
    ("finished_at", Instant),
    ("returned_at", Instant),
    ("ended_at", Instant),
    ("status", SmallInteger),
    ("supplement_count", SmallInteger),
    ("components_digitised", SmallInteger),
    ("components_reused", SmallInteger),
    ("result_digitised", SmallInteger),
    ("fee_due", SmallInteger),
    ("paid_online", SmallInteger),
    ("desk_id", Integer),
    ("step_due_at", Instant),
    ("applicant_kind", SmallInteger),
    ("precision", SmallInteger),
    ("parent_code", Text),
    ("pauses", Text),
)
"""What a source can state of a dossier; the same columns on `dossier` and `claim`."""

FACT_BITS = {name: 1 << place for place, (name, _) in enumerate(FACT_COLUMNS)}
"""A set of facts as one whole number; stores hold such numbers, so new facts come last."""

JOINED_COLUMNS = (
    ("letter_count", SmallInteger),
    ("reschedule_count", SmallInteger),
    ("apology_sent_at", Instant),
    ("rescheduled_to", Instant),
    ("satisfaction", SmallInteger),
)
"""What separate lists tell: letters and ratings, joined on the code."""

DERIVED_COLUMNS = (
    ("closing_at", Instant),
    ("computed_due_at", Instant),
    ("processing_days", Integer),
    ("paused_seconds", Integer),
    ("paused_days", Integer),
)
"""What follows from the facts and the calendar, whatever the policy."""

TRACE_COLUMNS = (
    ("source_id", SmallInteger),
    ("snapshot_id", Integer),
    ("sheet_no", SmallInteger),
    ("row_no", Integer),
    ("fingerprint", BigInteger),
    ("told", Integer),
)
"""Where the statement stands, and which of its fields the source told itself."""


def _columns(*groups: tuple) -> list[Column]:
    return [Column(name, kind) for group in groups for name, kind in group]


FILLED = 65
"""Percent of a page that PostgreSQL fills with new dossiers: what a second source adds to a third
of them then stays on their page, and no index takes a new entry for it. Roomier than a third on the
average needs: it is more on every other page. Its columns stand there by their width (migration
0014)."""

LOOKED_AT = dict.fromkeys(
    (
        "autovacuum_vacuum_scale_factor",
        "autovacuum_vacuum_insert_scale_factor",
        "autovacuum_analyze_scale_factor",
    ),
    0.02,
)
"""What share must change before PostgreSQL looks again by itself: a day's news, some days long."""

STORED = {"fillfactor": FILLED, **LOOKED_AT}
"""Storage parameters of dossiers in PostgreSQL; of each partition, where there are some."""

dossier = Table(
    "dossier",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("namespace_id", SmallInteger, nullable=False),
    Column("code", Text, nullable=False),
    *_columns(TRACE_COLUMNS, FACT_COLUMNS, JOINED_COLUMNS, DERIVED_COLUMNS),
    Column("province_id", Integer, nullable=False, server_default="0"),
    Column("lacking", Integer),
    UniqueConstraint("namespace_id", "code"),
    postgresql_with=STORED,
)
"""The merged facts of each dossier. `closing_at` stands only under a status that ends;
`province_id` is its resolving unit's. The row is also what its source says, without the facts
in `lacking` (a sum of `FACT_BITS`), unless that source has a row in `claim`."""

NOT_RECEIVED = dossier.c.status.in_([literal_column("1"), literal_column("3")])
"""Registered, or not accepted: told apart from what was received."""

RECEIVED = dossier.c.status.not_in([literal_column("1"), literal_column("3")])
"""The others, in the words that an index of them is known by."""

UNCLOSED = and_(dossier.c.closing_at.is_(None), RECEIVED)

LONG_SECONDS = 60 * 86_400
"""Hardly one dossier in a hundred is in hand for longer."""

LONG_IN_HAND = dossier.c.closing_at - dossier.c.received_at > literal_column(str(LONG_SECONDS))

DOSSIER_INDEXES = (
    Index(
        "dossier_not_received",
        dossier.c.status,
        dossier.c.unit_id,
        sqlite_where=NOT_RECEIVED,
        postgresql_where=NOT_RECEIVED,
    ),
    Index("dossier_received_at", dossier.c.received_at),
    Index("dossier_closing_at", dossier.c.closing_at, dossier.c.received_at),
    Index("dossier_due_at", dossier.c.due_at),
    Index("dossier_unit_received", dossier.c.unit_id, dossier.c.received_at),
    Index("dossier_unit_closing", dossier.c.unit_id, dossier.c.closing_at, dossier.c.received_at),
    Index("dossier_unit_due", dossier.c.unit_id, dossier.c.due_at),
    Index(
        "dossier_stopped",
        dossier.c.status,
        dossier.c.unit_id,
        sqlite_where=dossier.c.status == 8,
        postgresql_where=dossier.c.status == 8,
    ),
    Index(
        "dossier_unclosed",
        dossier.c.closing_at,
        dossier.c.unit_id,
        dossier.c.received_at,
        sqlite_where=UNCLOSED,
        postgresql_where=UNCLOSED,
    ),
    Index(
        "dossier_long_in_hand",
        dossier.c.closing_at,
        dossier.c.received_at,
        sqlite_where=LONG_IN_HAND,
        postgresql_where=LONG_IN_HAND,
    ),
)
"""The last two, and the received date beside the closing one, find who was open at a moment
without looking at what was closed since (`onestop.storage.scan.may_be_open`)."""

claim = Table(
    "claim",
    metadata,
    Column("dossier_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *[
        Column(name, kind, primary_key=name == "source_id")
        for name, kind in (*TRACE_COLUMNS, *FACT_COLUMNS)
    ],
    Column("same", Integer, nullable=False, server_default="0"),
)
"""What the other sources say of a dossier. A fact in `same` (a sum of `FACT_BITS`) is the
dossier's own, uncorrected, and not repeated here; any other is as it stands, empty: not told."""

pause = Table(
    "pause",
    metadata,
    Column("dossier_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("from_at", Instant, primary_key=True),
    Column("implied", SmallInteger, primary_key=True),
    Column("to_at", Instant),
    Index("pause_from_at", "from_at"),
    Index("pause_to_at", "to_at"),
)
"""Waits, disjoint per dossier and kind; `implied` as in `onestop.domain.facts`."""

applicant = Table(
    "applicant",
    metadata,
    Column("dossier_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("name", Text, nullable=False),
)
"""Personal data, filled only where the installation says so."""


def _listed(name: str, *columns: Column) -> Table:
    """A list joined on the dossier code; a row waits while `dossier_id` is empty."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("namespace_id", SmallInteger, nullable=False),
        Column("code", Text, nullable=False, index=True),
        Column("part", Text, nullable=False),
        Column("dossier_id", BigInteger, index=True),
        Column("snapshot_id", Integer, ForeignKey("snapshot.id"), nullable=False),
        Column("sheet_no", SmallInteger),
        Column("row_no", Integer),
        *columns,
        UniqueConstraint("namespace_id", "code", "part"),
    )


letter = _listed(
    "letter",
    Column("number", Text),
    Column("sent_at", Instant),
    Column("previous_due_at", Instant),
    Column("rescheduled_to", Instant),
)
rating = _listed("rating", Column("satisfaction", SmallInteger), Column("rated_at", Instant))
progress = _listed(
    "progress",
    Column("desk_id", Integer),
    Column("step_due_at", Instant),
    Column("step_started_at", Instant),
    Column("step_done_at", Instant),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("namespace_id", SmallInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("snapshot_id", Integer, ForeignKey("snapshot.id"), nullable=False),
    Column("area_id", Integer),
    Column("unit_id", Integer),
    Column("received_at", Instant),
    Column("answered_at", Instant),
    Column("refused_at", Instant),
    Column("asked_at", Instant),
    Column("published_at", Instant),
    UniqueConstraint("namespace_id", "code"),
)

unit_source = Table(
    "unit_source",
    metadata,
    Column("unit_id", Integer, primary_key=True),
    Column("source_id", Integer, primary_key=True),
    Column("as_of", Instant, nullable=False),
)
"""The newest snapshot of each source that speaks of a unit."""

pin = Table(
    "pin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Integer, nullable=False, index=True),
    Column("unit_id", Integer, ForeignKey("unit.id")),
    Column("text", Text, nullable=False),
    Column("pinned_at", Instant, nullable=False),
)
"""A note on the time line ("nghỉ Tết"); without a unit it is everybody's."""

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("profile", String(64), nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)
"""A load that was taken back: the store is as if it had never come, and this is what tells."""

store_state = Table(
    "store_state",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
"""data_version, ledger (policy and columns it was made for), next ids."""

ledger = Table(
    "ledger",
    derived,
    Column("grain", SmallInteger, primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("unit_id", Integer, primary_key=True),
    Column("area_id", Integer, primary_key=True),
    Column("procedure_id", Integer, primary_key=True),
    *[Column(measure.code, Integer) for measure in LEDGER_MEASURES],
    info={"sums": frozenset(measure.code for measure in LEDGER_MEASURES)},
    sqlite_with_rowid=False,
)
"""Measures summed by grain (see `onestop.storage.grains`); 0 stands for "all". Where a grain
tells no unit apart, `unit_id` is the province's (0: of no province).
A sum of 0 may stand as NULL, which takes no room in PostgreSQL: a cell tells few measures."""
