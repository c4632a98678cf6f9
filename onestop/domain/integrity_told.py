"""One sign, and the short sentence that shows it: days, codes, dates, what is usual.

It knows words and how people write numbers; counting and choosing are the store's. Codes and
days only: nothing of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onestop.domain.integrity import Pair
from onestop.domain.period import Period, day_of


@dataclass(frozen=True)
class Sign:
    """What is told of a unit's month: so many of so many, where so many are usual.

    part: the field or source it is about, "" where the check has one; unit: id; usual: what is
    usual (a share; of bursts a number of dossiers a day; None: not known); limit: from how many
    on it is told (None: nothing to compare with, silent); days: (day number, dossiers) of the
    days of a burst, (day number, numbers missing) of a series.
    """

    check: str
    part: str
    unit: int
    month: Period
    suspicious: int
    looked_at: int
    usual: float | None
    limit: float | None
    days: tuple[tuple[int, int], ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether it is more than chance and habit."""
        fullest = max((count for _, count in self.days), default=0)
        measured = fullest if self.check in BY_DAYS else self.suspicious
        return self.limit is not None and measured >= self.limit


@dataclass(frozen=True)
class Example:
    """A dossier that shows a sign; said: what a load noted of it ("old → new"), or ""."""

    code: str
    said: str = ""


MOST_DAYS = 4
"""Days of bursts named in a sentence."""

BY_DAYS = ("closing_burst", "closing_off_hours")
BY_RUNS = ("constant_flag", "never_waits")

PARTS = {
    "components_digitised": ("số hóa thành phần hồ sơ", "papers digitised"),
    "components_reused": ("tái sử dụng thành phần", "papers reused"),
    "result_digitised": ("số hóa kết quả", "result digitised"),
    "submitted_at": ("ngày nộp đúng bằng ngày tiếp nhận", "handed in at the second of receipt"),
}
"""What a flag that never changes is called."""


def sentence(sign: Sign, examples: Sequence[Example] = ()) -> Pair:
    """The evidence in a sentence, Vietnamese and English."""
    if sign.check in BY_DAYS:
        return _burst(sign)
    told, shown = _share(sign), [_example(one) for one in examples]
    if sign.days:
        shown = [(day, day) for day in _days(sign)]
    if not shown:
        return told
    vi, en = _joined(shown)
    return _joined([told, (f"ví dụ {vi}", f"e.g. {en}")], "; ")


def usual_text(sign: Sign) -> Pair:
    """What is usual, in words short enough for a column."""
    if sign.usual is None:
        return "–", "–"
    if sign.check in BY_DAYS:
        return f"{sign.usual:.0f}/ngày", f"{sign.usual:.0f} a day"
    return percent(sign.usual)


def limit_text(sign: Sign) -> Pair:
    """From how many on it is told."""
    if sign.limit is None:
        return "–", "–"
    if sign.check in BY_DAYS:
        return f"{sign.limit:.0f}/ngày", f"{sign.limit:.0f} a day"
    if sign.check in BY_RUNS:
        return f"thiếu {sign.limit:.0f}", f"{sign.limit:.0f} short"
    return f"{sign.limit:.0f}", f"{sign.limit:.0f}"


def part_text(sign: Sign) -> Pair:
    """What a check of several is about; "" where it has one."""
    return PARTS.get(sign.part, (sign.part, sign.part))


def percent(share: float) -> Pair:
    """A share as people write it.

    >>> percent(0.0425)
    ('4,2 %', '4.2 %')
    """
    written = f"{share * 100:.1f} %"
    return written.replace(".", ","), written


def _days(sign: Sign) -> list[str]:
    """The fullest days, in order."""
    fullest = sorted(sorted(sign.days, key=lambda one: -one[1])[:MOST_DAYS])
    named = [f"{_day(day)}: {count}" for day, count in fullest]
    return [*named, "…"] if len(sign.days) > MOST_DAYS else named


def _burst(sign: Sign) -> Pair:
    listed = ", ".join(_days(sign)) or "–"
    usual = "–" if sign.usual is None else f"{sign.usual:.0f}"
    return (
        f"{listed} (tháng thường, ngày cao nhất {usual})",
        f"{listed} (highest day of a usual month {usual})",
    )


def _share(sign: Sign) -> Pair:
    vi, en = percent(sign.suspicious / sign.looked_at if sign.looked_at else 0.0)
    usual_vi, usual_en = usual_text(sign)
    about_vi, about_en = part_text(sign)
    about = (f"{about_vi}: ", f"{about_en}: ") if about_vi else ("", "")
    if sign.check in BY_RUNS:
        return (
            f"{about[0]}{vi}, không có giá trị nào khác (lẽ ra {usual_vi} khác)",
            f"{about[1]}{en}, not one other ({usual_en} others expected)",
        )
    return f"{about[0]}{vi} (thường {usual_vi})", f"{about[1]}{en} (usually {usual_en})"


def said_text(one: Example) -> str:
    """What a load noted of a dossier, its days as day/month/year; "" for nothing.

    >>> said_text(Example("A1", "2024-05-03 → 2024-07-01"))
    '03/05/2024 → 01/07/2024'
    """
    return " → ".join(_written(part) for part in one.said.split(" → ")) if one.said else ""


def _example(one: Example) -> Pair:
    said = said_text(one)
    told = f"{one.code} ({said})" if said else one.code
    return told, told


def _written(text: str) -> str:
    """A day as day/month/year; anything else as it stands."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _day(number: int) -> str:
    return f"{day_of(number):%d/%m/%Y}"


def _joined(pairs: Sequence[Pair], between: str = ", ") -> Pair:
    return between.join(vi for vi, _ in pairs), between.join(en for _, en in pairs)
