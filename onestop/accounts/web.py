"""The doors: logging in and out, wall screens; /account and /oidc stand beside.

It wires requests to `entering`; what is right and what is recorded is decided there.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from onestop.accounts import cookies, entering, guard, limits, sent_elsewhere, web_account
from onestop.accounts.callers import caller
from onestop.accounts.doors import OPEN, needs
from onestop.accounts.identity import Way, proof
from onestop.accounts.own_pages import is_from_here, way_back
from onestop.accounts.pages import device, page
from onestop.accounts.problems import refused
from onestop.accounts.secrets_made import hash_of, new_secret
from onestop.accounts.words import say
from onestop.domain.access import NOBODY
from onestop.domain.deeds import Deed
from onestop.installation import installation
from onestop.storage import accounts, audit, screens, sessions
from onestop.storage.accounts import Account
from onestop.storage.engine import noting, reading
from onestop.storage.scoped import seeing


SEE_OTHER = 303

TRIES = "20 per minute"
"""From one address, at each door."""

SCREEN_SECONDS = 400 * 86_400
"""The longest a browser keeps a cookie; a wall screen's is sent anew with every page."""


def listen(server: Flask) -> None:
    """Guards every request, and adds /login, /login/code, /logout, /kiosk/<token>, /account and
    /oidc. Register it right after `callers.listen`."""
    guard.listen(server)
    limits.make(server)
    limited = limits.limited(server, TRIES)
    doors = Blueprint("accounts", __name__, template_folder="templates")
    for rule, view, method in (
        ("/login", _login_page, "GET"),
        ("/login", _login, "POST"),
        ("/login/code", _code_page, "GET"),
        ("/login/code", _code, "POST"),
        ("/logout", _logout, "POST"),
        ("/kiosk/<secret>", _screen, "GET"),
    ):
        view = needs(OPEN)(view)
        shown = view if view in (_login_page, _code_page) else limited(view)
        doors.add_url_rule(rule, view.__name__.lstrip("_"), shown, methods=[method])
    sent_elsewhere.add_routes(doors, limited)
    web_account.add_routes(doors, limited)
    server.register_blueprint(doors)
    server.after_request(_keep_screen)


def _login_page() -> AnyResponse:
    back = way_back(request.args.get("next", "/"))
    if proof().way == Way.SESSION:
        return redirect(back, SEE_OTHER)
    return _asking("", back, "", 200)


def _login() -> AnyResponse:
    if not is_from_here():
        return refused(403, "foreign")
    here, told = installation(), request.form
    back, name = way_back(told.get("next", "/")), told.get("name", "")
    found = entering.by_password(here.engine, (name, told.get("password", "")), here.clock())
    if found is None:
        return _asking(name, back, say("not_right"), 401)
    return let_in(found, "password", back)


def _asking(name: str, back: str, problem: str, status: int) -> Response:
    """The login page."""
    here = installation()
    with reading(here.engine) as connection:
        is_new = not accounts.there_are_any(connection)
    elsewhere = here.access.oidc
    return page(
        "login",
        status,
        name=name[:64],
        next=back,
        problem=say("no_accounts") if is_new else problem,
        elsewhere=elsewhere.name if elsewhere else "",
        elsewhere_query=sent_elsewhere.query_of(back),
        has_public=here.public_page,
    )


def let_in(found: Account, way: str, back: str) -> AnyResponse:
    """What follows the first proof: a session, or the question for a code."""
    here = installation()
    if not found.totp_secret:
        return _welcome(found, way, back)
    secret = new_secret()
    with noting(here.engine) as connection:
        facts = {"next": back, "way": way}
        sessions.begin_step(connection, hash_of(secret), found.id, facts, here.clock())
    response = redirect("/login/code", SEE_OTHER)
    cookies.put(response, cookies.STEP, secret, sessions.STEP_SECONDS)
    return response


def _welcome(found: Account, way: str, back: str) -> AnyResponse:
    """A session of its own for this browser, whatever it brought: none can be planted, and
    the one it had is over."""
    here, before, who = installation(), proof().session, caller()
    if before is not None and who.account is not None:
        with noting(here.engine) as connection:
            sessions.end(connection, before, who.account)
    secret = entering.begin_session(here.engine, found, (way, device()), here.clock())
    response = redirect(back, SEE_OTHER)
    cookies.put(response, cookies.SESSION, secret)
    cookies.drop(response, cookies.STEP)
    return response


def _code_page() -> AnyResponse:
    return page("code", problem="") if _step() else redirect("/login", SEE_OTHER)


def _code() -> AnyResponse:
    if not is_from_here():
        return refused(403, "foreign")
    here, step = installation(), _step()
    if step is None or step["account"] is None:
        return redirect("/login", SEE_OTHER)
    code = request.form.get("code", "")
    found = entering.by_code(here.engine, step["account"], code, here.clock())
    if found is None:
        return page("code", 401, problem=say("code_wrong"))
    with noting(here.engine) as connection:
        secret = hash_of(cookies.kept(cookies.STEP))
        if sessions.take_step(connection, secret, here.clock()) is None:
            return redirect("/login", SEE_OTHER)
    return _welcome(found, f"{step['way']}, code", step["next"])


def _step() -> dict | None:
    """The login half way that this browser is in."""
    here, secret = installation(), cookies.kept(cookies.STEP)
    if not secret:
        return None
    with reading(here.engine) as connection:
        return sessions.look_at_step(connection, hash_of(secret), here.clock())


def _logout() -> AnyResponse:
    if not is_from_here():
        return refused(403, "foreign")
    here, how, who = installation(), proof(), caller()
    if how.session is not None and who.account is not None:
        with noting(here.engine) as connection:
            sessions.end(connection, how.session, who.account)
            audit.append(connection, Deed(who.name, "logout", who.name), here.clock())
    response = redirect("/login", SEE_OTHER)
    cookies.drop(response, cookies.SESSION)
    cookies.drop(response, cookies.STEP)
    return response


def _screen(secret: str) -> AnyResponse:
    """A wall screen is sent its cookie and shown its unit; its address is never seen again."""
    here = installation()
    with seeing(None), reading(here.engine) as connection:  # the token says what it may see
        address = screens.address_of(connection, hash_of(secret), here.clock())
    if address is None:
        return refused(403, "kiosk_over")
    response = redirect(address, SEE_OTHER)
    cookies.put(response, cookies.KIOSK, secret, SCREEN_SECONDS)
    cookies.drop(response, cookies.SESSION)
    return response


def _keep_screen(response: Response) -> Response:
    """A wall screen's cookie lives on as long as the screen asks for pages."""
    if proof().way == Way.KIOSK and caller() != NOBODY and request.method == "POST":
        cookies.put(response, cookies.KIOSK, cookies.kept(cookies.KIOSK), SCREEN_SECONDS)
    return response
