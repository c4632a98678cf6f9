"""What would be read of an upload, file by file and column by column, and the form to load it.

It shows what was seen; nothing is stored before the form is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components.tables import Head, table
from dashboards.components.uploads_drop import drop_zone, leave
from dashboards.components.uploads_forms import field, hidden, sent_form, submit
from dashboards.data import choices
from dashboards.data.asked import Asked
from dashboards.data.desk import Desk
from dashboards.words.sentences import say
from dashboards.words.speech import day_of_moment, number, until_text
from onestop.domain.facts import DAY


UNKNOWN, LEFT = ("không hiểu", "gần nhất"), ("không dùng", "cá nhân")
"""How the reader of files begins to say what becomes of a column."""


def check(asked: Asked, told: Desk) -> list[Component]:
    """Steps 2 and 3: what was seen, what must be confirmed, and more files if wanted."""
    if told.sentence:
        problem = html.P(told.sentence, className="problem", role="alert")
        return [problem, html.P(leave(asked.view, "data_another"), className="actions")]
    seen = [_file(name, list(sheets)) for name, sheets in _by_file(told.previews)]
    blind = [] if told.previews else [html.P(say("data_no_preview"), className="hint")]
    more = html.Details(
        [html.Summary(say("data_drop_more")), drop_zone(say("data_drop"), told.token)]
    )
    return [*seen, *blind, *_confirm(asked, told), more, html.P(leave(asked.view))]


def _by_file(previews: Sequence[Any]):
    return groupby(previews, key=lambda one: one.file)


def _file(name: str, sheets: list[Any]) -> Component:
    return html.Article([html.H3(name), *[_sheet(one) for one in sheets]], className="seen-file")


def _sheet(seen: Any) -> Component:
    title = [html.H4(say("data_sheet", sheet=seen.sheet))] if seen.sheet else []
    refusal = [html.P(seen.refusal, className="problem")] if seen.refusal else []
    known = _known(seen) if seen.profile else []
    notes = [html.P(note, className="stale") for note in seen.notes]
    return html.Div([*title, *refusal, *known, *notes, *_columns(seen)], className="seen-sheet")


def _known(seen: Any) -> list[Component]:
    """What is understood of a sheet as a whole."""
    told = [
        (say("data_recognised"), f"{seen.label} · {say(f'data_kind_{seen.kind}')}"),
        (say("data_speaks_for"), _moment(seen)),
        (say("data_rows"), say("data_rows_unknown") if seen.rows is None else number(seen.rows)),
        (say("data_units"), _units(seen)),
    ]
    pairs = [part for name, text in told for part in (html.Dt(name), html.Dd(text))]
    before = []
    if seen.loaded_before is not None:
        sentence = say("data_loaded_before", number=number(seen.loaded_before))
        before = [html.P(sentence, className="stale")]
    return [html.Dl(pairs, className="facts"), *before]


def _moment(seen: Any) -> str:
    if seen.as_of is None:
        return say("data_moment_unknown" if seen.refusal else "data_moment_while")
    return f"{until_text(seen.as_of)} ({origin(seen.as_of_origin)})"


def origin(told: str) -> str:
    """Who told the moment a file speaks for, in words."""
    return say(f"data_origin_{told}")


def _units(seen: Any) -> str:
    if seen.units:
        return ", ".join(seen.units)
    return say("data_no_units") if seen.needs_unit else "–"


def _columns(seen: Any) -> list[Component]:
    """The columns; open at once where one is not understood."""
    if not seen.columns:
        return []
    heads = [
        Head(say(key)) for key in ("data_heading", "data_column", "data_becomes", "data_samples")
    ]
    rows = [
        [one.heading, one.place, _becomes(one.becomes), " · ".join(one.samples)]
        for one in seen.columns
    ]
    odd = sum(one.becomes.startswith(UNKNOWN) for one in seen.columns)
    left = sum(one.becomes.startswith(LEFT) for one in seen.columns)
    counts = {"all": len(rows), "used": len(rows) - odd - left, "left": left, "odd": odd}
    told = say("data_columns", **{name: number(count) for name, count in counts.items()})
    caption = say("data_columns_of", file=seen.file, sheet=seen.sheet)
    return [html.Details([html.Summary(told), table(caption, heads, rows)], open=bool(odd))]


def _becomes(text: str) -> Component | str:
    if text.startswith(UNKNOWN):
        return html.Span(f"◆ {text}", className="near")
    return html.Span(text, className="soft") if text.startswith(LEFT) else text


def _confirm(asked: Asked, told: Desk) -> list[Component]:
    """Step 3: the moment, the unit where rows tell none, and the button."""
    if told.previews and not any(one.profile for one in told.previews):
        return [html.P(say("data_nothing_to_load"), className="stale", role="status")]
    then = asked.view.to("/data", upload="TOKEN", step="loading", rows=_rows(told) or None)
    return [
        sent_form(
            f"/uploads/{told.token}/load",
            then,
            [*_as_of(told), *_unit(asked, told), submit(say("data_start"))],
            working=say("data_starting"),
            className="sent confirm",
        )
    ]


def _rows(told: Desk) -> int:
    """Rows there are to read; 0 where a file was too large to be counted."""
    rows = [one.rows for one in told.previews if one.profile]
    return 0 if None in rows else sum(rows)


def _as_of(told: Desk) -> list[Component]:
    moments = {one.as_of for one in told.previews if one.profile}
    offered = ""
    if len(moments) == 1 and None not in moments:
        offered = typed_moment(*moments)
    hint = "data_as_of_one" if offered else "data_as_of_hint"
    return [
        html.Div(
            [
                field("as_of", say("data_as_of"), id="data-as-of", value=offered, maxLength=40),
                html.P(say(hint), className="hint"),
            ]
        ),
        hidden("offered", offered, id="data-offered"),
    ]


def typed_moment(moment: int) -> str:
    """A moment as somebody would type it.

    >>> typed_moment(1734714000)
    '20/12/2024 17:00'
    """
    hours, minutes = divmod(moment % DAY // 60, 60)
    return f"{day_of_moment(moment)} {hours:02d}:{minutes:02d}"


def _unit(asked: Asked, told: Desk) -> list[Component]:
    """Whose the rows without a unit are; asked only if there are some, or nobody looked."""
    if told.previews and not any(one.needs_unit for one in told.previews):
        return []
    offered = [html.Option(say("data_unit_none"), value="")]
    offered += [
        html.Option("\u2003" * one.depth + one.text, value=one.value)
        for one in choices.units(asked)
    ]
    chosen = html.Select(offered, name="unit", id="data-unit")
    return [html.Label([html.Span(say("data_unit")), chosen], className="field")]
