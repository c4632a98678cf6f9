"""One condition in two wordings: what makes one engine's planner find a way misleads the other's.

It knows how a statement picks its wording when it is put to an engine; both must mean the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE


class by_engine(FunctionElement):  # noqa: N801 - written in queries as a function is
    """`by_engine(one, other)`: the first where the store is SQLite, the other on PostgreSQL."""

    type = NULLTYPE
    """SQLite would compare what is said to be true or false with 1, and use no index for it."""

    inherit_cache = True


@compiles(by_engine)
def _first(element: by_engine, compiler: Any, **how: Any) -> str:
    return _worded(element, compiler, 0, how)


@compiles(by_engine, "postgresql")
def _other(element: by_engine, compiler: Any, **how: Any) -> str:
    return _worded(element, compiler, 1, how)


def _worded(element: by_engine, compiler: Any, place: int, how: dict[str, Any]) -> str:
    return f"({compiler.process(list(element.clauses)[place], **how)})"
