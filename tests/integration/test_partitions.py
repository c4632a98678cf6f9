"""Dossiers partitioned by province: the same store in every answer, another in its tables."""

from __future__ import annotations

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer, inspect

from onestop.storage import dossiers, partitions, scoped
from onestop.storage.engine import writing
from onestop.storage.tables import STORED, dossier
from tests.fixtures.parted import indexed, killed_at, plans_of, standing
from tests.fixtures.provinces import ONE, SAME, fill_two, load, units
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import Office, as_csv, done, many, row
from tests.integration.test_crash import settled


REST = partitions.REST
MOVE = "A01.2,UBND xã An Một,commune,B02"
"""A commune of the first province becomes one of the second."""

THREE = ("C03,UBND tỉnh Ba,province,", "C03.1,UBND xã Lạ,commune,C03")


@pytest.fixture
def parted(postgresql_url, tmp_path) -> Office:
    """An empty partitioned store; its files lie where those of the other offices lie."""
    office = Office(postgresql_url, tmp_path)
    office.settings["ONESTOP_DATA_DIR"] = str(tmp_path / "parted")
    assert office.run("init", "--by-province").code == 0
    yield office
    office.engine.dispose()


def run(office: Office, *command: str, **settings: str) -> str:
    told = office.run(*command, **settings)
    assert told.code == 0, told.err
    return told.out


def own(office: Office, code: str) -> str:
    """The partition of a province."""
    ((number,),) = office.rows(f"SELECT id FROM unit WHERE code = '{code}'")
    return f"{partitions.OWN}{number}"


def of_provinces(office: Office, *codes: str) -> dict[str, set[int]]:
    """What `standing` says of a store whose provinces all have dossiers."""
    numbers = {own(office, code): {int(own(office, code).rpartition("_")[2])} for code in codes}
    return {REST: set(), **numbers}


LIVES = (
    fill_two,
    lambda office: load(office, "mot-2", [done("M-9", "11/01/2024", unit="UBND xã An Một")]),
    lambda office: load(office, "zet-2", [row("M-0", unit=SAME)], "--province", "B02"),
    lambda office: units(office, MOVE),
    lambda office: load(office, "khac", [row("K-1", unit="UBND xã Lạ"), row("K-2", unit="")]),
    lambda office: units(office, *THREE),
    lambda office: run(office, "correct", "M-1", "unit=C03.1", "--reason", "ghi nhầm"),
    lambda office: run(office, "imports", "withdraw", "3", "--reason", "nhầm"),
    lambda office: run(office, "rebuild"),
)
"""What happens to a store: loads, loads again, units and dossiers that move, loads taken back."""


def test_a_partitioned_store_says_what_an_undivided_one_says(parted, postgresql_office):
    for step in LIVES:
        step(parted)
        step(postgresql_office)
        assert differing(whole(parted.engine), whole(postgresql_office.engine)) == {}
        parted.recount()
    assert {REST, own(parted, "A01"), own(parted, "B02"), own(parted, "C03")} == set(
        standing(parted)
    )
    assert standing(parted)[REST] == {0}
    parted.verify()
    assert not partitions_of(postgresql_office)


def partitions_of(office: Office) -> list:
    return office.rows("SELECT 1 FROM pg_inherits WHERE inhparent = 'dossier'::regclass")


def test_each_province_has_a_partition_like_the_undivided_table(parted, postgresql_office):
    fill_two(parted)
    assert standing(parted) == of_provinces(parted, "A01", "B02")
    for part in standing(parted):
        assert indexed(parted, part) == indexed(postgresql_office, "dossier")
        filled = parted.rows(f"SELECT reloptions FROM pg_class WHERE relname = '{part}'")
        assert {*filled[0][0]} == {f"{option}={value}" for option, value in STORED.items()}
    declared = {one.name for one in dossier.indexes}
    assert {one["name"] for one in inspect(parted.engine).get_indexes("dossier")} == declared
    assert parted.rows("SELECT reltuples FROM pg_class WHERE relname = 'dossier'") != [(-1,)]


def test_partitions_that_have_outgrown_the_whole_are_looked_at_after_a_small_load_too(parted):
    fill_two(parted)
    load(parted, "muoi", many(10, "P"))
    known = "SELECT reltuples FROM pg_class WHERE relname = 'dossier'"
    load(parted, "sau", [row("S-1", unit=SAME)], "--province", "B02")
    assert parted.rows(known) == [(18,)]
    parted.rows("UPDATE pg_class SET reltuples = 2 WHERE relname = 'dossier'")
    load(parted, "nua", [row("S-2", unit=SAME)], "--province", "B02")
    assert parted.rows(known) == [(20,)]


def test_dossiers_that_came_before_their_province_move_to_its_partition(parted):
    load(parted, "a", [row("A-1", unit="UBND xã An Một"), row("A-2", unit="UBND xã Khác")])
    assert standing(parted) == {REST: {0}}
    units(parted, *ONE)
    found = standing(parted)
    assert found.pop(REST) == {0}
    assert list(map(len, found.values())) == [1]
    parted.recount()


def test_dossiers_already_kept_under_a_province_follow_into_its_new_partition(parted):
    fill_two(parted)
    before = whole(parted.engine)
    part = own(parted, "B02")
    parted.rows(f"ALTER TABLE dossier DETACH PARTITION {part}")
    parted.rows(f"INSERT INTO dossier SELECT * FROM {part}")
    parted.rows(f"DROP TABLE {part}")
    assert len(standing(parted)[REST]) == 1
    run(parted, "init", "--by-province")
    assert standing(parted) == of_provinces(parted, "A01", "B02")
    assert differing(whole(parted.engine), before) == {}


def test_a_filled_store_is_partitioned_whole_or_not_at_all(postgresql_url, tmp_path):
    office = Office(postgresql_url, tmp_path)
    run(office, "init")
    fill_two(office)
    before = whole(office.engine)
    for step in ("_attach:2", "measure"):
        killed_at(step, office, "init", "--by-province")
        settled(office)
        assert not partitions_of(office)
        assert differing(whole(office.engine), before) == {}
    run(office, "init", "--by-province")
    run(office, "init")
    assert standing(office) == of_provinces(office, "A01", "B02")
    assert differing(whole(office.engine), before) == {}
    with writing(office.engine) as connection:
        given = connection.exec_driver_sql("SELECT nextval(pg_get_serial_sequence('dossier','id'))")
        assert given.scalar() > 0
        assert dossiers.next_id(connection) == 9
    office.engine.dispose()


def test_whoever_is_killed_while_a_province_is_entered_leaves_none_of_it(parted, tmp_path):
    fill_two(parted)
    before, stood = whole(parted.engine), standing(parted)
    killed_at("_attach", parted, "catalogue", "units", third(tmp_path))
    settled(parted)
    assert (standing(parted), differing(whole(parted.engine), before)) == (stood, {})
    run(parted, "catalogue", "units", third(tmp_path))
    assert own(parted, "C03") in standing(parted)


def third(folder) -> str:
    path = folder / "three.csv"
    path.write_text("\n".join(("code,name,level,parent", *THREE)), encoding="utf-8")
    return str(path)


def test_a_backup_goes_from_any_store_into_any(parted, sqlite_office, postgresql_office, tmp_path):
    fill_two(sqlite_office)
    said, file = whole(sqlite_office.engine), str(tmp_path / "whole.zip")
    run(sqlite_office, "backup", file)
    units(parted, THREE[0])  # a province that the backup does not have
    run(parted, "restore", file, "--replace")
    assert differing(whole(parted.engine), said) == {}
    assert standing(parted) == of_provinces(parted, "A01", "B02")
    again = str(tmp_path / "again.zip")
    run(parted, "backup", again)
    run(postgresql_office, "restore", again)
    assert differing(whole(postgresql_office.engine), said) == {}
    assert not partitions_of(postgresql_office)


def test_a_store_is_partitioned_as_it_is_restored_if_that_is_asked(
    sqlite_office, postgresql_url, tmp_path
):
    fill_two(sqlite_office)
    file = str(tmp_path / "whole.zip")
    run(sqlite_office, "backup", file)
    office = Office(postgresql_url, tmp_path)
    run(office, "restore", file, "--by-province")
    assert standing(office) == of_provinces(office, "A01", "B02")
    assert differing(whole(office.engine), whole(sqlite_office.engine)) == {}
    office.verify()
    office.engine.dispose()


def test_sqlite_says_that_it_has_no_partitions_and_what_to_do(sqlite_office, tmp_path):
    file = as_csv(tmp_path / "any.zip", [row("A1")])
    for command in (("init",), ("restore", file)):
        told = sqlite_office.run(*command, "--by-province")
        assert told.code == 2
        assert "PostgreSQL" in told.err
        assert "ONESTOP_DATABASE_URL" in told.err
    assert sqlite_office.run("--lang", "en", "init", "--by-province").err.isascii()


def test_a_dossier_that_stands_in_two_partitions_is_found(parted):
    fill_two(parted)
    columns = ", ".join(one.name for one in dossier.c if one.name not in ("id", "province_id"))
    parted.rows(
        f"INSERT INTO dossier (id, province_id, {columns})"
        f" SELECT 99, 0, {columns} FROM dossier WHERE code = 'M-9'"
    )
    told = parted.run("verify")
    assert told.code == 5
    assert "mã hồ sơ M-9 đứng ở hai phân vùng tỉnh" in told.err
    parted.rows("UPDATE dossier SET id = 1, code = 'N-1' WHERE id = 99")
    assert "số hồ sơ 1 đứng ở hai phân vùng tỉnh" in parted.run("verify").err


QUESTIONS = (
    ("dossiers", "--from", "2024-01-01", "--to", "2024-12-31"),
    ("dossiers", "--from", "2024-01-01", "--to", "2024-12-31", "--unit", "A01.1"),
    ("indicators", "--from", "2024-01-01", "--to", "2024-12-31", "--by", "channel"),
    ("backlog", "--by", "age"),
    ("findings",),
    ("apologies",),
)


def test_who_serves_one_province_reads_its_partition_alone(parted, postgresql_office):
    fill_two(parted)
    fill_two(postgresql_office)
    for question in QUESTIONS:
        with plans_of(parted) as plans:
            told = run(parted, *question, ONESTOP_PROVINCE="A01")
        assert told == run(postgresql_office, *question, ONESTOP_PROVINCE="A01")
        assert plans, question
        read = "\n".join(plans)
        assert own(parted, "A01") in read
        assert [part for part in (REST, own(parted, "B02")) if part in read] == [], question


def test_a_reader_of_units_of_two_provinces_reads_both(parted):
    found = fill_two(parted)
    mine = frozenset(found.ids[code] for code in ("A01.2", "B02.1"))
    year = ("dossiers", "--from", "2024-01-01", "--to", "2024-12-31", "--format", "csv")
    with scoped.seeing(mine), plans_of(parted) as plans:
        told = run(parted, *year)
    codes = {line.partition(",")[0] for line in told.splitlines()[1:]}
    assert codes == {"M-9", "H-0", "H-1", "H-2", "H-3"}
    assert own(parted, "B02") in "\n".join(plans)
    assert REST not in "\n".join(plans)


def test_a_later_migration_reaches_every_partition(parted):
    fill_two(parted)
    with writing(parted.engine) as connection:
        alembic = Operations(MigrationContext.configure(connection))
        alembic.add_column("dossier", Column("later", Integer))
        alembic.drop_index("dossier_due_at", "dossier")
        alembic.create_index("dossier_due_at", "dossier", ["due_at", "later"])
    units(parted, *THREE)
    for part in standing(parted):
        assert "btree (due_at, later)" in indexed(parted, part)
    load(parted, "sau", [row("S-1", unit="UBND xã Lạ")], "--province", "C03")
    parted.recount()


def test_how_long_dossiers_are_in_hand_is_known_of_each_partition(parted):
    fill_two(parted)
    for part in standing(parted).keys() - {REST}:
        known = parted.rows(f"SELECT expr FROM pg_stats_ext_exprs WHERE tablename = '{part}'")
        assert known == [("(closing_at - received_at)",)]
