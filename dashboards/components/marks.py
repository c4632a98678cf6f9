"""The mark of a target's outcome: a shape, a word and a colour, never a colour alone."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.figures.colours import OUTCOME_SIGNS
from dashboards.words.sentences import say
from dashboards.words.speech import spoken
from onestop.domain.targets import Outcome, Target


def promise_text(target: Target) -> str:
    """What is demanded: `≥ 98 %`, `≥ 30 % (đến 2025)`, `tăng so với cùng kỳ`."""
    by = say("promise_by", year=target.by) if target.by else ""
    return f"{spoken(target.promise)}{by}"


def outcome_words(outcome: Outcome) -> str:
    """`● đạt`: the sign that charts use too, and the word."""
    return f"{OUTCOME_SIGNS[outcome]} {say(f'outcome_{outcome.value}')}"


def outcome_mark(outcome: Outcome) -> Component:
    """The same, coloured."""
    return html.Span(outcome_words(outcome), className=f"mark {outcome.value}")
