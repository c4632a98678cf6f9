"""All facts made again from the kept files: built beside, then put in place at one stroke.

Until that stroke the store is untouched, and whoever is killed leaves it whole. It knows
the order of the work; building is `rebuild_beside`'s, putting in place `rebuild_swap`'s.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from etl.job import Job
from etl.rebuild_beside import Plan, build, plan_of
from etl.rebuild_swap import swap
from onestop.domain.errors import StoreError
from onestop.storage.hold import held


ATTEMPTS = 3
"""Loads that come meanwhile are taken along by starting over; a store that never rests is not
rebuilt for ever."""

HOLD, BESIDE = "rebuilding.hold", "beside"

BUSY = "Đang có một lần dựng lại hoặc rút lại khác; hãy đợi nó xong rồi làm lại."
RESTLESS = (
    "Trong lúc dựng lại liên tục có tệp mới được nạp, nên chưa thay gì trong kho. Hãy làm lại"
    " lúc không ai nạp tệp."
)


def rebuild(
    job: Job,
    left_out: int | None = None,
    also: Callable[[Connection], None] = lambda _connection: None,
) -> int:
    """Makes all facts again from the snapshots that were loaded; how many those were.

    left_out: a snapshot to do without; also: what else belongs into the one transaction.
    `job.progress` is told each file and its rows. Raises NotFoundError for an unknown
    snapshot; StoreError if a kept file is missing, damaged or no longer understood, if
    another rebuild is under way, or if files keep being loaded meanwhile.
    """
    folder = job.snapshot_folder.parent / "rebuilding"
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder / HOLD) as mine:
        if not mine:
            raise StoreError(BUSY)
        for _ in range(ATTEMPTS):
            plan = plan_of(job, left_out)
            if _attempt(job, plan, folder / BESIDE, also):
                return len(plan.snapshots)
    raise StoreError(RESTLESS)


def _attempt(job: Job, plan: Plan, beside: Path, also: Callable[[Connection], None]) -> bool:
    """Builds and puts in place; False if the store has moved on meanwhile."""
    shutil.rmtree(beside, ignore_errors=True)  # what a killed one left
    engine = build(job, plan, beside)
    try:
        return swap(job, plan, engine, also)
    finally:
        engine.dispose()
        shutil.rmtree(beside, ignore_errors=True)
