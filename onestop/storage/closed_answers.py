"""Questions answered from the figures of a closed period, as they were published.

Units and areas are found again by what they were called then; it refuses to count anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage import catalogue
from onestop.storage.catalogue import Name
from onestop.storage.closed_periods import (
    AREA,
    OF_UNIT,
    UNIT,
    WAYS,
    Closed,
    figures_of,
    names_then,
)
from onestop.storage.closing import Counted
from onestop.storage.indicator_values import Question


def published(connection: Connection, found: Closed, question: Question) -> Counted:
    """Kept figures as the answer to a question about units, by unit, by area or in total.

    A unit that is no longer known stands under 0, "not told". Raises UsageError for what is
    not kept (a procedure, a channel).
    """
    asked = question.asked
    if set(asked.chosen) - {UNIT} or asked.by not in WAYS:
        raise UsageError("Số đã chốt chỉ có theo đơn vị và lĩnh vực; hãy lập từ số tính lại.")
    inside = _inside(connection, found, asked.chosen.get(UNIT))
    ids = ids_now(connection, found, asked.by) if asked.by else {}
    rows: dict[int, dict[str, int]] = {}
    for key, measures in _kept_rows(connection, found, asked.by, inside):
        into = rows.setdefault(max(ids.get(key, 0), 0), type(measures)())
        into.update(measures)
    return Counted(rows, found.as_of, {})


def _kept_rows(
    connection: Connection, found: Closed, by: str, inside: frozenset[int] | None
) -> Iterator[tuple[int, Mapping[str, int]]]:
    """Kept rows of the units in question (None: of all), by the ids of then."""
    if inside is None:
        yield from figures_of(connection, found, by).items()
    elif by == AREA:
        for number in sorted(inside):
            yield from figures_of(connection, found, f"{OF_UNIT}{number}").items()
    else:
        for key, measures in figures_of(connection, found, UNIT).items():
            if key in inside:
                yield (key if by == UNIT else 0), measures


def _inside(
    connection: Connection, found: Closed, chosen: frozenset[int] | None
) -> frozenset[int] | None:
    """Ids of then of the chosen units; None where the closing holds no other."""
    if chosen is None or (found.unit is not None and found.unit in chosen):
        return None
    ids = ids_now(connection, found, UNIT)
    inside = frozenset(then for then, now in ids.items() if now in chosen)
    return None if len(inside) == len(ids) else inside


def ids_now(connection: Connection, found: Closed, by: str) -> dict[int, int]:
    """Id of then to id of now, found by code, name or alias; below 0 where there is none."""
    names = catalogue.names_of(connection, by)
    known = {name.key: number for number, name in names.items() if name.key}
    return {
        number: _id_now(connection, by, (number, name), known)
        for number, name in names_then(connection, found, by).items()
    }


def _id_now(connection: Connection, by: str, then: tuple[int, Name], known: dict[str, int]) -> int:
    number, name = then
    if number == 0 or name.key in known:
        return known.get(name.key, 0)
    for wording in (name.key, name.label):
        try:
            return catalogue.find(connection, by, wording)
        except NotFoundError:
            continue
    return -number
