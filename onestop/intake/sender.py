"""Who pushes: what they may change, and the province that what they send is of.

A key says its province by its unit: nobody needs to name it twice. It reads no dossier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from onestop.domain.errors import NotFoundError
from onestop.storage import catalogue, provinces
from onestop.storage.engine import reading
from onestop.storage.scoped import seeing
from onestop.storage.tables import unit


@dataclass(frozen=True)
class Sender:
    """Who pushes.

    units: ids that they may change, None for all. province: code of the one that all of these
    are of, "" where there is none. is_whole: whether they see all of it (of the store, where
    none is told), so that an office which it does not know becomes its child.
    """

    units: frozenset[int] | None = None
    province: str = ""
    is_whole: bool = True

    def may_change(self, known: int | None) -> bool:
        """Whether a stored dossier of a unit (None: of none) is theirs."""
        return self.units is None or known in self.units

    def may_name(self, meant: int | None) -> bool:
        """Whether a row may tell a unit (None: one that they see none of)."""
        return self.is_whole if meant is None else self.may_change(meant)


def sender_of(connection: Connection, served: str, told: Iterable[int] | None) -> Sender:
    """Who pushes; served: code of the one province that is served, "" for all; told: ids of
    the sender's units, None for all. Raises NotFoundError for a province that is not there."""
    home = provinces.units_told(connection, served)
    mine = home if told is None else frozenset(told)
    if mine is None:
        return Sender()
    if home is not None:
        mine &= home
    root = _root_of(connection, mine)
    if root is None:
        return Sender(mine, served, is_whole=False)
    code = connection.scalar(select(unit.c.code).where(unit.c.id == root)) or served
    return Sender(mine, code, is_whole=provinces.units_of_province(connection, root) <= mine)


def _root_of(connection: Connection, units: frozenset[int]) -> int | None:
    """The province that all of some units are of, if they are of one."""
    mine = select(unit.c.province_id).where(unit.c.id.in_(sorted(units)))
    found = connection.scalars(mine.distinct()).all()
    return found[0] if len(found) == 1 and found[0] else None


def units_meant(engine: Engine, sender: Sender, words: Iterable[str]) -> dict[str, int | None]:
    """The unit of the sender's that each wording means, None for one that is not theirs."""
    with seeing(sender.units), reading(engine) as connection:
        return {one: _found(connection, one) for one in words}


def _found(connection: Connection, words: str) -> int | None:
    try:
        return catalogue.find(connection, "unit", words) if words else None
    except NotFoundError:
        return None
