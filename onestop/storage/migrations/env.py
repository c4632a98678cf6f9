"""What Alembic runs: the migrations, on the connection that `onestop.storage.schema` gives."""

from __future__ import annotations

from alembic import context

from onestop.storage.all_tables import metadata


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
