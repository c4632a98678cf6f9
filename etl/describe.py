"""What would be read of a sheet, column by column: the rows of `onestop source check`.

It knows a layout and some cells; personal columns are never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from etl.claims import Use
from etl.heading_rows import likely_headings
from etl.headings import fold
from etl.profile import Layout
from etl.profile_files import fields_of
from etl.recognise import Reading, Sources, read_as
from etl.table import Column, Sheet
from onestop.domain.dossier import KINDS


SAMPLES = 3
LOOKED_AT = 200
"""Rows from which samples are taken."""

MASK = "•••"


@dataclass(frozen=True)
class ColumnReading:
    """One column: where it stands, its heading, what becomes of it, some of its cells."""

    place: str
    heading: str
    becomes: str
    samples: tuple[str, ...]


def describe(layout: Layout, sheet: Sheet, sources: Sources) -> list[ColumnReading]:
    """Every column of a recognised sheet that has a heading, from left to right."""
    reading = read_as(sheet, sources, layout.profile)
    if reading is None:
        return []
    cells = _samples(sheet, layout.first_body_row)
    return [
        ColumnReading(
            h.text if sheet.kind == "json" else letters(h.position),
            h.text,
            _becomes(h.position, h.text, reading, sources),
            _shown(h.position, reading, cells),
        )
        for h in reading.block.headings
        if h.parts
    ]


def describe_unknown(sheet: Sheet, sources: Sources) -> list[ColumnReading]:
    """Every column of a sheet that no profile fits, with the nearest field of a dossier."""
    block = likely_headings(sheet, sources.known)
    cells = _samples(sheet, block.first_body_row) if block else []
    labels = {f.code: f"{f.label_vi} ({f.code})" for f in KINDS["dossiers"]}
    personal = {fold(heading) for heading in sources.vocabulary.personal}
    return [
        ColumnReading(
            h.text if sheet.kind == "json" else letters(h.position),
            h.text,
            f"gần nhất: {labels[near]}" if near else "không hiểu",
            (MASK,) if fold(h.text) in personal else cells[h.position],
        )
        for h in (block.headings if block else ())
        if h.parts
        for near in [sources.vocabulary.nearest_field("dossiers", h.text)]
    ]


def letters(position: int) -> str:
    """The column's name in a spreadsheet.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _becomes(at: int, heading: str, reading: Reading, sources: Sources) -> str:
    use = reading.claims.uses.get(at, Use.UNKNOWN)
    labels = {name: f.label_vi for name, f in fields_of(reading.profile).items()}
    if use is Use.FIELD:
        fields = reading.claims.fields.items()
        return ", ".join(f"{labels[name]} ({name})" for name, places in fields if at in places)
    if use is Use.PERSONAL:
        return "cá nhân, bỏ qua"
    if use is Use.NOT_USED:
        why = reading.claims.why.get(at, "")
        return f"không dùng ({why})" if why else "không dùng"
    near = sources.vocabulary.nearest_field(reading.profile.kind, heading)
    return f"không hiểu, gần nhất: {labels[near]}" if near else "không hiểu"


def _shown(at: int, reading: Reading, cells: list[tuple[str, ...]]) -> tuple[str, ...]:
    fields = fields_of(reading.profile)
    named = [name for name, places in reading.claims.fields.items() if at in places]
    is_personal = reading.claims.uses.get(at) is Use.PERSONAL
    if is_personal or any(fields[name].personal for name in named):
        return (MASK,)
    return cells[at] if at < len(cells) else ()


def _samples(sheet: Sheet, first_row: int) -> list[tuple[str, ...]]:
    """The first distinct cells of every column, in the order of the rows."""
    for chunk in islice(sheet.read_body(first_row, LOOKED_AT), 1):
        return [_first_cells(column) for column in chunk.columns]
    return []


def _first_cells(column: Column) -> tuple[str, ...]:
    codes = dict.fromkeys(code for code in column.codes.tolist() if code >= 0)
    texts = (_cell_text(column.values[code]) for code in codes)
    return tuple(islice(filter(None, texts), SAMPLES))


def _cell_text(value: object) -> str:
    if isinstance(value, tuple):
        items = [_cell_text(item) for item in value if item is not None]
        return ", ".join(items[:SAMPLES]) + (", …" if len(items) > SAMPLES else "")
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
