"""What may be changed from a page, and by which request: none that another site made.

Without accounts nothing is changed unless the server listens to its own machine alone. Who may
do what is asked at the door (`onestop.accounts.doors`).
"""

from __future__ import annotations

from flask import abort

from onestop.accounts.own_pages import is_from_here, way_back
from onestop.installation import installation


__all__ = ["is_from_here", "must_be_ours", "way_back"]


def must_be_ours() -> None:
    """403 unless changes are allowed here and one of our own pages asks."""
    if not (installation().may_change and is_from_here()):
        abort(403)
