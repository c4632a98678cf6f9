"""Tổng quan: how are we doing right now?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.cards import card, count_card
from dashboards.components.charts import chart
from dashboards.components.frame import page_head, section
from dashboards.components.hand import hand
from dashboards.components.notes import notes
from dashboards.components.states import no_figures
from dashboards.components.troubles import troubles_notice
from dashboards.data import overview as data
from dashboards.data.allowed import may_change
from dashboards.data.asked import Asked
from dashboards.data.backlog import due_today
from dashboards.data.choices import indicator_of
from dashboards.data.months import points
from dashboards.data.pins import notes as notes_of
from dashboards.data.targets import target_of
from dashboards.figures.channels import channels
from dashboards.figures.pins import PinMark
from dashboards.figures.trend import trend
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import spoken, until_text
from onestop.domain.access import Act
from onestop.domain.facts import DAY
from onestop.domain.indicators import Indicator
from onestop.domain.period import day_of


USUAL = "on_time_share"


def body(asked: Asked) -> list[Component]:
    """What needs a hand, the counts of now, a card per promise, the trend, the channels."""
    head = page_head(asked, spoken(PAGE.name))
    chosen, shown = indicator_of(asked, USUAL), data.cards(asked)
    if not shown:
        return [head, no_figures()]
    if asked.view.is_kiosk:
        return [head, _counts(asked), _promises(asked, shown), _trend(asked, chosen)]
    return [
        head,
        *troubles_notice(asked),
        _counts(asked),
        html.Div([_promises(asked, shown), _hand(asked, shown)], className="main-and-side"),
        _trend(asked, chosen),
        section(
            say("overview_channels"), chart("channels", channels(data.by_channel(asked), of="area"))
        ),
    ]


def _counts(asked: Asked) -> Component:
    now = data.states(asked)
    told = (
        ("overview_open", "open", now["open"]),
        ("overview_open_overdue", "open_overdue", now["open_overdue"]),
        ("overview_today", "due_today", due_today(asked)),
        ("overview_soon", "due_within_2", now["due_within_2"]),
        (
            "overview_letterless",
            "open_overdue_without_apology",
            now["open_overdue_without_apology"],
        ),
    )
    cards = [count_card(asked.view, say(key), measure, count) for key, measure, count in told]
    title = say("overview_now", moment=until_text(asked.moment))
    return section(title, html.Div(cards, className="counts"))


def _promises(asked: Asked, shown: list[data.Card]) -> Component:
    is_judged = any(one.judged for one in shown)
    note = [] if is_judged else [html.P(say("overview_no_plan"), className="note")]
    cards = html.Div([card(asked.view, one) for one in shown], className="cards")
    return section(say("overview_promises" if is_judged else "overview_usual"), *note, cards)


def _hand(asked: Asked, shown: list[data.Card]) -> Component:
    return section(say("overview_hand"), hand(asked, data.hand(asked), shown), className="side")


def _trend(asked: Asked, indicator: Indicator) -> Component:
    course = points(asked, indicator)
    pinned = notes_of(asked, course[0].first_day, day_of(asked.moment // DAY + 1))
    marks = [PinMark(note.day, note.text) for note in pinned]
    drawn = trend(course, indicator, target_of(asked, indicator.code), pins=marks)
    today = day_of(asked.moment // DAY)
    may_pin = may_change(asked.here, Act.ENTER)
    if asked.view.is_kiosk:
        return section(say("overview_trend"), chart("trend", drawn))
    below = notes(asked.view, pinned, today, may_pin=may_pin)
    return section(say("overview_trend"), chart("trend", drawn), below)


PAGE = Page(
    "/",
    ("Tổng quan", "Overview"),
    ("Hiện nay ta đang làm thế nào?", "How are we doing right now?"),
    body,
)
