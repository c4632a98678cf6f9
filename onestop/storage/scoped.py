"""Whoever reads, reads within their units: the scope is part of the SQL of every statement.

It takes hold where a statement is compiled: each table in a FROM becomes its rows that belong
to the units, so that joins, unions, aliases and subqueries need no care of their own. What it
cannot narrow (a text as SQL, a table that `scope_rules` does not know) is refused. Compiled
once for all units, which are bound when it runs; readers of the whole place pay nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, event, literal_column, select
from sqlalchemy.sql import Delete, Insert, Select, Subquery, Update
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import SelectBase

from onestop.domain.errors import NotAllowedError
from onestop.storage import partitions
from onestop.storage.scope_rules import (
    BELONGING,
    OWNER,
    PROVINCES,
    UNITS,
    Belonging,
    InPartitions,
    bare,
    is_bare,
)
from onestop.storage.tables import unit


Units = frozenset[int] | None
"""Ids of units; None for the whole place."""

PLAIN = re.compile(r"\*|-?\d+|'[\w%]*'", re.ASCII)
"""What may stand in a statement as it is written: a number, a word in quotes, all columns."""

BEGINNINGS = ("BEGIN", "BEGIN IMMEDIATE")
"""What `onestop.storage.engine` says to SQLite itself."""

HOME = "onestop_home"
"""Where an engine keeps who tells the units beyond which nobody sees (`kept_within`)."""

KEPT = "onestop_scoped"
"""Where an engine keeps the one that narrows."""

_units: ContextVar[Units] = ContextVar(UNITS, default=None)


class ScopeError(RuntimeError):
    """A statement of ours that nobody has said how to narrow: it is not run."""


def see_only(units: Units) -> None:
    """From now on this thread (this request) opens the store within some units."""
    _units.set(units)


@contextmanager
def seeing(units: Units) -> Iterator[None]:
    """Within some units for the length of a block.

    None: the whole place, for what is published to everybody and for what was allowed before.
    """
    before = _units.set(units)
    try:
        yield
    finally:
        _units.reset(before)


def units_seen() -> Units:
    """The units that a connection opened now would see."""
    return _units.get()


def units_of(connection: Connection) -> Units:
    """The units that an open connection sees."""
    return connection.get_execution_options().get(UNITS)


def kept_within(engine: Engine, tell: Callable[[Connection], frozenset[int]]) -> Engine:
    """The same engine and pool, through which nobody sees more of the store than some units.

    For an installation that serves a part of a shared store: whoever would see the whole place
    sees these units, and an account's own are cut with them. tell: finds them in the store.
    """
    made = engine.execution_options()
    setattr(made, HOME, tell)
    return made


def _cut(engine: Engine, units: Units) -> Units:
    """What is left of units, where the engine is kept within some."""
    tell = vars(engine).get(HOME)
    if tell is None:
        return units
    with engine.connect() as connection:
        home = tell(connection)
    return home if units is None else units & home


def sees_all(engine: Engine, units: Units) -> bool:
    """Whether a reader of some units sees all that an engine shows anybody."""
    if units is None:
        return True
    tell = vars(engine).get(HOME)
    if tell is None:
        return False
    with engine.connect() as connection:
        return tell(connection) <= units


def connect(engine: Engine) -> Connection:
    """A connection that sees what the reader may see."""
    units = _cut(engine, _units.get())
    if units is None:
        return engine.connect()
    made = _narrowing(engine)
    told = {UNITS: units, PROVINCES: _provinces(engine, made, units)}
    return made.connect().execution_options(**told)


def _provinces(engine: Engine, made: Engine, units: frozenset[int]) -> list[int]:
    """The provinces in whose partitions a reader's dossiers stand; none where there are none.

    A dossier's province is its unit's, and moves with it in one transaction.
    """
    if not made.dialect.statement_compiler.of_partitions:
        return []
    own = select(unit.c.province_id).where(unit.c.id.in_(sorted(units))).distinct()
    with engine.connect() as connection:
        return sorted(connection.scalars(own))


def _narrowing(engine: Engine) -> Engine:
    """The same engine and pool with a compiler that narrows, and what it compiled."""
    made = vars(engine).get(KEPT)
    if made is None:
        with engine.connect() as connection:  # now the dialect knows which server it speaks to
            of_partitions = partitions.is_split(connection)
        made = engine.execution_options()
        made.dialect = copy(engine.dialect)
        made.dialect.statement_compiler = _narrowed(
            engine.dialect.statement_compiler, of_partitions
        )
        event.listen(made, "before_execute", _told_the_units, retval=True)
        event.listen(made, "before_cursor_execute", _was_compiled)
        setattr(engine, KEPT, made)
    return made


def _told_the_units(
    _connection: Connection, statement: Any, many: Any, params: Any, options: Any
) -> tuple[Any, Any, Any]:
    """Binds the units to a statement, or refuses it before it reaches the store."""
    if not isinstance(statement, SelectBase | UpdateBase | FunctionElement):
        raise ScopeError(f"not narrowed: {type(statement).__name__}")
    units = options[UNITS]
    if isinstance(statement, Insert):
        _must_be_added_to(statement, [*many, params], units)
        return statement, many, params
    if many:
        raise ScopeError("not narrowed: one change for many rows of values")
    return statement, many, {**params, UNITS: sorted(units), PROVINCES: options[PROVINCES]}


def _was_compiled(*told: Any) -> None:
    """Refuses a text that was handed to the driver as it is."""
    _connection, _cursor, statement, _params, context, _many = told
    if context.compiled is None and statement not in BEGINNINGS:
        raise ScopeError("not narrowed: a text for the driver")


def _must_be_added_to(statement: Insert, told: list[dict], units: frozenset[int]) -> None:
    """Refuses a row of another unit, or of none."""
    owner = _belonging(statement.table).adding
    if owner is None or statement.select is not None or statement._multi_values:
        raise ScopeError(f"not added within a scope: {statement.table.name}")
    if owner == OWNER:
        values = {_key(column): _value(one) for column, one in (statement._values or {}).items()}
        rows = [one for one in told if one] or [{}]
        if not all({**values, **row}.get(OWNER) in units for row in rows):
            raise NotAllowedError


def _key(column: Any) -> str:
    return getattr(column, "key", column)


def _value(told: Any) -> Any:
    """What is bound; an expression tells no unit."""
    return getattr(told, "value", None)


def _belonging(table: Any) -> Belonging:
    if table.name not in BELONGING:
        raise ScopeError(f"nobody has said whose rows these are: {table.name}")
    return BELONGING[table.name]


@cache
def _own_rows(table: Table) -> tuple[Select, Subquery]:
    """A table's rows that belong to the units, and the same under the table's own name."""
    narrowed = select(literal_column("*")).select_from(bare(table))
    narrowed = narrowed.where(_belonging(table).rule(bare(table).c))
    return narrowed, narrowed.subquery(table.name)


@cache
def _narrowed(compiler: type, of_partitions: bool) -> type:  # noqa: FBT001
    """A dialect's compiler of statements that narrows what it reads."""
    told = {"of_partitions": of_partitions}
    return type(f"Narrowed{compiler.__name__}", (_Narrowed, compiler), told)


class _Narrowed:
    """What differs from a dialect's own compiler. `of_partitions`: dossiers stand in some."""

    of_partitions: bool

    def visit_table(self, table: Any, asfrom: bool = False, **more: Any) -> str:  # noqa: FBT001, FBT002
        """A table in a FROM: its own rows only."""
        if not asfrom or more.get("iscrud") or is_bare(table):
            return super().visit_table(table, asfrom=asfrom, **more)
        if _belonging(table).rule is None:
            return super().visit_table(table, asfrom=asfrom, **more)
        if more.get("from_linter"):
            more["from_linter"].froms[table] = table.fullname
        narrowed, named = _own_rows(table)
        alias = more.get("enclosing_alias")
        if alias is not None and alias.element is table:  # which adds its own name
            return f"({narrowed._compiler_dispatch(self, asfrom=True)})"
        return named._compiler_dispatch(self, asfrom=True)

    def visit_insert(self, insert_stmt: Insert, *told: Any, **more: Any) -> str:
        """What may be added at all; whose it is was looked at before."""
        if _belonging(insert_stmt.table).adding is None:
            raise ScopeError(f"not added within a scope: {insert_stmt.table.name}")
        return super().visit_insert(insert_stmt, *told, **more)

    def visit_update(self, update_stmt: Update, *told: Any, **more: Any) -> str:
        """Only own rows are changed, and none is given to another unit."""
        given = {_key(column) for column in update_stmt._values or {}}
        if _belonging(update_stmt.table).adding is None or OWNER in given:
            raise ScopeError(f"not changed within a scope: {update_stmt.table.name}")
        return super().visit_update(_own(update_stmt), *told, **more)

    def visit_delete(self, delete_stmt: Delete, *told: Any, **more: Any) -> str:
        """Only own rows are deleted."""
        if _belonging(delete_stmt.table).adding is None:
            raise ScopeError(f"not deleted within a scope: {delete_stmt.table.name}")
        return super().visit_delete(_own(delete_stmt), *told, **more)

    def visit_in_partitions(self, element: InPartitions, **more: Any) -> str:
        """Provinces told as values: only then are the other partitions left alone."""
        if not self.of_partitions:
            return "1 = 1"
        mine = element.province.in_(bindparam(PROVINCES, expanding=True))
        return mine._compiler_dispatch(self, **more)

    def visit_column(self, column: Any, *told: Any, **more: Any) -> str:
        """No SQL in a column's name."""
        if column.is_literal and not PLAIN.fullmatch(column.name):
            raise ScopeError("not narrowed: a column written as SQL")
        return super().visit_column(column, *told, **more)

    def _refuse(self, *_told: Any, **_more: Any) -> str:
        raise ScopeError("not narrowed: a text as SQL")

    visit_textclause = visit_textual_select = visit_tstring = visit_tstring_text = _refuse


def _own(statement: Update | Delete) -> Update | Delete:
    """What is everybody's is seen, but changed by readers of the whole place only."""
    belonging, columns = _belonging(statement.table), statement.table.c
    if belonging.adding == OWNER:
        return statement.where(columns[OWNER].in_(bindparam(UNITS, expanding=True)))
    return statement if belonging.rule is None else statement.where(belonging.rule(columns))
