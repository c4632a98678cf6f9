"""Secrets that are made at random, and the hash by which they are known again.

256 bits of chance: nobody guesses them, so a plain hash is enough. A password is not one.
"""

from __future__ import annotations

import hashlib
import secrets


RANDOM_BYTES = 32

TOKEN_MARK = "onestop_"  # noqa: S105 (what every token begins with, for scanners to find a lost one)

SHOWN_LETTERS = 16
"""Of a token, to tell one from another: its mark and eight letters, which leaves 208 bits."""

EASY = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters that nobody reads as another one: a first password is copied by hand."""


def new_secret() -> str:
    """A secret for a cookie."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def new_token() -> str:
    """A secret for a program or a wall screen."""
    return TOKEN_MARK + new_secret()


def new_password() -> str:
    """A first password, 20 letters in fives: 100 bits."""
    letters = [secrets.choice(EASY) for _ in range(20)]
    return "-".join("".join(letters[at : at + 5]) for at in range(0, 20, 5))


def hash_of(secret: str) -> str:
    """What the store keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
