"""People are told of trouble by themselves: once, within their rights, and never of nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from unittest import mock

import pytest
from aiosmtpd.controller import Controller

from onestop.alerts.office import sender_of
from onestop.alerts.sending import Sender
from onestop.commands.context import Context
from onestop.domain.alerts import BY_CODE, KINDS, is_time
from onestop.domain.period import parse_instant
from onestop.domain.working_time import load_calendar
from onestop.settings import read_settings, shipped_config
from tests.fixtures.worlds import AS_OF, Office, as_csv, done, row


MONDAY = parse_instant("2024-07-01T08:00:00+07:00")
MINE, OTHER = "UBND xã An Thử", "UBND xã Bình Thử"
SECRET = "khoa-thu"


class Post:
    """A mail server's handler that keeps what it is given, or refuses everything."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 (aiosmtpd's)
        """One message."""
        if self.refuses:
            return "451 not now"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post():
    """A real mail server on loopback, and what it was given."""
    kept = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        kept.port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    yield kept
    controller.stop()


@pytest.fixture
def full(office, tmp_path) -> Office:
    """Two communes; each has a late dossier without a letter, one has a bad row too."""
    rows = [row("A1"), row("A2", due="01/03/2024"), done("A3"), row("B1", unit=OTHER)]
    many = [done(f"C{number}", unit=OTHER) for number in range(5)]
    bad = row("X1", received="hôm qua")
    file = as_csv(tmp_path / "a.csv", [*rows, *many, bad])
    assert office.run("import", file, "--as-of", AS_OF).code == 3
    add = ("accounts", "add")
    told = ("--no-password", "--email")
    whole = office.run(*add, "lanh.dao", "--role", "leader", "--unit", "*", *told, "ld@x.example")
    mine = office.run(*add, "can.bo", "--role", "officer", "--unit", MINE, *told, "cb@x.example")
    assert (whole.code, mine.code) == (0, 0), (whole.err, mine.err)
    return office


def sender(office: Office, post: Post | None = None, now: int = MONDAY, **told: str) -> Sender:
    """Who tells people, at a moment."""
    mail = {"ONESTOP_SMTP_HOST": "127.0.0.1", "ONESTOP_SMTP_PORT": str(post.port)} if post else {}
    mail |= {"ONESTOP_SMTP_SECURITY": "none", "ONESTOP_MAIL_FROM": "onestop@x.example"}
    settings = read_settings({**office.settings, **mail, **told})
    with mock.patch("onestop.commands.context.open_engine", return_value=office.engine):
        made = sender_of(Context(settings))
    return replace(made, clock=lambda: now)


def subscribe(office: Office, who: str, what: str, *more: str) -> None:
    told = office.run("subscriptions", "add", who, what, *more)
    assert told.code == 0, told.err


def body(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def test_who_has_trouble_hears_of_it_once(full, post):
    subscribe(full, "lanh.dao", "overdue_without_apology")
    assert sender(full, post).round() == 1
    (mail,) = post.mails
    assert mail["To"] == "ld@x.example"
    assert "3 trong 3 hồ sơ đang quá hạn chưa có thư xin lỗi" in body(mail)
    assert "Số liệu đến: 30/06/2024 23:59" in body(mail)
    assert sender(full, post, MONDAY + 3600).round() == 0


def test_a_message_says_what_it_is_about_and_until_when(full, post):
    subscribe(full, "can.bo", "office_daily")
    assert sender(full, post).round() == 1
    told = body(post.mails[0])
    assert f"Đơn vị: {MINE}" in told
    assert "Số liệu đến: " in told
    assert "so theo ngày" in told
    assert "can.bo" in told


def test_everybody_is_told_within_their_own_rights(full, post):
    subscribe(full, "can.bo", "overdue_without_apology")
    subscribe(full, "can.bo", "leader_weekly")
    assert sender(full, post).round() == 2
    told = "\n".join(map(body, post.mails))
    assert "2 trong 2 hồ sơ" in told
    assert OTHER not in told


def test_a_subscription_cannot_be_wider_than_its_account(full):
    refused = full.run("subscriptions", "add", "can.bo", "office_daily", "--unit", OTHER)
    assert refused.code == 2
    assert "không xem được" in refused.err


def test_rights_taken_away_end_the_messages(full, post):
    subscribe(full, "lanh.dao", "overdue_without_apology")
    assert full.run("accounts", "set", "lanh.dao", "--disable").code == 0
    assert sender(full, post).round() == 0
    assert post.mails == []


def test_nothing_to_say_sends_nothing(full, post):
    for what in ("source_silent", "closing_burst", "budget_used"):
        subscribe(full, "lanh.dao", what)
    assert sender(full, post).round() == 0
    assert post.mails == []


def test_a_load_with_many_refused_rows_is_told_to_whoever_sees_the_whole_place(full, post):
    subscribe(full, "lanh.dao", "load_rejected")
    subscribe(full, "can.bo", "load_rejected")
    loaded = full.rows("SELECT loaded_at FROM snapshot")[0][0]
    assert sender(full, post, loaded + 60).round() == 1
    assert "1/10 dòng bị loại" in body(post.mails[0])


def test_no_message_holds_a_code_of_a_dossier_or_a_name(full, post):
    for kind in KINDS:
        subscribe(full, "lanh.dao", kind.code)
    sender(full, post).round()
    told = "\n".join(body(mail) for mail in post.mails)
    assert post.mails
    assert not any(code in told for code in ("A1", "A2", "B1", "X1", "hôm qua"))


def test_the_form_of_a_month_that_ended_comes_along(full, post, tmp_path):
    june = as_csv(tmp_path / "june.csv", [done("J1", finished="05/06/2024")])
    assert full.run("import", june, "--as-of", AS_OF).code == 0
    subscribe(full, "lanh.dao", "period_report")
    assert sender(full, post).round() == 1
    (file,) = post.mails[0].iter_attachments()
    assert file.get_filename() == "ii06a-2024-06.xlsx"
    assert file.get_content()[:2] == b"PK"


def test_a_server_that_refuses_is_asked_again_later_and_nothing_is_lost(full, post):
    subscribe(full, "lanh.dao", "overdue_without_apology")
    post.refuses = True
    assert sender(full, post).round() == 0
    (told,) = full.run("subscriptions", "--format", "json").json["rows"]
    assert told["failures"] == 1
    assert "máy chủ thư" in told["problem"]
    post.refuses = False
    assert sender(full, post, MONDAY + 30).round() == 0, "not before its time"
    assert sender(full, post, MONDAY + 61).round() == 1
    assert len(post.mails) == 1


def test_without_a_mail_server_the_problem_is_said(full):
    subscribe(full, "lanh.dao", "overdue_without_apology")
    assert sender(full).round() == 0
    assert "ONESTOP_SMTP_HOST" in full.run("subscriptions").out


def test_an_account_without_an_address_cannot_subscribe_to_mail(full):
    assert full.run("accounts", "add", "khong.thu", "--role", "viewer", "--unit", "*").code == 0
    refused = full.run("subscriptions", "add", "khong.thu", "office_daily")
    assert refused.code == 2
    assert "--webhook" in refused.err


def test_a_subscription_that_ended_says_no_more(full, post):
    subscribe(full, "lanh.dao", "overdue_without_apology")
    assert full.run("subscriptions", "end", "1").code == 0
    assert sender(full, post).round() == 0
    assert full.run("subscriptions", "end", "1").code == 2


def test_looking_first_sends_nothing(full, post):
    subscribe(full, "lanh.dao", "overdue_without_apology")
    looked = full.run("subscriptions", "preview", "1")
    assert "3 trong 3 hồ sơ" in looked.out
    assert sender(full, post).round() == 1, "it was not told yet"


class Hook(BaseHTTPRequestHandler):
    """A program that is told things."""

    told: list[tuple[dict, bytes]] = []  # noqa: RUF012 (one list for one server)
    status = 204

    def do_POST(self) -> None:
        """Keeps what came."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append((dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def hook():
    """A real HTTP server on loopback."""
    handler = type("OwnHook", (Hook,), {"told": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    handler.url = f"http://127.0.0.1:{server.server_port}/tin"
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_program_is_told_by_a_signed_webhook(full, hook):
    subscribe(full, "lanh.dao", "overdue_without_apology", "--webhook", hook.url)
    assert sender(full, ONESTOP_WEBHOOK_SECRET=SECRET).round() == 1
    ((headers, content),) = hook.told
    mark = hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
    assert headers["X-Onestop-Signature"] == f"sha256={mark}"
    told = json.loads(content)
    assert told["what"] == "overdue_without_apology"
    assert "3 trong 3" in told["items"][0]["text"]


def test_a_webhook_that_answers_badly_is_tried_again(full, hook):
    hook.status = 500
    subscribe(full, "lanh.dao", "overdue_without_apology", "--webhook", hook.url)
    assert sender(full).round() == 0
    hook.status = 200
    assert sender(full, now=MONDAY + 61).round() == 1


@pytest.mark.parametrize("url", ["http://x.example/a", "ftp://x", "https://a:b@x.example/"])
def test_a_webhook_must_be_safe(full, url):
    refused = full.run("subscriptions", "add", "lanh.dao", "office_daily", "--webhook", url)
    assert refused.code == 2
    assert "https://" in refused.err


@pytest.mark.parametrize(
    ("moment", "daily", "weekly"),
    [
        ("2024-07-01T06:59:59+07:00", False, False),
        ("2024-07-01T07:00:00+07:00", True, True),
        ("2024-07-02T09:00:00+07:00", True, False),
        ("2024-07-06T09:00:00+07:00", False, False),
        ("2024-09-02T09:00:00+07:00", False, False),  # Quốc khánh, a Monday
        ("2024-09-04T09:00:00+07:00", True, True),  # the week's first working day
    ],
)
def test_digests_come_on_mornings_of_work(moment, daily, weekly):
    calendar, at = load_calendar(shipped_config() / "calendar"), parse_instant(moment)
    assert is_time(BY_CODE["office_daily"], at, calendar) is daily
    assert is_time(BY_CODE["leader_weekly"], at, calendar) is weekly
    assert is_time(BY_CODE["load_rejected"], at, calendar)
