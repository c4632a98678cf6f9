"""A made-up district and the exports its systems would write, for the demo and the tests.

Nothing here is real: places, people and codes are invented; the same seed gives the same
files. It knows nothing of how exports are read or stored.
"""

from __future__ import annotations

from onestop.sample.exports import write_exports
from onestop.sample.world import World, make_world


__all__ = ["World", "make_world", "write_exports"]
