"""Only dossiers with other waits than before have them written anew."""

from __future__ import annotations

import random

import numpy as np
import pytest

from etl.stored import waits_differ
from onestop.storage.intervals import Pauses


SIZE = 12


def some_waits(chance: random.Random) -> list[tuple]:
    """Waits of some dossiers: (dossier, from, to, how known), no two of one begin alike."""
    made = {
        (chance.randrange(SIZE), chance.randrange(3), chance.randrange(2)): chance.choice(
            (5.0, 6.0, np.nan)
        )
        for _ in range(chance.randrange(20))
    }
    return [(row, start, end, kind) for (row, start, kind), end in made.items()]


def as_arrays(waits: list[tuple]) -> Pauses:
    row, start, end, kind = zip(*waits, strict=True) if waits else ((), (), (), ())
    numbers = (np.array(told, dtype=np.float64) for told in (start, end, kind))
    return Pauses(np.array(row, dtype=np.int64), *numbers)


def of(dossier: int, waits: list[tuple]) -> set[str]:
    return {repr(one) for one in waits if one[0] == dossier}


@pytest.mark.parametrize("seed", range(40))
def test_waits_differ_where_a_recount_says_so(seed):
    chance = random.Random(seed)
    one = some_waits(chance)
    other = some_waits(chance) if seed % 4 == 0 else [w for w in one if chance.random() < 0.8]
    chance.shuffle(other)
    found = waits_differ(SIZE, as_arrays(one), as_arrays(other))
    assert found.tolist() == [of(at, one) != of(at, other) for at in range(SIZE)]
