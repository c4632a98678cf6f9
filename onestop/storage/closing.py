"""Closed periods: figures kept as they were published, with who, when, how far and how counted.

Closing a period again keeps both; the newest counts, the others stay as history. What was kept
is never changed. Ids may be given anew when facts are made again, so a kept figure says what its
unit or area was called then, and is found again by that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from onestop.domain.errors import UsageError
from onestop.domain.facts import DAY
from onestop.domain.period import Period, day_of, day_vi, parse_period
from onestop.domain.policy import Policy
from onestop.domain.reported import name_of
from onestop.storage import catalogue
from onestop.storage.catalogue import Name
from onestop.storage.closed_members import members_of, packed
from onestop.storage.closed_periods import (
    AREA,
    LOAD,
    MEMBERS,
    OF_UNIT,
    TOTAL,
    UNIT,
    WAYS,
    Closed,
    closed,
    is_over,
    units_below,
)
from onestop.storage.indicator_values import Question, answer
from onestop.storage.moments import newest_by_unit
from onestop.storage.places import place_of
from onestop.storage.slices import Slice
from onestop.storage.state import next_data_version
from onestop.storage.tables import snapshot
from onestop.storage.tables_kept import closed_figure, closed_period


LONGEST_NOTE = 500


@dataclass(frozen=True)
class Counted:
    """Measures by id of a group, the newest moment they speak for, and the units that lag."""

    rows: Mapping[int, Mapping[str, int]]
    as_of: int | None
    lagging: Mapping[int, int]


def plain(connection: Connection, question: Question) -> Counted:
    """Every measure, and nothing that only a form asks for."""
    found = answer(connection, question)
    return Counted({row.key: row.measures for row in found.rows}, found.as_of, found.lagging)


@dataclass(frozen=True)
class Counting:
    """How figures are counted. count: gives what `Counted` has, with every measure at least."""

    policy: Policy
    add_working_days: Callable[[int, int], int]
    count: Callable[[Connection, Question], Any] = plain

    def question(
        self, period: Period, chosen: dict[str, frozenset[int]], by: str = TOTAL
    ) -> Question:
        """The question of one way of keeping figures, each unit as far as its own data goes."""
        return Question(period, Slice(chosen, by), self.policy, None, self.add_working_days)


@dataclass(frozen=True)
class Closing:
    """What somebody asks to close. unit: an id, with all below it; None for the whole place.

    provisional: closed though the period is not over where the data ends.
    """

    period: Period
    unit: int | None
    by: str
    note: str = ""
    provisional: bool = False


def close_period(connection: Connection, asked: Closing, counting: Counting, now: int) -> Closed:
    """Keeps the figures of a period as they are now.

    Raises UsageError for a period without figures, for one that is not over (unless it is
    closed as provisional), for one without a name, and for who or note that are no line.
    """
    by, note = name_of(asked.by), _note(asked.note)
    period = parse_period(asked.period.code, asked.period.cutoff)
    place = place_of(connection, asked.unit)
    chosen = units_below(connection, place)
    as_of = _known_until(connection, period, chosen)
    if not (asked.provisional or is_over(period, as_of)):
        raise UsageError(
            f"{period.label_vi} chưa hết: số liệu mới đến {_until(as_of)}. Hãy nạp số liệu đến"
            " hết kỳ rồi chốt, hoặc chốt tạm (--provisional; trên trang: ô “Chốt tạm”)."
        )
    values = {
        "period": period.code,
        "cutoff": period.cutoff,
        "unit_id": place,
        "closed_at": now,
        "closed_by": by,
        "note": note,
        "as_of": as_of,
        "policy": json.dumps(counting.policy.as_dict()),
    }
    number = connection.execute(insert(closed_period).values(**values)).inserted_primary_key[0]
    _keep(connection, number, counting, (period, chosen))
    next_data_version(connection)
    return closed(connection, number)


def _keep(
    connection: Connection,
    number: int,
    counting: Counting,
    asked: tuple[Period, dict[str, frozenset[int]]],
) -> None:
    """Everything that is kept with a closing."""
    period, chosen = asked
    by_unit: Mapping[int, Any] = {}
    for by in WAYS:
        names = catalogue.names_of(connection, by) if by else {}
        rows = counting.count(connection, counting.question(period, chosen, by)).rows
        _enter(connection, number, by, rows, names)
        by_unit = rows if by == UNIT else by_unit
    for key in sorted(by_unit):
        if any(by_unit[key].values()):
            question = counting.question(period, {UNIT: frozenset({key})}, AREA)
            _enter(connection, number, f"{OF_UNIT}{key}", counting.count(connection, question).rows)
    members = members_of(connection, counting.question(period, chosen))
    _enter_one(connection, number, (MEMBERS, 0, "", len(members)), ("", packed(members)))
    _keep_loads(connection, number)


def _enter(
    connection: Connection,
    number: int,
    by: str,
    rows: Mapping[int, Mapping[str, int]],
    names: Mapping[int, Name] | None = None,
) -> None:
    """Figures of one way; noughts are not kept."""
    unnamed = Name("", "")
    entered = [
        {
            "closed_period_id": number,
            "by": by,
            "key": key,
            "measure": measure,
            "value": int(value),
            "code": (names or {}).get(key, unnamed).key,
            "label": (names or {}).get(key, unnamed).label,
        }
        for key, measures in rows.items()
        for measure, value in measures.items()
        if value
    ]
    if entered:
        connection.execute(insert(closed_figure), entered)


def _enter_one(
    connection: Connection, number: int, what: tuple[str, int, str, int], told: tuple[str, str]
) -> None:
    by, key, measure, value = what
    code, label = told
    row = {"by": by, "key": key, "measure": measure, "value": value, "code": code, "label": label}
    connection.execute(insert(closed_figure).values(closed_period_id=number, **row))


def _keep_loads(connection: Connection, number: int) -> None:
    """Which files the figures rest on: by hash, for a number may be given again."""
    columns = (snapshot.c.id, snapshot.c.profile, snapshot.c.as_of)
    query = select(*columns, snapshot.c.sha256, snapshot.c.path).order_by(snapshot.c.id)
    for row in connection.execute(query).all():
        what = (LOAD, row.id, row.profile, row.as_of)
        _enter_one(connection, number, what, (row.sha256, row.path))


def _known_until(connection: Connection, period: Period, chosen: dict[str, frozenset[int]]) -> int:
    """How far the data of the units in question goes, at most to the period's end."""
    mine = chosen.get(UNIT)
    newest = newest_by_unit(connection)
    told = [at for number, at in newest.items() if mine is None or number in mine]
    as_of = min(period.end_at, max(told, default=period.start_at))
    if as_of <= period.start_at:
        raise UsageError(f"{period.label_vi} chưa có số liệu nào, nên không có gì để chốt.")
    return as_of


def _until(as_of: int) -> str:
    hours, minutes = divmod(as_of % DAY // 60, 60)
    return f"{hours:02d}:{minutes:02d} ngày {day_vi(day_of(as_of // DAY))}"


def _note(told: str) -> str:
    text = " ".join(told.split())
    if len(text) > LONGEST_NOTE or not text.isprintable():
        raise UsageError(f"Ghi chú khi chốt viết trên một dòng, không quá {LONGEST_NOTE} ký tự.")
    return text
