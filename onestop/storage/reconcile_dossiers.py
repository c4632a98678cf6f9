"""The dossiers behind a line's differences: those a cause moves, else those worth a look.

Lists are short; how many there are in all is told. A list "to look at" claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, not_, select

from onestop.storage.listing import described, read
from onestop.storage.reconcile import Cell, Comparison
from onestop.storage.reconcile_counts import USUAL
from onestop.storage.reconcile_explained import WAY, WITHOUT, Cause, Selection, selections
from onestop.storage.reconcile_members import counts_in, terms_of
from onestop.storage.reconcile_tried import Tried
from onestop.storage.tables import dossier


MOST_SHOWN = 20
MOST_COUNTED = 2_000
"""Dossiers of one list that are looked up; what is over is told as "more than"."""

MOST_LISTS = 60
LOOKS = 3
"""Lists worth a look, of one cell."""


@dataclass(frozen=True)
class Moved:
    """One dossier. ours: the figures that we count it in and the table does not; theirs: the
    other way round; both only as far as the list's reason goes."""

    facts: dict
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """Some dossiers of a line and why they are told.

    is_cause: they are what the cause moves; else they are only near. tried, selection: which
    way or which condition names them; neither: a line that the table does not have.
    """

    line: int
    is_cause: bool = True
    dossiers: tuple[Moved, ...] = ()
    total: int = 0
    tried: Tried | None = None
    selection: Selection | None = None

    @property
    def is_more(self) -> bool:
        """Whether there are more than were looked up."""
        return self.total >= MOST_COUNTED


def dossiers_of(
    connection: Connection, found: Comparison, causes: list[Cause], tries: list[Tried]
) -> list[Listed]:
    """Lists for every differing line, the causes' first; empty ones are left out."""
    told = {at: [one for one in causes if one.line == at] for at in found.rows}
    known = selections(connection)
    lists: list[Listed] = []
    for at in found.rows:
        if not found.differing(at) or len(lists) >= MOST_LISTS:
            continue
        if found.lines[at].told is None:
            lists += _lacking(connection, found, at)
            continue
        lists += _of_causes(connection, found, told[at], known)
        if not any(cause.whole for cause in told[at]):
            used = [cause.tried for cause in told[at] if cause.tried]
            lists += _to_look_at(connection, found, at, (tries, known, used))
    return [one for one in lists if one.total]


def _lacking(connection: Connection, found: Comparison, at: int) -> Iterator[Listed]:
    """All that we count in a line which the table does not have."""
    moves = {}
    for cell in found.differing(at)[:1]:
        counted = counts_in(
            connection, terms_of(found.counting, USUAL, found.lines[at], cell.figure)
        )
        moves[cell.figure.code] = (counted, None)
    yield _listed(connection, Listed(at), moves)


def _of_causes(
    connection: Connection, found: Comparison, causes: list[Cause], known: list[Selection]
) -> Iterator[Listed]:
    for cause in causes[:1]:
        if cause.kind == WAY:
            shell = Listed(cause.line, tried=cause.tried)
            cells = [
                cell
                for cell in found.differing(cause.line)
                if cause.tried.values[cell.line, cell.figure.code] == cell.theirs
            ]
            moves = {c.figure.code: _moves(connection, found, c, cause.tried) for c in cells}
            yield _listed(connection, shell, moves)
        elif cause.kind == WITHOUT:
            chosen = [o for o in known if (o.code, o.label) == (cause.selection, cause.label)]
            for one in chosen:
                yield _without(connection, found, cause.line, one, is_cause=True)


def _to_look_at(
    connection: Connection,
    found: Comparison,
    at: int,
    tools: tuple[list[Tried], list[Selection], list[Tried]],
) -> Iterator[Listed]:
    """What single ways would move in the right direction, and what the table may lack."""
    tries, known, used = tools
    wrong = [cell for cell in found.differing(at) if not _is_settled(cell, used)]
    near = [one for one in tries if len(one.way.changes) == 1 and one not in used]
    scored = [(sum(_helps(cell, one) for cell in wrong), one) for one in near]
    chosen = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])[:LOOKS]
    for _, one in chosen:
        cells = [cell for cell in wrong if _helps(cell, one)]
        moves = {cell.figure.code: _moves(connection, found, cell, one) for cell in cells}
        yield _listed(connection, Listed(at, is_cause=False, tried=one), moves)
    if any(cell.difference < 0 for cell in wrong):
        for one in known:
            yield _without(connection, found, at, one, is_cause=False)


def _is_settled(cell: Cell, used: list[Tried]) -> bool:
    return any(one.values[cell.line, cell.figure.code] == cell.theirs for one in used)


def _helps(cell: Cell, one: Tried) -> int:
    """How much of a cell's difference a way takes away, without going past it."""
    change = one.values[cell.line, cell.figure.code] - cell.ours
    is_right = change * cell.difference > 0 and abs(change) <= abs(cell.difference)
    return abs(change) if is_right else 0


Move = tuple[ColumnElement | None, ColumnElement | None]
"""Whether we count a dossier, and whether the other way does."""


def _moves(connection: Connection, found: Comparison, cell: Cell, one: Tried) -> Move:
    line = found.lines[cell.line]
    ours = counts_in(connection, terms_of(found.counting, USUAL, line, cell.figure))
    theirs = counts_in(connection, terms_of(found.counting, one.way, line, cell.figure))
    return ours, theirs


def _without(
    connection: Connection, found: Comparison, at: int, one: Selection, *, is_cause: bool
) -> Listed:
    """The dossiers of a condition, by the figures in which the table has less."""
    moves: dict[str, Move] = {}
    for cell in found.differing(at):
        if cell.difference < 0:
            terms = terms_of(found.counting, USUAL, found.lines[at], cell.figure)
            moves[cell.figure.code] = (and_(counts_in(connection, terms), one.condition), None)
    return _listed(connection, Listed(at, is_cause=is_cause, selection=one), moves)


def _listed(connection: Connection, shell: Listed, moves: dict[str, Move]) -> Listed:
    """The dossiers that move in some figure, each once."""
    sides: dict[int, tuple[list[str], list[str]]] = {}
    for code, (ours, theirs) in moves.items():
        for place, (first, second) in enumerate(((ours, theirs), (theirs, ours))):
            if first is None:
                continue
            for number in _ids(connection, first, second):
                sides.setdefault(number, ([], []))[place].append(code)
    shown = sorted(sides)[:MOST_SHOWN]
    query = described(select(dossier.c.id)).add_columns(dossier.c.id.label("id"))
    facts = read(connection, query.where(dossier.c.id.in_(shown)).order_by(dossier.c.code))
    rows = tuple(Moved(one, *map(tuple, sides[one["id"]])) for one in facts)
    return Listed(shell.line, shell.is_cause, rows, len(sides), shell.tried, shell.selection)


def _ids(connection: Connection, first: ColumnElement, second: ColumnElement | None) -> list[int]:
    query = select(dossier.c.id).where(first)
    if second is not None:
        query = query.where(not_(second))
    return list(connection.scalars(query.order_by(dossier.c.id).limit(MOST_COUNTED)))
