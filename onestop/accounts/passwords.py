"""Passwords: which are good enough, how they are kept, whether one is right.

NIST SP 800-63B: length counts, mixtures of signs do not; what everybody uses is refused.
It refuses to know whose a password is.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onestop.domain.errors import UsageError
from onestop.domain.wording import without_marks


SHORTEST = 12
"""SP 800-63B asks for 8 at least, and since revision 4 for 15 where nothing else is asked for.
12 with a wait after five failures and none of the common ones is our middle; whoever turns on
one-time codes has more than the 8 that the revision asks for then."""

LONGEST = 200
"""Passphrases fit (the rule: 64 at least must); a megabyte to hash does not."""

FEWEST_LETTERS = 5
"""Different ones: fewer is a key held down."""

SHORTEST_NAME = 4
"""A shorter login name stands inside too many words by chance."""

WEAK = {
    "short": (
        f"Mật khẩu phải có ít nhất {SHORTEST} ký tự; một câu ngắn dễ nhớ là tốt nhất.",
        f"A password has at least {SHORTEST} letters; a short sentence is best.",
    ),
    "long": (
        f"Mật khẩu dài quá {LONGEST} ký tự; hãy chọn câu ngắn hơn.",
        f"A password has at most {LONGEST} letters; choose a shorter one.",
    ),
    "name": (
        "Mật khẩu không được chứa tên đăng nhập; hãy chọn câu khác.",
        "The password holds the login name; choose another.",
    ),
    "easy": (
        "Mật khẩu này quá dễ đoán; hãy chọn một câu chỉ mình bạn nghĩ ra.",
        "This password is too easy to guess; think of a sentence of your own.",
    ),
}
"""Why a password is refused, and what to do (vi, en)."""

COMMON = Path(__file__).parent / "common_passwords.txt"

_hasher = PasswordHasher(memory_cost=47104, time_cost=1, parallelism=1)
"""OWASP's first choice for argon2id (46 MiB, one pass): 50 ms here, and eight threads that
log in at once take 370 MB."""


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


class WeakPasswordError(UsageError):
    """A password that is not good enough. reason: a key of `WEAK`."""

    def __init__(self, reason: str) -> None:
        super().__init__(WEAK[reason][0])
        self.reason = reason


def check(password: str, name: str) -> None:
    """Raises WeakPasswordError for a password that is easy to guess."""
    told = normal(password)
    plain, called = without_marks(told).lower(), without_marks(name).lower()
    if len(told) < SHORTEST:
        raise WeakPasswordError("short")
    if len(told) > LONGEST:
        raise WeakPasswordError("long")
    if len(called) >= SHORTEST_NAME and called in plain:
        raise WeakPasswordError("name")
    if plain in _common() or _repeats(plain):
        raise WeakPasswordError("easy")


def _repeats(plain: str) -> bool:
    """Few letters, a piece said again and again, or a run along the keyboard."""
    piece = next(size for size in range(1, len(plain) + 1) if _is_made_of(plain, size))
    return len(set(plain)) < FEWEST_LETTERS or piece <= len(plain) // 2 or _is_run(plain)


def _is_made_of(plain: str, size: int) -> bool:
    times = -(-len(plain) // size)
    return (plain[:size] * times)[: len(plain)] == plain


def _is_run(plain: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(plain)}
    return steps <= {1, -9} or steps <= {-1, 9}


def normal(password: str) -> str:
    """One way to write it: an accent may be typed in two ways (SP 800-63B names NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What the store keeps: argon2id with its own salt."""
    return _hasher.hash(normal(password))


@cache
def _nobodys() -> str:
    """A hash to compare with where there is none: as slow, and never right."""
    return _hasher.hash("")


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password is the kept one; as long in answering where nothing is kept."""
    told = normal(password) if 0 < len(password) <= LONGEST else ""
    try:
        return _hasher.verify(kept or _nobodys(), told) and bool(kept and told)
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether a kept hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)
