"""The tables of corrections by hand.

`correction`: what people said; rows are superseded, never changed, and name a dossier by
namespace and code, for its id may change. `uncorrected`: what the sources say of a dossier
that is corrected; its row in `dossier` holds the corrected facts, which everything counts.
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

from onestop.storage.tables import FACT_COLUMNS, Instant, metadata


correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("namespace", String(64), nullable=False),
    Column("code", Text, nullable=False),
    Column("field", String(32), nullable=False),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("corrected_by", Text, nullable=False),
    Column("corrected_at", Instant, nullable=False),
    Column("is_withdrawal", SmallInteger, nullable=False, server_default="0"),
    Column("superseded_by", Integer, ForeignKey("correction.id")),
    Index("correction_of", "code", "namespace"),
)
"""One field of one dossier as somebody says it is. value: as `onestop.domain.corrections`
writes it; empty: nothing, whatever the sources say. `is_withdrawal`: the one before is taken
back. The current one is superseded by none.
"""

uncorrected = Table(
    "uncorrected",
    metadata,
    Column("dossier_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *[Column(name, kind) for name, kind in FACT_COLUMNS],
)
"""The merged facts as the sources told them, before anything was concluded or corrected."""
