"""Writes the national portal's JSON: one department's dossiers, and online ones again.

The portal tells what the one-stop systems do not: channel, payment, digitisation, pauses.
Now and then it disagrees with them about a date, as it does in life.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from onestop.sample.wording import NATIONAL_STATUSES, dated, in_words
from onestop.sample.world import World


STAMP = "%Y%m%d%H%M%S"
SYNCED = ("one_stop", "tan_dan")
"""The systems whose online dossiers the portal holds too."""

DATES = {
    "NgayNopHoSo": "submitted_at",
    "NgayTiepNhan": "received_at",
    "NgayHenTra": "due_at",
    "NgayKetThucXuLy": "finished_at",
    "NgayTra": "returned_at",
}


def write_portal(world: World, path: Path) -> None:
    """The whole envelope of DongBoHoSoMC, every value a text."""
    told = _portal_view(world)
    data = [_payload(row) for row in told.to_dict("records")]
    envelope = {
        "session": "",
        "madonvi": "000.00.00.H97",
        "service": "DongBoHoSoMC",
        "isUpdating": "True",
        "data": data,
    }
    path.write_text(json.dumps(envelope, ensure_ascii=False), encoding="utf-8")


def _portal_view(world: World) -> pd.DataFrame:
    """What the portal holds, its own habit of dates included."""
    layout = world.dossiers["unit"].map(world.units["layout"])
    online = (world.dossiers["channel"] == 2) & layout.isin(SYNCED)
    seen = world.dossiers[online | (layout == "portal")].copy()
    astray = online[seen.index] & (np.arange(len(seen)) % 40 == 7)
    # The portal still shows another promised day: a contradiction for the findings.
    seen.loc[astray, "due_at"] += pd.Timedelta(days=1)
    told = in_words(world, seen, NATIONAL_STATUSES)
    told["kenh"] = seen["channel"]
    told["digitised"] = seen["components_digitised"]
    told["result"] = seen["result_digitised"]
    for name in (*DATES.values(), "original_due_at", "paused_from", "paused_to"):
        told[name] = dated(told[name], STAMP)
    return told


def _payload(row: dict) -> dict:
    return {
        "MaHoSo": row["code"],
        "MaTTHC": row["procedure_code"],
        "TenTTHC": row["procedure_name"],
        "MaLinhVuc": "",
        "TenLinhVuc": row["area"],
        "KenhThucHien": str(row["kenh"]),
        "ChuHoSo": row["applicant"],
        "LoaiDoiTuong": str(row["applicant_kind"]),
        **{key: row[name] for key, name in DATES.items()},
        "TrangThaiHoSo": str(row["status"]),
        "NgayTuChoi": row["received_at"] if row["status"] == 3 else "",
        "HinhThuc": str(row["return_channel"]),
        "DonViXuLy": row["unit_name"],
        "NoiNopHoSo": "1",
        "HoSoCoThanhPhanSoHoa": str(row["digitised"]),
        "DuocThanhToanTrucTuyen": str(row["paid_online"]),
        **_lists(row),
    }


def _lists(row: dict) -> dict:
    part = {"TenTepDinhKem": "to-khai.pdf", "IsDeleted": "False", "MaThanhPhanHoSo": "TP.01"}
    part |= {"DuocSoHoa": str(row["digitised"]), "DuocTaiSuDung": str(row["components_reused"])}
    result = {"TenGiayTo": "Kết quả", "MaGiayToKetQua": "KQ.01", "DuongDanTepTinKetQua": "kq.pdf"}
    wait = {
        "HoSoBoSungId": "1",
        "NgayBoSung": row["paused_from"],
        "NgayTiepNhanBoSung": row["paused_to"],
        "NgayHenTraTruoc": row["original_due_at"],
        "NgayHenTraMoi": row["due_at"] if row["original_due_at"] else "",
    }
    return {
        "TaiLieuNop": [part],
        "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "HinhThucThu": "1", "Gia": str(row["fee"])}],
        "DanhSachGiayToKetQua": [result] if row["result"] == 1 else [],
        "DanhSachHoSoBoSung": [wait] if row["supplement_count"] else [],
    }
