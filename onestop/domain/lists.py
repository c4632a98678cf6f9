"""What a list of dossiers can be asked by: a measure, a part of an indicator, a list of its own.

It knows codes, what people call them, and which measures a list is the sum of; the
conditions are the measures' own, put together in `onestop.storage.behind`.
"""

from __future__ import annotations

from onestop.domain.errors import UsageError
from onestop.domain.indicators import BY_CODE as INDICATOR
from onestop.domain.indicators import Indicator
from onestop.domain.measures import BY_CODE as MEASURE
from onestop.domain.measures import MEASURES, Measure
from onestop.domain.policy import Policy


NUMERATOR, DENOMINATOR = "numerator", "denominator"
PARTS = {NUMERATOR: ("tử số", "numerator"), DENOMINATOR: ("mẫu số", "denominator")}

EVERYTHING = ""
"""The list of all that a period worked on: received in it, or open at its start."""

AGE = "age:"
"""How a list of one age band begins."""

BANDS = {
    "later": ("Còn trên 5 ngày", "Due in more than 5 days"),
    "within_5": ("Còn 3–5 ngày", "Due in 3–5 days"),
    "within_2": ("Còn 1–2 ngày", "Due in 1–2 days"),
    "today": ("Đến hạn hôm nay", "Due today"),
    "overdue_1_5": ("Quá hạn 1–5 ngày", "1–5 days overdue"),
    "overdue_6_10": ("Quá hạn 6–10 ngày", "6–10 days overdue"),
    "overdue_11_30": ("Quá hạn 11–30 ngày", "11–30 days overdue"),
    "overdue_over_30": ("Quá hạn trên 30 ngày", "More than 30 days overdue"),
    "paused": ("Tạm dừng", "Waiting for the citizen"),
    "without_due_date": ("Không có hạn trả", "Without a due date"),
}
"""Age bands of open dossiers in working days, from the most to the least comfortable."""

OUTSIDE = {
    "waiting_for_acceptance": ("Chờ tiếp nhận", "Waiting to be accepted"),
    "not_accepted": ("Không được tiếp nhận", "Not accepted"),
}
"""Dossiers that no period counts: as they are now, whatever the period."""

SUMS = {
    EVERYTHING: ("opening", "received"),
    "all": ("opening", "received"),
    "open_in_hand": ("open", "-open_paused"),
    "late_without_apology": ("resolved_late", "-late_with_apology"),
    "open_overdue_without_apology": ("open_overdue", "-open_overdue_with_apology"),
    "without_apology": (
        "resolved_late",
        "open_overdue",
        "-late_with_apology",
        "-open_overdue_with_apology",
    ),
}
"""Lists that measures make up, as an indicator's parts are: a leading "-" takes away."""

SPECIAL = {
    **OUTSIDE,
    "due_today": ("Đến hạn hôm nay", "Due today"),
    "open_in_hand": ("Đang giải quyết, không tạm dừng", "Open, and the office's turn"),
    "without_apology": ("Trễ hạn chưa có thư xin lỗi", "Late without an apology letter"),
    "late_without_apology": (
        "Đã trả quá hạn, chưa có thư xin lỗi",
        "Resolved late without an apology letter",
    ),
    "open_overdue_without_apology": (
        "Đang quá hạn, chưa có thư xin lỗi",
        "Open, overdue, without an apology letter",
    ),
}
"""Lists that are no measure of their own."""

COUNTED = {"processing_days": "processed"}
"""A measure that sums days, and the one that counts the dossiers it sums over."""

DATES = {"received": "received_at", "closed": "closed_at", "due": "due_at"}


def terms_of(code: str, policy: Policy) -> tuple[str, ...] | None:
    """The measures whose signed sum is a list's length; None for a list that no measure tells.

    The terms that are added never overlap, and those taken away are among them, so a list is
    as long as its number. UsageError for an unknown code.
    """
    label_of(code)
    if code in OUTSIDE or code == "due_today" or code.startswith(AGE):
        return None
    if code in SUMS:
        return SUMS[code]
    part = part_of(code)
    terms = (code,) if part is None else _terms_of_part(*part, policy)
    return tuple(COUNTED.get(term, term) for term in terms)


def _terms_of_part(indicator: Indicator, part: str, policy: Policy) -> tuple[str, ...]:
    if part == NUMERATOR:
        return indicator.numerator_under(policy)
    return indicator.denominator_under(policy)


def measure_of(term: str) -> Measure:
    """The measure of a term; UsageError for one that is not counted from dossiers."""
    measure = MEASURE[term.removeprefix("-")]
    if measure.placed_by == "elsewhere":
        raise UsageError(
            f"“{measure.label_vi}” không đếm từ hồ sơ (mà từ phản ánh, kiến nghị hoặc nhiệm vụ"
            " của kế hoạch), nên không có danh sách hồ sơ."
        )
    return measure


def usual_order(code: str, policy: Policy) -> str:
    """The date that places a list's dossiers: the order in which the store finds them fastest.

    `closed_at` for what is counted by closing, `due_at` for what fell due; else `received_at`.
    """
    dates = _placed_by(code, policy)
    return DATES[dates.pop()] if len(dates) == 1 and dates <= set(DATES) else "received_at"


def is_short(code: str, policy: Policy) -> bool:
    """Whether a list holds only what is, or was, open: few dossiers among all."""
    return not _placed_by(code, policy) & set(DATES)


def _placed_by(code: str, policy: Policy) -> set[str]:
    return {measure_of(term).placed_by for term in terms_of(code, policy) or ()}


def label_of(code: str) -> tuple[str, str]:
    """What a list is called, Vietnamese and English. UsageError for an unknown code."""
    if code in (EVERYTHING, "all"):
        return "Hồ sơ trong kỳ", "Dossiers of the period"
    if code in SPECIAL:
        return SPECIAL[code]
    if code.startswith(AGE) and code.removeprefix(AGE) in BANDS:
        return BANDS[code.removeprefix(AGE)]
    part = part_of(code)
    if part is not None:
        return _part_label(*part)
    measure = MEASURE.get(code)
    if measure is None:
        raise unknown(code)
    return measure.label_vi, measure.label_en


def _part_label(indicator: Indicator, part: str) -> tuple[str, str]:
    vi, en = PARTS[part]
    return f"{indicator.label_vi}: {vi}", f"{indicator.label_en}: {en}"


def part_of(code: str) -> tuple[Indicator, str] | None:
    """The indicator and the part that `on_time_share:numerator` names; None for another list."""
    name, _, part = code.partition(":")
    if part not in PARTS or name not in INDICATOR:
        return None
    return INDICATOR[name], part


def unknown(code: str) -> UsageError:
    """The error of a list that there is not, with those there are."""
    known = ", ".join([measure.code for measure in MEASURES] + list(SPECIAL))
    more = f"{AGE}<nhóm tuổi> ({', '.join(BANDS)})"
    parts = f"<chỉ số>:{NUMERATOR}, <chỉ số>:{DENOMINATOR} ({', '.join(INDICATOR)})"
    return UsageError(f"Không có danh sách “{code}”. Có: {known}; {more}; {parts}.")
