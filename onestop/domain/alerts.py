"""What people can be told of by themselves: each alert and digest, when it comes, in words.

It knows what there is and when; what stands behind it is counted elsewhere. A message says
counts, units, codes of procedures and targets: nothing of a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from onestop.domain.period import DAY_SECONDS, day_of
from onestop.domain.working_time import Calendar


AT_ONCE, DAILY, WEEKLY = "at_once", "daily", "weekly"

MORNING = 7 * 3600
"""Digests come before the counter opens."""

BUDGET_SHARE = (4, 5)
"""More than 80 % of what a promise leaves room for is used."""

REJECTED_SHARE = (1, 100)
"""More than 1 % of a file's rows were refused."""


@dataclass(frozen=True)
class Kind:
    """One alert or digest. rhythm: at once, every working day's or week's first morning."""

    code: str
    rhythm: str
    vi: str
    en: str


KINDS = (
    Kind(
        "overdue_without_apology",
        DAILY,
        "Hồ sơ quá hạn chưa có thư xin lỗi",
        "Overdue dossiers without an apology",
    ),
    Kind(
        "budget_used",
        AT_ONCE,
        "Chỉ tiêu đã dùng hơn 80 % phần được phép trễ",
        "A target with over 80 % of its room used",
    ),
    Kind("source_silent", AT_ONCE, "Nguồn tự lấy có trục trặc", "A pulled source in trouble"),
    Kind(
        "load_rejected",
        AT_ONCE,
        "Lần nạp có hơn 1 % dòng bị loại",
        "A load with over 1 % of its rows refused",
    ),
    Kind("closing_burst", AT_ONCE, "Đóng hồ sơ dồn dập", "A burst of closures"),
    Kind("target_missed", AT_ONCE, "Chỉ tiêu không đạt khi hết kỳ", "A target that was missed"),
    Kind("office_daily", DAILY, "Bản tin hằng ngày của bộ phận", "An office's day"),
    Kind("leader_weekly", WEEKLY, "Bản tin hằng tuần cho lãnh đạo", "A leader's week"),
    Kind("period_report", AT_ONCE, "Báo cáo II.06a khi hết tháng", "Form II.06a at month end"),
)

BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True)
class Item:
    """One thing to tell. key: names it, the same as long as it is the same thing."""

    key: str
    vi: str
    en: str
    path: str = ""


def is_time(kind: Kind, now: int, calendar: Calendar) -> bool:
    """Whether a kind is told at a moment: at once, or on working days after seven.

    A week's first working day stands for Monday.
    """
    if kind.rhythm == AT_ONCE:
        return True
    day, second = divmod(now, DAY_SECONDS)
    if second < MORNING or not calendar.is_working_day(day):
        return False
    return kind.rhythm == DAILY or _is_first_of_week(day, calendar)


def _is_first_of_week(day: int, calendar: Calendar) -> bool:
    monday = day - day_of(day).weekday()
    return not any(calendar.is_working_day(earlier) for earlier in range(monday, day))
