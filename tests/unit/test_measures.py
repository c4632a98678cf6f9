"""The declarations of measures and indicators hold together."""

from __future__ import annotations

from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import BY_CODE, FLOWS, LEDGER_MEASURES, MEASURES


def test_every_code_stands_once():
    codes = [measure.code for measure in MEASURES]
    assert len(set(codes)) == len(codes)


def test_every_measure_of_the_ledger_can_be_counted():
    assert [m.code for m in LEDGER_MEASURES if m.condition is None] == []


def test_a_flow_is_placed_by_one_date():
    assert {measure.placed_by for measure in FLOWS} == {"received", "closed", "due"}


def test_every_measure_is_labelled_in_both_languages_and_apart():
    assert all(measure.label_vi and measure.label_en for measure in MEASURES)
    assert len({measure.label_vi for measure in MEASURES}) == len(MEASURES)


def test_every_term_of_an_indicator_is_a_measure():
    terms = {t for one in INDICATORS for t in (*one.numerator, *one.denominator)}
    assert {term.removeprefix("-") for term in terms} <= BY_CODE.keys()
