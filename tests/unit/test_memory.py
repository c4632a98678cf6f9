"""What is no longer searched for garbage."""

from __future__ import annotations

import gc
import subprocess
import sys

from onestop.running.memory import SELDOM, settle


def test_what_is_loaded_stays_out_of_the_search_for_garbage():
    before = gc.get_freeze_count()
    loaded = [[]]
    try:
        settle()
        assert gc.get_freeze_count() > before
        assert not any(one is loaded for one in gc.get_objects())
    finally:
        gc.unfreeze()


AT_THE_END = """
import atexit, gc
from onestop.running import memory

atexit.register(lambda: print(gc.get_freeze_count() > 0))
memory.search_seldom()
print(gc.get_threshold()[0])
"""
"""What is registered last is called first: the line is printed when all is said and done."""


def test_a_short_process_hardly_ever_looks_for_garbage_and_not_at_its_end():
    command = [sys.executable, "-c", AT_THE_END]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.split() == [str(SELDOM), "True"]
