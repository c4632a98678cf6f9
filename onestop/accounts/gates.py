"""What the caller of this request may do, asked where it is done.

`must` guards an act: routes, pages and the API call it before they do anything. It refuses to
know how a caller was recognised or which units they see.
"""

from __future__ import annotations

from onestop.accounts.callers import caller
from onestop.domain.access import NOBODY, Act
from onestop.domain.errors import NotAllowedError, UnknownCallerError


def may(act: Act) -> bool:
    """Whether the caller of this request is allowed to; whether to show a button, for example."""
    return caller().may(act)


def must(act: Act) -> None:
    """Nothing, or UnknownCallerError (401: log in) or NotAllowedError (403: never for you)."""
    asking = caller()
    if asking.may(act):
        return
    if asking == NOBODY:
        raise UnknownCallerError
    raise NotAllowedError(act.value)
