"""The declared layouts of tables of totals: config/aggregates/*.toml, read and checked.

It knows keys and near spellings; it refuses to know sheets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from onestop.domain.aggregates import TERMS, WAYS, Balance, Figure, TableLayout
from onestop.domain.declared import Table, read_toml


LINES = "lines"
"""The file that says how totals, groups and empty cells are written in any layout."""

FIGURE_KEYS = ("code", "label", "headings", "plus", "counts", "sums", "share", "of")
LEVELS = ("department", "district", "commune", "unknown")


@dataclass(frozen=True)
class LineWords:
    """How lines are told apart: names of totals, groups by level, headings of numbers."""

    totals: tuple[str, ...]
    numbers: tuple[str, ...]
    zeros: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Layouts:
    """Every declared layout, and the words that hold for all of them."""

    layouts: tuple[TableLayout, ...]
    words: LineWords


def load_layouts(folders: Iterable[Path]) -> Layouts:
    """The layouts of every folder; a later folder's file replaces one of the same name.

    DeclarationError with file, key and the nearest allowed word.
    """
    files = {file.stem: file for folder in folders for file in sorted(Path(folder).glob("*.toml"))}
    if LINES not in files:
        raise Table(f"{LINES}.toml", "", {}).wrong("tệp", "không có trong config/aggregates")
    words = _words(files.pop(LINES))
    return Layouts(tuple(_layout(code, file) for code, file in sorted(files.items())), words)


def _words(file: Path) -> LineWords:
    told = Table(str(file), "", read_toml(file))
    told.only(("totals", "numbers", "zeros", "levels"))
    levels = _part(told, "levels")
    levels.only(LEVELS)
    return LineWords(
        told.texts("totals"),
        told.texts("numbers"),
        told.texts("zeros"),
        {name: levels.texts(name) for name in LEVELS},
    )


def _layout(code: str, file: Path) -> TableLayout:
    told = Table(str(file), "", read_toml(file))
    told.only(("title", "names", "at_least", "figure", "balance"))
    names = _part(told, "names")
    names.only(WAYS)
    figures = tuple(_figure(one) for one in told.tables("figure"))
    if not figures:
        raise told.wrong("figure", "cần ít nhất một [[figure]]")
    balances = tuple(_balance(one, figures) for one in told.tables("balance"))
    layout = TableLayout(
        code=code,
        title=told.text("title"),
        file=file.name,
        names={way: names.texts(way) for way in WAYS if way in names.told},
        figures=figures,
        balances=balances,
        at_least=_at_least(told, figures),
    )
    _check(told, layout)
    return layout


def _at_least(told: Table, figures: tuple[Figure, ...]) -> int:
    value = told.told.get("at_least", min(4, len(figures)))
    if type(value) is not int or not 1 <= value <= len(figures):
        raise told.wrong("at_least", f"phải là số nguyên từ 1 đến {len(figures)} (số cột khai báo)")
    return value


def _figure(told: Table) -> Figure:
    told.only(FIGURE_KEYS)
    headings = told.texts("headings")
    if not headings:
        raise told.wrong("headings", "cần ít nhất một tiêu đề, viết từ trên xuống: “A > B”")
    for term in told.texts("counts"):
        told.one_of("counts", term.removeprefix("-"), TERMS)
    return Figure(
        code=told.text("code"),
        label=told.text("label", headings[0].replace(" > ", ": ")),
        headings=headings,
        **{key: told.texts(key) for key in ("plus", "counts", "sums", "share", "of")},
    )


def _balance(told: Table, figures: tuple[Figure, ...]) -> Balance:
    told.only(("total", "parts"))
    balance = Balance(told.text("total"), told.texts("parts"))
    for code in (balance.total, *balance.parts):
        told.one_of("parts", code, [one.code for one in figures])
    return balance


def _check(told: Table, layout: TableLayout) -> None:
    codes = [one.code for one in layout.figures]
    if not any(layout.names.values()):
        raise told.wrong("names", f"cần tiêu đề của cột tên: {', '.join(WAYS)}")
    for one in layout.figures:
        if codes.count(one.code) > 1:
            raise told.wrong(f"figure {one.code}", "mã này khai báo hai lần")
        for key in ("sums", "share", "of"):
            for code in getattr(one, key):
                told.one_of(f"figure {one.code}.{key}", code, codes)
        if bool(one.share) != bool(one.of):
            raise told.wrong(f"figure {one.code}", "share và of đi cùng nhau")
        if one.share and one.counts:
            raise told.wrong(f"figure {one.code}", "một tỷ lệ (share) không có counts")


def _part(told: Table, name: str) -> Table:
    value = told.told.get(name)
    if not isinstance(value, dict):
        raise told.wrong(name, f"viết thành một bảng [{name}]")
    return Table(told.file, name, value)
