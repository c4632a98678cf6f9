"""What the desk takes, what it calls it, and what it refuses before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from onestop.domain.errors import (
    InputError,
    NotFoundError,
    UnreadableFileError,
    UsageError,
)
from onestop.uploads import folder
from onestop.uploads.told import DONE, WAITING
from tests.fixtures.desks import ended, given
from tests.fixtures.worlds import (
    as_csv,
    row,
)
from tests.integration.test_bad_files import protected_xls, protected_xlsx


BROKEN_BOOK = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
REFUSED = {
    "empty": ("a.csv", b"", "rỗng"),
    "only white space": ("a.csv", b"  \n \n", "a.csv"),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "ảnh"),
    "a program called xlsx": ("a.xlsx", b"MZ" + bytes(200), "chương trình"),
    "a broken workbook": ("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "a.xlsx"),
    "a broken old workbook": ("a.xls", BROKEN_BOOK, "a.xls"),
    "a letter": ("a.txt", "Kính gửi quý cơ quan".encode(), "không nhận ra"),
}


@pytest.mark.parametrize(("name", "content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_export_is_refused_at_the_desk(desk, name, content, words):
    with pytest.raises(UnreadableFileError, match=words) as refused:
        desk.receive(name, content)
    assert name in str(refused.value)
    assert list(desk.place.glob("*")) == []


@pytest.mark.parametrize("make", [protected_xlsx, protected_xls])
def test_a_password_is_said_to_be_the_trouble(desk, tmp_path, make):
    make(tmp_path / "a.xls")
    try:
        [told] = desk.look(given(desk, str(tmp_path / "a.xls")))
        sentence = told.refusal
    except UnreadableFileError as error:
        sentence = str(error)
    assert sentence.startswith("a.xls")
    assert "mật khẩu" in sentence


def test_a_refused_file_leaves_the_others_of_its_upload(desk, tmp_path):
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    with pytest.raises(UnreadableFileError):
        desk.receive("b.png", b"\x89PNG\r\n\x1a\n" + bytes(100), token)
    assert [name for _, name in folder.folder_of(desk.place, token).files] == ["a.csv"]
    assert desk.receive("c.csv", b"a,b\n1,2\n", token).files == ("a.csv", "c.csv")


def test_too_much_at_once_is_refused_by_a_sentence(desk, tmp_path):
    desk.most_bytes = 2 << 20
    token = desk.receive("a.csv", b"a,b\n" + b"1,2\n" * 400_000).token
    with pytest.raises(UsageError, match="2 MiB"):
        desk.receive("b.csv", b"a,b\n" + b"1,2\n" * 400_000, token)
    assert len(folder.folder_of(desk.place, token).files) == 1


NAMES = {
    "../../../etc/passwd.csv": "passwd.csv",
    "..\\..\\windows\\win.csv": "win.csv",
    "/tuyệt/đối.csv": "đối.csv",
    "con.csv": "_con.csv",
    "a\0b\n.csv": "ab.csv",
    "...": "tep",
    "": "tep",
    'x<>:"|?*.csv': "x_______.csv",
    ".htaccess": "htaccess",
}


@pytest.mark.parametrize(("name", "kept"), NAMES.items(), ids=map(repr, NAMES))
def test_a_name_is_only_a_name(sqlite_office, desk, tmp_path, name, kept):
    content = Path(as_csv(tmp_path / "a.csv", [row("A1")])).read_bytes()
    upload = desk.receive(name, content)
    assert upload.files == (kept,)
    inside = {path.name for path in (desk.place / upload.token).rglob("*") if path.is_file()}
    assert inside == {"0", "received.json"}
    beside = {path.name for path in sqlite_office.folder.iterdir()}
    assert beside <= {"var", "a.csv", "onestop.db", "onestop.db-wal", "onestop.db-shm"}


def test_a_very_long_name_is_cut_but_keeps_its_kind():
    name = folder.tidy_name("Ă" * 300 + ".xlsx")
    assert len(name.encode()) <= folder.LONGEST_NAME
    assert name.endswith("Ă.xlsx")


def test_two_files_of_one_name_are_told_apart(desk):
    token = desk.receive("a.csv", b"a,b\n1,2\n").token
    assert desk.receive("a.csv", b"c,d\n1,2\n", token).files == ("a.csv", "a (2).csv")


@pytest.mark.parametrize("token", ["", "..", "../uploads", "0" * 32, "g" * 32, "0" * 31 + "/", "é"])
def test_only_a_token_we_gave_opens_anything(desk, token):
    for ask in (desk.status, desk.look, desk.start):
        with pytest.raises(NotFoundError):
            ask(token)


def test_tokens_cannot_be_guessed_from_each_other(desk):
    tokens = {desk.receive("a.csv", b"a,b\n1,2\n").token for _ in range(5)}
    assert len({token[:8] for token in tokens}) == 5
    assert all(folder.TOKEN.fullmatch(token) for token in tokens)


def test_yesterdays_uploads_are_removed_when_the_next_file_comes(desk, tmp_path):
    old = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    desk.start(old)
    ended(desk, old)
    desk.clock.at += folder.DAY_SECONDS
    kept = desk.receive("b.csv", b"a,b\n1,2\n").token
    assert desk.status(old).state == DONE
    desk.clock.at += 1
    desk.receive("c.csv", b"a,b\n1,2\n")
    with pytest.raises(NotFoundError):
        desk.status(old)
    assert desk.status(kept).state == WAITING


def test_every_refusal_is_the_clerk_s_to_read(desk):
    with pytest.raises(InputError) as refused:
        desk.receive("../a.pdf", b"%PDF-1.7 " + bytes(64))
    assert str(refused.value).startswith("a.pdf: ")
