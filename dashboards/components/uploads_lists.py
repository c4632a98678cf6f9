"""What was loaded, taken back, refused and noticed, as tables paged by links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import section
from dashboards.components.pager import pager
from dashboards.components.tables import Cell, Head, table
from dashboards.components.uploads_check import origin
from dashboards.components.uploads_counts import equation, rejects_address, rejects_file
from dashboards.components.uploads_result import undo_address
from dashboards.data.allowed import checking_desk
from dashboards.data.asked import Asked
from dashboards.data.differing import both_sides, field_label
from dashboards.data.imports import DIFFER, Listed, Load, Noticed, Refused, Withdrawn
from dashboards.data.source_labels import label_of
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number, spoken, until_text
from onestop.domain.labels import FINDINGS


def loads(asked: Asked, shown: Listed[Load]) -> Component:
    """Every load, newest first, each with its equation."""
    keys = ("file", "speaks_for", "read", "loaded_at")
    heads = [Head(say(f"data_{key}")) for key in keys]
    may_undo = checking_desk(asked.here) is not None
    heads += [Head(say("data_undo_short"))] if may_undo else []
    rows = [_load(asked, one, may_undo=may_undo) for one in shown.rows]
    listed = table(say("data_loads_caption"), heads, rows, className="loads")
    return html.Section(
        [html.H2(say("data_loads")), listed, *pager(asked.view, shown.page, shown.pages)],
        id="data-loads",
    )


def _load(asked: Asked, load: Load, *, may_undo: bool) -> list[Cell]:
    told = html.Span(label_of(asked.here, load.profile), className="soft")
    file = html.Span([load.file, html.Br(), told])
    moment = html.Span(
        [until_text(load.as_of), html.Br(), html.Span(origin(load.origin), className="soft")]
    )
    counts = equation(load.counts, rejects_address(asked.view, load.number))
    loaded = html.Span(
        [f"{moment_text(load.loaded_at)}", html.Br(), _number(load)], className="nowrap"
    )
    undo = html.A(
        say("data_undo_short"),
        href=undo_address(asked.view, load.number),
        **{"aria-label": say("data_undo_of", number=number(load.number), file=load.file)},
    )
    return [file, moment, counts, loaded, *([undo] if may_undo else [])]


def _number(load: Load) -> Component:
    return html.Span(f"{say('data_number')} {number(load.number)}", className="soft")


def withdrawn(asked: Asked, shown: Sequence[Withdrawn]) -> list[Component]:
    """Loads that were taken back, with the reason; nothing where there are none."""
    if not shown:
        return []
    keys = ("file", "speaks_for", "loaded_at", "withdrawn_at", "reason")
    heads = [Head(say(f"data_{key}")) for key in keys]
    rows = [
        [
            html.Span(
                [
                    one.file,
                    html.Br(),
                    html.Span(label_of(asked.here, one.profile), className="soft"),
                ]
            ),
            until_text(one.as_of),
            moment_text(one.loaded_at),
            moment_text(one.withdrawn_at),
            one.reason,
        ]
        for one in shown
    ]
    listed = table(say("data_withdrawn_caption"), heads, rows)
    return [html.Section([html.H2(say("data_withdrawn")), listed], id="data-withdrawn")]


def rejects(asked: Asked, load: Load, shown: Listed[Refused]) -> Component:
    """The refused rows of a load: where, which value, why."""
    keys = ("row", "of_sheet", "column", "value", "reason")
    heads = [Head(say("data_row")), *(Head(say(f"data_{key}")) for key in keys[1:])]
    rows = [[number(one.row), one.sheet, one.column, one.value, one.reason] for one in shown.rows]
    caption = say("data_rejects_caption", count=number(shown.total), file=load.file)
    may_download = asked.here.uploads is not None and shown.total
    actions = [back(asked.view), *(rejects_file(load.number) if may_download else [])]
    return section(
        say("data_rejects"),
        html.P(actions, className="actions"),
        table(caption, heads, rows),
        *pager(asked.view, shown.page, shown.pages),
    )


def back(view: View) -> Component:
    """The way back to the whole page."""
    return html.A(f"← {say('data_back')}", href=view.to("/data"), className="button")


def finding_kinds(view: View, counts: Mapping[str, int]) -> Component:
    """How many findings of each kind; each number opens its list."""
    rows = [
        [kind_words(kind), html.A(number(count), href=view.to("/data", findings=kind))]
        for kind, count in counts.items()
    ]
    return html.Section(
        [
            html.H2(say("data_findings")),
            html.P(say("data_findings_about"), className="hint"),
            _counted(say("data_findings_caption"), say("data_finding"), rows),
        ],
        id="data-findings",
    )


def differing(view: View, counts: Mapping[str, int]) -> Component:
    """How often two sources disagree, by field; each number opens its list."""
    rows = [
        [
            field_label(code),
            html.A(number(count), href=view.to("/data", findings=DIFFER, field=code)),
        ]
        for code, count in counts.items()
    ]
    return html.Section(
        [
            html.H2(say("data_differ")),
            html.P(say("data_differ_about"), className="hint"),
            _counted(say("data_differ_caption"), say("data_field"), rows),
        ],
        id="data-differ",
    )


def _counted(caption: str, head: str, rows: list[list[Cell]]) -> Component:
    return table(caption, [Head(head), Head(say("data_count"), numeric=True)], rows)


def kind_words(kind: str) -> str:
    """A kind of finding as people call it; an undeclared one by its code."""
    return spoken(FINDINGS[kind]) if kind in FINDINGS else kind


def findings(asked: Asked, kind: str, shown: Listed[Noticed]) -> Component:
    """The findings of a kind: which file and row, which dossier, what."""
    keys = ("file", "row", "code", "field", "mine", "other")
    keys = keys if kind == DIFFER else ("file", "row", "code", "detail")
    heads = [Head(say(f"data_{key}")) for key in keys]
    caption = say("data_findings_of", count=number(shown.total), kind=kind_words(kind))
    return section(
        kind_words(kind),
        html.P(back(asked.view), className="actions"),
        table(caption, heads, [_noticed(asked, kind, one) for one in shown.rows]),
        *pager(asked.view, shown.page, shown.pages),
    )


def _noticed(asked: Asked, kind: str, told: Noticed) -> list[Cell]:
    place = say("data_whole_file") if told.row is None else number(told.row)
    sheet = html.Span(f" · {told.sheet}", className="soft") if told.sheet else ""
    href = asked.view.to("/dossiers", code=told.code)
    code = html.A(told.code, href=href) if told.code else ""
    rest = [told.detail]
    if kind == DIFFER:
        rest = [field_label(told.column), *both_sides(asked, told.column, told.value)]
    return [told.file, html.Span([place, sheet]), code, *rest]
