"""The upload desk as a page shows it: the five steps, and what each one asks.

Drawn from the address and the upload's folder alone; data.js sends files, asks how it
stands, and moves on to the next address.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import section
from dashboards.components.uploads_check import check
from dashboards.components.uploads_drop import drop_zone, leave, sending
from dashboards.components.uploads_forms import silent
from dashboards.components.uploads_result import result
from dashboards.data.allowed import loading_desk
from dashboards.data.asked import Asked
from dashboards.data.desk import CHECK, DONE, DROP, FAILED, LOADING, LOOKING, Desk, rows_so_far
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number


AT = {DROP: 1, LOOKING: 2, CHECK: 3, LOADING: 4, DONE: 5, FAILED: 5}
"""Which of the five steps a state of the desk is."""


def desk(asked: Asked, told: Desk) -> Component:
    """The section of the page where files are loaded, at the step that the address says."""
    if loading_desk(asked.here) is None:
        off = html.P(say("data_off_sentence"), className="empty")
        return section(say("data_load_title"), off)
    made = {DROP: _drop, LOOKING: _looking, CHECK: check, LOADING: _loading}
    body = made.get(told.step, result)(asked, told)
    steps = [_steps(AT[told.step])] if told.has_files else []
    return html.Section(
        [html.H2(_title(told)), *steps, *sending(), *body],
        id="data-desk",
        **silent(),
        **{"data-here": asked.view.to("/data"), "data-step": told.step},
    )


def _title(told: Desk) -> str:
    if told.undone:
        return say("data_undo_title")
    return say("data_naming_title" if told.named else "data_load_title")


def _steps(now: int) -> Component:
    entries = [_entry(place, now) for place in range(1, 6)]
    return html.Ol(entries, className="steps", **{"aria-label": say("data_steps")})


def _entry(place: int, now: int) -> Component:
    done = html.Span(f" ({say('data_step_done')})", className="unseen") if place < now else ""
    current = {"aria-current": "step"} if place == now else {}
    mark = "✓" if place < now else str(place)
    told = [html.Span(mark, className="step-number", **{"aria-hidden": "true"})]
    return html.Li([*told, say(f"data_step_{place}"), done], **current)


def _drop(_asked: Asked, _told: Desk) -> list[Component]:
    return [drop_zone(say("data_drop"), "")]


def _looking(asked: Asked, told: Desk) -> list[Component]:
    """Data.js asks for a look, and goes to the next step when it is there."""
    again = html.Button(say("data_look_again"), id="data-look-again", type="button")
    return [
        html.Div(
            [
                html.P(say("data_looking"), role="status"),
                html.Progress(**{"aria-label": say("data_looking")}),
            ],
            id="data-looking",
            **{
                "data-look": told.token,
                "data-then": asked.view.to("/data", upload=told.token, step="check"),
            },
        ),
        html.Div(
            [
                html.P(id="data-look-problem", className="problem", role="alert"),
                html.P([again, _blind(asked.view, told), leave(asked.view)], className="actions"),
            ],
            id="data-look-failed",
            hidden=True,
        ),
    ]


def _blind(view: View, told: Desk) -> Component:
    href = view.to("/data", upload=told.token, step="blind")
    return html.A(say("data_blind"), href=href, className="button")


def _loading(asked: Asked, told: Desk) -> list[Component]:
    """Data.js asks every second how far it is, as long as this stands on the page."""
    title = _doing(told)
    progress, rows = told.status.progress, rows_so_far(told.status)
    known = {"max": str(told.rows), "value": str(min(rows, told.rows))} if told.rows else {}
    file = say("data_loading_file", file=progress.file) if progress.file else ""
    count = say("data_loading_count", rows=number(rows), seconds=number(progress.seconds))
    then = asked.view.query(step="done")
    return [
        html.Div(
            [
                html.P(html.Strong(title), role="status"),
                html.Progress(id="data-loaded", **known, **{"aria-label": title}),
                html.P(file, id="data-loading-file", role="status"),
                *([] if told.named else [html.P(count, id="data-loading-count")]),
                html.P(say("data_may_leave"), className="hint"),
            ],
            id="data-loading",
            **{"data-poll": told.token, "data-then": f"/data{then}"},
        )
    ]


def _doing(told: Desk) -> str:
    if told.undone:
        return say("data_undoing", number=number(told.undone))
    return say("data_naming", name=told.named) if told.named else say("data_loading")
