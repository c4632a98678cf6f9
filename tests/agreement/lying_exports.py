"""What the offices' system would export at each month's end, honestly or not.

A snapshot is the truth as it is known at a moment, as a wide list with the headings of a
one-stop system. A lie changes truth or snapshot; it knows no lie itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from onestop.domain.period import day_number
from tests.agreement.lying_truth import DAY, UNITS, Truth


MONTH_ENDS = tuple(
    day_number(date(2024 + number // 12, number % 12 + 1, 1)) * DAY - 4 * 3_600
    for number in range(1, 15)
)
"""Local seconds of the exports: 20:00 of each month's last day."""

HEADINGS = {
    "code": "Mã hồ sơ",
    "procedure": "Tên TTHC",
    "unit_name": "Cơ quan giải quyết",
    "channel": "Hình thức nộp",
    "submitted_at": "Ngày nộp",
    "received_at": "Ngày tiếp nhận",
    "due_at": "Ngày hẹn trả",
    "finished_at": "Ngày có kết quả",
    "returned_at": "Ngày trả kết quả",
    "status": "Trạng thái",
    "supplement_count": "Số lần yêu cầu bổ sung",
    "components_digitised": "Số hóa thành phần hồ sơ",
    "components_reused": "Tái sử dụng thành phần hồ sơ",
    "result_digitised": "Số hóa kết quả",
}
STATUS = {
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}

Change = Callable[[pd.DataFrame, int], pd.DataFrame]
"""What a lie does to the rows of a snapshot of a moment."""


@dataclass(frozen=True)
class District:
    """The truth as a liar would have it, and what the liar does to each export."""

    truth: Truth
    change: Change | None = None


def snapshot(district: District, as_of: int) -> pd.DataFrame:
    """The rows of an export: what is known at a moment. Index: the dossier's row."""
    told = district.truth.dossiers
    there = (told["received_at"] <= as_of) & ~(told["gone_at"] <= as_of)
    frame = told[there].copy()
    closed, refused = frame["entered_at"] <= as_of, frame["refused_at"] <= as_of
    asked = (frame["asked_at"] <= as_of) & ~(frame["brought_at"] <= as_of) & ~closed
    frame["status"] = np.select(
        [refused, closed & (frame["returned_at"] <= as_of), closed, asked], [3, 10, 9, 5], 4
    )
    ended = frame["status"].isin((9, 10))
    frame["finished_at"] = frame["shown_finished_at"].where(ended)
    frame["returned_at"] = frame["returned_at"].where(frame["status"] == 10)
    brought = frame["brought_at"] <= as_of
    due = frame["moved_due_at"].where(brought, frame["due_at"])
    frame["due_at"] = frame["redated_at"].where(frame["redated_at"] + 15 * DAY <= as_of, due)
    fixed = frame["fixed_received_at"]
    frame["received_at"] = fixed.where(fixed + 30 * DAY <= as_of, frame["received_at"])
    frame["supplement_count"] = (frame["asked_at"] <= as_of).astype(int)
    frame["result_digitised"] = frame["result_digitised"].where(ended)
    return district.change(frame, as_of) if district.change else frame


def write(district: District, folder: Path) -> list[tuple[Path, int | None]]:
    """All exports as files, with the moment each speaks for; the steps last."""
    files: list[tuple[Path, int | None]] = []
    for number, as_of in enumerate(MONTH_ENDS, 1):
        path = folder / f"danh-sach-{number:02d}.csv"
        _write_list(snapshot(district, as_of), path)
        files.append((path, as_of))
    path = folder / "tien-do.json"
    _write_steps(district.truth, path)
    return [*files, (path, MONTH_ENDS[-1])]


def _write_list(frame: pd.DataFrame, path: Path) -> None:
    shown = {name: frame[name] for name in HEADINGS if name in frame}
    shown["procedure"] = frame["limit"].map("Thủ tục {} ngày".format)
    shown["unit_name"] = frame["unit"].map(dict(enumerate(UNITS)))
    shown["channel"] = frame["online"].map({0: "Trực tiếp", 1: "Trực tuyến"})
    shown["status"] = frame["status"].map(STATUS)
    for name in ("submitted_at", "received_at", "due_at", "finished_at", "returned_at"):
        shown[name] = _texts(frame[name].to_numpy())
    for name in ("components_digitised", "components_reused", "result_digitised"):
        shown[name] = frame[name].map({0: "Không", 1: "Có"})
    table = pd.DataFrame(shown)[list(HEADINGS)].rename(columns=HEADINGS)
    table.to_csv(path, index=False, encoding="utf-8")


def _texts(instants: np.ndarray) -> np.ndarray:
    at = np.where(np.isnan(instants), np.iinfo(np.int64).min, np.nan_to_num(instants))
    texts = np.char.replace(np.datetime_as_string(at.astype("datetime64[s]")), "T", " ")
    return np.where(np.isnan(instants), "", texts)


def _write_steps(truth: Truth, path: Path) -> None:
    """Steps up to the last export."""
    steps = truth.steps[truth.steps["started_at"] <= MONTH_ENDS[-1]]
    at = steps["started_at"].to_numpy().astype("datetime64[s]")
    compact = pd.Series(at).dt.strftime("%Y%m%d%H%M%S")
    codes = truth.dossiers["code"].to_numpy()[steps["dossier"]]
    rows = [
        {"MaHoSo": code, "PhongBanXuLy": "Phòng Một", "NgayBatDau": begun, "ThoiDiemXuLy": begun}
        for code, begun in zip(codes, compact, strict=True)
    ]
    path.write_text(json.dumps({"data": rows}, ensure_ascii=False), encoding="utf-8")
