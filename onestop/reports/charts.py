"""Charts of a report as PNG: a trend against its target, units compared, parts of a whole.

Drawn without pyplot, so that nothing is shared between two that are drawn at once. Figures and
labels stand in the picture too: what is told by colour is told again in words.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.text import Text


DOTS = 200
"""Dots an inch: sharp on paper, and three charts stay under 200 kB."""

INCHES = 6.3
"""The width between the margins of an A4 page."""

INK, PALE, BLUE, AMBER, GREEN, RED = (
    "#1f2933",
    "#c9d1d9",
    "#1f5fa8",
    "#c77700",
    "#3f7d3a",
    "#b3261e",
)
SERIES = (BLUE, AMBER, GREEN)
HATCHES = ("", "//", "..")
"""So that parts can be told apart in print without colour."""

DOT = {
    False: {"marker": "o", "markersize": 7},
    True: {"marker": "D", "markersize": 6.5, "fillstyle": "none", "markeredgewidth": 1.6},
}
"""How a share is marked, by whether it is short of its target."""

PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
"""Behind a figure, so that no line runs through it."""

LONGEST_LABEL = 42


@dataclass(frozen=True)
class Dot:
    """A labelled share: ratio from 0 to 1, and what it is made of in words."""

    label: str
    ratio: float
    parts: str


@dataclass(frozen=True)
class Parts:
    """A whole cut into counts, in the order of the names given beside it."""

    label: str
    counts: tuple[int, ...]


def trend_png(points: Sequence[tuple[str, float | None]], target: float | None) -> bytes:
    """Shares by month, None where there is none; target: a line at a ratio."""
    figure, axes = _paper(2.6)
    places = [n for n, (_, ratio) in enumerate(points) if ratio is not None]
    ratios = [points[n][1] * 100 for n in places]
    axes.plot(places, ratios, color=BLUE, marker="o", markersize=4, linewidth=1.6)
    for place, ratio in zip(places, ratios, strict=True):
        axes.annotate(
            _number(ratio),
            (place, ratio),
            (0, 6),
            textcoords="offset points",
            ha="center",
            bbox=PAPER,
        )
    if target is not None:
        axes.axhline(target * 100, color=RED, linestyle="--", linewidth=1.1)
        axes.annotate(
            f"Chỉ tiêu {_number(target * 100)} %",
            (1.0, target * 100),
            (-2, 3),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            color=RED,
        )
    axes.set_xticks(range(len(points)), [label for label, _ in points])
    axes.set_xlim(-0.5, len(points) - 0.5)
    _percents(axes.yaxis, [*ratios, *([target * 100] if target is not None else [])])
    axes.set_ylabel("%")
    return _png(figure)


def dots_png(dots: Sequence[Dot], target: float | None) -> bytes:
    """Shares beside each other, the first at the top; target: a line at a ratio.

    Dots, not bars: their axis need not begin at 0.
    """
    figure, axes = _paper(0.7 + 0.26 * max(len(dots), 2))
    low = _low([dot.ratio * 100 for dot in dots])
    axes.set_ylim(-0.6, len(dots) - 0.4)
    for place, dot in enumerate(dots):
        is_short = target is not None and dot.ratio < target
        axes.plot(dot.ratio * 100, place, color=AMBER if is_short else BLUE, **DOT[is_short])
        told = f"{_number(dot.ratio * 100)} % ({dot.parts})"
        axes.annotate(
            told,
            (dot.ratio * 100, place),
            (7, 0),
            textcoords="offset points",
            va="center",
            bbox=PAPER,
        )
    if target is not None:
        axes.axvline(target * 100, color=RED, linestyle="--", linewidth=1.1)
        axes.set_title(
            f"Đường đứt: chỉ tiêu {_number(target * 100)} %; hình thoi rỗng: chưa đạt",
            loc="right",
            color=RED,
        )
    axes.set_yticks(range(len(dots)), [_short(dot.label) for dot in dots])
    axes.invert_yaxis()
    axes.set_xlim(low, 100 + (100 - low) * 0.28)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 100])
    axes.grid(color=PALE, linewidth=0.5)
    axes.set_axisbelow(True)
    return _png(figure)


def parts_png(wholes: Sequence[Parts], names: Sequence[str]) -> bytes:
    """Wholes above each other, each cut into the named parts; counts stand in the parts."""
    figure, axes = _paper(0.9 + 0.36 * len(wholes))
    for place, whole in enumerate(wholes):
        total, left = sum(whole.counts), 0.0
        for part, count in enumerate(whole.counts):
            wide = count / total * 100 if total else 0
            look = {"color": SERIES[part], "hatch": HATCHES[part], "edgecolor": "white"}
            axes.barh(place, wide, left=left, height=0.6, **look)
            if wide >= 9:
                _inside(axes, left + wide / 2, place, f"{_count(count)} ({_number(wide)} %)")
            left += wide
    axes.set_yticks(range(len(wholes)), [_short(whole.label) for whole in wholes])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("% số hồ sơ tiếp nhận")
    handles = [
        axes.barh(0, 0, color=SERIES[n], hatch=HATCHES[n], edgecolor="white")
        for n in range(len(names))
    ]
    axes.legend(handles, names, ncols=len(names), loc="lower left", bbox_to_anchor=(0, 1))
    axes.get_legend().set_frame_on(False)
    return _png(figure)


def _inside(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(text, (x, y), ha="center", va="center", bbox=PAPER)


def _paper(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(INCHES, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(PALE)
    return figure, axes


def _percents(axis, told: list[float]) -> None:
    low = _low(told)
    axis.axes.set_ylim(low, 100 + (100 - low) * 0.12)
    axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= 100])
    axis.axes.grid(axis="y", color=PALE, linewidth=0.5)


def _low(told: list[float]) -> float:
    """Where an axis of shares begins: a round figure well below the least, said by its ticks."""
    least = min(told, default=0)
    return max(0, (least - 10) // 10 * 10)


def _png(figure: Figure) -> bytes:
    for text in figure.findobj(Text):
        text.set_text(_drawable(text.get_text()))
        text.set_fontfamily("DejaVu Sans")
        text.set_fontsize(8)
        text.set_parse_math(False)  # a name with two $ is no formula
        if text.get_color() == "black":
            text.set_color(INK)
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=DOTS, metadata={"Software": None})
    return made.getvalue()


def _number(ratio: float) -> str:
    return f"{ratio:.1f}".replace(".", ",").removesuffix(",0")


def _count(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _drawable(text: str) -> str:
    """What the letters at hand cannot draw, as a mark: no warning, no empty place."""
    return "".join(letter if ord(letter) in _letters() else "\ufffd" for letter in text)


@cache
def _letters() -> frozenset[int]:
    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap()) | {ord("\n")}


def _short(label: str) -> str:
    text = " ".join(label.split())
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
