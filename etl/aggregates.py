"""Tells a table of totals from a list, so that it is refused with the name of its form.

It knows config/codes/aggregates.toml; a sheet that fits a profile never comes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.declarations import read_toml
from etl.headings import fold_bare
from onestop.domain.errors import DeclarationError


@dataclass(frozen=True)
class AggregateForm:
    """One form of totals: words of its title, and headings of which some must stand."""

    name: str
    title: tuple[str, ...]
    marks: frozenset[str]
    at_least: int


def load_aggregates(file: Path) -> list[AggregateForm]:
    """The declared forms, in the order in which they are tried."""
    forms = []
    for told in read_toml(file).get("form", []):
        if not {"name", "marks", "at_least"} <= set(told):
            raise DeclarationError(str(file), "form", "cần name, marks và at_least")
        marks = frozenset(fold_bare(mark) for mark in told["marks"])
        title = tuple(fold_bare(word) for word in told.get("title", ()))
        forms.append(AggregateForm(told["name"], title, marks, told["at_least"]))
    return forms


def aggregate_form(head: list[list], forms: list[AggregateForm]) -> str:
    """The form whose headings stand in the first rows, with the sheet's title; "" if none."""
    cells = [fold_bare(str(cell)) for row in head for cell in row if str(cell).strip()]
    texts = set(cells)
    for form in forms:
        enough = len(form.marks & texts) >= form.at_least
        titled = not form.title or any(word in cell for word in form.title for cell in cells)
        if enough and titled:
            title = _title(head)
            return f"{form.name}: {title}" if title else form.name
    return ""


def _title(head: list[list]) -> str:
    """A heading of the page in capitals, such as "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC"."""
    words = ("tinh hinh", "bao cao", "thong ke", "tong hop", "ket qua")
    for row in head:
        for cell in row:
            text = " ".join(str(cell).split())
            if text.isupper() and any(word in fold_bare(text) for word in words):
                return text
    return ""
