"""What a list is, in words: for a page's head, for the first sheet of a download."""

from __future__ import annotations

from dashboards.components.dossier_rows import heading, status_words
from dashboards.data.dossiers import Wish
from dashboards.words.sentences import say
from dashboards.words.speech import number, spoken


def list_name(wish: Wish) -> str:
    """The label of the number that the list stands behind."""
    return spoken(wish.label)


def count_words(total: int, whole: int) -> str:
    """`12 hồ sơ`, or `3 trên 12 hồ sơ` where text or status narrowed the list."""
    if total != whole:
        return say("dossiers_count_of", count=number(total), whole=number(whole))
    if total == 1:
        return say("dossiers_count_one")
    return say("dossiers_count", count=number(total))


def filter_words(wish: Wish) -> list[str]:
    """What narrows the list besides unit, area and period."""
    told = (
        ("dossiers_desk", "name", wish.desk),
        ("dossiers_officer", "name", wish.officer),
        ("dossiers_status", "name", status_words(wish.status or None)),
        ("dossiers_text", "text", wish.text),
    )
    own = [say("dossiers_own")] if wish.own else []
    return own + [say(key, **{fact: value}) for key, fact, value in told if value]


def sort_words(wish: Wish) -> str:
    """Which column the list is in order of."""
    name = heading(wish.ordered_by)
    return say("dossiers_sort_down", name=name) if wish.descending else name
