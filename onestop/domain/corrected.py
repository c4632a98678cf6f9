"""Which fields of a dossier may be corrected by hand, and how a corrected value is kept and said.

A value is kept as text: a number or instant as a whole number, an entry of a catalogue by its
code (else its name), None where there is nothing. It knows no catalogue and no store.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum

from onestop.domain.dossier import FIELDS, Field
from onestop.domain.errors import UsageError
from onestop.domain.labels import STATUSES
from onestop.domain.period import instant_text
from onestop.domain.reported import LONGEST_NAME
from onestop.domain.wording import without_marks


COLUMNS = {
    "procedure_code": "procedure_id",
    "area": "area_id",
    "unit": "unit_id",
    "receiving_unit": "receiving_unit_id",
    "current_desk": "desk_id",
}
"""Fields that the store keeps as the key of a catalogue's entry."""

CATALOGUES = {
    "procedure_code": "procedure",
    "area": "area",
    "unit": "unit",
    "receiving_unit": "unit",
    "current_desk": "desk",
}
"""The catalogue that such a field's entry stands in."""

OTHERWISE_CALLED = {"procedure_name": "procedure_code", "procedure": "procedure_code"}
"""A procedure is one thing, by whichever of its names it is corrected."""

CORRECTABLE: dict[str, Field] = {
    field.code: field
    for field in FIELDS
    if not field.personal and field.code not in ("code", "procedure_name")
}
"""Fields by code: all but the identity and what is personal."""

LONGEST_REASON = 500

Words = tuple[str, str]
"""Vietnamese, English."""

VALUES: dict[str, dict[int, Words]] = {
    "status": STATUSES,
    "channel": {
        1: ("Trực tiếp", "At the counter"),
        2: ("Trực tuyến", "Online"),
        3: ("Bưu chính công ích", "By post"),
    },
    "level": {
        2: ("Cung cấp thông tin", "Information only"),
        3: ("Một phần", "Partial"),
        4: ("Toàn trình", "Full"),
    },
    "return_channel": {
        0: ("Tại bộ phận một cửa", "At the counter"),
        1: ("Qua bưu chính công ích", "By public post"),
    },
    "payment": {
        0: ("Không", "No"),
        1: ("Qua Cổng DVCQG", "National platform"),
        2: ("Qua nền tảng địa phương", "Local platform"),
    },
    "applicant_kind": {
        1: ("Công dân", "Citizen"),
        2: ("Doanh nghiệp", "Business"),
        3: ("Cơ quan nhà nước", "State agency"),
        4: ("Khác", "Other"),
    },
    "flag": {0: ("Không", "No"), 1: ("Có", "Yes")},
}
"""What people call the values of each kind of field."""

NOTHING: Words = ("(trống)", "(nothing)")


class State(StrEnum):
    """How a correction stands.

    HOLDS: the dossier shows it. WAITING: its dossier is not known (yet, or any more).
    AGREED: the sources say the same now. SUSPENDED: it cannot be shown as things are: a closed
    dossier would have no closing date, or no catalogue knows the entry it names.
    """

    HOLDS = "holds"
    WAITING = "waiting"
    AGREED = "agreed"
    SUSPENDED = "suspended"


STATES: dict[State, Words] = {
    State.HOLDS: ("đang có hiệu lực", "holds"),
    State.WAITING: ("chờ hồ sơ", "waiting for its dossier"),
    State.AGREED: ("nguồn nay đã ghi như vậy", "the source agrees now"),
    State.SUSPENDED: ("tạm thời không áp dụng được", "cannot be applied now"),
}


def field_named(asked: str) -> Field:
    """A field by its code or its Vietnamese label. Raises UsageError naming the possible ones."""
    word = asked.strip()
    code = OTHERWISE_CALLED.get(word, word)
    if code in CORRECTABLE:
        return CORRECTABLE[code]
    plain = without_marks(word)
    for field in CORRECTABLE.values():
        if without_marks(field.label_vi) == plain:
            return field
    raise UsageError(_no_such_field(word, code))


def _no_such_field(word: str, code: str) -> str:
    known = {field.code for field in FIELDS}
    if code in known:
        told = f"“{word}” không sửa tay được (mã hồ sơ và thông tin cá nhân không sửa ở đây)."
    else:
        near = get_close_matches(word, CORRECTABLE, 1, 0.5)
        told = f"Không có trường “{word}”." + (f" Gần nhất: {near[0]}." if near else "")
    return f"{told} Sửa được: {', '.join(CORRECTABLE)}."


def column_of(field: str) -> str:
    """The store's column of a field."""
    return COLUMNS.get(field, field)


def reason_of(told: str) -> str:
    """Why, tidied. Raises UsageError for none, or one too long."""
    text = " ".join(told.split())
    if not text or len(text) > LONGEST_REASON:
        raise UsageError(f"Hãy ghi lý do, không quá {LONGEST_REASON} ký tự.")
    return text


def who_of(told: str) -> str:
    """Who corrects, tidied. Raises UsageError for nobody, or a name too long to be one."""
    text = " ".join(told.split())
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise UsageError(f"Hãy ghi người sửa bằng --who, không quá {LONGEST_NAME} ký tự.")
    return text


def value_words(field: str, value: str | None, name: Callable[[str], str] = str) -> Words:
    """A kept value as people read it; `name`: what an entry's code or name is called.

    >>> value_words("status", "9"), value_words("due_at", None)
    (('Đã xử lý xong', 'Finished'), ('(trống)', '(nothing)'))
    """
    if value is None:
        return NOTHING
    if field in CATALOGUES:
        text = name(value)
    elif CORRECTABLE[field].kind == "instant":
        text = moment_words(int(value))
    elif field == "pauses":
        text = _pauses_words(value)
    elif CORRECTABLE[field].kind in VALUES:
        return VALUES[CORRECTABLE[field].kind].get(int(value), (value, value))
    else:
        text = value
    return text, text


def moment_words(seconds: int) -> str:
    """An instant as dd/MM/yyyy HH:mm.

    >>> moment_words(86_400 + 3600 * 8)
    '02/01/1970 08:00'
    """
    day, _, time = instant_text(seconds).partition("T")
    year, month, date = day.split("-")
    return f"{date}/{month}/{year} {time[:5]}"


def _pauses_words(value: str) -> str:
    parts = (one.partition("-") for one in value.split(";") if one)
    return "; ".join(
        f"{moment_words(int(start))} – {moment_words(int(end)) if end else ''}".strip()
        for start, _, end in parts
    )
