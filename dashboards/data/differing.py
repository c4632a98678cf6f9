"""What two sources say of the same fact, in words: names instead of ids, statuses, moments.

Findings keep numbers, because a load must not wait for words; they become words when read.
"""

from __future__ import annotations

from dashboards.data.asked import Asked
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, spoken
from onestop.domain.dossier import KINDS
from onestop.domain.labels import STATUSES
from onestop.domain.period import parse_instant
from onestop.storage.catalogue import CHANNELS


APART = " ≠ "
"""Between what the file says and what the other source says."""

LABELS = {field.code: field.label_vi for field in KINDS["dossiers"]} | {
    "unit_id": "Cơ quan giải quyết",
    "receiving_unit_id": "Cơ quan tiếp nhận",
    "area_id": "Lĩnh vực",
    "procedure_id": "Thủ tục",
    "desk_id": "Bộ phận đang xử lý",
    "precision": "Độ chi tiết của hạn",
}

NAMED = {"unit_id": "unit", "receiving_unit_id": "unit", "area_id": "area"}
NAMED |= {"procedure_id": "procedure"}
"""Columns that hold a catalogue's id, and which catalogue."""


def field_label(column: str) -> str:
    """A stored column as people call the fact."""
    return LABELS.get(column, column)


def both_sides(asked: Asked, column: str, value: str) -> tuple[str, str]:
    """What the file says, and what the other source says."""
    mine, _, other = value.partition(APART)
    return _words(asked, column, mine), _words(asked, column, other)


def _words(asked: Asked, column: str, text: str) -> str:
    if column.endswith("_at") and "T" in text:
        return moment_text(parse_instant(text))
    number = int(text) if text.isascii() and text.isdigit() else None
    if number is None:
        return text
    if column in NAMED:
        found = asked.names(NAMED[column]).get(number)
        return found.label if found else say("data_renamed")
    if column == "status" and number in STATUSES:
        return spoken(STATUSES[number])
    channels = dict(CHANNELS.values())
    return channels.get(number, text) if column == "channel" else text
