"""Puts the pages on a Flask server: Dash mounted, routes, headers, errors.

Everything a request meets before a page is shown is decided here or in `dashboards.server`.
"""

from __future__ import annotations

from pathlib import Path

from dash import Dash
from flask import Flask

from dashboards import shell
from dashboards.server import (
    downloads,
    errors,
    guard,
    headers,
    health,
    index,
    language,
    packing,
    pins,
    public,
    reported,
    reports,
    styles,
    uploads,
)
from onestop.accounts import callers, doors
from onestop.accounts import web as accounts
from onestop.domain.access import Act
from onestop.installation import NAME, Installation


SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"

OF_DASH = {
    "/": Act.SEE_FIGURES,
    "/<path:path>": Act.SEE_FIGURES,
    "/_dash-update-component": Act.SEE_FIGURES,
    "/_dash-layout": Act.SEE_FIGURES,
    "/_dash-dependencies": Act.SEE_FIGURES,
    "/_reload-hash": Act.SEE_FIGURES,
    "/_favicon.ico": doors.OPEN,
    "_dash_assets.static": doors.OPEN,
    SUITES: doors.OPEN,
}
"""What Dash's own routes ask for; what a page asks for besides stands on the page."""

ASSETS = Path(__file__).parent / "assets"


def make_app(installation: Installation) -> Flask:
    """The Flask server of an installation, with every page, ready to serve."""
    server = Flask("onestop", static_folder=None)
    server.extensions[NAME] = installation
    language.listen(server)
    callers.listen(server)
    accounts.listen(server)
    health.add_routes(server)
    pins.add_routes(server)
    reported.add_routes(server)
    uploads.add_routes(server)
    public.add_routes(server)
    downloads.add_routes(server)
    reports.add_routes(server)
    styles.add_routes(server, ASSETS)
    doors.listen(server)
    guard.listen(server)
    errors.listen(server)
    app = make_dash(server)
    headers.listen(server, app)
    packing.listen(server, headers.KEPT)
    return server


def make_dash(server: Flask) -> Dash:
    """Dash on a server: our pages, nothing fetched from outside, nothing offered to machines."""
    app = index.OurDash(
        "dashboards",
        server=server,
        assets_folder=str(ASSETS),
        # scripts that are fetched when the first chart is drawn; styles, which come in one answer
        assets_ignore=r"\.min\.js$|\.css$",
        external_stylesheets=[styles.address(ASSETS)],
        title="onestop",
        update_title=None,
        compress=True,
        enable_mcp=False,
        serve_locally=True,
        add_log_handler=False,
    )
    with server.app_context():
        app.layout = shell.layout
        shell.connect(app)
    app.make_ready()
    server.extensions["dash"] = app
    doors.declare(server, OF_DASH)
    return app
