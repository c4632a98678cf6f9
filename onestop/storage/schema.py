"""Making and migrating the store: facts by numbered migrations, derived tables anew."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from onestop.domain.policy import Policy
from onestop.storage import ledger_writer, partitions
from onestop.storage.engine import writing
from onestop.storage.tables import derived


MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(engine: Engine, policy: Policy, *, by_province: bool = False) -> str:
    """Creates or migrates the store, and its ledger for this policy; the revision it is at.

    by_province: dossiers are partitioned from now on, whatever they were; else they stay as
    they are. All or nothing: a kill leaves the store as it was.
    """
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        derived.create_all(connection)
        if by_province:
            partitions.split(connection)
        ledger_writer.refresh(connection, policy)
        return MigrationContext.configure(connection).get_current_revision() or ""


def newest_revision() -> str:
    """The revision this code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    return config
