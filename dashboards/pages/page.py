"""What a page is: an address, a name, the one question it answers, and its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component

from dashboards.data.asked import Asked
from onestop.domain.access import Act


@dataclass(frozen=True)
class Page:
    """One page of the menu.

    name, question: Vietnamese and English. pickers: which of the shared pickers it heeds.
    needs_data: an empty store shows how to load the first export instead. act: what a reader
    must be allowed; a page is not in the menu of whoever is not.
    """

    path: str
    name: tuple[str, str]
    question: tuple[str, str]
    body: Callable[[Asked], list[Component]]
    pickers: tuple[str, ...] = ("unit", "period", "area")
    needs_data: bool = True
    in_menu: bool = True
    act: Act = Act.SEE_FIGURES
