"""What stands around every page, and the one callback that shows one.

An address goes in; menu, pickers and page come out. The same callback runs again when the
data changes, so a page is refreshed in place. It draws nothing of a page itself.
"""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboards.components import states
from dashboards.components.kiosk import next_screen
from dashboards.components.pickers import pickers
from dashboards.data.asked import Asked, asking
from dashboards.pages.page import Page
from dashboards.pages.registry import PAGES, page_at
from dashboards.server.errors import noted, plainly
from dashboards.server.plain import plain
from dashboards.version import data_version
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import LANGUAGES, language, speak, spoken
from onestop.accounts.callers import caller
from onestop.accounts.gates import may, must
from onestop.domain.errors import NotFoundError, OnestopError, StoreError, UsageError
from onestop.installation import installation


ROOT, MENU, PICKERS, PAGE = "root", "menu", "pickers", "page"
ADDRESS, TICK, VERSION, SILENT = "address", "tick", "version", "silent"

SECONDS_BETWEEN_CHECKS = 30
"""How often a page asks whether the data changed: one cheap question."""


def layout() -> Component:
    """The shell, empty; made for each visitor, for its language is the request's."""
    return html.Div(
        [
            html.A(say("skip"), href=f"#{PAGE}", className="skip"),
            html.Header(
                [
                    html.A(_brand(), href="/", className="brand"),
                    html.Nav(id=MENU, **{"aria-label": say("menu")}),
                    _tools(),
                ],
                className="chrome",
            ),
            html.Div(
                id=PICKERS,
                className="chrome pickers",
                role="search",
                **{"aria-label": say("pickers")},
            ),
            html.P(say("server_silent"), id=SILENT, className="stale", hidden=True, role="status"),
            html.Main(html.P(say("loading"), className="loading"), id=PAGE, tabIndex="-1"),
            dcc.Location(id=ADDRESS, refresh=False),
            dcc.Interval(id=TICK, interval=SECONDS_BETWEEN_CHECKS * 1000),
            dcc.Store(id=VERSION, data=data_version()),
        ],
        id=ROOT,
    )


def _brand() -> list[Component]:
    place = installation().place
    return [html.Strong("onestop"), html.Span(place or say("product"))]


def _tools() -> Component:
    other = LANGUAGES[1 - LANGUAGES.index(language())]
    return html.Div(
        [
            html.Button("◐", id="theme", title=say("theme"), **{"aria-label": say("theme")}),
            html.Button(say("print"), id="print"),
            html.A(
                say("other_language"), href=f"?lang={other}", lang=other, **{"data-whole": "lang"}
            ),
            *_account(),
        ],
        className="tools",
    )


def _account() -> list[Component]:
    """The way to one's account, for whoever has one; it is no page of Dash."""
    who = caller()
    if who.account is None:
        return []
    told = {"className": "button", "title": say("account")}
    return [html.A(who.name, href="/account", target="_self", **told)]


def connect(app: Dash) -> None:
    """Adds the callbacks of the shell to an app."""
    app.callback(
        Output(MENU, "children"),
        Output(PICKERS, "children"),
        Output(PAGE, "children"),
        Output(ROOT, "className"),
        Input(ADDRESS, "pathname"),
        Input(ADDRESS, "search"),
        Input(VERSION, "data"),
    )(lambda path, search, _version: tuple(map(plain, show(path, search))))
    app.clientside_callback(
        ClientsideFunction("onestop", "version"),
        Output(VERSION, "data"),
        Output(SILENT, "hidden"),
        Input(TICK, "n_intervals"),
        State(VERSION, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("onestop", "arrived"),
        Output(PAGE, "title"),
        Input(PAGE, "children"),
        State(ADDRESS, "pathname"),
    )


def show(path: str | None, search: str | None) -> tuple:
    """Menu, pickers, page and look of an address; a slip of the user becomes a page too."""
    try:
        view = View.parse(path or "/", search or "")
    except UsageError as error:
        return _menu(View()), [], states.problem(View(), error), ""
    if view.get("lang"):
        speak(view.get("lang"))
    try:
        return _answered(view)
    except StoreError as error:
        return _menu(view), [], states.problem(view, plainly(error), "store_down"), ""
    except OnestopError as error:
        return _menu(view), [], states.problem(view, error), ""
    except Exception as error:  # noqa: BLE001 (the page says a number, the log the fault)
        told = UsageError(say("unexpected", number=noted(error)))
        return _menu(view), [], states.problem(view, told), ""


def _answered(view: View) -> tuple:
    page = page_at(view.path)
    if page is None:
        error = UsageError(say("no_page", path=view.path))
        return _menu(view), [], states.problem(view, error), ""
    must(page.act)
    with asking(installation(), view) as asked:
        body, is_whole = _body(page, asked)
        picked = pickers(asked, page.pickers) if is_whole and not view.is_kiosk else []
    look = "kiosk" if view.is_kiosk else ""
    return _menu(view), picked, body, look


def _body(page: Page, asked: Asked) -> tuple[list[Component], bool]:
    """The page, or the state that stands in for it; whether its pickers make sense."""
    if asked.is_empty and page.needs_data:
        return states.empty_store(), False
    try:
        _ = asked.period, asked.chosen, asked.as_of
        return [*page.body(asked), *([next_screen(asked)] if asked.view.is_kiosk else [])], True
    except (NotFoundError, UsageError) as error:
        return states.problem(asked.view, error), False


def _menu(view: View) -> list[Component]:
    return [html.Ul([html.Li(_menu_link(view, page)) for page in PAGES if is_offered(page)])]


def is_offered(page: Page) -> bool:
    """Whether a page stands in the reader's menu."""
    return page.in_menu and may(page.act)


def _menu_link(view: View, page: Page) -> Component:
    current = {"aria-current": "page"} if page.path == view.path else {}
    return html.A(spoken(page.name), href=view.to(page.path), **current)
