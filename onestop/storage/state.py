"""What the store says of itself: its data version, and what its ledger was made for."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from onestop.domain.measures import LEDGER_MEASURES
from onestop.domain.policy import Policy
from onestop.storage.tables import store_state


DATA_VERSION = "data_version"
LEDGER = "ledger"
LOAD_PROVINCE = "province_of_load:"
"""Followed by a snapshot's id: the key of the id of the province that all of the load is of."""

LEDGER_SHAPE = "3"
"""Raised when the meaning of a ledger row changes in code, so that old ones are remade."""


def read(connection: Connection, key: str, default: str = "") -> str:
    """A value the store keeps of itself."""
    query = select(store_state.c.value).where(store_state.c.key == key)
    return connection.scalar(query) or default


def starting(connection: Connection, prefix: str) -> dict[str, str]:
    """The values of all keys that begin alike, by the rest of the key."""
    query = select(store_state.c.key, store_state.c.value)
    rows = connection.execute(query.where(store_state.c.key.startswith(prefix, autoescape=True)))
    return {key.removeprefix(prefix): value for key, value in rows}


def write(connection: Connection, key: str, value: str) -> None:
    """Keeps a value."""
    connection.execute(delete(store_state).where(store_state.c.key == key))
    connection.execute(insert(store_state).values(key=key, value=value))


def ledger_stamp(policy: Policy) -> str:
    """What a ledger made now, under this policy, would be stamped with."""
    columns = ",".join(measure.code for measure in LEDGER_MEASURES)
    return f"{LEDGER_SHAPE}|{policy.fingerprint()}|{columns}"


def ledger_serves(connection: Connection, policy: Policy) -> bool:
    """Whether the ledger was made under this policy and with today's measures."""
    return read(connection, LEDGER) == ledger_stamp(policy)


def next_data_version(connection: Connection) -> int:
    """Counts one more change of the data; pages notice it."""
    version = int(read(connection, DATA_VERSION, "0")) + 1
    write(connection, DATA_VERSION, str(version))
    return version
