"""What became of an upload: counts of each file, the refused rows, and the way back."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import section
from dashboards.components.uploads_counts import equation, rejects_address, rejects_file
from dashboards.components.uploads_forms import field, sent_form, submit
from dashboards.data.asked import Asked
from dashboards.data.desk import DONE, Desk
from dashboards.data.imports import Load
from dashboards.data.source_labels import label_of
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number, until_text


def result(asked: Asked, told: Desk) -> list[Component]:
    """Step 5, also of taking a load back; a token that nobody knows says so."""
    another = html.A(say("data_another"), href=asked.view.to("/data"), className="button")
    if not told.token:
        return [html.P(say("data_no_upload"), className="problem", role="alert"), html.P(another)]
    body = [_sentence(told)]
    if told.sentence and not any(one.error == told.sentence for one in told.status.reports):
        body.append(html.P(told.sentence, className="problem"))
    body += [_report(asked, one) for one in told.status.reports]
    return [*body, html.P(another, className="actions")]


def _sentence(told: Desk) -> Component:
    is_done = told.step == DONE
    if told.undone:
        key, facts = ("data_not_undone", "data_undone"), {"number": number(told.undone)}
    elif told.named:
        key, facts = ("data_not_named", "data_named"), {"name": told.named}
    else:
        key, facts = ("data_failed", "data_done"), {}
    text = say(key[is_done], **facts)
    return html.P(text, className="done" if is_done else "problem", role="status")


def _report(asked: Asked, told: Any) -> Component:
    """One file under one profile."""
    label = f" · {label_of(asked.here, told.profile)}" if told.profile else ""
    moment = [] if told.as_of is None else [html.P(_moment(told.as_of), className="soft")]
    return html.Article(
        [
            html.H3([told.path, html.Span(label, className="soft")]),
            *moment,
            *([html.P(told.error, className="problem")] if told.error else []),
            *([html.P(told.note, className="stale")] if told.note else []),
            *[html.P(line, className="soft") for line in told.left_out],
            *_counts(asked.view, told),
        ],
        className="seen-file",
    )


def _moment(as_of: int) -> str:
    return f"{say('data_speaks_for')} {until_text(as_of)}"


def _counts(view: View, told: Any) -> list[Component]:
    if told.snapshot_id is None or not told.counts:
        return []
    counts = {"waiting": 0, **told.counts}
    rejects = rejects_address(view, told.snapshot_id)
    actions = rejects_file(told.snapshot_id) if counts["rejected"] else []
    # Of a file that was loaded before it is the earlier load, so its number is said.
    text = say("data_undo", number=number(told.snapshot_id))
    undo = html.A(text, href=undo_address(view, told.snapshot_id), className="button")
    return [html.P(equation(counts, rejects)), html.P([*actions, undo], className="actions")]


def undo_address(view: View, load: int) -> str:
    """Where somebody confirms that a load is to be taken back."""
    return view.to("/data", undo=load)


def undo(asked: Asked, load: Load) -> Component:
    """What taking a load back means, why it is done, and the button that does it."""
    view = asked.view
    back = html.A(say("data_undo_not"), href=view.to("/data"), className="button")
    then = view.to("/data", upload="TOKEN", step="loading", undone=load.number)
    reason = field(
        "reason", say("data_undo_reason"), id="data-reason", required=True, maxLength=500
    )
    return section(
        say("data_undo_title"),
        html.P(html.Strong(say("data_undo_of", number=number(load.number), file=load.file))),
        html.P(equation(load.counts, rejects_address(view, load.number))),
        html.P(say("data_undo_means")),
        sent_form(
            f"/loads/{load.number}/withdraw",
            then,
            [reason, html.Div([submit(say("data_undo_now")), back], className="actions")],
            working=say("data_starting"),
        ),
    )
