"""Closed periods as plain data, and what differs from them since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop.domain.period import instant_text


if TYPE_CHECKING:  # what differs is found with arrays, which a list of periods must not load
    from onestop.storage.closed_changes import Changes, Difference
    from onestop.storage.closed_periods import Closed


LISTED = ("id", "period", "cutoff", "unit", "closed_at", "by", "as_of", "note", "provisional")
DIFFERING = ("by", "code", "label", "measure", "published", "now", "change", "unnamed", "dossiers")


def closed_told(found: Closed) -> dict[str, Any]:
    """One closed period under `LISTED`."""
    values = (found.id, found.period.code, found.period.cutoff, found.unit_name)
    when = (instant_text(found.closed_at), found.closed_by, instant_text(found.as_of))
    return dict(zip(LISTED, (*values, *when, found.note, found.is_provisional), strict=True))


def changes_told(found: Closed, changes: Changes) -> dict[str, Any]:
    """What differs from a closed period, the dossiers that made it, and the files since."""
    return {
        "closed": closed_told(found),
        "differences": [_difference(one, changes) for one in changes.differences],
        "dossiers": [vars(one) for one in changes.moved],
        "loaded": list(changes.loaded),
        "withdrawn": [{"path": path, "reason": why} for path, why in changes.withdrawn],
    }


def changes_csv(told: dict[str, Any]) -> list[list[Any]]:
    """The differences as lines under `DIFFERING`."""
    rows = told["differences"]
    return [[*list(row.values())[:-1], " ".join(row["dossiers"])] for row in rows]


def _difference(one: Difference, changes: Changes) -> dict[str, Any]:
    codes = [changes.moved[place].code for place, _ in one.dossiers]
    named = (one.by, one.code, one.label, one.measure, one.published, one.now)
    return dict(zip(DIFFERING, (*named, one.change, one.unnamed, codes), strict=True))
