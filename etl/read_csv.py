"""Delimited text in any encoding, streamed by pandas' C parser.

It knows delimiters, ragged titles and torn ends. A row's number is that of the record,
heading included, counted from 1: the same as the line unless a quoted cell holds a
line break. It refuses to guess what a cell means.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from etl.read_cells import HEAD_ROWS, chunk_of, encode_array, head_cell
from etl.read_text import BLOCK, check_encoding, encoding_of
from etl.snapshots import Snapshot
from etl.table import Chunk, Sheet
from onestop.domain.errors import UnreadableFileError


DELIMITERS = (",", ";", "\t", "|")
TAIL = 1 << 16
PARSED_ROWS = 10_000
"""Rows cut into cells at once: a hundred thousand take half as long again (caches)."""
SEP_LINE = re.compile(r'^"?sep=(.)"?$', re.IGNORECASE)
"""What Excel writes first to name the delimiter."""

SEND_AGAIN = "Hãy xuất lại tệp (tệp có thể chưa tải hết) rồi nạp lại."
MEND_LINE = "Hãy sửa dòng này (ô có dấu phân cách phải nằm trong ngoặc kép) rồi nạp lại."
MEND_BYTES = "Hãy lưu lại tệp dạng CSV UTF-8 rồi nạp lại."


@dataclass(frozen=True)
class Text:
    """How one file is cut into cells. `path`: where it lies, or some of its bytes at hand."""

    path: Path | BytesIO
    shown: str
    encoding: str
    delimiter: str
    width: int

    def read_body(self, first_row: int, size: int) -> Iterator[Chunk]:
        """What `Sheet.read_body` promises; bounded memory, one pass of the file."""
        at = first_row + 1
        try:
            parts = -(-size // PARSED_ROWS)
            with warnings.catch_warnings(), self._frames(first_row, size // parts) as frames:
                while cells := list(islice(self._cells(frames, at), parts)):
                    whole = [np.concatenate(pieces) for pieces in zip(*cells, strict=True)]
                    yield chunk_of(at, [encode_array(column) for column in whole], len(whole[0]))
                    at += len(whole[0])
        except pd.errors.EmptyDataError:
            return
        except pd.errors.ParserError as error:
            raise self._parser_error(str(error), first_row) from error
        except UnicodeError as error:
            raise _bad_bytes(self.shown, self.encoding) from error

    def _frames(self, first_row: int, size: int) -> pd.io.parsers.TextFileReader:
        """One column more than the width catches a line with one cell too many."""
        return pd.read_csv(
            self.path,
            sep=self.delimiter,
            header=None,
            names=range(self.width + 1),
            index_col=False,
            dtype=object,
            skiprows=first_row,
            chunksize=size,
            low_memory=False,
            skip_blank_lines=False,
            keep_default_na=False,
            na_values=[""],
            encoding=self.encoding,
            engine="c",
        )

    def _cells(self, frames: Iterable[pd.DataFrame], at: int) -> Iterator[list[np.ndarray]]:
        for frame in frames:
            self._refuse_surplus(frame, at)
            yield [frame[name].to_numpy() for name in range(self.width)]
            at += len(frame)

    def _refuse_surplus(self, frame: pd.DataFrame, at: int) -> None:
        surplus = frame[self.width].notna().to_numpy()
        if surplus.any():
            raise self._too_many(at + int(surplus.argmax()))

    def _too_many(self, row: int) -> UnreadableFileError:
        problem = f"dòng có nhiều ô hơn {self.width} cột của tiêu đề."
        return UnreadableFileError(self.shown, problem, MEND_LINE, f"dòng {row}")

    def _parser_error(self, message: str, first_row: int) -> UnreadableFileError:
        surplus = re.search(r"in line (\d+), saw", message)
        if surplus:
            return self._too_many(int(surplus[1]))
        open_quote = re.search(r"EOF inside string starting at row (\d+)", message)
        if open_quote:
            row = int(open_quote[1]) + first_row + 1
            return torn(self.shown, f"dòng {row}", "dấu ngoặc kép mở mà không đóng")
        return torn(self.shown, "", "không tách được thành ô")


def torn(shown: str, place: str, why: str) -> UnreadableFileError:
    """The file ends where it should not."""
    return UnreadableFileError(shown, f"tệp bị cắt giữa chừng: {why}.", SEND_AGAIN, place)


def sheets(snapshot: Snapshot, encoding: str = "", delimiter: str = "") -> list[Sheet]:
    """The one table of a text file; encoding and delimiter are found unless told."""
    path, shown = snapshot.location, snapshot.path_shown
    encoding = check_encoding(encoding, shown) if encoding else encoding_of(path)
    if not encoding.startswith(("utf-16", "utf_16", "utf-32")):
        _refuse_nul(path, shown)
    try:
        lines = _first_lines(path, encoding)
        delimiter = delimiter or find_delimiter(lines)
        head = list(islice(_records(path, encoding, delimiter), HEAD_ROWS))
    except csv.Error as error:
        raise torn(shown, "", "một ô dài bất thường, có thể dấu ngoặc kép không đóng") from error
    except UnicodeError as error:
        raise _bad_bytes(shown, encoding) from error
    text = Text(path, shown, encoding, delimiter, _width(head))
    _refuse_head(text, head)
    _refuse_torn_tail(text, head)
    return [Sheet(Path(shown).stem, _padded(head, text.width), text.read_body, cut=text)]


def find_delimiter(lines: list[str]) -> str:
    """The mark that cuts most lines into the same number of cells, most cells first."""
    told = SEP_LINE.match(lines[0].strip()) if lines else None
    if told:
        return told[1]
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> tuple[bool, int, int]:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if row)
    width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
    return width > 1 and 2 * times >= widths.total(), width, times


def _first_lines(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as file:
        return [line[:BLOCK] for line in islice(iter(lambda: file.readline(BLOCK), ""), 100)]


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(file, delimiter=delimiter)


def _width(head: list[list[str]]) -> int:
    """The usual number of cells of the rows that are no titles; the heading's."""
    full = [len(row) for row in head if sum(map(bool, row)) >= 3] or [len(row) for row in head]
    counts = Counter(full)
    return max(counts, key=lambda width: (counts[width], -width), default=1) or 1


def _refuse_head(text: Text, head: list[list[str]]) -> None:
    for at, row in enumerate(head, start=1):
        if any(cell.strip() for cell in row[text.width :]):
            raise text._too_many(at)


def _refuse_torn_tail(text: Text, head: list[list[str]]) -> None:
    """A last line without its end and with fewer cells than the others is torn.

    A line with an odd number of quotes is left to the parser, which knows where it began.
    """
    size = text.path.stat().st_size
    with text.path.open("rb") as file:
        file.seek(max(0, size - TAIL) // 4 * 4)
        tail = file.read().decode(_bare(text.encoding, size), errors="replace")
    last = tail.splitlines(keepends=True)[-1] if tail else ""
    if last.endswith(("\n", "\r")) or last.count('"') % 2 or len(head) < 2:
        return
    cells = next(csv.reader([last], delimiter=text.delimiter), [])
    if 0 < len(cells) < text.width:
        raise torn(text.shown, "dòng cuối", f"chỉ có {len(cells)} trong {text.width} ô")


def _bare(encoding: str, size: int) -> str:
    """Far from the mark at the start, Python must be told the byte order."""
    return "utf-16-le" if encoding in ("utf-16", "utf_16") and size > TAIL else encoding


def _padded(head: list[list[str]], width: int) -> list[list]:
    rows = [[head_cell(cell) for cell in row[:width]] for row in head]
    if rows and str(head[0][0] if head[0] else "").lower().startswith("sep="):
        rows[0] = []
    return [row + [""] * (width - len(row)) for row in rows]


def _refuse_nul(path: Path, shown: str) -> None:
    line = 1
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            at = block.find(b"\0")
            if at >= 0:
                line += block.count(b"\n", 0, at)
                problem = "có byte NUL, tệp hỏng hoặc không phải văn bản."
                raise UnreadableFileError(shown, problem, SEND_AGAIN, f"dòng {line}")
            line += block.count(b"\n")


def _bad_bytes(shown: str, encoding: str) -> UnreadableFileError:
    problem = f"có chữ không đọc được theo bảng mã {encoding}."
    return UnreadableFileError(shown, problem, MEND_BYTES)
