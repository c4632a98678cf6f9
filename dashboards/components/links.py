"""Links between pages: every number leads to the list of dossiers behind it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.data.allowed import sees_dossiers
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number
from onestop.domain.indicators import BY_CODE


DOSSIERS = "/dossiers"


def count_link(view: View, measure: str, count: int | None, **narrowed: str) -> Component | str:
    """A count as a link to its list; nothing and zero lead nowhere, nor does a count for whom
    no dossier is shown.

    narrowed: choices that the list has beside those of the view (`unit`, `area`, …).
    """
    if not (count and sees_dossiers()):
        return number(count)
    return html.A(number(count), href=view.to(DOSSIERS, measure=measure, **narrowed))


def parts_links(view: View, indicator: str, parts: tuple[int, int], **narrowed: str) -> Component:
    """`491/500` with both numbers leading to their lists; a sum of days has no list."""
    above, below = parts
    is_count = BY_CODE[indicator].form == "share"
    return html.Span(
        [
            count_link(view, f"{indicator}:numerator", above, **narrowed)
            if is_count
            else number(above),
            "/",
            count_link(view, f"{indicator}:denominator", below, **narrowed),
        ],
        className="parts",
    )


def to_dossiers(view: View, key: str) -> list[Component]:
    """The link to a view's whole list; nothing for whom no dossier is shown."""
    return [html.A(say(key), href=view.to(DOSSIERS))] if sees_dossiers() else []
