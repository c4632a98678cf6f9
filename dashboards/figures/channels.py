"""How dossiers came in: the parts of each channel, with their counts."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.figures.axes import name_axis, rows_height
from dashboards.figures.chart import (
    SMALL,
    Chart,
    Figure,
    Key,
    axis,
    base_layout,
    empty_chart,
    plain,
)
from dashboards.words.sentences import say
from dashboards.words.speech import number, percent


Row = tuple[str, int, int, int]
"""A name and what came in directly, online and by post."""

LOOKS = {
    "online": ("#2f6fb0", "", "■"),
    "direct": ("#6a7380", "/", "▨"),
    "postal": ("#9a6200", "x", "▩"),
}
"""Colour, pattern and sign of a channel: dark enough for white numbers, light enough for
a dark page."""

PLACES = {"direct": 1, "online": 2, "postal": 3}

MOST_ROWS = 40
AROUND = 60
ROOM_FOR_COUNT = 0.14
"""A part narrower than this has no room for its number on a phone."""


def channels(rows: Sequence[Row], of: str = "unit") -> Chart:
    """A bar of 100 % for each row, the least online first; rows without any are left out.

    of: what a row is, `unit`, `area` or `procedure`.
    """
    ordered = sorted(rows, key=_least_online_first)
    name = say(f"channels_name_{of}")
    heads = (say(f"chart_{of}"), *(say(f"channel_{code}") for code in LOOKS), say("chart_sum"))
    known = [row for row in ordered if _sum(row)]
    if not known:
        return empty_chart(name, heads, say("channels_empty"))
    drawn = known[:MOST_ROWS]
    figure = {"data": [_bars(drawn, code) for code in LOOKS], "layout": _layout(drawn)}
    summary = _summary(known) + _more(len(rows) - len(drawn), of)
    key = tuple(
        Key(sign, colour, say(f"channel_{code}")) for code, (colour, _shape, sign) in LOOKS.items()
    )
    return Chart(figure, heads, tuple(map(_row, ordered)), name, summary, key=key)


def _sum(row: Row) -> int:
    return sum(row[1:])


def _part(row: Row, code: str) -> float:
    return row[PLACES[code]] / _sum(row)


def _least_online_first(row: Row) -> tuple[bool, float, int, str]:
    total = _sum(row)
    return (not total, _part(row, "online") if total else 0.0, -total, row[0])


def _bars(rows: Sequence[Row], code: str) -> Figure:
    colour, shape, _sign = LOOKS[code]
    return {
        "type": "bar",
        "orientation": "h",
        "name": say(f"channel_{code}"),
        "y": list(range(len(rows))),
        "x": [round(_part(row, code) * 100, 3) for row in rows],
        "text": [_count_text(row, code) for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": SMALL, "color": "#ffffff"},
        "marker": {
            "color": colour,
            "pattern": {"shape": shape, "fillmode": "overlay", "size": 7, "solidity": 0.12},
        },
        "hovertext": [_hover(row, code) for row in rows],
        "hoverinfo": "text",
    }


def _count_text(row: Row, code: str) -> str:
    return number(row[PLACES[code]]) if _part(row, code) >= ROOM_FOR_COUNT else ""


def _hover(row: Row, code: str) -> str:
    told = f"{say(f'channel_{code}')}: {number(row[PLACES[code]])} ({percent(_part(row, code))})"
    return f"<b>{plain(row[0])}</b><br>{told}"


def _layout(rows: Sequence[Row]) -> Figure:
    names = [row[0] for row in rows]
    return base_layout(rows_height(names, AROUND)) | {
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "barmode": "stack",
        "bargap": 0.25,
        "xaxis": axis(
            title={"text": say("channels_axis"), "font": {"size": SMALL}, "standoff": 6},
            range=[0, 100],
            dtick=25,
        ),
        "yaxis": name_axis(names),
    }


def _row(row: Row) -> tuple[str, ...]:
    parts = [
        f"{number(row[PLACES[code]])} ({percent(_part(row, code))})" if _sum(row) else "–"
        for code in LOOKS
    ]
    return (row[0], *parts, number(_sum(row)))


def _summary(rows: Sequence[Row]) -> str:
    total = sum(map(_sum, rows))
    facts = {}
    for code, place in PLACES.items():
        count = sum(row[place] for row in rows)
        facts |= {code: number(count), f"{code}_share": percent(count / total)}
    return say("channels_summary", **facts)


def _more(hidden: int, of: str) -> str:
    return say(f"more_{of}", count=number(hidden)) if hidden else ""
