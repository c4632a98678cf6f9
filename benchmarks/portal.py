"""Writes the national portal's export of the online dossiers: one JSON object a line.

It tells of the very same dossiers as the one-stop file of the same order, mostly the same;
what differs, and what only the portal knows, is declared here. No applicant is in it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from benchmarks.chance import chance
from benchmarks.dossiers import DATES, MISSING, Order, blocks
from benchmarks.province import AREAS, UNITS, Province, province
from benchmarks.texts import codes, stamped, texts
from onestop.sample.days import add_working_days, office_time


ONLINE = 2

OTHER_DUE, STEP_BEHIND, OTHER_DESK = 0.02, 0.03, 0.01
"""Shares of the portal's dossiers that contradict the one-stop system."""

PAID_UNKNOWN, SCANNED_UNKNOWN, PAUSED = 0.05, 0.04, 0.03
"""Shares in which the portal knows of a payment, a scan or a wait and the one-stop does not."""

BEHIND = np.array([0, 1, 1, 1, 2, 4, 4, 4, 4, 4, 9])
"""The status one step before each national status."""

SHORTEST_WITH_PAUSE = 5
"""Working days of a promise in which a wait for papers has its place."""


def seen_by_portal(block: dict, place: Province, order: Order) -> dict:
    """The online dossiers of a block as the portal holds them.

    The block's fields, and submitted, paused_from, paused_to, original_due, by_post, reused,
    company, code (with the receiving desk's own unit in it).
    """
    online = block["channel"] == ONLINE
    seen = {field: values[online].copy() for field, values in block.items()}
    drawn = {name: chance(seen, order.seed, name) for name in DRAWN}
    seen["code"] = codes(seen, place)
    _contradict(seen, drawn)
    _know_more(seen, drawn)
    _pause(seen, drawn, place, order.as_of())
    return seen


DRAWN = ("due", "behind", "desk", "paid", "scanned", "paused", "wait", "submitted", "habit")


def _contradict(seen: dict, drawn: dict) -> None:
    """Another promised day, a status one step behind, a neighbour's desk."""
    other = (drawn["due"] < OTHER_DUE) & (seen["due"] != MISSING)
    later = add_working_days(seen["due"][other] // 86_400, 1) * 86_400
    seen["due"][other] = later + seen["due"][other] % 86_400
    behind = drawn["behind"] < STEP_BEHIND
    seen["status"][behind] = BEHIND[seen["status"][behind]]
    seen["returned"][seen["status"] != 10] = MISSING
    seen["finished"][(seen["status"] < 7) | (seen["status"] == 8)] = MISSING
    seen["result"][(seen["status"] < 9)] = -1
    desk = drawn["desk"] < OTHER_DESK
    seen["unit"][desk] = (seen["unit"][desk] + 1) % UNITS


def _know_more(seen: dict, drawn: dict) -> None:
    """Payments and scans of which only the portal tells, and its own fields."""
    paid = (seen["fee"] > 0) & (seen["payment"] == 0) & (drawn["paid"] < PAID_UNKNOWN)
    seen["payment"][paid] = 1
    scanned = drawn["scanned"] < SCANNED_UNKNOWN
    seen["components"][scanned] = 1
    seen["result"][scanned & (seen["result"] == 0)] = 1
    seen["submitted"] = seen["received"] - (drawn["submitted"] * 14_400).astype(np.int64)
    seen["by_post"] = (drawn["habit"] < 0.1).astype(np.int64)
    seen["company"] = 1 + (drawn["habit"] > 0.8).astype(np.int64)
    seen["reused"] = ((drawn["habit"] > 0.6) & (seen["components"] == 1)).astype(np.int64)


def _pause(seen: dict, drawn: dict, place: Province, as_of: int) -> None:
    """Waits for papers of one to three working days; who still waits has no end of it."""
    length = 1 + (drawn["wait"] * 3).astype(np.int64)
    start = add_working_days(seen["day"], 1)
    moment = office_time((drawn["wait"] * 28_800).astype(np.int64))
    begun, ended = start * 86_400 + moment, add_working_days(start, length) * 86_400 + moment
    over = np.where(seen["finished"] == MISSING, as_of, seen["finished"])
    waits = seen["status"] == 5
    paused = (drawn["paused"] < PAUSED) & (place.limit[seen["procedure"]] >= SHORTEST_WITH_PAUSE)
    paused = (paused & (ended < over) & (seen["due"] != MISSING)) | (waits & (begun < as_of))
    seen["paused_from"] = np.where(paused, begun, MISSING)
    seen["paused_to"] = np.where(paused & ~waits, ended, MISSING)
    original = add_working_days(seen["due"] // 86_400 * paused, -length) * 86_400
    moved = paused & ~waits
    seen["original_due"] = np.where(moved, original + seen["due"] % 86_400, MISSING)


def write_portal(path: Path, order: Order) -> int:
    """Writes one file (UTF-8) and returns its number of dossiers."""
    place, written = province(order.seed), 0
    catalogue = _catalogue(place)
    with path.open("w", encoding="utf-8", newline="") as file:
        for block in blocks(order, place):
            seen = seen_by_portal(block, place, order)
            cells = zip(*(_cells(seen, catalogue)), strict=True)
            file.writelines(map(LINE.__mod__, cells))
            written += len(seen["unit"])
    return written


LINE = (
    '{"MaHoSo":"%s",%s,"KenhThucHien":"2","LoaiDoiTuong":"%s","NgayNopHoSo":"%s",'
    '"NgayTiepNhan":"%s","NgayHenTra":"%s","NgayKetThucXuLy":"%s","NgayTra":"%s",'
    '"TrangThaiHoSo":"%s","HinhThuc":"%s","DonViXuLy":"%s","NoiNopHoSo":"1",'
    '"HoSoCoThanhPhanSoHoa":"%s","DuocThanhToanTrucTuyen":"%s",'
    '"TaiLieuNop":[{"TenTepDinhKem":"to-khai.pdf","IsDeleted":"False","DuocSoHoa":"%s",'
    '"DuocTaiSuDung":"%s"}],"DanhSachLePhi":[{"TenPhiLePhi":"Lệ phí","Gia":"%s"}],'
    '"DanhSachGiayToKetQua":[%s],"DanhSachHoSoBoSung":[%s]}\n'
)
"""One dossier, every value a text, as the portal's own service sends it."""

RESULT = '{"TenGiayTo":"Kết quả","MaGiayToKetQua":"KQ.01","DuongDanTepTinKetQua":"kq.pdf"}'
PAUSE = (
    '{"HoSoBoSungId":"1","NgayBoSung":"%s","NgayTiepNhanBoSung":"%s","NgayHenTraTruoc":"%s",'
    '"NgayHenTraMoi":"%s"}'
)


def _cells(seen: dict, catalogue: dict[str, np.ndarray]) -> list[list]:
    """The columns of `LINE`."""
    dates = {field: _stamps(seen[field]) for field in INSTANTS}
    return [
        seen["code"].tolist(),
        catalogue["procedure"][seen["procedure"]].tolist(),
        seen["company"].tolist(),
        *(dates[field].tolist() for field in ("submitted", *DATES)),
        seen["status"].tolist(),
        seen["by_post"].tolist(),
        catalogue["unit"][seen["unit"]].tolist(),
        seen["components"].tolist(),
        seen["payment"].tolist(),
        seen["components"].tolist(),
        seen["reused"].tolist(),
        seen["fee"].tolist(),
        np.where(seen["result"] == 1, RESULT, "").tolist(),
        _pauses(seen, dates),
    ]


INSTANTS = ("submitted", *DATES, "paused_from", "paused_to", "original_due")


def _pauses(seen: dict, dates: dict[str, np.ndarray]) -> list[str]:
    told = np.full(len(seen["unit"]), "", dtype=object)
    rows = np.flatnonzero(seen["paused_from"] != MISSING)
    due = np.where(dates["original_due"][rows] == "", "", dates["due"][rows])
    parts = [dates[name][rows] for name in ("paused_from", "paused_to", "original_due")]
    told[rows] = [PAUSE % cells for cells in zip(*parts, due, strict=True)]
    return told.tolist()


def _catalogue(place: Province) -> dict[str, np.ndarray]:
    """What is the same for every dossier of a procedure or unit, written once."""
    known = zip(place.procedure_codes, place.procedure_names, place.area, strict=True)
    procedures = [
        _members({"MaTTHC": c, "TenTTHC": n, "TenLinhVuc": AREAS[a]}) for c, n, a in known
    ]
    return {"procedure": texts(procedures), "unit": texts(place.unit_names)}


def _members(told: dict) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))[1:-1]


CLOCK = texts([f"{s // 3600:02d}{s // 60 % 60:02d}{s % 60:02d}" for s in range(86_400)])


def _stamps(instants: np.ndarray) -> np.ndarray:
    """20240517083000; a missing one is an empty text."""
    return stamped(instants, "%Y%m%d", CLOCK)
