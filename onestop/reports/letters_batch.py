"""Writing letters for dossiers that have none: numbered, dated, kept as made.

Files first, then the note that they were made, in the transaction of whoever asks: what is
noted is there. A letter is written once for a dossier unless it is asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from onestop.domain.errors import UsageError
from onestop.domain.facts import DAY
from onestop.domain.period import day_number, day_of
from onestop.domain.working_time import DEFAULT_HOURS, Calendar
from onestop.reports.cchc_words import full_name, head_name, signer
from onestop.reports.letters import NONE, LateOne
from onestop.reports.letters_written import LetterTemplate
from onestop.reports.templates_word import check_place, save_whole
from onestop.storage.letters_made import LetterMade, highest_number, keep_letters


SIGN = "PXL"
"""Phiếu xin lỗi: behind the slash of a letter's number."""

RULED = "…" * 20
"""Room to write by hand."""

ROOM_DEPARTMENT = "Phòng "

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.-]+")
LONGEST_NAME = 80


@dataclass(frozen=True)
class LettersOrder:
    """How letters are written. now: local seconds, the day they are made.

    folder: one file each; merged: one file with all. first: the first number, None for the one
    after the highest of the year. postpone: working days to the new date. again: also those
    that were made before.
    """

    calendar: Calendar
    now: int
    folder: Path | None = None
    merged: Path | None = None
    first: int | None = None
    postpone: int = 5
    reason: str = ""
    again: bool = False


@dataclass(frozen=True)
class LettersWritten:
    """What was written: the letters, and how many were left out as made before."""

    letters: tuple[LetterMade, ...]
    made_before: int


def write_letters(
    connection: Connection, template: LetterTemplate, found: Sequence[LateOne], order: LettersOrder
) -> LettersWritten:
    """Writes a letter for each dossier without one, and keeps that it was made.

    UsageError where a file cannot stand or is there already.
    """
    lacking = [one for one in found if one.letter == NONE]
    wanted = [one for one in lacking if order.again or one.made is None]
    _check(order)
    first = _first(connection, wanted, order)
    letters = [_letter(one, number, order) for number, one in enumerate(wanted, first)]
    values = [_values(*pair, order) for pair in zip(wanted, letters, strict=True)]
    if letters:
        _save(template, letters, values, order)
    keep_letters(connection, letters)
    return LettersWritten(tuple(letters), len(lacking) - len(wanted))


def _check(order: LettersOrder) -> None:
    if order.merged is not None:
        check_place(order.merged)
    if order.folder is not None and not order.folder.is_dir():
        raise UsageError(f"Không có thư mục “{order.folder}”. Hãy tạo trước, hoặc chọn nơi khác.")


def _first(connection: Connection, wanted: Sequence[LateOne], order: LettersOrder) -> int:
    """Numbers run on from the year's highest of the units written to."""
    if order.first is not None:
        return order.first
    new_year = day_number(date(day_of(order.now // DAY).year, 1, 1)) * DAY
    units = frozenset(one.unit_id for one in wanted)
    return highest_number(connection, new_year, {"unit": units} if units else None) + 1


def _letter(one: LateOne, number: int, order: LettersOrder) -> LetterMade:
    code = NOT_IN_NAMES.sub("-", one.code).strip("-.")[:LONGEST_NAME]
    file = f"{number:04}-{SIGN}-{code}.docx" if order.folder is not None else order.merged.name
    return LetterMade(
        dossier_id=one.id,
        namespace=one.namespace,
        code=one.code,
        number=f"{number}/{SIGN}",
        made_at=order.now,
        rescheduled_to=_new_due(one, order),
        file=file,
    )


def _new_due(one: LateOne, order: LettersOrder) -> int:
    """So many working days after the due date, or after T where that is over."""
    since = max(one.due, one.moment) // DAY
    return order.calendar.add_working_days(since, order.postpone) * DAY + DEFAULT_HOURS.closing


def _values(one: LateOne, letter: LetterMade, order: LettersOrder) -> dict[str, object]:
    return {
        "number": letter.number,
        "applicant": RULED,
        "code": one.code,
        "procedure": one.procedure or RULED,
        "area": one.area,
        "received_on": _day(one.received_at),
        "due_on": _day(one.due),
        "new_due_on": _day(letter.rescheduled_to),
        "reason": order.reason or RULED,
        "unit": full_name(one.unit) or RULED,
        "unit_head": head_name(one.unit),
        "above": one.above,
        "signer": "TRƯỞNG PHÒNG" if one.unit.startswith(ROOM_DEPARTMENT) else signer(one.unit),
        "year": str(day_of(order.now // DAY).year),
    }


def _day(moment: int) -> str:
    return f"{day_of(moment // DAY):%d/%m/%Y}"


def _save(
    template: LetterTemplate, letters: list[LetterMade], values: list[dict], order: LettersOrder
) -> None:
    if order.folder is not None:
        places = [order.folder / letter.file for letter in letters]
        there = [place.name for place in places if place.exists()]
        if there and not order.again:
            raise UsageError(
                f"Thư mục “{order.folder}” đã có {there[0]}; hãy chọn thư mục khác, hoặc thêm"
                " --again để ghi đè."
            )
        for place, told in zip(places, values, strict=True):
            save_whole(template.letter(told), place)
    if order.merged is not None:
        save_whole(template.letters(values), order.merged)
