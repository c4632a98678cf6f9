"""Which rows belong to a unit: the one list of tables that a reader of some units may see.

A table that is not on the list cannot be read within a scope at all. It knows tables and
their keys; who sees which units, and how a rule enters a statement, is `scoped`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.visitors import InternalTraversal

from onestop.storage import tables as facts
from onestop.storage import tables_kept, tables_service
from onestop.storage.grains import BY_PROVINCE
from onestop.storage.state import DATA_VERSION, LEDGER, LOAD_PROVINCE


UNITS = "onestop_units"
"""The name under which a statement is given the ids of the reader's units."""

PROVINCES = "onestop_provinces"
"""The same of the provinces of these units, where dossiers are partitioned by them."""

ANYBODY = ""
"""Who may add a row: whoever may write at all."""

OWNER = "unit_id"
"""Who may add a row: whoever sees the unit that stands in this column."""

_bare = MetaData()
"""The same tables once more, for the rules themselves: these are read as they are."""

Rule = Callable[[Any], ColumnElement]
"""A table's columns to the condition under which a row belongs to the units."""


@dataclass(frozen=True)
class Belonging:
    """What a reader of some units may do with a table.

    rule: which rows are seen, changed and deleted; None for all. adding: OWNER or ANYBODY;
    None for nobody, as what loads and rebuilds write is never written within a scope.
    """

    rule: Rule | None = None
    adding: str | None = None


def bare(table: Table) -> Table:
    """A table that no rule narrows, to be read by the rules alone."""
    return _bare.tables.get(table.key) if table.key in _bare.tables else table.to_metadata(_bare)


def is_bare(table: FromClause) -> bool:
    """Whether a rule itself reads the table."""
    return getattr(table, "metadata", None) is _bare


def _mine(column: ColumnElement) -> ColumnElement:
    """Whether a column holds one of the reader's units; empty is nobody's."""
    return column.in_(bindparam(UNITS, expanding=True))


class InPartitions(ColumnElement[bool]):
    """Whether a dossier may stand in a partition of the reader's provinces: so that PostgreSQL
    looks into no other. Says nothing where dossiers are not partitioned (`scoped` writes it)."""

    __visit_name__ = "in_partitions"
    _traverse_internals = (("province", InternalTraversal.dp_clauseelement),)
    inherit_cache = True
    type = Boolean()

    def __init__(self, province: ColumnElement) -> None:
        self.province = province


def _of_unit(columns: Any) -> ColumnElement:
    return _mine(columns.unit_id)


def _resolved_here(columns: Any) -> ColumnElement:
    """Of a sum, so that no index serves it: questions bring the units that an index finds, and
    planners would otherwise walk all of a unit to look up a page of fifty."""
    return and_(_mine(columns.unit_id + 0), InPartitions(columns.province_id))


def _of_own_dossier(own: Any) -> ColumnElement:
    return and_(_mine(own.unit_id), InPartitions(own.province_id))


def _of_cell(columns: Any) -> ColumnElement:
    """Sums of a unit; where a cell is a province's, whoever sees all of the province's units."""
    by_province = columns.grain.in_(sorted(BY_PROVINCE))
    whole = columns.unit_id.in_(_whole_provinces())
    return and_(_mine(columns.unit_id), or_(not_(by_province), whole))


def _whole_provinces() -> Select:
    """Ids of provinces of which no unit is hidden from the reader."""
    units, others = bare(facts.unit).c, bare(facts.unit).alias("others").c
    hidden = select(others.province_id).where(others.id.not_in(bindparam(UNITS, expanding=True)))
    return select(units.id).where(_mine(units.id), units.id.not_in(hidden))


def _provinces() -> Select:
    """Ids of the provinces that the reader's units are of."""
    units = bare(facts.unit).c
    return select(units.province_id).where(_mine(units.id), units.province_id > 0)


def _load_of(number: ColumnElement, provinces: Select | None = None) -> ColumnElement:
    """Whether a load is all of one province (of some provinces)."""
    kept, ids = bare(facts.store_state).c, []
    if provinces is not None:
        ids = [kept.value.in_(select(cast(provinces.subquery().c[0], Text)))]
    return exists().where(kept.key == literal(LOAD_PROVINCE) + cast(number, Text), *ids)


def _of_unit_or_everybody(columns: Any) -> ColumnElement:
    return or_(columns.unit_id.is_(None), _mine(columns.unit_id))


def _of_dossier(columns: Any) -> ColumnElement:
    """Whoever resolves the dossier sees what hangs on it; who only received it does not."""
    own = bare(facts.dossier).c
    return exists().where(own.id == columns.dossier_id, _of_own_dossier(own))


def _of_dossier_named(columns: Any) -> ColumnElement:
    """As `_of_dossier`, where a dossier is told by namespace and code."""
    own, space = bare(facts.dossier).c, bare(facts.namespace).c
    same = (own.namespace_id == space.id, own.code == columns.code)
    return exists().where(space.code == columns.namespace, *same, _of_own_dossier(own))


def _of_code(columns: Any) -> ColumnElement:
    """A code in any namespace: each is sought by the index, which begins with the namespace.

    Of another province's load nothing: its codes may be the same. Of a whole province's all.
    """
    own, space = bare(facts.dossier).c, bare(facts.namespace).c
    named = exists().where(
        own.namespace_id == space.id, own.code == columns.code, _of_own_dossier(own)
    )
    load = columns.snapshot_id
    may_be_mine = or_(load.is_(None), not_(_load_of(load)), _load_of(load, _provinces()))
    return or_(and_(named, may_be_mine), _load_of(load, _whole_provinces()))


def _of_source(columns: Any) -> ColumnElement:
    """Files of the sources that speak of the units; lists beside dossiers tell no source. Of
    files that are all of one province only those of the reader's own."""
    spoken = bare(facts.unit_source).c
    mine = select(spoken.source_id).where(_mine(spoken.unit_id))
    may_be_mine = or_(not_(_load_of(columns.id)), _load_of(columns.id, _provinces()))
    return and_(or_(columns.kind != "dossiers", columns.source_id.in_(mine)), may_be_mine)


def _of_whole_load(columns: Any) -> ColumnElement:
    """What was refused of a file belongs to whoever sees the whole province that it is of."""
    return _load_of(columns.snapshot_id, _whole_provinces())


def _of_closing(columns: Any) -> ColumnElement:
    closing = bare(tables_kept.closed_period).c
    return exists().where(closing.id == columns.closed_period_id, _mine(closing.unit_id))


def _of_unit_told(columns: Any) -> ColumnElement:
    """A source that is said to speak for a unit, by its code or name."""
    own = bare(facts.unit).c
    return exists().where(or_(own.code == columns.unit, own.name == columns.unit), _mine(own.id))


def _of_pulled_source(columns: Any) -> ColumnElement:
    """Files of a pulled source belong to whoever sees the source."""
    pulled = bare(tables_service.pulled_source).c
    return exists().where(pulled.connection == columns.connection, _of_unit_told(pulled))


def _of_everybody(columns: Any) -> ColumnElement:
    """What every page needs; other keys hold what was found out about the whole place."""
    return columns.key.in_([DATA_VERSION, LEDGER])


def _nothing(_: Any) -> ColumnElement:
    return false()


SEEN, NOTHING = Belonging(), Belonging(_nothing)
"""Known to everybody (names of units are no secret); seen by readers of the whole place only."""

ASKED_BY_ACT = Belonging(adding=ANYBODY)
"""Accounts and the record: whose they are is asked by act and account, not by unit."""

BELONGING: dict[str, Belonging] = {
    **dict.fromkeys(("unit", "unit_successor", "area", "procedure", "alias", "desk"), SEEN),
    **dict.fromkeys(("namespace", "source", "alembic_version"), SEEN),
    "dossier": Belonging(_resolved_here),
    "ledger": Belonging(_of_cell),
    "feedback": Belonging(_of_unit),
    "unit_source": Belonging(_of_unit),
    **{
        name: Belonging(_of_dossier)
        for name in ("claim", "pause", "applicant", "letter", "rating", "progress", "uncorrected")
    },
    "finding": Belonging(_of_code),
    "snapshot": Belonging(_of_source),
    "reject": Belonging(_of_whole_load),
    "withdrawal": NOTHING,
    "store_state": Belonging(_of_everybody, ANYBODY),
    "pin": Belonging(_of_unit_or_everybody, OWNER),
    "reported_value": Belonging(_of_unit, OWNER),
    "task_mark": Belonging(_of_unit, OWNER),
    "own_task": Belonging(_of_unit, OWNER),
    "closed_period": Belonging(_of_unit, OWNER),
    "closed_figure": Belonging(_of_closing, ANYBODY),
    "letter_made": Belonging(_of_dossier, ANYBODY),
    "correction": Belonging(_of_dossier_named),
    "pulled_source": Belonging(_of_unit_told),
    "pulled_file": Belonging(_of_pulled_source),
    "reduced_snapshot": NOTHING,
    **dict.fromkeys(("account", "session", "login_step", "token", "audit_record"), ASKED_BY_ACT),
    **dict.fromkeys(("subscription", "told_item"), ASKED_BY_ACT),
}
"""Every table of the store, by name; the ledger's sums by province belong to whoever
sees the whole of it."""
