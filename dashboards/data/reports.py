"""What the page of reports asks: forms, a preview, the closed periods and what differs since.

Reports are the desk's (`Installation.reports`); this module turns an address into a wish for
it. It refuses to lay out a form or to count one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from dashboards.data.allowed import sees_dossiers
from dashboards.data.asked import RANGE, Asked
from dashboards.data.kept import kept
from dashboards.data.wishes import FormOffer, Preview, Wish
from onestop.accounts.gates import must
from onestop.domain.access import Act
from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage.closed_changes import Changes, Difference, changes_since, differences_since
from onestop.storage.closed_periods import (
    Closed,
    closed,
    closing_that_counts,
    closings,
    is_over,
)


PUBLISHED = "published"
"""`figures=published` in an address: from the closed period's figures."""

NOW = "now"
"""`units=now`: ended units stand with the one that took over."""

CLOSINGS_A_PAGE = 8

LISTING = ("register", "late", "cchc")
"""Forms that name dossiers: not for whoever sees figures only."""


@dataclass(frozen=True)
class Listed:
    """A closed period and how many of its figures differ by now; newest: whether it counts."""

    closed: Closed
    differing: int
    counts: bool


@dataclass(frozen=True)
class Choice:
    """What is chosen of what is offered; closing: the one whose figures are published."""

    offers: tuple[FormOffer, ...]
    offer: FormOffer
    wish: Wish
    closing: Closed | None


def choice_of(asked: Asked) -> Choice:
    """The form and the ways of the address. NotFoundError with the nearest; UsageError for a
    way or figures that the form has not."""
    offers = tuple(one for one in asked.here.reports.forms() if _is_offered(one.code))
    offer = _offer(asked, offers)
    by = asked.view.get("by")
    if by and by not in offer.by:
        known = ", ".join(offer.by) or "không nhóm"
        raise UsageError(f"Biểu {offer.code} không lập được theo “{by}”. Có: {known}.")
    wish = Wish(
        form=offer.code,
        period=asked.period,
        unit=asked.ids.get("unit"),
        by=by or next(iter(offer.by), ""),
        as_of=asked.as_of,
        merged=asked.view.get("units") == NOW,
        published=asked.view.get("figures") == PUBLISHED,
    )
    found = closing_that_counts(asked.connection, asked.period, wish.unit)
    return Choice(offers, offer, wish, found)


def _offer(asked: Asked, offers: Sequence[FormOffer]) -> FormOffer:
    code = asked.view.get("form") or offers[0].code
    if not _is_offered(code):
        must(Act.SEE_DOSSIERS)
    known = {one.code: one for one in offers}
    if code not in known:
        raise NotFoundError("biểu mẫu", code, tuple(get_close_matches(code, known, 3, 0.3)))
    return known[code]


def _is_offered(code: str) -> bool:
    return code not in LISTING or sees_dossiers()


def preview(asked: Asked, wish: Wish) -> Preview:
    """The report as it would be written. Raises what writing it would."""
    part = ("report", wish)
    return kept(asked, part, lambda: asked.here.reports.preview(asked.connection, wish))


def listed(asked: Asked, page: int) -> tuple[list[Listed], int]:
    """Closed periods, the newest first, some at a time; how many there are."""
    every = closings(asked.connection)
    first = (page - 1) * CLOSINGS_A_PAGE
    shown = every[first : first + CLOSINGS_A_PAGE]
    newest = {}
    for one in every:
        newest.setdefault((one.period, one.unit), one.id)
    return [
        Listed(one, len(_differences(asked, one)), newest[one.period, one.unit] == one.id)
        for one in shown
    ], len(every)


def _differences(asked: Asked, one: Closed) -> Sequence[Difference]:
    counting = asked.here.reports.counting
    ask = lambda: differences_since(asked.connection, one, counting)  # noqa: E731
    return kept(asked, ("differing", one.id), ask)


def opened(asked: Asked) -> tuple[Closed, Changes] | None:
    """The closed period of the address with everything that changed since; None for none."""
    number = asked.view.number("closed", 0)
    if not number:
        return None
    must(Act.SEE_DOSSIERS)
    found = closed(asked.connection, number)
    counting = asked.here.reports.counting
    ask = lambda: changes_since(asked.connection, found, counting)  # noqa: E731
    return found, kept(asked, ("changes", number), ask)


def can_close(asked: Asked) -> bool:
    """Whether the period has a name to be closed under, and any data."""
    return RANGE not in asked.period.code and asked.moment > asked.period.start_at


def ends_before_period(asked: Asked) -> bool:
    """Whether the data ends before the period does: then it is closed only as provisional."""
    return not is_over(asked.period, asked.moment)
