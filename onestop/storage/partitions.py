"""Dossiers kept apart by province: `dossier` as a partitioned table of PostgreSQL.

It knows the shape of that table and of its partitions, and asks the store itself which it has;
which province a dossier is of is told by whoever writes it. SQLite has no partitions: its
table is whole, and `can_split` says so before anybody asks for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, text

from onestop.storage.tables import DOSSIER_INDEXES, STORED, dossier, unit


PARENT = dossier.name

REST = "dossier_rest"
"""The partition of dossiers of no province, and of any that has none of its own."""

OWN = "dossier_province_"
"""Followed by a province's id: the name of its partition."""

WHOLE = "dossier_whole"
"""What the undivided table is called while its rows are on their way."""

COPIED = "INCLUDING DEFAULTS INCLUDING STATISTICS"
"""Of the table that is partitioned, and of the whole for each partition."""

GROWN = 2
"""So many times the dossiers that were last measured: then the whole is measured again."""

SHOWN = 5
"""Dossiers told apart where more stand twice."""


def can_split(engine: Engine) -> bool:
    """Whether the engine has partitions at all."""
    return engine.dialect.name == "postgresql"


def is_split(connection: Connection) -> bool:
    """Whether the store's dossiers are partitioned by province."""
    if connection.dialect.name != "postgresql":
        return False
    kind = text("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(:name)")
    return bool(connection.scalar(kind, {"name": PARENT}))


def parts(connection: Connection, name: str) -> list[str]:
    """The tables in which a table's rows stand: its partitions, or itself."""
    query = text(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = to_regclass(:name) AND c.relkind = 'r' ORDER BY c.relname"
    )
    return list(connection.scalars(query, {"name": name})) or [name]


def split(connection: Connection) -> None:
    """Partitions the table of dossiers, rows included; one that is partitioned is only settled.

    Rows are written anew, in the order of their ids. Readers wait from the first statement to
    the end of the caller's transaction.
    """
    if is_split(connection):
        settle(connection, provinces_of(connection))
        return
    _do(connection, f"ALTER TABLE {PARENT} RENAME TO {WHOLE}")
    _do(
        connection,
        f"CREATE TABLE {PARENT} (LIKE {WHOLE} {COPIED}) PARTITION BY LIST (province_id)",
    )
    _keep_sequence(connection)
    _add(connection, REST, "DEFAULT")
    for province in provinces_of(connection):
        _add(connection, f"{OWN}{province}", f"FOR VALUES IN ({province})")
    _do(connection, f"INSERT INTO {PARENT} SELECT * FROM {WHOLE} ORDER BY id")  # noqa: S608
    _do(connection, f"DROP TABLE {WHOLE}")
    for part in parts(connection, PARENT):
        _add_keys(connection, part)
    for index in DOSSIER_INDEXES:
        index.create(connection)
    measure(connection)


def provinces_of(connection: Connection) -> list[int]:
    """The ids of the provinces of a store, as its units are kept."""
    query = text(f"SELECT id FROM {unit.name} WHERE province_id = id ORDER BY id")  # noqa: S608
    return list(connection.scalars(query))


def settle(connection: Connection, provinces: Iterable[int]) -> None:
    """Gives each of some provinces a partition; its dossiers elsewhere move there.

    Partitions of what is no province are taken away once they are empty. Where dossiers are
    not partitioned there is nothing to do.
    """
    if not is_split(connection):
        return
    have, wanted = set(parts(connection, PARENT)), {f"{OWN}{one}": one for one in provinces}
    for name in sorted(have - wanted.keys() - {REST}):
        if not connection.scalar(text(f"SELECT EXISTS (SELECT FROM {name})")):  # noqa: S608
            _do(connection, f"DROP TABLE {name}")
    for name, province in wanted.items():
        if name not in have:
            _make(connection, name, province)


def _make(connection: Connection, name: str, province: int) -> None:
    """Filled before it is attached: PostgreSQL refuses a partition whose rows stand in the rest."""
    _create(connection, name)
    moved = f"DELETE FROM {REST} WHERE province_id = {province} RETURNING *"  # noqa: S608
    put = f"INSERT INTO {name} SELECT * FROM moved ORDER BY id"  # noqa: S608
    _do(connection, f"WITH moved AS ({moved}) {put}")
    _add_keys(connection, name)
    _attach(connection, name, f"FOR VALUES IN ({province})")


def _add(connection: Connection, name: str, rows: str) -> None:
    _create(connection, name)
    _attach(connection, name, rows)


def _create(connection: Connection, name: str) -> None:
    told = ", ".join(f"{option} = {value}" for option, value in STORED.items())
    _do(connection, f"CREATE TABLE {name} (LIKE {PARENT} {COPIED}) WITH ({told})")


def _attach(connection: Connection, name: str, rows: str) -> None:
    """Of those who read other partitions nobody waits."""
    _do(connection, f"ALTER TABLE {PARENT} ATTACH PARTITION {name} {rows}")


def _add_keys(connection: Connection, name: str) -> None:
    """Keys of the partition itself need no province: they are as narrow as the whole table's,
    and in the rest they hold across provinces."""
    _do(connection, f"ALTER TABLE {name} ADD PRIMARY KEY (id), ADD UNIQUE (namespace_id, code)")


def _keep_sequence(connection: Connection) -> None:
    """Ids go on being counted where they were."""
    owned = text("SELECT pg_get_serial_sequence(:name, 'id')")
    sequence = connection.scalar(owned, {"name": WHOLE})
    if sequence:
        _do(connection, f"ALTER SEQUENCE {sequence} OWNED BY {PARENT}.id")


def measure(connection: Connection) -> None:
    """What PostgreSQL's planner knows of all partitions together.

    Its own housekeeping measures each of them, never the whole; without that it takes a key
    for something that many dossiers share.
    """
    if is_split(connection):
        _do(connection, f"ANALYZE {PARENT}")


def have_grown(connection: Connection) -> bool:
    """Whether partitions hold far more than when the whole was measured last."""
    if not is_split(connection):
        return False
    grown = text(
        "SELECT sum(greatest(c.reltuples, 0)) > :grown * max(greatest(p.reltuples, 1))"
        " FROM pg_class p JOIN pg_inherits i ON i.inhparent = p.oid"
        " JOIN pg_class c ON c.oid = i.inhrelid WHERE p.oid = to_regclass(:name)"
    )
    return bool(connection.scalar(grown, {"grown": GROWN, "name": PARENT}))


def differences(connection: Connection) -> Iterator[str]:
    """Dossiers that stand in two partitions, as sentences: what no key of a partition can see."""
    if not is_split(connection):
        return
    for what, key in (("mã hồ sơ", "namespace_id, code"), ("số hồ sơ", "id")):
        twice = f"SELECT {key} FROM {PARENT} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608
        found = connection.execute(text(f"{twice} LIMIT {SHOWN + 1}")).all()
        for row in found[:SHOWN]:
            yield f"{what} {row[-1]} đứng ở hai phân vùng tỉnh"
        if len(found) > SHOWN:
            yield f"còn những {what} khác đứng ở hai phân vùng tỉnh"


def _do(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
