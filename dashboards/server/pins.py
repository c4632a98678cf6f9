"""Pinning a note to the time line, and taking it away."""

from __future__ import annotations

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from dashboards.server.our_pages import must_be_ours, way_back
from onestop.accounts.doors import needs
from onestop.accounts.recording import record
from onestop.domain.access import Act
from onestop.domain.period import day_number, parse_day
from onestop.installation import installation
from onestop.storage import scope
from onestop.storage.engine import writing
from onestop.storage.pins import add_pin, remove_pin
from onestop.storage.scoped import units_of


SEE_OTHER = 303


def add_routes(server: Flask) -> None:
    """POST /pins (day, text, unit, back) and POST /pins/<number>/remove (back)."""
    server.add_url_rule("/pins", "pin", needs(Act.ENTER)(_pin), methods=["POST"])
    unpin = needs(Act.ENTER)(_unpin)
    server.add_url_rule("/pins/<int:number>/remove", "unpin", unpin, methods=["POST"])


def _pin() -> Response:
    must_be_ours()
    told, here = request.form, installation()
    day = day_number(parse_day(told.get("day", "")))
    with writing(here.engine) as connection:
        unit = scope.unit_told(connection, told.get("unit", ""))
        number = add_pin(connection, day, told.get("text", ""), unit, here.clock())
        record(connection, "pin", number)
    return _back()


def _unpin(number: int) -> Response:
    must_be_ours()
    with writing(installation().engine) as connection:
        remove_pin(connection, number, units_of(connection))
        record(connection, "unpin", number)
    return _back()


def _back() -> Response:
    return redirect(way_back(request.form.get("back", "/")), SEE_OTHER)
