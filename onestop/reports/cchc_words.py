"""Words of a reform report that are made from names and dates: who, when, which areas."""

from __future__ import annotations

from collections.abc import Sequence

from onestop.domain.indicators import BY_CODE
from onestop.domain.period import Period, parse_period
from onestop.domain.policy import Policy
from onestop.domain.targets import Target, percent_vi
from onestop.reports.cchc_figures import CchcFigures, Named
from onestop.reports.cchc_values import Share
from onestop.reports.notes import number_vi


FOLLOWING = {
    "Q1": "Q2",
    "Q2": "Q3",
    "Q3": "Q4",
    "H1": "H2",
    "9M": "Q4",
}
"""The part of the year that follows a part of it; after the others a new year begins."""

FIRST = {"Q4": "Q1", "H2": "H1", "12": "01", "": ""}

MOST_NAMED = 5
"""Areas or units named in one sentence."""

COMMITTEE = "UBND "


def named(period: Period) -> str:
    """`quý III năm 2024`, as it stands inside a sentence."""
    label = period.label_vi.partition(" (")[0]
    return label[:1].lower() + label[1:]


def following(period: Period) -> Period:
    """The period after a named one: quarter IV after quarter III and after nine months.

    >>> following(parse_period("2024-H2")).code, following(parse_period("2024-05")).code
    ('2025-H1', '2024-06')
    """
    year, _, part = period.code.partition("-")
    if part in FOLLOWING:
        return parse_period(f"{year}-{FOLLOWING[part]}", period.cutoff)
    if part in FIRST:
        code = f"{int(year) + 1}-{FIRST[part]}".removesuffix("-")
        return parse_period(code, period.cutoff)
    return parse_period(f"{year}-{int(part) + 1:02}", period.cutoff)


def full_name(unit: str) -> str:
    """A committee's name in full: an official document's head has no abbreviations."""
    return f"Ủy ban nhân dân {unit.removeprefix(COMMITTEE)}" if unit.startswith(COMMITTEE) else unit


def head_name(unit: str) -> str:
    """The same in capitals, what the committee is of on a line of its own.

    >>> head_name("UBND xã Đồi Trăng")
    'ỦY BAN NHÂN DÂN\\nXÃ ĐỒI TRĂNG'
    """
    if unit.startswith(COMMITTEE):
        return f"ỦY BAN NHÂN DÂN\n{unit.removeprefix(COMMITTEE).upper()}"
    return unit.upper()


def signer(unit: str) -> str:
    """Who signs for a unit, as NĐ 30/2020/NĐ-CP has it: a committee's chairman signs for it."""
    is_committee = unit.startswith(COMMITTEE)
    return "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH" if is_committee else "THỦ TRƯỞNG ĐƠN VỊ"


def comparison_note(figures: CchcFigures, *, provisional: bool) -> str:
    """Why something is not compared; empty where everything is."""
    told = []
    if figures.unknown:
        periods = " và ".join(named(one) for one in figures.unknown)
        told.append(f"Kho số liệu chưa có đủ số liệu {periods} nên chưa so sánh.")
    if provisional and figures.earlier:
        told.append("Kỳ báo cáo chưa kết thúc nên chỉ so sánh tỷ lệ, không so sánh số lượng.")
    return " ".join(told)


def late_areas(areas: Sequence[Named]) -> str:
    """`Đất đai (50 hồ sơ), Hộ tịch (3 hồ sơ)`: where most is late."""
    late = [(one.measures["resolved_late"] + one.measures["open_overdue"], one) for one in areas]
    most = sorted((one for one in late if one[0]), key=lambda one: (-one[0], one[1].name))
    return ", ".join(f"{one.name} ({number_vi(count)} hồ sơ)" for count, one in most[:MOST_NAMED])


def ranked(units: Sequence[Named], policy: Policy) -> list[tuple[Named, Share]]:
    """Units that resolved anything, the best on-time share first, of equal ones the bigger."""
    shares = [(one, _on_time(one, policy)) for one in units]
    judged = [one for one in shares if one[1]]
    return sorted(judged, key=lambda one: (-one[1].value.ratio, -one[1].value.denominator))


def _on_time(one: Named, policy: Policy) -> Share:
    return Share(BY_CODE["on_time_share"].value(one.measures, policy), "share", {})


def units_short(rank: Sequence[tuple[Named, Share]], target: Target | None) -> str:
    """`2/8 đơn vị có tỷ lệ đúng hạn dưới 98 %: …`, the lowest first; empty for none."""
    if target is None or target.value is None or len(rank) < 2:
        return ""
    short = [one for one in reversed(rank) if one[1].value.ratio < target.value]
    if not short:
        return ""
    listed = ", ".join(f"{one.name} ({share.percent})" for one, share in short[:MOST_NAMED])
    more = f" và {len(short) - MOST_NAMED} đơn vị khác" if len(short) > MOST_NAMED else ""
    limit = percent_vi(target.value)
    return f"{len(short)}/{len(rank)} đơn vị có tỷ lệ đúng hạn dưới {limit}: {listed}{more}"
