"""Where the next fetch of a source goes on, as the store keeps it."""

from __future__ import annotations

import json
from typing import Any


def marker_of(state: dict[str, Any] | None) -> dict[str, Any]:
    """The marker of a state; empty where there is none."""
    return json.loads(state["marker"]) if state and state["marker"] else {}


def as_text(marker: dict[str, Any]) -> str:
    """The same, as the store keeps it."""
    return json.dumps(marker, ensure_ascii=False) if marker else ""
