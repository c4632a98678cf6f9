"""What a browser is told about every answer: whom to trust, what to keep.

Scripts come from this server alone; the only inline one is Dash's start, named by its hash.
Styles may be inline: Plotly and Dash set them on elements.
"""

from __future__ import annotations

from dash import Dash
from flask import Flask, Response, request


PUBLIC = "/public"
"""May be shown inside another site's page."""

KEPT = ("/_dash-component-suites/", "/assets/")
"""Files; Dash puts their time of change into the address of each that it links to."""

VERSIONED = "/assets/vendor/plotly-cartesian-"
"""Its version stands in its name."""

YEAR = "public, max-age=31536000, immutable"


def listen(server: Flask, app: Dash) -> None:
    """Adds the headers to every answer; hashes are taken when the app has its pages."""
    hashes = " ".join(f"'{one}'" for one in (h.strip("'") for h in app.csp_hashes()))
    policy = _policy(hashes)

    @server.after_request
    def _add(response: Response) -> Response:
        frames = "*" if request.path.startswith(PUBLIC) else "'self'"
        response.headers.setdefault(
            "Content-Security-Policy", f"{policy}; frame-ancestors {frames}"
        )
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if response.status_code == 200 and _is_for_good():
            response.headers["Cache-Control"] = YEAR
        return response


def _is_for_good() -> bool:
    """Whether this address will never mean other content."""
    if request.path.startswith("/assets/") and not request.path.startswith(VERSIONED):
        return "m" in request.args
    return request.path.startswith(KEPT)


def _policy(hashes: str) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )
