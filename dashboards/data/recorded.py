"""Looks that are recorded: who saw or took away which rows, how many, filtered how.

It knows views; the record itself is `onestop.accounts.recording`'s. Words that somebody typed
to search by are left out: they may name a person.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboards.view import View
from onestop.accounts.callers import caller
from onestop.accounts.recording import record_look
from onestop.domain.access import HERE
from onestop.domain.deeds import Fact


TYPED = ("text", "back", "lang", "kiosk", "refresh")
"""Parts of an address that choose nothing, or that may hold anything."""

NAMED = ("code",)
"""What is looked at stands beside the filters."""


def looked(
    view: View, act: str, what: str = "", rows: Callable[[], int] | None = None, **facts: Fact
) -> None:
    """Records that the caller sees rows, before they are shown.

    rows: how many, counted only if it is recorded. Whoever works on the machine itself without
    accounts is nobody to record. StoreError where it cannot be recorded: then it is not shown.
    """
    if caller() != HERE:
        counted = {} if rows is None else {"rows": rows()}
        noted(act, what, **{**filters_of(view), **counted, **facts})


def noted(act: str, what: object = "", **facts: Fact) -> None:
    """Records what the caller begins or reads, in a transaction of its own; as `looked`."""
    if caller() != HERE:
        record_look(act, what, **facts)


def filters_of(view: View) -> dict[str, Fact]:
    """What an address chooses, and whether anything was searched for."""
    told = {n: text for n, text in view.chosen.items() if n not in (*TYPED, *NAMED)}
    return {"page": view.path, **told, **({"searched": True} if view.get("text") else {})}
