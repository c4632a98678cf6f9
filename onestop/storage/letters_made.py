"""Apology letters that were written here: kept so that none is written twice unasked.

A letter made is not yet a letter sent: that is told by the list of letters that is loaded.
The dossier's namespace and code say whose a letter is; ids are given anew by a rebuild.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from onestop.storage.slices import conditions
from onestop.storage.state import next_data_version
from onestop.storage.tables import dossier
from onestop.storage.tables_kept import letter_made as kept


AT_ONCE = 500
"""Ids in one question: SQLite takes no more than some thousand."""

FIRST_DIGITS = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class LetterMade:
    """One written letter. made_at and rescheduled_to in local seconds; file: its bare name."""

    dossier_id: int
    namespace: str
    code: str
    number: str
    made_at: int
    rescheduled_to: int | None
    file: str


def keep_letters(connection: Connection, letters: Iterable[LetterMade]) -> int:
    """Keeps that letters were written; how many."""
    rows = [vars(letter) for letter in letters]
    if rows:
        connection.execute(insert(kept), rows)
        next_data_version(connection)
    return len(rows)


def letters_made(connection: Connection, ids: Collection[int]) -> dict[int, LetterMade]:
    """The newest letter that was written for each of some dossiers, by dossier id."""
    wanted, found = sorted(ids), {}
    for start in range(0, len(wanted), AT_ONCE):
        part = kept.c.dossier_id.in_(wanted[start : start + AT_ONCE])
        for row in connection.execute(select(kept).where(part).order_by(kept.c.id)):
            told = {name: value for name, value in row._mapping.items() if name != "id"}
            found[row.dossier_id] = LetterMade(**told)
    return found


def highest_number(
    connection: Connection, since: int, chosen: dict[str, frozenset[int]] | None = None
) -> int:
    """The highest running number of letters made since a moment (local seconds), 0 for none.

    chosen: as in a slice; letters of those dossiers only.
    """
    query = select(kept.c.number).where(kept.c.made_at >= since)
    if chosen:
        query = query.join(dossier, dossier.c.id == kept.c.dossier_id)
        query = query.where(*conditions(dossier, chosen))
    return max((_running(number) for number in connection.scalars(query)), default=0)


def _running(number: str) -> int:
    """The number before the slash: 12 of `12/PXL`."""
    digits = FIRST_DIGITS.match(number)
    return int(digits.group()) if digits else 0
