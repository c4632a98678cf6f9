"""How old what is open is: a bar for each age band, from time left to long overdue."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.figures.axes import count_steps, name_axis, rows_height
from dashboards.figures.chart import SMALL, Chart, Figure, axis, base_layout, empty_chart, plain
from dashboards.figures.colours import MET, MISSED, NEAR, NEUTRAL
from dashboards.words.sentences import say
from dashboards.words.speech import number, percent


Band = tuple[str, str, int]
"""An age band's code (onestop.storage.backlog), label and count of open dossiers."""

LOOKS = {
    "later": (MET, ""),
    "within_5": (MET, ""),
    "within_2": (NEAR, ""),
    "today": (NEAR, "/"),
    "overdue_1_5": (MISSED, "/"),
    "overdue_6_10": (MISSED, "/"),
    "overdue_11_30": (MISSED, "x"),
    "overdue_over_30": (MISSED, ""),
    "paused": (NEUTRAL, "."),
    "without_due_date": (NEUTRAL, ""),
}
"""Colour and pattern of a band; a band unknown here is grey."""

AROUND = 60
VALUE_WIDTH = 92


def ages(bands: Sequence[Band]) -> Chart:
    """Bars in the order given, from the most to the least comfortable band."""
    name, heads = say("ages_name"), _heads()
    total = sum(count for _code, _label, count in bands)
    if total == 0:
        return empty_chart(name, heads, say("ages_empty"))
    figure = {"data": [_bars(bands), _values(bands, total)], "layout": _layout(bands)}
    rows = tuple((label, number(count), percent(count / total)) for _code, label, count in bands)
    return Chart(figure, heads, rows, name, _summary(bands, total))


def _heads() -> tuple[str, str, str]:
    return (say("chart_age"), say("chart_count"), say("chart_share"))


def _bars(bands: Sequence[Band]) -> Figure:
    looks = [LOOKS.get(code, (NEUTRAL, "")) for code, _label, _count in bands]
    return {
        "type": "bar",
        "orientation": "h",
        "name": say("chart_count"),
        "y": list(range(len(bands))),
        "x": [count for _code, _label, count in bands],
        "marker": {
            "color": [colour for colour, _shape in looks],
            "pattern": {
                "shape": [shape for _colour, shape in looks],
                "size": 6,
                "solidity": 0.5,
            },
            "line": {"color": [colour for colour, _shape in looks], "width": 1.5},
        },
        "customdata": [code for code, _label, _count in bands],
        "hovertext": [
            f"<b>{plain(label)}</b><br>{say('chart_dossiers', count=number(count))}"
            for _code, label, count in bands
        ],
        "hoverinfo": "text",
    }


def _values(bands: Sequence[Band], total: int) -> Figure:
    most = max(count for _code, _label, count in bands)
    return {
        "type": "scatter",
        "mode": "text",
        "y": list(range(len(bands))),
        "x": [most] * len(bands),
        "text": [f"  {number(count)} ({percent(count / total)})" for _c, _l, count in bands],
        "textposition": "middle right",
        "textfont": {"size": SMALL},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _layout(bands: Sequence[Band]) -> Figure:
    most = max(count for _code, _label, count in bands)
    names = [label for _code, label, _count in bands]
    return base_layout(rows_height(names, AROUND)) | {
        "margin": {"l": 8, "r": VALUE_WIDTH, "t": 8, "b": 8},
        "bargap": 0.3,
        "xaxis": axis(
            title={"text": say("chart_axis_count"), "font": {"size": SMALL}, "standoff": 6},
            range=[0, most],
            dtick=count_steps(most),
            tickformat=",d",
        ),
        "yaxis": name_axis(names),
    }


def _summary(bands: Sequence[Band], total: int) -> str:
    overdue = sum(count for code, _label, count in bands if code.startswith("overdue"))
    today = sum(count for code, _label, count in bands if code == "today")
    return say(
        "ages_summary",
        total=number(total),
        overdue=number(overdue),
        share=percent(overdue / total),
        today=number(today),
    )
