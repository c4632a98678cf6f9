"""An SFTP server that is watched: a real one on loopback, its key checked each time."""

from __future__ import annotations

import logging

import paramiko
import pytest

from tests.fixtures.pulling import Pulling
from tests.fixtures.sftp_server import PASSWORD, USER, sftp_server
from tests.fixtures.worlds import as_csv, many, row


@pytest.fixture
def served(tmp_path):
    root = tmp_path / "served"
    (root / "out").mkdir(parents=True)
    # A cut line is what some tests are about; paramiko tells each in its log.
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    with sftp_server(root) as server:
        yield server


@pytest.fixture
def pulling(sqlite_office) -> Pulling:
    made = Pulling(sqlite_office)
    made.secret("sftp.txt", PASSWORD + "\n")
    return made


def declaration(served, more: str = "", user: str = USER) -> str:
    return f"""
[[connection]]
name = "tinh"
kind = "sftp"
host = "127.0.0.1"
port = {served.port}
user = "{user}"
secret_file = "sftp.txt"
path = "/out"
every = "15m"
timeout = "10s"
{more}
"""


def known(served) -> str:
    return f'fingerprint = "{served.fingerprint}"'


def test_files_of_a_server_are_loaded_once_they_settled(pulling, served):
    as_csv(served.root / "out" / "a.csv", [row("A1")])
    as_csv(served.root / "out" / "b.csv.filepart", [row("B1")])
    pulling.declare(declaration(served, known(served)))
    assert pulling.round().growing == 1
    assert pulling.round(later=10).loaded == 1
    assert pulling.codes() == ["A1"]
    assert sorted(one.name for one in (served.root / "out").iterdir()) == [
        "a.csv",
        "b.csv.filepart",
    ]
    assert pulling.round(later=900).fetched == 0


def test_a_server_whose_key_nobody_vouched_for_is_refused_with_its_fingerprint(pulling, served):
    as_csv(served.root / "out" / "a.csv", [row("A1")])
    pulling.declare(declaration(served))
    seen = pulling.round()
    assert served.fingerprint.rstrip("=") in seen.problem
    assert "fingerprint" in seen.problem
    other = paramiko.ECDSAKey.generate().fingerprint
    pulling.declare(declaration(served, f'fingerprint = "{other}"'))
    assert "không đúng" in pulling.round(later=60).problem
    assert pulling.codes() == []


def test_known_hosts_vouch_for_a_server_and_a_changed_key_is_told(pulling, served):
    def vouch(key: paramiko.PKey) -> None:
        line = f"[127.0.0.1]:{served.port} {key.get_name()} {key.get_base64()}\n"
        (pulling.own / "known_hosts").write_text(line, encoding="utf-8")

    vouch(served.key)
    pulling.declare(declaration(served, 'known_hosts = "known_hosts"'))
    assert pulling.round().problem == ""
    vouch(paramiko.ECDSAKey.generate())
    assert "đã đổi" in pulling.round(later=900).problem


def test_a_refused_password_is_told_without_it(pulling, served):
    pulling.declare(declaration(served, known(served), user="kẻ lạ"))
    seen = pulling.round()
    assert "không nhận" in seen.problem
    assert PASSWORD not in seen.problem


def test_a_line_that_is_cut_in_the_middle_leaves_nothing_and_the_next_visit_has_it_all(
    pulling, served
):
    as_csv(served.root / "out" / "a.csv", many(4000))
    pulling.declare(declaration(served, known(served)))
    pulling.round()
    served.break_after = 100_000
    seen = pulling.round(later=10)
    assert seen.problem
    assert (pulling.spool("tinh"), pulling.codes()) == ([], [])
    served.break_after = None
    assert pulling.round(later=60).loaded == 1
    assert len(pulling.codes()) == 4000


def test_a_server_or_a_folder_that_is_not_there_is_told(pulling, served):
    pulling.declare(declaration(served, known(served)).replace("/out", "/nowhere"))
    assert "/nowhere" in pulling.round().problem
    pulling.declare(declaration(served, known(served)).replace(str(served.port), "9"))
    assert "Không nối được" in pulling.round(later=60).problem
