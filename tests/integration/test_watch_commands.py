"""`onestop watch` and `onestop connections`, as a person uses them."""

from __future__ import annotations

import re

import pytest
import structlog

from onestop.storage import connections as store
from onestop.storage.engine import writing
from tests.fixtures.pulling import folder_of
from tests.fixtures.worlds import as_csv, row


@pytest.fixture(autouse=True)
def own_logs():
    """A command sets up the log of its process: here that is everybody's."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def asked(sqlite_office, tmp_path):
    """The office with connections of its own: `asked("watch", "--once")`."""
    own = tmp_path / "own"
    (own / "sources").mkdir(parents=True)
    (tmp_path / "inbox").mkdir()
    (own / "connections.toml").write_text(
        folder_of(tmp_path / "inbox", 'settle = "1s"')
        + folder_of(tmp_path / "nowhere", name="xa-xa"),
        encoding="utf-8",
    )

    def run(*args: str):
        return sqlite_office.run(*args, ONESTOP_CONFIG_DIR=str(own))

    run.office, run.own, run.inbox = sqlite_office, own, tmp_path / "inbox"
    return run


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_one_round_says_what_came_and_ends_with_a_code(asked):
    as_csv(asked.inbox / "a.csv", [row("A1")])
    told = asked("watch", "--once")
    assert told.code == 4, "one of the sources failed"
    assert "Không có thư mục" in words(told.out)
    assert asked("watch", "--once", "--connection", "xa-an").code == 0
    assert asked.office.rows("SELECT code FROM dossier") == [("A1",)]


def test_refused_rows_are_told_by_the_code(asked):
    as_csv(asked.inbox / "a.csv", [row("A1"), row("A2", received="hôm qua")])
    assert asked("watch", "--once", "--connection", "xa-an").code == 3


def test_what_the_watcher_loads_stands_in_the_record_of_acts(asked):
    as_csv(asked.inbox / "a.csv", [row("A1")])
    for _ in range(2):
        asked("watch", "--once", "--connection", "xa-an")
    told = asked.office.rows("SELECT who, act, what FROM audit_record")
    assert told == [("watch", "load", "xa-an")]


def test_the_list_shows_every_declared_source_and_its_trouble(asked):
    before = asked("connections", "--format", "json").json["rows"]
    assert [(one["connection"], one["state"]) for one in before] == [
        ("xa-an", "chưa lấy lần nào"),
        ("xa-xa", "chưa lấy lần nào"),
    ]
    for _ in range(2):
        asked("watch", "--once")
    rows = {one["connection"]: one for one in asked("connections", "--format", "json").json["rows"]}
    assert rows["xa-an"]["state"] == "ổn"
    assert rows["xa-an"]["succeeded_at"]
    assert rows["xa-xa"]["state"].startswith("không lấy được: Không có thư mục")
    assert "xa-an" in words(asked("connections").out)
    assert asked("connections", "--format", "csv").out.startswith("connection,kind,")


def test_a_source_that_is_declared_no_more_is_shown_until_it_is_forgotten(asked):
    with writing(asked.office.engine) as connection:
        store.enter(connection, "cu", "folder", "", 1_735_000_000)
    names = [one["connection"] for one in asked("connections", "--format", "json").json["rows"]]
    assert names == ["xa-an", "xa-xa", "cu"]
    assert asked("connections", "forget", "cu").code == 0
    assert asked("connections", "forget", "cu").code == 2
    assert len(asked("connections", "--format", "json").json["rows"]) == 2


def test_a_source_can_be_tried_out_without_loading(asked):
    as_csv(asked.inbox / "a.csv", [row("A1")])
    told = asked("connections", "check", "xa-an")
    assert (told.code, told.out.splitlines()[1:]) == (0, ["a.csv"])
    assert asked.office.rows("SELECT code FROM dossier") == []
    refused = asked("connections", "check", "xa-xa")
    assert refused.code == 1
    assert "Không có thư mục" in refused.err


def test_a_person_retries_and_dismisses(asked):
    (asked.inbox / "a.csv").write_text("Một;Hai\n1;2\n", encoding="utf-8")
    assert asked("watch", "--once", "--connection", "xa-an").code == 4
    assert asked("watch", "--once", "--connection", "xa-an").code == 0, "not tried again"
    asked("connections", "retry", "xa-an")
    assert asked("watch", "--once", "--connection", "xa-an").code == 4
    assert "đổi bố cục" in words(asked("connections").out)
    asked("connections", "dismiss", "xa-an")
    assert "đổi bố cục" not in words(asked("connections").out)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("watch", "--once", "--connection", "xa-am"), "xa-an"),
        (("connections", "check", "igate"), "xa-an"),
        (("connections", "retry", "igate"), "igate"),
    ],
)
def test_an_unknown_name_is_told_with_those_that_there_are(asked, args, said):
    told = asked(*args)
    assert told.code == 2
    assert said in told.err


def test_a_profile_that_is_not_there_is_told_before_anything_is_fetched(asked):
    file = asked.own / "connections.toml"
    file.write_text(folder_of(asked.inbox, 'profile = "igat"'), encoding="utf-8")
    told = asked("watch", "--once")
    assert told.code == 2
    assert "igate" in told.err


def test_without_a_declaration_it_says_where_to_write_one(sqlite_office):
    told = sqlite_office.run("watch", "--once")
    assert told.code == 2
    assert "connections.toml" in told.err
