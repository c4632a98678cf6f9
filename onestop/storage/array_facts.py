"""The conditions of the domain as arrays over rows at hand.

Numbers are float64 with NaN for "not told"; comparisons with NaN are false, as in SQL
they are unknown. It knows nothing of the database.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from onestop.domain.facts import Facts
from onestop.domain.policy import Policy


Rows = dict[str, np.ndarray]
"""Columns of dossiers by name, all of one length."""


class ArrayOps:
    """`onestop.domain.facts.Ops` for float arrays."""

    def known(self, value: Any) -> Any:
        """Not NaN."""
        return ~np.isnan(value)

    def missing(self, value: Any) -> Any:
        """NaN."""
        return np.isnan(value)

    def first_known(self, *values: Any) -> Any:
        """The first that is not NaN."""
        found = values[0]
        for value in values[1:]:
            found = np.where(np.isnan(found), value, found)
        return found

    def within(self, value: Any, choices: tuple[int, ...]) -> Any:
        """Equal to one of the choices; false for NaN."""
        found = value == choices[0]
        for choice in choices[1:]:
            found |= value == choice
        return found

    def either(self, condition: Any, yes: Any, no: Any) -> Any:
        """`yes` where the condition holds, else `no`."""
        return np.where(condition, yes, no)

    def nothing(self) -> float:
        """NaN."""
        return np.nan

    def paused_at(self, moment: Any, implied: tuple[int, ...]) -> Any:
        """Not told by a row alone: pauses are intervals of their own (see `tally`)."""
        raise NotImplementedError("pauses are read as intervals, not per row")


def array_facts(rows: Rows, policy: Policy) -> Facts:
    """What can be said of rows at hand."""
    return Facts(SimpleNamespace(**rows), ArrayOps(), policy)
