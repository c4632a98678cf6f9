"""Lives of a store: files of two sources and of lists, corrections, second thoughts.

A life is lived on one store and told as what is left of it; the same can then be lived on
another store without what was taken back. Dossiers, offices and people are invented.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine, delete

from etl.agreed import flag_agreed
from etl.correcting import Correcting, Told
from etl.corrections import Corrections, again
from etl.derive import WorkingDays
from etl.job import Job
from etl.rebuild import rebuild
from etl.run import load_files
from etl.withdraw import withdraw
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.period import parse_instant
from onestop.domain.policy import Policy
from onestop.storage import corrections as kept
from onestop.storage import ledger_writer
from onestop.storage.engine import writing
from onestop.storage.state import LEDGER
from onestop.storage.tables import derived, metadata, store_state
from onestop.storage.tally import Tally
from tests.fixtures.worlds import as_csv, done, lines, portal, portal_dossier, row


Pick = Callable[[Sequence], object]

CODES = ("A1", "A2", "A3", "A4")
UNITS = ("UBND xã An Thử", "UBND xã Bình Thử", "")
RECEIVED = ("02", "03", "04", "05")
DAYS = ("05", "08", "09", "10", "11", "12", "15")
LETTERS = "Mã hồ sơ,Số phiếu,Ngày ký phiếu,Ngày hẹn trả cũ,Ngày hẹn trả mới"
RATINGS = "Mã hồ sơ,Mức độ hài lòng,Ngày đánh giá"
FEEDBACK = "Mã PAKN,Lĩnh vực,Cơ quan xử lý,Ngày tiếp nhận,Ngày trả lời"

FIELDS = {
    "status": ("4", "5", "9", "10", "7", "1"),
    "finished_at": ("", "09/01/2024", "12/01/2024 16:00"),
    "returned_at": ("", "15/01/2024"),
    "due_at": ("", "08/01/2024", "20/01/2024"),
    "received_at": ("", "03/01/2024"),
    "unit": UNITS[:2],
    "receiving_unit": ("", UNITS[1]),
    "procedure_code": ("1.000001", "1.000002"),
    "area": ("", "Hộ tịch", "Đất đai"),
    "service_level": ("", "3", "4"),
    "channel": ("", "2"),
    "current_desk": ("", "Phòng Thử việc"),
    "step_due_at": ("", "10/01/2024"),
    "pauses": ("", "04/01/2024 - 08/01/2024"),
    "supplement_count": ("0", "2"),
}
"""What is corrected to what."""


@dataclass
class Life:
    """One store with a folder for its files. loads: (id, path, as_of) of what is loaded."""

    job: Job
    folder: Path
    loads: list[tuple[int, str, int]] = field(default_factory=list)
    files: int = 0
    story: list[str] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        """The store."""
        return self.job.engine

    def load(self, path: str, as_of: int) -> None:
        """Loads one file, which speaks for a moment."""
        [report] = load_files(replace(self.job, as_of=as_of), [path])
        assert not report.error, report.error
        self.loads.append((report.number, path, as_of))

    def withdraw(self, place: int) -> None:
        """Takes one of the loads back."""
        number, path, _ = self.loads.pop(place)
        self.story.append(f"withdraw {Path(path).name}")
        withdraw(self.job, number, "thử")

    def rebuild(self) -> None:
        """Makes everything again."""
        self.story.append("rebuild")
        assert rebuild(self.job) == len(self.loads)

    def correct(self, code: str, fields: tuple[tuple[str, str], ...]) -> bool:
        """Corrects a dossier; whether it could be."""
        told = Told(code, fields, "thử", "Người Thử")
        return self._try(f"correct {code} {fields}", lambda desk: desk.correct(told))

    def take_back(self, number: int) -> bool:
        """Takes a correction back; whether the rest still makes sense."""
        return self._try(f"take back {number}", lambda desk: desk.take_back([number], "thử", "A"))

    def _try(self, told: str, work: Callable[[Correcting], object]) -> bool:
        try:
            with writing(self.engine) as connection:
                work(Correcting(connection, self.job.policy, self.job.calendar, 0))
        except (UsageError, NotFoundError) as refusal:
            self.story.append(f"{told}: {refusal}")
            return False
        self.story.append(told)
        return True

    def held(self) -> list[kept.Held]:
        """The corrections in force."""
        with writing(self.engine) as connection:
            return kept.in_force(connection)

    def hold(self, held: list[kept.Held]) -> None:
        """Puts the same corrections in force, whatever this store makes of them."""
        with writing(self.engine) as connection:
            ledger_writer.refresh(connection, self.job.policy)
            days = WorkingDays(self.job.calendar)
            before, tally = Corrections(connection, days), Tally(self.job.policy)
            for one in held:
                entry = kept.Entry(one.namespace, one.code, one.field, one.value, "thử", "A")
                kept.add(connection, entry, 0)
            after = Corrections(connection, days)
            again(tally, sorted(kept.dossier_ids(connection, held).values()), before, after)
            ledger_writer.put_away(connection, tally)
            flag_agreed(connection, after)

    def differences(self) -> list:
        """Where the ledger is not what a recount gives."""
        with writing(self.engine) as connection:
            return list(ledger_writer.differences(connection, Policy()))

    def forget(self) -> None:
        """Empties the store for another life."""
        with writing(self.engine) as connection:
            for table in reversed([*metadata.sorted_tables, *derived.sorted_tables]):
                query = delete(table)
                if table is store_state:
                    query = query.where(store_state.c.key != LEDGER)
                connection.execute(query)
        self.loads, self.story, self.files = [], [], 0


def live(pick: Pick, life: Life, steps: int) -> None:
    """So many steps, whatever comes."""
    for _ in range(steps):
        what = pick(("load", "load", "load", "load", "correct", "correct", "back", "out", "again"))
        held = life.held() if what == "back" else []
        if what == "load":
            some_load(pick, life)
        elif what == "correct":
            names = [pick(tuple(FIELDS)) for _ in range(pick((1, 1, 2, 3)))]
            fields = tuple((name, pick(FIELDS[name])) for name in dict.fromkeys(names))
            life.correct(pick(CODES), fields)
        elif held:
            life.take_back(pick(held).id)
        elif what == "out" and life.loads:
            life.withdraw(pick(range(len(life.loads))))
        elif what == "again" and life.loads:
            life.rebuild()


def some_load(pick: Pick, life: Life) -> None:
    """A file of some kind that no other is like."""
    life.files += 1
    kinds = {
        "one-stop": _one_stop,
        "portal": _portal,
        "letters": _letters,
        "ratings": _ratings,
        "progress": _progress,
        "feedback": _feedback,
    }
    kind = pick(("one-stop",) * 4 + ("portal",) * 3 + tuple(kinds)[2:])
    suffix = "json" if kind in ("portal", "progress") else "csv"
    path = life.folder / f"{life.files:03}-{kind}.{suffix}"
    as_of = parse_instant(f"2024-0{pick(range(2, 7))}-{pick(('01', '11', '21'))}")
    life.story.append(f"load {path.name} as of {as_of}")
    life.load(kinds[kind](pick, path, f"U{life.files}"), as_of)
    life.story[-1] += " " + path.read_text(encoding="utf-8")


def _some_codes(pick: Pick, own: str) -> list[str]:
    return [*(pick(CODES) for _ in range(pick((1, 2, 3)))), own]


def _one_stop(pick: Pick, path: Path, own: str) -> str:
    return as_csv(path, [_row(pick, code) for code in _some_codes(pick, own)])


def _row(pick: Pick, code: str) -> dict[str, str]:
    told = {
        "unit": pick((*UNITS, "UBND xã Chỉ Đây")),
        "area": pick(("Hộ tịch", "Đất đai", "")),
        "procedure_code": pick(("1.000001", "1.000002", "")),
        "procedure": "",
        "channel": pick(("Trực tiếp", "Trực tuyến", "")),
        "received": f"{pick(RECEIVED)}/01/2024",
        "due": pick((f"{pick(DAYS)}/01/2024", "")),
        "level": pick(("", "Toàn trình")),
    }
    if pick((True, False)):
        return done(code, finished=f"{pick(DAYS)}/01/2024", **told)
    return row(code, **told, status=pick(("Đang xử lý", "Yêu cầu bổ sung giấy tờ", "Mới đăng ký")))


def _portal(pick: Pick, path: Path, own: str) -> str:
    return portal(path, *(_portal_row(pick, code) for code in _some_codes(pick, own)))


def _portal_row(pick: Pick, code: str) -> dict:
    told = {
        "DonViXuLy": pick(UNITS[:2]),
        "KenhThucHien": pick(("1", "2")),
        "NgayTiepNhan": f"202401{pick(RECEIVED)}080000",
        "NgayHenTra": f"202401{pick(DAYS)}170000",
    }
    if pick((True, False)):
        told |= {"TrangThaiHoSo": pick(("9", "10")), "NgayTra": f"202401{pick(DAYS)}090000"}
    return portal_dossier(code, **told)


def _letters(pick: Pick, path: Path, own: str) -> str:
    told = [
        f"{code},{pick(range(3))}/PXL,{pick(DAYS)}/01/2024,,{pick(('', '25/01/2024'))}"
        for code in _some_codes(pick, own)
    ]
    return lines(path, LETTERS, *told)


def _ratings(pick: Pick, path: Path, own: str) -> str:
    told = [
        f"{code},{pick(('Hài lòng', 'Không hài lòng'))},{pick(DAYS)}/01/2024"
        for code in _some_codes(pick, own)
    ]
    return lines(path, RATINGS, *told)


def _progress(pick: Pick, path: Path, own: str) -> str:
    steps = [
        {
            "MaHoSo": code,
            "PhongBanXuLy": pick(("Phòng Thử việc", "Phòng Thử khác")),
            "NgayKetThucTheoQuyDinh": pick((f"202401{pick(DAYS)}170000", "")),
            "ThoiDiemXuLy": "",
            "NgayBatDau": f"202401{pick(DAYS)}080000",
            "NguoiXuLy": "",
        }
        for code in _some_codes(pick, own)
    ]
    path.write_text(json.dumps({"data": steps}, ensure_ascii=False), encoding="utf-8")
    return str(path)


def _feedback(pick: Pick, path: Path, own: str) -> str:
    told = [
        f"{code},Hộ tịch,{pick(UNITS[:2])},{pick(DAYS)}/01/2024,{pick(('', '15/01/2024'))}"
        for code in _some_codes(pick, own)
    ]
    return lines(path, FEEDBACK, *told)
