"""The refused rows of a load as a workbook to mend them by: where, what, and why.

Whatever stood in a file is written as text: a cell that begins with “=” stays what it was.
"""

from __future__ import annotations

import io
from pathlib import PurePath

from sqlalchemy import Engine
from xlsxwriter import Workbook

from onestop.storage import imports
from onestop.storage.engine import reading


HEADINGS = (
    ("path", "Tệp / File", 32),
    ("sheet", "Trang tính / Sheet", 18),
    ("row", "Dòng / Row", 10),
    ("column", "Cột / Column", 24),
    ("value", "Giá trị / Value", 28),
    ("reason", "Lý do / Reason", 48),
)
"""Column of the list, its heading, its width."""

PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def rejects_workbook(engine: Engine, snapshot_id: int) -> bytes:
    """An xlsx file of a load's refused rows. Raises NotFoundError for an unknown load."""
    with reading(engine) as connection:
        rows = imports.list_rejects(connection, snapshot_id)
    written = io.BytesIO()
    with Workbook(written, PLAIN) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Dòng bị từ chối")
        for at, (name, heading, width) in enumerate(HEADINGS):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, heading, bold)
            for line, one in enumerate(rows, start=1):
                _write(sheet, (line, at), one[name] if name != "path" else _shown(one["path"]))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(HEADINGS) - 1)
    return written.getvalue()


def _write(sheet, cell: tuple[int, int], value: object) -> None:
    if isinstance(value, int):
        sheet.write_number(*cell, value)
    else:
        sheet.write_string(*cell, str(value or ""))


def _shown(path: str) -> str:
    """Only the file's own name: where it lay is nobody's business who mends it."""
    return PurePath(path).name
