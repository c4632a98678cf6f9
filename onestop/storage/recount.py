"""Counting every dossier of a large store again, on several processors.

Each process reads its share of the ids and sums it; the sums are added up. It knows processes
and shares; what a sum is stays with `tally`.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

from sqlalchemy import Connection, Engine, func, select

from onestop.domain.errors import StoreError
from onestop.domain.policy import Policy
from onestop.storage import state
from onestop.storage.engine import open_engine, reading
from onestop.storage.ledger_writer import whole_tally
from onestop.storage.tables import dossier
from onestop.storage.tally import Tally


WORTH_A_PROCESS = 200_000
"""Dossiers: reading fewer takes less than starting a process."""

CHANGED = "Kho dữ liệu thay đổi trong lúc đếm lại; hãy kiểm tra lại khi không có ai nạp tệp."


def recount(engine: Engine, connection: Connection, policy: Policy) -> Tally:
    """The sums of every dossier. Raises StoreError if the store changes meanwhile."""
    shares = _shares(connection)
    if len(shares) == 1:
        return whole_tally(connection, policy)
    url = engine.url.render_as_string(hide_password=False)
    version = state.read(connection, state.DATA_VERSION)
    with ProcessPoolExecutor(len(shares), get_context("spawn")) as pool:
        asked = [pool.submit(_counted, url, policy, version, ids) for ids in shares]
        whole = Tally(policy)
        for one in asked:
            whole.take_in(one.result())
    return whole


def _shares(connection: Connection) -> list[tuple[int, int]]:
    """Ids in (after, to], about as many for each processor."""
    count = connection.scalar(select(func.count()).select_from(dossier)) or 0
    parts = max(1, min(os.cpu_count() or 1, count // WORTH_A_PROCESS))
    last = connection.scalar(select(func.max(dossier.c.id))) or 0
    edges = [last * part // parts for part in range(parts)] + [last]
    return list(pairwise(edges))


def _counted(url: str, policy: Policy, version: str, ids: tuple[int, int]) -> Tally:
    """One process's share, of the very store that the others count."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            if state.read(connection, state.DATA_VERSION) != version:
                raise StoreError(CHANGED)
            return whole_tally(connection, policy, ids)
    finally:
        engine.dispose()
