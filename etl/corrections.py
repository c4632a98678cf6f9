"""What people corrected, laid over what the sources say: the last step before storing.

A load merges, compares and counts as if nobody had corrected anything (`told`), then what is
stored, and counted in the ledger, is corrected (`over`). So no file is ever judged by a
correction, and a correction taken back leaves exactly what the sources say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from etl.derive import ProcedureFacts, WorkingDays, as_told, conclude, derive
from etl.merge import first_told, take
from etl.nowhere import nobody
from etl.stored import replace
from onestop.domain.corrected import CATALOGUES, column_of
from onestop.domain.dossier import CLOSED
from onestop.storage import corrections as kept
from onestop.storage import dossiers
from onestop.storage.array_facts import Rows
from onestop.storage.bulk import TEXTS
from onestop.storage.corrections import Held
from onestop.storage.dossiers import FACTS
from onestop.storage.entries import entry_named
from onestop.storage.intervals import Pauses
from onestop.storage.tables import namespace
from onestop.storage.tally import Tally


LAST_WORD = ("area_id", "service_level")
"""Facts in which a correction outweighs even the catalogue."""


@dataclass(frozen=True)
class Moves:
    """An entry of a catalogue that becomes another, in some columns."""

    columns: tuple[str, ...] = ()
    before: int = 0
    after: int = 0

    def made(self, rows: Rows) -> Rows:
        """The rows with the entry replaced."""
        moved = {
            name: np.where(rows[name] == self.before, self.after, rows[name])
            for name in self.columns
        }
        return {**rows, **moved}


STAYING = Moves()


class Corrections:
    """The corrections in force when this was made; false where there are none.

    suspended: ids of dossiers met that show what the sources say, for corrected they could
    not be placed.
    """

    def __init__(self, connection: Connection, days: WorkingDays) -> None:
        self.connection, self.days = connection, days
        self.held = kept.in_force(connection)
        self._by: dict[tuple[int, str], list[Held]] = {}
        self._entries: dict[tuple[str, str], int] = {}
        self.suspended: set[int] = set()
        if self.held:
            self._prepare()

    def _prepare(self) -> None:
        spaces = dict(self.connection.execute(select(namespace.c.code, namespace.c.id)).all())
        for one in self.held:
            if one.namespace in spaces:
                self._by.setdefault((spaces[one.namespace], one.code), []).append(one)
        self._codes = {code for _, code in self._by}

    def __bool__(self) -> bool:
        return bool(self.held)

    def told(self, rows: Rows) -> Rows:
        """Stored dossiers as they would be had nobody corrected anything."""
        places = self._places(rows)
        if not len(places):
            return rows
        said = kept.uncorrected_of(self.connection, rows["id"][places])
        at = _places_of(rows["id"], said["dossier_id"])
        some = take(rows, at) | {name: said[name] for name in FACTS}
        conclude(some, ProcedureFacts.read(self.connection), nobody(self.connection, some))
        return _put(rows, at, some)

    def over(self, rows: Rows, waits: Pauses, moves: Moves = STAYING) -> tuple[Rows, Pauses]:
        """Merged and derived dossiers, corrected; what the sources say of them is kept."""
        places = self._places(rows)
        if not len(places):
            return rows, waits
        some = take(rows, places)
        said = as_told(some)
        told = {"dossier_id": some["id"], **{name: said[name] for name in FACTS}}
        kept.keep_uncorrected(self.connection, told)
        corrected, their_waits = self._corrected(some, said, moves)
        return _put(rows, places, corrected), _joined(waits, places, their_waits)

    def _places(self, rows: Rows) -> np.ndarray:
        """Places of the dossiers that somebody corrected."""
        if not self._by:
            return np.zeros(0, dtype=np.int64)
        maybe = np.flatnonzero(pd.Series(rows["code"], dtype=object).isin(self._codes))
        spaces = rows["namespace_id"]
        mine = [(int(spaces[at]), rows["code"][at]) in self._by for at in maybe]
        return maybe[np.array(mine, dtype=bool)]

    def _corrected(self, rows: Rows, said: Rows, moves: Moves) -> tuple[Rows, Pauses]:
        """Concluded rows corrected; one that could not be placed in any period stays as told."""
        known = ProcedureFacts.read(self.connection)
        made = {name: array.copy() for name, array in said.items()}
        forced = self._lay(made, rows)
        made = moves.made(made)
        conclude(made, known, nobody(self.connection, made))
        for column, at, value in forced:
            made[column][at] = value
        made = moves.made(made)
        derive(made, known, self.days)
        lost = unplaceable(made)
        if lost.any():
            self.suspended |= {int(one) for one in made["id"][lost]}
            made = _put(made, np.flatnonzero(lost), take(rows, lost))
        return made, derive(made, known, self.days)

    def _lay(self, made: Rows, concluded: Rows) -> list[tuple[str, int, float]]:
        """Writes the corrected values; what has to be written again after concluding."""
        forced = []
        for at in range(len(made["id"])):
            mine = self._by[int(made["namespace_id"][at]), made["code"][at]]
            fields = {one.field for one in mine}
            if "receiving_unit" in fields and "unit" not in fields:
                made["unit_id"][at] = concluded["unit_id"][at]
            for one in mine:
                if self.is_known(one):
                    column, value = column_of(one.field), self.value_of(one)
                    made[column][at] = value
                    if column in LAST_WORD and one.value is not None:
                        forced.append((column, at, value))
        return forced

    def value_of(self, one: Held) -> object:
        """A corrected value as rows hold it."""
        column = column_of(one.field)
        if one.value is None:
            return None if column in TEXTS else np.nan
        if one.field in CATALOGUES:
            return float(self._entries[CATALOGUES[one.field], one.value])
        return one.value if column in TEXTS else float(one.value)

    def is_known(self, one: Held) -> bool:
        """Whether the entry that a correction names stands in a catalogue now."""
        if one.value is None or one.field not in CATALOGUES:
            return True
        asked = CATALOGUES[one.field], one.value
        if asked not in self._entries:
            found = entry_named(self.connection, *asked)
            if found is None:
                return False
            self._entries[asked] = found
        return True

    def settle(self, tally: Tally) -> None:
        """Applies corrections whose entry has become known since they met their dossier."""
        named = [one for one in self.held if one.value is not None and one.field in CATALOGUES]
        named = [one for one in named if self.is_known(one)]
        ids = kept.dossier_ids(self.connection, named)
        if not ids:
            return
        rows = dossiers.read(self.connection, np.array(sorted(ids.values()), dtype=np.int64))
        at = {int(number): place for place, number in enumerate(rows["id"])}
        differing = {
            number
            for one in named
            if (number := ids.get((one.namespace, one.code))) is not None
            and rows[column_of(one.field)][at[number]] != self.value_of(one)
        }
        again(tally, sorted(differing), self, self)


def unplaceable(rows: Rows) -> np.ndarray:
    """Closed dossiers without any closing date: no period could count them."""
    return np.isin(rows["status"], [int(one) for one in CLOSED]) & np.isnan(rows["closing_at"])


def again(tally: Tally, ids: Sequence[int], before: Corrections, after: Corrections) -> None:
    """Dossiers corrected otherwise than before; the ledger moves with them."""
    if not len(ids):
        return
    connection = after.connection
    old = dossiers.read(connection, np.array(ids, dtype=np.int64))
    rows = as_told(before.told(old))
    kept.forget_uncorrected(connection, old["id"])
    known = ProcedureFacts.read(connection)
    conclude(rows, known, nobody(connection, rows))
    waits = derive(rows, known, after.days)
    replace(connection, tally, old, after.over(rows, waits))


def effective(field: str, said: Rows) -> np.ndarray:
    """What sources say of a field, each unit standing for the other where one is told."""
    column = column_of(field)
    other = {"unit_id": "receiving_unit_id", "receiving_unit_id": "unit_id"}.get(column)
    return first_told(said[column], said[other]) if other else said[column]


def _places_of(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    order = np.argsort(ids)
    return order[np.searchsorted(ids[order], wanted)] if len(wanted) else wanted


def _put(rows: Rows, at: np.ndarray, some: Rows) -> Rows:
    """Rows with some of them replaced."""
    made = {}
    for name, array in rows.items():
        made[name] = array.copy()
        made[name][at] = some[name]
    return made


def _joined(waits: Pauses, places: np.ndarray, theirs: Pauses) -> Pauses:
    """Waits of all rows, those of some places replaced."""
    others = ~np.isin(waits.row, places)
    pairs = (
        (waits.row, places[theirs.row]),
        (waits.from_at, theirs.from_at),
        (waits.to_at, theirs.to_at),
        (waits.implied, theirs.implied),
    )
    return Pauses(*(np.concatenate([one[others], other]) for one, other in pairs))
