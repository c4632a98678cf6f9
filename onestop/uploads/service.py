"""The desk that takes files from the pages: receive, look, start, ask how it stands, take back.

Reading and loading happen in processes of their own: a page never waits for a load, and no
file, however broken, can hurt the server. It knows no page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine

from etl.provisional import TABLES, Provisional, list_provisional, must_wait_for_a_name
from etl.read_kind import kind_of
from onestop.domain.errors import StoreError, UnreadableFileError, UsageError
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.settings import Settings
from onestop.storage import catalogue, imports
from onestop.storage.engine import reading
from onestop.uploads import errand, folder, rejects
from onestop.uploads.errand import LOAD, LOOK, NAME, WITHDRAW, Sender
from onestop.uploads.folder import Folder
from onestop.uploads.told import (
    DONE,
    FAILED,
    LOADING,
    LOOKING,
    WAITING,
    FileTold,
    Preview,
    Progress,
    Status,
    Upload,
)


MOST_BYTES = 512 << 20
"""All the files of one upload together."""

LOOK_SECONDS = 60.0
"""How long a page waits for a preview."""

NEW_ENTRY = {"name", "code", "level", "parent", "area"}
"""What can be told of a new catalogue entry."""

LATE_SECONDS = 120
"""A process that has not come to life by then never will."""

HALF = "Tệp chưa gửi hết thì đứt; không có gì được nạp. Hãy gửi lại."

BROKEN_OFF = (
    "Việc này bị ngắt giữa chừng (máy tắt, thiếu bộ nhớ hoặc bị dừng). Kho dữ liệu vẫn nguyên"
    " vẹn: tệp đang làm dở không để lại gì. Hãy làm lại."
)


@dataclass
class Uploads:
    """One installation's desk; every worker of a server has one, and they agree.

    clock: local seconds now; for the record of a load, never for a figure.
    """

    settings: Settings
    policy: Policy
    calendar: Calendar
    engine: Engine
    clock: Callable[[], int]
    most_bytes: int = MOST_BYTES
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.sender = Sender(self.settings, self.policy, self.calendar)

    @property
    def place(self) -> Path:
        """Where the uploads lie."""
        return self.settings.data_dir / "uploads"

    def receive(
        self,
        name: str,
        content: bytes | BinaryIO,
        token: str = "",
        announced: int | None = None,
    ) -> Upload:
        """Takes a file, piece by piece; with a token, one more file of the same upload.

        announced: bytes that are to come; some servers (gunicorn) take the end of a broken
        line for the end of the file. Raises UnreadableFileError for an empty file or one that
        is no export, UsageError for more than `most_bytes` or fewer than announced,
        NotFoundError for an unknown token.
        """
        folder.remove_old(self.place, self.clock())
        if token:
            self._must_be_waiting(folder.folder_of(self.place, token))
        shown = folder.tidy_name(name)
        if token:
            into = folder.folder_of(self.place, token)
        else:
            into = folder.new_folder(self.place, self.clock())
        try:
            whole = BytesIO(content) if isinstance(content, bytes) else content
            self._take(into, shown, whole, announced)
        except BaseException:
            if not into.files:  # nothing of a broken line stays
                into.remove()
            raise
        return Upload(into.token, tuple(one for _, one in into.files))

    def look(self, token: str) -> list[Preview]:
        """What would be read of each file and sheet, or the sentence why not.

        Looked at once in a process of its own (up to `LOOK_SECONDS`), then remembered.
        Raises NotFoundError for an unknown token, UsageError if it takes too long.
        """
        at = folder.folder_of(self.place, token)
        told = at.note(folder.PREVIEWS)
        if told is None:
            self.sender.send_and_wait(at, LOOK, self.clock(), LOOK_SECONDS)
            told = at.note(folder.PREVIEWS)
        if told is None:
            raise UsageError("Không xem trước được tệp này (việc đọc bị ngắt). Hãy thử lại.")
        if told["error"]:
            raise StoreError(told["error"])
        return [Preview.of(one) for one in told["previews"]]

    def start(self, token: str, unit: str | None = None, as_of: int | None = None) -> None:
        """Begins to load the files of a token, in a process of its own.

        unit: code, name or alias of the unit of rows that tell none; as_of: local seconds,
        in place of what the files say. Raises NotFoundError for an unknown token or unit,
        UsageError if it has begun already.
        """
        at = folder.folder_of(self.place, token)
        wording = self._unit(unit) if unit else ""
        self._begin(at, LOAD, unit=wording, as_of=as_of)

    def status(self, token: str) -> Status:
        """How an upload (or a taking back, or a naming) stands; any worker may be asked."""
        at = folder.folder_of(self.place, token)
        request = at.note(folder.REQUEST)
        if request is None:
            is_seen = folder.is_held(at.path / folder.SEEING)
            return Status(LOOKING if is_seen else WAITING)
        progress, reports = _progress(at)
        lives = self._lives(at, request)
        told = at.note(folder.REPORT)
        if told is not None:
            return _ended(told, progress)
        if lives:
            return Status(LOADING, progress, reports)
        return Status(FAILED, progress, reports, BROKEN_OFF)

    def withdraw(self, snapshot_id: int, reason: str) -> str:
        """Begins to take a load back, as if it had never come; the token to ask `status` of.

        Raises NotFoundError for an unknown load, UsageError without a reason.
        """
        if not reason.strip():
            raise UsageError("Hãy ghi lý do rút lại lần nạp này.")
        with reading(self.engine) as connection:
            imports.must_exist(connection, snapshot_id)
        return self._errand(WITHDRAW, snapshot_id=snapshot_id, reason=reason.strip())

    def provisional(self) -> list[Provisional]:
        """What files named and no catalogue knows: kind, id, wording, dossiers, nearest known."""
        with reading(self.engine) as connection:
            return list_provisional(connection)

    def name_same(self, kind: str, number: int, known: str) -> str:
        """Begins to make a provisional entry one with a known one (code or name); the token.

        Raises NotFoundError for an unknown kind, entry or known one.
        """
        with reading(self.engine) as connection:
            must_wait_for_a_name(connection, kind, number)
            key = catalogue.written(connection, TABLES[kind].name, known)
        return self._name(kind, number, known=key, new={})

    def name_new(self, kind: str, number: int, **told: str) -> str:
        """Begins to make a provisional entry a declared one; the token to ask `status` of.

        told: name, and for a unit code, level and parent (its code), for a procedure code
        and area. What is wrong with it is the sentence of a failed `status`.
        Raises NotFoundError for an unknown kind or entry, UsageError for another word.
        """
        strange = sorted(set(told) - NEW_ENTRY)
        if strange:
            raise UsageError(f"Không có ô “{strange[0]}” cho một tên mới.")
        with reading(self.engine) as connection:
            must_wait_for_a_name(connection, kind, number)
            if kind == "units" and self.settings.province:
                told["parent"] = self._parent(connection, told.get("parent", ""))
        return self._name(kind, number, known="", new=told)

    def rejects_workbook(self, snapshot_id: int) -> bytes:
        """The refused rows of a load as a workbook to mend and load again.

        Raises NotFoundError for an unknown load, UsageError if it refused nothing or its
        kept file takes too long to read, StoreError if it cannot be read.
        """
        with reading(self.engine) as connection:
            rejects.must_have_some(connection, snapshot_id)
        at = folder.new_folder(self.place, self.clock())
        return rejects.fetched(at, self.sender, self.clock(), snapshot_id)

    def _parent(self, connection: Connection, asked: str) -> str:
        """What a new unit of the one province stands below: nothing outside of it."""
        return catalogue.written(connection, "unit", asked or self.settings.province)

    def _name(self, kind: str, number: int, **told: Any) -> str:
        return self._errand(NAME, kind=kind, number=number, **told)

    def _errand(self, what: str, **told: Any) -> str:
        """An errand without files, in a folder of its own."""
        folder.remove_old(self.place, self.clock())
        at = folder.new_folder(self.place, self.clock())
        self._begin(at, what, **told)
        return at.token

    def _begin(self, at: Folder, what: str, **more: Any) -> None:
        now = self.clock()
        if what == LOAD and not at.files:
            raise UsageError("Chưa có tệp nào để nạp.")
        if not at.claim({"what": what, "begun_at": now, **more}):
            raise UsageError("Lượt này đã được nạp hoặc đang nạp.")
        self.sender.send(at, what, now, **more)

    def _lives(self, at: Folder, request: dict) -> bool:
        """Whether a process works on it, or is about to."""
        if errand.has_begun(at):
            return errand.is_working(at)
        is_late = self.clock() - request["begun_at"] > LATE_SECONDS
        return not is_late and not self.sender.has_ended(at.token)

    def _unit(self, asked: str) -> str:
        """How the catalogue writes a unit. Raises NotFoundError with the nearest."""
        with reading(self.engine) as connection:
            return catalogue.written(connection, "unit", asked)

    def _must_be_waiting(self, at: Folder) -> None:
        if at.note(folder.REQUEST) is not None:
            raise UsageError("Lượt này đã bắt đầu nạp; hãy tải tệp lên ở một lượt mới.")

    def _take(self, into: Folder, shown: str, content: BinaryIO, announced: int | None) -> None:
        size = into.add(shown, content, self.most_bytes - into.size)
        if size and announced is not None and size < announced:
            into.drop_last()
            raise UsageError(HALF)
        if size is None:
            most = self.most_bytes >> 20
            raise UsageError(
                f"{shown}: các tệp của một lượt không được quá {most} MiB."
                " Hãy chia thành nhiều lượt, hoặc nạp bằng lệnh “onestop import”."
            )
        if not size:
            raise UnreadableFileError(shown, "tệp rỗng.", "Hãy xuất lại rồi tải lên.")
        try:
            path, told = into.files[-1]
            kind_of(path, told)
        except UnreadableFileError:
            into.drop_last()
            raise


def _progress(at: Folder) -> tuple[Progress, tuple[FileTold, ...]]:
    told = at.note(folder.PROGRESS) or {"progress": {}, "reports": []}
    return Progress(**told["progress"]), tuple(map(FileTold.of, told["reports"]))


def _ended(told: dict, progress: Progress) -> Status:
    reports = tuple(map(FileTold.of, told["reports"]))
    if told["error"]:
        return Status(FAILED, progress, reports, told["error"])
    if reports and all(one.error for one in reports):
        return Status(FAILED, progress, reports, reports[0].error)
    return Status(DONE, progress, reports)
