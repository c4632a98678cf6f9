"""The file that stands in for a kept one after its time: the cells that figures are made of.

Gzip of lines of JSON: one line a sheet, one a chunk. Cells keep their types, and chunks their
bounds, so that reading it gives what reading the original gave. It refuses to know which
cells those are (`etl.reducing`).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from etl.table import Chunk, Column, Sheet
from onestop.domain.errors import UnreadableFileError


REDUCED = "reduced"
"""The kind of such a snapshot (`etl.snapshots.Snapshot.kind`)."""

NAME = "onestop-reduced"
"""Stands in gzip's own header: what such a file is known by."""

NAME_AT = 10
"""Bytes of gzip's header before the name."""

PLAIN = (str, bool, int, float, type(None))
BROKEN = (OSError, EOFError, ValueError, LookupError)


def is_reduced(path: Path) -> bool:
    """Whether a kept file was reduced; its first bytes tell."""
    with path.open("rb") as file:
        head = file.read(NAME_AT + len(NAME))
    return head.startswith(b"\x1f\x8b") and head[NAME_AT:] == NAME.encode()


class Writer:
    """Writes such a file, sheet by sheet and chunk by chunk; the same cells, the same bytes."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        self._file = gzip.GzipFile(NAME, "wb", 6, self._raw, mtime=0)
        self._sheets = 0
        self._line({"format": 1})

    def sheet(self, sheet: Sheet, decoded: dict[int, str]) -> None:
        """Begins a sheet; decoded: what its first rows were written in."""
        told = {
            "name": sheet.name,
            "kind": sheet.kind,
            "head": [[_told(cell) for cell in row] for row in sheet.head],
            "above": [[_told(cell) for cell in row] for row in sheet.above],
            "merges": sheet.merges,
            "decoded": decoded,
        }
        self._line({"sheet": told})
        self._sheets += 1

    def chunk(self, chunk: Chunk, decoded: dict[int, str]) -> None:
        """Some rows of the sheet that was begun; decoded: its old text as far as here."""
        columns = [
            {"codes": column.codes.tolist(), "values": [_told(value) for value in column.values]}
            for column in chunk.columns
        ]
        rows = chunk.rows.tolist()
        self._line({"of": self._sheets - 1, "rows": rows, "columns": columns, "decoded": decoded})

    def close(self) -> None:
        """Ends the file."""
        self._file.close()
        self._raw.close()

    def _line(self, told: dict[str, Any]) -> None:
        self._file.write(json.dumps(told, separators=(",", ":")).encode() + b"\n")


def sheets(path: Path, shown: str) -> list[Sheet]:
    """The sheets of such a file. Raises UnreadableFileError, here or while rows are read."""
    headers = [told["sheet"] for told in _lines(path, shown, '{"sheet":')]
    return [_sheet(path, shown, at, told) for at, told in enumerate(headers)]


def _sheet(path: Path, shown: str, at: int, told: dict[str, Any]) -> Sheet:
    decoded = {int(column): code for column, code in told["decoded"].items()}

    def read_body(first_row: int, _size: int) -> Iterator[Chunk]:
        for column in [one for one in decoded if one >= 0]:
            del decoded[column]  # each pass tells anew, as `etl.old_text` does
        for line in _lines(path, shown, f'{{"of":{at},'):
            decoded.update({int(column): code for column, code in line["decoded"].items()})
            rows = np.array(line["rows"], dtype=np.int64)
            columns = [
                Column(np.array(one["codes"], np.int32), [_cell(cell) for cell in one["values"]])
                for one in line["columns"]
            ]
            chunk = Chunk(rows, columns)
            yield chunk if not len(rows) or rows[0] > first_row else chunk.take(rows > first_row)

    return Sheet(
        name=told["name"],
        head=[[_cell(cell) for cell in row] for row in told["head"]],
        read_body=read_body,
        merges=[tuple(one) for one in told["merges"]],
        kind=told["kind"],
        decoded=decoded,
        above=[[_cell(cell) for cell in row] for row in told["above"]],
    )


def _lines(path: Path, shown: str, start: str) -> Iterator[dict[str, Any]]:
    """The lines that begin so; others are passed over unread."""
    wanted = start.encode()
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                if line.startswith(wanted):
                    yield json.loads(line)
    except BROKEN as error:
        problem = "bản lưu rút gọn bị hỏng."
        remedy = "Hãy khôi phục thư mục snapshots từ bản sao lưu."
        raise UnreadableFileError(shown, problem, remedy) from error


def _told(value: object) -> object:
    """A cell as JSON; what JSON does not know says its type."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, tuple):
        return {"tuple": [_told(item) for item in value]}
    if isinstance(value, timedelta):
        return {"timedelta": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, (date, time)):
        return {type(value).__name__: value.isoformat()}
    raise TypeError(f"no cell is a {type(value).__name__}")


def _cell(told: object) -> object:
    if not isinstance(told, dict):
        return told
    ((kind, value),) = told.items()
    match kind:
        case "tuple":
            return tuple(_cell(item) for item in value)
        case "timedelta":
            return timedelta(*value)
        case "datetime":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
    return time.fromisoformat(value)
