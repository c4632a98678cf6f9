"""The bench's lines: product, raw limit, analyst side by side, what was wanted, whether it holds.

It knows how figures become one table, as text and as markdown; it times nothing.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass


HEAD = (
    *("what", "engine", "product", "raw limit", "analyst", "ratio", "wanted", "holds?"),
    *("growth", "kept"),
)


@dataclass(frozen=True)
class Line:
    """One comparison. `wanted` is a ratio if there is a baseline, else a limit of `product`.

    rows: what both worked through, for rows/s; peaks in MB; growth: exponents of product and
    baseline; since: what the comparison with the kept run says; absolute: `wanted` is a limit
    of `product` though there is a baseline.
    """

    what: str
    engine: str
    product: float | None
    unit: str = "s"
    baseline: float | None = None
    against: str = ""
    wanted: float | None = None
    rows: int | None = None
    peak_mb: float | None = None
    baseline_peak_mb: float | None = None
    analyst: float | None = None
    analyst_rows: int | None = None
    analyst_peak_mb: float | None = None
    growth: float | None = None
    baseline_growth: float | None = None
    since: str = ""
    absolute: bool = False

    @property
    def ratio(self) -> float | None:
        """Product over baseline."""
        if self.product is None or not self.baseline:
            return None
        return self.product / self.baseline

    @property
    def holds(self) -> bool | None:
        """Whether the wanted is reached; None where nothing is wanted or known."""
        reached = self.ratio if self._by_ratio() else self.product
        if self.wanted is None or reached is None:
            return None
        return reached <= self.wanted

    def cells(self) -> tuple[str, ...]:
        """The line as a person reads it."""
        sign = " ×" if self._by_ratio() else f" {self.unit}"
        wanted = "" if self.wanted is None else f"≤ {self.wanted:g}{sign}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        verdict = {None: "", True: "yes", False: "NO"}[self.holds]
        return (
            *(self.what, self.engine, *self._sides()),
            *(ratio, wanted, verdict, self._growth(), self.since),
        )

    def _by_ratio(self) -> bool:
        return bool(self.against) and not self.absolute

    def _sides(self) -> tuple[str, str, str]:
        """Product, raw limit, analyst: each its figure, rows a second, peak."""
        product = _side(self.product, self.unit, self.rows, self.peak_mb)
        raw = analyst = ""
        if self.against:
            raw = _side(self.baseline, self.against, self.rows, self.baseline_peak_mb)
        if self.analyst is not None:
            analyst = _side(self.analyst, self.unit, self.analyst_rows, self.analyst_peak_mb)
            if self.analyst_rows not in (None, self.rows):
                analyst += f" ({self.analyst_rows:,} rows)"
        return product, raw, analyst

    def _growth(self) -> str:
        if self.growth is None:
            return ""
        raw = "" if self.baseline_growth is None else f" / {self.baseline_growth:.2f}"
        return f"{self.growth:.2f}{raw}"


def _side(value: float | None, unit: str, rows: int | None, peak_mb: float | None) -> str:
    parts = [f"{number(value)} {unit}"]
    if rows and value and unit.split(" ")[0] == "s":
        parts.append(f"{rows / value:,.0f} rows/s")
    if peak_mb:
        parts.append(f"{peak_mb:,.0f} MB")
    return ", ".join(parts)


def number(value: float | None) -> str:
    """Three figures, or whole ones from a hundred on."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def middle(figures: list[float]) -> float:
    """The median."""
    return statistics.median(figures)


def _told(lines: list[Line]) -> list[tuple[str, ...]]:
    """Heading and rows, without the columns that nothing stands in."""
    rows = [line.cells() for line in lines]
    used = [at for at in range(len(HEAD)) if any(row[at] for row in rows)]
    return [tuple(row[at] for at in used) for row in (HEAD, *rows)]


def as_text(lines: list[Line]) -> str:
    """The whole table."""
    rows = _told(lines)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = (zip(row, widths, strict=True) for row in rows)
    return "\n".join("  ".join(c.ljust(w) for c, w in row).rstrip() for row in cells)


def as_markdown(lines: list[Line]) -> str:
    """The whole table, to be quoted in the notes."""
    head, *rows = _told(lines)
    rule = tuple("---" for _ in head)
    return "\n".join(
        "| " + " | ".join(cell.strip() for cell in row) + " |" for row in (head, rule, *rows)
    )
