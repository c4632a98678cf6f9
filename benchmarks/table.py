"""The bench's lines: what was timed, against what, what was wanted, whether it holds.

It knows how figures become one table and one JSON file; it times nothing.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path


LIBRARIES = ("numpy", "pandas", "sqlalchemy", "psycopg", "python-calamine", "openpyxl")


@dataclass(frozen=True)
class Line:
    """One comparison. `wanted` is a ratio if there is a baseline, else a limit of `product`."""

    what: str
    engine: str
    product: float | None
    unit: str = "s"
    baseline: float | None = None
    against: str = ""
    wanted: float | None = None

    @property
    def ratio(self) -> float | None:
        """Product over baseline."""
        if self.product is None or not self.baseline:
            return None
        return self.product / self.baseline

    @property
    def holds(self) -> bool | None:
        """Whether the wanted is reached; None where nothing is wanted or known."""
        reached = self.ratio if self.against else self.product
        if self.wanted is None or reached is None:
            return None
        return reached <= self.wanted

    def cells(self) -> tuple[str, ...]:
        """The line as a person reads it."""
        sign = "× " if self.against else f" {self.unit}"
        wanted = "" if self.wanted is None else f"≤ {self.wanted:g}{sign}".rstrip()
        baseline = f"{_number(self.baseline)} {self.against}" if self.against else ""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        verdict = {None: "", True: "yes", False: "NO"}[self.holds]
        product = f"{_number(self.product)} {self.unit}"
        return (self.what, self.engine, product, baseline, ratio, wanted, verdict)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def middle(figures: list[float]) -> float:
    """The median."""
    return statistics.median(figures)


def as_text(lines: list[Line]) -> str:
    """The whole table."""
    head = ("what", "engine", "product", "baseline", "ratio", "wanted", "holds?")
    rows = [head, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    cells = (zip(row, widths, strict=True) for row in rows)
    return "\n".join("  ".join(c.ljust(w) for c, w in row).rstrip() for row in cells)


def machine() -> dict:
    """What the figures depend on, without names or paths."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "–"


def keep(path: Path, lines: list[Line], facts: dict) -> None:
    """Writes the lines and the facts as one JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [asdict(line) | {"ratio": line.ratio, "holds": line.holds} for line in lines]
    kept = {"machine": machine(), **facts, "lines": told}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
