"""The statistic annex of a reform report: rows of config/templates/cchc-annex.toml, filled.

What the store cannot know stays empty with a note that the office fills it in. The same rows
become a table in the document and a workbook beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from onestop.domain.declared import Table, read_toml
from onestop.reports.cchc_fields import COUNTED, INDICATORS, LEVELS, OF_LEVEL
from onestop.reports.cchc_values import NOTHING, Count, NotTold, Share
from onestop.reports.form import TEXT, Column
from onestop.reports.sheet import ROW, TITLE, Head, Line, Sheet


BY_HAND = "cơ quan điền"

COLUMNS = (
    Column("number", ("STT",), kind=TEXT, width=8),
    Column("label", ("Chỉ tiêu thống kê",), kind=TEXT, width=62),
    Column("counted_in", ("Đơn vị tính",), kind=TEXT, width=16),
    Column("result", ("Kết quả thống kê",), kind=TEXT, width=16),
    Column("note", ("Ghi chú",), kind=TEXT, width=26),
)

VALUES = (
    *COUNTED,
    *(one.code for one in INDICATORS),
    *(f"by_{level}.{part}" for level in LEVELS for part in OF_LEVEL),
)
"""What a row may take its result from."""


@dataclass(frozen=True)
class AnnexRow:
    """One row as declared. value: a field; "" for what the office fills in by hand."""

    number: str
    label: str
    counted_in: str
    value: str
    note: str
    is_heading: bool


def load_annex(file: Path) -> tuple[AnnexRow, ...]:
    """The rows of a file; DeclarationError names file, row, and the nearest field."""
    told = Table(str(file), "", read_toml(file))
    told.only(("row",))
    return tuple(_row(one) for one in told.tables("row"))


def _row(told: Table) -> AnnexRow:
    told.only(("number", "label", "counted_in", "value", "note", "heading"))
    value = told.text("value", "")
    if value:
        told.one_of("value", value, VALUES)
    return AnnexRow(
        told.text("number", ""),
        told.text("label"),
        told.text("counted_in", ""),
        value,
        told.text("note", ""),
        told.yes("heading"),
    )


def annex_rows(rows: tuple[AnnexRow, ...], values: Mapping[str, object]) -> list[dict[str, object]]:
    """The rows with their results, as the document shows them."""
    return [
        {
            "number": row.number,
            "label": row.label,
            "counted_in": row.counted_in,
            "result": _shown(_value(row, values)),
            "note": _note(row),
            "is_heading": row.is_heading,
        }
        for row in rows
    ]


def annex_sheet(
    rows: tuple[AnnexRow, ...], values: Mapping[str, object], head: Head, notes: tuple[str, ...]
) -> Sheet:
    """The same rows as a sheet, their results as numbers."""
    lines = [
        Line(TITLE, ("", f"{row.number}  {row.label}".strip()))
        if row.is_heading
        else Line(ROW, _cells(row, values))
        for row in rows
    ]
    return Sheet("Phu luc", head, COLUMNS, lines, notes, has_numbers=False)


def _cells(row: AnnexRow, values: Mapping[str, object]) -> tuple:
    return (row.number, row.label, row.counted_in, _number(_value(row, values)), _note(row))


def _note(row: AnnexRow) -> str:
    return row.note or ("" if row.value or row.is_heading else BY_HAND)


def _value(row: AnnexRow, values: Mapping[str, object]) -> object:
    if not row.value:
        return None
    name, _, part = row.value.partition(".")
    return values[name][part] if part else values[name]


def _shown(value: object) -> str:
    """A share without its sign: the column before says what is counted."""
    if isinstance(value, Share):
        return value.percent.removesuffix(" %")
    return "" if value is None else str(value)


def _number(value: object) -> int | float | str | None:
    if isinstance(value, Count):
        return value.value
    if isinstance(value, Share):
        return round(float(value.value.ratio) * 100, 1) if value else NOTHING
    return NOTHING if isinstance(value, NotTold) else None
