"""Names that no catalogue knows, and the forms that say what each stands for."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.tables import Cell, Head, table
from dashboards.components.uploads_forms import field, hidden, sent_form, submit
from dashboards.data.allowed import loading_desk
from dashboards.data.asked import Asked
from dashboards.data.provisional import Provisional, Unnamed, known
from dashboards.words.sentences import say
from dashboards.words.speech import number
from onestop.domain.unit import LEVELS


LONGEST = 100
"""Letters of a name that the address repeats, to say what is being named."""


def names(asked: Asked, unnamed: tuple[Unnamed, ...]) -> list[Component]:
    """A table for each kind that has such names; nothing where every name is known."""
    if not unnamed:
        return []
    may_name = loading_desk(asked.here) is not None
    off = [] if may_name else [html.P(say("data_names_off"), className="hint")]
    return [
        html.Section(
            [
                html.H2(say("data_names")),
                html.P(say("data_names_about"), className="hint"),
                *off,
                *[part for one in unnamed for part in _kind(asked, one, may_name=may_name)],
                *([_choices(asked, kind) for kind in _offered(unnamed)] if may_name else []),
            ],
            id="data-names",
        )
    ]


def _offered(unnamed: tuple[Unnamed, ...]) -> list[str]:
    """The catalogues that the forms offer from: a procedure's form also asks for its area."""
    kinds = [one.kind for one in unnamed]
    is_needed = "procedures" in kinds and "areas" not in kinds
    return [*kinds, "areas"] if is_needed else kinds


def _kind(asked: Asked, unnamed: Unnamed, *, may_name: bool) -> list[Component]:
    heads = [Head(say("data_name")), Head(say("data_dossiers"), numeric=True)]
    heads += [Head(say("data_name_is"))] if may_name else []
    title = say(f"data_names_{unnamed.kind}", count=number(unnamed.total))
    rows = [_row(asked, one, may_name=may_name) for one in unnamed.shown]
    left = unnamed.total - len(unnamed.shown)
    more = [html.P(say("data_names_more", count=number(left)), className="hint")] if left else []
    return [table(title, heads, rows, className="names"), *more]


def _row(asked: Asked, one: Provisional, *, may_name: bool) -> list[Cell]:
    code = [html.Br(), html.Span(one.code, className="soft")] if one.code else []
    told = [_forms(asked, one)] if may_name else []
    return [html.Span([one.wording, *code]), number(one.dossiers), *told]


def _forms(asked: Asked, one: Provisional) -> Component:
    """The nearest as buttons; behind them any other known name, or a new entry."""
    folded = [html.Summary(say("data_name_other")), _join(asked, one), _enter(asked, one)]
    return html.Div([*_near(asked, one), html.Details(folded)])


def _near(asked: Asked, one: Provisional) -> list[Component]:
    buttons = [
        html.Button(
            say("data_name_near", name=near.label), type="submit", name="known", value=near.key
        )
        for near in one.nearest
    ]
    return [_form(asked, one, "near", buttons)] if buttons else []


def _join(asked: Asked, one: Provisional) -> Component:
    chosen = _typed(one, "known", "data_name_choose", list=f"data-known-{one.kind}", required=True)
    return _form(asked, one, "join", [chosen, submit(say("data_name_join"))])


def _enter(asked: Asked, one: Provisional) -> Component:
    """A new entry under its right name, with what a catalogue tells of its kind."""
    name = _typed(one, "name", "data_name_new", value=one.wording, required=True)
    code = _typed(one, "code", "data_name_code", value=one.code, required=True)
    fields = {
        "units": [
            code,
            name,
            _level(one),
            _typed(one, "parent", "data_name_parent", list="data-known-units"),
        ],
        "procedures": [code, name, _typed(one, "area", "data_name_area", list="data-known-areas")],
        "areas": [name],
    }
    parts = [*fields[one.kind], submit(say("data_name_enter"))]
    return _form(asked, one, "enter", parts)


def _typed(one: Provisional, name: str, key: str, **more: object) -> Component:
    return field(name, say(key), id=f"{_id(one)}-{name}", maxLength=300, **more)


def _level(one: Provisional) -> Component:
    offered = [html.Option(say("data_level_none"), value="")]
    offered += [html.Option(say(f"data_level_{level}"), value=level) for level in LEVELS]
    chosen = html.Select(offered, name="level", id=f"{_id(one)}-level")
    return html.Label([html.Span(say("data_name_level")), chosen], className="field")


def _form(asked: Asked, one: Provisional, which: str, parts: list[Component]) -> Component:
    about = [
        hidden(name, text, id=f"{_id(one)}-{which}-{name}")
        for name, text in (("kind", one.kind), ("number", str(one.id)))
    ]
    then = asked.view.to("/data", upload="TOKEN", step="loading", named=one.wording[:LONGEST])
    return sent_form("/names", then, [*about, *parts], working=say("data_starting"))


def _id(one: Provisional) -> str:
    return f"data-{one.kind}-{one.id}"


def _choices(asked: Asked, kind: str) -> Component:
    offered = [html.Option(one.label, value=one.key) for one in known(asked, kind)]
    return html.Datalist(offered, id=f"data-known-{kind}")
