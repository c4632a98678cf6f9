"""The revision that questions expect is the one that migrations end at."""

from __future__ import annotations

from onestop.storage.schema import newest_revision
from onestop.storage.version import REVISION


def test_the_expected_revision_is_the_newest_migration():
    assert newest_revision() == REVISION
