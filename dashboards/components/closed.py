"""Closed periods on the page of reports: the list, what differs since, the form to close one."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.tables import Cell, Head, table
from dashboards.data.allowed import sees_dossiers
from dashboards.data.choices import period_text
from dashboards.data.reports import Listed
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import label, moment_text, number, until_text
from onestop.domain.measures import BY_CODE
from onestop.domain.period import Period
from onestop.storage.closed_changes import Changes, Difference, Moved
from onestop.storage.closed_periods import Closed


CODES_NAMED = 5
"""Dossiers named beside a figure; the table below has them all."""

MOST_ROWS = 300
"""Rows of a table of changes; `onestop periods diff` has all."""

COLUMNS = ("period", "unit", "at", "by", "as_of", "differing", "note")


def closed_table(view: View, shown: Sequence[Listed], count: int, whole: str) -> Component:
    """One row a closing, its number of differing figures leading to them."""
    if not count:
        return html.P(say("reports_none_closed"), className="note")
    heads = [Head(say(f"reports_col_{name}"), numeric=name == "differing") for name in COLUMNS]
    caption = say("reports_closed_caption", count=number(count))
    return table(caption, heads, [_closed_row(view, one, whole) for one in shown])


def _closed_row(view: View, one: Listed, whole: str) -> list[Cell]:
    found = one.closed
    told = say("reports_same") if not one.differing else number(one.differing)
    return [
        period_text(found.period),
        found.unit_name or whole,
        moment_text(found.closed_at),
        found.closed_by,
        until_text(found.as_of),
        html.A(told, href=view.here(closed=found.id) + "#reports-changes")
        if sees_dossiers()
        else told,
        "; ".join(_remarks(one)),
    ]


def _remarks(one: Listed) -> list[str]:
    told = [say("reports_provisional_closing")] if one.closed.is_provisional else []
    told += [] if one.counts else [say("reports_superseded")]
    return [*told, *([one.closed.note] if one.closed.note else [])]


def changes_part(view: View, found: Closed, changes: Changes) -> list[Component]:
    """Every difference from a closed period, and the dossiers that made it."""
    told = {"at": moment_text(found.closed_at), "as_of": until_text(found.as_of)}
    head = [
        html.P(say("reports_closed_by", by=found.closed_by, **told)),
        html.P(html.A(say("reports_hide_changes"), href=view.here(closed=None))),
    ]
    if not changes.differences:
        return [*head, html.P(say("reports_no_changes"), className="done")]
    return [*head, _differences(view, changes), _moved(view, changes), *_files(changes)]


def _differences(view: View, changes: Changes) -> Component:
    names = ("of", "measure", "published", "now", "change", "named")
    figures = ("published", "now", "change")
    heads = [Head(say(f"reports_{name}"), numeric=name in figures) for name in names]
    count = number(len(changes.differences))
    rows = [_difference(view, one, changes) for one in changes.differences[:MOST_ROWS]]
    return table(say("reports_changes_caption", count=count), heads, rows)


def _difference(view: View, one: Difference, changes: Changes) -> list[Cell]:
    sign = "+" if one.change > 0 else ""
    return [
        one.label if one.by else say("reports_of_total"),
        label(BY_CODE[one.measure]),
        number(one.published),
        number(one.now),
        f"{sign}{number(one.change)}",
        _named(view, one, changes),
    ]


def _named(view: View, one: Difference, changes: Changes) -> Component:
    """The first few dossiers behind a difference, each leading to its page."""
    parts: list[Component | str] = []
    for place, _ in one.dossiers[:CODES_NAMED]:
        parts += [", "] if parts else []
        parts.append(_dossier(view, changes.moved[place]))
    more = len(one.dossiers) - CODES_NAMED
    if more > 0:
        parts.append(f" {say('reports_and_more', count=number(more))}")
    if one.unnamed:
        parts.append(f" ({say('reports_unnamed', count=number(one.unnamed))})")
    return html.Span(parts)


def _dossier(view: View, moved: Moved) -> Component | str:
    """A dossier that was taken back has no page any more."""
    if moved.gone and not moved.is_known:
        return moved.code
    return html.A(moved.code, href=view.to("/dossiers", code=moved.code))


def _moved(view: View, changes: Changes) -> Component:
    names = ("dossier", "col_unit", "left", "entered", "file")
    heads = [Head(say(f"reports_{name}")) for name in names]
    rows = [_moved_row(view, one) for one in changes.moved[:MOST_ROWS]]
    return table(say("reports_moved_caption", count=number(len(changes.moved))), heads, rows)


def _moved_row(view: View, one: Moved) -> list[Cell]:
    entered = say("reports_gone") if one.gone else _labels(one.entered)
    if not (one.gone or one.left or one.entered):
        entered = say("reports_elsewhere")
    where = html.Span([one.unit, html.Small(f" · {one.area}")])
    return [_dossier(view, one), where, _labels(one.left), entered, one.file.rpartition("/")[2]]


def _labels(measures: Sequence[str]) -> str:
    return ", ".join(label(BY_CODE[code]) for code in measures)


def _files(changes: Changes) -> list[Component]:
    """What came and went since: where dossiers alone do not say why."""
    told = []
    if changes.loaded:
        files = ", ".join(path.rpartition("/")[2] for path in changes.loaded)
        told.append(html.P(say("reports_loaded", files=files)))
    if changes.withdrawn:
        files = ", ".join(f"{path.rpartition('/')[2]} ({why})" for path, why in changes.withdrawn)
        told.append(html.P(say("reports_withdrawn", files=files)))
    return [*told, html.P(say("reports_others"), className="note")]


def close_form(view: View, period: Period, unit: str, until: int | None) -> Component:
    """A plain form, sent to the server; it comes back to this page.

    until: how far the data goes, where that is before the period's end.
    """
    fields = [
        html.Label([say("reports_who"), _field("who", 100, required=True)]),
        html.Label([say("reports_note"), _field("note", 500, required=False)]),
    ]
    warning = []
    if until is not None:
        warning = [html.P(say("reports_not_over", as_of=until_text(until)), className="stale")]
        fields.append(html.Label([say("reports_way"), _way()]))
    told = {
        "period": period.code,
        "cutoff": period.cutoff,
        "unit": unit,
        "back": view.path + view.query(),
    }
    hidden = [
        dcc.Input(id=f"reports-{name}", name=name, type="hidden", value=value)
        for name, value in told.items()
    ]
    form = html.Form(
        [*fields, *hidden, html.Button(say("reports_close_now"), type="submit")],
        action="/periods/close",
        method="post",
        className="filters",
        **{"data-sent": "1"},
    )
    return html.Div([html.P(say("reports_close_about"), className="note"), *warning, form])


def _field(name: str, longest: int, *, required: bool) -> Component:
    return dcc.Input(
        id=f"reports-{name}", name=name, type="text", maxLength=longest, required=required
    )


def _way() -> Component:
    return html.Select(
        [
            html.Option(say("reports_finally"), value=""),
            html.Option(say("reports_provisionally"), value="1"),
        ],
        id="reports-provisional",
        name="provisional",
    )
