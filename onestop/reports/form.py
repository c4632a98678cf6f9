"""What a form is: columns declared by what they count, and what must agree between them.

It turns a row's measures into a row's values and refuses to give out figures that
contradict each other. It knows neither stores nor workbooks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onestop.domain.errors import StoreError
from onestop.domain.indicators import signed_sum


Measures = dict[str, int]
Value = int | float | str | None

AREA, UNIT = "area", "unit"
"""The ways in which a form's rows can be made: lĩnh vực, đơn vị."""

NO_RATIO = "–"
"""What stands where nothing could be divided: neither 0 % nor 100 %."""

COUNT, SHARE, TEXT, MOMENT, DAY, POINTS, BLANK = "count share text moment day points blank".split()
"""Kinds of column: a number of dossiers, a ratio, text, a moment, a day, points to two
decimals, a place to be filled in by hand."""


@dataclass(frozen=True)
class Column:
    """One column: its headings from the top down, and what its figures are made of.

    terms: measures that are added, or taken away with a leading "-". sums: keys of the columns
    that add up to this one, written as a live formula; with terms as well, the two are counted
    on different roads and must agree. share: keys of the columns it divides.
    """

    key: str
    path: tuple[str, ...]
    terms: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    kind: str = ""
    width: float = 9

    @property
    def shown_as(self) -> str:
        """The kind: told, or what follows from what the column is made of."""
        if self.kind:
            return self.kind
        if self.share:
            return SHARE
        return COUNT if self.terms or self.sums else BLANK


@dataclass(frozen=True)
class Balance:
    """A column that is the sum of others, and of measures that a policy sets aside."""

    total: str
    parts: tuple[str, ...]
    aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """One form: its columns after STT and name, what must balance, how rows can be made.

    name_heads: the heading over the names, by way. counts: where its figures come from.
    area_by_level: areas of departments, districts and communes stand apart.
    paused_in: the column in which waiting dossiers stand, to be told in a note.
    """

    code: str
    columns: tuple[Column, ...]
    balances: tuple[Balance, ...] = ()
    ways: tuple[str, ...] = (AREA, UNIT)
    name_heads: dict[str, str] = field(
        default_factory=lambda: {AREA: "Lĩnh vực", UNIT: "Đơn vị"}, hash=False
    )
    counts: str = "dossiers"
    area_by_level: bool = False
    paused_in: str = ""

    def all_columns(self, way: str) -> tuple[Column, ...]:
        """With the two that every table of figures begins with."""
        name = Column("name", (self.name_heads[way],), kind=TEXT, width=34)
        return (Column("number", ("STT",), kind=TEXT, width=5), name, *self.columns)

    def place_of(self, key: str) -> int:
        """The number that stands over a column, from 1."""
        return 3 + [column.key for column in self.columns].index(key)


def values_of(form: Form, measures: Measures, row: str) -> dict[str, Value]:
    """A row's values by column key, checked; StoreError where a form's identity is broken."""
    values: dict[str, Value] = {}
    for column in form.columns:
        if column.terms:
            values[column.key] = signed_sum(measures, column.terms)
    for column in form.columns:
        if column.sums and not column.terms:
            values[column.key] = sum(values[key] for key in column.sums)
    for balance in _balances(form):
        _check(form, balance, values, measures, row)
    for column in form.columns:
        if column.share:
            values[column.key] = ratio(*(values[key] for key in column.share))
    return values


def ratio(numerator: int, denominator: int) -> float | str:
    """Numerator over denominator; a dash for 0 of 0.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, '–')
    """
    return numerator / denominator if denominator else NO_RATIO


def _balances(form: Form) -> list[Balance]:
    sums = [Balance(column.key, column.sums) for column in form.columns if column.sums]
    return [*sums, *form.balances]


def _check(
    form: Form, balance: Balance, values: dict[str, Value], measures: Measures, row: str
) -> None:
    aside = signed_sum(measures, balance.aside)
    parts = sum(values[key] for key in balance.parts) + aside
    if values[balance.total] == parts:
        return
    written = "+".join(f"({form.place_of(key)})" for key in balance.parts)
    raise StoreError(
        f"Biểu {form.code}, dòng “{row}”: cột ({form.place_of(balance.total)}) là"
        f" {values[balance.total]} nhưng {written} là {parts}. Kho số liệu không khớp; hãy chạy"
        " “onestop verify” rồi lập lại biểu."
    )
