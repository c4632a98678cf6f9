"""Reports that are asked for now and fetched when they are written.

A report takes seconds to minutes: it is written in a thread of the web process that was asked,
and lies in a folder of its own, so any process can say how it stands and hand it out. It knows
no form; what is written is `onestop.report_desk`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import Any

import structlog
from sqlalchemy import Engine

from dashboards.data.wishes import FormOffer, Wish
from onestop.domain.errors import NotFoundError, OnestopError, UsageError
from onestop.domain.period import parse_period
from onestop.report_desk import ReportDesk
from onestop.storage import scope
from onestop.storage.engine import reading
from onestop.storage.hold import held
from onestop.storage.scoped import seeing, units_seen
from onestop.uploads import folder
from onestop.uploads.folder import BEGUN, REPORT, REQUEST, WORKING, Folder


WORKING_NOW, DONE, FAILED = "working", "done", "failed"

AT_ONCE = 2
"""Reports that one web process writes together; the others wait."""

MOST_WAITING = 20
LATE_SECONDS = 120
"""A thread that has not begun by then never will: its process has ended."""

BROKEN_OFF = "Việc lập báo cáo bị ngắt giữa chừng (máy chủ dừng). Hãy lập lại."
UNEXPECTED = "Lỗi ngoài dự kiến khi lập báo cáo. Hãy báo người quản trị."

log = structlog.get_logger()


@dataclass(frozen=True)
class Ordered:
    """One report as it was asked for. kind: of file, "" for the form's own. who: whose it is."""

    form: str
    period: str
    cutoff: str
    kind: str = ""
    unit: str = ""
    by: str = ""
    as_of: int | None = None
    merged: bool = False
    published: bool = False
    who: str = ""


@dataclass(frozen=True)
class Standing:
    """How a report stands; sentence: why it failed; path: of the file, None until it is done."""

    ordered: Ordered
    state: str
    sentence: str = ""
    path: Path | None = None


@dataclass
class ReportJobs:
    """The reports that are being written, or were, of one installation.

    place: where they lie; clock: local seconds, for throwing old ones away.
    """

    desk: ReportDesk
    engine: Engine
    place: Path
    clock: Callable[[], int]
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    _room: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_WAITING))

    def forms(self) -> list[FormOffer]:
        """Every form that can be asked for."""
        return self.desk.forms()

    def begin(self, **told: Any) -> str:
        """Begins to write a report (told: as in `Ordered`) within the units of whoever asks;
        its token, "" if too many wait already.

        Raises NotFoundError for an unknown form or unit, UsageError for what it has not.
        """
        ordered, wish = self._wish(Ordered(**told))
        if not self._room.acquire(blocking=False):
            return ""
        folder.remove_old(self.place, self.clock())
        at = folder.new_folder(self.place, self.clock())
        at.write(REQUEST, {"begun_at": self.clock(), **asdict(ordered)})
        Thread(target=self._write, args=(at, wish, units_seen(), ordered.kind), daemon=True).start()
        return at.token

    def standing(self, token: str, who: str) -> Standing:
        """How a report stands. NotFoundError for an unknown token or somebody else's report."""
        at = folder.folder_of(self.place, token)
        told = at.note(REQUEST)
        if told is None or told["who"] != who:
            raise NotFoundError("báo cáo", token)
        begun_at = told.pop("begun_at")
        ordered, ended = Ordered(**told), at.note(REPORT)
        if ended is not None:
            path = None if ended["error"] else _file(at, ordered.kind)
            return Standing(ordered, FAILED if ended["error"] else DONE, ended["error"], path)
        if self._lives(at, begun_at):
            return Standing(ordered, WORKING_NOW)
        return Standing(ordered, FAILED, BROKEN_OFF)

    def _lives(self, at: Folder, begun_at: int) -> bool:
        if (at.path / BEGUN).exists():
            return folder.is_held(at.path / WORKING) or at.note(REPORT) is not None
        return self.clock() - begun_at <= LATE_SECONDS

    def _wish(self, ordered: Ordered) -> tuple[Ordered, Wish]:
        offer = next((one for one in self.forms() if one.code == ordered.form), None)
        if offer is None:
            near = tuple(one.code for one in self.forms())
            raise NotFoundError("biểu mẫu", ordered.form, near)
        kind, by = ordered.kind or offer.kinds[0], ordered.by or next(iter(offer.by), "")
        if kind not in offer.kinds:
            known = ", ".join(offer.kinds)
            raise UsageError(f"Biểu {offer.code} không có dạng {kind}. Có: {known}.")
        if by and by not in offer.by:
            known = ", ".join(offer.by) or "không nhóm"
            raise UsageError(f"Biểu {offer.code} không lập được theo “{by}”. Có: {known}.")
        wish = Wish(
            form=offer.code,
            period=parse_period(ordered.period, ordered.cutoff),
            unit=self._unit(ordered.unit),
            by=by,
            as_of=ordered.as_of,
            merged=ordered.merged,
            published=ordered.published,
        )
        return replace(ordered, kind=kind, by=by), wish

    def _unit(self, asked: str) -> int | None:
        """Without a name the unit of whoever asks: None for who sees the whole place."""
        with reading(self.engine) as connection:
            return scope.unit_told(connection, asked)

    def _write(self, at: Folder, wish: Wish, units: frozenset[int] | None, kind: str) -> None:
        """The thread's whole life; what ends it is told in the folder."""
        try:
            with held(at.path / WORKING) as mine:
                (at.path / BEGUN).touch()
                if mine:
                    with self._turns, seeing(units):
                        at.write(REPORT, {"error": self._written(wish, kind, _file(at, kind))})
        finally:
            self._room.release()

    def _written(self, wish: Wish, kind: str, out: Path) -> str:
        """Writes the file; the sentence of what went wrong, "" for nothing."""
        try:
            with reading(self.engine) as connection:
                self.desk.write(connection, wish, kind, out)
        except OnestopError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - nobody else is there to tell it
            log.error("report_failed", form=wish.form, kind=type(error).__name__)
            return UNEXPECTED
        return ""


def _file(at: Folder, kind: str) -> Path:
    return at.path / f"report.{kind}"
