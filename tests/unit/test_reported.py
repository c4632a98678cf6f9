"""Figures as people write them: read exactly, or refused with an example."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onestop.domain.errors import UsageError
from onestop.domain.indicators import Value
from onestop.domain.reported import (
    evidence_of,
    exact_text,
    must_be_reportable,
    name_of,
    value_of,
)
from onestop.domain.targets import Comparator, Target


def promise(indicator: str, comparator: str = ">=", told: str | None = "0.9", **facts) -> Target:
    exact = None if told is None else Decimal(told)
    usual = {"measured": "hand", "noun_vi": "điểm"}
    return Target("t", indicator, Comparator(comparator), exact, **{**usual, **facts})


SHARE = promise("work_files_online_share")
NUMBER = promise("par_index", told="3")
DONE = promise("portal_connected", "done", None)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("98 %", "0.98"),
        ("98%", "0.98"),
        ("98,25 %", "0.9825"),
        (" 0,98 ", "0.98"),
        ("0.980", "0.98"),
        ("1", "1"),
        ("100 %", "1"),
        ("0", "0"),
        ("491/500", "491/500"),
        ("491 / 500", "491/500"),
        ("12,345 %", "0.12345"),
    ],
)
def test_a_share_is_kept_exactly(told, kept):
    assert exact_text(told, SHARE) == kept


@pytest.mark.parametrize(
    "told", ["98", "101 %", "-1 %", "3/2", "0/0", "", "%", "chín mươi", "1e-1", "٩٨ %", "nan", "1/"]
)
def test_what_is_no_share_is_refused_with_an_example(told):
    with pytest.raises(UsageError, match=r"ghi 98 %, 0\.98 hoặc 491/500"):
        exact_text(told, SHARE)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("85.50", "85.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("0,125", "0.125"),
        ("1234", "1234"),
        ("-0", "0"),
    ],
)
def test_a_number_is_kept_exactly(told, kept):
    assert exact_text(told, NUMBER) == kept


def test_a_number_that_reads_two_ways_is_asked_back():
    with pytest.raises(UsageError, match="ghi 1234 nếu là số nguyên, hoặc 1,2340"):
        exact_text("1.234", NUMBER)


@pytest.mark.parametrize("told", ["", "mười", "1.2.3", "5 %", "1/2", "inf", "9" * 16])
def test_what_is_no_number_is_refused_with_its_unit(told):
    with pytest.raises(UsageError, match=r"\(điểm\)"):
        exact_text(told, NUMBER)


@pytest.mark.parametrize(("told", "kept"), [("Có", "1"), ("xong", "1"), ("0", "0"), ("chưa", "0")])
def test_something_to_be_done_is_answered_by_yes_or_no(told, kept):
    assert exact_text(told, DONE) == kept
    with pytest.raises(UsageError, match="có"):
        exact_text("98 %", DONE)


def test_parts_stay_whole_and_shares_exact():
    assert value_of("491/500") == Value(491, 500)
    assert value_of("0.98") == Value(Decimal("0.98"), 1)
    assert value_of("-3").ratio == -3


@pytest.mark.parametrize("measured", ["dossiers", "letters", "tasks"])
def test_what_the_store_counts_is_not_told_by_hand(measured):
    with pytest.raises(UsageError, match="không báo cáo tay"):
        must_be_reportable(promise("on_time_share", measured=measured))


@pytest.mark.parametrize("told", ["", "  ", "x" * 101, "A\x00B"])
def test_somebody_has_to_report(told):
    with pytest.raises(UsageError, match="người báo cáo"):
        name_of(told)


def test_evidence_may_be_missing_but_not_endless():
    assert (name_of("  Trần   Thử "), evidence_of("")) == ("Trần Thử", "")
    with pytest.raises(UsageError, match="minh chứng"):
        evidence_of("x" * 501)
