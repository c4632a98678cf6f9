"""Tổng quan: the cards are the store's figures, judged by the plan, and everything leads on."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.app import make_app
from dashboards.data.asked import asking
from dashboards.data.overview import cards, hand, states
from dashboards.view import View
from onestop.domain.indicators import BY_CODE
from onestop.domain.targets import Outcome
from onestop.storage.listing import count_behind
from tests.fixtures.body import ask, text_of


YEAR = "/?period=2024"
UNJUDGED = "overview_usual"


@pytest.fixture
def year(installation):
    with asking(installation, View.parse("/", "?period=2024")) as asked:
        yield asked


def card_texts(body) -> list[str]:
    return [text_of(one["children"]) for one in body.all("Article")]


def test_a_card_stands_for_each_promise_that_dossiers_can_show(installation, year, body_of):
    (plan,) = installation.in_force
    shown = cards(year)
    assert [one.indicator.code for one in shown] == [t.indicator for t in plan.targets]
    assert len(card_texts(body_of(YEAR))) == len(shown)


def test_a_card_says_what_the_store_says(installation, year):
    measures = year.measures()
    for one in cards(year):
        assert one.value == one.indicator.value(measures, installation.policy)
        assert one.value.denominator > 0


def test_a_card_compares_with_the_year_before_and_with_the_median(year, body_of):
    first = card_texts(body_of(YEAR))[0]
    assert "so với cùng kỳ 2023" in first
    assert "Trung vị các cơ quan" in first


def test_a_promise_that_is_missed_is_said_in_words_and_leads_on(year, body_of):
    missed = [one for one in cards(year) if one.judged.outcome == Outcome.MISSED]
    body = body_of(YEAR)
    assert missed
    assert body.text.count("Chưa đạt:") == len(missed)
    assert any("indicator=" in link and link.startswith("/units") for link in body.links)


def test_the_budget_stands_on_a_card_with_a_target(year, body_of):
    texts = card_texts(body_of(YEAR))
    assert [one for one in texts if "còn được" in one or "đã vượt" in one or "không được" in one]


def test_every_count_of_now_has_a_list_of_that_length(year):
    question = year.question()
    for measure, count in states(year).items():
        assert count_behind(year.connection, question, measure) == count, measure
    for _sentence, measure, count in hand(year).counts:
        assert count_behind(year.connection, question, measure) == count, measure


def test_the_parts_of_a_card_lead_to_their_lists(body_of):
    asked = [parse_qs(urlsplit(link).query) for link in body_of(YEAR).links if "measure=" in link]
    told = {one["measure"][0] for one in asked}
    assert {"on_time_share:numerator", "on_time_share:denominator"} <= told
    assert all(one["period"] == ["2024"] for one in asked)


def test_the_chosen_indicator_is_drawn(body_of):
    body = body_of("/?period=2024&indicator=online_share")
    assert BY_CODE["online_share"].label_vi in str(body.graphs[0])
    assert len(body.graphs[0]["data"][0]["y"]) == 13


def test_an_unknown_indicator_offers_the_nearest(body_of):
    body = body_of("/?indicator=on_time_shar")
    assert "on_time_share" in " ".join(body.links)


def test_without_a_plan_the_usual_indicators_stand_unjudged(installation):
    server = make_app(replace(installation, in_force=()))
    body = ask(server, YEAR)
    assert "ONESTOP_PLANS" in body.text
    assert "đạt" not in [text for text in body.texts if text.startswith(("●", "◆", "▼"))]


def test_a_period_after_the_data_has_no_figures(body_of):
    body = body_of("/?period=2030")
    assert "Không có số liệu trong kỳ này" in body.text
    assert body.graphs == []


def test_a_wall_screen_turns_to_every_unit_and_back(body_of):
    seen, address = [], "/?period=2024&kiosk=1&refresh=60"
    for _ in range(30):
        body = body_of(address)
        assert body.look == "kiosk"
        assert body.pickers == []
        (link,) = body.all("A", className="next-screen")
        assert link["data-seconds"] == "60"
        seen.append(address)
        address = link["href"]
        if address in seen or "unit=" not in address:
            break
    assert len(seen) > 2
    assert "unit=" not in address


def test_a_wall_screen_with_a_senseless_pace_is_told_so(body_of):
    assert "refresh=soon" in body_of("/?kiosk=1&refresh=soon").text


def test_notes_are_pinned_only_where_changes_are_allowed(served, installation):
    closed = make_app(replace(installation, may_change=False, uploads=None))
    assert ask(closed, YEAR).all("Form", action="/pins") == []
    opened = make_app(replace(installation, may_change=True))
    assert len(ask(opened, YEAR).all("Form", action="/pins")) == 1
