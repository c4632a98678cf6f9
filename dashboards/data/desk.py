"""How an upload stands, as the address and the upload's own folder tell it.

The steps are never kept in a browser: whoever opens the address again finds the same one.
Looking at files may take a minute, so it is asked for by the browser (`/uploads/…/look`)
and never by a page that is being drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dashboards.data.allowed import loading_desk
from dashboards.data.asked import Asked
from onestop.domain.errors import NotFoundError, OnestopError


DROP, LOOKING, CHECK, LOADING, DONE, FAILED = (
    "drop",
    "looking",
    "check",
    "loading",
    "done",
    "failed",
)
WAITING = "waiting"
"""How the desk calls files that nobody has begun to load."""

BLIND = "blind"
"""The step CHECK of files that could not be looked at."""

UPLOAD, STEP, UNDONE, NAMED, ROWS = "upload", "step", "undone", "named", "rows"
"""Parts of the address: the token, how far the browser knows it has come, the load that is
being taken back or the name that is being given under this token, the rows to read."""


@dataclass(frozen=True)
class Desk:
    """One upload. previews and status are those of `onestop.uploads.told`.

    sentence: what went wrong, where something did. undone: the load that is taken back
    under this token, named: the name that is given; neither where files are loaded.
    rows: how many there are to read, 0 where a file is too large to have been counted.
    """

    token: str = ""
    step: str = DROP
    previews: tuple[Any, ...] = field(default=())
    status: Any = None
    sentence: str = ""
    undone: int | None = None
    named: str = ""
    rows: int = 0

    @property
    def has_files(self) -> bool:
        """Whether files are loaded, and nothing else is done."""
        return self.undone is None and not self.named


def desk_of(asked: Asked) -> Desk:
    """The upload of an address; without a token the first step, with a wrong one a sentence."""
    uploads, token = loading_desk(asked.here), asked.view.get(UPLOAD)
    if uploads is None or not token:
        return Desk()
    undone = asked.view.number(UNDONE, 0) or None
    try:
        status = uploads.status(token)
    except NotFoundError:
        return Desk(step=FAILED)
    if status.state in (WAITING, LOOKING):
        return _waiting(asked, token)
    return Desk(
        token,
        status.state,
        status=status,
        sentence=status.sentence,
        undone=undone,
        named=asked.view.get(NAMED),
        rows=asked.view.number(ROWS, 0, most=10**9),
    )


def _waiting(asked: Asked, token: str) -> Desk:
    """Files that wait: to be looked at, or to be confirmed."""
    if asked.view.get(STEP) == BLIND:
        return Desk(token, CHECK)
    if asked.view.get(STEP) != CHECK:
        return Desk(token, LOOKING)
    try:
        return Desk(token, CHECK, previews=tuple(asked.here.uploads.look(token)))
    except OnestopError as error:
        return Desk(token, CHECK, sentence=str(error))


def rows_so_far(status: Any) -> int:
    """Rows read of all the files of an upload: those that are over, and the one at hand."""
    over = {one.path: one.counts.get("read", 0) for one in status.reports}
    at_hand = 0 if status.progress.file in over else status.progress.rows
    return sum(over.values()) + at_hand
