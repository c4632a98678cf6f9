"""Corrections by hand as people read them: what the sources say now, what was put in its place.

It only reads. How a correction stands is told from the store as it is, not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from onestop.domain.corrected import CATALOGUES, State, Words, column_of, value_words
from onestop.storage.corrections import IN_FORCE, Held
from onestop.storage.dossiers import FACTS
from onestop.storage.entries import entry_name, entry_named
from onestop.storage.tables import dossier, namespace
from onestop.storage.tables_corrections import correction, uncorrected


TOLD_OTHERWISE = {"unit_id": "receiving_unit_id", "receiving_unit_id": "unit_id"}
"""Where only one of the two is told it is both."""

CONCLUDED = ("unit_id", "receiving_unit_id", "area_id", "service_level")
"""Columns that are filled from elsewhere where the sources tell nothing."""


@dataclass(frozen=True)
class Shown:
    """One correction. said: what the sources say now (None: its dossier is not known); value:
    what it was corrected to; is_withdrawal: the row takes an earlier one back.
    """

    id: int
    namespace: str
    code: str
    unit_id: int | None
    field: str
    said: Words | None
    value: Words
    reason: str
    who: str
    at: int
    state: State | None
    is_withdrawal: bool = False


def corrections_of(connection: Connection, namespace_code: str, code: str) -> list[Shown]:
    """The corrections in force of one dossier, in the order they were made."""
    same = (correction.c.namespace == namespace_code) & (correction.c.code == code)
    return _shown(connection, _query().where(IN_FORCE, same).order_by(correction.c.id))


def list_corrections(
    connection: Connection, *, limit: int | None = None, offset: int = 0
) -> list[Shown]:
    """The corrections in force, newest first; `limit`, `offset`: a page of them."""
    query = _query().where(IN_FORCE).order_by(correction.c.id.desc())
    return _shown(connection, query.limit(limit).offset(offset))


def history(connection: Connection) -> list[Shown]:
    """Everything that was ever corrected or taken back; rows that hold no more have no state."""
    return _shown(connection, _query().order_by(correction.c.id))


def corrected_codes(connection: Connection) -> set[str]:
    """The codes of all dossiers that somebody corrected: few, next to all there are."""
    few = select(uncorrected.c.dossier_id)  # a join: SQLite would walk all dossiers
    return set(connection.scalars(select(dossier.c.code).where(dossier.c.id.in_(few))))


def _query() -> Select:
    """Corrections with their dossier's facts as they stand, and as the sources say."""
    now = [dossier.c[name].label(f"now {name}") for name in FACTS]
    said = [uncorrected.c[name].label(f"said {name}") for name in FACTS]
    ids = (dossier.c.id.label("now id"), uncorrected.c.dossier_id.label("said id"))
    mine = (dossier.c.namespace_id == namespace.c.id) & (dossier.c.code == correction.c.code)
    return (
        select(*correction.c, *ids, *now, *said)
        .outerjoin_from(correction, namespace, namespace.c.code == correction.c.namespace)
        .outerjoin(dossier, mine)
        .outerjoin(uncorrected, uncorrected.c.dossier_id == dossier.c.id)
    )


def _shown(connection: Connection, query: Select) -> list[Shown]:
    rows = [dict(row) for row in connection.execute(query).mappings()]
    names = _Names(connection)
    held = (Held(*(row[name] for name in _HELD)) for row in rows)
    return [_one(row, one, names, _Facts.of(row)) for row, one in zip(rows, held, strict=True)]


_HELD = ("id", "namespace", "code", "field", "value")


@dataclass(frozen=True)
class _Facts:
    """A dossier as it stands, and as the sources say; both None where it is not known."""

    now: dict[str, Any] | None
    said: dict[str, Any] | None

    @classmethod
    def of(cls, row: dict) -> _Facts:
        if row["now id"] is None:
            return cls(None, None)
        now = {name: row[f"now {name}"] for name in FACTS}
        if row["said id"] is None:
            return cls(now, now)
        return cls(now, {name: row[f"said {name}"] for name in FACTS})


def _one(row: dict, held: Held, names: _Names, facts: _Facts) -> Shown:
    in_force = row["superseded_by"] is None and not row["is_withdrawal"]
    return Shown(
        row["id"],
        row["namespace"],
        row["code"],
        None if facts.now is None else facts.now["unit_id"],
        row["field"],
        None if facts.said is None else names.said(held.field, facts.said),
        names.corrected(held),
        row["reason"],
        row["corrected_by"],
        row["corrected_at"],
        _state(held, names, facts) if in_force else None,
        is_withdrawal=bool(row["is_withdrawal"]),
    )


def _state(held: Held, names: _Names, facts: _Facts) -> State:
    if facts.now is None:
        return State.WAITING
    known, value = names.resolved(held)
    column = column_of(held.field)
    said = facts.said[column]
    if known and value is not None and said is None and column in TOLD_OTHERWISE:
        said = facts.said[TOLD_OTHERWISE[column]]
    if known and said == value:
        return State.AGREED
    shows = facts.now[column] == value or (value is None and column in CONCLUDED)
    return State.HOLDS if known and shows else State.SUSPENDED


class _Names:
    """What entries are called, each asked for once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._called: dict[tuple[str, int], str] = {}
        self._ids: dict[tuple[str, str], int | None] = {}

    def said(self, field: str, facts: dict[str, Any]) -> Words:
        """What the sources say of a field, in words."""
        column = column_of(field)
        value = facts[column]
        if value is None and column in TOLD_OTHERWISE:
            value = facts[TOLD_OTHERWISE[column]]
        text = None if value is None else str(value)
        if field not in CATALOGUES or text is None:
            return value_words(field, text)
        return value_words(field, self._name(CATALOGUES[field], int(text)))

    def corrected(self, held: Held) -> Words:
        """What it was corrected to; an entry that is known no more by what it was called."""
        known, value = self.resolved(held)
        if held.field not in CATALOGUES or held.value is None or not known:
            return value_words(held.field, held.value)
        return value_words(held.field, self._name(CATALOGUES[held.field], value))

    def resolved(self, held: Held) -> tuple[bool, Any]:
        """Whether it can be told, and as the store has it."""
        if held.value is None or held.field in ("parent_code", "pauses"):
            return True, held.value
        if held.field not in CATALOGUES:
            return True, int(held.value)
        asked = CATALOGUES[held.field], held.value
        if asked not in self._ids:
            self._ids[asked] = entry_named(self.connection, *asked)
        return self._ids[asked] is not None, self._ids[asked]

    def _name(self, kind: str, number: int) -> str:
        if (kind, number) not in self._called:
            self._called[kind, number] = entry_name(self.connection, kind, number)
        return self._called[kind, number]
