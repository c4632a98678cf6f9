"""What every chart is, and what all have in common: layout, hover, configuration.

Colours of text, grid and hover box are the stylesheet's (assets/20-charts.css), so that
one figure serves light, dark and paper. It refuses to know what a chart shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.words.sentences import say
from dashboards.words.speech import language


Figure = dict[str, object]
Rows = tuple[tuple[str, ...], ...]

EMPTY_HEIGHT = 160
FONT_SIZE = 13
SMALL = 12


@dataclass(frozen=True)
class Key:
    """What a sign of a chart means: the sign as text, its colour, its meaning."""

    sign: str
    colour: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A figure and everything a page needs to say it in words too.

    `heads` and `rows` are the table that stands for the chart, written for the reader;
    `links` has the address behind each row, where there is one. `name` is the title and
    the accessible name, `summary` the sentence a person would say on seeing it, `notes`
    what stands under it. `key` is drawn by the page, where it wraps on a phone; plotly's
    own takes half of the plot there. Narrower than `min_width` pixels it must scroll.
    """

    figure: Figure
    heads: tuple[str, ...]
    rows: Rows
    name: str
    summary: str
    is_empty: bool = False
    key: tuple[Key, ...] = ()
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    min_width: int = 0


def empty_chart(name: str, heads: tuple[str, ...], sentence: str) -> Chart:
    """A drawn empty state: the sentence where the chart would be, and an empty table."""
    layout = base_layout(EMPTY_HEIGHT) | {
        "xaxis": {"visible": False, "fixedrange": True},
        "yaxis": {"visible": False, "fixedrange": True},
        "annotations": [
            {
                "text": plain(sentence),
                "x": 0.5,
                "y": 0.5,
                "xref": "paper",
                "yref": "paper",
                "showarrow": False,
                "font": {"size": FONT_SIZE},
            }
        ],
    }
    return Chart({"data": [], "layout": layout}, heads, (), name, sentence, is_empty=True)


def base_layout(height: int) -> Figure:
    """What every figure has: no background, the page's font, a height told."""
    return {
        "height": height,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": FONT_SIZE},
        "separators": ",." if language() == "vi" else ".,",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"size": SMALL}},
        "showlegend": False,
    }


def axis(**told: object) -> Figure:
    """An axis that cannot be dragged, makes its own room and has no zero line."""
    return {
        "fixedrange": True,
        "automargin": True,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickangle": 0,
        "tickfont": {"size": SMALL},
    } | told


def plain(text: str) -> str:
    """A text that plotly writes as it stands: it reads `<b>` and `&amp;` as HTML does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def graph_config() -> Figure:
    """The configuration of every graph: nothing leaves the building, nothing to press.

    plotly.js has no Vietnamese of its own, so numbers, days and months come along. Since
    4.0 it has a button that sends a chart to its makers' cloud (`showSendToCloud`, on
    unless told otherwise); two settings and the missing bar each keep it away.
    """
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "topojsonURL": "data:,",
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "responsive": True,
        "locale": language(),
        "locales": {language(): _locale()},
    }


def _locale() -> Figure:
    is_vi = language() == "vi"
    return {
        "dictionary": {},  # words of its buttons and tips, none of which is shown
        "format": {
            "days": say("chart_days").split("|"),
            "shortDays": say("chart_short_days").split("|"),
            "months": say("chart_months").split("|"),
            "shortMonths": say("chart_short_months").split("|"),
            "date": "%d/%m/%Y",
            "time": "%H:%M",
            "dateTime": "%H:%M %d/%m/%Y",
            "decimal": "," if is_vi else ".",
            "thousands": "." if is_vi else ",",
            "grouping": [3],
        },
    }
