"""One file from bytes to typed batches: read, recognised, parsed; nothing stored.

It knows the order of the reading stages, not where they run: here, in another process
(`etl.ahead`) or on another machine (`etl.cluster`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from etl.as_of import AsOf, tell_as_of
from etl.batch import Batch, Finding
from etl.json_paths import leaves, recognise_keys, records_of
from etl.layouts import Recognised, recognise_all
from etl.mended import as_told
from etl.old_text import note_decoded
from etl.parse import Parser
from etl.profile import Layout, Profile
from etl.read_file import read
from etl.read_json import keys
from etl.recognise import Sources
from etl.reduced_file import REDUCED
from etl.snapshots import Snapshot
from etl.table import Sheet
from onestop.domain.errors import UnreadableFileError


CHUNK_ROWS = 100_000
"""Rows typed and merged together: large enough for arrays, small enough for memory."""


@dataclass(frozen=True)
class Asked:
    """How a file is to be read: the declared sources, and what the user says of it.

    `unit`: whose the rows are that tell no unit at all. `chunk_rows`: how many rows make a
    batch; told with the file, so that every reader cuts alike.
    """

    sources: Sources
    profile: str = ""
    as_of: int | None = None
    keep_names: bool = False
    unit: str = ""
    chunk_rows: int = field(default_factory=lambda: CHUNK_ROWS)


@dataclass(frozen=True)
class Lists:
    """A file's lists under one profile: their layouts, in the order of the sheets."""

    profile: Profile
    layouts: list[Layout]
    as_of: AsOf
    left_out: list[str]


class Readable(Protocol):
    """A recognised file, wherever it is read. Its promises are those of `Opened`."""

    snapshot: Snapshot
    lists: list[Lists]

    def batches(self, profile: str) -> Iterator[tuple[int, Batch]]:
        """The typed rows of a profile's lists: number of the list, batch."""

    def close(self) -> None:
        """Lets go of the file."""


class Opened:
    """A recognised file. Raises InputError where it cannot be read."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self.snapshot, self._asked = snapshot, asked
        found = recognised(snapshot, asked)
        self.left_out = [str(error) for error in found.left_out]
        self.sheets: dict[str, list[tuple[Sheet, Layout]]] = {}
        for sheet, layout in found.lists:
            self.sheets.setdefault(layout.profile.code, []).append((sheet, layout))
        self.lists = [self._told(sheets) for sheets in self.sheets.values()]

    def _told(self, sheets: list[tuple[Sheet, Layout]]) -> Lists:
        as_of = tell_as_of(self._asked.as_of, sheets, self.snapshot.path_shown)
        layouts = [layout for _, layout in sheets]
        return Lists(layouts[0].profile, layouts, as_of, self.left_out)

    def batches(self, profile: str) -> Iterator[tuple[int, Batch]]:
        """The typed rows of a profile's lists: number of the list, batch."""
        for number, (sheet, layout) in enumerate(self.sheets[profile]):
            parser = parser_of(self.snapshot, self._asked, layout)
            told: set[int] = set()
            noted = self._unlocked_note() if not number else []
            for chunk in sheet.read_body(layout.first_body_row, self._asked.chunk_rows):
                batch = parser.parse(chunk)
                batch.findings += [*noted, *note_decoded(sheet, layout, told)]
                noted = []
                yield number, batch

    def _unlocked_note(self) -> list[Finding]:
        if not self.snapshot.unlocked:
            return []
        detail = "Tệp có mật khẩu; bản lưu là tệp đã mở khóa, dựng lại không cần mật khẩu."
        return [Finding("unlocked_file", detail)]

    def close(self) -> None:
        """Lets go of the file."""
        self.sheets = {}


def recognised(snapshot: Snapshot, asked: Asked) -> Recognised:
    """A file's lists by their headings, without reading a row. Raises InputError."""
    sheets = sheets_of(snapshot, asked)
    return recognise_all(sheets, asked.sources, snapshot.path_shown, asked.profile)


def parser_of(snapshot: Snapshot, asked: Asked, layout: Layout) -> Parser:
    """What types the rows of one list."""
    keep_names = asked.keep_names and snapshot.kind != REDUCED
    return Parser(layout, snapshot.path_shown, keep_names=keep_names, unit=asked.unit)


def sheets_as_told(snapshot: Snapshot, sources: Sources) -> list[Sheet]:
    """A file's tables with everything in them, whether or not a profile fits."""
    if snapshot.kind != "json":
        return [as_told(sheet) for sheet in read(snapshot)]
    records = records_of(sources)
    return read(snapshot, None, tuple(leaves(keys(snapshot, records))), records)


def sheets_of(snapshot: Snapshot, asked: Asked) -> list[Sheet]:
    """A file's tables; a JSON file is read by the paths of the profile its keys fit."""
    sources, chosen = asked.sources, asked.profile
    hint = next((p for p in sources.profiles if p.code == chosen), None)
    if snapshot.kind != "json":
        return [as_told(sheet) for sheet in read(snapshot, hint)]
    records = (hint.records,) if hint and hint.records else records_of(sources)
    seen = keys(snapshot, records)
    if not seen:
        problem = "danh sách JSON không có phần tử nào."
        raise UnreadableFileError(snapshot.path_shown, problem, "Hãy kiểm tra bộ lọc khi xuất.")
    _, paths = recognise_keys(seen, sources, snapshot.path_shown, chosen)
    return read(snapshot, hint, paths, records)
