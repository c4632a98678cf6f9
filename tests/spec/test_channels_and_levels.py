"""How dossiers come in: channel and service level."""

from __future__ import annotations

import pytest

from etl.profile import Profile
from etl.wordings import Wordings


CHANNELS = """
    dossier | received   | channel | level
    --------+------------+---------+------
    A1      | 2024-06-03 | online  | 4
    A2      | 2024-06-03 | online  | 3
    A3      | 2024-06-03 | online  | 2
    A4      | 2024-06-03 | direct  | 4
    A5      | 2024-06-03 | postal  | 3
    A6      | 2024-06-03 |         |
    A7      | 2024-06-03 | online  |
"""


def test_online_is_counted_among_all_that_was_received(spec):
    """Received online over received."""
    spec("online_share", CHANNELS, numerator=4, denominator=7)


def test_by_dossier_level_3_and_4_filed_online(spec):
    """Online on level 3 or 4 over received on level 3 or 4; no level told is outside."""
    spec("online_level34_share", CHANNELS, numerator=2, denominator=4)


def test_full_online_service_filed_online(spec):
    """Online on level 4 over received on level 4."""
    spec("online_level4_share", CHANNELS, numerator=1, denominator=2)


def test_post_is_counted_among_all_that_was_received(spec):
    """Received by public post over received."""
    spec("postal_share", CHANNELS, numerator=1, denominator=7)


def test_a_blank_channel_counts_as_direct(counts):
    """received = direct + online + postal, always."""
    counts(
        CHANNELS,
        {"received": 7, "received_direct": 2, "received_online": 4, "received_postal": 1},
    )


def test_by_channel_a_blank_stands_with_the_direct_ones(figures):
    """Grouped by channel, a blank channel is in the group of direct."""
    rows = {row.key: row.measures["received"] for row in figures(CHANNELS, by="channel")}
    assert rows == {1: 2, 2: 4, 3: 1}


def test_the_level_is_the_file_s_else_the_catalogue_s(spec):
    """A level that the file tells is not overruled by the catalogue."""
    table = """
        dossier | received   | channel | level | procedure level
        A1      | 2024-06-03 | online  |       | 4
        A2      | 2024-06-03 | online  | 3     | 4
    """
    spec("online_level4_share", table, numerator=1, denominator=1)


@pytest.mark.parametrize(
    ("wording", "level"),
    [("Mức độ 4", 4), ("Toàn trình", 4), ("Mức độ 3", 3), ("Một phần", 3), ("Mức độ 2", 2)],
)
def test_levels_are_read_in_the_wording_of_before_and_after_2022(wording, level):
    """Level 3/4 until 2022, partial/full since: both wordings are read."""
    numbers, unknown = Wordings(Profile("any", "Any", "any")).numbers("level", [wording])
    assert list(numbers) == [level]
    assert not unknown.any()
