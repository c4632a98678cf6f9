"""Writes every export of the made-up district into a folder.

The one place that knows which file is which; the names are as systems give them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onestop.sample.portal import write_portal
from onestop.sample.register import write_register
from onestop.sample.texts import (
    write_desk_csv,
    write_procedures,
    write_ratings,
    write_tan_dan,
    write_units,
)
from onestop.sample.workbooks import write_feedback, write_letters, write_one_stop
from onestop.sample.world import World


@dataclass(frozen=True)
class Exports:
    """What was written: the two catalogues, the exports, and the rows that must be refused."""

    units: Path
    procedures: Path
    files: dict[str, Path]
    rows_to_reject: int


def write_exports(world: World, folder: Path) -> Exports:
    """Writes catalogues and exports into `folder`, made if missing; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    units, procedures = folder / "units.csv", folder / "procedures.csv"
    write_units(world, units)
    write_procedures(world, procedures)
    files = {layout: folder / name for layout, name in _names(world).items()}
    rejects = write_one_stop(world, files["one_stop"]) + write_desk_csv(world, files["desk"])
    write_tan_dan(world, files["tan_dan"])
    write_register(world, files["register"])
    write_portal(world, files["portal"])
    write_letters(world, files["letters"])
    write_ratings(world, files["ratings"])
    write_feedback(world, files["feedback"])
    return Exports(units, procedures, files, rejects)


def _names(world: World) -> dict[str, str]:
    at = world.as_of
    return {
        "one_stop": f"danh-sach-mot-cua-{at:%Y%m%d}.xlsx",
        "portal": "dong-bo-ho-so.json",
        "tan_dan": f"Danh sách hồ sơ {at.day}_{at.month}_{at.year} {at.hour}_{at.minute}.xls",
        "register": "so-tiep-nhan.xlsx",
        "desk": "ho-so-thi-tran.csv",
        "letters": "phieu-xin-loi-hen-lai.xlsx",
        "ratings": "danh-gia-hai-long.csv",
        "feedback": "phan-anh-kien-nghi.xlsx",
    }
