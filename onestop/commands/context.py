"""What every command needs: settings, the open store, the policy, the calendar, the clock."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from functools import cached_property

import click
from sqlalchemy import Engine

from onestop.answers.asked import Answering
from onestop.commands.words import say, speak
from onestop.domain.errors import StoreError, UsageError
from onestop.domain.period import LOCAL_OFFSET_SECONDS
from onestop.domain.policy import Policy, load_policy
from onestop.domain.working_time import Calendar, load_calendar
from onestop.settings import Settings, read_settings
from onestop.storage import version
from onestop.storage.engine import open_engine


@dataclass
class Context:
    """The installation, opened as far as a command asks."""

    settings: Settings

    @cached_property
    def policy(self) -> Policy:
        """The policies in force."""
        return load_policy(self.settings.config_file("policy.toml"))

    @cached_property
    def calendar(self) -> Calendar:
        """The working-day calendar; the installation's own replaces the shipped one."""
        return load_calendar(self.settings.config_folders("calendar")[-1])

    @cached_property
    def engine(self) -> Engine:
        """The store as this installation sees it: the province that it serves, or all of it."""
        engine = self._opened()
        if not self.settings.province:
            return engine
        from onestop.storage import provinces

        return provinces.serving_only(engine, self.settings.province)

    @cached_property
    def whole_engine(self) -> Engine:
        """The whole store, for what loads into it and asks nothing."""
        return self._opened() if self.settings.province else self.engine

    def must_serve_the_whole_store(self) -> None:
        """Refuses what concerns every province of a shared store. Raises UsageError."""
        if self.settings.province:
            raise UsageError(say("whole_store_only", province=self.settings.province))

    def _opened(self) -> Engine:
        """The store, which must have been initialised and be of this version."""
        engine = open_engine(self.settings.database_url)
        if engine.dialect.name == "sqlite" and not _exists(engine):
            raise StoreError(
                f"Chưa có kho dữ liệu {engine.url.database}; hãy chạy “onestop init” trước."
            )
        version.check(engine)
        return engine


def _exists(engine: Engine) -> bool:
    from pathlib import Path

    name = engine.url.database or ""
    return Path(name).exists() and Path(name).stat().st_size > 0


def context() -> Context:
    """This process's context, in the language asked for."""
    settings = read_settings()
    asked = (click.get_current_context().find_root().obj or {}).get("lang")
    speak(asked or settings.lang)
    return Context(settings)


def answering(here: Context) -> Answering:
    """What answers are made with, in the words of the language spoken."""
    return Answering(here.policy, here.calendar, say("total"), say("empty"))


def now() -> int:
    """The wall clock as local seconds: for the record of a load, never for a figure."""
    return int(time.time()) + LOCAL_OFFSET_SECONDS


def on_terminal() -> bool:
    """Whether a person is watching."""
    return sys.stderr.isatty()
