"""What was probably meant: known words most like a typed one, with or without diacritics."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from onestop.domain.wording import name_key, without_marks


OFFERED = 3
ALIKE = 0.5
"""As in `onestop.storage.catalogue`: one slip in two letters is still offered."""


def nearest(asked: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The values behind the three words most like the asked one, best first.

    >>> nearest("qua han", {"Quá hạn": "late", "Đúng hạn": "on_time"})
    ('late', 'on_time')
    """
    plain: dict[str, str] = {}
    for word, value in known.items():
        plain.setdefault(without_marks(name_key(word)), value)
    wanted = without_marks(name_key(asked))
    found = get_close_matches(wanted, plain, OFFERED * 2, ALIKE)
    return tuple(dict.fromkeys(plain[word] for word in found))[:OFFERED]
