"""Accounts, tokens and deeds as tables: words for a reader, codes for a program."""

from __future__ import annotations

from typing import Any

from onestop.accounts.role_words import ACTS, ROLES
from onestop.commands.access_words import tell
from onestop.commands.looking import show_rows
from onestop.commands.tables import print_table
from onestop.commands.words import dates_in_words, spoken


WHOLE = "*"
"""Instead of a unit: the whole place."""

HEADS: dict[str, tuple[str, str]] = {
    "id": ("Số", "No."),
    "name": ("Tên", "Name"),
    "shown_name": ("Họ tên", "Full name"),
    "prefix": ("Bắt đầu bằng", "Begins with"),
    "role": ("Vai trò", "Role"),
    "unit": ("Xem được", "Sees"),
    "email": ("Thư điện tử", "E-mail"),
    "acts": ("Được làm", "May"),
    "is_disabled": ("Bị khóa", "Disabled"),
    "has_totp": ("Mã dùng một lần", "One-time codes"),
    "locked_until": ("Phải chờ đến", "Waits until"),
    "made_at": ("Cấp lúc", "Made"),
    "expires_at": ("Hết hạn", "Ends"),
    "revoked_at": ("Thu hồi", "Revoked"),
    "seen_at": ("Dùng gần nhất", "Last used"),
    "at": ("Lúc", "When"),
    "who": ("Ai", "Who"),
    "act": ("Việc", "Did what"),
    "what": ("Với", "To"),
    "facts": ("Chi tiết", "Details"),
}


def show(form: str, heads: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Rows in a form; a column that says nothing is left out of a reader's table."""
    if form != "text":
        show_rows(form, heads, rows)
        return
    told = [name for name in heads if not rows or any(row[name] for row in rows)]
    lines = [[_cell(name, row[name]) for name in told] for row in rows]
    print_table([spoken(HEADS[name]) for name in told], lines)


def _cell(name: str, value: Any) -> str:
    if name in ("at", "locked_until") or name.endswith("_at"):
        return dates_in_words(value or "")
    if isinstance(value, bool):
        return tell("yes") if value else ""
    if name == "role":
        return spoken(ROLES[value])
    if name == "acts":
        return ", ".join(spoken(ACTS[code]) for code in value.split(",") if code)
    if name == "unit" and value == WHOLE:
        return tell("whole_place")
    return "" if value is None else str(value)
