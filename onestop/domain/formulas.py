"""What a spreadsheet would run as a formula, and how a csv keeps it text.

An xlsx cell has a kind of its own and needs none of this.
"""

from __future__ import annotations


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A csv cell that begins so could be run as a formula by a spreadsheet."""


def harmless(cell: object) -> object:
    """A csv cell as it may be written: text that looks like a formula stays text.

    >>> harmless("=1+1"), harmless("H97-1"), harmless(-5), harmless(None)
    ("'=1+1", 'H97-1', -5, '')
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell
