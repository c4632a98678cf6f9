"""Định nghĩa: everything that is declared stands here, under the policies in force."""

from __future__ import annotations

from dataclasses import replace

from dashboards.app import make_app
from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import MEASURES
from onestop.domain.policy import CHOICES, Policy
from tests.fixtures.body import ask


def test_every_indicator_stands_with_its_source(body_of):
    body = body_of("/definitions")
    for one in INDICATORS:
        assert one.label_vi in body.headings
        assert one.source in body.text
        assert f"definition-{one.code}" in body.ids


def test_every_measure_and_every_policy_stands(body_of):
    policies, measures = body_of("/definitions").tables
    assert [row[-1] for row in measures[1:]] == [one.code for one in MEASURES]
    assert [row[0] for row in policies[1:]] == list(CHOICES)


def test_the_formula_is_the_one_of_the_policy_in_force(installation):
    plain = ask(make_app(installation), "/definitions").text
    excluding = replace(installation, policy=Policy(no_due_date="exclude"))
    told = ask(make_app(excluding), "/definitions").text
    assert plain.count("không có hạn trả: không xếp loại") < told.count(
        "không có hạn trả: không xếp loại"
    )
    assert "− Đang giải quyết, không có hạn trả" in told
    assert "− Đang giải quyết, không có hạn trả" not in plain


def test_it_needs_no_data(empty_body_of):
    assert "Tử số" in empty_body_of("/definitions").text


def test_it_speaks_english(body_of):
    body = body_of("/definitions?lang=en")
    assert INDICATORS[0].label_en in body.headings
    assert "Numerator" in body.text
