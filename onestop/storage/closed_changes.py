"""What became of published figures: the difference of each, and the dossiers that made it.

Counted again under the policy of then, each unit as far as its data goes today. A dossier is
named if it came, left or counts otherwise; why is told as far as the store knows: the files
that were loaded or taken back since. It cannot tell who changed a dossier, or its old dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from onestop.storage import catalogue
from onestop.storage.catalogue import Name
from onestop.storage.closed_answers import ids_now
from onestop.storage.closed_members import CODES, Key, Member, Members, members_of, unpacked
from onestop.storage.closed_periods import (
    AREA,
    TOTAL,
    UNIT,
    WAYS,
    Closed,
    figures_of,
    loads_then,
    names_then,
    packed_members,
    scope_of,
)
from onestop.storage.closing import Counting
from onestop.storage.imports import list_snapshots, list_withdrawals
from onestop.storage.indicator_values import Question
from onestop.storage.scoped import units_of
from onestop.storage.tables import dossier, namespace, snapshot


AT_ONCE = 500
"""Codes looked up together."""


@dataclass(frozen=True)
class Difference:
    """One figure that is no longer what was published.

    by: "", "unit" or "area"; code, label: of the unit or area, today's name where it is still
    there. dossiers: indices into `Changes.moved` of those that made it, with what each adds.
    """

    by: str
    code: str
    label: str
    measure: str
    published: int
    now: int
    dossiers: tuple[tuple[int, int], ...] = ()

    @property
    def change(self) -> int:
        """What is more now (or less, below 0)."""
        return self.now - self.published

    @property
    def unnamed(self) -> int:
        """What no named dossier explains."""
        return self.change - sum(amount for _, amount in self.dossiers)


@dataclass(frozen=True)
class Moved:
    """A dossier that counts otherwise than it did. left, entered: measures.

    unit, area: what it is (else was) counted under. file: of its present statement, where that
    came after the closing. gone: no figure of the period counts it any more.
    """

    code: str
    unit: str
    area: str
    left: tuple[str, ...]
    entered: tuple[str, ...]
    file: str
    gone: bool
    is_known: bool


@dataclass(frozen=True)
class Changes:
    """Differences in the order of ways, names and measures; dossiers by code.

    loaded, withdrawn: paths of files that came or were taken back since (with the reason).
    """

    differences: tuple[Difference, ...]
    moved: tuple[Moved, ...]
    loaded: tuple[str, ...]
    withdrawn: tuple[tuple[str, str], ...]


def changes_since(connection: Connection, found: Closed, counting: Counting) -> Changes:
    """What differs from a closed period today. counting: only its way of counting is used."""
    counting = replace(counting, policy=found.policy)
    now_ids = {by: ids_now(connection, found, by) for by in (UNIT, AREA)}
    whole = counting.question(found.period, scope_of(connection, found))
    pairs, known = _pairs(connection, found, whole, now_ids)
    by_figure = _amounts(pairs, known)
    differences = [
        replace(one, dossiers=tuple(by_figure.get((one.by, key, one.measure), ())))
        for key, one in _all_differing(connection, found, counting, now_ids)
    ]
    named = _moved(connection, found, pairs, now_ids)
    return Changes(tuple(differences), named, *_loads(connection, found))


def differences_since(
    connection: Connection, found: Closed, counting: Counting
) -> list[Difference]:
    """The same differences without the dossiers, which cost a pass over the period."""
    counting = replace(counting, policy=found.policy)
    ids = {by: ids_now(connection, found, by) for by in (UNIT, AREA)}
    return [one for _, one in _all_differing(connection, found, counting, ids)]


def _all_differing(
    connection: Connection, found: Closed, counting: Counting, ids: dict[str, dict[int, int]]
) -> Iterator[tuple[int, Difference]]:
    for by in WAYS:
        yield from _differing(connection, found, counting, (by, ids.get(by, {})))


def _differing(
    connection: Connection, found: Closed, counting: Counting, way: tuple[str, dict[int, int]]
) -> list[tuple[int, Difference]]:
    """The differing figures of one way, with the id that each group has now."""
    by, ids = way
    question = counting.question(found.period, scope_of(connection, found), by)
    now = {key: dict(row) for key, row in counting.count(connection, question).rows.items()}
    then: dict[int, dict[str, int]] = {}
    for key, measures in figures_of(connection, found, by).items():
        into = then.setdefault(ids.get(key, 0), {})
        for code, value in measures.items():
            into[code] = into.get(code, 0) + value
    names = _names(connection, found, by, ids)
    listed = [
        (key, Difference(by, *names(key), code, was, is_))
        for key in {*then, *now}
        for code in CODES
        for was, is_ in [(then.get(key, {}).get(code, 0), now.get(key, {}).get(code, 0))]
        if was != is_
    ]
    return sorted(listed, key=lambda one: (one[1].label, one[0], CODES.index(one[1].measure)))


def _names(connection: Connection, found: Closed, by: str, ids: dict[int, int]):
    """Code and label of a group: today's, else what it was called then."""
    if not by:
        return lambda _key: ("", "")
    today = catalogue.names_of(connection, by)
    then = names_then(connection, found, by)
    gone = {now: then[number] for number, now in ids.items() if now < 0}
    unknown = Name("", catalogue.UNKNOWN)

    def name(key: int) -> tuple[str, str]:
        told = gone.get(key) or today.get(key, unknown)
        return told.key, told.label

    return name


Pair = tuple[Key, Member | None, Member | None]


def _pairs(
    connection: Connection, found: Closed, whole: Question, ids: dict[str, dict[int, int]]
) -> tuple[list[Pair], frozenset[str]]:
    """Dossiers that count otherwise, as they were and as they are, under the ids of now."""
    kept, known = unpacked(packed_members(connection, found))
    then: Members = {
        key: replace(one, unit=ids[UNIT].get(one.unit, 0), area=ids[AREA].get(one.area, 0))
        for key, one in kept.items()
    }
    now = members_of(connection, whole)
    keys = sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))
    return [(key, then.get(key), now.get(key)) for key in keys], known


def _amounts(
    pairs: list[Pair], known: frozenset[str]
) -> dict[tuple[str, int, str], list[tuple[int, int]]]:
    """What each changed dossier adds to each figure."""
    found: dict[tuple[str, int, str], dict[int, int]] = {}
    for place, (_, was, is_) in enumerate(pairs):
        for one, sign in ((was, -1), (is_, 1)):
            for code in known if one else ():
                amount = sign * one.amount(code)
                for where in ((TOTAL, 0), (UNIT, one.unit), (AREA, one.area)) if amount else ():
                    into = found.setdefault((*where, code), {})
                    into[place] = into.get(place, 0) + amount
    return {
        figure: [(place, amount) for place, amount in sorted(told.items()) if amount]
        for figure, told in found.items()
    }


def _moved(
    connection: Connection, found: Closed, pairs: list[Pair], ids: dict[str, dict[int, int]]
) -> tuple[Moved, ...]:
    files = _files(connection, found, [key for key, _, _ in pairs])
    names = {by: _names(connection, found, by, ids[by]) for by in (UNIT, AREA)}
    told = []
    for key, was, is_ in pairs:
        shown = is_ or was
        before, after = _codes(was), _codes(is_)
        told.append(
            Moved(
                code=key[1],
                unit=names[UNIT](shown.unit)[1],
                area=names[AREA](shown.area)[1],
                left=tuple(code for code in CODES if code in before - after),
                entered=tuple(code for code in CODES if code in after - before),
                file=files.get(key, ""),
                gone=is_ is None,
                is_known=key in files,
            )
        )
    return tuple(told)


def _codes(member: Member | None) -> set[str]:
    return {code for code in CODES if member and member.amount(code)}


def _files(connection: Connection, found: Closed, keys: list[Key]) -> dict[Key, str]:
    """The file of each dossier's present statement, "" where it was there at the closing.

    A dossier that is not in the store any more is left out.
    """
    then, files = loads_then(connection, found), {}
    columns = (namespace.c.code, dossier.c.code, snapshot.c.path)
    query = (
        select(*columns, snapshot.c.sha256, snapshot.c.profile)
        .join_from(dossier, namespace, namespace.c.id == dossier.c.namespace_id)
        .join(snapshot, snapshot.c.id == dossier.c.snapshot_id)
    )
    codes = sorted({code for _, code in keys})
    for start in range(0, len(codes), AT_ONCE):
        some = query.where(dossier.c.code.in_(codes[start : start + AT_ONCE]))
        for where, code, path, sha256, profile in connection.execute(some):
            files[where, code] = path if (sha256, profile) not in then else ""
    return files


def _loads(
    connection: Connection, found: Closed
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Files loaded since, and files of then that were taken back, with the reason.

    Files speak of every unit: who sees some units only is told of none.
    """
    if units_of(connection) is not None:
        return (), ()
    then = loads_then(connection, found)
    here = {(one["sha256"], one["profile"]): one["path"] for one in list_snapshots(connection)}
    reasons = {
        (one["sha256"], one["profile"]): (one["path"], one["reason"])
        for one in list_withdrawals(connection)
    }
    loaded = tuple(path for key, path in here.items() if key not in then)
    gone = then - here.keys()
    return loaded, tuple(sorted(reasons[key] for key in gone if key in reasons))
