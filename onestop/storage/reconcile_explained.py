"""Why a line of somebody else's table differs, as far as counting can show.

A cause is named only where it makes the whole line agree, or at least makes every figure it
touches agree; how it fares elsewhere in the table is told with it. It never guesses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, select

from onestop.domain.aggregate_checks import ACROSS, across
from onestop.domain.aggregates import ToldLine
from onestop.domain.dossier import Status
from onestop.storage.reconcile import Cell, Comparison
from onestop.storage.reconcile_counts import USUAL
from onestop.storage.reconcile_members import count_with, terms_of
from onestop.storage.reconcile_tried import Tried
from onestop.storage.tables import claim, dossier, source
from onestop.storage.tables_corrections import uncorrected


WAY, WITH, WITHOUT, SWAPPED, TYPED = "way", "with", "without", "swapped", "typed"
"""Kinds of cause: counted another way; with what has no line; without some dossiers; another
line's figures; one cell that contradicts its own sums."""

ONE_SOURCE, UNDATED, STOPPED, CORRECTED = "one_source", "undated", "stopped", "corrected"
"""Dossiers that a table may lack or count otherwise: told by one source only, without a due
date, stopped, corrected by hand."""

LEAST_MOVED = 2
"""A cause that fits one line and harms others must move so many dossiers in it: one may be
chance."""

MOST_NAMED = 3
"""So many causes that fit a line equally well are named."""

LEAST_CLOSED = 0.5
"""The share of differing cells that a way must close to be told of the whole table."""

MOST_LINES = 60
"""Lines for which dossiers are counted again without some."""


@dataclass(frozen=True)
class Cause:
    """One cause of a line's differences.

    whole: the line then agrees in every cell; else so many of its differing cells (`closed`).
    only_here: used for the whole table it would make more cells wrong than right.
    tried: of a way. label: the other line, the name left out, the source. selection: of
    WITHOUT. figures: the codes of the cells it closes. moved: dossiers it moves in the line, at
    most in one figure.
    """

    line: int
    kind: str
    figures: tuple[str, ...]
    moved: int
    whole: bool = True
    only_here: bool = False
    tried: Tried | None = None
    label: str = ""
    selection: str = ""

    @property
    def closed(self) -> int:
        """Cells that agree by it."""
        return len(self.figures)


@dataclass(frozen=True)
class Selection:
    """Dossiers that a table may lack, as a condition. label: of ONE_SOURCE, the source."""

    code: str
    condition: ColumnElement
    label: str = ""


def causes_of(connection: Connection, found: Comparison, tries: list[Tried]) -> list[Cause]:
    """The causes of every differing line, the best of each line first."""
    causes: list[Cause] = []
    asked = 0
    for at in range(len(found.lines)):
        if not found.differing(at):
            continue
        own = [*_typed(found, at)]
        if at in found.rows:
            own += [*_exact(found, at), *_ways(found, tries, at)]
            if not any(cause.whole for cause in own) and asked < MOST_LINES:
                asked += 1
                own += _selections(connection, found, at)
        causes += _best(own)
    return causes


def overall(found: Comparison, tries: list[Tried]) -> list[Tried]:
    """The ways that close at least half of what differs, without what they spoil; best first.

    Where one closes all, only those that do so as simply.
    """
    enough = max(1, len(found.differing()) * LEAST_CLOSED)
    useful = [one for one in tries if one.gain >= enough]
    if useful and useful[0].matched == len(found.cells):
        simple = len(useful[0].way.changes)
        useful = [
            one
            for one in useful
            if one.matched == len(found.cells) and len(one.way.changes) == simple
        ]
    return useful[:MOST_NAMED]


def _best(causes: list[Cause]) -> list[Cause]:
    """Causes that explain the whole line equally well, else causes of different parts of it."""
    whole = sorted((cause for cause in causes if cause.whole), key=_rank)
    if whole:
        return [one for one in whole if _rank(one) == _rank(whole[0])][:MOST_NAMED]
    kept: list[Cause] = []
    for one in sorted(causes, key=_rank):
        if not any(set(one.figures) & set(other.figures) for other in kept):
            kept.append(one)
    return kept


def _rank(cause: Cause) -> tuple:
    """What holds for the table before what holds here alone, the simple before the composed."""
    changes = len(cause.tried.way.changes) if cause.tried else 0
    gain = cause.tried.gain if cause.tried else 0
    return -cause.closed, cause.only_here, changes, -gain


def _ways(found: Comparison, tries: list[Tried], at: int) -> Iterator[Cause]:
    cells = [cell for cell in found.cells if cell.line == at]
    for one in tries:
        moved = [
            (cell, one.values[at, cell.figure.code] - cell.ours)
            for cell in cells
            if one.values[at, cell.figure.code] != cell.ours
        ]
        if not moved or any(cell.difference != change for cell, change in moved):
            continue  # it leaves some figure it touches wrong
        most = max(abs(change) for _, change in moved)
        only_here = one.gain <= 0
        if only_here and most < LEAST_MOVED:
            continue
        figures = tuple(cell.figure.code for cell, _ in moved)
        whole = len(moved) == len(found.differing(at))
        yield Cause(at, WAY, figures, most, whole, only_here, one)


def _exact(found: Comparison, at: int) -> Iterator[Cause]:
    """The line is another line's, or counts also what has no line of its own."""
    wrong, theirs, ours = found.differing(at), _side(found, at, "theirs"), _side(found, at, "ours")
    if found.lines[at].told is None:
        return
    figures = tuple(cell.figure.code for cell in wrong)
    most = max(abs(cell.difference) for cell in wrong)
    for other in found.rows:
        label, those = found.lines[other].label, _side(found, other, "ours")
        if other == at or not any(those.values()):
            continue
        if found.lines[other].told is not None:
            # the other line has ours, or says the same: else it is equal by chance
            if theirs == those and _side(found, other, "theirs") in (ours, theirs):
                yield Cause(at, SWAPPED, figures, most, label=label)
        elif all(theirs[code] == ours[code] + those.get(code, 0) for code in theirs):
            yield Cause(at, WITH, figures, most, label=label)


def _side(found: Comparison, at: int, name: str) -> dict[str, int]:
    """The figures of a line, as they or we have them."""
    return {cell.figure.code: getattr(cell, name) for cell in found.cells if cell.line == at}


def _typed(found: Comparison, at: int) -> Iterator[Cause]:
    """One cell contradicts the line's own sums, and with ours in its place all of them hold."""
    wrong, told = found.differing(at), found.lines[at].told
    if told is None:
        return
    faults = [one for one in found.faults if one.kind == ACROSS and one.row == told.row]
    for cell in wrong:
        code = cell.figure.code
        is_doubted = any(code in (one.figure, *one.parts) for one in faults)
        if is_doubted and not found.follows(cell) and _mends(found, told, cell):
            yield Cause(at, TYPED, (code,), abs(cell.difference), whole=len(wrong) == 1)


def _mends(found: Comparison, told: ToldLine, cell: Cell) -> bool:
    """Whether every sum that a cell has a part in holds with ours in its place."""
    mended = replace(told, values={**told.values, cell.figure.code: cell.ours})
    left = across(found.table, mended)
    return not any(cell.figure.code in (one.figure, *one.parts) for one in left)


def selections(connection: Connection) -> list[Selection]:
    """What a table may lack; sources only where there are several."""
    found = [
        Selection(UNDATED, dossier.c.due_at.is_(None)),
        Selection(STOPPED, dossier.c.status == int(Status.STOPPED)),
        Selection(CORRECTED, dossier.c.id.in_(select(uncorrected.c.dossier_id))),
    ]
    counted = select(dossier.c.source_id, func.count()).group_by(dossier.c.source_id)
    telling = dict(connection.execute(counted).all())
    names = dict(connection.execute(select(source.c.id, source.c.code)).all())
    for number in telling if len(telling) > 1 else ():
        shared = exists(select(claim.c.source_id).where(claim.c.dossier_id == dossier.c.id))
        alone = and_(dossier.c.source_id == number, not_(shared))
        found.append(Selection(ONE_SOURCE, alone, names.get(number, "")))
    return found


def _selections(connection: Connection, found: Comparison, at: int) -> Iterator[Cause]:
    """The line agrees without some dossiers of ours."""
    line, cells = found.lines[at], [cell for cell in found.cells if cell.line == at]
    if line.told is None or any(cell.difference > 0 for cell in cells if _is_whole(cell)):
        return
    for one in selections(connection):
        lacking = {}
        for cell in cells:
            terms = terms_of(found.counting, USUAL, line, cell.figure)
            lacking[cell.figure.code] = count_with(connection, terms, one.condition)
            if lacking[cell.figure.code] != -cell.difference:
                break
        else:
            figures = tuple(cell.figure.code for cell in found.differing(at))
            most = max(map(abs, lacking.values()))
            yield Cause(at, WITHOUT, figures, most, label=one.label, selection=one.code)


def _is_whole(cell: Cell) -> bool:
    """A figure that only adds: it cannot grow when dossiers are left out."""
    return all(term[0] != "-" for term in cell.figure.counts)
