"""A made-up district that lies is found out, lie by lie; one that tells the truth is left alone.

The bench plants each lie by itself over several seeds (`benchmarks/lies.py`); here all of them
are told in one district, each in an office and months of its own.
"""

from __future__ import annotations

import pytest

from tests.agreement.lies import LIES, Plot, together
from tests.agreement.lying_exports import District
from tests.agreement.lying_store import UNIT_YEARS, is_meant, signs_of
from tests.agreement.lying_truth import UNITS, truth


SEED = 2
OFFICES = (11, 10, 9, 8, 7, 6, 5, 8, 11, 9, 10, 7)
"""Who tells which lie; the offices before the fifth tell none."""

PLOTS = {
    lie.name: Plot(office, 8, 5 if lie.check == "never_waits" else 3)
    for lie, office in zip(LIES, OFFICES, strict=True)
}


@pytest.fixture(scope="module")
def lying(tmp_path_factory):
    """The signs of a district in which every lie is told."""
    return signs_of(together(truth(SEED), PLOTS), tmp_path_factory.mktemp("lying"))


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """The signs of such a district, of fewer dossiers, telling the truth."""
    return signs_of(District(truth(SEED, scale=0.6)), tmp_path_factory.mktemp("honest"))


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_a_lie_is_named_where_and_when_it_was_told(lying, lie):
    assert any(is_meant(lie, PLOTS[lie.name], unit, sign) for unit, sign in lying)


def test_offices_that_tell_the_truth_beside_liars_are_left_alone(lying):
    liars = {UNITS[office] for office in OFFICES}
    assert [(unit, sign.check) for unit, sign in lying if unit not in liars] == []


def test_an_honest_district_has_less_than_one_false_alarm_a_unit_and_year(honest):
    assert len(honest) / UNIT_YEARS < 1, honest


def test_what_is_told_passes_its_limit_and_stays_within_what_was_looked_at(lying):
    for _, sign in lying:
        assert sign.is_told
        assert 0 < sign.suspicious <= sign.looked_at
