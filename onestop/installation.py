"""What the pages are served with: the store, the policies, the plans, the clock.

Made by the composition root (`onestop.wsgi`) and hung on the server; a page finds it
through `installation()`. It refuses to open or to decide anything itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine

from onestop.domain.access import HERE, Caller
from onestop.domain.plan import Plan
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.settings import Access


NAME = "onestop"


@dataclass(frozen=True)
class Installation:
    """One office's onestop.

    plans: all that are declared; in_force: those it is judged by.
    may_change: whether pages may load files, pin notes, name units. Without accounts only
    where nobody but this machine is served.
    uploads: the desk that takes files (`onestop.uploads`), None where pages may only show.
    reports: the desk that writes them (`onestop.report_desk`), None where there is none.
    report_jobs: where they are asked for now and fetched later (`onestop.report_jobs`).
    intake: the desk that takes pushed dossiers (`onestop.intake`), None where none are taken.
    province: code of the one that is served out of a shared store, "" for all.
    identify: who makes the present request (`onestop.accounts.callers`).
    keeps_names: whether applicants' names are stored at all; else none is shown in full.
    access: how the pages are reached from outside.
    clock: local seconds now; only for saying how old data is, never for a figure.
    """

    engine: Engine
    policy: Policy
    calendar: Calendar
    clock: Callable[[], int]
    plans: tuple[Plan, ...] = ()
    in_force: tuple[Plan, ...] = ()
    may_change: bool = False
    uploads: Any = None
    reports: Any = None
    report_jobs: Any = None
    intake: Any = None
    lang: str = "vi"
    place: str = ""
    province: str = ""
    public_page: bool = True
    config_dirs: tuple[Path, ...] = field(default=())
    identify: Callable[[], Caller] = lambda: HERE
    keeps_names: bool = False
    access: Access = field(default_factory=Access)


def installation() -> Installation:
    """The installation that this request is served by."""
    return current_app.extensions[NAME]
