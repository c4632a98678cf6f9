"""The reports' rows of the bench: each form, the reform report, letters, a long register.

It starts the command line, as a clerk would, and reads nothing but how long it took.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Run
from benchmarks.product import Store
from benchmarks.table import Line


FORMS = (
    *("ii06a", "07a", "766-progress", "digitisation", "online", "payments"),
    *("ii05a", "pakn", "late", "score-766"),
)
YEAR, MONTH = "2024", "2024-05"
"""A month of the bench's million is some eighty thousand rows of a register."""

FORM_SECONDS, DOCUMENT_SECONDS, LETTERS_SECONDS = 3, 5, 20
REGISTER_SECONDS, REGISTER_MB = 30, 500
"""Wanted of issue 4: a form; the reform report; a thousand letters; a register of 100,000 rows."""


def lines(store: Store, engine: str) -> list[Line]:
    """Every line of the reports, for a store that is loaded."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *_form_lines(store, engine, folder),
            *_letter_lines(store, engine, folder / "letters"),
            *_register_lines(store, engine, folder),
        ]


def _written(store: Store, form: str, period: str, out: Path) -> Run:
    return store.onestop("report", form, "--period", period, "--out", str(out))


def _form_lines(store: Store, engine: str, folder: Path) -> Iterator[Line]:
    for form in FORMS:
        took = _written(store, form, YEAR, folder / f"{form}.xlsx").seconds
        yield Line(f"form {form}, a year", engine, took, wanted=FORM_SECONDS)
    took = _written(store, "cchc", YEAR, folder / "cchc.docx").seconds
    yield Line("reform report, docx", engine, took, wanted=DOCUMENT_SECONDS)


def _letter_lines(store: Store, engine: str, folder: Path) -> Iterator[Line]:
    folder.mkdir()
    took = store.onestop("apologies", "--due-within", "5", "--write", str(folder)).seconds
    count = sum(1 for _ in folder.glob("*.docx"))
    if count:
        thousand = took / count * 1000
        what = f"1,000 apology letters (of {count:,})"
        yield Line(what, engine, thousand, wanted=LETTERS_SECONDS)


def _register_lines(store: Store, engine: str, folder: Path) -> Iterator[Line]:
    done = _written(store, "register", MONTH, folder / "register.xlsx")
    yield Line("register of a month", engine, done.seconds, wanted=REGISTER_SECONDS)
    yield Line("  its peak memory", engine, done.peak_mb, "MB", wanted=REGISTER_MB)
