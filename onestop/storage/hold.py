"""A hold on a file that other processes can see, and that ends with whoever holds it.

Killed or gone, a process holds nothing any more: no number of a process to mistake for
another's, and the same on Windows. SQLite's own lock on an empty database does it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


PATIENCE = 5.0
"""Seconds a holder waits: whoever only asks holds the file for an instant too."""


@contextmanager
def held(file: Path) -> Iterator[bool]:
    """Holds a file for as long as the block runs; False if another process holds it."""
    with closing(_open(file, PATIENCE)) as line:
        yield _took(line)


def is_held(file: Path) -> bool:
    """Whether a living process holds a file. Several may ask at once: asking only reads."""
    if not file.exists():
        return False
    with closing(_open(file, 0)) as line:
        return not _took(line, "SELECT count(*) FROM sqlite_master")


def _open(file: Path, seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=seconds, isolation_level=None)


def _took(line: sqlite3.Connection, asking: str = "BEGIN EXCLUSIVE") -> bool:
    try:
        line.execute(asking)
    except sqlite3.OperationalError:
        return False
    return True
