"""Counting every dossier of a large store again, on several processors.

Each process reads its share of the ids and sums it; the sums are added up. It knows processes
and shares; what a sum is stays with `tally`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Connection, Engine

from onestop.domain.errors import StoreError
from onestop.domain.policy import Policy
from onestop.storage import state
from onestop.storage.dossiers import last_id
from onestop.storage.engine import open_engine, reading, still
from onestop.storage.ledger_writer import Tell, silently, whole_tally
from onestop.storage.tally import Tally


WORTH_A_PROCESS = 200_000
"""Dossiers: reading fewer takes less than starting a process."""

TOLD_EVERY = 0.5
"""Seconds between two words on how far the processes are."""

CHANGED = "Kho dữ liệu thay đổi trong lúc đếm lại; hãy kiểm tra lại khi không có ai nạp tệp."


@contextmanager
def counting(
    engine: Engine, connection: Connection, policy: Policy, tell: Tell = silently
) -> Iterator[Callable[[], Tally]]:
    """Starts counting every dossier; what is yielded waits for the sums.

    Between the two this process is free for something else. A store too small for processes
    is counted when its sums are asked for. StoreError if the store changes meanwhile.
    """
    shares = _shares(connection)
    if len(shares) == 1:
        yield lambda: whole_tally(connection, policy, tell=tell)
        return
    url = engine.url.render_as_string(hide_password=False)
    job = (url, policy, state.read(connection, state.DATA_VERSION))
    context = get_context("spawn")
    counted = context.Array("q", len(shares))
    with ProcessPoolExecutor(len(shares), context, _keep, (counted,)) as pool:
        asked = [pool.submit(_count, job, share, ids) for share, ids in enumerate(shares)]
        yield lambda: _together(asked, policy, counted, tell)


def recount(engine: Engine, connection: Connection, policy: Policy, tell: Tell = silently) -> Tally:
    """The sums of every dossier. Raises StoreError if the store changes meanwhile."""
    with counting(engine, connection, policy, tell) as sums:
        return sums()


def _shares(connection: Connection) -> list[tuple[int, int]]:
    """Ids in (after, to], about as many for each processor."""
    last = last_id(connection)
    parts = max(1, min(os.cpu_count() or 1, last // WORTH_A_PROCESS))
    edges = [last * part // parts for part in range(parts)] + [last]
    return list(pairwise(edges))


def _together(asked: list[Future], policy: Policy, counted: Any, tell: Tell) -> Tally:
    told = 0
    while wait(asked, TOLD_EVERY).not_done:
        told, before = sum(counted), told
        tell(told - before)
    whole = Tally(policy)
    for one in asked:
        whole.take_in(one.result())
    tell(whole.dossiers - told)
    return whole


_counted: Any = None
"""In a process of its own: how many dossiers each share has counted, seen by all."""


def _keep(counted: Any) -> None:
    global _counted
    _counted = counted


def _count(job: tuple[str, Policy, str], share: int, ids: tuple[int, int]) -> Tally:
    """One process's share, of the very store that the others count."""
    url, policy, version = job
    engine = open_engine(url)
    try:
        with reading(still(engine)) as connection:
            if state.read(connection, state.DATA_VERSION) != version:
                raise StoreError(CHANGED)
            return whole_tally(connection, policy, ids, lambda more: _tell(share, more))
    finally:
        engine.dispose()


def _tell(share: int, more: int) -> None:
    _counted[share] += more
