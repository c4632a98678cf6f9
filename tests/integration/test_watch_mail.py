"""A mailbox that is watched: attachments of known senders, from a real Dovecot on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.mail_server import PASSWORD, USER, letter, mail_server, mailbox
from tests.fixtures.pulling import Pulling
from tests.fixtures.worlds import as_csv, row


pytestmark = pytest.mark.needs("dovecot")
SENDER = "Một cửa xã An <mot-cua@xa-an.example.vn>"


@pytest.fixture(scope="module")
def server():
    with mail_server() as listening:
        yield listening


@pytest.fixture(scope="module")
def port(server):
    return server.port


@pytest.fixture
def pulling(sqlite_office, port):
    made = Pulling(sqlite_office)
    made.secret("mail.txt", PASSWORD)
    yield made
    with mailbox(port) as line:
        if line.select("INBOX")[1] != [b"0"]:
            line.store("1:*", "+FLAGS", r"\Deleted")
            line.expunge()


def declaration(port: int, more: str = "", user: str = USER) -> str:
    return f"""
[[connection]]
name = "thu"
kind = "imap"
host = "127.0.0.1"
port = {port}
security = "plain"
user = "{user}"
secret_file = "mail.txt"
senders = ["mot-cua@xa-an.example.vn"]
subjects = ["danh sách hồ sơ"]
every = "15m"
{more}
"""


def export(tmp_path, *codes: str) -> bytes:
    return Path(as_csv(tmp_path / "made.csv", [row(code) for code in codes])).read_bytes()


def delivered(port: int, *letters: bytes) -> None:
    with mailbox(port) as line:
        for one in letters:
            assert line.append("INBOX", "", None, one)[0] == "OK"


def flags(port: int) -> list[str]:
    """The flags of each mail, without those of the server's own."""
    with mailbox(port) as line:
        line.select("INBOX", readonly=True)
        _, told = line.fetch("1:*", "(FLAGS)")
    return [
        one.decode().split("FLAGS (")[1].rstrip(")").replace(r"\Recent", "").strip() for one in told
    ]


def test_attachments_of_known_senders_are_loaded_and_their_mails_marked(pulling, port, tmp_path):
    delivered(
        port,
        letter(SENDER, "Danh sách hồ sơ 20/12", ("hồ sơ.csv", export(tmp_path, "A1"))),
        letter("ke@la.example.vn", "Danh sách hồ sơ", ("b.csv", export(tmp_path, "B1"))),
        letter(SENDER, "Thư khác", ("c.csv", export(tmp_path, "C1"))),
        letter(SENDER, "Danh sách hồ sơ", ("chữ ký.png", b"PNG")),
    )
    pulling.declare(declaration(port))
    seen = pulling.round()
    assert (seen.loaded, pulling.codes()) == (1, ["A1"])
    assert flags(port) == [r"\Seen", "", "", ""]
    assert pulling.office.rows("SELECT path FROM snapshot") == [("hồ sơ.csv",)]
    assert pulling.round(later=900).fetched == 0


def test_all_attachments_of_a_mail_come_together_and_the_mail_moves_on(pulling, port, tmp_path):
    with mailbox(port) as line:
        line.create('"&ARAA4w- n&HqE-p"')
    files = [("a.csv", export(tmp_path, "A1")), ("b.csv", export(tmp_path, "B1"))]
    delivered(port, letter(SENDER, "DANH SÁCH HỒ SƠ", *files))
    pulling.declare(declaration(port, 'move_to = "Đã nạp"'))
    assert pulling.round().loaded == 1
    assert (pulling.codes(), pulling.loads()) == (["A1", "B1"], 2)
    with mailbox(port) as line:
        assert line.select("INBOX")[1] == [b"0"]
        assert line.select('"&ARAA4w- n&HqE-p"')[1] == [b"1"]


def test_a_refused_attachment_leaves_its_mail_unseen_flagged_and_told(pulling, port, tmp_path):
    delivered(port, letter(SENDER, "Danh sách hồ sơ", ("a.csv", b"Hai;Ba\n1;2\n")))
    pulling.declare(declaration(port))
    assert pulling.round().refused == 1
    assert flags(port) == [r"\Flagged"]
    assert pulling.kinds() == ["layout"]
    assert pulling.round(later=900).fetched == 0
    with mailbox(port) as line:
        line.select("INBOX")
        line.store("1", "+FLAGS", r"\Seen")
    pulling.round(later=900)
    assert pulling.troubles() == [], "somebody read it"


def test_a_mail_that_is_too_large_is_refused_and_the_others_come_in(pulling, port, tmp_path):
    delivered(
        port,
        letter(SENDER, "Danh sách hồ sơ", ("a.csv", b"x" * (2 << 20))),
        letter(SENDER, "Danh sách hồ sơ", ("b.csv", export(tmp_path, "B1"))),
    )
    pulling.declare(declaration(port, "most_mib = 1"))
    seen = pulling.round()
    assert (seen.refused, seen.loaded, pulling.codes()) == (1, 1, ["B1"])


def test_what_was_loaded_before_a_kill_is_only_marked(pulling, port, tmp_path, monkeypatch):
    from onestop.watch.mail import Mails

    delivered(port, letter(SENDER, "Danh sách hồ sơ", ("a.csv", export(tmp_path, "A1"))))
    pulling.declare(declaration(port))
    monkeypatch.setattr(Mails, "settle", lambda *_args, **_more: None)
    pulling.round()
    assert flags(port) == [""]
    monkeypatch.undo()
    assert pulling.round(later=900).fetched == 0
    assert (flags(port), pulling.loads()) == ([r"\Seen"], 1)


def test_a_wrong_password_mailbox_or_server_is_told(pulling, port, capsys):
    pulling.secret("mail.txt", "sai-hoan-toan")
    pulling.declare(declaration(port))
    assert "không nhận" in pulling.round().problem
    assert "sai-hoan-toan" not in "".join(capsys.readouterr())
    pulling.secret("mail.txt", PASSWORD)
    pulling.declare(declaration(port, 'mailbox = "Không có"'))
    assert "Không có hộp thư" in pulling.round(later=60).problem
    pulling.declare(declaration(9))
    assert "Không nối được" in pulling.round(later=120).problem


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_server_is_believed_only_with_a_certificate_that_somebody_vouches_for(
    pulling, server, tmp_path, security
):
    delivered(server.port, letter(SENDER, "Danh sách hồ sơ", ("a.csv", export(tmp_path, "A1"))))
    listening = server.tls_port if security == "tls" else server.port
    told = declaration(listening).replace('"plain"', f'"{security}"')
    pulling.declare(told)
    assert "chứng thư" in pulling.round().problem
    pulling.declare(told + f'ca_file = "{server.certificate[0]}"')
    assert pulling.round(later=60).loaded == 1


def test_more_mails_than_one_question_asks_for_are_all_looked_at(pulling, port, tmp_path):
    from onestop.watch import mail

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "MANY", 2)
        files = [("a.csv", export(tmp_path, f"A{number}")) for number in range(5)]
        delivered(port, *(letter(SENDER, "Danh sách hồ sơ", file) for file in files))
        pulling.declare(declaration(port))
        assert pulling.round().loaded == 5
    assert len(pulling.codes()) == 5
