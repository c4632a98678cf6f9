"""One dossier's page: its facts, its time line, who states it, what was noticed, and no name."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from onestop.domain.errors import NotFoundError
from onestop.domain.period import instant_text
from onestop.storage.dossier_page import dossier_story, nearest_codes, sheet_name
from onestop.storage.engine import reading, writing
from onestop.storage.tables import dossier, namespace, unit
from tests.fixtures.worlds import AS_OF, as_csv, as_xlsx, done, portal, portal_dossier, row
from tests.integration.test_joined_lists import letters, progress, ratings


NAME = "Đoàn Kiều Oanh"


def story(office, code, units=None):
    with reading(office.engine) as connection:
        return dossier_story(connection, code, units)


def only(office, code):
    (told,) = story(office, code).dossiers
    return told


def line(told):
    """The time line as days and kinds."""
    return [(instant_text(one.at)[:10] if one.at else "", one.kind) for one in told.events]


@pytest.fixture
def told(office, tmp_path):
    """A late dossier of two sources, with a letter, a rating and a step."""
    late = done("A1", finished="15/01/2024", due="10/01/2024", name=NAME)
    path = as_xlsx(tmp_path / "list.xlsx", [row("A2"), late])
    office.load(path, "--as-of", AS_OF, ONESTOP_KEEP_NAMES="1")
    other = {"NgayTra": "20240117090000", "TrangThaiHoSo": "10", "NgayTiepNhan": "20240102080000"}
    office.load(portal(tmp_path / "p.json", portal_dossier("A1", **other)), "--as-of", AS_OF)
    office.load(
        letters(tmp_path / "l.csv", "A1,01/PXL,08/01/2024,10/01/2024,20/01/2024"),
        ratings(tmp_path / "r.csv", "A1,Hài lòng,16/01/2024"),
        progress(tmp_path / "s.json", "A1"),
        "--as-of",
        AS_OF,
    )
    return only(office, " a1 ")


def test_the_time_line_is_in_order(told):
    kinds = [
        ("2024-01-02", "received"),
        ("2024-01-03", "step_started"),
        ("2024-01-04", "step_done"),
        ("2024-01-08", "letter"),
        ("2024-01-09", "step_due"),
        ("2024-01-10", "due"),
        ("2024-01-15", "finished"),
        ("2024-01-16", "rated"),
    ]
    assert [event for event in line(told) if event[1] != "returned"] == kinds


def test_events_tell_what_they_know(told):
    more = {event.kind: event.told for event in told.events}
    letter = more["letter"]
    assert letter["number"] == "01/PXL"
    assert instant_text(letter["previous_due_at"])[:10] == "2024-01-10"
    assert instant_text(letter["rescheduled_to"])[:10] == "2024-01-20"
    assert more["step_done"] == {"desk": "Phòng Thử việc"}
    assert more["rated"] == {"satisfaction": 2}


def test_facts_are_those_of_a_list_and_more(told):
    assert (told.facts["code"], told.facts["unit"]) == ("A1", "UBND xã An Thử")
    assert (told.facts["letter_count"], told.facts["apology_number"]) == (1, "01/PXL")
    assert told.facts["current_desk"] == "Phòng Thử việc"
    assert told.facts["processing_days"] == 9


def test_every_source_that_states_it_is_told_with_its_row(told):
    stated = {one.source: one for one in told.statements}
    assert len(stated) == len(told.statements) == 2
    leading = [one for one in told.statements if one.leads]
    assert leading == [told.statements[0]]
    assert leading[0].file.endswith("list.xlsx")
    assert (leading[0].sheet, leading[0].row) == ("Danh sách", 3)
    assert told.statements[1].file.endswith("p.json")


def test_what_was_noticed_about_it_is_told(told):
    kinds = {one.kind for one in told.findings}
    assert "sources_differ" in kinds
    assert all(one.file.endswith("p.json") for one in told.findings if one.kind == "sources_differ")


def test_a_stored_name_leaves_masked_only(told):
    assert (told.has_name, told.applicant) == (True, "Đ••• K••• O•••")
    words = [word for word in NAME.split() if word in repr(told)]
    assert words == []


def test_without_names_nothing_is_masked(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [row("A1", name=NAME)]), "--as-of", AS_OF)
    told = only(office, "A1")
    assert (told.has_name, told.applicant) == (False, "")
    assert NAME not in repr(told)


def test_a_single_source_states_it_alone(office, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1"), row("A2")])
    office.load(path, "--as-of", AS_OF)
    (one,) = only(office, "A2").statements
    assert (one.file, one.row, one.leads) == (path, 3, True)
    assert instant_text(one.as_of)[:10] == AS_OF


def test_waits_are_told_from_and_to_and_whether_their_start_is_known(office, tmp_path):
    office.load(
        as_csv(tmp_path / "a.csv", [row("A1", status="Yêu cầu bổ sung giấy tờ")]), "--as-of", AS_OF
    )
    (wait,) = [event for event in only(office, "A1").events if event.kind == "paused"]
    assert instant_text(wait.at)[:10] == "2024-01-02"
    assert wait.told == {"is_known": False, "to_at": None}


def test_a_dossier_that_ended_before_it_began_says_when_it_counts_as_closed(office, tmp_path):
    early = done("A1", finished="01/01/2024", received="02/01/2024")
    office.load(as_csv(tmp_path / "a.csv", [early]), "--as-of", AS_OF)
    assert line(only(office, "A1"))[:3] == [
        ("2024-01-01", "finished"),
        ("2024-01-02", "received"),
        ("2024-01-02", "closed"),
    ]


def copied_to_another_namespace(office, code, owner):
    """The same code in a namespace of its own, at another unit."""
    with writing(office.engine) as connection:
        connection.execute(insert(namespace).values(id=90, code="khác"))
        row = connection.execute(select(dossier).where(dossier.c.code == code)).mappings().one()
        connection.execute(
            insert(dossier).values({**row, "id": 9_000, "namespace_id": 90, "unit_id": owner})
        )


def unit_ids(office):
    with reading(office.engine) as connection:
        return dict(connection.execute(select(unit.c.name, unit.c.id)).all())


@pytest.fixture
def two_units(office, tmp_path):
    """A1, A2 at one unit, B1 at another; both units' ids."""
    rows = [row("H1-0001"), row("H1-0002"), row("H1-0003", unit="UBND xã Bình Thử")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    ids = unit_ids(office)
    return ids["UBND xã An Thử"], ids["UBND xã Bình Thử"]


def test_a_code_of_two_namespaces_is_two_dossiers(office, two_units):
    copied_to_another_namespace(office, "H1-0001", two_units[1])
    told = story(office, "H1-0001").dossiers
    assert [one.namespace for one in told] == ["national", "khác"]
    (own,) = story(office, "H1-0001", frozenset({two_units[1]})).dossiers
    assert own.namespace == "khác"


def test_an_unknown_code_names_the_nearest(office, two_units):
    with pytest.raises(NotFoundError, match="H1-0002") as caught:
        story(office, "h1-0009")
    assert caught.value.kind == "hồ sơ"
    assert set(caught.value.nearest) == {"H1-0001", "H1-0002", "H1-0003"}


def test_a_code_outside_one_s_units_is_as_unknown_as_any_other(office, two_units):
    """Neither the dossier nor its neighbours of other units show."""
    mine = frozenset({two_units[0]})
    with pytest.raises(NotFoundError) as caught:
        story(office, "H1-0003", mine)
    assert set(caught.value.nearest) == {"H1-0001", "H1-0002"}
    with pytest.raises(NotFoundError) as caught:
        story(office, "H1-0001", frozenset())
    assert caught.value.nearest == ()


@pytest.mark.parametrize("code", ["", "   ", "%", "'; --", "Ω" * 500])
def test_no_text_breaks_the_question(office, two_units, code):
    with pytest.raises(NotFoundError):
        story(office, code)


def test_an_empty_store_knows_no_code(office):
    with reading(office.engine) as connection:
        assert nearest_codes(connection, "A1") == ()
    with pytest.raises(NotFoundError):
        story(office, "A1")


def test_neighbours_are_looked_for_only_near_the_code(office, two_units):
    with writing(office.engine) as connection:
        connection.execute(update(dossier).where(dossier.c.code == "H1-0002").values(code="Z9"))
        assert nearest_codes(connection, "Z8") == ("Z9",)


@pytest.mark.parametrize(("number", "name"), [(0, "Một"), (1, "Hai"), (2, ""), (None, "")])
def test_a_sheet_without_a_name_has_none(number, name):
    assert sheet_name('["Một", "Hai"]', number) == name
