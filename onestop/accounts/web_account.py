"""One's own account: its password, its one-time codes, where it is logged in.

Whoever changes how they are recognised proves once more that they are who they are: a
browser left open is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, redirect, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from onestop.accounts import cookies, entering, one_time, passwords
from onestop.accounts.callers import caller
from onestop.accounts.doors import KNOWN, needs
from onestop.accounts.identity import proof
from onestop.accounts.pages import device, done, moment, page
from onestop.accounts.passwords import WeakPasswordError
from onestop.accounts.problems import refused
from onestop.accounts.role_words import ROLES
from onestop.accounts.secrets_made import hash_of, new_secret
from onestop.accounts.words import say, spoken
from onestop.domain.deeds import Deed
from onestop.installation import installation
from onestop.storage import accounts, audit, sessions
from onestop.storage.accounts import Account
from onestop.storage.engine import noting, reading
from onestop.storage.tables import unit


SEE_OTHER = 303

TOTP_SECRET = re.compile(r"[A-Z2-7]{32}")


def add_routes(doors: Blueprint, limited: Callable[[Callable], Callable]) -> None:
    """/account, /account/password, /account/codes, /account/codes/remove and
    /account/sessions/end."""
    for rule, view, method in (
        ("/account", _account, "GET"),
        ("/account/password", _password, "POST"),
        ("/account/codes", _codes_page, "GET"),
        ("/account/codes", _codes, "POST"),
        ("/account/codes/remove", _codes_remove, "POST"),
        ("/account/sessions/end", _end, "POST"),
    ):
        asked = needs(KNOWN)(_of_account(view))  # whoever has an account may see to it
        asked = limited(asked) if method == "POST" else asked
        doors.add_url_rule(rule, f"own{view.__name__}", asked, methods=[method])


def _of_account(view: Callable[[Account], Any]) -> Callable[[], Any]:
    """A view for the account that asks; whoever has none is told."""

    @wraps(view)
    def asked() -> Any:
        number = caller().account
        if number is None:
            return refused(403, "no_account")
        with reading(installation().engine) as connection:
            found = accounts.numbered(connection, number)
        return view(found) if found is not None else abort(404)

    return asked


def _account(own: Account, problem: str = "", status: int = 200) -> Response:
    here = installation()
    with reading(here.engine) as connection:
        kept = sessions.of_account(connection, own.id, here.clock())
        place = own.unit and connection.scalar(select(unit.c.name).where(unit.c.id == own.unit))
    shown = [
        {
            "id": one["id"],
            "device": one["device"],
            "begun": moment(one["made_at"]),
            "used": moment(one["seen_at"]),
            "is_this": one["id"] == proof().session,
        }
        for one in kept
    ]
    return page(
        "account",
        status,
        account=own,
        role=spoken(ROLES[own.role.value]),
        unit=place,
        sessions=shown,
        must_change=own.must_change_password,
        done="" if problem else done(),
        problem=problem,
    )


def _password(own: Account) -> Response:
    told, here = request.form, installation()
    if own.password_hash is None:  # else a browser left open could be given a way of its own
        return _account(own, say("password_elsewhere"), 403)
    if told.get("new") != told.get("again"):
        return _account(own, say("password_differs"), 422)
    if not _is_own_password(own):
        return _account(own, say("password_wrong"), 403)
    if passwords.is_right(told.get("new", ""), own.password_hash):
        return _account(own, say("password_same"), 422)
    secret = new_secret()
    try:
        with noting(here.engine) as connection:
            entering.set_password(connection, own, told.get("new", ""))
            sessions.begin(connection, hash_of(secret), own.id, (device(), here.clock()))
            _record(connection, own, "password")
    except WeakPasswordError as error:
        return _account(own, spoken(passwords.WEAK[error.reason]), 422)
    response = redirect("/account?done=password", SEE_OTHER)
    cookies.put(response, cookies.SESSION, secret)
    return response


def _codes_page(own: Account) -> Response:
    if own.totp_secret or own.password_hash is None:
        return redirect("/account", SEE_OTHER)
    return _square(own, one_time.new_secret(), "", 200)


def _square(own: Account, secret: str, problem: str, status: int) -> Response:
    return page(
        "codes",
        status,
        secret=secret,
        spaced=one_time.spaced(secret),
        picture=one_time.picture(secret, own.name, installation().place),
        problem=problem,
    )


def _codes(own: Account) -> Response:
    here, told = installation(), request.form
    secret = told.get("secret", "")
    if own.totp_secret or own.password_hash is None or not TOTP_SECRET.fullmatch(secret):
        return redirect("/account", SEE_OTHER)
    if not _is_own_password(own):
        return _square(own, secret, say("password_wrong"), 403)
    step = one_time.step_of(told.get("code", ""), secret, here.clock())
    if step is None:
        return _square(own, secret, say("code_wrong"), 422)
    with noting(here.engine) as connection:
        accounts.change(connection, own.id, totp_secret=secret)
        accounts.use_step(connection, own.id, step)
        _record(connection, own, "totp", is_on=True)
    return redirect("/account?done=codes", SEE_OTHER)


def _codes_remove(own: Account) -> Response:
    here = installation()
    if not _is_own_password(own):
        return _account(own, say("password_wrong"), 403)
    code = request.form.get("code", "")
    if entering.by_code(here.engine, own.id, code, here.clock()) is None:
        return _account(own, say("code_wrong"), 422)
    with noting(here.engine) as connection:
        accounts.change(connection, own.id, totp_secret=None)
        accounts.forgive(connection, own.id)
        _record(connection, own, "totp", is_on=False)
    return redirect("/account?done=codes_off", SEE_OTHER)


def _is_own_password(own: Account) -> bool:
    """Whether the present password was typed."""
    here = installation()
    told = (own.name, request.form.get("now", ""))
    return entering.by_password(here.engine, told, here.clock()) is not None


def _end(own: Account) -> Response:
    """One session, or all but this one."""
    here, told = installation(), request.form.get("id", "")
    if told and not (told.isascii() and told.isdigit() and len(told) < 10):
        abort(404)
    with noting(here.engine) as connection:
        kept = sessions.of_account(connection, own.id, here.clock())
        others = [one["id"] for one in kept if one["id"] != proof().session]
        chosen = [number for number in others if not told or number == int(told)]
        for number in chosen:
            sessions.end(connection, number, own.id)
        _record(connection, own, "session_end", count=len(chosen))
    return redirect("/account?done=sessions", SEE_OTHER)


def _record(connection: Connection, own: Account, act: str, **facts: Any) -> None:
    audit.append(connection, Deed(own.name, act, own.name, facts), installation().clock())
