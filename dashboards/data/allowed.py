"""What the reader of a page may do here: what is not allowed is not offered.

It asks the caller's acts and the installation; refusing what was not offered is the doors'
(`onestop.accounts.doors`) and the store's matter.
"""

from __future__ import annotations

from typing import Any

from onestop.accounts.callers import caller
from onestop.accounts.gates import may
from onestop.domain.access import Act
from onestop.installation import Installation, installation
from onestop.storage.scoped import sees_all


def may_change(here: Installation, act: Act) -> bool:
    """Whether pages change anything here, and the reader may do this."""
    return here.may_change and may(act)


def sees_whole_place() -> bool:
    """Whether the reader sees every unit that is served here: files and loads speak of them."""
    return sees_all(installation().engine, caller().units)


def checking_desk(here: Installation) -> Any:
    """The desk for those who may take loads back and check the store: these concern every
    province that shares it, and are done where all of it is served."""
    return None if here.province else loading_desk(here)


def loading_desk(here: Installation) -> Any:
    """The desk that takes files, for those who may load them; else None.

    A file speaks of whom it speaks: only who sees the whole place may bring one or take one back.
    """
    return here.uploads if sees_whole_place() and may(Act.LOAD) else None


def sees_dossiers() -> bool:
    """Whether the reader sees the rows behind a number."""
    return may(Act.SEE_DOSSIERS)
