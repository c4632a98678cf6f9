"""What a report is wished for and what comes back: the words between pages and reports.

The desk that writes reports is handed in from outside (`Installation.reports`); here is only
the shape of what goes over it. It knows no form and asks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onestop.domain.period import Period


@dataclass(frozen=True)
class FormOffer:
    """A form that can be written.

    kinds: of files ("xlsx", "docx"); by: how its rows can be made, its own way first ("area",
    "unit"). keeps: whether it can be written from the figures of a closed period.
    """

    code: str
    label_vi: str
    label_en: str
    kinds: tuple[str, ...]
    by: tuple[str, ...] = ()
    keeps: bool = False


@dataclass(frozen=True)
class Wish:
    """One report. unit: an id, None for all; by "" for the form's own way; as_of: local seconds.

    merged: units of the past stand with the one that took over. published: from the figures of
    the closed period, not from those of today.
    """

    form: str
    period: Period
    unit: int | None = None
    by: str = ""
    as_of: int | None = None
    merged: bool = False
    published: bool = False


@dataclass(frozen=True)
class PreviewHead:
    """A heading over columns and the cells it covers."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class PreviewSheet:
    """One table of a report: what stands over it, its headings, lines and notes.

    head: the blocks over it from left to right, the last is what is counted in. numbers: what
    stands under each heading, if anything does.

    kinds: of each column ("count", "share", "text", "day", "moment", "points", "blank").
    lines: kind ("row", "group", "total", "title") and raw cells. cut: there are more lines.
    """

    name: str
    head: tuple[tuple[str, ...], ...]
    headings: tuple[tuple[PreviewHead, ...], ...]
    kinds: tuple[str, ...]
    lines: tuple[tuple[str, Sequence[object]], ...]
    notes: tuple[str, ...] = ()
    cut: bool = False
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreviewText:
    """A paragraph of a document."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class Preview:
    """A report before it is written, part by part; as_of: how far its figures go, None for no
    figures."""

    parts: tuple[PreviewSheet | PreviewText, ...] = ()
    as_of: int | None = None
    provisional: bool = False
