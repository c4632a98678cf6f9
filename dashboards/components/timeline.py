"""A dossier's time line: an ordered list that any reader, screen or paper can follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.data.story import NOW, Moment
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number, spoken
from onestop.storage.time_line import KINDS


def timeline(moments: Sequence[Moment]) -> Component:
    """Every event with its moment, what is told of it, and what passed before it."""
    return html.Ol([_entry(moment) for moment in moments], className="timeline")


def _entry(moment: Moment) -> Component:
    event = moment.event
    when = moment_text(event.at) if event.at is not None else say("story_no_moment")
    name = say("story_now") if event.kind == NOW else spoken(KINDS[event.kind])
    told = "; ".join(_told(event.kind, event.told))
    return html.Li(
        [
            *([html.Span(_passed(moment), className="passed")] if _passed(moment) else []),
            html.Span(when, className="when"),
            html.Strong(name),
            *([html.Span(told, className="told")] if told else []),
            *([html.Span(say("story_not_yet"), className="told")] if moment.is_ahead else []),
        ],
        className=f"event {event.kind}{' ahead' if moment.is_ahead else ''}",
    )


def _passed(moment: Moment) -> str:
    if moment.same_day:
        return say("story_same_day")
    if moment.days is None:
        return ""
    if moment.days == 0:
        return say("story_day_off")
    return say("story_after", days=number(moment.days))


def _told(kind: str, told: dict[str, Any]) -> Iterator[str]:
    return SAID[kind](told) if kind in SAID else iter(())


def _letter(told: dict[str, Any]) -> Iterator[str]:
    if told["number"]:
        yield say("story_letter", number=told["number"])
    if told["previous_due_at"] is not None:
        yield say("story_letter_from", moment=moment_text(told["previous_due_at"]))
    if told["rescheduled_to"] is not None:
        yield say("story_letter_to", moment=moment_text(told["rescheduled_to"]))


def _step(told: dict[str, Any]) -> Iterator[str]:
    if told["desk"]:
        yield say("story_step_desk", name=told["desk"])


def _pause(told: dict[str, Any]) -> Iterator[str]:
    until = told["to_at"]
    yield (
        say("story_pause_open")
        if until is None
        else say("story_pause_until", moment=moment_text(until))
    )
    if not told["is_known"]:
        yield say("story_pause_guess")


def _rating(told: dict[str, Any]) -> Iterator[str]:
    if told["satisfaction"] is not None:
        yield say(f"dossiers_satisfaction_{told['satisfaction']}")


SAID: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "letter": _letter,
    "step_started": _step,
    "step_due": _step,
    "step_done": _step,
    "paused": _pause,
    "rated": _rating,
}
"""What is told of an event, by its kind."""
