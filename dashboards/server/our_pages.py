"""What may be changed from a page, and by which request: none that another site made.

Without accounts nothing is changed unless the server listens to its own machine alone;
then a browser must say that the form stood on a page of ours.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, request

from onestop.installation import installation


OURS = "X-Onestop"
"""A header of our own scripts: another site's page may not send one without being allowed
to first, and nobody is."""


def must_be_ours() -> None:
    """403 unless changes are allowed here and one of our own pages asks."""
    if not (installation().may_change and is_from_here()):
        abort(403)


def is_from_here() -> bool:
    """Whether a page of this very server sends the request.

    Browsers tell `Sec-Fetch-Site` and `Origin` themselves; a page cannot change them. What
    tells neither (a program) must bring our own header.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc == request.host
    return site is not None or request.headers.get(OURS) == "1"


def way_back(told: str) -> str:
    """An address of ours to return to; anything else leads to the overview.

    >>> way_back("/areas?unit=H1"), way_back("//elsewhere.example"), way_back("\\\\\\\\x")
    ('/areas?unit=H1', '/', '/')
    """
    is_path = told.startswith("/") and not told.startswith(("//", "/\\"))
    return told if is_path and told.isprintable() else "/"
