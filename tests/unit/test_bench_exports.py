"""The bench's made-up exports: the same bytes each time, one world in both sources."""

from __future__ import annotations

import csv
import hashlib
import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from benchmarks.chance import chance
from benchmarks.dossiers import MISSING, Order, blocks
from benchmarks.exports import count, short, years
from benchmarks.jobs import UNIT_NAME
from benchmarks.make import write_csv
from benchmarks.portal import write_portal
from benchmarks.province import SEED, province
from onestop.sample.days import is_working_day


ROWS = 20_000
CODE, STATUS = "Mã hồ sơ", "Trạng thái"
ONLINE = "Trực tuyến"
WRITERS = {"csv": write_csv, "json": write_portal}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """The first export, the portal's, and a day's news."""
    folder = tmp_path_factory.mktemp("bench")
    write_csv(folder / "first.csv", Order(ROWS))
    write_portal(folder / "first.json", Order(ROWS))
    write_csv(folder / "day.csv", Order(ROWS, variant="day"))
    return folder


def rows_of(path: Path) -> dict[str, dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[CODE]: row for row in csv.DictReader(file)}


def dossiers_of(path: Path) -> dict[str, dict]:
    with path.open(encoding="utf-8") as file:
        return {told["MaHoSo"]: told for told in map(json.loads, file)}


@pytest.mark.parametrize(
    ("kind", "variant"), [("csv", "first"), ("csv", "again"), ("csv", "day"), ("json", "first")]
)
def test_the_same_arguments_give_the_same_bytes(tmp_path, kind, variant):
    digests = set()
    for name in ("one", "other"):
        path = tmp_path / f"{name}.{kind}"
        WRITERS[kind](path, Order(ROWS, variant=variant))
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_another_seed_gives_another_world(tmp_path, place):
    write_portal(tmp_path / "other.json", Order(ROWS, seed=1))
    assert (tmp_path / "other.json").read_bytes() != (place / "first.json").read_bytes()


def test_the_portal_tells_of_exactly_the_online_dossiers(place):
    online = {
        c for c, row in rows_of(place / "first.csv").items() if row["Hình thức nộp"] == ONLINE
    }
    assert online == set(dossiers_of(place / "first.json"))
    assert 0.2 < len(online) / ROWS < 0.6


def test_the_portal_names_no_applicant(place):
    text = (place / "first.json").read_text(encoding="utf-8")
    assert "ChuHoSo" not in text
    assert not any(
        row["Chủ hồ sơ"] in text for row in list(rows_of(place / "first.csv").values())[:50]
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "least", "most"),
    [
        ("Ngày hẹn trả KQ", "NgayHenTra", 0.015, 0.025),
        ("Cơ quan giải quyết", "DonViXuLy", 0.005, 0.015),
    ],
)
def test_the_portal_differs_now_and_then(place, ours, theirs, least, most):
    rows, portal = rows_of(place / "first.csv"), dossiers_of(place / "first.json")
    differing = [c for c, told in portal.items() if plain(rows[c][ours]) != told[theirs]]
    assert least < len(differing) / len(portal) < most


def plain(text: str) -> str:
    """17/05/2024 08:30:00 as the portal writes it; anything else as it is."""
    day, _, clock = text.partition(" ")
    if day.count("/") != 2:
        return text
    return "".join(reversed(day.split("/"))) + clock.replace(":", "")


def test_a_status_behind_has_not_the_dates_of_the_next_one(place):
    for told in dossiers_of(place / "first.json").values():
        assert bool(told["NgayTra"]) == (told["TrangThaiHoSo"] == "10")
        assert bool(told["NgayKetThucXuLy"]) == (told["TrangThaiHoSo"] in ("7", "9", "10"))


def test_only_the_portal_knows_of_some_payments_and_waits(place):
    rows, portal = rows_of(place / "first.csv"), dossiers_of(place / "first.json")
    paid = [
        c
        for c, told in portal.items()
        if told["DuocThanhToanTrucTuyen"] == "1" and rows[c]["Thanh toán trực tuyến"] == "Không"
    ]
    waits = [
        told["DanhSachHoSoBoSung"][0] for told in portal.values() if told["DanhSachHoSoBoSung"]
    ]
    assert paid
    assert waits
    assert all(
        w["NgayTiepNhanBoSung"] == "" or w["NgayBoSung"] < w["NgayTiepNhanBoSung"] for w in waits
    )
    assert all(told["NgayNopHoSo"] <= told["NgayTiepNhan"] for told in portal.values())


def test_a_day_brings_new_dossiers_and_known_ones_that_went_on(place):
    first, day = rows_of(place / "first.csv"), rows_of(place / "day.csv")
    known = set(first) & set(day)
    assert len(day) == ROWS // 500
    assert len(day) - len(known) == 24
    assert all(first[code][STATUS] != day[code][STATUS] for code in known)
    assert {day[code][STATUS] for code in known} == {"Đã xử lý xong", "Đã trả kết quả"}
    assert {day[code]["Ngày tiếp nhận"][:10] for code in set(day) - known} == {"16/12/2024"}


def test_a_known_dossier_keeps_what_a_day_does_not_change(place):
    first, day = rows_of(place / "first.csv"), rows_of(place / "day.csv")
    kept = ("Mã TTHC", "Cơ quan giải quyết", "Ngày tiếp nhận", "Ngày hẹn trả KQ", "Hình thức nộp")
    for code in set(first) & set(day):
        assert [first[code][name] for name in kept] == [day[code][name] for name in kept]


@pytest.fixture(scope="module")
def world() -> dict:
    """Every dossier of an order, as arrays."""
    made = list(blocks(Order(ROWS), province(SEED)))
    return {field: np.concatenate([block[field] for block in made]) for field in made[0]}


def test_nobody_works_on_holidays_but_some_saturdays(world):
    received, finished = world["received"] // 86_400, world["finished"] // 86_400
    saturday = (received + 3) % 7 == 5
    assert (is_working_day(received) | saturday).all()
    assert 0 < (~is_working_day(received)).mean() < 0.02
    done = world["finished"] != MISSING
    assert (is_working_day(finished) | (finished == received) & saturday)[done].all()


def test_units_differ_in_lateness(world):
    told = (world["finished"] != MISSING) & (world["due"] != MISSING)
    late = told & (world["finished"] // 86_400 > world["due"] // 86_400)
    shares = [late[world["unit"] == one].mean() for one in range(20)]
    assert min(shares) < 0.03 < 0.1 < max(shares)


def test_a_draw_belongs_to_the_dossier_and_is_even():
    (block,) = blocks(Order(5_000), province(SEED))
    backwards = {field: values[::-1] for field, values in block.items()}
    drawn = chance(block, 7, "due")
    assert (chance(backwards, 7, "due")[::-1] == drawn).all()
    assert (chance(block, 8, "due") != drawn).any()
    assert (chance(block, 7, "desk") != drawn).any()
    tenths = np.histogram(drawn, bins=10, range=(0, 1))[0]
    assert tenths.min() > 400


def test_memory_does_not_grow_with_the_rows(tmp_path):
    peaks = []
    for rows in (100_000, 300_000):
        tracemalloc.start()
        for _ in blocks(Order(rows), province(SEED)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


def test_sizes_are_read_and_told_as_people_write_them():
    assert [count(text) for text in ("20k", "10m", "123")] == [20_000, 10_000_000, 123]
    assert [short(rows) for rows in (20_000, 10_000_000, 123)] == ["20k", "10m", "123"]
    assert [years(rows) for rows in (100_000, 2_000_000, 10_000_000)] == [
        "2024",
        "2023-2024",
        "2021-2025",
    ]


def test_the_unit_asked_of_duckdb_is_the_busiest():
    assert province(SEED).unit_names[0] == UNIT_NAME
