"""Puts the made-up dossiers into words: names instead of positions, dates as text.

It knows the wordings that systems print; it knows no file formats.
"""

from __future__ import annotations

import pandas as pd

from onestop.sample.world import World


LEVELS = {2: "Cung cấp thông tin trực tuyến", 3: "Một phần", 4: "Toàn trình"}
CHANNELS = {1: "Trực tiếp", 2: "Trực tuyến", 3: "Qua bưu chính công ích"}
YES_NO = {0: "Không", 1: "Có", -1: ""}
PAYMENTS = {0: "Không", 1: "Cổng DVCQG", 2: "Cổng thanh toán của tỉnh"}
RATINGS = {1: "Rất hài lòng", 2: "Hài lòng", 3: "Không hài lòng"}

NATIONAL_STATUSES = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
"""The ten national wordings."""

SCREEN_STATUSES = NATIONAL_STATUSES | {
    1: "Chờ tiếp nhận",
    2: "Mới tiếp nhận",
    5: "Chờ bổ sung",
    6: "Chờ thực hiện nghĩa vụ tài chính",
}
"""The wordings of Tân Dân's screens."""

DESK_STATUSES = NATIONAL_STATUSES | {
    2: "Mới tiếp nhận",
    4: "Chờ xử lý",
    5: "Chờ bổ sung",
    6: "Chờ thanh toán",
    8: "Đã hủy",
    9: "Đã hoàn thành",
    10: "Đã hoàn thành",
}
"""The wordings of a small office's tool; done and handed over are one to it."""


def in_words(world: World, dossiers: pd.DataFrame, statuses: dict[int, str]) -> pd.DataFrame:
    """The dossiers with names and wordings in place of positions and numbers."""
    procedures = world.procedures.iloc[dossiers["procedure"]].set_axis(dossiers.index)
    told = dossiers.assign(
        unit_name=dossiers["unit"].map(world.units["name"]),
        procedure_code=procedures["code"],
        procedure_name=procedures["name"],
        area=procedures["area"],
        level=procedures["service_level"].map(LEVELS),
        channel=dossiers["channel"].map(CHANNELS),
        status_name=dossiers["status"].map(statuses),
        payment=dossiers["paid_online"].map(PAYMENTS),
    )
    for flag in ("components_digitised", "result_digitised"):
        told[flag] = dossiers[flag].map(YES_NO)
    return told


def dated(instants: pd.Series, pattern: str) -> pd.Series:
    """Dates as text; a missing one is an empty text."""
    return instants.dt.strftime(pattern).fillna("")


def period_line(world: World) -> str:
    """The line under a title that says which days the list covers."""
    return f"(Từ ngày {world.first:%d/%m/%Y} đến ngày {world.as_of:%d/%m/%Y})"
