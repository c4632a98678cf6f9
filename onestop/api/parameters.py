"""What can be asked in an address: the same names as the pages' addresses and the commands'.

It knows words and limits; whether a unit exists is for the store to say.
"""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from onestop.domain.period import CUTOFFS, OFFICIAL


LONGEST = 200
MOST_ROWS = 1000
USUAL_ROWS = 100
LARGEST = 2**31 - 1
"""Numbers of the store end there."""

NOT_WORDS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""No name holds these, and PostgreSQL refuses some of them."""

MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(\+07:00)?)?$"
DAY = r"^\d{4}-\d{2}-\d{2}$"


def _must_be_words(value: str) -> None:
    if NOT_WORDS.search(value):
        raise ValidationError("có ký tự không dùng được trong chữ.")


def words(label: str, *, required: bool = False) -> fields.String:
    """A text, empty where it is not told and need not be."""
    length = validate.Length(max=LONGEST, error=f"nhiều nhất {LONGEST} chữ.")
    told: dict[str, Any] = {"required": True} if required else {"load_default": ""}
    told["error_messages"] = {"required": "phải có.", "invalid": "phải là chữ."}
    metadata = {"description": label}
    return fields.String(validate=[length, _must_be_words], metadata=metadata, **told)


def one_of(label: str, choices: tuple[str, ...], usual: str = "", **more: Any) -> fields.String:
    """One word of some."""
    check = validate.OneOf(choices, error=f"phải là một trong: {', '.join(choices)}.")
    told = {"load_default": usual, "metadata": {"description": label}, **more}
    return fields.String(validate=check, **told)


def matching(label: str, pattern: str, example: str, **more: Any) -> fields.String:
    """A text of one shape."""
    check = validate.Regexp(pattern, error=f"viết như {example}.")
    metadata = {"description": f"{label} {example}"}
    return fields.String(validate=check, load_default="", metadata=metadata, **more)


def number(label: str, least: int, most: int, usual: int | None = None) -> fields.Integer:
    """A whole number between two."""
    check = validate.Range(least, most, error=f"phải từ {least} đến {most}.")
    wrong = {"invalid": "phải là một số nguyên."}
    metadata = {"description": label}
    kept = {"load_default": usual, "error_messages": wrong, "metadata": metadata}
    return fields.Integer(validate=check, **kept)


class Plain(Schema):
    """Nothing is asked."""


class Formed(Schema):
    """The form of the answer."""

    format = one_of("json, csv; hơn cả tiêu đề Accept / before Accept.", ("json", "csv"))


class Placed(Formed):
    """A moment and a unit."""

    unit = words("Mã hoặc tên cơ quan, gồm cả cấp dưới / unit, with those below.")
    as_of = matching("Thời điểm / moment.", MOMENT, "2024-12-20T17:00:00")


class Periodic(Placed):
    """A period of a place."""

    period = words("2024, 2024-H1, 2024-Q3, 2024-9M, 2024-05.")
    cutoff = one_of("Cách chốt kỳ / how periods are cut.", CUTOFFS, OFFICIAL)


class Sliced(Periodic):
    """Which dossiers, of which time."""

    first = matching("Từ ngày / first day.", DAY, "2024-01-01", data_key="from")
    last = matching("Đến hết ngày / last day.", DAY, "2024-01-31", data_key="to")
    area = words("Lĩnh vực / area.")
    procedure = words("Mã hoặc tên TTHC / procedure.")
    channel = one_of("Hình thức nộp / channel.", ("direct", "online", "postal"))
    units_as = one_of(
        "Cơ quan của thời kỳ đó, hay của hiện nay / units of the time, or today's.",
        ("then", "now"),
        "then",
        data_key="units",
    )

    @validates_schema
    def _one_way(self, told: dict[str, Any], **_more: Any) -> None:
        first, last = told.get("first"), told.get("last")
        if told.get("period") and (first or last):
            raise ValidationError("Chỉ dùng period, hoặc from với to.", "period")
        if bool(first) != bool(last):
            raise ValidationError("from và to đi cùng nhau.", "from" if last else "to")


class Grouped(Sliced):
    """Rows by something."""

    by = one_of(
        "Tách theo / one row for each.",
        ("total", "unit", "receiving_unit", "area", "procedure", "channel", "month"),
        "total",
    )


class Open(Placed):
    """What is open."""

    by = one_of("Tách theo / one row for each.", ("unit", "area", "age"), "age")


class Cursored(Formed):
    """A page of a list."""

    cursor = words("`next` của trang trước / of the page before.")
    limit = number("Số dòng một trang / rows of a page.", 1, MOST_ROWS, USUAL_ROWS)


class Behind(Sliced, Cursored):
    """The dossiers behind a number."""

    measure = words(
        "Số đo, phần của chỉ số (on_time_share:numerator), danh sách; trống: mọi hồ sơ của kỳ"
        " / measure, part of an indicator, list; empty: all of the period."
    )


class Promised(Periodic):
    """A plan's promises."""

    plan = words("Mã kế hoạch; trống: các kế hoạch đang áp dụng / plan; empty: those in force.")


class OfLoad(Cursored):
    """Of one load, or of all."""

    load = number("Lần nạp; trống: tất cả / load; empty: all.", 1, LARGEST)


class OfKind(Cursored):
    """Findings of a kind."""

    kind = words("Loại phát hiện / kind of finding.")


class Sent(Schema):
    """How a file is to be loaded."""

    name = words("Tên tệp / the file's name.")
    unit = words("Cơ quan của dòng không ghi / unit of rows that tell none.")
    as_of = matching("Số liệu đến lúc nào / moment the file speaks for.", MOMENT, "2024-12-20")


class PushedAsOf(Schema):
    """The moment an envelope speaks for."""

    as_of = matching(
        "Thời điểm của dữ liệu; trống: lúc nhận / the moment it speaks for; empty: now.",
        MOMENT,
        "2024-12-20T17:00:00",
    )
