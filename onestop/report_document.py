"""A Word report as a page shows it: its paragraphs and tables, read from the very file.

Charts are left to the file; the page has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from dashboards.data.wishes import PreviewHead, PreviewSheet, PreviewText


HEADING = "Heading"
"""How the names of heading styles begin, in every language of Word's own file."""

TEXT = "text"


def parts_of(file: Path) -> Iterator[PreviewText | PreviewSheet]:
    """Paragraphs and tables in the order of the document; empty paragraphs are left out."""
    for part in Document(str(file)).iter_inner_content():
        if isinstance(part, Table):
            yield _table(part)
        elif part.text.strip():
            yield PreviewText(part.text, _is_heading(part))


def _is_heading(paragraph: Paragraph) -> bool:
    """By its style, or because all of its letters are bold."""
    if paragraph.style is not None and str(paragraph.style.name).startswith(HEADING):
        return True
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _table(table: Table) -> PreviewSheet:
    """The first row as headings; a cell that spans several is told once."""
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    width = max((len(row) for row in rows), default=0)
    first = rows[0] if rows else []
    return PreviewSheet(
        name="",
        head=(),
        headings=(tuple(PreviewHead(text) for text in first),),
        kinds=(TEXT,) * width,
        lines=tuple(("row", (*row, *[""] * (width - len(row)))) for row in rows[1:]),
    )
