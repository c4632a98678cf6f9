"""What each source says is read back as it said it, whatever the others say and people correct."""

from __future__ import annotations

import random

import numpy as np
import pytest
from alembic import command
from sqlalchemy import insert, select, text, update

from etl import said
from etl.derive import as_told
from onestop.storage import dossiers, schema
from onestop.storage.engine import open_engine, writing
from onestop.storage.tables import claim, dossier, source
from tests.fixtures.told_by import read_back
from tests.fixtures.worlds import as_csv, portal, portal_dossier, row


DAYS = ("05", "08", "10", "12", "")
UNITS = ("UBND xã An Thử", "UBND xã Bình Thử")


def some_rows(chance: random.Random, which: str) -> list[dict]:
    codes = chance.sample(("A1", "A2", "A3", "A4"), 3)
    return [
        desk_row(code, chance) if which == "one-stop" else portal_row(code, chance)
        for code in codes
    ]


def desk_row(code: str, chance: random.Random) -> dict:
    due, closed = (f"{day}/01/2024" if day else "" for day in chance.choices(DAYS, k=2))
    told = {"unit": chance.choice(UNITS), "level": chance.choice(("", "3", "4"))}
    status = "Đã xử lý xong" if closed else "Đang xử lý"
    return row(code, due=due, finished=closed, status=status, **told)


def portal_row(code: str, chance: random.Random) -> dict:
    due, closed = (f"202401{day}170000" if day else "" for day in chance.choices(DAYS, k=2))
    told = {"DonViXuLy": chance.choice(UNITS), "HinhThuc": chance.choice("01")}
    asked = {"NgayBoSung": "20240103080000", "NgayTiepNhanBoSung": "20240104080000"}
    told |= {"DanhSachHoSoBoSung": [asked]} if chance.random() < 0.3 else {}
    told |= {"NgayNopHoSo": "20240101090000"} if chance.random() < 0.7 else {}
    status = "9" if closed else "4"
    return portal_dossier(
        code, NgayHenTra=due, NgayKetThucXuLy=closed, TrangThaiHoSo=status, **told
    )


def some_life(tmp_path, seed: int) -> list[tuple[str, tuple]]:
    """Files of two sources in turn, newer and older ones: (source, what to load)."""
    chance, told = random.Random(seed), []
    for number, day in enumerate(chance.sample(range(10, 29), 7)):
        which = chance.choice(("one-stop", "national-portal"))
        rows, path = some_rows(chance, which), tmp_path / f"{number}"
        file = (
            as_csv(path.with_suffix(".csv"), rows)
            if which == "one-stop"
            else portal(path.with_suffix(".json"), *rows)
        )
        told.append((which, (file, "--as-of", f"2024-03-{day}")))
    return told


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("which", ["one-stop", "national-portal"])
def test_a_source_among_two_says_what_it_says_alone(office, other, tmp_path, which, seed):
    for number, (told_by, args) in enumerate(some_life(tmp_path, seed)):
        office.load(*args)
        if told_by == which:
            other.load(*args)
        if number == 3:
            office.run("correct", "A1", "due_at=09/01/2024", "--reason", "thử")
    alone = read_back(other, which)
    assert alone
    assert read_back(office, which) == alone
    office.verify()


def test_many_rows_are_merged_as_few_are(office, other, tmp_path, monkeypatch):
    """Two a batch: what one batch is silent about, the next one may tell."""
    monkeypatch.setattr("etl.reading.CHUNK_ROWS", 2)
    for number, (_, args) in enumerate(some_life(tmp_path, 4)):
        for one, many in ((office, 1), (other, 1_000)):
            monkeypatch.setattr(dossiers, "MANY", many)
            one.load(*args)
            if number == 3:
                one.run("correct", "A1", "due_at=09/01/2024", "--reason", "thử")
    assert office.state() == other.state()
    for which in ("one-stop", "national-portal"):
        assert read_back(office, which) == read_back(other, which)
    office.verify()


def whole_claims(office) -> None:
    """Turns claims into those of a store before migration 0008: one for each source, whole."""
    with writing(office.engine) as connection:
        ids = np.array(connection.scalars(select(claim.c.dossier_id).distinct()).all())
        rows = as_told(dossiers.read(connection, ids))
        found, at = said.every(rows, dossiers.read_claims(connection, ids))
        claims = {"dossier_id": rows["id"][at], **found}
        dossiers.replace_claims(
            connection, ids, claims | {"same": np.zeros(len(at), dtype=np.int64)}
        )
        connection.execute(update(dossier).values(lacking=None))


def test_claims_as_they_were_before_read_the_same_and_are_loaded_over(office, other, tmp_path):
    life = some_life(tmp_path, 3)
    for _, args in life[:5]:
        office.load(*args)
        other.load(*args)
    whole_claims(office)
    for which in ("one-stop", "national-portal"):
        assert read_back(office, which) == read_back(other, which)
    for _, args in life[5:]:
        office.load(*args)
        other.load(*args)
    for which in ("one-stop", "national-portal"):
        assert read_back(office, which) == read_back(other, which)
    assert office.state() == other.state()


def test_the_migration_keeps_dossiers_and_claims(database_url):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        known = {"id": 1, "code": "a", "case_priority": 1, "service_priority": 1}
        connection.execute(insert(source).values(**known))
        trace = "source_id, told, fingerprint, status"
        known = f"INSERT INTO dossier (id, namespace_id, code, {trace})"
        connection.execute(text(f"{known} VALUES (7, 1, 'A1', 1, 0, 3, 4)"))
        connection.execute(text(f"INSERT INTO claim (dossier_id, {trace}) VALUES (7, 1, 0, 3, 5)"))
        command.upgrade(config, "head")
        rows = dossiers.read(connection, np.array([7]))
        claims = dossiers.read_claims(connection, np.array([7]))
        found, _ = said.every(rows, claims)
    engine.dispose()
    assert (rows["code"][0], rows["status"][0]) == ("A1", 4)
    assert (found["source_id"].tolist(), found["status"].tolist()) == ([1], [5])


def test_an_echo_costs_one_small_claim_and_no_row(office, tmp_path):
    """A second source that only repeats leaves the dossier's row as it was."""
    first = as_csv(tmp_path / "a.csv", [row("A1", channel="Trực tuyến")])
    office.load(first, "--as-of", "2024-03-31")
    before = office.rows("SELECT * FROM dossier")
    echo = portal_dossier("A1", NgayTiepNhan="20240102", NgayHenTra="20240110")
    office.load(portal(tmp_path / "b.json", echo), "--as-of", "2024-03-31")
    assert office.rows("SELECT * FROM dossier") == before
    assert office.rows("SELECT channel, status, received_at FROM claim") == [(None, None, None)]
