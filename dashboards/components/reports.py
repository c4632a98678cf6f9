"""The parts of the page of reports: what to choose, a form as a table, closed periods.

It draws what it is given and formats figures for the reader; it asks and counts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.data.reports import NOW, PUBLISHED, Choice
from dashboards.data.wishes import FormOffer, Preview, PreviewHead, PreviewSheet, PreviewText
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import day_of_moment, label, language, moment_text, number, percent
from onestop.accounts.gates import may
from onestop.domain.access import Act


DOWNLOAD = "/download/report."
KEPT_PARTS = ("form", "by", "units", "figures")
"""What an address of this page says beyond the shared choices."""


def choices(view: View, choice: Choice) -> list[Component]:
    """Everything that can be chosen besides the pickers, as links, and the files to take."""
    offer = choice.offer
    kinds = offer.kinds if may(Act.EXPORT) else ()
    return [
        _links(
            "reports_form", [(label(one), _form(view, one), one is offer) for one in choice.offers]
        ),
        *_ways(view, choice),
        *_merging(view, choice),
        *_figures(view, choice),
        html.P([_download(view, kind) for kind in kinds], className="actions"),
    ]


def _form(view: View, offer: FormOffer) -> str:
    """Another form starts in its own way."""
    return view.here(form=offer.code, by=None, figures=None)


def _links(name: str, entries: Sequence[tuple[str, str, bool]]) -> Component:
    links = [
        html.A(text, href=href, **({"aria-current": "true"} if chosen else {}))
        for text, href, chosen in entries
    ]
    told = html.Nav(links, className="choices", **{"aria-label": say(name)})
    return html.Div([html.Span(say(name), className="note"), told], className="reports-choice")


def _ways(view: View, choice: Choice) -> list[Component]:
    if len(choice.offer.by) < 2:
        return []
    entries = [
        (say(f"reports_by_{way}"), view.here(by=way), way == choice.wish.by)
        for way in choice.offer.by
    ]
    return [_links("reports_by", entries)]


def _merging(view: View, choice: Choice) -> list[Component]:
    if not choice.offer.by:
        return []
    merged = choice.wish.merged
    entries = [
        (say("reports_units_then"), view.here(units=None), not merged),
        (say("reports_units_now"), view.here(units=NOW), merged),
    ]
    return [_links("reports_units", entries)]


def _figures(view: View, choice: Choice) -> list[Component]:
    """Published or counted again, where the period was closed."""
    if choice.closing is None:
        return []
    if not choice.offer.keeps:
        return [html.P(say("reports_not_kept"), className="note")]
    day, published = day_of_moment(choice.closing.closed_at), choice.wish.published
    entries = [
        (say("reports_figures_now"), view.here(figures=None), not published),
        (
            say("reports_figures_published", day=day),
            view.here(figures=PUBLISHED),
            published,
        ),
    ]
    return [_links("reports_figures", entries)]


def _download(view: View, kind: str) -> Component:
    told = {name: view.get(name) for name in KEPT_PARTS}
    href = view.to(f"{DOWNLOAD}{kind}", **told)
    return html.A(say("reports_download", kind=kind), href=href, className="button primary")


def form_preview(found: Preview) -> list[Component]:
    """A report as it will stand in its file."""
    told = [html.P(say("reports_provisional"), className="stale")] if found.provisional else []
    if language() != "vi":
        told.append(html.P(say("reports_in_vietnamese"), className="note"))
    return [*told, *(_part(part) for part in found.parts)]


def _part(part: PreviewSheet | PreviewText) -> Component:
    if isinstance(part, PreviewSheet):
        return _sheet(part)
    return html.H3(part.text, lang="vi") if part.is_heading else html.P(part.text, lang="vi")


def _sheet(sheet: PreviewSheet) -> Component:
    head = html.Div([_block(lines) for lines in sheet.head if any(lines)], className="form-head")
    cut = [html.P(say("reports_cut", count=number(len(sheet.lines))))] if sheet.cut else []
    notes = html.Ul([html.Li(note) for note in sheet.notes], className="note")
    below = [notes] if sheet.notes else []
    parts = [*([head] if sheet.head else []), _table(sheet), *cut, *below]
    return html.Div(parts, className="form-sheet", lang="vi")


def _block(lines: Sequence[str]) -> Component:
    return html.Div([html.P(line) for line in lines if line])


def _table(sheet: PreviewSheet) -> Component:
    rows = [html.Tr([_head(one) for one in row]) for row in sheet.headings]
    if sheet.numbers:
        numbers = [html.Td(text.replace("+", "+\u200b")) for text in sheet.numbers]
        rows.append(html.Tr(numbers, className="numbers"))
    body = [_line(sheet, kind, cells) for kind, cells in sheet.lines]
    caption = [html.Caption(sheet.name)] if sheet.name else []
    whole = html.Table([*caption, html.Thead(rows), html.Tbody(body)])
    told = sheet.name or say("reports_table")
    named = {"role": "region", "tabIndex": "0", "aria-label": told}
    return html.Div(whole, className="table form", **named)


def _head(one: PreviewHead) -> Component:
    scope = "colgroup" if one.columns > 1 else "col"
    spans = {"colSpan": str(one.columns), "rowSpan": str(one.rows)}
    return html.Th(one.text, scope=scope, **spans)


def _line(sheet: PreviewSheet, kind: str, cells: Sequence[object]) -> Component:
    if kind == "title":
        told = html.Th(str(cells[1]), colSpan=str(len(sheet.kinds)), scope="rowgroup")
        return html.Tr(told, className=kind)
    shown = [_cell(*one) for one in zip(range(len(cells)), sheet.kinds, cells, strict=True)]
    return html.Tr(shown, className=kind)


def _cell(place: int, kind: str, value: object) -> Component:
    """The name of a row is its heading."""
    text = cell_text(kind, value)
    if place == 1 and kind == "text":
        return html.Th(text, scope="row")
    is_figure = kind in ("count", "share", "points")
    return html.Td(text, className="number" if is_figure else "")


def cell_text(kind: str, value: object) -> str:
    """A cell as its reader writes it; text stays as it is."""
    if value is None or kind == "blank":
        return ""
    if isinstance(value, str):
        return value
    if kind == "share":
        return percent(value)
    if kind == "points":
        return number(value, 2)
    if kind in ("day", "moment"):
        return day_of_moment(value) if kind == "day" else moment_text(value)
    return number(value)
