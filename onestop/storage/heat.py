"""Open dossiers by unit and area at once: the heat map of the backlog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, or_, select

from onestop.domain.facts import DAY
from onestop.domain.measures import BY_CODE
from onestop.domain.policy import Policy
from onestop.storage import scan
from onestop.storage.behind import facts_without_index, parts_of
from onestop.storage.grains import CUTS, LEVELS, Grain, Span, spans_before
from onestop.storage.indicator_values import BEGINNING, Question
from onestop.storage.slices import Slice, conditions, conditions_beside, dossier_column
from onestop.storage.state import ledger_serves
from onestop.storage.tables import dossier, ledger


Cell = tuple[int, int, int, int]
"""unit id, area id (0 = not known), open, open and overdue."""

CUT = CUTS.index(("unit", "area"))
STATES = (BY_CODE["open"], BY_CODE["open_overdue"])


def heat(connection: Connection, question: Question) -> list[Cell]:
    """Open and overdue dossiers by unit and area, each unit at its own T."""
    found: list[Cell] = []
    for at in parts_of(connection, question):
        found += open_by_unit_and_area(connection, question.policy, at.moment, at.asked)
    return sorted(found)


def open_by_unit_and_area(
    connection: Connection, policy: Policy, moment: int, asked: Slice
) -> list[Cell]:
    """Open and overdue dossiers by unit and area at one moment; empty cells are left out.

    From the ledger where it knows the moment (the midnights before the 1st and the 15th),
    else from the dossiers that may be open. Each cell is a total of its own: counted `once`,
    a child is left out where its parent stands in the same cell.
    """
    if policy.interlinked == "once":
        return sorted(_cell_by_cell(connection, policy, moment, asked))
    added, taken = spans_before(moment // DAY, BEGINNING)
    if _is_kept(connection, policy, moment, asked) and _are_kept([*added, *taken]):
        return _from_ledger(connection, (added, taken), asked)
    return _from_dossiers(connection, policy, moment, asked)


def _is_kept(connection: Connection, policy: Policy, moment: int, asked: Slice) -> bool:
    told = frozenset(asked.chosen) <= set(CUTS[CUT])
    return told and moment % DAY == 0 and ledger_serves(connection, policy)


def _are_kept(whole: list[Span]) -> bool:
    return all(span.level in LEVELS[CUT] for span in whole)


def _from_ledger(
    connection: Connection, signed: tuple[list[Span], list[Span]], asked: Slice
) -> list[Cell]:
    """What the first spans sum up to, without what the second ones do."""
    cell, (added, taken) = ledger.c, (_in_spans(part, asked) for part in signed)
    amounts = [func.coalesce(cell[state.code], 0) for state in STATES]
    sums = [func.sum(case((taken, -amount), else_=amount)) for amount in amounts]
    query = select(cell.unit_id, cell.area_id, *sums).where(
        or_(added, taken), *conditions(ledger, asked.chosen)
    )
    query = query.group_by(cell.unit_id, cell.area_id).order_by(cell.unit_id, cell.area_id)
    return _filled(connection.execute(query).all())


def _in_spans(whole: list[Span], asked: Slice) -> ColumnElement:
    grain = ledger.c.grain
    found = (and_(grain == Grain(CUT, one.level).number, *_buckets(one, asked)) for one in whole)
    return or_(false(), *found)


def _buckets(span: Span, asked: Slice) -> tuple[ColumnElement, ...]:
    """One by one where a unit is chosen, so that keys are sought."""
    if "unit" in asked.chosen:
        return (ledger.c.bucket.in_(range(span.first, span.end)),)
    return (ledger.c.bucket >= span.first, ledger.c.bucket < span.end)


def _from_dossiers(connection: Connection, policy: Policy, moment: int, asked: Slice) -> list[Cell]:
    facts = facts_without_index(policy)
    keys = dossier_column("unit"), dossier_column("area")
    amounts = [func.count().filter(state.condition(facts, moment)) for state in STATES]
    query = select(*keys, *amounts).where(
        scan.may_be_open(moment, asked),
        facts.open_at(moment),
        *conditions_beside(dossier, asked.chosen),
    )
    return _filled(connection.execute(query.group_by(*keys).order_by(*keys)).all())


def _filled(rows: Sequence[tuple]) -> list[Cell]:
    return [
        (unit, area, int(opened), int(late or 0)) for unit, area, opened, late in rows if opened
    ]


def _cell_by_cell(
    connection: Connection, policy: Policy, moment: int, asked: Slice
) -> Iterator[Cell]:
    """Unit by unit: a total that holds parent and child is then a unit's area."""
    every = scan.state_sums(connection, policy, moment, STATES[:1], Slice(asked.chosen, "unit"))
    for unit in every:
        chosen = {**asked.chosen, "unit": frozenset({unit})}
        sums = scan.state_sums(connection, policy, moment, STATES, Slice(chosen, "area"))
        for area, counts in sums.items():
            if counts["open"]:
                yield unit, area, counts["open"], counts["open_overdue"]
