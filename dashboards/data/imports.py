"""What was loaded and what became of its rows: loads, refusals, findings, withdrawals.

Paged by the store; a file is told by its own name only, never by where it lay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from dashboards.data.asked import Asked
from onestop.domain.errors import NotFoundError
from onestop.domain.labels import FINDINGS
from onestop.storage import imports
from onestop.storage.tables import finding, reject, snapshot, withdrawal


ROWS = 20
"""Loads, refused rows or findings on one page of a list."""

DIFFER = "sources_differ"
"""The finding that two sources disagree; its column is the field in question."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """One page of a list. total: rows of the whole list; page: 1…pages."""

    rows: tuple[Row, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // ROWS))


@dataclass(frozen=True)
class Load:
    """One file loaded under one profile.

    as_of, loaded_at: local seconds; origin: who told `as_of` (`onestop.uploads.told`).
    counts: read = inserted + updated + unchanged + rejected + skipped + waiting.
    """

    number: int
    file: str
    profile: str
    kind: str
    as_of: int
    origin: str
    loaded_at: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Withdrawn:
    """A load that was taken back: the store is as if it had never come."""

    file: str
    profile: str
    as_of: int
    loaded_at: int
    withdrawn_at: int
    reason: str


@dataclass(frozen=True)
class Refused:
    """A row that was kept out, and the cell because of which."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Noticed:
    """Something odd about a row that was kept, or about a file (row None)."""

    file: str
    sheet: str
    row: int | None
    code: str
    column: str
    value: str
    detail: str


@dataclass(frozen=True)
class Totals:
    """The counts of every load together, and how many loads there are."""

    loads: int
    counts: dict[str, int] = field(default_factory=dict)


def totals(asked: Asked) -> Totals:
    """What all the loads read, and what became of it."""
    sums = [func.coalesce(func.sum(snapshot.c[name]), 0) for name in imports.COUNTS]
    loads, *counts = asked.connection.execute(select(func.count(), *sums)).one()
    return Totals(loads, dict(zip(imports.COUNTS, map(int, counts), strict=True)))


def loads(asked: Asked, page: int) -> Listed[Load]:
    """Every load, newest first."""
    query = select(snapshot).order_by(snapshot.c.id.desc())
    return _listed(asked, query, page, _load)


def load_of(asked: Asked, number: int) -> Load:
    """One load. Raises NotFoundError with the last ones."""
    imports.must_exist(asked.connection, number)
    query = select(snapshot).where(snapshot.c.id == number)
    return _load(asked.connection.execute(query).mappings().one())


def withdrawn(asked: Asked) -> tuple[Withdrawn, ...]:
    """The loads taken back, the last one first."""
    query = select(withdrawal).order_by(withdrawal.c.withdrawn_at.desc(), withdrawal.c.id.desc())
    rows = asked.connection.execute(query.limit(ROWS)).mappings()
    return tuple(
        Withdrawn(
            file_name(one["path"]),
            one["profile"],
            one["as_of"],
            one["loaded_at"],
            one["withdrawn_at"],
            one["reason"],
        )
        for one in rows
    )


def rejects(asked: Asked, number: int, page: int) -> Listed[Refused]:
    """The refused rows of a load in the file's order. Raises NotFoundError for no such load."""
    imports.must_exist(asked.connection, number)
    query = select(reject).where(reject.c.snapshot_id == number).order_by(reject.c.id)
    return _listed(asked, query, page, _refused)


def finding_counts(asked: Asked) -> tuple[dict[str, int], dict[str, int]]:
    """How many findings of each kind, and of those that two sources differ, of each field.

    The most frequent first; counted together, for it takes reading all of them.
    """
    kinds, fields = Counter(), Counter()
    for (kind, column), count in imports.count_findings_of_fields(asked.connection).items():
        kinds[kind] += count
        if kind == DIFFER:
            fields[column] += count
    return _most_frequent_first(kinds), _most_frequent_first(fields)


def _most_frequent_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def findings(asked: Asked, kind: str, column: str, page: int) -> Listed[Noticed]:
    """Findings of a kind, of one field if `column` says so, the newest load's first.

    Raises NotFoundError with the kinds there are.
    """
    known = imports.count_findings(asked.connection)
    if kind not in known and kind not in FINDINGS:
        raise NotFoundError("loại phát hiện", kind, tuple(known))
    query = select(snapshot.c.path, finding).outerjoin(snapshot).where(finding.c.kind == kind)
    if column:
        query = query.where(finding.c.column == column)
    query = query.order_by(finding.c.snapshot_id.desc(), finding.c.id)
    return _listed(asked, query, page, _noticed)


def file_name(path: str) -> str:
    """A file's own name, whichever system wrote its path.

    >>> file_name("exports/dong-bo-ho-so.json")
    'dong-bo-ho-so.json'
    """
    return PurePath(path.replace("\\", "/")).name or path


def _listed(asked: Asked, query: Select, page: int, made: Callable[[Any], Row]) -> Listed[Row]:
    """A page of a query; one beyond the last shows the last."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = asked.connection.scalar(counted) or 0
    page = min(page, max(1, -(-total // ROWS)))
    rows = asked.connection.execute(query.limit(ROWS).offset((page - 1) * ROWS)).mappings()
    return Listed(tuple(map(made, rows)), total, page)


def _load(row: Any) -> Load:
    return Load(
        number=row["id"],
        file=file_name(row["path"]),
        profile=row["profile"],
        kind=row["kind"],
        as_of=row["as_of"],
        origin=row["as_of_origin"],
        loaded_at=row["loaded_at"],
        counts={name: row[name] for name in imports.COUNTS},
    )


def _refused(row: Any) -> Refused:
    return Refused(**_told(row, ("sheet", "row", "column", "value", "reason")))


def _noticed(row: Any) -> Noticed:
    told = _told(row, ("sheet", "row", "code", "column", "value", "detail"))
    return Noticed(file=file_name(row["path"] or ""), **told)


def _told(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}
