"""Writes exports of any size for the bench: a made-up province, streaming, reproducible.

It knows the wide one-stop headings and realistic skew; the same arguments give the same
bytes. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from benchmarks.province import (
    APPLICANTS,
    AREAS,
    CHANNELS,
    LEVELS,
    PAYMENTS,
    PROCEDURES,
    SEED,
    UNITS,
    YES_NO,
    Province,
    province,
    write_catalogues,
)
from onestop.sample.days import CLOSING_TIME, add_working_days, is_working_day, office_time
from onestop.sample.wording import NATIONAL_STATUSES
from onestop.sample.workbooks import ONE_STOP_HEADINGS as HEADINGS


DATES = ("received", "due", "finished", "returned")
BLOCK_ROWS = 50_000
MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Order:
    """What to make. `variant`: first, again (same rows, other bytes), changed (1 in 1,000)."""

    rows: int
    first_year: int = 2024
    last_year: int = 2024
    variant: str = "first"
    seed: int = SEED

    def days(self) -> np.ndarray:
        """The day numbers of the official years asked for."""
        first = date(self.first_year - 1, 12, 15).toordinal() - date(1970, 1, 1).toordinal()
        end = date(self.last_year, 12, 15).toordinal() - date(1970, 1, 1).toordinal()
        return np.arange(first, end)

    def as_of(self) -> int:
        """The moment the export speaks for: closing time of the last day."""
        return int(self.days()[-1]) * 86_400 + CLOSING_TIME


def _day_sizes(order: Order) -> tuple[np.ndarray, np.ndarray]:
    """Days with dossiers and how many each: full working days, thin Saturdays."""
    days = order.days()
    weekday = (days + 3) % 7
    weight = np.where(is_working_day(days), 1.25 - 0.1 * weekday, np.where(weekday == 5, 0.05, 0))
    edges = np.round(np.cumsum(weight) / weight.sum() * order.rows).astype(np.int64)
    sizes = np.diff(edges, prepend=0)
    return days[sizes > 0], sizes[sizes > 0]


def _day_groups(sizes: np.ndarray) -> list[np.ndarray]:
    block = (np.cumsum(sizes) - 1) // BLOCK_ROWS
    return np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(block)) + 1)


def _skewed(rng: np.random.Generator, count: int, exponent: float, size: int) -> np.ndarray:
    weight = np.cumsum(1 / np.arange(1, count + 1) ** exponent)
    return np.searchsorted(weight, rng.random(size) * weight[-1])


def _serial(unit: np.ndarray, day: np.ndarray) -> np.ndarray:
    """1, 2, 3 … within each unit and day."""
    key = day * UNITS + unit
    order = np.argsort(key, kind="stable")
    in_order = key[order]
    starts = np.flatnonzero(np.diff(in_order, prepend=in_order[0] - 1))
    serial = np.arange(len(key)) - np.repeat(starts, np.diff(starts, append=len(key)))
    ranks = np.empty_like(serial)
    ranks[order] = serial + 1
    return ranks


def _moments(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    return days * 86_400 + office_time(rng.integers(0, 28_800, len(days)))


def _close(rng: np.random.Generator, block: dict, place: Province) -> None:
    """When each dossier was finished and handed over, as if the export came much later."""
    limit, size = place.limit[block["procedure"]], len(block["unit"])
    late = rng.random(size) < place.late_share[block["unit"]]
    spread = (rng.random(size) * limit).astype(np.int64)
    worked = np.where(rng.random(size) < 0.25, limit, spread)
    worked = np.where(late, limit + rng.geometric(0.25, size), worked)
    day = add_working_days(block["day"], worked)
    finished = np.maximum(_moments(rng, day), block["received"] + 900)
    block["finished"] = finished
    later = add_working_days(finished // 86_400, rng.integers(0, 4, size))
    block["returned"] = np.maximum(_moments(rng, later), finished + 300)


def _settle(rng: np.random.Generator, block: dict, as_of: int) -> None:
    """Status and dates as an export at `as_of` would show them."""
    size, chance = len(block["unit"]), rng.random(len(block["unit"]))
    waiting = rng.choice([4, 5, 6, 2, 8], size, p=[0.84, 0.08, 0.03, 0.04, 0.01])
    status = np.where(block["finished"] > as_of, waiting, 10)
    status[(status == 10) & (block["returned"] > as_of)] = 9
    status[(status == 10) & (chance < 0.015)] = 7
    status[chance > 0.996] = np.where(chance[chance > 0.996] > 0.999, 1, 3)
    block["status"] = status
    block["finished"][(status < 7) | (status == 8)] = MISSING
    block["returned"][status != 10] = MISSING
    block["due"][(status == 1) | (status == 3)] = MISSING


def _habits(rng: np.random.Generator, block: dict, place: Province) -> None:
    """Channel, digitisation, fee and payment."""
    unit, procedure, size = block["unit"], block["procedure"], len(block["unit"])
    wish = place.online_share[unit] * np.array([0, 0, 0, 0.7, 1.1])[place.level[procedure]]
    online, postal = rng.random(size) < wish, rng.random(size) < 0.02
    block["channel"] = np.where(online, 2, np.where(postal, 3, 1))
    digitised = rng.random((2, size)) < place.digitised_share[unit]
    block["components"] = digitised[0].astype(np.int64)
    closed = (block["status"] == 9) | (block["status"] == 10)
    block["result"] = np.where(closed, digitised[1], -1)
    block["fee"] = place.fee[procedure]
    paid = (block["fee"] > 0) & online & (rng.random(size) < 0.6)
    block["payment"] = np.where(paid, 1 + (rng.random(size) < 0.3), 0)


def _block(order: Order, place: Province, number: int, days: np.ndarray) -> dict:
    rng = np.random.default_rng([order.seed, 1, number])
    unit = _skewed(rng, UNITS, 0.4, len(days))
    procedure = _skewed(rng, PROCEDURES, 0.8, len(days))
    block = {"unit": unit, "procedure": procedure, "day": days, "serial": _serial(unit, days)}
    block["received"] = _moments(rng, days)
    block["due"] = add_working_days(days, place.limit[procedure]) * 86_400 + CLOSING_TIME
    _close(rng, block, place)
    _settle(rng, block, order.as_of())
    _habits(rng, block, place)
    block["applicant"] = rng.integers(0, len(APPLICANTS), len(days))
    return block


def _change(block: dict, first_row: int, as_of: int) -> None:
    """One row in a thousand tells something new: just finished, or scanned after all."""
    rows = np.flatnonzero((first_row + np.arange(len(block["unit"]))) % 1000 == 500)
    is_open = np.isin(block["status"][rows], (2, 4, 5, 6))
    done, other = rows[is_open], rows[~is_open]
    block["status"][done] = 9
    block["finished"][done] = as_of
    block["components"][other] = 1 - block["components"][other]


def blocks(order: Order, place: Province) -> Iterator[dict]:
    """The dossiers, about fifty thousand at a time, in the order of the variant."""
    days, sizes = _day_sizes(order)
    groups = list(enumerate(_day_groups(sizes)))
    first_rows = np.concatenate(([0], np.cumsum(sizes)))
    for number, group in reversed(groups) if order.variant == "again" else groups:
        block = _block(order, place, number, np.repeat(days[group], sizes[group]))
        if order.variant == "changed":
            _change(block, int(first_rows[group[0]]), order.as_of())
        if order.variant == "again":
            block = {field: values[::-1] for field, values in block.items()}
        yield block


def _lookup(wordings: dict[int, str]) -> np.ndarray:
    """Position -> wording; -1 stands last, where numpy looks for it."""
    words = np.full(max(wordings) + 2, "", dtype=object)
    for number, wording in wordings.items():
        words[number] = wording
    return words


def _texts(values: list[str]) -> np.ndarray:
    return np.array(values, dtype=object)


def _codes(block: dict, place: Province) -> np.ndarray:
    days = np.unique(block["day"])
    stamp = _texts([f"-{date.fromordinal(719_163 + int(d)):%y%m%d}-" for d in days])
    serial = _texts([f"{n:04d}" for n in range(int(block["serial"].max()) + 1)])
    unit = _texts(place.unit_codes)[block["unit"]]
    return unit + stamp[np.searchsorted(days, block["day"])] + serial[block["serial"]]


CLOCK = _texts([f" {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86_400)])


def _date_texts(instants: np.ndarray) -> np.ndarray:
    told = instants != MISSING
    days, position = np.unique(instants[told] // 86_400, return_inverse=True)
    names = _texts([f"{date.fromordinal(719_163 + int(d)):%d/%m/%Y}" for d in days])
    texts = np.full(len(instants), "", dtype=object)
    texts[told] = names[position] + CLOCK[instants[told] % 86_400]
    return texts


def columns(block: dict, place: Province, first_number: int) -> list[np.ndarray]:
    """The eighteen columns of one block: text, but the running number, dates and the fee."""
    procedure = block["procedure"]
    size = len(procedure)
    return [
        np.arange(first_number, first_number + size),
        _codes(block, place),
        _texts(place.procedure_codes)[procedure],
        _texts(place.procedure_names)[procedure],
        _texts(AREAS)[place.area[procedure]],
        _lookup(LEVELS)[place.level[procedure]],
        _texts(place.unit_names)[block["unit"]],
        _lookup(CHANNELS)[block["channel"]],
        _texts(APPLICANTS)[block["applicant"]],
        *(block[field] for field in DATES),
        _lookup(NATIONAL_STATUSES)[block["status"]],
        _lookup(YES_NO)[block["components"]],
        _lookup(YES_NO)[block["result"]],
        block["fee"],
        _lookup(PAYMENTS)[block["payment"]],
    ]


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
        for block in blocks(order, place):
            cells = columns(block, place, written + 1)
            for position, field in enumerate(DATES, HEADINGS.index("Ngày tiếp nhận")):
                cells[position] = _date_texts(block[field])
            texts = [map(str, c.tolist()) if c.dtype != object else c.tolist() for c in cells]
            file.write(tail.join(map(",".join, zip(*texts, strict=True))) + tail)
            written += len(block["unit"])
    return written


def write_xlsx(path: Path, order: Order) -> int:
    """Writes one workbook, dates as true dates, texts inline as streaming servers do."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("DanhSachHoSo")
    style = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    place, written = province(order.seed), 0
    sheet.write_row(0, 0, HEADINGS)
    for block in blocks(order, place):
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


def count(text: str) -> int:
    """Reads 1000, 100k, 5m."""
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="a .csv or .xlsx to write, or a folder: catalogues")
    parser.add_argument("--rows", type=count, default=1_000_000)
    parser.add_argument("--years", default="2024", help="official years: 2024 or 2021-2025")
    parser.add_argument("--variant", choices=("first", "again", "changed"), default="first")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def main() -> None:
    asked = _arguments()
    if asked.path.suffix not in (".csv", ".xlsx"):
        asked.path.mkdir(parents=True, exist_ok=True)
        write_catalogues(asked.path, asked.seed)
        return
    first, _, last = asked.years.partition("-")
    order = Order(asked.rows, int(first), int(last or first), asked.variant, asked.seed)
    write = write_csv if asked.path.suffix == ".csv" else write_xlsx
    print(f"{asked.path.name}: {write(asked.path, order)} rows")


if __name__ == "__main__":
    main()
