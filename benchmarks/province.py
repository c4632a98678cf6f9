"""The made-up province of the bench: its catalogues, its wordings, its habits.

200 units × 300 procedures × 25 areas; nothing in it is real.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np


SEED = 20241214
"""Every file of one seed speaks of the same province."""

LEVELS = {2: "Cung cấp thông tin trực tuyến", 3: "Một phần", 4: "Toàn trình"}
CHANNELS = {1: "Trực tiếp", 2: "Trực tuyến", 3: "Qua bưu chính công ích"}
YES_NO = {0: "Không", 1: "Có", -1: ""}
PAYMENTS = {0: "Không", 1: "Cổng DVCQG", 2: "Cổng thanh toán của tỉnh", -1: ""}

UNITS, PROCEDURES = 200, 300
AREAS = [
    "Hộ tịch",
    "Chứng thực",
    "Đất đai",
    "Bảo trợ xã hội",
    "Người có công",
    "Xây dựng",
    "Nông nghiệp",
    "Giáo dục",
    "Thành lập doanh nghiệp",
    "Lao động",
    "Giao thông",
    "Y tế dự phòng",
    "Môi trường",
    "Khoáng sản",
    "Tài nguyên nước",
    "Văn hóa",
    "Thể thao",
    "Du lịch",
    "Lưu thông hàng hóa",
    "Tôn giáo",
    "Thi đua khen thưởng",
    "Nuôi con nuôi",
    "Hòa giải cơ sở",
    "Thủy lợi",
    "Lâm nghiệp",
]
LIMITS = np.array([1, 2, 3, 3, 5, 5, 7, 10, 10, 12, 15, 20, 22, 30, 45])


@dataclass(frozen=True)
class Province:
    """The catalogues and the habits of each unit and procedure."""

    unit_codes: list[str]
    unit_names: list[str]
    procedure_codes: list[str]
    procedure_names: list[str]
    area: np.ndarray
    level: np.ndarray
    limit: np.ndarray
    fee: np.ndarray
    late_share: np.ndarray
    online_share: np.ndarray
    digitised_share: np.ndarray


def _place_names(count: int) -> list[str]:
    first = ["Ngàn", "Đồi", "Suối", "Bến", "Gò", "Vườn", "Rừng", "Đèo", "Hồ", "Thác", "Cồn", "Mây"]
    second = [
        "Sương",
        "Trăng",
        "Vọng",
        "Lau",
        "Sáo",
        "Nắng",
        "Khói",
        "Thông",
        "Sim",
        "Gió",
        "Ráng",
        "Lụa",
        "Trầm",
        "Mật",
        "Cỏ",
        "Hoa",
        "Đàn",
    ]
    pairs = itertools.islice(itertools.product(second, first), count)
    return [f"UBND xã {b} {a}" for a, b in pairs]


def _procedure_names(areas: np.ndarray) -> list[str]:
    verbs = [
        "Đăng ký",
        "Cấp",
        "Cấp lại",
        "Gia hạn",
        "Điều chỉnh",
        "Xác nhận",
        "Thu hồi",
        "Chấp thuận",
    ]
    things = ["giấy xác nhận", "giấy phép", "quyết định", "chứng chỉ", "hồ sơ"]
    names, seen = [], itertools.count(1)
    for position, area in enumerate(areas):
        verb = verbs[position % len(verbs)]
        thing = things[position // len(verbs) % len(things)]
        names.append(f"{verb} {thing} lĩnh vực {AREAS[area].lower()}, trường hợp {next(seen)}")
    return names


def province(seed: int) -> Province:
    """The same catalogues and habits for every file of one seed."""
    rng = np.random.default_rng([seed, 0])
    area = np.sort(rng.integers(0, len(AREAS), PROCEDURES))
    area[: len(AREAS)] = np.arange(len(AREAS))
    level = rng.choice([2, 3, 4], PROCEDURES, p=[0.3, 0.45, 0.25])
    return Province(
        unit_codes=[f"H96.{position + 101}" for position in range(UNITS)],
        unit_names=_place_names(UNITS),
        procedure_codes=[f"{1 + p % 2}.{900_001 + 137 * p:06d}" for p in range(PROCEDURES)],
        procedure_names=_procedure_names(area),
        area=area,
        level=level,
        limit=rng.choice(LIMITS, PROCEDURES),
        fee=rng.choice([0, 0, 8_000, 20_000, 50_000, 150_000], PROCEDURES),
        late_share=rng.beta(1.2, 18, UNITS),
        online_share=rng.beta(5, 3, UNITS),
        digitised_share=rng.beta(7, 2, UNITS),
    )


# Invented people: a family, a middle and a given name drawn together; _ joins two words.
FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Rơ_Châm Siu Ksor Y"
).split()
MIDDLE = ("Văn Thị Minh Hữu Ngọc Thanh Đức Quang Thu Hải Kim Bảo").split()
GIVEN = (
    "An Bình Chi Dũng Giang Hà Hạnh Hiếu Khánh Lan Linh Long Mai Nam Nga Ngân Oanh Phúc Quân "
    "Sơn Tâm Thảo Trang Tú Uyên Vân Việt Xuân Yến Đạt"
).split()
APPLICANTS = [" ".join(name).replace("_", " ") for name in itertools.product(FAMILY, MIDDLE, GIVEN)]


def write_catalogues(folder: Path, seed: int = SEED) -> None:
    """units.csv and procedures.csv of the made-up province."""
    place = province(seed)
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("code", "name", "level", "parent"))
        rows.writerow(("H96", "UBND tỉnh Sương Mây", "province", ""))
        pairs = zip(place.unit_codes, place.unit_names, strict=True)
        rows.writerows((code, name, "commune", "H96") for code, name in pairs)
    with (folder / "procedures.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("code", "name", "area", "service_level", "limit_working_days"))
        for position, code in enumerate(place.procedure_codes):
            known = (place.procedure_names[position], AREAS[place.area[position]])
            rows.writerow((code, *known, place.level[position], place.limit[position]))
