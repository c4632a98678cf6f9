"""A backup brings everything back, to either engine, or changes nothing at all."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from onestop.backup import archive, restore, take
from onestop.domain.errors import StoreError
from onestop.storage import state
from onestop.storage.copying import tables
from onestop.storage.engine import reading
from tests.fixtures.whole import as_counted
from tests.fixtures.worlds import AS_OF, Office, as_csv, done, many, portal, portal_dossier, row


LATER = "2024-07-31"
CHANGES = {"store_state", "audit_record"}
"""Bringing back raises the data version, so that open pages notice, and is recorded."""


def fill(office: Office, folder: Path) -> Office:
    """Loads of two sources, a refused row, something people typed, and names for wordings."""
    first = as_csv(folder / "first.csv", [*many(40), row("X1", received="hôm qua"), done("A1")])
    both = portal(folder / "p.json", portal_dossier("A1"), portal_dossier("P1"))
    assert office.run("import", first, "--as-of", AS_OF).code == 3
    assert office.run("import", both, "--as-of", LATER).code == 0
    closing = ("--period", "2024-Q1", "--who", "Lê Thị Thử", "--note", "chốt thử")
    assert office.run("close-period", *closing).code == 0
    return office


@pytest.fixture
def full(office, tmp_path) -> Office:
    """An installation with something of everything, on each engine in turn."""
    return fill(office, tmp_path)


def everything(office: Office) -> dict[str, list]:
    """Every row of every table, ids and all."""
    with reading(office.engine) as connection:
        return {
            table.name: connection.execute(
                as_counted(table).order_by(*table.primary_key.columns)
            ).all()
            for table in tables()
            if table.name not in CHANGES
        }


def version(office: Office) -> int:
    with reading(office.engine) as connection:
        return int(state.read(connection, state.DATA_VERSION, "0"))


def backed_up(office: Office, folder: Path) -> Path:
    """A backup made by the command."""
    file = folder / "saved.zip"
    told = office.run("backup", str(file))
    assert told.code == 0, told.err
    return file


def test_a_backup_brings_every_row_and_every_kept_file_back(full, other, tmp_path):
    file = backed_up(full, tmp_path)
    assert other.run("restore", str(file)).code == 0
    assert everything(other) == everything(full)
    assert other.run("verify").code == 0
    assert other.run("rebuild").code == 0, "the kept files came with the store"


def test_a_store_moves_from_sqlite_to_postgresql(sqlite_office, postgresql_office, tmp_path):
    file = backed_up(fill(sqlite_office, tmp_path), tmp_path)
    assert postgresql_office.run("restore", str(file)).code == 0
    assert everything(postgresql_office) == everything(sqlite_office)
    more = as_csv(tmp_path / "more.csv", [row("N1"), done("A1", finished="12/01/2024")])
    assert postgresql_office.run("import", more, "--as-of", "2024-08-31").code == 0


def test_bringing_back_a_store_that_has_data_must_be_asked_for(full, other, tmp_path):
    file = backed_up(full, tmp_path)
    mine = as_csv(tmp_path / "mine.csv", [row("M1")])
    assert other.run("import", mine, "--as-of", AS_OF).code == 0
    before = everything(other)
    refused = other.run("restore", str(file))
    assert refused.code == 2
    assert "--replace" in refused.err
    assert everything(other) == before
    assert other.run("restore", str(file), "--replace").code == 0
    assert everything(other) == everything(full)


def test_an_open_page_notices_that_the_store_was_brought_back(full, tmp_path):
    file = backed_up(full, tmp_path)
    shown = version(full)
    assert full.run("restore", str(file), "--replace").code == 0
    assert version(full) > shown


def test_who_backed_up_and_brought_back_is_recorded(full, tmp_path):
    file = backed_up(full, tmp_path)
    assert full.run("restore", str(file), "--replace").code == 0
    acts = [act for (act,) in full.rows("SELECT act FROM audit_record ORDER BY id")]
    assert acts[-1] == "restore"
    assert full.run("audit", "verify").code == 0


def test_only_its_owner_may_read_a_backup(full, tmp_path):
    mode = stat.S_IMODE(backed_up(full, tmp_path).stat().st_mode)
    assert mode == 0o600


def test_a_backup_never_replaces_a_file(full, tmp_path):
    file = backed_up(full, tmp_path)
    held = file.read_bytes()
    again = full.run("backup", str(file))
    assert again.code == 2
    assert str(file) in again.err
    assert file.read_bytes() == held


def test_the_newest_backups_of_a_folder_are_kept(full, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "onestop-cua-toi.zip").write_bytes(b"somebody's own")
    for moment in range(3):
        monkeypatch.setattr("onestop.commands.keeping.now", lambda at=moment: at * 86_400)
        assert full.run("backup", str(folder), "--keep", "2").code == 0
    left = sorted(path.name for path in folder.iterdir())
    named = ["onestop-19700102-000000.zip", "onestop-19700103-000000.zip"]
    assert left == [*named, "onestop-cua-toi.zip"]


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_told_and_changes_nothing(sqlite_office, tmp_path, share):
    file = backed_up(fill(sqlite_office, tmp_path), tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    before = everything(sqlite_office)
    for more in ("--check", "--replace"):
        told = sqlite_office.run("restore", str(file), more)
        assert told.code == 2
        assert "sao lưu" in told.err
    assert everything(sqlite_office) == before


def changed(file: Path, name: str, content: bytes) -> None:
    """The same zip with one member's bytes exchanged, its own checksum right again."""
    with zipfile.ZipFile(file) as old:
        held = {one: old.read(one) for one in old.namelist()}
    member = next(one for one in held if one.startswith(name))
    with zipfile.ZipFile(file, "w") as new:
        for one, told in held.items():
            new.writestr(one, content if one == member else told)


def test_a_member_that_was_changed_is_found(sqlite_office, tmp_path):
    file = backed_up(fill(sqlite_office, tmp_path), tmp_path)
    changed(file, archive.SNAPSHOTS, b"other bytes")
    before = everything(sqlite_office)
    told = sqlite_office.run("restore", str(file), "--replace")
    assert told.code == 2
    assert "đã đổi" in told.err
    assert everything(sqlite_office) == before


def test_a_member_that_would_leave_its_folder_is_refused(sqlite_office, tmp_path):
    file = tmp_path / "evil.zip"
    manifest = {"version": "1", "revision": "0001", "made_at": "", "data_version": 1, "format": 1}
    with zipfile.ZipFile(file, "w") as archived:
        archived.writestr("../outside.txt", b"x")
        hashes = {"../outside.txt": "0"}
        archived.writestr(archive.MANIFEST, json.dumps({**manifest, "hashes": hashes}))
    assert sqlite_office.run("restore", str(file), "--check").code == 2
    assert not (tmp_path / "outside.txt").exists()


def test_what_is_no_backup_is_said_to_be_none(sqlite_office, tmp_path):
    for content in (b"", b"hello", b"PK\x05\x06" + bytes(18)):
        file = tmp_path / "strange.zip"
        file.write_bytes(content)
        told = sqlite_office.run("restore", str(file))
        assert told.code == 2
        assert "không phải bản sao lưu" in told.err


def test_a_backup_of_a_newer_onestop_waits_for_the_upgrade(sqlite_office, tmp_path, monkeypatch):
    file = backed_up(fill(sqlite_office, tmp_path), tmp_path)
    monkeypatch.setattr(restore, "REVISION", "0001")
    told = sqlite_office.run("restore", str(file), "--replace")
    assert told.code == 2
    assert "nâng cấp" in told.err


def test_killed_while_the_store_is_replaced_the_old_one_stands(full, tmp_path, monkeypatch):
    file = backed_up(full, tmp_path)
    before = everything(full)

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("onestop.backup.restore.state.next_data_version", dies)
    assert full.run("restore", str(file), "--replace").code == 130
    assert everything(full) == before


def test_a_backup_that_fails_leaves_no_half_file(full, tmp_path, monkeypatch):
    def dies(*_):
        raise StoreError("đĩa đầy")

    monkeypatch.setattr(take, "_data_version", dies)
    folder = tmp_path / "backups"
    assert full.run("backup", str(folder)).code == 1
    assert list(folder.iterdir()) == []


def test_the_offices_own_config_comes_back_where_it_is_missing(full, other, tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    (own / "policy.toml").write_text('precision = "instant"\n', encoding="utf-8")
    (own / "officers.toml").write_text("", encoding="utf-8")
    monkeypatch.setenv("ONESTOP_CONFIG_DIR", str(own))
    file = backed_up(full, tmp_path)
    (own / "policy.toml").unlink()
    (own / "officers.toml").write_text("# mine\n", encoding="utf-8")
    told = other.run("restore", str(file))
    assert told.code == 0
    assert (own / "policy.toml").read_text(encoding="utf-8") == 'precision = "instant"\n'
    assert (own / "officers.toml").read_text(encoding="utf-8") == "# mine\n"
    assert "officers.toml" in told.out
