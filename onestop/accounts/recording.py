"""Writing into the record of acts what the caller of this request does.

It knows who asks and what time it is; what is worth recording is for whoever does it to say.
"""

from __future__ import annotations

from sqlalchemy import Connection

from onestop.accounts.callers import caller
from onestop.domain.deeds import Deed, Fact
from onestop.installation import installation
from onestop.storage import audit


def record(connection: Connection, act: str, what: object = "", **facts: Fact) -> None:
    """Adds a deed of the caller inside the transaction that does it; call it last in there.

    act: a key of `onestop.domain.deeds.DEEDS`. what: the code or number of what it is done to.
    """
    audit.append(connection, Deed(caller().name, act, str(what), facts), installation().clock())


def record_look(act: str, what: object = "", **facts: Fact) -> None:
    """Adds a deed that changes nothing (a look, a download), before it is answered.

    StoreError where it cannot be written: what cannot be recorded is not shown.
    """
    here = installation()
    audit.note(here.engine, Deed(caller().name, act, str(what), facts), here.clock())
