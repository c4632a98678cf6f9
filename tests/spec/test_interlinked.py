"""Interlinked dossiers (liên thông): a child at its own unit, or once in a common total."""

from __future__ import annotations


LINKED = """
    dossier | received   | unit        | area    | channel | parent
    --------+------------+-------------+---------+---------+-------
    A1      | 2024-06-03 | Xã An Bình  | Hộ tịch |         |
    A2      | 2024-06-03 | Xã An Hòa   | Hộ tịch | direct  | A1
    A3      | 2024-06-03 | Xã An Bình  | Đất đai | online  | A1
    A4      | 2024-06-03 | Xã An Hòa   | Đất đai |         | Z9
"""
ONCE = {"interlinked": "once"}


def received(rows) -> list[int]:
    return sorted(row.measures["received"] for row in rows)


def test_parent_and_child_are_each_counted(counts):
    """By default every dossier counts at its own unit."""
    counts(LINKED, {"received": 4, "open": 4})


def test_a_child_can_be_counted_once_with_its_parent(counts):
    """Under `once` a total that holds both counts the parent; an unknown parent hides none."""
    counts(LINKED, {"received": 2, "open": 2}, policy=ONCE)


def test_once_is_decided_in_each_total(figures):
    """A child of another unit, area or channel counts where its parent does not."""
    assert received(figures(LINKED, by="unit", policy=ONCE)) == [1, 2]
    assert received(figures(LINKED, by="area", policy=ONCE)) == [1, 2]


def test_a_blank_channel_and_direct_are_the_same_total(figures):
    """A blank counts as direct: parent and child meet there."""
    assert received(figures(LINKED, by="channel", policy=ONCE)) == [1, 2]


def test_a_parent_that_was_not_accepted_hides_no_child(counts):
    """A total does not hold a parent that is not counted: the child stands alone."""
    table = """
        dossier | received   | status     | parent
        A1      | 2024-06-03 | registered |
        A2      | 2024-06-03 |            | A1
    """
    counts(table, {"received": 1, "open": 1}, policy=ONCE)


def test_a_dossier_that_names_itself_as_parent_counts_once(counts):
    """Some exports write a dossier's own code as its interlinked code."""
    table = """
        dossier | received   | parent
        A1      | 2024-06-03 | A1
    """
    counts(table, {"received": 1, "open": 1}, policy=ONCE)
