"""The record of acts: whatever is done to it afterwards, it is noticed."""

from __future__ import annotations

import threading

import click
import pytest
from sqlalchemy import delete, select, update

from onestop.domain.deeds import DEEDS, Deed
from onestop.domain.errors import UsageError
from onestop.storage import audit
from onestop.storage.audit import Head, append, head, note, verify
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.tables_access import audit_record as record
from tests.fixtures.worlds import as_csv, row


def told(number: int) -> Deed:
    return Deed("lan", "export", f"danh sách {number}", {"rows": number, "form": "csv"})


@pytest.fixture
def filled(office):
    """A record of ten deeds."""
    with writing(office.engine) as connection:
        for number in range(1, 11):
            assert append(connection, told(number), 1000 + number) == number
    return office


def looked_at(office, noted: Head | None = None) -> audit.Verified:
    with reading(office.engine) as connection:
        return verify(connection, noted)


def newest(office) -> Head:
    with reading(office.engine) as connection:
        return head(connection)


def test_an_untouched_record_is_whole(filled):
    found = looked_at(filled)
    assert found.broken_at is None
    assert found.head == newest(filled)
    assert found.head.number == 10
    assert looked_at(filled, newest(filled)).broken_at is None


def test_an_empty_record_is_whole(office):
    assert looked_at(office) == audit.Verified(Head())


@pytest.mark.parametrize(
    "values",
    [{"who": "hoa"}, {"at": 5}, {"act": "load"}, {"what": ""}, {"facts": "{}"}, {"hash": "0" * 64}],
    ids=lambda told: next(iter(told)),
)
def test_a_changed_row_is_found(filled, values):
    with writing(filled.engine) as connection:
        connection.execute(update(record).where(record.c.id == 4).values(**values))
    found = looked_at(filled)
    assert (found.broken_at, found.reason) == (4, "changed")


@pytest.mark.parametrize("number", [1, 5])
def test_a_row_taken_out_is_found(filled, number):
    with writing(filled.engine) as connection:
        connection.execute(delete(record).where(record.c.id == number))
    found = looked_at(filled)
    assert (found.broken_at, found.reason) == (number, "missing")


def test_a_row_taken_out_and_the_rest_moved_up_is_found(filled):
    with writing(filled.engine) as connection:
        connection.execute(delete(record).where(record.c.id == 5))
        for number in range(6, 11):
            row = update(record).where(record.c.id == number)
            connection.execute(row.values(id=number - 1))
    assert (looked_at(filled).broken_at, looked_at(filled).reason) == (5, "changed")


def test_a_tail_cut_off_is_found_by_the_head_that_was_noted(filled):
    noted = newest(filled)
    with writing(filled.engine) as connection:
        connection.execute(delete(record).where(record.c.id > 7))
    assert looked_at(filled).broken_at is None  # which is why heads are noted elsewhere
    found = looked_at(filled, noted)
    assert (found.broken_at, found.reason) == (8, "shortened")


def test_a_chain_made_anew_is_found_by_the_head_that_was_noted(filled):
    noted = newest(filled)
    with writing(filled.engine) as connection:
        connection.execute(delete(record))
        for number in range(1, 13):
            append(connection, told(number + 1), 1000 + number)
    assert looked_at(filled).broken_at is None
    found = looked_at(filled, noted)
    assert (found.broken_at, found.reason) == (10, "rewritten")


def test_a_record_that_grew_still_holds_the_head_that_was_noted(filled):
    noted = newest(filled)
    note(filled.engine, told(11), 2000)
    assert looked_at(filled, noted).broken_at is None
    assert looked_at(filled, Head.parse(str(noted))).broken_at is None


@pytest.mark.parametrize("text", ["", "1", "1:abc", "-1:" + "0" * 64, "x:" + "0" * 64])
def test_a_head_that_nobody_printed_is_refused(text):
    with pytest.raises(UsageError, match="audit head"):
        Head.parse(text)


def test_what_is_taken_back_is_not_recorded(filled):
    with writing(filled.engine, keep=False) as connection:
        append(connection, told(11), 2000)
    assert newest(filled).number == 10


def test_the_order_of_facts_changes_nothing(office):
    with writing(office.engine) as connection:
        append(connection, Deed("lan", "load", "", {"b": "Đường", "a": None}), 1)
        assert (
            connection.scalar(select(record.c.facts)) == '{"a":null,"b":"\\u0110\\u01b0\\u1eddng"}'
        )
    assert looked_at(office).broken_at is None


def test_an_act_that_is_not_declared_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="no such kind"):
        Deed("lan", "sing")


def test_every_kind_of_deed_has_words_and_fits_its_column():
    assert all(vi and en and len(code) <= 32 for code, (vi, en) in DEEDS.items())


def test_many_writers_at_once_make_one_chain(office):
    failures = []

    def write(writer: int) -> None:
        engine = open_engine(office.url)
        try:
            for number in range(15):
                if number % 2:
                    note(engine, Deed(f"w{writer}", "see_dossier", str(number)), number)
                    continue
                with writing(engine) as connection:
                    append(connection, Deed(f"w{writer}", "pin"), number)
                    append(connection, Deed(f"w{writer}", "unpin"), number)
        except Exception as error:  # noqa: BLE001 (told below)
            failures.append(error)
        engine.dispose()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []
    found = looked_at(office)
    assert found.broken_at is None
    assert found.head.number == 4 * (8 * 2 + 7)


def test_the_list_is_newest_first_and_can_be_narrowed(filled):
    with reading(filled.engine) as connection:
        assert [row["id"] for row in audit.listed(connection, most=3)] == [10, 9, 8]
        assert [row["id"] for row in audit.listed(connection, since=1009)] == [10, 9]
        assert audit.listed(connection, who="hoa") == []


def test_the_commands_say_what_is_wrong_and_end_with_5(filled):
    answer = filled.run("audit", "verify")
    assert answer.code == 0
    assert "10 việc" in answer.out
    noted = filled.run("audit", "head").out.strip()
    assert noted in answer.out
    assert filled.run("audit", "verify", "--noted", noted).code == 0
    with writing(filled.engine) as connection:
        connection.execute(delete(record).where(record.c.id == 10))
    answer = filled.run("audit", "verify", "--noted", noted)
    assert answer.code == 5
    assert "HỎNG ở việc số 10" in answer.out
    assert filled.run("audit", "verify", "--noted", "x").code == 2


def test_the_record_is_shown_in_words_and_to_programs_in_codes(filled):
    assert "tải danh sách" in filled.run("audit", "--most", "2").out
    rows = filled.run("audit", "--who", "lan", "--format", "json").json["rows"]
    assert rows[0]["act"] == "export"
    assert filled.run("audit", "--since", "2030-01-01").out.startswith("Chưa ghi")


def test_what_the_command_line_changes_stands_in_the_record(office, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1")])
    office.load(path, "--as-of", "2024-05-31")
    office.load(path, "--as-of", "2024-05-31", "--dry-run")
    office.run("dossiers", "--measure", "received")
    office.run("imports", "withdraw", "9", "--reason", "không có")
    assert office.run("imports", "withdraw", "1", "--reason", "nhầm").code == 0
    assert office.run("rebuild").code == 0
    with reading(office.engine) as connection:
        done = [(row["who"], row["act"], row["what"]) for row in audit.listed(connection)]
        assert verify(connection).broken_at is None
    assert done == [("local", "rebuild", ""), ("local", "withdraw", "1"), ("local", "load", "")]


def test_every_recorded_command_is_one_and_names_a_kind_of_deed():
    from onestop.cli import main
    from onestop.commands.recorded import KINDS, MARK

    marked = {}

    def look(command, path=()):
        if isinstance(command, click.Group):
            with click.Context(command) as asked:
                for name in command.list_commands(asked):
                    look(command.get_command(asked, name), (*path, name))
        elif found := getattr(command.callback, MARK, ""):
            marked[" ".join(path)] = found

    look(main)
    assert marked == KINDS
    assert set(KINDS.values()) <= DEEDS.keys()
