"""Lists and the backlog as files: which columns they have, what their first sheet says.

Everything worded is worded here, before the first row is read: a file is written while
nobody's request is at hand any more. Names of people are in none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dashboards.components.dossier_rows import heading
from dashboards.components.frame import scope_words
from dashboards.components.list_words import filter_words, list_name, sort_words
from dashboards.data.asked import Asked
from dashboards.data.dossiers import Wish, every_row, length_of, wish_of
from dashboards.data.export import COUNT, MOMENT, TEXT, Column, Export
from dashboards.data.heat import open_cells
from dashboards.data.lateness import Row
from dashboards.data.stamp import stamp_of
from dashboards.data.story import file_name
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, spoken
from onestop.domain.labels import STATUSES
from onestop.storage.listing import SHOWN


WIDTHS = {
    "code": 26,
    "procedure": 44,
    "area": 22,
    "unit": 28,
    "receiving_unit": 28,
    "current_desk": 24,
    "file": 30,
}

COUNTS = ("days_late", "sheet_no", "row_no")
CODED = {
    "channel": ("dossiers_channel_", (1, 2, 3)),
    "service_level": ("dossiers_level_", (2, 3, 4)),
    "satisfaction": ("dossiers_satisfaction_", (1, 2, 3)),
}
"""Columns that are a number of the domain: the words' key, the numbers."""

PICKED = ("unit", "area", "procedure", "channel")


def dossiers_export(asked: Asked) -> Export:
    """The list that an address asks for, every row. NotFoundError, UsageError as its page."""
    wish = wish_of(asked)
    names = [*SHOWN]
    names.insert(names.index("closed_at") + 1, "days_late")
    cells = {name: _cell_of(name) for name in names}
    return Export(
        title=f"{list_name(wish)} – {' · '.join([*scope_words(asked), *filter_words(wish)])}",
        stem="-".join([say("dossiers_file"), _stem(wish.code or "all", asked.view, asked)]),
        about=list(_about_list(asked, wish)),
        counted=say("dossiers_about_rows"),
        sheets=(say("dossiers_sheet_about"), say("dossiers_sheet_rows")),
        columns=[Column(heading(name), _kind(name), WIDTHS.get(name, 16)) for name in names],
        rows=_rows(every_row(asked, wish), cells),
        code=wish.code,
        count=lambda: length_of(asked, wish),
    )


def backlog_export(asked: Asked) -> Export:
    """Open and overdue dossiers of every unit and area that has any."""
    cells = open_cells(asked)
    return Export(
        title=f"{say('backlog_file_title')} – {' · '.join(scope_words(asked))}",
        stem="-".join([say("backlog_file"), _stem("", asked.view, asked)]),
        about=list(_about(asked, {"list": say("backlog_file_title")})),
        counted=say("dossiers_about_rows"),
        sheets=(say("dossiers_sheet_about"), say("backlog_sheet")),
        columns=[
            Column(say("dossiers_col_unit"), TEXT, 34),
            Column(say("dossiers_col_area"), TEXT, 30),
            Column(say("backlog_open"), COUNT),
            Column(say("backlog_overdue"), COUNT),
        ],
        rows=[(one.unit.label, one.area.label, one.open, one.overdue) for one in cells],
        code="backlog",
        count=lambda: len(cells),
    )


def _kind(name: str) -> str:
    if name in COUNTS:
        return COUNT
    return MOMENT if name.endswith("_at") or name == "rescheduled_to" else TEXT


def _cell_of(name: str) -> Callable[[Any], Any]:
    """What turns a stored value into a cell: words for numbers of the domain."""
    if name == "file":
        return lambda path: path and file_name(path)
    if name == "sheet_no":
        return lambda place: None if place is None else place + 1
    if name == "status":
        return {number: spoken(words) for number, words in STATUSES.items()}.get
    if name in CODED:
        key, numbers = CODED[name]
        return {number: say(f"{key}{number}") for number in numbers}.get
    return lambda value: value


def _rows(rows: Iterator[Row], cells: dict[str, Callable[[Any], Any]]) -> Iterator[list[object]]:
    for row in rows:
        yield [cell(row[name]) for name, cell in cells.items()]


def _about_list(asked: Asked, wish: Wish) -> Iterator[tuple[str, str]]:
    first = {"list": list_name(wish), "filters": "; ".join(filter_words(wish))}
    last = {"sort": sort_words(wish), "names": say("dossiers_about_no_names")}
    yield from _about(asked, first, last)


def _about(
    asked: Asked, first: dict[str, str], last: dict[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """What was asked, how far the figures reach, how they were counted; nothing unsaid."""
    stamp = stamp_of(asked)
    lagging = (f"{name} ({moment_text(moment)})" for name, moment in stamp.lagging)
    picked = {name: asked.name_of(name) for name in PICKED}
    told = {
        **first,
        **{name: one.label if one else "" for name, one in picked.items()},
        "period": asked.period.label_vi,
        "as_of": moment_text(stamp.moment),
        "lagging": "; ".join(lagging),
        "policy": "; ".join(asked.here.policy.sentences()),
        **(last or {}),
    }
    told["unit"] = told["unit"] or asked.here.place or say("all_units")
    yield from ((say(f"dossiers_about_{name}"), value) for name, value in told.items() if value)


def _stem(code: str, view: View, asked: Asked) -> str:
    """What tells one download from another in a folder of many."""
    parts = (code, view.get("unit"), view.get("area"), asked.period.code)
    return "-".join(part.replace(":", "-") for part in parts if part)
