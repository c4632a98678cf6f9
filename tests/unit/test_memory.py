"""What a serving process no longer searches for garbage."""

from __future__ import annotations

import gc

from onestop.running.memory import settle


def test_what_is_loaded_stays_out_of_the_search_for_garbage():
    before = gc.get_freeze_count()
    loaded = [[]]
    try:
        settle()
        assert gc.get_freeze_count() > before
        assert not any(one is loaded for one in gc.get_objects())
    finally:
        gc.unfreeze()
