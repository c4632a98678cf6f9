"""Puts a sender together from an installation's settings; a composition root."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from dashboards.data.wishes import Wish
from onestop.alerts.asking import Office
from onestop.alerts.sending import Sender
from onestop.commands.context import Context, now
from onestop.domain.integrity_files import load_thresholds
from onestop.domain.period import Period
from onestop.domain.plan import in_force
from onestop.domain.plan_files import load_plans
from onestop.report_desk import XLSX, ReportDesk


FORM = "ii06a"


def sender_of(here: Context) -> Sender:
    """Who tells people, with the installation's policy, plans, thresholds and forms."""
    settings = here.settings
    plans = in_force(load_plans(settings.config_folders("plans")), settings.plans)
    thresholds = load_thresholds(settings.config_file("integrity.toml"))
    office = Office(here.policy, here.calendar, plans, thresholds)
    forms = tuple(settings.config_folders("forms"))
    desk = ReportDesk(here.policy, here.calendar, forms, settings.place)

    def write(connection: Connection, period: Period, unit: int | None, out: Path) -> None:
        desk.write(connection, Wish(FORM, period, unit), XLSX, out)

    return Sender(here.engine, office, settings, now, write)
