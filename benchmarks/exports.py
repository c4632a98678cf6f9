"""The files of a bench, each made once for its folder, and the moments they speak for."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import must, run


HERE = Path(__file__).resolve().parent


def short(rows: int) -> str:
    """1000000 -> 1m, 200000 -> 200k."""
    for factor, letter in ((1_000_000, "m"), (1_000, "k")):
        if rows >= factor and rows % factor == 0:
            return f"{rows // factor}{letter}"
    return str(rows)


def count(text: str) -> int:
    """1m -> 1000000; ValueError of what is no number."""
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def years(rows: int) -> str:
    """A year up to a million dossiers, then a year more for each million, five at most."""
    wanted = min(max(rows // 1_000_000, 1), 5)
    return {1: "2024", 2: "2023-2024", 3: "2022-2024", 4: "2021-2024", 5: "2021-2025"}[wanted]


def as_of(rows: int, day: int = 14, clock: str = "23:59:59") -> str:
    """The end of the years of a file, or a later day's export."""
    return f"{years(rows)[-4:]}-12-{day}T{clock}"


@dataclass(frozen=True)
class Exports:
    """A folder of exports; what stands in it already is used again."""

    folder: Path

    def file(self, rows: int, kind: str = "csv", variant: str = "first") -> Path:
        """The one-stop export (csv, xlsx), a later one of it, or the portal's (json)."""
        suffix = "" if variant == "first" else f"-{variant}"
        path = self.folder / f"{short(rows)}{suffix}.{kind}"
        if not path.exists():
            asked = ("--rows", str(rows), "--years", years(rows), "--variant", variant)
            self._make(path, *asked)
        return path

    def catalogues(self) -> Path:
        """The folder of units.csv and procedures.csv."""
        if not (self.folder / "procedures.csv").exists():
            must(run([sys.executable, str(HERE / "make.py"), str(self.folder)]))
        return self.folder

    def parquet(self, rows: int) -> Path:
        """The csv's rows as DuckDB writes them."""
        path = self.folder / f"{short(rows)}.parquet"
        if not path.exists():
            source, half = self.file(rows), path.with_suffix(".half")
            must(run([sys.executable, str(HERE / "duck.py"), "write", str(source), str(half)]))
            half.rename(path)
        return path

    def _make(self, path: Path, *asked: str) -> None:
        """Written beside and then named: a run that was ended leaves no half file to use."""
        half = path.with_name(f"half-{path.name}")
        must(run([sys.executable, str(HERE / "make.py"), str(half), *asked]))
        half.rename(path)
