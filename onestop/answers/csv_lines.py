"""Rows as csv: headings, then a line a row; text that looks like a formula stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from onestop.domain.formulas import harmless


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole csv, lines ending in a line feed."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()
