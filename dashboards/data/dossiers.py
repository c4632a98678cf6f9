"""A list of dossiers as an address asks for it: which list, narrowed how, in which order.

It turns the address into a question of `onestop.storage.listing` and hands rows on; it
refuses to count by itself, so a list is always as long as the number that led to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from dashboards.data.asked import Asked
from dashboards.data.lateness import Lateness, Row
from dashboards.data.nearest import nearest
from dashboards.data.officers import areas_of
from onestop.domain import lists
from onestop.domain.dossier import Status
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import BY_CODE as MEASURE
from onestop.domain.measures import MEASURES
from onestop.domain.policy import Policy
from onestop.domain.wording import name_key
from onestop.storage import listing
from onestop.storage.indicator_values import Question
from onestop.storage.listing import SORTABLE, Wanted
from onestop.storage.slices import Slice
from onestop.storage.tables import desk, dossier


PAGE_ROWS = 50
"""Rows of a page: what one reads before narrowing the list instead."""

DOWN = "-"
"""Before a column's name in the address: the greatest first."""

LIST, SORT, STATUS, DESK = "danh sách", "cột để sắp xếp", "trạng thái", "bộ phận"
"""What a NotFoundError of this module is about."""


@dataclass(frozen=True)
class Wish:
    """What an address asks of a list, made sure of: the list's code and label, what narrows it.

    desk, officer: whose dossiers only, "" for everybody's; own: the unit's own, those below
    it left out. status: 0 for all. sort: "" for the list's own order; ordered_by: the column
    that it is in order of either way.
    """

    code: str
    label: tuple[str, str]
    text: str
    status: int
    sort: str
    ordered_by: str
    descending: bool
    desk: str
    officer: str
    own: bool

    @property
    def is_narrowed(self) -> bool:
        """Whether text or status leave something of the list out."""
        return bool(self.text or self.status)

    def part(self, offset: int = 0, limit: int = PAGE_ROWS) -> Wanted:
        """The part of the list that stands on a page."""
        status = (self.status,) if self.status else ()
        return Wanted(self.text, status, self.sort, self.descending, offset, limit)


@dataclass(frozen=True)
class Listed:
    """One page of a list: its rows (as `listing.SHOWN`, with `days_late`), how many there are.

    whole: how many before text and status narrowed it; page and pages count from 1;
    closed_since: how many of the rows were closed after the moment of the figures.
    """

    wish: Wish
    rows: list[Row]
    total: int
    whole: int
    page: int
    pages: int
    closed_since: int


def wish_of(asked: Asked) -> Wish:
    """Reads the address. NotFoundError for a list, column, status or desk there is not."""
    view, policy = asked.view, asked.here.policy
    code, sort = view.get("measure", lists.EVERYTHING), view.get("sort")
    label, name = _label(code, policy), _sort(sort.removeprefix(DOWN))
    return Wish(
        code=code,
        label=label,
        text=view.get("text"),
        status=_status(view.get("status")),
        sort=name,
        ordered_by=name or lists.usual_order(code, policy),
        descending=sort.startswith(DOWN),
        desk=view.get("desk"),
        officer=view.get("officer"),
        own=view.get("own") == "1" and "unit" in asked.ids,
    )


def _label(code: str, policy: Policy) -> tuple[str, str]:
    try:
        return lists.label_of(code)
    except UsageError as error:
        raise NotFoundError(LIST, code, nearest(code, _list_names(policy))) from error


def _list_names(policy: Policy) -> dict[str, str]:
    """Each code and each label of a list, and the code it leads to."""
    parts = [f"{one.code}:{part}" for one in INDICATORS for part in lists.PARTS]
    bands = [lists.AGE + band for band in lists.BANDS]
    known = [*(one.code for one in MEASURES), *lists.SPECIAL, *bands, *parts]
    codes = [code for code in known if _has_dossiers(code, policy)]
    labels = {label: code for code in codes for label in lists.label_of(code)}
    return labels | {code: code for code in codes}


def _has_dossiers(code: str, policy: Policy) -> bool:
    """Whether what is counted are dossiers: not feedback, not a plan's tasks."""
    terms = lists.terms_of(code, policy) or ()
    return all(MEASURE[term.removeprefix("-")].placed_by != "elsewhere" for term in terms)


def _sort(name: str) -> str:
    if name and name not in SORTABLE:
        raise NotFoundError(SORT, name, nearest(name, {one: one for one in SORTABLE}))
    return name


def _status(text: str) -> int:
    if text in ("", *(str(int(one)) for one in Status)):
        return int(text or 0)
    raise NotFoundError(STATUS, text)


def question_of(asked: Asked, wish: Wish) -> Question:
    """The question whose dossiers are listed: the view's, of one desk, officer, or unit alone."""
    question, chosen = asked.question(), {}
    if wish.desk:
        chosen["desk"] = frozenset({_desk_id(asked, wish.desk)})
    if wish.officer:
        areas = areas_of(asked, wish.officer)
        chosen["area"] = areas & question.asked.chosen.get("area", areas)
    if wish.own:
        chosen["unit"] = frozenset({asked.ids["unit"]})
    if not chosen:
        return question
    before = question.asked.chosen
    # who belongs to a total together is decided by the view, not by desk or officer
    return replace(question, asked=Slice({**before, **chosen}, "", before))


def _desk_id(asked: Asked, name: str) -> int:
    query = select(desk.c.id, desk.c.name, desk.c.name_key)
    if asked.seen is not None:  # a desk may be called by who sits there: own ones only
        query = query.where(desk.c.id.in_(select(dossier.c.desk_id)))
    known = asked.connection.execute(query).all()
    ids = {one.name_key: one.id for one in known}
    if name_key(name) not in ids:
        raise NotFoundError(DESK, name, nearest(name, {one.name: one.name for one in known}))
    return ids[name_key(name)]


def page_of(asked: Asked) -> Listed:
    """The page that an address asks for; the last one where there are fewer."""
    wish, page = wish_of(asked), asked.view.number("page", 1)
    question = question_of(asked, wish)
    found = listing.page_of(asked.connection, question, wish.code, _at(wish, page))
    pages = max(1, -(-found.total // PAGE_ROWS))
    if page > pages:
        page = pages
        found = listing.page_of(asked.connection, question, wish.code, _at(wish, page))
    whole = found.total
    if wish.is_narrowed:
        whole = listing.count_behind(asked.connection, question, wish.code)
    late = Lateness(asked)
    rows = [late.told(row) for row in found.rows]
    since = sum((row["closed_at"] or 0) >= asked.moment for row in rows)
    return Listed(wish, rows, found.total, whole, page, pages, since)


def _at(wish: Wish, page: int) -> Wanted:
    return wish.part((page - 1) * PAGE_ROWS)


def every_row(asked: Asked, wish: Wish) -> Iterator[Row]:
    """Every dossier of a list, some in memory at a time, with `days_late`."""
    late, question = Lateness(asked), question_of(asked, wish)
    rows = listing.rows_behind(asked.connection, question, wish.code, None, wish.part())
    return (late.told(row) for row in rows)


def length_of(asked: Asked, wish: Wish) -> int:
    """How many dossiers a list has."""
    question = question_of(asked, wish)
    return listing.count_behind(asked.connection, question, wish.code, wish.part())
