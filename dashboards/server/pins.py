"""Pinning a note to the time line, and taking it away."""

from __future__ import annotations

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from dashboards.server.our_pages import must_be_ours, way_back
from onestop.domain.period import day_number, parse_day
from onestop.installation import installation
from onestop.storage import catalogue
from onestop.storage.engine import writing
from onestop.storage.pins import add_pin, remove_pin


SEE_OTHER = 303


def add_routes(server: Flask) -> None:
    """POST /pins (day, text, unit, back) and POST /pins/<number>/remove (back)."""
    server.add_url_rule("/pins", "pin", _pin, methods=["POST"])
    server.add_url_rule("/pins/<int:number>/remove", "unpin", _unpin, methods=["POST"])


def _pin() -> Response:
    must_be_ours()
    told, here = request.form, installation()
    day = day_number(parse_day(told.get("day", "")))
    with writing(here.engine) as connection:
        name = told.get("unit", "")
        unit = catalogue.find(connection, "unit", name) if name else None
        add_pin(connection, day, told.get("text", ""), unit, here.clock())
    return _back()


def _unpin(number: int) -> Response:
    must_be_ours()
    with writing(installation().engine) as connection:
        remove_pin(connection, number)
    return _back()


def _back() -> Response:
    return redirect(way_back(request.form.get("back", "/")), SEE_OTHER)
