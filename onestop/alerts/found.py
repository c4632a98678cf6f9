"""What there is to tell of each alert, as items with a key, a sentence and a page to look at.

Each finder asks within the recipient's rights and says nothing of what they may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import select

from onestop.alerts.asking import Asking
from onestop.domain.alerts import BUDGET_SHARE, REJECTED_SHARE, Item
from onestop.domain.indicators import BY_CODE as INDICATORS
from onestop.domain.judged import Judged
from onestop.domain.period import DAY_SECONDS, Period, day_of, months, parse_period
from onestop.domain.plan import Plan, year_of
from onestop.domain.targets import Outcome, Target, budget_sentence, budget_sentence_en
from onestop.storage import connections, judging, scope
from onestop.storage.scoped import units_of
from onestop.storage.tables import reject, snapshot


RECENT_DAYS = 7
"""Loads older than that are no news to whoever subscribes today."""

QUARTERS = ("Q1", "Q2", "Q3", "Q4")


def overdue_without_apology(asking: Asking) -> Iterator[Item]:
    """Open dossiers past their day for which no letter is known (NĐ 118/2025 Đ.19)."""
    told = asking.measures(asking.year)
    late = told.get("open_overdue", 0)
    without = late - told.get("open_overdue_with_apology", 0)
    if without > 0:
        yield Item(
            f"{asking.newest // DAY_SECONDS}",
            f"{_n(without)} trong {_n(late)} hồ sơ đang quá hạn chưa có thư xin lỗi.",
            f"{_n(without)} of {_n(late)} overdue dossiers have no letter of apology.",
            "/backlog",
        )


def budget_used(asking: Asking) -> Iterator[Item]:
    """Shares promised for the year of which most of what may fail has failed."""
    for plan in asking.office.plans:
        for one in _judged(asking, plan, asking.year):
            if _is_nearly_used(one):
                yield _budget_item(plan, one, asking.year)


def _is_nearly_used(one: Judged) -> bool:
    left = one.verdict.budget_left
    if left is None or left < 0 or one.value is None:
        return False
    bad = int(one.value.denominator - one.value.numerator)
    part, whole = BUDGET_SHARE
    return bad * whole > part * (bad + left)


def _budget_item(plan: Plan, one: Judged, year: Period) -> Item:
    vi, en = _called(one.target)
    parts = _parts(one)
    return Item(
        f"{plan.code}:{one.target.code}:{year.code}",
        f"{vi}: {parts}; {budget_sentence(one.target.indicator, one.verdict)}.",
        f"{en}: {parts}; {budget_sentence_en(one.verdict)}.",
        "/targets",
    )


def target_missed(asking: Asking) -> Iterator[Item]:
    """Promises of the quarter that ended last, which were not kept."""
    ended = _ended_quarter(asking)
    for plan in asking.office.plans if ended else ():
        for one in _judged(asking, plan, ended):
            if one.is_due and one.outcome == Outcome.MISSED and one.value is not None:
                vi, en = _called(one.target)
                yield Item(
                    f"{plan.code}:{one.target.code}:{ended.code}",
                    f"{vi}: {_parts(one)}, không đạt ({ended.label_vi}).",
                    f"{en}: {_parts(one)}, missed ({ended.code}).",
                    f"/targets?period={ended.code}",
                )


def _ended_quarter(asking: Asking) -> Period | None:
    """The newest quarter of the year that the data has seen the end of."""
    year = asking.year.end.year
    told = [parse_period(f"{year}-{quarter}") for quarter in QUARTERS]
    told = [parse_period(f"{year - 1}-Q4"), *told]
    over = [one for one in told if one.end_at <= asking.newest + 1]
    return over[-1] if over else None


def _judged(asking: Asking, plan: Plan, period: Period) -> list[Judged]:
    if not plan.covers(year_of(period)):
        return []
    how = (asking.office.policy, asking.office.calendar.add_working_days)
    asked = judging.Asking(plan, period, *how, asking.own_unit)
    return judging.judge(asking.connection, asked)


def _called(target: Target) -> tuple[str, str]:
    """A promise in both languages: the plan's own words, else the indicator's."""
    known = INDICATORS.get(target.indicator)
    vi = target.label_vi or (known.label_vi if known else target.code)
    return vi, target.label_en or (known.label_en if known else vi)


def _parts(one: Judged) -> str:
    return f"{_n(one.value.numerator)}/{_n(one.value.denominator)}"


def source_silent(asking: Asking) -> Iterator[Item]:
    """Pulled sources that are silent, failing, or changed overnight."""
    if not scope.sees_a_province(asking.connection):
        return
    for one in connections.troubles(asking.connection, asking.now):
        yield Item(f"{one.connection}:{one.kind}:{one.since}", one.sentence, one.sentence, "/data")


def load_rejected(asking: Asking) -> Iterator[Item]:
    """Recent loads of which many rows were refused."""
    if not scope.sees_a_province(asking.connection):
        return
    since = asking.now - RECENT_DAYS * DAY_SECONDS
    part, whole = REJECTED_SHARE
    query = select(snapshot).where(
        snapshot.c.loaded_at >= since, snapshot.c.rejected * whole > snapshot.c.read * part
    )
    if units_of(asking.connection) is not None:  # of a load of several provinces no row is seen
        query = query.where(snapshot.c.id.in_(select(reject.c.snapshot_id)))
    for row in asking.connection.execute(query.order_by(snapshot.c.id)).mappings():
        parts = f"{_n(row['rejected'])}/{_n(row['read'])}"
        yield Item(
            f"{row['sha256'][:16]}:{row['loaded_at']}",
            f"Lần nạp {row['id']} ({row['profile']}): {parts} dòng bị loại.",
            f"Load {row['id']} ({row['profile']}): {parts} rows refused.",
            "/data",
        )


def closing_burst(asking: Asking) -> Iterator[Item]:
    """Days of the newest month with far more closures than a unit's usual day."""
    from onestop.storage import integrity

    month = next(m for m in reversed(months(asking.year)) if m.start_at <= asking.newest)
    looked = integrity.Looked(
        month,
        asking.office.thresholds,
        asking.office.calendar,
        ("closing_burst",),
        asking.chosen.get("unit"),
    )
    found = integrity.look(asking.connection, looked)
    for sign in found.signs() if found else ():
        for day, count in sign.days:
            yield _burst(asking, sign.unit, day, count)


def _burst(asking: Asking, unit: int, day: int, count: int) -> Item:
    from onestop.storage import catalogue

    name = catalogue.names_of(asking.connection, "unit")[unit]
    shown = f"{day_of(day):%d/%m/%Y}"
    vi = f"{name.label}: đóng {_n(count)} hồ sơ ngày {shown}, nhiều hẳn ngày thường."
    en = f"{name.label}: {_n(count)} closed on {shown}, far above its usual day."
    return Item(f"{name.key}:{day}", vi, en, "/data")


def month_ended(asking: Asking) -> Period | None:
    """The newest official month that the data has seen the end of."""
    before = asking.year.start - timedelta(days=1)
    told = [parse_period(f"{before.year}-12"), *months(asking.year)]
    over = [one for one in told if one.end_at <= asking.newest + 1]
    return over[-1] if over else None


def _n(value: object) -> str:
    """`1.234`, as both languages of an office read it."""
    return f"{int(value):,}".replace(",", ".")


FINDERS: dict[str, Callable[[Asking], Iterator[Item]]] = {
    one.__name__: one
    for one in (
        overdue_without_apology,
        budget_used,
        source_silent,
        load_rejected,
        closing_burst,
        target_missed,
    )
}
"""By the code of the alert."""
