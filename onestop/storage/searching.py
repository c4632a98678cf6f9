"""The dossiers that a typed text means: by code, by procedure, by unit.

Codes and offices are few enough to be compared in Python, so a text typed without
diacritics finds them too; dossiers are found by the store.
"""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from onestop.domain.wording import name_key, without_marks
from onestop.storage.tables import dossier, procedure, unit


def code_key(text: str) -> str:
    """A dossier's code as it is stored: NFC, no white space, upper case.

    >>> code_key(" h98.31.05 - 241111-0001")
    'H98.31.05-241111-0001'
    """
    return "".join(unicodedata.normalize("NFC", text).split()).upper()


def matching(connection: Connection, text: str) -> ColumnElement:
    """Dossiers whose code, procedure or unit holds a text; letters' case is the same.

    A text with diacritics means them; one without finds names with any.
    """
    found = [dossier.c.code.contains(code_key(text), autoescape=True)]
    for table, column in ((procedure, dossier.c.procedure_id), (unit, dossier.c.unit_id)):
        ids = _named(connection, table, name_key(text))
        if ids:
            found.append(column.in_(ids))
    return or_(*found)


def _named(connection: Connection, table: Table, wanted: str) -> list[int]:
    is_plain = wanted == without_marks(wanted)
    rows = connection.execute(select(table.c.id, table.c.name_key))
    return [number for number, key in rows if wanted in (without_marks(key) if is_plain else key)]
