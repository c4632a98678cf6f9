"""The data version: the one cheap question with which a page notices a new load."""

from __future__ import annotations

from onestop.domain.errors import StoreError
from onestop.installation import installation
from onestop.storage import state
from onestop.storage.engine import reading


def data_version() -> int | None:
    """The number that every change of the data raises; None where the store is down."""
    try:
        with reading(installation().engine) as connection:
            return int(state.read(connection, state.DATA_VERSION, "0"))
    except StoreError:
        return None
