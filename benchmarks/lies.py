"""Plants each lie by itself in a made-up district and counts: found, and false alarms.

`python benchmarks/lies.py [SEEDS] [LIE…]`: a process of its own that prints one JSON line,
and the table on the other stream. Every district is written as files, loaded month by month,
and asked as a user would ask.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path


SEEDS = 3


def measured(seeds: int, wanted: list[str]) -> dict:
    """How often each lie was planted and found, and false alarms a unit and year."""
    from tests.agreement.lies import LIES
    from tests.agreement.lying_exports import District
    from tests.agreement.lying_store import UNIT_YEARS
    from tests.agreement.lying_truth import truth

    lies = [lie for lie in LIES if not wanted or lie.name in wanted or lie.check in wanted]
    rows = {lie.name: {"planted": 0, "found": 0, "false": 0, "missed": []} for lie in lies}
    clean: list[int] = []
    for seed in range(1, seeds + 1):
        honest = truth(seed)
        told = _signs(District(honest))
        clean.append(len(told))
        _say(f"seed {seed}, honest: {[(unit, s.check, s.month.code) for unit, s in told]}")
        for lie in lies:
            _plant(rows[lie.name], lie, honest, seed)
    return {"lies": rows, "clean": clean, "unit_years": UNIT_YEARS}


MOST_FALSE = 1.0
"""Wanted of issue 5: fewer false alarms than this for each unit and year of a clean world."""


def false_a_year(figures: dict, counts: list[int]) -> float:
    """False alarms a unit and year."""
    return sum(counts) / max(len(counts), 1) / figures["unit_years"]


def lies_text(figures: dict) -> str:
    """The table: lie, planted, found, false alarms a unit and year in the same district."""
    heads = ("lie", "planted", "found", "false alarms / unit-year")
    rows = [
        (name, str(row["planted"]), str(row["found"]), f"{_false(figures, row):.3f}")
        for name, row in figures["lies"].items()
    ]
    clean = f"{false_a_year(figures, figures['clean']):.3f}"
    rows.append(("none: honest", str(len(figures["clean"])), "–", clean))
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    return "\n".join(lines)


def _false(figures: dict, row: dict) -> float:
    return row["false"] / max(row["planted"], 1) / figures["unit_years"]


def lie_lines(figures: dict) -> list[tuple[str, float, float | None]]:
    """What the bench's own table says: name, value, what is wanted at most."""
    planted, found = (sum(row[k] for row in figures["lies"].values()) for k in ("planted", "found"))
    clean = false_a_year(figures, figures["clean"])
    return [
        ("lies missed", float(planted - found), 0.0),
        ("false alarms, unit-year", clean, MOST_FALSE),
    ]


def _plant(row: dict, lie, honest, seed: int) -> None:
    from tests.agreement.lies import plot_of
    from tests.agreement.lying_store import is_false, is_meant

    plot = plot_of(lie, seed)
    told = _signs(lie.tell(honest, plot))
    found = any(is_meant(lie, plot, unit, sign) for unit, sign in told)
    row["planted"] += 1
    row["found"] += found
    row["false"] += sum(is_false(plot, unit, sign) for unit, sign in told)
    if not found:
        row["missed"].append([seed, plot.unit, plot.first])
    shown = [(unit, s.check, s.month.code, s.suspicious, s.looked_at, s.limit) for unit, s in told]
    _say(f"seed {seed}, {lie.name}, {plot}: {'found' if found else 'MISSED'} {shown}")


def _signs(district) -> list:
    from tests.agreement.lying_store import signs_of

    with tempfile.TemporaryDirectory(prefix="onestop-lies-") as folder:
        return signs_of(district, Path(folder))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    asked = sys.argv[1:]
    told = measured(int(asked[0]) if asked else SEEDS, asked[1:])
    _say(lies_text(told))
    print(json.dumps(told, ensure_ascii=False))
