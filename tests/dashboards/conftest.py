"""The pages over the sample district: `body_of("/units?period=2024")` is what a page says.

The store is loaded once for the whole run (`district`, tests/conftest.py's neighbour for the
browser too); tests that change it take a copy of their own (`own_district`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from dashboards.app import make_app
from onestop.installation import Installation
from tests.fixtures import district as sample
from tests.fixtures.body import Body, ask


@pytest.fixture(scope="session")
def district(tmp_path_factory) -> Path:
    """The folder of the sample district's store: 1,500 dossiers, until 20/12/2024 17:00."""
    return sample.load_district(tmp_path_factory.mktemp("district") / "demo")


@pytest.fixture(scope="session")
def installation(district) -> Installation:
    """The sample district with the sample's plan in force, its clock an hour after its data."""
    made = sample.installation_at(district)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def served(installation) -> Flask:
    """The web server of the sample district; `.test_client()` asks it as a browser would."""
    return make_app(installation)


@pytest.fixture(scope="session")
def body_of(served) -> Callable[[str], Body]:
    """What the pages answer to an address: `body_of("/backlog?unit=H21.217").tables`."""
    return lambda address: ask(served, address)


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory) -> Installation:
    """An installation into which nothing was loaded yet."""
    made = sample.installation_at(sample.load_nothing(tmp_path_factory.mktemp("empty")))
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def empty_body_of(empty_installation) -> Callable[[str], Body]:
    """What the pages answer where nothing was loaded yet."""
    server = make_app(empty_installation)
    return lambda address: ask(server, address)


@pytest.fixture
def own_district(district, tmp_path) -> Path:
    """A copy of the sample district's store that a test may change; its folder."""
    shutil.copy(district / sample.STORE, tmp_path / sample.STORE)
    return tmp_path
