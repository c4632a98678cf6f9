"""One push into the store, by the same way as a file: one snapshot, one transaction.

It knows the national services and which profile reads each; it refuses what the sender may not
change, and what is there already if the sender does not say that it is an update.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from etl.job import FileReport, Job
from etl.recognise import load_sources
from etl.run import load_named
from onestop.domain.period import instant_text
from onestop.domain.policy import Policy
from onestop.intake.sender import Sender, sender_of, units_meant
from onestop.storage import imports, version
from onestop.storage.engine import open_engine, reading
from onestop.storage.hold import held
from onestop.storage.searching import code_key
from onestop.storage.tables import dossier, namespace, snapshot
from onestop.uploads.errand import calendar_of, settings_of


SYNC, PROGRESS = "DongBoHoSoMC", "CapNhatTienDoHoSoMC"
PROFILES = {SYNC: "national-push", PROGRESS: "national-portal-progress"}

NEEDED = {
    SYNC: ("MaHoSo", "NgayTiepNhan", "TrangThaiHoSo"),
    PROGRESS: ("MaHoSo", "PhongBanXuLy", "ThoiDiemXuLy"),
}
"""Keys by which the profiles know a list. A list without one of them is read with it empty,
which means the same: each row is then refused with its reason."""

NATIONAL = "national"
AT_ONCE = 500
MOST_TOLD = 20

BUSY, EXISTS, FOREIGN, LOADED, REFUSED = "busy", "exists", "foreign", "loaded", "refused"


@dataclass
class Pushes:
    """An installation, opened for one push after another."""

    job: Job
    hold: Path

    @staticmethod
    def of(told: dict[str, Any]) -> Pushes:
        """The installation as the web process tells it."""
        settings = settings_of(told["settings"])
        engine = open_engine(settings.database_url)
        version.check(engine)
        job = Job(
            engine=engine,
            sources=load_sources(settings.config_dirs),
            policy=Policy(**told["policy"]),
            calendar=calendar_of(told["calendar"]),
            snapshot_folder=settings.data_dir / "snapshots",
            now=0,
            keep_names=settings.keep_names,
            province=settings.province,
        )
        return Pushes(job, settings.data_dir / "intake" / "push.hold")

    def take(self, told: dict[str, Any]) -> dict[str, Any]:
        """What became of a push. Pushes of all web processes come one after another: between
        looking what is there and loading no other may come in."""
        with held(self.hold) as mine:
            if not mine:
                return {"state": BUSY}
            push = Push(self.job, Path(told["file"]), told)
            return push.hindrance() or push.load()


class Push:
    """One envelope on its way."""

    def __init__(self, job: Job, file: Path, told: dict[str, Any]) -> None:
        self.told, self.file = told, file
        self.envelope = json.loads(file.read_text(encoding="utf-8"))
        self.service = self.envelope["service"]
        profile = PROFILES[self.service]
        self.job = replace(job, now=told["now"], as_of=told["as_of"], profile=profile)
        self._make_whole()

    def _make_whole(self) -> None:
        rows = self.envelope["data"]
        rows[0] = {**dict.fromkeys(NEEDED[self.service], ""), **rows[0]}
        self._write()

    def _write(self) -> None:
        text = json.dumps(self.envelope, ensure_ascii=False)
        self.file.write_text(text, encoding="utf-8")

    def hindrance(self) -> dict[str, Any] | None:
        """Why nothing of it may be loaded, None if it may."""
        codes = [code_key(str(row.get("MaHoSo") or "")) for row in self.envelope["data"]]
        with reading(self.job.engine) as connection:
            sender = sender_of(connection, self.job.province, self.told["units"])
            known = _known(connection, sorted({code for code in codes if code}))
        self.job = replace(self.job, province=sender.province)
        foreign = self._foreign(sender, codes, known)
        if foreign:
            return {"state": FOREIGN, "rows": foreign[:MOST_TOLD], "count": len(foreign)}
        there = [code for code in dict.fromkeys(codes) if code in known]
        if there and self.service == SYNC and not self.told["is_updating"]:
            return {"state": EXISTS, "codes": there[:MOST_TOLD], "count": len(there)}
        return None

    def _foreign(self, sender: Sender, codes: list[str], known: dict[str, int | None]) -> list[int]:
        """Numbers of the rows that are not all within the sender's units."""
        if sender.units is None:
            return []
        rows = self.envelope["data"]
        meant = units_meant(self.job.engine, sender, {_unit_words(row) for row in rows})
        found = []
        for number, (row, code) in enumerate(zip(rows, codes, strict=True), 1):
            words, is_known = _unit_words(row), code in known
            is_told = bool(words) and self.service == SYNC
            is_ours = sender.may_change(known[code]) if is_known else is_told or sender.is_whole
            if not (is_ours and (not is_told or sender.may_name(meant[words]))):
                found.append(number)
        return found

    def load(self) -> dict[str, Any]:
        """Loads it; its counts, and its refused rows with their reasons."""
        if self._was_said_before():
            self.envelope["nhan_luc"] = self._received_at()
            self._write()
        shown = f"{self.service} {self._received_at().replace(':', '-')}.json"
        [report] = load_named(self.job, [(self.file, shown)])
        if report.error:
            return {"state": REFUSED, "sentence": report.error}
        return self._loaded(report)

    def _received_at(self) -> str:
        """The moment it speaks for, unless it says another: a load takes it from the name."""
        return instant_text(self.told["now"])[:19]

    def _was_said_before(self) -> bool:
        """Whether the same was pushed earlier, and something else since: then it is news.

        Pushed twice in a row, it is the same message come again, and nothing changes.
        """
        with self.file.open("rb") as content:
            told = file_digest(content, "sha256").hexdigest()
        with reading(self.job.engine) as connection:
            earlier = imports.loaded_before(connection, told, self.job.profile, self.job.province)
            if earlier is None:
                return False
            same = [snapshot.c[name] == earlier[name] for name in ("source_id", "province")]
            newest = connection.scalar(select(func.max(snapshot.c.id)).where(*same))
        return newest != earlier["id"]

    def _loaded(self, report: FileReport) -> dict[str, Any]:
        with reading(self.job.engine) as connection:
            rejects = imports.list_rejects(connection, report.number)
        kept = ("row", "column", "reason")
        return {
            "state": LOADED,
            "number": report.number,
            "counts": dict(vars(report.counts)),
            "rejects": [{name: one[name] for name in kept} for one in rejects[:MOST_TOLD]],
        }


def _known(connection: Connection, codes: list[str]) -> dict[str, int | None]:
    """Unit by code, of those codes that the store has."""
    national = connection.scalar(select(namespace.c.id).where(namespace.c.code == NATIONAL))
    found: dict[str, int | None] = {}
    query = select(dossier.c.code, dossier.c.unit_id).where(dossier.c.namespace_id == national)
    for first in range(0, len(codes), AT_ONCE):
        some = codes[first : first + AT_ONCE]
        found |= dict(connection.execute(query.where(dossier.c.code.in_(some))).all())
    return found


def _unit_words(row: dict[str, Any]) -> str:
    return str(row.get("DonViXuLy") or "").strip()
