"""How often one address may knock: a brake on doors that are open to everybody.

Each process of the server counts for itself (with N workers N times as many get through), and
forgets when it ends. It slows guessing down; what stops it is the account's own wait, which
stands in the store, and that nothing behind a door can be guessed in so few tries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from onestop.accounts.problems import refused


NAME = "onestop_brake"


def make(server: Flask) -> None:
    """A server's own counter; register it before the routes that it counts."""
    server.extensions[NAME] = Limiter(get_remote_address, app=server, storage_uri="memory://")


def limited(
    server: Flask, rate: str, unless: Callable[[], bool] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets a view answer one address no more often than a rate ("20 per minute"), then 429.

    unless: requests that are not counted.
    """
    counter: Limiter = server.extensions[NAME]
    return counter.limit(rate, exempt_when=unless, on_breach=lambda _: refused(429, "too_many"))
