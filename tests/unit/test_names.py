"""Wordings meet by code, by name, by alias; an unknown one is entered once, with a finding."""

from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy import create_engine, insert, select

from etl.names import Catalogue
from onestop.domain.wording import name_key
from onestop.storage.tables import alias, metadata, procedure, unit


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        name = "UBND xã An Thử"
        connection.execute(
            insert(unit).values(id=1, code="H98.01", name=name, name_key=name_key(name))
        )
        connection.execute(
            insert(alias).values(
                kind="unit", wording_key=name_key("An Thử"), wording="An Thử", target_id=1
            )
        )
        connection.execute(
            insert(procedure).values(id=1, code="1.000001", name="Khai thử", name_key="khai thử")
        )
        yield connection
    engine.dispose()


KNOWN = ("H98.01", "h98.01", "UBND xã An Thử", "ubnd  XÃ An Thử ", "an thử")


@pytest.mark.parametrize("wording", [*KNOWN, unicodedata.normalize("NFD", KNOWN[2])])
def test_a_known_unit_is_met_however_it_is_written(connection, wording):
    names = Catalogue(connection, 0)
    assert names.units.id_of(wording) == 1
    assert names.take_findings() == []


def test_an_unknown_unit_is_entered_once_with_one_finding(connection):
    names = Catalogue(connection, 0)
    first = names.units.id_of("UBND xã Lạ")
    assert names.units.id_of("ubnd xã lạ") == first != 1
    (found,) = names.take_findings()
    assert (found.kind, found.value) == ("unknown_unit", "UBND xã Lạ")
    assert names.take_findings() == []
    kept = connection.execute(select(unit.c.is_provisional).where(unit.c.id == first)).scalar()
    assert kept == 1


def test_a_desk_needs_no_catalogue(connection):
    names = Catalogue(connection, 0)
    assert names.desks.id_of("Phòng Thử") == names.desks.id_of("phòng  thử")
    assert names.take_findings() == []


PAIRS = {
    "whole code": ("1.000001.000.00.00.H98", None),
    "code and another name": ("1.000001", "Tên khác"),
    "name alone": (None, "KHAI THỬ"),
    "unknown code, known name": ("TTHC-7", "Khai thử"),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_a_procedure_is_met_by_its_code_else_by_its_name(connection, pair):
    assert Catalogue(connection, 0).procedures.pair_id(*pair) == 1


def test_a_procedure_told_by_nothing_is_none(connection):
    assert Catalogue(connection, 0).procedures.pair_id(None, None) is None


def test_an_unknown_procedure_keeps_its_code(connection):
    names = Catalogue(connection, 0)
    number = names.procedures.pair_id("2.000002.H98", "Thủ tục lạ")
    assert names.procedures.pair_id("2.000002", None) == number
    code = connection.execute(select(procedure.c.code).where(procedure.c.id == number)).scalar()
    assert code == "2.000002"
