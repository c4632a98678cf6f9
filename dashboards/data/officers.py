"""Who answers for which areas here: the officers of config, and the ids of their areas."""

from __future__ import annotations

from dashboards.data.asked import Asked
from dashboards.data.nearest import nearest
from onestop.domain.errors import NotFoundError
from onestop.domain.officers import OTHER, Officer, load_officers, officer_of
from onestop.installation import Installation


FILE = "officers.toml"
OFFICER = "người phụ trách"


def officers_of(here: Installation) -> tuple[Officer, ...]:
    """The officers in force, none where no file tells them; a later folder's file replaces.

    Raises DeclarationError for a file that cannot be understood.
    """
    for folder in reversed(here.config_dirs):
        if (folder / FILE).is_file():
            return load_officers(folder / FILE)
    return ()


def areas_of(asked: Asked, name: str) -> frozenset[int]:
    """The ids of an officer's areas, or of nobody's. Raises NotFoundError with the nearest."""
    officers = officers_of(asked.here)
    named = {one.name: one for one in officers} | {OTHER[0]: None}
    if name not in named:
        raise NotFoundError(OFFICER, name, nearest(name, {one: one for one in named}))
    return frozenset(
        number
        for number, area in asked.names("area").items()
        if officer_of(officers, area.label) == named[name]
    )
