"""A load taken back leaves the store as if it had never come; made again, it is the same store."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from etl.rebuild import rebuild
from etl.withdraw import withdraw
from onestop.domain.errors import (
    NotFoundError,
    StoreError,
    UsageError,
)
from onestop.storage import state
from onestop.storage.engine import reading, writing
from onestop.storage.tables import pin, unit, withdrawal
from tests.fixtures.desks import job_of
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import (
    AS_OF,
    Office,
    as_csv,
    done,
    lines,
    portal,
    portal_dossier,
    row,
)


REASON = "Nạp nhầm tệp của tháng khác"
UNITS = "code,name,level,parent,valid_from,valid_to,successors,aliases"
PROCEDURES = "code,name,area,service_level,limit_working_days,aliases"


@pytest.fixture
def files(tmp_path) -> dict[str, tuple[str, ...]]:
    """Loads that touch each other: two sources, corrections, lists, refused rows, feedback."""

    def path(name: str):
        return tmp_path / name

    first = [row("A1"), done("A2"), row("A3", unit="UBND xã Bình Thử"), row("A4", unit="")]
    second = [
        done("A1", finished="15/01/2024"),
        row("A2", status="Đang xử lý"),
        row("B1", unit="UBND xã Chỉ Một Lần", area="Lĩnh vực chỉ một lần"),
        row("B2", procedure_code="1.000099", procedure="Thủ tục chỉ một lần"),
        row("X1", received="hôm qua"),
    ]
    third = [done("A1", finished="16/01/2024"), done("A3", unit="UBND xã Bình Thử"), row("C1")]
    claims = (
        portal_dossier("A1", KenhThucHien="1"),
        portal_dossier("A3", TrangThaiHoSo="9", NgayTra="20240109080000"),
        portal_dossier("P1", DonViXuLy="UBND xã Cổng Thử"),
    )
    letters = "Mã hồ sơ,Số phiếu,Ngày ký phiếu,Ngày hẹn trả cũ,Ngày hẹn trả mới"
    ratings = "Mã hồ sơ,Mức độ hài lòng,Ngày đánh giá"
    feedback = "Mã PAKN,Lĩnh vực,Cơ quan xử lý,Ngày tiếp nhận,Ngày trả lời"
    told = {
        "first": (as_csv(path("1.csv"), first), "2024-03-31"),
        "second": (as_csv(path("2.csv"), second), "2024-04-30"),
        "portal": (portal(path("p.json"), *claims), "2024-05-05"),
        "letters": (
            lines(path("l.csv"), letters, "A1,01/PXL,08/01/2024,,20/01/2024", "B1,2/PXL,,,"),
            "2024-05-10",
        ),
        "ratings": (
            lines(path("r.csv"), ratings, "A1,Hài lòng,17/01/2024", "Z9,Hài lòng,17/01/2024"),
            "2024-05-11",
        ),
        "feedback": (
            lines(path("f.csv"), feedback, "PAKN-1,Hộ tịch,UBND xã An Thử,02/01/2024,"),
            "2024-05-12",
        ),
        "third": (as_csv(path("3.csv"), third), AS_OF),
        "older": (as_csv(path("0.csv"), [row("A1", channel="Trực tuyến"), row("D1")]), None),
    }
    return {name: (file, *(["--as-of", at] if at else [])) for name, (file, at) in told.items()}


@pytest.fixture
def catalogues(tmp_path):
    """Loads the same catalogues into an office, before its files."""
    units = (
        "H98,UBND huyện Thử,district,,,,,",
        "H98.01,UBND xã An Thử,commune,H98,,,,An Thử",
    )
    tables = (
        ("units", lines(tmp_path / "units.csv", UNITS, *units)),
        (
            "procedures",
            lines(tmp_path / "p.csv", PROCEDURES, "1.000001,Đăng ký thử,Tư pháp,4,3,"),
        ),
    )

    def load(office: Office) -> None:
        for kind, file in tables:
            assert office.run("catalogue", kind, file).code == 0

    return load


def load(office: Office, files: dict, *left_out: str) -> dict[str, int]:
    """Loads all but some, each by a command of its own; the load's id by its name."""
    numbers = {}
    for name, args in files.items():
        if name not in left_out:
            office.load(*args)
            numbers[name] = office.rows("SELECT max(id) FROM snapshot")[0][0]
    return numbers


EACH = ("first", "second", "portal", "letters", "ratings", "feedback", "third", "older")


@pytest.mark.parametrize("taken_back", EACH)
def test_a_load_taken_back_has_never_come(office, other, files, catalogues, taken_back):
    for one in (office, other):
        catalogues(one)
    numbers = load(office, files)
    withdraw(job_of(office), numbers[taken_back], REASON)
    load(other, files, taken_back)
    assert differing(whole(office.engine), whole(other.engine)) == {}
    office.recount()


def test_figures_after_a_withdrawal_agree_with_themselves(office, other, files):
    numbers = load(office, files)
    withdraw(job_of(office), numbers["second"], REASON)
    load(other, files, "second")
    office.verify()
    asked = ("--as-of", AS_OF)
    assert office.measures(*asked) == other.measures(*asked)
    assert office.by("unit", "received", *asked) == other.by("unit", "received", *asked)


def test_a_store_made_again_is_the_same_store(office, files, catalogues):
    catalogues(office)
    load(office, files)
    before, loads = whole(office.engine), office.rows("SELECT id, path, loaded_at FROM snapshot")
    assert rebuild(job_of(office)) == len(files)
    assert differing(whole(office.engine), before) == {}
    assert office.rows("SELECT id, path, loaded_at FROM snapshot ORDER BY id") == loads
    office.recount()


def test_names_given_after_the_loads_stay_given(office, files, catalogues):
    load(office, files)
    catalogues(office)
    before = whole(office.engine)
    rebuild(job_of(office))
    now = whole(office.engine)
    # Wordings that are known by now are no findings any more, nor do they differ.
    kinds = {row[1] for row in before.pop("finding") - now.pop("finding")}
    assert differing(now, before) == {}
    assert kinds == {"unknown_unit", "unknown_procedure", "sources_differ"}
    office.verify()


def test_what_was_loaded_after_a_rebuild_meets_what_is_there(office, other, files):
    last = {"third": files["third"], "older": files["older"]}
    for one in (office, other):
        load(one, files, *last)
    rebuild(job_of(office))
    for one in (office, other):
        load(one, last)
    assert differing(whole(office.engine), whole(other.engine)) == {}


def test_a_withdrawal_is_remembered_with_its_reason(office, files):
    numbers = load(office, files)
    withdraw(job_of(office, now=1_735_000_123), numbers["portal"], f"  {REASON} ")
    with reading(office.engine) as connection:
        [told] = connection.execute(select(withdrawal)).mappings().all()
    assert told["path"] == files["portal"][0]
    assert (told["profile"], told["reason"]) == ("national-portal", REASON)
    assert told["withdrawn_at"] == 1_735_000_123


def test_the_same_file_may_be_loaded_again(office, other, files):
    numbers = load(office, files)
    withdraw(job_of(office), numbers["older"], REASON)
    assert office.counts(*files["older"])["inserted"] == 1
    load(other, files)
    assert differing(whole(office.engine), whole(other.engine)) == {}


def test_loads_one_after_the_other_are_taken_back_to_nothing(office, files):
    for number in load(office, files).values():
        withdraw(job_of(office), number, REASON)
    left = {name for name, rows in whole(office.engine).items() if rows}
    assert left == set()
    assert office.run("indicators", "--period", "2024").code == 0
    assert office.rows("SELECT count(*) FROM withdrawal") == [(len(files),)]


def test_pages_notice_a_withdrawal(office, files):
    numbers = load(office, files)
    with reading(office.engine) as connection:
        before = int(state.read(connection, state.DATA_VERSION))
    withdraw(job_of(office), numbers["first"], REASON)
    with reading(office.engine) as connection:
        assert int(state.read(connection, state.DATA_VERSION)) == before + 1


def test_a_pin_keeps_its_unit(office, files, catalogues):
    catalogues(office)
    numbers = load(office, files)
    named = ("UBND xã An Thử", "UBND xã Cổng Thử", "UBND xã Chỉ Một Lần")
    with writing(office.engine) as connection:
        ids = dict(connection.execute(select(unit.c.name, unit.c.id)).all())
        for name in named:
            values = {"day": 19_800, "unit_id": ids[name], "text": name, "pinned_at": 1}
            connection.execute(insert(pin).values(**values))
    withdraw(job_of(office), numbers["second"], REASON)
    query = "SELECT pin.text, unit.name FROM pin JOIN unit ON unit.id = pin.unit_id ORDER BY pin.id"
    assert office.rows(query) == [(name, name) for name in named]


def test_a_unit_told_at_loading_is_told_again(office, tmp_path, catalogues):
    catalogues(office)
    told = ("--as-of", AS_OF)
    office.load(as_csv(tmp_path / "a.csv", [row("A1", unit="")]), *told, "--unit", "an thử")
    office.load(as_csv(tmp_path / "b.csv", [row("B1", unit="")]), *told)
    rebuild(job_of(office))
    told = office.by("unit", "received", *told)
    assert told == {"UBND xã An Thử": 1, "(không rõ cơ quan)": 1}


def test_applicants_names_are_kept_where_the_installation_keeps_them(office, tmp_path):
    rows = [row("A1", name="Người Thử Một"), row("A2", name="Người Thử Hai")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF, ONESTOP_KEEP_NAMES="1")
    before = office.rows("SELECT name FROM applicant ORDER BY name")
    assert len(before) == 2
    rebuild(job_of(office, keep_names=True))
    assert office.rows("SELECT name FROM applicant ORDER BY name") == before
    rebuild(job_of(office))
    assert office.rows("SELECT name FROM applicant") == []


def kept(office: Office, number: int):
    """Where the file of a load is kept."""
    [(sha256,)] = office.rows(f"SELECT sha256 FROM snapshot WHERE id = {number}")
    return office.folder / "var" / "snapshots" / sha256[:2] / sha256


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_lost_file_stops_before_anything_changes(office, files, harm):
    numbers = load(office, files)
    before, file = whole(office.engine), kept(office, numbers["first"])
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().replace(b"A1", b"A9"))
    with pytest.raises(StoreError, match=r"lần nạp 1 .*snapshots"):
        withdraw(job_of(office), numbers["third"], REASON)
    assert whole(office.engine) == before
    withdraw(job_of(office), numbers["first"], REASON)  # what is lost can still be taken back


def test_a_source_that_is_no_longer_declared_stops_before_anything_changes(office, files):
    load(office, files)
    before, job = whole(office.engine), job_of(office)
    job.sources.profiles[:] = [p for p in job.sources.profiles if p.code != "national-portal"]
    with pytest.raises(StoreError, match="Lần nạp 3 không dựng lại được"):
        rebuild(job)
    assert whole(office.engine) == before


@pytest.mark.parametrize("number", [0, 99, -1])
def test_an_unknown_load_is_told_so(office, files, number):
    load(office, files, *EACH[2:])
    with pytest.raises(NotFoundError, match=str(number)):
        withdraw(job_of(office), number, REASON)


def test_a_reason_must_be_given(office):
    with pytest.raises(UsageError, match="lý do"):
        withdraw(job_of(office), 1, "  ")
