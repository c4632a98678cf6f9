"""One dossier's story as a page tells it: events with the working days between them.

What is known comes from `onestop.storage.dossier_page`; this counts days and drops the
folders of files, which are nobody's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from dashboards.data.asked import Asked
from dashboards.data.corrections import corrected_fields
from dashboards.data.lateness import Lateness
from dashboards.data.recorded import noted
from dashboards.data.source_labels import label_of
from onestop.accounts.gates import may
from onestop.domain.access import Act
from onestop.domain.facts import DAY
from onestop.storage.corrections_shown import Shown
from onestop.storage.dossier_page import Noticed, Statement, Told, dossier_story
from onestop.storage.time_line import Event


NOW = "now"
"""The event that stands where the figures end."""


@dataclass(frozen=True)
class Moment:
    """An event and what passed since the one before: working days, whether it is another day.

    days: None for the first, and where either has no date. is_ahead: after the figures' end.
    """

    event: Event
    days: int | None
    same_day: bool
    is_ahead: bool


@dataclass(frozen=True)
class Chapter:
    """One dossier of a code: what is known, its moments in order, who states it, what is odd.

    facts: as `dossier_page.Told`, with `days_late` and `days_open` of a list. applicant: ""
    where no name is kept; in full only for who may see it, and then it is recorded.
    """

    namespace: str
    facts: dict[str, Any]
    moments: tuple[Moment, ...]
    statements: tuple[Statement, ...]
    findings: tuple[Noticed, ...]
    applicant: str
    has_full_name: bool = False
    corrections: tuple[Shown, ...] = ()


def chapters_of(asked: Asked, code: str) -> list[Chapter]:
    """Everything known of a code. NotFoundError with the nearest codes."""
    in_full = asked.here.keeps_names and may(Act.SEE_NAMES)
    story = dossier_story(asked.connection, code, in_full=in_full)
    if in_full and any(told.has_name for told in story.dossiers):
        noted("see_names", story.code)
    return [_chapter(asked, told) for told in story.dossiers]


def _chapter(asked: Asked, told: Told) -> Chapter:
    latest = asked.newest if asked.as_of is None else min(asked.as_of, asked.newest)
    late = Lateness(asked, latest)  # one dossier's story does not end with the period
    facts, now = late.told(told.facts), late.moment_of(told.facts)
    return Chapter(
        told.namespace,
        facts,
        tuple(_moments(asked, now, _line(facts, told.events, now))),
        tuple(_named(asked, one) for one in told.statements),
        tuple(replace(one, file=file_name(one.file)) for one in told.findings),
        told.applicant if told.has_name else "",
        told.has_name and told.is_in_full,
        corrected_fields(asked, told.namespace, told.facts["code"]),
    )


def _named(asked: Asked, stated: Statement) -> Statement:
    source = label_of(asked.here, stated.source)
    return replace(stated, source=source, file=file_name(stated.file))


def file_name(path: str) -> str:
    """A file's own name: where it lay is nobody's business.

    >>> file_name("/var/exports/a.xlsx"), file_name("C:\\\\exports\\\\a.xlsx")
    ('a.xlsx', 'a.xlsx')
    """
    return PureWindowsPath(PurePosixPath(path).name).name


def _moments(asked: Asked, now: int, line: list[Event]) -> list[Moment]:
    calendar = asked.here.calendar
    moments = [Moment(event, None, same_day=False, is_ahead=False) for event in line[:1]]
    for before, event in pairwise(line):
        dated = before.at is not None and event.at is not None
        first, last = (before.at // DAY, event.at // DAY) if dated else (0, 0)
        days = calendar.working_days_after(first, last) if dated else None
        ahead = event.at is not None and event.at > now
        moments.append(Moment(event, days, dated and first == last, ahead))
    return moments


def _line(facts: dict[str, Any], events: tuple[Event, ...], now: int) -> list[Event]:
    """The events, and where an open dossier stands: what comes after has not happened yet."""
    if facts["closed_at"] is not None:
        return list(events)
    passed = [event for event in events if event.at is not None and event.at <= now]
    ahead = [event for event in events if event.at is not None and event.at > now]
    undated = [event for event in events if event.at is None]
    return [*passed, Event(NOW, now), *ahead, *undated]
