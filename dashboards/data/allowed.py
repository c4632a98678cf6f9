"""What the reader of a page may do here: what is not allowed is not offered.

It asks the caller's acts and the installation; refusing what was not offered is the doors'
(`onestop.accounts.doors`) and the store's matter.
"""

from __future__ import annotations

from typing import Any

from onestop.accounts.callers import caller
from onestop.accounts.gates import may
from onestop.domain.access import Act
from onestop.installation import Installation


def may_change(here: Installation, act: Act) -> bool:
    """Whether pages change anything here, and the reader may do this."""
    return here.may_change and may(act)


def sees_whole_place() -> bool:
    """Whether the reader sees every unit: files, loads and checks speak of all of them."""
    return caller().units is None


def loading_desk(here: Installation) -> Any:
    """The desk that takes files, for those who may load them; else None.

    A file speaks of whom it speaks: only who sees the whole place may bring one or take one back.
    """
    return here.uploads if sees_whole_place() and may(Act.LOAD) else None


def sees_dossiers() -> bool:
    """Whether the reader sees the rows behind a number."""
    return may(Act.SEE_DOSSIERS)
