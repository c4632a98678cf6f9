"""Writes exports of any size for the bench: a made-up province, streaming, reproducible.

It knows the wide one-stop headings and how blocks become files; the same arguments give the
same bytes. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import xlsxwriter

from benchmarks.day import day_blocks
from benchmarks.dossiers import DATES, MISSING, Order, blocks
from benchmarks.exports import count
from benchmarks.portal import write_portal
from benchmarks.province import (
    APPLICANTS,
    AREAS,
    CHANNELS,
    LEVELS,
    PAYMENTS,
    SEED,
    YES_NO,
    Province,
    province,
    write_catalogues,
)
from benchmarks.texts import codes, lookup, stamped, texts
from onestop.sample.wording import NATIONAL_STATUSES
from onestop.sample.workbooks import ONE_STOP_HEADINGS as HEADINGS


CLOCK = texts([f" {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86_400)])


def columns(block: dict, place: Province, first_number: int) -> list[np.ndarray]:
    """The eighteen columns of one block: text, but the running number, dates and the fee."""
    procedure = block["procedure"]
    size = len(procedure)
    return [
        np.arange(first_number, first_number + size),
        codes(block, place),
        texts(place.procedure_codes)[procedure],
        texts(place.procedure_names)[procedure],
        texts(AREAS)[place.area[procedure]],
        lookup(LEVELS)[place.level[procedure]],
        texts(place.unit_names)[block["unit"]],
        lookup(CHANNELS)[block["channel"]],
        texts(APPLICANTS)[block["applicant"]],
        *(block[field] for field in DATES),
        lookup(NATIONAL_STATUSES)[block["status"]],
        lookup(YES_NO)[block["components"]],
        lookup(YES_NO)[block["result"]],
        block["fee"],
        lookup(PAYMENTS)[block["payment"]],
    ]


def rows_of(order: Order, place: Province) -> Iterator[dict]:
    """The blocks of an order's variant."""
    return day_blocks(order, place) if order.variant == "day" else blocks(order, place)


def _quoted(place: Province) -> Province:
    """Names with a comma in csv quotes, once a catalogue instead of once a row."""
    return replace(place, procedure_names=[f'"{name}"' for name in place.procedure_names])


def write_csv(path: Path, order: Order) -> int:
    """Writes one csv (UTF-8 with BOM) and returns its number of dossiers."""
    place, written = _quoted(province(order.seed)), 0
    tail = ",\n" if order.variant == "again" else "\n"
    headings = [f'"{name}"' if "," in name else name for name in HEADINGS]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(headings) + (",Ghi chú\n" if order.variant == "again" else "\n"))
        for block in rows_of(order, place):
            cells = columns(block, place, written + 1)
            for position, field in enumerate(DATES, HEADINGS.index("Ngày tiếp nhận")):
                cells[position] = stamped(block[field], "%d/%m/%Y", CLOCK)
            told = [map(str, c.tolist()) if c.dtype != object else c.tolist() for c in cells]
            file.write(tail.join(map(",".join, zip(*told, strict=True))) + tail)
            written += len(block["unit"])
    return written


def write_xlsx(path: Path, order: Order) -> int:
    """Writes one workbook, dates as true dates, texts inline as streaming servers do."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("DanhSachHoSo")
    style = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    place, written = province(order.seed), 0
    sheet.write_row(0, 0, HEADINGS)
    for block in rows_of(order, place):
        for row in zip(*(c.tolist() for c in columns(block, place, written + 1)), strict=True):
            written += 1
            _write_row(sheet, written, row, style)
    book.close()
    return written


def _write_row(sheet, row: int, cells: tuple, style) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(row, column, cell)
        elif 9 <= column <= 12:
            if cell != MISSING:
                sheet.write_number(row, column, cell / 86_400 + 25_569, style)
        else:
            sheet.write_number(row, column, cell)


WRITERS = {".csv": write_csv, ".xlsx": write_xlsx, ".json": write_portal}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "path",
        type=Path,
        help="a .csv, .xlsx (one-stop) or .json (portal) to write, or a folder: catalogues",
    )
    parser.add_argument("--rows", type=count, default=1_000_000)
    parser.add_argument("--years", default="2024", help="official years: 2024 or 2021-2025")
    parser.add_argument("--variant", choices=("first", "again", "changed", "day"), default="first")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def main() -> None:
    asked = _arguments()
    if asked.path.suffix not in WRITERS:
        asked.path.mkdir(parents=True, exist_ok=True)
        write_catalogues(asked.path, asked.seed)
        return
    first, _, last = asked.years.partition("-")
    order = Order(asked.rows, int(first), int(last or first), asked.variant, asked.seed)
    print(f"{asked.path.name}: {WRITERS[asked.path.suffix](asked.path, order)} rows")


if __name__ == "__main__":
    main()
