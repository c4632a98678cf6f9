"""Components as the plain dictionaries that a browser reads.

Dash writes them too, but asks each for every property it may have and then walks all it was
told once more: a fifth of what a page cost. It knows nothing of any page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dash.development.base_component import Component


WILD = ("data-", "aria-")
"""How names of properties begin that are no component's own."""


def plain(part: Any) -> Any:
    """The same without components, as `Component.to_plotly_json` tells each, all the way down."""
    if isinstance(part, Component):
        return {
            "props": {name: plain(value) for name, value in _told(part)},
            "type": part._type,
            "namespace": part._namespace,
        }
    if isinstance(part, list | tuple):
        return [plain(one) for one in part]
    return part


def _told(part: Component) -> list[tuple[str, Any]]:
    """The properties that were given to a component."""
    own = _own(type(part), tuple(part.available_properties))
    return [one for one in vars(part).items() if one[0] in own or one[0].startswith(WILD)]


@lru_cache
def _own(_kind: type, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)
