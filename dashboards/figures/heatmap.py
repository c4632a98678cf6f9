"""Where dossiers pile up: units down, areas across, a count in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.figures.axes import in_two_lines, name_axis, rows_height, shortened
from dashboards.figures.chart import SMALL, Chart, Figure, axis, base_layout, empty_chart, plain
from dashboards.figures.colours import ACCENT, faint
from dashboards.words.sentences import say
from dashboards.words.speech import number


MOST_UNITS = 30
MOST_AREAS = 20

DEEPEST = 0.6
"""How deep the colour of the largest count is: the ink of either theme reads on it."""

CELL_WIDTH = 36
NAMES_WIDTH = 160
NAMES_HEIGHT = 150
SLANT = -60
SLANTED_WIDTH = 24
"""Letters of an area's name when names are slanted, and degrees of that."""

LEVEL = 4
"""Up to so many areas their names stand level."""


@dataclass(frozen=True)
class Grid:
    """Names down and across, and a count for each pair."""

    units: list[str]
    areas: list[str]
    counts: list[list[int]]

    @property
    def total(self) -> int:
        return sum(map(sum, self.counts))


def heatmap(
    units: Sequence[str], areas: Sequence[str], counts: Sequence[Sequence[int]], title: str
) -> Chart:
    """counts[unit][area], the fullest first; the 30 fullest units and 20 areas are drawn.

    What is over is summed as one row and one column, so the cells drawn make the total.
    """
    grid = _fullest_first(units, areas, counts)
    name = say("heatmap_name", title=title)
    heads = (say("chart_unit"), *grid.areas, say("chart_sum"))
    if grid.total == 0:
        return empty_chart(name, heads, say("heatmap_empty"))
    drawn = _folded(grid)
    figure = {"data": [_cells(drawn)], "layout": _layout(drawn)}
    rows = tuple(
        (unit, *(number(count) for count in row), number(sum(row)))
        for unit, row in zip(grid.units, grid.counts, strict=True)
    )
    width = NAMES_WIDTH + _overhang(drawn) + CELL_WIDTH * len(drawn.areas)
    return Chart(figure, heads, rows, name, _summary(grid), min_width=width)


def _fullest_first(
    units: Sequence[str], areas: Sequence[str], counts: Sequence[Sequence[int]]
) -> Grid:
    across = [sum(row[place] for row in counts) for place in range(len(areas))]
    by_area = sorted(range(len(areas)), key=lambda place: -across[place])
    by_unit = sorted(range(len(units)), key=lambda place: -sum(counts[place]))
    return Grid(
        [units[place] for place in by_unit],
        [areas[place] for place in by_area],
        [[counts[unit][area] for area in by_area] for unit in by_unit],
    )


def _folded(grid: Grid) -> Grid:
    """The rows and columns beyond those drawn become one each."""
    areas, counts = grid.areas, grid.counts
    if len(areas) > MOST_AREAS:
        over = number(len(areas) - MOST_AREAS)
        areas = [*areas[:MOST_AREAS], say("heatmap_other_areas", count=over)]
        counts = [[*row[:MOST_AREAS], sum(row[MOST_AREAS:])] for row in counts]
    units = grid.units
    if len(units) > MOST_UNITS:
        over = number(len(units) - MOST_UNITS)
        units = [*units[:MOST_UNITS], say("heatmap_other_units", count=over)]
        rest = [sum(column) for column in zip(*counts[MOST_UNITS:], strict=True)]
        counts = [*counts[:MOST_UNITS], rest]
    return Grid(units, areas, counts)


def _cells(grid: Grid) -> Figure:
    """Nothing has no colour; a row or column of sums is not what the deepest one is for."""
    deepest = max(count for row in grid.counts[:MOST_UNITS] for count in row[:MOST_AREAS])
    return {
        "type": "heatmap",
        "x": list(range(len(grid.areas))),
        "y": list(range(len(grid.units))),
        "z": grid.counts,
        "zmin": 0,
        "zmax": max(deepest, 1),
        "text": [[number(count) if count else "" for count in row] for row in grid.counts],
        "texttemplate": "%{text}",
        "textfont": {"size": SMALL},
        "hovertext": [
            [_hover(area, count) for area, count in zip(grid.areas, row, strict=True)]
            for row in grid.counts
        ],
        "hovertemplate": "<b>%{y}</b><br>%{hovertext}<extra></extra>",
        "colorscale": [
            [0, faint(ACCENT, 0)],
            [0.001, faint(ACCENT, 0.08)],
            [1, faint(ACCENT, DEEPEST)],
        ],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }


def _hover(area: str, count: int) -> str:
    """An area and its count; the unit comes from the axis, 600 names would weigh 30 KB."""
    return f"{plain(area)}<br>{say('chart_dossiers', count=number(count))}"


def _overhang(grid: Grid) -> int:
    """Pixels that the last slanted name reaches beyond its column."""
    return 0 if len(grid.areas) <= LEVEL else 64


def _layout(grid: Grid) -> Figure:
    is_level = len(grid.areas) <= LEVEL
    areas = [
        in_two_lines(area) if is_level else plain(shortened(area, SLANTED_WIDTH))
        for area in grid.areas
    ]
    return base_layout(rows_height(grid.units, 50 if is_level else NAMES_HEIGHT)) | {
        "margin": {"l": 8, "r": 8 + _overhang(grid), "t": 8, "b": 8},
        "xaxis": axis(
            side="top",
            tickmode="array",
            tickvals=list(range(len(grid.areas))),
            ticktext=areas,
            tickangle=0 if is_level else SLANT,
            ticklabeloverflow="allow",
            range=[-0.5, len(grid.areas) - 0.5],
            showgrid=False,
        ),
        "yaxis": name_axis(grid.units),
    }


def _summary(grid: Grid) -> str:
    most, unit, area = max(
        (count, -down, -across)
        for down, row in enumerate(grid.counts)
        for across, count in enumerate(row)
    )
    return say(
        "heatmap_summary",
        unit=grid.units[-unit],
        area=grid.areas[-area],
        count=number(most),
        total=number(grid.total),
    )
