"""One file from bytes to typed batches: read, recognised, parsed; nothing stored.

It knows the order of the reading stages. `etl.ahead` runs the same in another process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etl.as_of import AsOf, tell_as_of
from etl.batch import Batch, Finding
from etl.json_paths import leaves, recognise_keys, records_of
from etl.layouts import recognise_all
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

    `unit`: whose the rows are that tell no unit at all.
    """

    sources: Sources
    profile: str = ""
    as_of: int | None = None
    keep_names: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Lists:
    """A file's lists under one profile: their layouts, in the order of the sheets."""

    profile: Profile
    layouts: list[Layout]
    as_of: AsOf
    left_out: list[str]


class Opened:
    """A recognised file. Raises InputError where it cannot be read."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self.snapshot, self._asked = snapshot, asked
        shown = snapshot.path_shown
        found = recognise_all(sheets_of(snapshot, asked), asked.sources, shown, asked.profile)
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
            parser = Parser(
                layout,
                self.snapshot.path_shown,
                keep_names=self._asked.keep_names and self.snapshot.kind != REDUCED,
                unit=self._asked.unit,
            )
            told: set[int] = set()
            noted = self._unlocked_note() if not number else []
            for chunk in sheet.read_body(layout.first_body_row, CHUNK_ROWS):
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
