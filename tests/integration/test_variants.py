"""Other files of the same kinds: habits of writing that must not change what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.parse_text import codes, procedure_codes
from etl.reading import Asked, Opened
from etl.recognise import load_sources
from etl.snapshots import snapshot_of


HEADER = "Mã hồ sơ,Cơ quan giải quyết,Ngày tiếp nhận,Ngày hẹn trả,Ngày có kết quả,Trạng thái"
LINE = "{},UBND xã Phú Lộc,04/11/2024 08:00,05/11/2024 17:00,{},Đã trả kết quả"
DESKS = "Mã hồ sơ,Phòng ban,Đơn vị,Ngày tiếp nhận,Hạn xử lý,Thời hạn,Trạng thái"
GROUPS = (
    "Mã hồ sơ,Nội dung hồ sơ,Họ tên chủ hồ sơ,Địa chỉ chủ hồ sơ,Người nhận hồ sơ,"
    "Ngày tiếp nhận,Ngày hẹn trả,Trạng thái"
)


@pytest.fixture(scope="module")
def sources(config_dir):
    return load_sources([config_dir])


@pytest.fixture
def read(sources, tmp_path):
    """A csv of some lines -> its layout and its batch."""

    def opened(*lines: str):
        path = Path(tmp_path / "danh sách.csv")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        file = Opened(snapshot_of(path, path.name), Asked(sources))
        [(code, [(_, layout)])] = file.sheets.items()
        [(_, batch)] = file.batches(code)
        return layout, batch

    return opened


def dossiers(form: str, finished: str = "05/11/2024 09:30", count: int = 6) -> list[str]:
    return [LINE.format(form.format(number), finished) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    "form",
    [
        " H98.31.02-241104-000{} ",
        "h98.31.02 - 241104 - 000{}",
        "H98 . 31 . 02-241104-000{}",
        "'H98.31.02-241104-000{}",
        "H98.31.02–241104–000{}",
    ],
)
def test_a_code_written_with_blanks_or_other_marks_is_the_same_code(read, form):
    _, batch = read(HEADER, *dossiers(form))
    assert list(batch.code) == [f"H98.31.02-241104-000{number}" for number in range(1, 7)]
    assert (batch.rejected_rows, batch.skipped) == (0, 0)


def test_a_formula_that_keeps_a_code_text_is_no_part_of_it():
    assert codes(['="H98.31.02-241104-0001"']) == ["H98.31.02-241104-0001"]


def test_a_procedure_code_that_became_a_number_is_the_code_again():
    written = ["2,000815", "2.00081", "2,0008", "'1.003554.H98", 2.00081]
    expected = ["2.000815", "2.000810", "2.000800", "1.003554", "2.000810"]
    assert procedure_codes(written) == expected


@pytest.mark.parametrize(
    "moment",
    [
        "05/11/2024 - 09:30",
        "05/11/2024 lúc 09:30",
        "'05/11/2024 09:30",
        "05/11/2024 9:30 SA",
        "5/11/2024 09:30:00 AM",
    ],
)
def test_a_closing_moment_is_read_however_it_is_joined(read, moment):
    _, usual = read(HEADER, *dossiers("A-2411-000{}"))
    _, batch = read(HEADER, *dossiers("A-2411-000{}", moment))
    assert batch.values["finished_at"].tolist() == usual.values["finished_at"].tolist()


def test_an_evening_hour_of_a_clock_of_twelve_is_read(read):
    _, usual = read(HEADER, *dossiers("A-2411-000{}", "05/11/2024 14:30"))
    _, batch = read(HEADER, *dossiers("A-2411-000{}", "05/11/2024 2:30 CH"))
    assert batch.values["finished_at"].tolist() == usual.values["finished_at"].tolist()


@pytest.mark.parametrize(
    "last",
    [
        "Tổng hợp,6",
        "Cộng dồn,6",
        "Lũy kế,6",
        "Danh sách có 6 hồ sơ,6",
        "Trang 1,",
        "Trang 1/20,",
        "Ngày 20/12/2024,",
        ",Bên giao,,,,Bên nhận",
        ",Chánh Văn phòng,,,,Người thống kê",
    ],
)
def test_what_stands_under_a_list_is_no_dossier(read, last):
    _, batch = read(HEADER, *dossiers("A-2411-000{}"), last + "," * (5 - last.count(",")))
    assert (len(batch.code), batch.skipped, batch.rejected_rows) == (6, 1, 0)


def test_a_row_without_a_code_is_still_a_lost_dossier(read):
    _, batch = read(HEADER, *dossiers("A-2411-000{}"), ",UBND xã Phú Lộc,04/11/2024,,,")
    assert [reject.reason for reject in batch.rejects] == ["thiếu mã hồ sơ"]


def test_rooms_are_no_offices_and_their_limit_is_not_the_promise(read):
    line = "A-2411-0001,Bộ phận Một cửa,UBND xã Phú Lộc,04/11/2024,04/11/2024,06/11/2024,Đang xử lý"
    layout, batch = read(DESKS, line)
    assert layout.headings["current_desk"] == "Phòng ban"
    assert "unit" not in layout.headings
    assert batch.names["receiving_unit"].values == ["UBND xã Phú Lộc"]
    assert layout.headings["due_at"] == "Thời hạn"


@pytest.mark.parametrize(
    ("row", "unit", "area"),
    [
        ("--- H98.31.02 - UBND xã Phú Lộc", "UBND xã Phú Lộc", None),
        ("* UBND xã Phú Lộc:", "UBND xã Phú Lộc", None),
        ("UBND xã Phú Lộc", "UBND xã Phú Lộc", None),
        ("--- LV01 - Hộ tịch", None, "Hộ tịch"),
        ("Sở hữu trí tuệ", None, "Sở hữu trí tuệ"),
    ],
)
def test_a_group_row_opens_a_unit_or_an_area_by_its_words(read, row, unit, area):
    dossier = "H98-241104-0001,Khai sinh,Lan,Thôn 1,Cúc,04/11/2024,05/11/2024,Đang xử lý"
    layout, batch = read(GROUPS, f"{row},,,,,,,", dossier)
    assert layout.profile.group == "area"
    found = {name: batch.names[name].values for name in ("unit", "area") if name in batch.names}
    assert found.get("unit") == [unit or "H98"]
    assert found.get("area", [None]) == [area]
