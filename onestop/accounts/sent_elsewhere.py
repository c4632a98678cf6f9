"""The way over another site (OpenID Connect) and back: /oidc/login and /oidc/callback.

It keeps what was asked until the answer comes; what the answer proves is `vouched`'s matter.
Nobody gets an account this way: it must be there, with the address that the site vouches for.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import structlog
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from onestop.accounts import cookies
from onestop.accounts.doors import OPEN, needs
from onestop.accounts.own_pages import way_back
from onestop.accounts.problems import refused
from onestop.accounts.secrets_made import hash_of, new_secret
from onestop.domain.deeds import Deed
from onestop.installation import installation
from onestop.storage import accounts, audit, sessions
from onestop.storage.accounts import Account
from onestop.storage.engine import noting


SEE_OTHER = 303
CALLBACK = "/oidc/callback"

log = structlog.get_logger()


def add_routes(doors: Blueprint, limited: Callable[[Callable], Callable]) -> None:
    """/oidc/login (next) and /oidc/callback (code, state)."""
    doors.add_url_rule("/oidc/login", "oidc_login", limited(needs(OPEN)(_go)))
    doors.add_url_rule(CALLBACK, "oidc_callback", limited(needs(OPEN)(_come_back)))


def query_of(back: str) -> str:
    """What stands behind /oidc/login to come back to a page."""
    return urlencode({"next": back})


def _go() -> Response:
    """Sends the browser there, with a question that only it can bring the answer to."""
    here = installation()
    site = here.access.oidc
    if site is None:
        return refused(404, "elsewhere_off")
    from onestop.accounts import vouched

    secret = new_secret()
    asked = vouched.Question(state=new_secret(), nonce=new_secret(), verifier=new_secret())
    try:
        address = vouched.address_of(site, asked, _callback())
    except vouched.NotVouchedError as error:
        return _failed("elsewhere_down", error, 502)
    back = way_back(request.args.get("next", "/"))
    with noting(here.engine) as connection:
        facts = {"next": back, **asked.as_facts()}
        sessions.begin_step(connection, hash_of(secret), None, facts, here.clock())
    response = redirect(address, SEE_OTHER)
    cookies.put(response, cookies.STEP, secret, sessions.STEP_SECONDS)
    return response


def _come_back() -> Response:
    from onestop.accounts import vouched
    from onestop.accounts.web import let_in

    here = installation()
    site, told = here.access.oidc, request.args
    if site is None:
        return refused(404, "elsewhere_off")
    with noting(here.engine) as connection:
        secret = hash_of(cookies.kept(cookies.STEP))
        step = sessions.take_step(connection, secret, here.clock())
    if step is None or "state" not in step or step["state"] != told.get("state"):
        return refused(403, "elsewhere_failed")
    asked = vouched.Question(step["state"], step["nonce"], step["verifier"])
    try:
        person = vouched.person_of(site, asked, told, _callback())
    except vouched.NotVouchedError as error:
        return _failed("elsewhere_failed", error, 403)
    found = _account_of(person.subject, person.email)
    if found is None:
        return refused(403, "elsewhere_unknown")
    return let_in(found, "oidc", step["next"])


def _account_of(subject: str, email: str) -> Account | None:
    """Whose account it is: the one that came this way before, else the only one with this
    address that nobody came to yet."""
    here = installation()
    with noting(here.engine) as connection:
        found = accounts.of_subject(connection, subject)
        if found is None and email:
            same = accounts.of_email(connection, email)
            found = same[0] if len(same) == 1 and same[0].oidc_subject is None else None
            if found is not None and not found.is_disabled:
                accounts.change(connection, found.id, oidc_subject=subject)
                deed = Deed(found.name, "account_set", found.name, {"oidc": "bound"})
                audit.append(connection, deed, here.clock())
    return None if found is None or found.is_disabled else found


def _callback() -> str:
    """Where the other site sends the browser back to, as it was told when we were set up."""
    return (installation().access.address or request.host_url.rstrip("/")) + CALLBACK


def _failed(reason: str, error: Exception, status: int) -> Response:
    """What went wrong stands in the log: it is said to whoever set the two up."""
    log.warning("oidc_failed", reason=str(error))
    return refused(status, reason)
