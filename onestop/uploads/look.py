"""What would be read of the files of an upload, sheet by sheet; nothing is stored.

It runs where files are read anyway, never in a web worker: a broken or a huge file costs
a process of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from etl.as_of import stated_as_of, tell_as_of
from etl.batch import Batch
from etl.describe import ColumnReading, describe, describe_unknown
from etl.parse import Parser
from etl.profile import Layout, Profile
from etl.reading import CHUNK_ROWS, Asked, Opened, sheets_as_told
from etl.recognise import Sources
from etl.snapshots import Snapshot, expand_named
from etl.table import Sheet
from onestop.domain.errors import InputError, UnknownLayoutError
from onestop.storage import imports
from onestop.storage.engine import reading
from onestop.uploads.told import ColumnTold, Preview


READ_WHOLE = 24 << 20
"""Bytes of a file up to which it is read to its end, to count rows and name its units."""

MOST_UNITS = 40


@dataclass(frozen=True)
class Looking:
    """What looking needs: the declared sources, and the store to know earlier loads by.

    province: code of the one that is served, "" for all.
    """

    sources: Sources
    engine: Engine
    province: str = ""

    def previews(self, files: list[tuple[Path, str]]) -> Iterator[Preview]:
        """Every sheet of every file, zips unpacked; a refused file as one preview."""
        with tempfile.TemporaryDirectory(prefix="onestop-") as unpacked:
            for found in expand_named(files, Path(unpacked)):
                if isinstance(found, InputError):
                    yield Preview(found.file, refusal=str(found))
                    continue
                yield from self._file(found)

    def _file(self, snapshot: Snapshot) -> Iterator[Preview]:
        try:
            # Any moment will do here: each list is asked for its own below.
            opened = Opened(snapshot, Asked(self.sources, as_of=0))
        except UnknownLayoutError as error:
            yield from self._unknown(snapshot, str(error))
            return
        except InputError as error:
            yield Preview(snapshot.path_shown, refusal=str(error))
            return
        for lists in opened.sheets.values():
            yield from self._lists(snapshot, lists, tuple(opened.left_out))

    def _lists(
        self, snapshot: Snapshot, lists: list[tuple[Sheet, Layout]], notes: tuple[str, ...]
    ) -> Iterator[Preview]:
        moment, origin, refusal = _as_of(snapshot, lists)
        for sheet, layout in lists:
            profile, told = layout.profile, _Rows(0)
            try:
                told = _rows(snapshot, sheet, layout)
            except InputError as error:
                refusal = refusal or str(error)
            yield Preview(
                file=snapshot.path_shown,
                sheet=sheet.name,
                profile=profile.code,
                label=profile.label,
                kind=profile.kind,
                columns=_columns(describe(layout, sheet, self.sources)),
                as_of=moment,
                as_of_origin=origin,
                units=tuple(sorted(told.units)[:MOST_UNITS]),
                rows=told.count,
                needs_unit=told.needs_unit,
                loaded_before=self._earlier(snapshot, profile),
                refusal=refusal,
                notes=notes,
            )

    def _unknown(self, snapshot: Snapshot, refusal: str) -> Iterator[Preview]:
        for sheet in sheets_as_told(snapshot, self.sources):
            columns = _columns(describe_unknown(sheet, self.sources))
            yield Preview(snapshot.path_shown, sheet.name, columns=columns, refusal=refusal)

    def _earlier(self, snapshot: Snapshot, profile: Profile) -> int | None:
        told = (snapshot.sha256, profile.code, self.province or profile.province)
        with reading(self.engine) as connection:
            earlier = imports.loaded_before(connection, *told)
        return None if earlier is None else earlier["id"]


def _as_of(snapshot: Snapshot, lists: list[tuple[Sheet, Layout]]) -> tuple[int | None, str, str]:
    """The moment, who says so, and the refusal where nothing does."""
    try:
        if _is_cheap(snapshot):
            told = tell_as_of(None, lists, snapshot.path_shown)
        else:
            told = stated_as_of(lists, snapshot.path_shown)
    except InputError as error:
        return None, "", str(error)
    return (None, "", "") if told is None else (told.moment, told.origin, "")


def _is_cheap(snapshot: Snapshot) -> bool:
    return snapshot.size <= READ_WHOLE


@dataclass
class _Rows:
    """What was seen of a list's rows."""

    count: int | None
    needs_unit: bool = False

    def __post_init__(self) -> None:
        self.units: set[str] = set()


def _rows(snapshot: Snapshot, sheet: Sheet, layout: Layout) -> _Rows:
    """Rows and units of a list: all of a small file, of a large one the first hundred thousand."""
    parser, seen, count = Parser(layout, snapshot.path_shown), _Rows(None), 0
    for chunk in sheet.read_body(layout.first_body_row, CHUNK_ROWS):
        batch = parser.parse(chunk)
        count += batch.read - batch.skipped
        _note_units(batch, seen, layout.profile.kind)
        if not _is_cheap(snapshot):
            return seen
    seen.count = count
    return seen


def _note_units(batch: Batch, seen: _Rows, kind: str) -> None:
    if kind != "dossiers" or not len(batch.code):
        return
    column = batch.names.get("unit")
    if column is None:
        seen.needs_unit = True
        return
    told = np.unique(column.codes)
    seen.needs_unit |= bool((told < 0).any())
    seen.units |= {str(column.values[at]) for at in told[told >= 0]}


def _columns(read: list[ColumnReading]) -> tuple[ColumnTold, ...]:
    return tuple(ColumnTold(**vars(one)) for one in read)
