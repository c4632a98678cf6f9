"""Makes the web server of an installation; gunicorn, waitress and tests start here.

A composition root: it opens what the settings name and hands it to the pages.
"""

from __future__ import annotations

from flask import Flask

from dashboards.app import make_app
from onestop.commands.context import Context, now
from onestop.domain.plan import in_force
from onestop.domain.plan_files import load_plans
from onestop.installation import Installation
from onestop.report_desk import ReportDesk
from onestop.settings import read_settings
from onestop.uploads.service import Uploads


THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]", "::1")


def application() -> Flask:
    """The server of the settings in the environment: `onestop.wsgi:application()`."""
    return serve_context(Context(read_settings()))


def serve_context(here: Context, *, is_open_to_network: bool = True) -> Flask:
    """The server of an opened installation.

    Without accounts, files are loaded only from this very machine, and only under its own
    names: another site must not reach the server through a name that it points here.
    """
    server = make_app(installation_of(here, may_load=not is_open_to_network))
    if not is_open_to_network:
        server.config["TRUSTED_HOSTS"] = list(THIS_MACHINE)
    return server


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
        public_page=settings.public_page,
        uploads=_desk(here) if may_load else None,
        reports=_reports(here),
        lang=settings.lang,
        config_dirs=settings.config_dirs,
    )


def _reports(here: Context) -> ReportDesk:
    """The desk that writes reports."""
    folders = tuple(here.settings.config_folders("forms"))
    told = (here.policy, here.calendar, folders, here.settings.place)
    return ReportDesk(*told, lambda: _of_documents(here))


def _of_documents(here: Context) -> object:
    """What Word reports are filled from; its parts are loaded with the first of them."""
    from onestop.reports.cchc import CchcFiles

    return CchcFiles.of(here.settings)


def _desk(here: Context) -> Uploads:
    """The desk that takes files from the pages."""
    return Uploads(here.settings, here.policy, here.calendar, here.engine, now)
