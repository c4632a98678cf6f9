"""Declared corrections of a whole source, ready to be applied: every word in them understood.

It knows the file of config/ and what its words mean; applying is `corrections_applied`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from etl.correction_values import number_of
from etl.parse_dates import parse_instants
from etl.parse_fields import NAMED
from etl.parse_text import codes
from onestop.domain.corrections import (
    CHANGEABLE,
    FILE,
    Declared,
    Sign,
    Within,
    load_corrections,
)
from onestop.domain.dossier import Field
from onestop.domain.errors import DeclarationError, UsageError
from onestop.domain.wording import name_key


@dataclass(frozen=True)
class Test:
    """A sign with its words read. numbers: (value, whole day); texts: as names are compared;
    blank: nothing told is one of them."""

    sign: Sign
    numbers: tuple[tuple[float, bool], ...] = ()
    texts: tuple[str, ...] = ()
    blank: bool = False
    since: float = -np.inf
    until: float = np.inf

    @property
    def field(self) -> Field:
        """The field that is looked at."""
        return CHANGEABLE[self.sign.field]


@dataclass(frozen=True)
class Reach:
    """Which rows and files an entry is about, in numbers."""

    unit: str
    received: tuple[float, float]
    as_of: tuple[float, float]


@dataclass(frozen=True)
class Entry:
    """A declared correction, understood. to: a number, a text, or None for nothing told."""

    declared: Declared
    reach: Reach
    tests: tuple[Test, ...]
    to: float | str | None
    mapped: tuple[tuple[float | str, float | str | None], ...]

    @property
    def code(self) -> str:
        """What the entry is called."""
        return self.declared.code

    @property
    def where(self) -> str:
        """The source or profile it is about."""
        return self.declared.where

    @property
    def field(self) -> str:
        """The field that is changed."""
        return self.declared.field

    @property
    def reason(self) -> str:
        """Why, as declared."""
        return self.declared.reason

    @property
    def expect(self) -> Decimal:
        """Rows, or the share of rows, that must show the error."""
        return self.declared.expect


def load_declared(config_folders: Iterable[Path]) -> tuple[Entry, ...]:
    """The entries in force: the last folder's file. Raises DeclarationError."""
    files = [Path(folder) / FILE for folder in config_folders]
    known = [file for file in files if file.is_file()]
    return tuple(_entry(one) for one in load_corrections(known[-1])) if known else ()


def _entry(told: Declared) -> Entry:
    changed = CHANGEABLE[told.field]
    to = None if told.change.set is None else _value(told, "set", changed, told.change.set)
    mapped = tuple(
        (_value(told, "map", changed, wrong, compared=True), _value(told, "map", changed, right))
        for wrong, right in told.change.map.items()
    )
    tests = tuple(_test(told, sign) for sign in told.when)
    return Entry(told, _reach(told, told.within), tests, to, mapped)


def _value(
    told: Declared, key: str, field: Field, text: str, *, compared: bool = False
) -> float | str | None:
    """A value as batches hold it; names are only compared by their key."""
    if not text:
        return None
    if field.kind in NAMED:
        text = codes([text])[0] if field.kind == "code" else text
        return name_key(text) if compared else text
    try:
        return number_of(field, text)
    except UsageError as error:
        raise _wrong(told, key, str(error)) from error


def _test(told: Declared, sign: Sign) -> Test:
    field, key = CHANGEABLE[sign.field], f"when.{sign.field}"
    values = [text for text in sign.anyof if text]
    blank = len(values) < len(sign.anyof)
    if field.kind in NAMED:
        return Test(sign, texts=tuple(name_key(text) for text in values), blank=blank)
    numbers = tuple((_value(told, key, field, text), _is_day(field, text)) for text in values)
    since, until = -np.inf, np.inf
    if sign.since:
        since = _bound(told, f"{key}.from", field, sign.since, is_end=False)
    if sign.until:
        until = _bound(told, f"{key}.to", field, sign.until, is_end=True)
    return Test(sign, numbers, (), blank, since, until)


def _is_day(field: Field, text: str) -> bool:
    """Whether a date without a time of day is told: any moment of that day is meant."""
    return field.kind == "instant" and ":" not in text


def _bound(told: Declared, key: str, field: Field, text: str, *, is_end: bool) -> float:
    if field.kind != "instant":
        return float(_value(told, key, field, text))
    return _moment(told, key, text, is_end=is_end)


def _moment(told: Declared, key: str, text: str, *, is_end: bool) -> float:
    seconds, unreadable = parse_instants([text], end_of_day=is_end)
    if unreadable[0] or np.isnan(seconds[0]):
        raise _wrong(told, key, f"không hiểu ngày “{text}”; viết 31/12/2024")
    return float(seconds[0])


def _reach(told: Declared, within: Within) -> Reach:
    def span(name: str) -> tuple[float, float]:
        first, last = getattr(within, f"{name}_from"), getattr(within, f"{name}_to")
        return (
            _moment(told, f"within.{name}_from", first, is_end=False) if first else -np.inf,
            _moment(told, f"within.{name}_to", last, is_end=True) if last else np.inf,
        )

    return Reach(within.unit, span("received"), span("as_of"))


def _wrong(told: Declared, key: str, problem: str) -> DeclarationError:
    return DeclarationError(told.file, f"correction {told.code}.{key}", problem)
