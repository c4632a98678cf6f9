"""Corrections by hand as plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onestop.domain.period import instant_text
from onestop.storage.corrections_shown import Shown


CORRECTED = ("id", "code", "namespace", "field", "said", "value", "who", "at", "reason", "state")
IS_WITHDRAWAL = "is_withdrawal"
"""One more column of the history."""

Spoken = Callable[[tuple[str, str]], str]
"""Of a Vietnamese and an English wording the reader's."""


def correction_told(one: Shown, spoken: Spoken) -> dict[str, Any]:
    """One correction under `CORRECTED` and `IS_WITHDRAWAL`, codes as they are in the store."""
    return {
        "id": one.id,
        "code": one.code,
        "namespace": one.namespace,
        "field": one.field,
        "said": None if one.said is None else spoken(one.said),
        "value": spoken(one.value),
        "who": one.who,
        "at": instant_text(one.at),
        "reason": one.reason,
        "state": None if one.state is None else one.state.value,
        IS_WITHDRAWAL: one.is_withdrawal,
    }
