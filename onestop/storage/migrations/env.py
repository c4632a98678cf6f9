"""What Alembic runs: the migrations, on the connection that `onestop.storage.schema` gives."""

from __future__ import annotations

from alembic import context

from onestop.storage import tables_access, tables_corrections, tables_kept, tables_service
from onestop.storage.tables import metadata


DECLARED_IN = (tables_kept, tables_corrections, tables_access, tables_service)
"""Modules whose tables stand in the same metadata once they are imported."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
