"""What the overview shows: a card per promise, the open dossiers, what needs a hand."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.data.asked import Asked
from dashboards.data.backlog import due_today
from dashboards.data.median import medians_of
from dashboards.data.targets import in_force_judged
from onestop.domain.indicators import BY_CODE, Indicator, Value
from onestop.domain.judged import Judged
from onestop.domain.period import Period, previous, same_last_year
from onestop.storage import listing


WITHOUT_A_PLAN = (
    "on_time_share",
    "early_share",
    "progress_766",
    "online_level34_share",
    "result_digitised_level34_share",
    "apology_share",
    "satisfaction_share",
)
"""Shown while no plan is in force: what most plans promise."""


@dataclass(frozen=True)
class Change:
    """Against another period: its code, its value, the difference of the ratios."""

    period: Period
    value: Value
    difference: float | None


@dataclass(frozen=True)
class Card:
    """One indicator now, its promise (None without a plan), and three comparisons.

    median: the ratio that is usual among the units it is compared with.
    """

    indicator: Indicator
    value: Value
    judged: Judged | None
    before: Change | None
    last_year: Change | None
    median: float | None


def cards(asked: Asked) -> list[Card]:
    """The promises in force that dossiers can show; without a plan the usual ones."""
    promised = {one.target.indicator: one for one in in_force_judged(asked)}
    codes = list(promised) or list(WITHOUT_A_PLAN)
    compared = (previous(asked.period), same_last_year(asked.period))
    asked.course((asked.period, *compared))  # asked for together, it costs a third
    measures = asked.measures()
    if measures is None:
        return []
    policy = asked.here.policy
    values = {code: BY_CODE[code].value(measures, policy) for code in codes}
    medians = medians_of(asked, [BY_CODE[code] for code in codes])
    return [
        Card(
            BY_CODE[code],
            value,
            promised.get(code),
            *(_change(asked, BY_CODE[code], value, period) for period in compared),
            medians[code],
        )
        for code, value in values.items()
    ]


def _change(asked: Asked, indicator: Indicator, value: Value, period: Period) -> Change | None:
    measures = asked.measures(period)
    if measures is None:
        return None
    then = indicator.value(measures, asked.here.policy)
    if then.ratio is None:
        return None
    known = value.ratio is not None
    return Change(period, then, value.ratio - then.ratio if known else None)


STATES = ("open", "open_overdue", "open_paused", "due_within_2")
"""Counts at this moment, beside those that only a list can tell (due today, no letter)."""


def states(asked: Asked) -> dict[str, int]:
    """The open dossiers of this moment by what matters about them."""
    measures = asked.measures() or {}
    told = {code: measures.get(code, 0) for code in STATES}
    told["open_overdue_without_apology"] = measures.get("open_overdue", 0) - measures.get(
        "open_overdue_with_apology", 0
    )
    return told


@dataclass(frozen=True)
class Hand:
    """What waits for somebody: (sentence key, list, count), and the worst units."""

    counts: list[tuple[str, str, int]]
    worst: list[tuple[str, str, int]]


MOST_UNITS = 3


def hand(asked: Asked) -> Hand:
    """Counts in the order of urgency, and the units with most overdue dossiers."""
    now = states(asked)
    question = asked.question()
    outside = listing.outside(asked.connection, question.asked)
    counts = [
        ("overview_overdue", "open_overdue", now["open_overdue"]),
        (
            "overview_no_letter",
            "open_overdue_without_apology",
            now["open_overdue_without_apology"],
        ),
        ("overview_due_today", "due_today", due_today(asked)),
        ("overview_due_soon", "due_within_2", now["due_within_2"]),
        ("overview_waiting", "waiting_for_acceptance", outside["waiting_for_acceptance"]),
    ]
    return Hand(counts, _worst(asked))


def _worst(asked: Asked) -> list[tuple[str, str, int]]:
    rows = asked.answer("unit").rows
    late = sorted(rows, key=lambda row: -row.measures["open_overdue"])[:MOST_UNITS]
    names = asked.names("unit")
    return [
        (names[row.key].label, names[row.key].key, row.measures["open_overdue"])
        for row in late
        if row.measures["open_overdue"] and len(rows) > 1
    ]


def by_channel(asked: Asked) -> list[tuple[str, int, int, int]]:
    """(area, direct, online, postal) received in the period."""
    names = asked.names("area")
    return [
        (
            names[row.key].label,
            row.measures["received_direct"],
            row.measures["received_online"],
            row.measures["received_postal"],
        )
        for row in asked.answer("area").rows
        if row.measures["received"]
    ]
