"""The guards of tests/conftest.py hold: a test can neither call out nor leave things about."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
import sqlalchemy

from tests.conftest import is_this_machine
from tests.contract.tree import ROOT


def test_a_test_that_calls_out_fails():
    with socket.socket() as line, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        line.connect(("192.0.2.1", 443))


def test_a_server_of_ones_own_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as line,
    ):
        assert line.getpeername() == server.getsockname()


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        (("127.0.0.1", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        ("a-socket-file", True),
        (("10.0.0.1", 80), False),
        (("example.invalid", 80), False),
    ],
)
def test_only_loopback_counts_as_this_machine(address, stays):
    assert is_this_machine(address) is stays


def test_tests_do_not_run_inside_the_source_tree():
    assert ROOT not in (Path.cwd(), *Path.cwd().parents)
    assert [name for name in os.environ if name.startswith("ONESTOP_")] == []


def test_each_test_gets_an_empty_database_of_its_own(database_url):
    engine = sqlalchemy.create_engine(database_url)
    with engine.begin() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        connection.execute(sqlalchemy.text("CREATE TABLE left_behind (a INTEGER)"))
    engine.dispose()


def test_what_one_test_left_in_its_database_another_does_not_see(database_url):
    engine = sqlalchemy.create_engine(database_url)
    with engine.connect() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
    engine.dispose()
