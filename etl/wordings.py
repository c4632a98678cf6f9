"""What systems write for a status, a channel, a yes: wordings become numbers.

It knows config/codes/*.csv and a profile's own wordings, which come first; it never
guesses: what neither tells is unknown.
"""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np

from etl.parse_text import bare, cell_text, fold, is_empty
from etl.profile import Profile
from onestop.domain.errors import DeclarationError
from onestop.settings import shipped_config


CODES = shipped_config() / "codes"
KINDS = (
    "status",
    "channel",
    "level",
    "flag",
    "payment",
    "satisfaction",
    "return_channel",
    "applicant_kind",
)
NATIONAL = "national"
"""Origin of bare numbers: they count only where the profile says `numbers = "national"`."""
TICK = "tick"
"""Origin of marks that leave a blank to mean no, if the column holds nothing else."""


class Wordings:
    """The wordings one profile accepts, its own before the common ones."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._tables: dict[tuple[str, str], tuple[dict, dict]] = {}

    def numbers(self, kind: str, values: list, field: str = "") -> tuple[np.ndarray, np.ndarray]:
        """Distinct cells -> float64 numbers (NaN = none), and which are not understood.

        A profile may give wordings for a kind of field or, more closely, for one field.
        """
        own, common = self._table(kind, field)
        numbers = np.full(len(values), np.nan)
        unknown = np.zeros(len(values), bool)
        for i, value in enumerate(values):
            folded = fold(cell_text(value))
            number = _find(folded, own)
            if number is None and not is_empty(value):
                number = _find(folded, common)
                unknown[i] = number is None
            if number is not None:
                numbers[i] = number
        return numbers, unknown

    def _table(self, kind: str, field: str) -> tuple[dict, dict]:
        if (kind, field) not in self._tables:
            told = self._profile.wordings
            own = {**told.get(kind, {}), **told.get(field, {})}
            pairs = [(wording, int(number)) for wording, number in own.items()]
            national = self._profile.numbers == NATIONAL
            self._tables[kind, field] = (_index(pairs), _common(kind, national=national))
        return self._tables[kind, field]


def is_tick(value: object) -> bool:
    """Whether a cell is a mark such as x or ✓, not a word."""
    return fold(cell_text(value)) in _ticks()


@lru_cache(maxsize=32)
def rows(kind: str) -> tuple[tuple[str, int, str], ...]:
    """The table of a kind: wording, number, origin. Raises DeclarationError."""
    path = CODES / f"{kind}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    for row in table:
        if not (row["wording"] and str(row["number"]).isdigit() and row["origin"]):
            raise DeclarationError(path.name, str(row["wording"]), "cần wording, number, origin")
    return tuple((row["wording"], int(row["number"]), row["origin"]) for row in table)


@lru_cache(maxsize=32)
def _common(kind: str, *, national: bool) -> dict[str, int]:
    return _index([(w, n) for w, n, origin in rows(kind) if national or origin != NATIONAL])


@lru_cache(maxsize=1)
def _ticks() -> frozenset[str]:
    return frozenset(fold(wording) for wording, _, origin in rows("flag") if origin == TICK)


def _index(pairs: list[tuple[str, int]]) -> dict[str, int]:
    """Folded and bare forms; a bare form that could be two things is left out."""
    exact = {fold(str(wording)): number for wording, number in pairs}
    meanings: dict[str, set[int]] = {}
    for wording, number in exact.items():
        meanings.setdefault(bare(wording), set()).add(number)
    plain = {wording: found.pop() for wording, found in meanings.items() if len(found) == 1}
    return {**plain, **exact}


def _find(folded: str, table: dict[str, int]) -> int | None:
    number = table.get(folded)
    return table.get(bare(folded)) if number is None else number
