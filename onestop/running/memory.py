"""When a process looks for garbage among what it holds: hardly ever where there is none."""

from __future__ import annotations

import atexit
import gc


SELDOM = 50_000
"""New objects until the next look; Python's own 700 come and go with every module."""


def search_seldom() -> None:
    """For a process that mostly starts and ends; at its beginning.

    A question is a few statements: of half a second, a fifth went by in searches among modules,
    most of it at the very end, for memory that the system takes back anyway.
    """
    gc.set_threshold(SELDOM)
    atexit.register(gc.freeze)


def settle() -> None:
    """Takes what is loaded now out of the search for garbage; before any worker is forked.

    Modules, figures' templates and declared components stay as long as the process does. Going
    through them again took a tenth of a second, in the midst of every fourth page.
    """
    gc.collect()
    gc.freeze()
