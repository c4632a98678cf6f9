"""What the commands about accounts and tokens are told, checked and found in the store."""

from __future__ import annotations

import re

from sqlalchemy import Connection, select

from onestop.commands.access_tables import WHOLE
from onestop.commands.access_words import tell
from onestop.commands.context import now
from onestop.domain.access import HERE
from onestop.domain.deeds import Deed, Fact
from onestop.domain.errors import UsageError
from onestop.storage import audit, catalogue, scope
from onestop.storage.tables import unit as units


NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def name_of(told: str) -> str:
    """A login name as it is kept. Raises UsageError for one that could be mistaken."""
    name = told.strip().lower()
    if not NAME.fullmatch(name) or name == HERE.name:
        raise UsageError(
            f"“{told}” không dùng làm tên đăng nhập được; hãy dùng 2–63 chữ cái không dấu, chữ số,"
            " dấu chấm hoặc gạch, ví dụ: nguyen.van.a"
        )
    return name


def email_of(told: str | None) -> str:
    """An address in small letters, or ""."""
    email = (told or "").strip().lower()
    if email and not EMAIL.fullmatch(email):
        raise UsageError(f"“{told}” không phải địa chỉ thư điện tử.")
    return email


def unit_of(connection: Connection, told: str) -> int | None:
    """The id of a unit; None for the whole place. Raises NotFoundError."""
    return None if told in ("", WHOLE) else catalogue.find(connection, "unit", told)


def root_of(connection: Connection, told: str) -> int | None:
    """The root of what somebody is let see; "*" is all that is served here: of a shared store
    the one province, None for the whole place. Raises NotFoundError."""
    return scope.own_unit(connection) if told in ("", WHOLE) else unit_of(connection, told)


def label_of(connection: Connection, number: int | None) -> str:
    """What people call a unit, or the whole place."""
    if number is None:
        return tell("whole_place")
    return connection.scalar(select(units.c.name).where(units.c.id == number)) or ""


def record(connection: Connection, act: str, what: object, **facts: Fact) -> None:
    """Notes what the command line did."""
    audit.append(connection, Deed(HERE.name, act, str(what), facts), now())
