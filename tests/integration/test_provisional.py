"""What files name and no catalogue knows: listed with what it may be, named without reloading."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from etl.catalogues import Updating
from etl.naming import NewEntry, declare_alias, is_new, same_as
from etl.provisional import Known, Provisional, list_provisional
from onestop.domain.errors import DeclarationError, NotFoundError, UsageError
from onestop.domain.policy import Policy
from onestop.domain.working_time import load_calendar
from onestop.settings import shipped_config
from onestop.storage import ledger_writer, state
from onestop.storage.engine import reading, writing
from onestop.storage.identities import check
from onestop.storage.tables import pin
from tests.fixtures.desks import job_of
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import (
    AS_OF,
    Office,
    as_csv,
    done,
    lines,
    many,
    portal,
    portal_dossier,
    row,
)


UNITS = "code,name,level,parent,valid_from,valid_to,successors,aliases"
CALENDAR = load_calendar(shipped_config() / "calendar")


@pytest.fixture
def named(office, tmp_path) -> Office:
    """An office whose catalogue knows two communes and a procedure, and whose files know more."""
    units = lines(
        tmp_path / "u.csv",
        UNITS,
        "H98,UBND huyện Thử,district,,,,,",
        "H98.01,UBND xã An Thử,commune,H98,,,,",
        "H98.02,UBND xã Bình Thử,commune,H98,,,,",
    )
    procedures = lines(tmp_path / "p.csv", "code,name,area", "1.000001,Đăng ký thử,Hộ tịch")
    assert office.run("catalogue", "units", units).code == 0
    assert office.run("catalogue", "procedures", procedures).code == 0
    rows = [
        done("A1"),
        done("A2", unit="Xã An Thử"),
        row("A3", unit="xã An  Thử"),
        row("A4", unit="UBND xã Cát Thử", procedure_code="1.000002", procedure="Thử hai"),
        row("A5", unit="", area="Đất đai thử", procedure_code="", procedure="Thử ba"),
    ]
    claims = [portal_dossier("A2", DonViXuLy="Xã An Thử"), portal_dossier("A6")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    office.load(portal(tmp_path / "p.json", *claims), "--as-of", AS_OF)
    return office


def provisional(office: Office) -> dict[str, Provisional]:
    """What waits for a name, by its wording."""
    with reading(office.engine) as connection:
        return {one.wording: one for one in list_provisional(connection)}


def settle(office: Office, what: Callable, *told: object):
    """One naming in its own transaction, as a command or a page would do it."""
    with writing(office.engine) as connection:
        ledger_writer.refresh(connection, Policy())
        return what(Updating(connection, Policy(), CALENDAR), *told)


def right(office: Office) -> None:
    """Every identity holds, and the ledger is what a recount gives."""
    office.recount()
    with reading(office.engine) as connection:
        checked = check(connection, Policy())
    assert checked.checks > 100
    assert checked.differences == []


def received(office: Office, dimension: str = "unit") -> dict[str, int]:
    return office.by(dimension, "received", "--as-of", AS_OF)


def test_what_no_catalogue_knows_is_listed_with_its_dossiers_and_the_nearest(named):
    told = provisional(named)
    kinds = {wording: (one.kind, one.dossiers) for wording, one in told.items()}
    assert kinds == {
        "Xã An Thử": ("units", 2),
        "UBND xã Cát Thử": ("units", 1),
        "Thử hai": ("procedures", 1),
        "Thử ba": ("procedures", 1),
        "Đất đai thử": ("areas", 1),
    }
    assert told["Xã An Thử"].nearest[0] == Known("H98.01", "UBND xã An Thử")
    assert told["Thử hai"].code == "1.000002"


def test_units_come_first_and_of_a_kind_those_of_most_dossiers(named):
    assert list(provisional(named)) == [
        "Xã An Thử",
        "UBND xã Cát Thử",
        "Thử ba",
        "Thử hai",
        "Đất đai thử",
    ]


def test_a_unit_that_only_receives_counts_its_dossiers(office, tmp_path):
    heads = {"code": "Mã hồ sơ", "unit": "Cơ quan giải quyết", "desk": "Cơ quan tiếp nhận"}
    heads |= {"received": "Ngày tiếp nhận", "status": "Trạng thái"}
    rows = [row("A1", desk="Bưu điện Thử"), row("A2", desk="UBND xã An Thử")]
    office.load(as_csv(tmp_path / "a.csv", rows, heads), "--as-of", AS_OF)
    counts = {wording: one.dossiers for wording, one in provisional(office).items()}
    assert counts == {"UBND xã An Thử": 2, "Bưu điện Thử": 1}


def test_this_is_that_unit(named):
    number = provisional(named)["Xã An Thử"].id
    report = settle(named, same_as, "units", number, "H98.01")
    assert report.rekeyed_dossiers == 2
    assert "Xã An Thử" not in provisional(named)
    assert received(named)["UBND xã An Thử"] == 4
    right(named)


def test_this_is_a_new_unit(named):
    number = provisional(named)["UBND xã Cát Thử"].id
    told = NewEntry("UBND xã Cát Thử", "H98.03", "commune", "H98")
    settle(named, is_new, "units", number, told)
    query = "SELECT u.id, u.level, p.code FROM unit u JOIN unit p ON p.id = u.parent_id"
    assert named.rows(f"{query} WHERE u.code = 'H98.03'") == [(number, "commune", "H98")]
    assert "UBND xã Cát Thử" not in provisional(named)
    assert received(named)["UBND xã Cát Thử"] == 1
    right(named)


def test_a_new_unit_may_be_called_otherwise_than_the_files_call_it(named, tmp_path):
    number = provisional(named)["Xã An Thử"].id
    told = NewEntry("UBND xã An Thử Đông", "H98.04", "commune", "H98")
    settle(named, is_new, "units", number, told)
    assert received(named)["UBND xã An Thử Đông"] == 2
    named.load(as_csv(tmp_path / "b.csv", [row("B1", unit="XÃ AN THỬ")]), "--as-of", "2024-07-01")
    assert received(named)["UBND xã An Thử Đông"] == 3
    right(named)


def test_a_new_procedure_gives_its_area(named):
    number = provisional(named)["Thử hai"].id
    settle(named, is_new, "procedures", number, NewEntry("Thử hai", "1.000002", area="Tư pháp"))
    assert received(named, "area")["Tư pháp"] == 1
    assert received(named, "procedure")["Thử hai"] == 1
    right(named)


def test_this_is_that_procedure(named):
    number = provisional(named)["Thử ba"].id
    settle(named, same_as, "procedures", number, "1.000001")
    assert received(named, "procedure")["Đăng ký thử"] == 5
    right(named)


def test_this_is_that_area(named):
    number = provisional(named)["Đất đai thử"].id
    settle(named, same_as, "areas", number, "Hộ tịch")
    assert set(received(named, "area")) == {"Hộ tịch"}
    right(named)


def test_this_is_a_new_area(named):
    number = provisional(named)["Đất đai thử"].id
    settle(named, is_new, "areas", number, NewEntry("Đất đai"))
    assert received(named, "area")["Đất đai"] == 1
    assert "Đất đai thử" not in provisional(named)
    right(named)


def test_two_provisional_wordings_may_be_one_area(office, tmp_path):
    rows = [row("A1", area="Đất đai"), row("A2", area="ĐĐ")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    settle(office, is_new, "areas", provisional(office)["ĐĐ"].id, NewEntry("Đất đai"))
    assert received(office, "area") == {"Đất đai": 2}
    right(office)


def test_a_pin_follows_its_unit(named):
    number = provisional(named)["Xã An Thử"].id
    with writing(named.engine) as connection:
        values = {"day": 19_800, "unit_id": number, "text": "nghỉ Tết", "pinned_at": 1}
        connection.execute(insert(pin).values(**values))
    settle(named, same_as, "units", number, "H98.01")
    assert named.rows("SELECT u.code FROM pin JOIN unit u ON u.id = pin.unit_id") == [("H98.01",)]


def test_an_alias_of_a_provisional_entry_follows_it_too(named):
    number = provisional(named)["Xã An Thử"].id
    settle(named, declare_alias, "units", "An Thử (một cửa)", "Xã An Thử")
    settle(named, same_as, "units", number, "H98.01")
    query = "SELECT u.code FROM alias JOIN unit u ON u.id = alias.target_id WHERE kind = 'unit'"
    assert set(named.rows(query)) == {("H98.01",)}
    right(named)


def test_pages_notice_a_naming(named):
    def version() -> int:
        with reading(named.engine) as connection:
            return int(state.read(connection, state.DATA_VERSION))

    before = version()
    settle(named, same_as, "units", provisional(named)["Xã An Thử"].id, "H98.01")
    assert version() > before


def test_names_given_hold_after_a_rebuild(named):
    from etl.rebuild import rebuild

    told = provisional(named)
    settle(named, same_as, "units", told["Xã An Thử"].id, "H98.01")
    told_new = NewEntry("UBND xã Cát Thử Mới", "H98.03", "commune", "H98")
    settle(named, is_new, "units", told["UBND xã Cát Thử"].id, told_new)
    before = whole(named.engine)
    rebuild(job_of(named))
    after = whole(named.engine)
    before.pop("finding"), after.pop("finding")
    assert differing(after, before) == {}


def test_a_renamed_unit_is_still_known_by_its_earlier_name(named, tmp_path):
    from etl.rebuild import rebuild

    renamed = lines(tmp_path / "v.csv", UNITS, "H98.01,Phường An Thử,commune,H98,,,,")
    assert named.run("catalogue", "units", renamed).code == 0
    before = received(named)
    rebuild(job_of(named))
    assert received(named) == before
    assert before["Phường An Thử"] == 2


def test_names_that_two_units_exchange_lead_to_their_new_owners(named, tmp_path):
    swapped = lines(
        tmp_path / "v.csv",
        UNITS,
        "H98.01,UBND xã Bình Thử,commune,H98,,,,",
        "H98.02,UBND xã An Thử,commune,H98,,,,",
    )
    assert named.run("catalogue", "units", swapped).code == 0
    named.load(as_csv(tmp_path / "b.csv", [row("B1")]), "--as-of", "2024-07-01")
    query = "SELECT u.code FROM dossier d JOIN unit u ON u.id = d.unit_id WHERE d.code = 'B1'"
    assert named.rows(query) == [("H98.02",)]


def test_many_dossiers_are_re_keyed_and_stay_right(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", many(600)), "--as-of", AS_OF)
    told = provisional(office)
    new = NewEntry("UBND xã Thử Không", "H98.10", "commune")
    settle(office, is_new, "units", told["UBND xã Thử 0"].id, new)
    settle(office, same_as, "units", told["UBND xã Thử 1"].id, "H98.10")
    assert received(office) == {"UBND xã Thử Không": 400, "UBND xã Thử 2": 200}
    right(office)


REFUSED = {
    "a code that is taken": (NewEntry("UBND xã Mới", "H98.01", "commune"), UsageError),
    "a name that is taken": (NewEntry("UBND xã An Thử", "H98.09", "commune"), UsageError),
    "no code": (NewEntry("UBND xã Mới", "", "commune"), UsageError),
    "no name": (NewEntry("  ", "H98.09", "commune"), UsageError),
    "no such level": (NewEntry("UBND xã Mới", "H98.09", "làng"), DeclarationError),
    "no such parent": (NewEntry("UBND xã Mới", "H98.09", "commune", "H77"), DeclarationError),
}


@pytest.mark.parametrize(("told", "error"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_new_unit_changes_nothing(named, told, error):
    before, number = whole(named.engine), provisional(named)["UBND xã Cát Thử"].id
    with pytest.raises(error):
        settle(named, is_new, "units", number, told)
    assert whole(named.engine) == before


def test_only_what_is_provisional_can_be_named(named):
    [(known,)] = named.rows("SELECT id FROM unit WHERE code = 'H98.01'")
    [(nobody,)] = named.rows("SELECT id FROM unit WHERE name = '(không rõ cơ quan)'")
    for number in (known, nobody, 999):
        with pytest.raises(NotFoundError):
            settle(named, same_as, "units", number, "H98.02")
    with pytest.raises(NotFoundError):
        settle(named, same_as, "làng", 1, "H98.02")


def test_a_wording_that_names_another_entry_is_no_alias(named):
    with pytest.raises(UsageError, match="UBND xã Bình Thử"):
        settle(named, declare_alias, "units", "UBND xã Bình Thử", "H98.01")
    with pytest.raises(NotFoundError, match="H98"):
        settle(named, declare_alias, "units", "Bình Thử", "H98.99")
    number = provisional(named)["Xã An Thử"].id
    with pytest.raises(UsageError, match="chính nó"):
        settle(named, same_as, "units", number, "Xã An Thử")


def test_an_alias_may_be_given_before_any_file_uses_it(named, tmp_path):
    settle(named, declare_alias, "units", "Một cửa Bình Thử", "H98.02")
    file = as_csv(tmp_path / "b.csv", [row("B1", unit="một cửa bình thử")])
    named.load(file, "--as-of", "2024-07-01")
    assert received(named)["UBND xã Bình Thử"] == 1
    assert "Một cửa Bình Thử" not in provisional(named)


def test_nothing_provisional_is_an_empty_list(office):
    with reading(office.engine) as connection:
        assert list_provisional(connection) == []
        assert connection.execute(select(pin.c.id)).all() == []
