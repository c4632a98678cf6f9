"""What to do with something found, from what became of it before. It touches nothing."""

from __future__ import annotations

from typing import Any

from onestop.storage.connections import DONE, FAILED, GROWING
from onestop.watch.found import Found


WAIT, FETCH, ACKNOWLEDGE = "wait", "fetch", "acknowledge"
Row = dict[str, Any]


def choose(found: Found, row: Row | None, profiles: str, since: int) -> str:
    """Wait for it to settle, fetch it, or only tell the source again what became of it.

    row: what is noted of it. since: the moment before which it must have been seen as it is.
    A refused file is fetched again only when it, or the source profiles, changed.
    """
    if found.asks:
        return FETCH
    if row is None or row["mark"] != found.mark:
        return WAIT if found.must_settle else FETCH
    if row["state"] == GROWING:
        return FETCH if row["at"] <= since else WAIT
    if row["state"] == FAILED and row["profiles"] != profiles:
        return FETCH
    return ACKNOWLEDGE


def is_known(row: Row | None, sha256: str, profiles: str) -> bool:
    """Whether the same bytes were loaded before, or refused under the same profiles."""
    if row is None or row["sha256"] != sha256:
        return False
    return not row["problem"] or row["profiles"] == profiles


def settled_state(row: Row) -> str:
    """What a file is again once it is known to be the same as before."""
    return FAILED if row["problem"] else DONE
