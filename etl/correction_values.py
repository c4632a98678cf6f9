"""A value as somebody types it becomes a corrected value: read as the same cell of a file is.

It knows fields, wordings and catalogues; it refuses to know dossiers.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from etl.names import UNKNOWN_UNIT
from etl.parse_fields import Fields
from etl.parse_text import codes, is_empty
from etl.parse_values import intervals
from etl.profile import Profile
from etl.profile_files import CODED
from etl.rows import pauses_text
from onestop.domain.corrected import CATALOGUES, VALUES
from onestop.domain.dossier import Field
from onestop.domain.errors import DeclarationError, NotFoundError, UsageError
from onestop.domain.wording import name_key
from onestop.storage import catalogue
from onestop.storage.entries import entry_key, entry_named
from onestop.storage.tables import desk


READER = Fields(Profile("correct", "", "correct", numbers="national"))
"""Common wordings, and bare numbers as the national portal has them."""

FROM_TO = " - "
"""Between the two moments of a wait."""

MUST_STAND = ("unit",)
"""Fields that cannot be nothing: each dossier is somebody's."""


def read_value(connection: Connection, field: Field, text: str) -> str | None:
    """What is kept of a typed value; None for a blank one.

    Raises UsageError for what cannot be read, NotFoundError with the nearest for an entry
    that no catalogue has.
    """
    text = " ".join(text.split())
    if is_empty(text):
        if field.code in MUST_STAND:
            raise UsageError(f"{field.label_vi} không thể để trống; hãy ghi cơ quan đúng.")
        return None
    if field.code in CATALOGUES:
        return _entry(connection, field, text)
    if field.kind == "code":
        return _code(field, text)
    if field.code == "pauses":
        return _pauses(field, text)
    return str(int(number_of(field, text)))


def number_of(field: Field, text: str) -> float:
    """A typed value of a field that is a number: a moment, a count, an enum. UsageError."""
    members = CODED.get(field.kind)
    if members is not None and text.upper() in members.__members__:
        return float(members[text.upper()])
    try:
        number = READER.constant(field, text)
    except DeclarationError as error:
        raise _not_understood(field, text) from error
    if np.isnan(number) or number != int(number) or (field.kind == "count" and number < 0):
        raise _not_understood(field, text)
    return number


def _not_understood(field: Field, text: str) -> UsageError:
    if field.kind == "instant":
        hint = "Viết ngày/tháng/năm, ví dụ 31/12/2024 hoặc 31/12/2024 16:30"
    elif field.kind in VALUES:
        known = (f"{number} ({vi})" for number, (vi, _) in VALUES[field.kind].items())
        hint = f"Được phép: {', '.join(known)}"
    else:
        hint = "Viết một số nguyên, ví dụ 2"
    return UsageError(f"{field.label_vi}: không hiểu “{text}”. {hint}.")


def _code(field: Field, text: str) -> str:
    found = codes([text])[0]
    if not found:
        raise UsageError(f"{field.label_vi}: “{text}” không phải một mã hồ sơ.")
    return found


def _entry(connection: Connection, field: Field, text: str) -> str:
    """The code (else the name) of the entry that is meant."""
    kind = CATALOGUES[field.code]
    number = _desk(connection, text) if kind == "desk" else catalogue.find(connection, kind, text)
    key = entry_key(connection, kind, number)
    if key == UNKNOWN_UNIT or entry_named(connection, kind, key) != number:
        raise UsageError(f"{field.label_vi}: “{text}” chưa rõ là mục nào; hãy ghi bằng mã.")
    return key


def _desk(connection: Connection, text: str) -> int:
    known = {name_key(name): number for number, name in _desks(connection)}
    if name_key(text) in known:
        return known[name_key(text)]
    names = [name for _, name in _desks(connection)]
    near = process.extract(text, names, scorer=fuzz.ratio, limit=3, score_cutoff=50)
    raise NotFoundError("bộ phận", text, tuple(name for name, *_ in near))


def _desks(connection: Connection) -> list[tuple[int, str]]:
    return [tuple(row) for row in connection.execute(select(desk.c.id, desk.c.name))]


def _pauses(field: Field, text: str) -> str:
    """Waits written `from - to; from - to`; the last one may have no end."""
    pairs = [_pair(part) for part in text.split(";") if part.strip()]
    starts, ends = tuple(start for start, _ in pairs), tuple(end for _, end in pairs)
    cells = {cell for cell in (*starts, *ends) if cell}
    try:
        instants = {cell: READER.constant(INSTANT, cell) for cell in cells}
        waits, lost = intervals(starts, ends, instants)
    except DeclarationError as error:
        raise _bad_pauses(field, text) from error
    if lost or not waits or any(end is not None and end < start for start, end in waits):
        raise _bad_pauses(field, text)
    return pauses_text(waits)


INSTANT = Field("received_at", "instant", "")
"""How the ends of a wait are read: as moments that have happened."""


def _pair(part: str) -> tuple[str, str]:
    start, _, end = f"{part.strip()} ".partition(FROM_TO)
    return start.strip(" -"), end.strip()


def _bad_pauses(field: Field, text: str) -> UsageError:
    example = "01/02/2024 - 05/02/2024; 10/02/2024 -"
    return UsageError(f"{field.label_vi}: không hiểu “{text}”. Viết từ - đến, ví dụ {example}")
