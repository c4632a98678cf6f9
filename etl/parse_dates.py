"""Cells that mean moments, of every shape, as local seconds since 1970-01-01 00:00.

It knows how exports write dates (exports.md section 5); it refuses to know which field a
column is: the caller says whether a bare date means the end of its day.
Instants are wall time in Asia/Ho_Chi_Minh, without any offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from etl.parse_date_formats import EPOCH_MS, places
from etl.parse_text import bare, is_empty


HERE = "Asia/Ho_Chi_Minh"
HERE_OFFSET = 7 * 3600
"""No change of the clock since 1975; older moments come without an offset."""
DAY = 86400
FIRST_YEAR, LAST_YEAR = 1950, 2100
SERIAL_FROM, SERIAL_TO = 30000, 80000
"""Excel serials of 1982 to 2119; a smaller number is an amount or a count."""
SERIAL_OF_1970 = 25569
BLOCK = 65536
"""Texts looked at together: a block's bytes stay in the processor's cache."""
LONGEST, MOST_SHAPES = 48, 200
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_MIDNIGHTS = np.arange("1950-01", "2101-01", dtype="datetime64[M]").astype("datetime64[D]")
_MONTH_START = _MIDNIGHTS.astype(np.int64)
_MONTH_DAYS = np.diff(np.append(_MONTH_START, _MONTH_START[-1] + 31))


@dataclass(frozen=True)
class _Wall:
    """What the cells say before zones: NaN = nothing, `timed` = a time of day stands there."""

    seconds: np.ndarray
    timed: np.ndarray
    offset: np.ndarray

    def put(self, at: object, seconds: object, *, timed: object, offset: object) -> None:
        self.seconds[at] = seconds
        self.timed[at] = timed
        self.offset[at] = offset


def parse_instants(
    values: list, formats: tuple[str, ...] = (), zone: str = HERE, *, end_of_day: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Distinct cells -> local seconds (NaN = none), and which cells are unreadable.

    `end_of_day`: a date without a time (or at exactly 00:00:00) means 23:59:59 of its day,
    as for due dates; otherwise it means 00:00:00.

    >>> parse_instants(["2/1/1970", "-", "31/02/2024"])[0].tolist()
    [86400.0, nan, nan]
    """
    count = len(values)
    wall = _Wall(np.full(count, np.nan), np.ones(count, bool), np.full(count, np.nan))
    for reader, at in _by_reader(values):
        reader(wall, at, [values[i] for i in at] if len(at) < count else values, formats)
    seconds = _settle(wall, zone, end_of_day=end_of_day)
    unreadable = np.isnan(seconds)
    for i in np.flatnonzero(unreadable):
        unreadable[i] = not (is_empty(values[i]) or _is_tick(values[i]))
    return seconds, unreadable


def _is_tick(value: object) -> bool:
    return isinstance(value, str) and value.strip().casefold() == "x"


def _by_reader(values: list) -> Iterator[tuple]:
    kinds = set(map(type, values))
    for kind in kinds:
        reader = _reader_of(kind)
        if reader is None:
            continue
        if len(kinds) == 1:
            yield reader, np.arange(len(values))
        else:
            yield reader, np.array([i for i, v in enumerate(values) if type(v) is kind])


def _reader_of(kind: type):
    if issubclass(kind, bool):
        return None
    readers = (
        (str, _read_texts),
        (datetime, _read_datetimes),
        (date, _read_days),
        ((int, float), _read_numbers),
    )
    return next((reader for kinds, reader in readers if issubclass(kind, kinds)), None)


def _read_datetimes(wall: _Wall, at: np.ndarray, cells: list, _formats: tuple) -> None:
    offsets: np.ndarray | float = np.nan
    if any(cell.tzinfo for cell in cells):  # never so in a workbook: spared there
        zones = [cell.utcoffset() for cell in cells]
        offsets = np.array([np.nan if zone is None else zone.total_seconds() for zone in zones])
        cells = [cell.replace(tzinfo=None) for cell in cells]
    # pandas reads datetimes twenty times as fast as numpy does
    naive = pd.DatetimeIndex(np.array(cells, dtype=object)).as_unit("us").asi8
    seconds = (naive + 500_000) // 1_000_000
    wall.put(at, _within_years(seconds.astype(float)), timed=True, offset=offsets)


def _read_days(wall: _Wall, at: np.ndarray, cells: list, _formats: tuple) -> None:
    days = np.array(cells, dtype="datetime64[D]").astype(np.int64)
    wall.put(at, _within_years(days * float(DAY)), timed=False, offset=np.nan)


def _read_numbers(wall: _Wall, at: np.ndarray, cells: list, formats: tuple) -> None:
    numbers = np.array(cells, dtype=float)
    serial = (numbers >= SERIAL_FROM) & (numbers < SERIAL_TO)
    seconds = np.round((numbers[serial] - SERIAL_OF_1970) * DAY)
    wall.put(at[serial], seconds, timed=numbers[serial] % 1 != 0, offset=np.nan)
    digits = (numbers >= 1e7) & (numbers < 1e15) & (numbers % 1 == 0)
    if digits.any():
        texts = [str(int(number)) for number in numbers[digits]]
        _read_texts(wall, at[digits], texts, formats)


def _read_texts(wall: _Wall, at: np.ndarray, texts: list[str], formats: tuple) -> None:
    """Texts as they stand; then what is left once more, tidied and without diacritics."""
    plain = at
    if not "".join(texts).isascii():
        ascii_only = [i for i, text in enumerate(texts) if text.isascii()]
        plain, straight = at[ascii_only], [texts[i] for i in ascii_only]
    else:
        straight = texts
    _read_by_length(wall, plain, straight, formats)
    left = np.flatnonzero(np.isnan(wall.seconds[at]))
    loose = [bare(texts[i]) if len(texts[i]) <= 2 * LONGEST else "" for i in left]
    again = [k for k, i in enumerate(left) if loose[k] != texts[i] and loose[k].isascii()]
    _read_by_length(wall, at[left[again]], [loose[k] for k in again], formats)
    _read_other_digits(wall, at[left], loose, formats)


def _read_other_digits(wall: _Wall, at: np.ndarray, texts: list[str], formats: tuple) -> None:
    for place, text in zip(at, texts, strict=True):
        if not np.isnan(wall.seconds[place]):
            continue
        if EPOCH_MS in formats and len(text) == 13 and text.isdigit():
            seconds = _within_years(np.array([int(text) // 1000.0]))
            wall.put(np.array([place]), seconds, timed=True, offset=0.0)
        elif _SERIAL.fullmatch(text) and not formats:
            _read_numbers(wall, np.array([place]), [float(text.replace(",", "."))], formats)


def _read_by_length(wall: _Wall, at: np.ndarray, texts: list[str], formats: tuple) -> None:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    for length in np.flatnonzero(np.bincount(lengths, minlength=1)):
        if not 6 <= length <= LONGEST:
            continue
        chosen = np.flatnonzero(lengths == length)
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            alone = len(chosen) == len(texts)
            some = texts[start : start + BLOCK] if alone else [texts[i] for i in block]
            letters = np.frombuffer("".join(some).encode("ascii"), np.uint8).reshape(
                len(block), length
            )
            _read_block(wall, at[block], np.ascontiguousarray(letters.T), formats)


def _read_block(wall: _Wall, at: np.ndarray, letters: np.ndarray, formats: tuple) -> None:
    """Texts of one length, a letter a row: those of the first one's shape, then the rest."""
    for _ in range(MOST_SHAPES):
        if not letters.shape[1]:
            return
        digits = letters - 48
        is_digit = digits[:, 0] < 10
        alike = (digits[is_digit] < 10).all(axis=0)
        alike &= (letters[~is_digit] == letters[~is_digit, :1]).all(axis=0)
        first = np.where(is_digit, 48, letters[:, 0]).astype(np.uint8)
        shape = first.tobytes().decode("ascii").lower()
        everything = alike.all()
        spans = places(shape, formats)
        if spans is not None:
            found = digits if everything else digits[:, alike]
            seconds = _moments(found, spans, shape)
            place = at if everything else at[alike]
            timed = "H" in spans or "h" in spans
            wall.put(place, seconds, timed=timed, offset=_offset(found, spans, shape))
        letters, at = letters[:, ~alike], at[~alike]


def _moments(digits: np.ndarray, spans: dict, shape: str) -> np.ndarray:
    """Digits of one shape -> seconds, NaN where there is no such day or hour."""

    def number(part: str) -> np.ndarray | int:
        return _number(digits, *spans[part]) if part in spans else 0

    year = number("y") if "y" in spans else number("yy") + 2000
    day, month, hour = number("d"), number("m"), number("H")
    good = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12)
    index = np.where(good, (year - FIRST_YEAR) * 12 + month - 1, 0)
    good &= (day >= 1) & (day <= _MONTH_DAYS[index])
    if "h" in spans:
        good &= (number("h") >= 1) & (number("h") <= 12)
        evening = shape[spans["p"][0] : spans["p"][1]] in ("pm", "ch", "p.m.")
        hour = number("h") % 12 + 12 * evening
    minute, second = number("M"), number("S")
    good &= (hour < 24) & (minute < 60) & (second < 60)
    days = _MONTH_START[index] + day - 1
    seconds = days * DAY + hour * 3600 + minute * 60 + second
    return np.where(good, seconds, np.nan)


def _offset(digits: np.ndarray, spans: dict, shape: str) -> np.ndarray | float:
    if "z" not in spans:
        return np.nan
    start, end = spans["z"]
    if shape[start] not in "+-":
        return 0.0
    hours = _number(digits, start + 1, start + 3)
    minutes = _number(digits, end - 2, end) if end - start > 3 else 0
    return (hours * 3600.0 + minutes * 60) * (-1 if shape[start] == "-" else 1)


def _number(digits: np.ndarray, start: int, end: int) -> np.ndarray:
    number = digits[start].astype(np.int32)
    for row in digits[start + 1 : end]:
        number = number * 10 + row
    return number


def _within_years(seconds: np.ndarray) -> np.ndarray:
    first, last = _MONTH_START[0] * DAY, (_MONTH_START[-1] + 31) * DAY
    return np.where((seconds >= first) & (seconds < last), seconds, np.nan)


def _settle(wall: _Wall, zone: str, *, end_of_day: bool) -> np.ndarray:
    """Wall time of the source -> wall time here; a bare date is the same date anywhere."""
    told = ~np.isnan(wall.offset)
    seconds = wall.seconds + np.where(told, HERE_OFFSET - wall.offset, 0)
    whole = ~wall.timed
    if end_of_day:
        whole |= seconds % DAY == 0
    if zone != HERE:
        moved = ~told & ~whole & ~np.isnan(seconds)
        seconds[moved] = _from_zone(seconds[moved], zone)
    return seconds + np.where(whole, DAY - 1, 0) if end_of_day else seconds


def _from_zone(seconds: np.ndarray, zone: str) -> np.ndarray:
    """Zones change their offset on quarters of an hour only, so those are asked about."""
    quarters, which = np.unique(seconds // 900, return_inverse=True)
    offsets = np.array([_zone_offset(zone, quarter) for quarter in quarters])
    return seconds - offsets[which] + HERE_OFFSET if len(quarters) else seconds


@lru_cache(maxsize=100_000)
def _zone_offset(zone: str, quarter: float) -> float:
    there = datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(seconds=quarter * 900)
    return there.utcoffset().total_seconds()
