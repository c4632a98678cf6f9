"""The API over the sample district: loaded once; tests that change it take a copy of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboards.app import make_app
from onestop.api.app import add_api
from onestop.commands.context import Context
from onestop.installation import NAME, Installation
from onestop.wsgi import installation_of
from tests.fixtures import district as sample


@pytest.fixture(scope="session")
def district(tmp_path_factory) -> Path:
    """The folder of the sample district's store."""
    return sample.load_district(tmp_path_factory.mktemp("district") / "demo")


@pytest.fixture(scope="session")
def served(district) -> Iterator[Flask]:
    """The pages and the API of the sample district, which nobody changes."""
    server = with_api(sample.installation_at(district))
    yield server
    server.extensions[NAME].engine.dispose()


@pytest.fixture(scope="session")
def get(served) -> Callable[..., Any]:
    """`get("/indicators", period="2024")`: what the API answers."""
    client = served.test_client()

    def asked(path: str, headers: dict | None = None, **query: object) -> Any:
        return client.get(f"/api/v1{path}", query_string=query, headers=headers)

    return asked


@pytest.fixture
def own(district, tmp_path) -> Iterator[Flask]:
    """The same over a copy that a test may change, with all its desks."""
    shutil.copy(district / sample.STORE, tmp_path / sample.STORE)
    with serving(tmp_path) as server:
        yield server


@pytest.fixture
def own_client(own) -> FlaskClient:
    """Whoever asks it."""
    return own.test_client()


@contextmanager
def serving(folder: Path, **changes: object) -> Iterator[Flask]:
    """A server of the store in a folder, that may load; its loader is gone afterwards."""
    plans = sample.installation_at(folder)
    made = installation_of(Context(sample.settings_of(folder)), may_load=True)
    told = {"clock": lambda: sample.CLOCK, "plans": plans.plans, "in_force": plans.in_force}
    plans.engine.dispose()
    made.intake.clock = lambda: sample.CLOCK
    server = with_api(replace(made, **{**told, **changes}))
    yield server
    made.intake.close()
    for sent in made.uploads.sender._sent.values():
        sent.wait()
    made.engine.dispose()


def with_api(installation: Installation) -> Flask:
    """A server with pages and API."""
    server = make_app(installation)
    add_api(server)
    return server
