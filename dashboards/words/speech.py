"""Which language this request speaks, and how it writes numbers, days and moments.

The language is the request's own (a context variable), never the process's: two people
may read the same server in two languages. It refuses to know any sentence.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Protocol

from onestop.domain.indicators import Indicator, Value
from onestop.domain.period import DAY_SECONDS, day_of


LANGUAGES = ("vi", "en")
NOTHING = "–"
"""What stands where nothing could be counted: neither 0 nor 100 %."""

SWAPPED = str.maketrans(",.", ".,")
"""Vietnamese has points where English has commas."""

_language: ContextVar[str] = ContextVar("language", default="vi")


class Labelled(Protocol):
    """A declared measure, indicator or field."""

    label_vi: str
    label_en: str


def speak(language: str) -> None:
    """Sets the language of this request; an unknown one is Vietnamese."""
    _language.set(language if language in LANGUAGES else LANGUAGES[0])


def language() -> str:
    """The language of this request."""
    return _language.get()


def spoken(pair: tuple[str, str]) -> str:
    """Of a Vietnamese and an English wording, the one of this request."""
    return pair[LANGUAGES.index(_language.get())]


def label(declared: Labelled) -> str:
    """The label of a declared measure or indicator."""
    return spoken((declared.label_vi, declared.label_en))


def number(value: float | None, decimals: int = 0) -> str:
    """1234.5 → `1.234,5` (vi), `1,234.5` (en); nothing → `–`.

    >>> number(1234.5, 1)
    '1.234,5'
    """
    return NOTHING if value is None else _written(value + 0, decimals, _language.get())


@lru_cache(maxsize=10_000)
def _written(value: float, decimals: int, spoken_in: str) -> str:
    """A map of counts writes some thousand numbers, hardly a hundred of them different.

    value: never −0.0, which the cache would take for 0 and write as `−0`.
    """
    written = f"{value:,.{decimals}f}"
    if spoken_in == "vi":
        written = written.translate(SWAPPED)
    return written.replace("-", "\N{MINUS SIGN}")


def percent(ratio: float | None) -> str:
    """0.9824 → `98,2 %`; only a whole is written `100 %`.

    >>> percent(0.9996), percent(1.0), percent(0.9824)
    ('99,9 %', '100 %', '98,2 %')
    """
    if ratio is None:
        return NOTHING
    if ratio < 1:  # 99.96 % must not read 100 %: one late dossier is one too many
        ratio = min(ratio, 0.999)
    written = number(ratio * 100, 1)
    return f"{written.removesuffix(',0').removesuffix('.0')} %"


def figure_of(value: Value, indicator: Indicator) -> str:
    """An indicator's value as people write it: a share in per cent, days with one decimal."""
    return figure_of_ratio(value.ratio, indicator)


def figure_of_ratio(ratio: float | None, indicator: Indicator) -> str:
    """The same of a ratio alone, where it is no unit's own (a median)."""
    return percent(ratio) if indicator.form == "share" else number(ratio, 1)


def parts_of(value: Value) -> str:
    """What a ratio is made of, which always travels with it: `491/500`."""
    return f"{number(value.numerator)}/{number(value.denominator)}"


def day_text(day: date) -> str:
    """`05/01/2024`."""
    return day.strftime("%d/%m/%Y")


def moment_text(seconds: int | None) -> str:
    """Local seconds as `16:05 20/12/2024`."""
    if seconds is None:
        return NOTHING
    hours, minutes = divmod(seconds % DAY_SECONDS // 60, 60)
    return f"{hours:02d}:{minutes:02d} {day_text(day_of(seconds // DAY_SECONDS))}"


def until_text(seconds: int | None) -> str:
    """How far figures reach: a moment, or at midnight the whole day before it.

    >>> until_text(86_400), until_text(86_400 + 3_600)
    ('hết ngày 01/01/1970', '01:00 02/01/1970')
    """
    if seconds is None or seconds % DAY_SECONDS:
        return moment_text(seconds)
    day = day_text(day_of(seconds // DAY_SECONDS - 1))
    return spoken((f"hết ngày {day}", f"the end of {day}"))


def day_of_moment(seconds: int | None) -> str:
    """Local seconds as their day, `20/12/2024`."""
    return NOTHING if seconds is None else day_text(day_of(seconds // DAY_SECONDS))
