"""Hồ sơ: which ones? The list behind a number, or one dossier's story."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.corrections import corrected_note
from dashboards.components.dossier_rows import dossier_table, heading, status_words
from dashboards.components.frame import page_head, stamp_lines
from dashboards.components.list_words import count_words, filter_words, list_name
from dashboards.components.pager import pager
from dashboards.components.story import standing, story
from dashboards.data.asked import Asked
from dashboards.data.corrections import corrected_among
from dashboards.data.dossiers import DESK, DOWN, LIST, PAGE_ROWS, SORT, STATUS, Listed, page_of
from dashboards.data.officers import OFFICER
from dashboards.data.recorded import looked
from dashboards.data.stamp import stamp_of
from dashboards.data.story import Chapter, chapters_of
from dashboards.pages.page import Page
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number, spoken, until_text
from onestop.accounts.gates import may
from onestop.domain import lists
from onestop.domain.access import Act
from onestop.domain.dossier import Status
from onestop.domain.errors import NotFoundError


FORMS = ("xlsx", "csv")

PARTS = {LIST: "measure", SORT: "sort", STATUS: "status", DESK: "desk", OFFICER: "officer"}
"""Which part of the address a NotFoundError is about; the shell knows those of the pickers."""


def body(asked: Asked) -> list[Component]:
    """One dossier where a code is asked for, else the list; a slip offers the nearest."""
    code = asked.view.get("code")
    try:
        return _one(asked, code) if code else _list(asked, page_of(asked))
    except NotFoundError as error:
        if not code and error.kind not in PARTS:
            raise
        offers = _codes(asked.view, error) if code else _nearest(asked.view, error)
        return _slip(error, offers)


def _list(asked: Asked, listed: Listed) -> list[Component]:
    view, wish = asked.view, listed.wish
    looked(view, "see_dossier", wish.code, rows=lambda: len(listed.rows))
    title = f"{list_name(wish)}: {count_words(listed.total, listed.whole)}"
    inside = _rows(asked, listed) if listed.rows else [_nothing(view, listed)]
    return [
        page_head(asked, title, filter_words(wish)),
        html.Section([_filters(view, listed), *inside]),
    ]


def _rows(asked: Asked, listed: Listed) -> list[Component]:
    view, wish = asked.view, listed.wish
    first = (listed.page - 1) * PAGE_ROWS + 1
    caption = say(
        "dossiers_caption",
        label=list_name(wish),
        first=number(first),
        last=number(first + len(listed.rows) - 1),
        total=number(listed.total),
    )
    order = (DOWN if wish.descending else "") + wish.ordered_by
    return [
        *_closed_since(asked, listed),
        dossier_table(view, caption, listed.rows, sort=order),
        *corrected_note(view, corrected_among(asked, (row["code"] for row in listed.rows))),
        *pager(view, listed.page, listed.pages),
        html.Div([_download(view, listed, form) for form in _forms()], className="actions"),
        html.P(say("dossiers_names_hidden"), className="note"),
    ]


def _forms() -> tuple[str, ...]:
    return FORMS if may(Act.EXPORT) else ()


def _closed_since(asked: Asked, listed: Listed) -> list[Component]:
    """A past moment is asked about, and some rows tell of what came after it."""
    if not listed.closed_since:
        return []
    facts = {"moment": until_text(asked.moment), "count": number(listed.closed_since)}
    return [html.P(say("dossiers_closed_since", **facts), className="note")]


def _download(view: View, listed: Listed, form: str) -> Component:
    text = say("dossiers_download", form=form, total=number(listed.total))
    return html.A(
        text, href=f"/download/dossiers.{form}{view.query(page=None)}", className="button"
    )


def _filters(view: View, listed: Listed) -> Component:
    """Text and status; a form is an address too (assets/shell.js)."""
    text = dcc.Input(
        id="dossiers-text", name="text", type="search", value=listed.wish.text, autoComplete="off"
    )
    search = html.Form(
        [
            html.Label([say("dossiers_search"), text], htmlFor="dossiers-text"),
            html.Button(say("dossiers_find"), type="submit"),
        ],
        className="filters",
        action=view.here(text=None),
        role="search",
    )
    return html.Div([search, _statuses(view, listed.wish.status)], className="list-filters")


def _statuses(view: View, chosen: int) -> Component:
    """Links, as the shared pickers are."""
    offered = [(0, say("dossiers_status_all")), *((int(s), status_words(s)) for s in Status)]
    links = [
        html.Li(
            html.A(
                text,
                href=view.here(status=status or None),
                **({"aria-current": "true"} if status == chosen else {}),
            )
        )
        for status, text in offered
    ]
    summary = [
        html.Span(say("dossiers_status_pick"), className="picker-name"),
        html.Span(dict(offered)[chosen]),
    ]
    return html.Details(
        [html.Summary(summary), html.Div(html.Ul(links), className="picker-list")],
        className="picker",
        id="dossiers-status",
    )


def _nothing(view: View, listed: Listed) -> Component:
    """The drawn empty state, and a way out of it."""
    if listed.whole:
        way = html.A(say("dossiers_drop_filters"), href=view.here(text=None, status=None))
        return html.Div([html.P(say("dossiers_none_filtered")), html.P(way)], className="empty")
    way = html.A(say("dossiers_all_of_period"), href=view.to(view.path))
    return html.Div([html.P(say("dossiers_none")), html.P(way)], className="empty")


def _one(asked: Asked, code: str) -> list[Component]:
    chapters = chapters_of(asked, code)
    looked(asked.view, "see_dossier", chapters[0].facts["code"], rows=lambda: len(chapters))
    shown = chapters[0].facts
    parts = [_head(asked, shown["code"], chapters)]
    for chapter in chapters:
        if len(chapters) > 1:
            name = say("story_namespace", name=chapter.namespace)
            parts.append(html.P([html.Strong(name), " · ", standing(chapter.facts)]))
        parts += story(asked.view, chapter)
    return parts


def _head(asked: Asked, code: str, chapters: list[Chapter]) -> Component:
    first = chapters[0].facts
    about = [first["procedure"] or "", first["unit"] or "", standing(first)]
    if len(chapters) > 1:
        about = [say("story_several", count=number(len(chapters)))]
    return html.Div(
        [
            html.H1(say("story_title", code=code), tabIndex="-1"),
            html.P(" · ".join(filter(None, about)), className="scope"),
            *stamp_lines(stamp_of(asked)),
        ],
        className="page-head",
    )


def _slip(error: NotFoundError, offers: list[Component]) -> list[Component]:
    """What was not understood, and what may have been meant."""
    return [
        html.H1(say("problem")),
        html.P(str(error), className="problem", role="alert"),
        html.P(say("dossiers_meant")),
        html.Ul([html.Li(one) for one in offers]),
    ]


def _codes(view: View, error: NotFoundError) -> list[Component]:
    links = [html.A(code, href=view.here(code=code)) for code in error.nearest]
    search = say("story_search_code", code=error.asked)
    return [*links, html.A(search, href=view.to(view.path, text=error.asked))]


def _nearest(view: View, error: NotFoundError) -> list[Component]:
    part = PARTS[error.kind]
    links = [
        html.A(_offered(error.kind, one), href=view.here(**{part: one})) for one in error.nearest
    ]
    return [*links, html.A(say("drop_choice"), href=view.here(**{part: None}))]


def _offered(kind: str, value: str) -> str:
    """A list by its label, a column by its heading; others as they are."""
    if kind == LIST:
        return f"{spoken(lists.label_of(value))} ({value})"
    return heading(value) if kind == SORT else value


PAGE = Page(
    "/dossiers",
    ("Hồ sơ", "Dossiers"),
    ("Đó là những hồ sơ nào?", "Which ones?"),
    body,
    act=Act.SEE_DOSSIERS,
)
