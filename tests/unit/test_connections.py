"""What connections.toml may say, when a source is visited, and what is done with a file."""

from __future__ import annotations

import re
import tomllib

import pytest

from onestop.domain.connection_files import load_connections
from onestop.domain.connections import Paging, Secret, Since
from onestop.domain.errors import DeclarationError
from onestop.domain.period import instant_text, parse_instant
from onestop.domain.schedule import (
    Schedule,
    is_due,
    next_after,
    silent_from,
    wait_after,
)
from onestop.domain.working_time import Calendar
from onestop.settings import read_secret, shipped_config
from onestop.watch.api import since_text
from onestop.watch.choosing import ACKNOWLEDGE, FETCH, WAIT, choose, is_known
from onestop.watch.found import Found
from onestop.watch.mail import mailbox_name
from onestop.watch.paging import asked_of, is_last, list_in


FOLDER = """
[[connection]]
name = "xa-an"
kind = "folder"
path = "/mnt/xa-an"
every = "15m"
"""
API = """
[[connection]]
name = "igate"
kind = "json-api"
url = "https://igate.example.vn/search"
paging = "page"
every = "15m"
secret_file = "igate.txt"
"""
MAIL = """
[[connection]]
name = "thu"
kind = "imap"
host = "mail.example.vn"
user = "tonghop"
secret_env = "MAIL_PASSWORD"
senders = ["mot-cua@example.vn"]
every = "10m"
"""
SFTP = """
[[connection]]
name = "tinh"
kind = "sftp"
host = "sftp.example.vn"
user = "onestop"
key_file = "id"
path = "/xuat"
at = ["06:30"]
"""
NO_DAYS_OFF = Calendar()


@pytest.fixture
def declared(tmp_path):
    """The connections of a text."""

    def read(text: str):
        file = tmp_path / "connections.toml"
        file.write_text(text, encoding="utf-8")
        return load_connections(file)

    return read


def at(text: str) -> int:
    return parse_instant(text)


def test_the_shipped_file_declares_nothing(config_dir):
    assert load_connections(config_dir / "connections.toml") == ()


def test_every_example_of_the_shipped_file_can_be_used():
    text = (shipped_config() / "connections.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    code = [line for line in lines if re.match(r'\[\[connection\]\]|\w+ = (["\[{\d]|true)', line)]
    text = "\n".join(code).replace("SHA256:…", "SHA256:" + "a" * 43)
    assert len(tomllib.loads(text)["connection"]) == 6


def test_the_examples_declare_every_kind(declared):
    text = (shipped_config() / "connections.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    code = [line for line in lines if re.match(r'\[\[connection\]\]|\w+ = (["\[{\d]|true)', line)]
    found = declared("\n".join(code).replace("SHA256:…", "SHA256:" + "a" * 43))
    assert [one.kind for one in found] == ["folder", "sftp", "http", "json-api", "json-api", "imap"]


def test_a_declared_folder_is_read_with_what_is_usual(declared):
    (one,) = declared(FOLDER + 'silent_after = "26h"\nglob = "*.xlsx"\n')
    assert (one.name, one.schedule.every, one.silent_after) == ("xa-an", 900, 93_600)
    assert one.tree.globs == ("*.xlsx",)
    assert one.schedule.time_zone == "Asia/Ho_Chi_Minh"
    assert one.tree.done == ""


def test_a_time_zone_of_the_file_holds_for_all_that_tell_none(declared):
    told = 'time_zone = "UTC"\n' + FOLDER + SFTP + 'time_zone = "Asia/Tokyo"\n'
    assert [one.schedule.time_zone for one in declared(told)] == ["UTC", "Asia/Tokyo"]


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        (FOLDER + 'pathh = "x"', "pathh", "path"),
        (FOLDER.replace("folder", "foldr"), "kind", "folder"),
        (FOLDER.replace("xa-an", "Xã An", 1), "name", "chữ thường"),
        (FOLDER + FOLDER, "name", "hai lần"),
        (FOLDER.replace("15m", "15 phút"), "every", "15m"),
        (FOLDER.replace("15m", "5s"), "every", "1m"),
        (FOLDER + 'at = ["06:30"]', "every", "một trong hai"),
        (FOLDER.replace('every = "15m"', ""), "every", "một trong hai"),
        (FOLDER.replace('every = "15m"', 'at = ["25:00"]'), "at", "06:30"),
        (FOLDER + 'time_zone = "Asia/Hanoi"', "time_zone", "gần nhất"),
        (FOLDER + "most_mib = 0", "most_mib", "từ 1"),
        (FOLDER + 'timeout = "2h"', "timeout", "15m"),
        (FOLDER + 'glob = "a/*.xlsx"', "glob", "mẫu tên tệp"),
        (FOLDER + 'host = "x"', "host", "không có"),
        (FOLDER.replace('path = "/mnt/xa-an"', ""), "path", "phải có"),
        (API.replace('"page"', '"pages"'), "paging", "page"),
        (API.replace("https://", "http://"), "url", "allow_plain"),
        (API.replace("https://igate.example.vn/search", "igate"), "url", "https://"),
        (API + 'token_url = "https://a.example.vn/t"', "client_id", "đi cùng"),
        (API + 'since_format = "%d"', "since_format", "since_parameter"),
        (API + 'since_parameter = "s"\nsince_format = "dmy"', "since_format", "epoch_ms"),
        (API + 'parameters = ["page"]', "parameters", "hai tên"),
        (API.replace("secret_file", 'user = "a"\nkey'), "key", "không có"),
        (API.replace('secret_file = "igate.txt"', 'user = "a"'), "secret_file", "cần"),
        (API + "query = 3", "query", "tên"),
        (MAIL.replace('secret_env = "MAIL_PASSWORD"', ""), "secret_file", "cần"),
        (FOLDER.replace('every = "15m"', 'every = "0m"'), "every", "15m"),
        (API + 'secret_env = "X"', "secret_env", "một trong hai"),
        (API.replace("secret_file", "user = 'a'\nsecret_fil"), "secret_fil", "secret_file"),
        (MAIL.replace("MAIL_PASSWORD", "hunter2!"), "secret_env", "TÊN"),
        (MAIL.replace('["mot-cua@example.vn"]', "[]"), "senders", "ít nhất"),
        (MAIL + 'security = "plain"', "security", "allow_plain"),
        (MAIL.replace("mail.example.vn", "user@mail"), "host", "tên hoặc địa chỉ"),
        (SFTP + 'fingerprint = "aa:bb"', "fingerprint", "SHA256"),
        (SFTP.replace('key_file = "id"', ""), "secret_file", "đăng nhập"),
        (SFTP + "port = 0", "port", "1"),
        (SFTP + 'done_folder = "/x"', "done_folder", "không có"),
        ("[[conection]]\n", "conection", "connection"),
        ("connection = 3", "connection", "danh sách"),
        ("x = ", "tệp", "TOML"),
    ],
)
def test_a_slip_is_told_with_its_key_and_what_is_meant(declared, text, key, told):
    with pytest.raises(DeclarationError) as caught:
        declared(text)
    assert caught.value.key.endswith(key)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        'password = "hunter2"',
        'secret = "hunter2"',
        'token = "hunter2"',
        'api_key = "hunter2"',
        'mat_khau = "hunter2"',
        'query = { access_token = "hunter2" }',
        'headers = { Authorization = "hunter2" }',
        'headers = { "X-Api-Key" = "hunter2" }',
        'proxy = "http://a:hunter2@proxy.example.vn"',
    ],
)
def test_a_key_that_could_hold_a_secret_is_refused_and_not_repeated(declared, line):
    with pytest.raises(DeclarationError, match="secret_file") as caught:
        declared(API + line)
    assert "hunter2" not in str(caught.value)


def test_an_address_with_a_secret_in_it_is_refused(declared):
    for bad in ("https://a:hunter2@igate.example.vn/", "https://igate.example.vn/?token=hunter2"):
        with pytest.raises(DeclarationError) as caught:
            declared(API.replace("https://igate.example.vn/search", bad))
        assert "hunter2" not in str(caught.value)


def test_paths_begin_beside_the_declaration(declared, tmp_path):
    (one,) = declared(API)
    assert one.api.web.token.secret == Secret(file="igate.txt")
    assert one.path("igate.txt") == tmp_path.resolve() / "igate.txt"


def test_a_secret_comes_from_a_file_or_a_variable_and_an_error_never_tells_it(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("  hunter2\n", encoding="utf-8")
    assert read_secret(file, "") == "hunter2"
    assert read_secret(None, "NAME", {"NAME": "hunter2"}) == "hunter2"
    with pytest.raises(DeclarationError, match="NAME"):
        read_secret(None, "NAME", {})
    with pytest.raises(DeclarationError, match="absent"):
        read_secret(tmp_path / "absent", "")
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="rỗng"):
        read_secret(file, "")
    file.write_bytes(b"\xff\xfehunter2\xff")
    with pytest.raises(DeclarationError) as caught:
        read_secret(file, "")
    assert "hunter2" not in str(caught.value)
    file.write_text("x" * 70_000, encoding="utf-8")
    with pytest.raises(DeclarationError, match="64 kB"):
        read_secret(file, "")


# When


def test_every_so_often_counts_from_the_last_visit():
    schedule = Schedule(every=900)
    assert next_after(schedule, at("2024-12-20T10:00"), NO_DAYS_OFF) == at("2024-12-20T10:15")


def test_times_are_those_of_the_clocks_of_their_zone():
    now = at("2024-12-20T10:00")
    here = Schedule(at=(23_400, 43_200))
    assert instant_text(next_after(here, now, NO_DAYS_OFF)) == "2024-12-20T12:00:00+07:00"
    london = Schedule(at=(23_400,), time_zone="Europe/London")
    assert instant_text(next_after(london, now, NO_DAYS_OFF)) == "2024-12-20T13:30:00+07:00"
    in_summer = next_after(london, at("2024-07-01T10:00"), NO_DAYS_OFF)
    assert instant_text(in_summer) == "2024-07-01T12:30:00+07:00"
    auckland = Schedule(at=(1800,), time_zone="Pacific/Auckland")
    told = instant_text(next_after(auckland, at("2024-12-20T23:00"), NO_DAYS_OFF))
    assert told == "2024-12-21T18:30:00+07:00"


def test_days_off_see_no_visit():
    friday = at("2024-12-20T12:30")
    morning = Schedule(at=(23_400,), working_days=True)
    monday = next_after(morning, friday, NO_DAYS_OFF)
    assert instant_text(monday) == "2024-12-23T06:30:00+07:00"
    often = Schedule(every=86_400, working_days=True)
    assert instant_text(next_after(often, friday, NO_DAYS_OFF)) == "2024-12-23T00:00:00+07:00"


def test_a_calendar_without_a_working_day_stops_nothing():
    always_off = Calendar(days_off=frozenset(range(20_000, 20_500)))
    now = at("2024-12-20T10:00")
    for schedule in (Schedule(every=900, working_days=True), Schedule(at=(1,), working_days=True)):
        assert now < next_after(schedule, now, always_off) <= now + 61 * 86_400


def test_a_plain_line_to_this_very_machine_needs_no_excuse(declared):
    for host in ("127.0.0.1", "localhost", "[::1]"):
        (one,) = declared(API.replace("https://igate.example.vn", f"http://{host}:81"))
        assert one.api.web.url.startswith("http://")
    assert declared(API.replace("https://", "http://") + "allow_plain = true")


def test_days_off_do_not_count_toward_silence():
    friday = at("2024-12-20T17:00")
    span = 26 * 3600
    assert silent_from(Schedule(every=900), friday, span, NO_DAYS_OFF) == friday + span
    weekly = Schedule(every=900, working_days=True)
    told = instant_text(silent_from(weekly, friday, span, NO_DAYS_OFF))
    assert told == "2024-12-23T19:00:00+07:00"


def test_waits_double_up_to_an_hour():
    assert [wait_after(n) for n in (1, 2, 3, 6, 7, 8, 500)] == [
        60,
        120,
        240,
        1920,
        3600,
        3600,
        3600,
    ]


def test_a_moment_that_only_a_wrong_clock_can_have_set_is_due():
    schedule, now = Schedule(every=900), at("2024-12-20T10:00")
    assert is_due(schedule, None, now, NO_DAYS_OFF)
    assert is_due(schedule, now, now, NO_DAYS_OFF)
    assert not is_due(schedule, now + 900, now, NO_DAYS_OFF)
    assert not is_due(schedule, now + 3600, now, NO_DAYS_OFF)
    assert is_due(schedule, now + 400 * 86_400, now, NO_DAYS_OFF)


# What to do


def row(**told):
    return {"mark": "1:1", "state": "done", "at": 100, "profiles": "p", "sha256": "", **told}


@pytest.mark.parametrize(
    ("known", "choice"),
    [
        (None, WAIT),
        (row(mark="0:0"), WAIT),
        (row(state="growing", at=95), WAIT),
        (row(state="growing", at=90), FETCH),
        (row(), ACKNOWLEDGE),
        (row(state="failed"), ACKNOWLEDGE),
        (row(state="failed", profiles="other"), FETCH),
    ],
)
def test_a_file_is_fetched_once_it_settled_and_again_only_when_something_changed(known, choice):
    assert choose(Found("a", "1:1", must_settle=True), known, "p", since=90) == choice


def test_the_same_bytes_are_known_unless_they_were_refused_under_other_profiles():
    assert not is_known(None, "s", "p")
    assert not is_known(row(sha256="t", problem=""), "s", "p")
    assert is_known(row(sha256="s", problem=""), "s", "q")
    assert is_known(row(sha256="s", problem="no"), "s", "p")
    assert not is_known(row(sha256="s", problem="no"), "s", "q")


# Pages


def test_each_way_of_paging_asks_its_own_way():
    assert asked_of(Paging("page", ("page", "size"), 50, first=1), 2, 100) == {
        "page": "3",
        "size": "50",
    }
    assert asked_of(Paging("offset", ("offset", "limit"), 50), 2, 90) == {
        "offset": "90",
        "limit": "50",
    }


def test_the_end_is_told_by_last_by_pages_or_by_total():
    paging = Paging("page", ("page", "size"), total="total", pages="totalPages", last="last")
    assert is_last(paging, {"last": True, "totalPages": 9}, 0, 5)
    assert not is_last(paging, {"totalPages": 2}, 0, 5)
    assert is_last(paging, {"totalPages": 2}, 1, 5)
    assert is_last(paging, {"total": 5}, 0, 5)
    assert not is_last(paging, {"total": 6}, 0, 5)
    assert not is_last(paging, [1], 0, 5)


def test_a_list_that_is_not_where_it_was_is_told_with_the_keys_that_are():
    assert list_in({"result": {"items": [1]}}, "result.items", "h") == [1]
    assert list_in([1, 2], "content", "h") == [1, 2]
    with pytest.raises(Exception, match="các khóa nhận được: rows, total") as caught:
        list_in({"rows": ["Nguyễn"], "total": 1}, "content", "h")
    assert "Nguyễn" not in str(caught.value)
    with pytest.raises(Exception, match="không phải một đối tượng"):
        list_in("text", "content", "h")


def test_the_moment_asked_from_is_written_as_the_service_wants_it():
    last = at("2024-12-20T10:00")
    assert since_text(Since("s", overlap=0), last, "UTC") == "2024-12-20T03:00:00"
    assert since_text(Since("s", overlap=3600), last, "Asia/Ho_Chi_Minh") == "2024-12-20T09:00:00"
    assert since_text(Since("s", "epoch_ms", 0), last, "UTC") == "1734663600000"


def test_a_mailbox_may_have_a_vietnamese_name():
    assert mailbox_name("INBOX") == '"INBOX"'
    assert mailbox_name("Đã nạp & xong") == '"&ARAA4w- n&HqE-p &- xong"'
    assert mailbox_name('a"b\\') == r'"a\"b\\"'
