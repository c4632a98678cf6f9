"""What each of two sources says of the same dossiers, some at a time.

A dossier's row is its leading source's statement too, unless that one has a claim beside the
others (decision 4). It reads; what a claim says is `etl.said`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage import bulk, dossiers
from onestop.storage.array_facts import Rows
from onestop.storage.dossiers import FACTS, JOINED, TRACE
from onestop.storage.tables import claim, dossier, source, unit_source


READ = ("id", "namespace_id", "code", "lacking", *TRACE, *FACTS, *JOINED)


@dataclass(frozen=True)
class Pair:
    """Two sources: ids and codes, the first one asked for first."""

    ids: tuple[int, int]
    codes: tuple[str, str]


def pair_of(connection: Connection, asked: tuple[str, str]) -> Pair:
    """The sources of two codes. Raises NotFoundError with those that have told dossiers."""
    query = select(source.c.code, source.c.id).where(
        source.c.id.in_(select(unit_source.c.source_id))
    )
    known = dict(connection.execute(query.order_by(source.c.code)).all())
    first, second = (_meant(code, tuple(known)) for code in asked)
    if first == second:
        raise UsageError("--sources cần hai nguồn khác nhau.")
    return Pair((known[first], known[second]), (first, second))


def _meant(asked: str, known: tuple[str, ...]) -> str:
    """A code, or the only one that a part of it stands in: "portal"."""
    found = [asked] if asked in known else [code for code in known if asked in code]
    if len(found) != 1:
        raise NotFoundError("nguồn hồ sơ", asked, found or known)
    return found[0]


def newest_of(connection: Connection, pair: Pair) -> tuple[dict[int, int], dict[int, int]]:
    """Unit id → the newest moment that each source speaks for."""
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    query = select(unit_source).where(unit_source.c.source_id.in_(pair.ids))
    for row in connection.execute(query):
        found[pair.ids.index(row.source_id)][row.unit_id] = row.as_of
    return found


@dataclass(frozen=True)
class Statements:
    """Some dossiers as stored, and the claims on them, each in its own order.

    rows: in the order of their ids. claims: of whichever sources, as they are kept.
    """

    rows: Rows
    claims: Rows


def statements(connection: Connection) -> Iterator[Statements]:
    """Every dossier with all that is said of it, some at a time, in the order of their ids."""
    for rows in dossiers.read_in_order(connection, READ):
        yield Statements(rows, _claims(connection, rows["id"]))


def _claims(connection: Connection, ids: np.ndarray) -> Rows:
    """The claims on dossiers whose ids follow each other."""
    names = ("dossier_id", "same", *TRACE, *FACTS)
    query = select(*(claim.c[name] for name in names)).where(
        claim.c.dossier_id >= int(ids[0]), claim.c.dossier_id <= int(ids[-1])
    )
    return bulk.fetch(connection, query, names)


def codes_of(connection: Connection, ids: list[int]) -> dict[int, str]:
    """Codes of dossiers by id."""
    query = select(dossier.c.id, dossier.c.code).where(dossier.c.id.in_(ids))
    return dict(connection.execute(query).all())
