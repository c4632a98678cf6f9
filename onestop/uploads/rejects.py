"""The refused rows of a load as a workbook to mend and load again, for the pages.

A kept file may be large: it is read in a process of its own, as everything of the desk is.
The workbook is `etl.rejects_back`'s.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from onestop.domain.errors import StoreError, UsageError
from onestop.storage import imports
from onestop.storage.tables import reject
from onestop.uploads import folder as desk
from onestop.uploads.errand import REJECTS, Sender, settings_of
from onestop.uploads.folder import Folder


SECONDS = 120.0
"""As long as a browser may be kept waiting for it."""

BROKEN_OFF = "Không lập được tệp (việc đọc bị ngắt). Hãy chạy: onestop rejects {} --xlsx tệp.xlsx"


def name_of(snapshot_id: int) -> str:
    """How the workbook is called."""
    return f"rejects-{snapshot_id}.xlsx"


def must_have_some(connection: Connection, snapshot_id: int) -> None:
    """Raises NotFoundError for an unknown load, UsageError for one that refused nothing."""
    imports.must_exist(connection, snapshot_id)
    query = select(reject.c.id).where(reject.c.snapshot_id == snapshot_id).limit(1)
    if connection.scalar(query) is None:
        raise UsageError(f"Lần nạp {snapshot_id} không có dòng nào bị từ chối.")


def fetched(at: Folder, sender: Sender, now: int, snapshot_id: int) -> bytes:
    """The workbook, made by an errand in its folder, which goes when it is read.

    Raises StoreError with the errand's sentence, UsageError if it takes too long.
    """
    try:
        sender.send_and_wait(at, REJECTS, now, SECONDS, snapshot_id=snapshot_id)
        told = at.note(desk.REPORT) or {"error": BROKEN_OFF.format(snapshot_id)}
        if told["error"]:
            raise StoreError(told["error"])
        return (at.path / name_of(snapshot_id)).read_bytes()
    finally:
        at.remove()


def write(folder: Folder, told: dict, engine: Engine) -> None:
    """The errand: the workbook of a load, into the folder."""
    from etl.recognise import load_sources
    from etl.rejects_back import send_back

    settings, number = settings_of(told["settings"]), told["snapshot_id"]
    sources = load_sources(settings.config_dirs)
    kept = settings.data_dir / "snapshots"
    send_back(engine, sources, kept, number, folder.path / name_of(number))
