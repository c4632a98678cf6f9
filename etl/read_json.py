"""JSON lists: an envelope, an array, JSON lines; streamed element by element.

It knows where the elements stand and which one is broken; their meaning it refuses to
know. A file with one broken element is refused whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from etl.json_columns import Columns
from etl.read_csv import MEND_BYTES, SEND_AGAIN
from etl.read_json_path import keys_of
from etl.read_json_stream import BrokenJsonError, JsonStream
from etl.read_text import check_encoding, encoding_of
from etl.snapshots import Snapshot
from etl.table import Chunk, Sheet
from onestop.domain.errors import UnreadableFileError


RECORDS = ("data", "content", "items", "records")
"""Keys that hold the list in known envelopes; a profile's `records` comes before them."""

SAMPLE = 50


def sheets(
    snapshot: Snapshot, paths: tuple[str, ...], records: tuple[str, ...] = (), encoding: str = ""
) -> list[Sheet]:
    """One sheet whose columns are the paths; rows are numbered by element, from 1."""
    if not any(True for _ in islice(_elements(snapshot, records, encoding), 1)):
        problem = "không có phần tử nào trong danh sách."
        raise UnreadableFileError(snapshot.path_shown, problem, SEND_AGAIN)

    def read_body(first_row: int, size: int) -> Iterator[Chunk]:
        elements = islice(_elements(snapshot, records, encoding), first_row, None)
        at = first_row + 1
        while count := (columns := Columns(paths)).take(islice(elements, size)):
            yield Chunk(np.arange(at, at + count, dtype=np.int64), columns.told())
            at += count

    name = Path(snapshot.path_shown).stem
    return [Sheet(name, [list(paths)], read_body, kind="json")]


def keys(snapshot: Snapshot, records: tuple[str, ...] = (), encoding: str = "") -> set[str]:
    """Dotted key paths seen in the first elements, `[]` after lists."""
    sample = islice(_elements(snapshot, records, encoding), SAMPLE)
    return {path for element in sample for path in keys_of(element)}


def _elements(snapshot: Snapshot, records: tuple[str, ...], encoding: str) -> Iterator[dict]:
    """Every element of the file; UnreadableFileError names the first broken one."""
    shown = snapshot.path_shown
    name = check_encoding(encoding, shown) if encoding else encoding_of(snapshot.location)
    number = 0
    try:
        with snapshot.location.open(encoding=name) as file:
            for element in JsonStream(file).elements(records + RECORDS):
                number += 1
                if not isinstance(element, dict):
                    raise BrokenJsonError("không phải một đối tượng {…}", counted=True)
                yield element
    except BrokenJsonError as error:
        number += 0 if error.counted else 1
        place = f"phần tử thứ {number}"
        problem = f"JSON hỏng: {error}. Cả tệp không được nạp."
        raise UnreadableFileError(shown, problem, SEND_AGAIN, place) from error
    except UnicodeError as error:
        problem = f"có chữ không đọc được theo bảng mã {name}."
        raise UnreadableFileError(shown, problem, MEND_BYTES) from error
