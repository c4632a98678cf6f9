"""Units compared with units: which ones, each with everything below it, and one unit alone.

A unit is compared with those beside it, so that a commune is not held against a province.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from dashboards.data.asked import Asked
from dashboards.data.compared import Place, middle, place_of
from dashboards.data.promises import promises
from dashboards.data.standings import Board, Line, Targets, board, lines_of
from onestop.domain.indicators import Indicator, Value
from onestop.domain.plan import UnitPath
from onestop.domain.targets import Target
from onestop.storage.backlog import Band, open_by_age
from onestop.storage.tables import unit


@dataclass(frozen=True)
class Tree:
    """Who stands above whom: parent, code (or name) and level of each unit by id."""

    above: Mapping[int, int | None]
    known: Mapping[int, tuple[str, str]]

    def path(self, number: int | None) -> list[int]:
        """A unit and those above it, nearest first; a ring in the catalogue is cut."""
        found: list[int] = []
        while number is not None and number not in found:
            found.append(number)
            number = self.above.get(number)
        return found

    def told(self, number: int) -> UnitPath:
        """The same as (code, level), which promises are looked up by."""
        return [self.known[one] for one in self.path(number) if one in self.known]

    def is_above_others(self, number: int) -> bool:
        """Whether any unit stands below."""
        return number in self.above.values()


def tree_of(asked: Asked) -> Tree:
    """The units of the catalogue, provisional ones among them."""
    columns = (unit.c.id, unit.c.parent_id, unit.c.code, unit.c.name, unit.c.level)
    rows = asked.connection.execute(select(*columns)).all()
    return Tree(
        {row.id: row.parent_id for row in rows},
        {row.id: (row.code or row.name, row.level) for row in rows},
    )


def is_one_unit(asked: Asked) -> bool:
    """Whether the view has a unit picked that has none below it."""
    return "unit" in asked.ids and not tree_of(asked).is_above_others(asked.ids["unit"])


def circle(asked: Asked) -> Asked:
    """The view that holds the units a picked one is compared with; itself if above others."""
    if not is_one_unit(asked):
        return asked
    tree = tree_of(asked)
    parent = tree.above[asked.ids["unit"]]
    if asked.seen is not None and parent not in asked.seen:
        return asked  # who sees no other unit is not told their median either
    return asked.narrowed(unit=tree.known[parent][0] if parent in tree.known else "")


def unit_lines(asked: Asked) -> list[Line]:
    """The units directly below the view's, each with all below it, and its own dossiers.

    Without a unit picked: below the lowest one that stands above all.
    """
    tree, rows = tree_of(asked), lines_of(asked, "unit")
    top = asked.ids.get("unit") or _above_all([tree.path(line.number) for line in rows])
    grouped: dict[int, list[Line]] = defaultdict(list)
    for line in rows:
        grouped[_head(tree.path(line.number), top)].append(line)
    return [
        _own(grouped[head][0], has_others=len(grouped) > 1)
        if head == top
        else _line(asked, head, lines)
        for head, lines in grouped.items()
    ]


def _above_all(paths: list[list[int]]) -> int | None:
    """The lowest unit that each path goes through, None where there is none."""
    lowest = None
    for level in zip(*(path[::-1] for path in paths), strict=False):
        if len(set(level)) > 1:
            break
        lowest = level[0]
    return lowest


def _head(path: list[int], top: int | None) -> int:
    """The unit just below the top that a unit stands in; the top for its own dossiers."""
    below = path[: path.index(top)] if top in path else path
    return below[-1] if below else path[0]


def _own(line: Line, *, has_others: bool) -> Line:
    """A unit's own dossiers: no address asks for them without those of the units below."""
    return replace(line, key="") if has_others else line


def _line(asked: Asked, head: int, lines: list[Line]) -> Line:
    """One unit with all below it."""
    if [line.number for line in lines] == [head]:
        return lines[0]
    name = asked.names("unit")[head]
    return Line(head, name.key, name.label, _together(asked, name.key, lines))


def _together(asked: Asked, key: str, lines: list[Line]) -> Mapping[str, int]:
    """The counts of several units; counted anew where a dossier belongs to two of them."""
    if asked.here.policy.interlinked != "each":
        return asked.narrowed(unit=key).measures() or {}
    sums: Counter = Counter()
    for line in lines:
        sums.update(line.measures)
    return sums


def ranked(asked: Asked) -> tuple[Board, list[Line]]:
    """The table of the units of a view, one page of it, and the lines of all pages."""
    lines = unit_lines(asked)
    return board(asked, "unit", lines, targets_by_unit(asked)), lines


def targets_by_unit(asked: Asked) -> Targets:
    """The promises that hold for each unit, looked up when its line is shown."""
    if not asked.here.in_force:
        return lambda _line: {}
    tree = tree_of(asked)
    return lambda line: promises(asked, tree.told(line.number))


def targets_of_view(asked: Asked) -> Targets:
    """The promises that hold for the view, for every area or procedure alike."""
    held = promises(asked)
    return lambda _line: held


@dataclass(frozen=True)
class Compared:
    """One indicator of the view beside the others': value, promise, median, place."""

    indicator: Indicator
    value: Value
    target: Target | None
    median: float | None
    place: Place | None


def compared(asked: Asked, indicators: list[Indicator], others: list[Line]) -> list[Compared]:
    """Each indicator of the view beside those of the others, the view's own among them."""
    measures, policy, held = asked.measures() or {}, asked.here.policy, promises(asked)
    found = []
    for one in indicators:
        mine = one.value(measures, policy)
        values = [line.value(one, policy) for line in others]
        place = place_of(mine, values, one)
        found.append(Compared(one, mine, held.get(one.code), middle(values), place))
    return found


def ages_of(asked: Asked) -> list[Band]:
    """The open dossiers of a view by how far they are from their due date."""
    return open_by_age(asked.connection, asked.question())
