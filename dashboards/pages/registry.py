"""The pages there are, in the order of the menu. Navigation and titles derive from it."""

from __future__ import annotations

from dashboards.pages import (
    areas,
    backlog,
    data,
    definitions,
    dossiers,
    overview,
    reports,
    targets,
    units,
)
from dashboards.pages.page import Page


PAGES: tuple[Page, ...] = (
    overview.PAGE,
    units.PAGE,
    areas.PAGE,
    backlog.PAGE,
    targets.PAGE,
    reports.PAGE,
    data.PAGE,
    definitions.PAGE,
    dossiers.PAGE,
)


def page_at(path: str) -> Page | None:
    """The page of a path, or None."""
    return next((page for page in PAGES if page.path == path), None)
