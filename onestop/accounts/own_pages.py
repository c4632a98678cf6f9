"""Which request a page of ours made, and where one may lead back to.

Browsers tell themselves where a request comes from; a page of another site cannot change it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from onestop.installation import installation


OURS = "X-Onestop"
"""A header of our own scripts: another site's page may not send one without being allowed
to first, and nobody is."""


def is_from_here() -> bool:
    """Whether a page of this very server sends the request.

    Browsers tell `Sec-Fetch-Site` and `Origin` themselves; a page cannot change them. What
    tells neither (a program) must bring our own header.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc in _our_names()
    return site is not None or request.headers.get(OURS) == "1"


def is_from_elsewhere() -> bool:
    """Whether a browser says that a page of another site sends the request.

    For who needs no proof (a server of this machine alone): programs tell nothing, and may.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_other = origin is not None and urlsplit(origin).netloc not in _our_names()
    return is_other or site not in (None, "same-origin", "none")


def _our_names() -> set[str]:
    """The name that was asked for, and the one the installation is known by outside."""
    return {request.host, urlsplit(installation().access.address).netloc} - {""}


def way_back(told: str) -> str:
    """An address of ours to return to; anything else leads to the overview.

    >>> way_back("/areas?unit=H1"), way_back("//elsewhere.example"), way_back("\\\\x")
    ('/areas?unit=H1', '/', '/')
    """
    is_path = told.startswith("/") and not told.startswith(("//", "/\\"))
    return told if is_path and told.isprintable() else "/"
