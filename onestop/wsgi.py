"""Makes the web server of an installation; gunicorn, waitress and tests start here.

A composition root: it opens what the settings name and hands it to the pages.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask

from dashboards.app import make_app
from onestop.accounts.identity import identifier
from onestop.accounts.proxies import TrustedProxies
from onestop.api.app import add_api
from onestop.commands.context import Context, now
from onestop.domain.plan import in_force
from onestop.domain.plan_files import load_plans
from onestop.installation import Installation
from onestop.intake.desk import Intake
from onestop.report_desk import ReportDesk
from onestop.report_jobs import ReportJobs
from onestop.running import metrics, requests
from onestop.settings import read_settings
from onestop.storage.accounts import there_are_any
from onestop.storage.engine import reading
from onestop.uploads.service import Uploads


THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]", "::1")


def application() -> Flask:
    """The server of the settings in the environment: `onestop.wsgi:application()`."""
    return serve_context(Context(read_settings()))


def serve_context(here: Context, *, is_open_to_network: bool = True, counts: str = "") -> Flask:
    """The server of an opened installation.

    counts: the folder in which several workers count together (`onestop.running.metrics`).

    Without accounts it serves whoever works on this very machine, and only under its own
    names: another site must not reach the server through a name that it points here.
    """
    if here.settings.access.oidc:
        importlib.import_module("onestop.accounts.vouched")  # what it needs is missed now or never
    identify = identifier(is_open_to_network=is_open_to_network)
    server = make_app(replace(installation_of(here, may_load=True), identify=identify))
    add_api(server)
    requests.listen(server)
    metrics.listen(server, counts)
    if names := trusted_hosts(here, is_open_to_network=is_open_to_network):
        server.config["TRUSTED_HOSTS"] = names
    if here.settings.access.proxies:
        server.wsgi_app = TrustedProxies(server.wsgi_app, here.settings.access.proxies)
    return server


def trusted_hosts(here: Context, *, is_open_to_network: bool) -> list[str]:
    """The names that a request may ask for; none: any. With accounts and no address told, any:
    a cookie is known to the name alone that it was given under."""
    if not (is_open_to_network or has_accounts(here)):
        return list(THIS_MACHINE)
    told = urlsplit(here.settings.access.address).hostname
    return [told, *THIS_MACHINE] if told else []


def has_accounts(here: Context) -> bool:
    """Whether anybody has to log in."""
    with reading(here.engine) as connection:
        return there_are_any(connection)


def installation_of(here: Context, *, may_load: bool) -> Installation:
    """What the pages are served with."""
    settings = here.settings
    plans = load_plans(settings.config_folders("plans"))
    return Installation(
        engine=here.engine,
        policy=here.policy,
        calendar=here.calendar,
        clock=now,
        plans=plans,
        in_force=in_force(plans, settings.plans),
        may_change=may_load,
        place=settings.place,
        province=settings.province,
        public_page=settings.public_page,
        uploads=_desk(here) if may_load else None,
        reports=_reports(here),
        report_jobs=_report_jobs(here),
        intake=Intake(settings, here.policy, here.calendar, now) if may_load else None,
        lang=settings.lang,
        config_dirs=settings.config_dirs,
        access=settings.access,
        keeps_names=settings.keep_names,
    )


def _reports(here: Context) -> ReportDesk:
    """The desk that writes reports."""
    folders = tuple(here.settings.config_folders("forms"))
    told = (here.policy, here.calendar, folders, here.settings.place)
    return ReportDesk(*told, lambda: _of_documents(here))


def _report_jobs(here: Context) -> ReportJobs:
    """Where reports are asked for now and fetched later."""
    return ReportJobs(_reports(here), here.engine, here.settings.data_dir / "reports", now)


def _of_documents(here: Context) -> object:
    """What Word reports are filled from; its parts are loaded with the first of them."""
    from onestop.reports.cchc import CchcFiles

    return CchcFiles.of(here.settings)


def _desk(here: Context) -> Uploads:
    """The desk that takes files from the pages."""
    return Uploads(here.settings, here.policy, here.calendar, here.engine, now)
