"""Which dossiers the figures of a period count, each with the measures it is counted in.

Kept with a closed period as packed text, so that a later difference can name the very dossiers
that came, left or changed. It knows codes and measures; of a dossier nothing else is kept.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Connection, case, literal, or_, select
from sqlalchemy.sql import Select

from onestop.domain.lists import EVERYTHING
from onestop.domain.measures import BY_CODE, MEASURES
from onestop.storage.behind import At, behind, once, parts_of
from onestop.storage.indicator_values import Question
from onestop.storage.slices import dossier_column
from onestop.storage.tables import dossier, namespace


Key = tuple[str, str]
"""Namespace and code: what a dossier is known by when ids are given anew."""

DAYS = "processing_days"
"""The measure that is a sum: its amount is kept beside the measures a dossier counts in."""

CODES = tuple(measure.code for measure in MEASURES)
AT_ONCE = 20_000


@dataclass(frozen=True)
class Member:
    """What a dossier is counted as. measures: a bit for each of CODES; days: working days."""

    unit: int
    area: int
    measures: int
    days: int

    def amount(self, measure: str) -> int:
        """What it adds to a measure."""
        if measure == DAYS:
            return self.days
        return self.measures >> CODES.index(measure) & 1


Members = dict[Key, Member]


def members_of(connection: Connection, question: Question) -> Members:
    """Every dossier that any measure of a period counts. Costs one pass over its dossiers."""
    found: Members = {}
    for at in parts_of(connection, question):
        rows = connection.execute(_query(at), execution_options={"yield_per": AT_ONCE})
        for where, code, unit, area, measures, days in rows:
            found[where, code] = Member(unit, area, measures, int(days or 0))
    return found


def packed(members: Members) -> str:
    """Members as text: those alike share one line, which packs a dossier into a few letters."""
    alike: dict[tuple, list[str]] = {}
    for (where, code), one in sorted(members.items()):
        group = (where, one.unit, one.area, one.measures, one.days)
        alike.setdefault(group, []).append(code)
    groups = [[*group, "\n".join(codes)] for group, codes in alike.items()]
    told = json.dumps({"measures": CODES, "groups": groups}, ensure_ascii=False)
    return b64encode(zlib.compress(told.encode())).decode()


def unpacked(text: str) -> tuple[Members, frozenset[str]]:
    """The members, and the measures that were known when they were packed."""
    if not text:
        return {}, frozenset()
    told = json.loads(zlib.decompress(b64decode(text)))
    places = {code: place for place, code in enumerate(CODES)}
    bits = [1 << places[code] if code in places else 0 for code in told["measures"]]
    found: Members = {}
    for where, unit, area, measures, days, codes in told["groups"]:
        mine = sum(bit for place, bit in enumerate(bits) if measures >> place & 1)
        member = Member(unit, area, mine, days)
        found |= {(where, code): member for code in codes.split("\n")}
    return found, frozenset(told["measures"]) & frozenset(CODES)


def _query(at: At) -> Select:
    """Each dossier once, its measures as bits of one number: one pass, one narrow row each."""
    counted = or_(behind(at, EVERYTHING), behind(at, "fell_overdue"))
    query = select(
        namespace.c.code,
        dossier.c.code,
        dossier_column("unit"),
        dossier_column("area"),
        _bits(at),
        case((behind(at, DAYS), BY_CODE[DAYS].amount(at.facts)), else_=0),
    )
    query = query.join_from(dossier, namespace, namespace.c.id == dossier.c.namespace_id)
    return once(query.where(counted, *at.mine), at.question.policy, at.asked)


def _bits(at: At) -> ColumnElement:
    nought = literal(0, BigInteger)
    total: ColumnElement = nought
    for place, code in enumerate(CODES):
        bit = literal(1 << place, BigInteger)
        total = total + case((behind(at, code), bit), else_=nought)
    return total
