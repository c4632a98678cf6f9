"""A prepared store on each engine; whatever a test puts into it is taken back."""

from __future__ import annotations

import pytest

from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar, load_calendar
from onestop.storage.engine import open_engine
from onestop.storage.schema import prepare


@pytest.fixture(scope="session")
def calendar(config_dir) -> Calendar:
    """The shipped calendar."""
    return load_calendar(config_dir / "calendar")


@pytest.fixture
def engine(database_url):
    """An engine of a prepared, empty store."""
    engine = open_engine(database_url)
    prepare(engine, Policy())
    yield engine
    engine.dispose()
