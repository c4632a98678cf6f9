"""Figures of a reform report in words: a count or a share, and how it changed.

Changes are told between figures as they are printed, so that a reader can check them. It
knows no store; which earlier periods may be compared is decided by whoever makes a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from onestop.domain.indicators import Value
from onestop.reports.notes import number_vi, value_vi


NOTHING = "–"

BEFORE, LAST_YEAR = "before", "last_year"
"""What a period is compared with: the one before, and the same a year earlier."""


@dataclass(frozen=True)
class Count:
    """A number of things. earlier: (name of the period, its number), by BEFORE and LAST_YEAR."""

    value: int
    noun: str
    earlier: Mapping[str, tuple[str, int]]

    def __str__(self) -> str:
        return number_vi(self.value)

    def __bool__(self) -> bool:
        return self.value > 0

    @property
    def before(self) -> str:
        """The number of the period before."""
        return self._earlier(BEFORE)

    @property
    def last_year(self) -> str:
        """The number of the same period last year."""
        return self._earlier(LAST_YEAR)

    @property
    def compared(self) -> str:
        """`, tăng 56 hồ sơ so với quý II năm 2024 (1.200 hồ sơ)`; empty without comparison."""
        told = (
            f", {_way(self.value - then, f'{number_vi(abs(self.value - then))} {self.noun}')}"
            f" so với {name} ({number_vi(then)} {self.noun})"
            for name, then in self.earlier.values()
        )
        return "".join(told)

    def _earlier(self, which: str) -> str:
        return number_vi(self.earlier[which][1]) if which in self.earlier else NOTHING


@dataclass(frozen=True)
class NotTold:
    """In place of a count that nothing loaded can tell: not a zero."""

    before: str = NOTHING
    last_year: str = NOTHING
    compared: str = ""

    def __str__(self) -> str:
        return NOTHING

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Share:
    """A share with its parts, or a mean in days. earlier: as of a count."""

    value: Value
    form: str
    earlier: Mapping[str, tuple[str, Value]]

    def __str__(self) -> str:
        if self.form != "days":
            return value_vi(self.value)
        return f"{self.percent} ({self.parts})" if self else NOTHING

    def __bool__(self) -> bool:
        return self.value.ratio is not None

    @property
    def percent(self) -> str:
        """`98,2 %`, or `5,3 ngày làm việc`."""
        return _written(self.value, self.form)

    @property
    def parts(self) -> str:
        """`491/500`."""
        return f"{number_vi(self.value.numerator)}/{number_vi(self.value.denominator)}"

    @property
    def before(self) -> str:
        """The share of the period before."""
        return self._earlier(BEFORE)

    @property
    def last_year(self) -> str:
        """The share of the same period last year."""
        return self._earlier(LAST_YEAR)

    @property
    def compared(self) -> str:
        """`, tăng 1,2 điểm % so với quý II năm 2024 (97,0 %)`; empty without comparison."""
        if not self:
            return ""
        told = (
            f", {self._change(then)} so với {name} ({_written(then, self.form)})"
            for name, then in self.earlier.values()
            if then.ratio is not None
        )
        return "".join(told)

    def _change(self, then: Value) -> str:
        gap = _shown(self.value, self.form) - _shown(then, self.form)
        unit = "ngày" if self.form == "days" else "điểm %"
        return _way(gap, f"{str(abs(gap)).replace('.', ',')} {unit}")

    def _earlier(self, which: str) -> str:
        return _written(self.earlier[which][1], self.form) if which in self.earlier else NOTHING


def _shown(value: Value, form: str) -> Decimal:
    """The figure to the one decimal that is printed."""
    return Decimal(f"{value.ratio * (1 if form == 'days' else 100):.1f}")


def _written(value: Value, form: str) -> str:
    if value.ratio is None:
        return NOTHING
    number = str(_shown(value, form)).replace(".", ",")
    return f"{number} ngày làm việc" if form == "days" else f"{number} %"


def _way(gap: int | Decimal, size: str) -> str:
    if not gap:
        return "không thay đổi"
    return f"tăng {size}" if gap > 0 else f"giảm {size}"
