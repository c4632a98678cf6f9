"""Parts of a page that are counted from the dossiers: once for each view, until data changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from dashboards.data.asked import Asked
from dashboards.data.remembered import Remembered


_remembered = Remembered()


def kept(asked: Asked, part: Hashable, ask: Callable[[], Any]) -> Any:
    """What `ask` gives for this view, asked again only after a load; part: which part it is.

    Kept as it is: neither the part nor a row of it may be changed, or be in one language.
    """
    chosen = tuple((name, tuple(sorted(ids))) for name, ids in sorted(asked.chosen.items()))
    policy = tuple(asked.here.policy.as_dict().values())
    here = (str(asked.here.engine.url), asked.version, asked.seen)
    key = (*here, part, asked.period, asked.as_of, chosen, policy)
    return _remembered.get(
        key, ask, size=lambda given: len(given) if isinstance(given, list) else 1
    )
