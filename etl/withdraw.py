"""Taking a load back: the store becomes what it would be had that file never come.

Only a row of `withdrawal` tells that it was there, and why it went; the same file may be
loaded again.
"""

from __future__ import annotations

from sqlalchemy import insert, select

from etl.job import Job
from etl.rebuild import rebuild
from onestop.domain.errors import UsageError
from onestop.storage import imports
from onestop.storage.engine import reading
from onestop.storage.tables import snapshot, withdrawal


TOLD = ("sha256", "path", "profile", "as_of", "loaded_at")
"""What is remembered of a load that was taken back."""


def withdraw(job: Job, snapshot_id: int, reason: str) -> dict:
    """Takes a load back, noting when (`job.now`) and why; what is remembered of it.

    Everything else is made again from the kept files, so it takes as long as loading them
    did. Raises UsageError without a reason, NotFoundError for an unknown load, and what
    `rebuild` raises; the store is then as it was.
    """
    if not reason.strip():
        raise UsageError("Hãy ghi lý do rút lại lần nạp này.")
    with reading(job.engine) as connection:
        imports.must_exist(connection, snapshot_id)
        query = select(*(snapshot.c[name] for name in TOLD)).where(snapshot.c.id == snapshot_id)
        told = dict(connection.execute(query).mappings().one())
    note = {**told, "withdrawn_at": job.now, "reason": reason.strip()}
    rebuild(job, snapshot_id, lambda live: live.execute(insert(withdrawal).values(**note)))
    return note
