"""Numbers, shares, days and moments as people of each language write them."""

from __future__ import annotations

from datetime import date
from string import Formatter
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words.sentences import say, sentences
from dashboards.words.speech import (
    NOTHING,
    day_of_moment,
    day_text,
    figure_of,
    label,
    language,
    moment_text,
    number,
    parts_of,
    percent,
    speak,
    spoken,
)
from onestop.domain.indicators import BY_CODE, INDICATORS, Value
from onestop.domain.measures import MEASURES


@pytest.fixture(autouse=True)
def vietnamese():
    """Every test begins and ends in Vietnamese."""
    speak("vi")
    yield
    speak("vi")


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234, 0, "1.234", "1,234"),
        (1234567.5, 1, "1.234.567,5", "1,234,567.5"),
        (-3, 0, "−3", "−3"),
        (-1234.25, 2, "−1.234,25", "−1,234.25"),
        (None, 0, "–", "–"),
    ],
)
def test_a_number_is_written_in_the_readers_way(value, decimals, vi, en):
    assert number(value, decimals) == vi
    speak("en")
    assert number(value, decimals) == en


@pytest.mark.parametrize(
    ("ratio", "vi", "en"),
    [
        (1, "100 %", "100 %"),
        (0, "0 %", "0 %"),
        (0.982, "98,2 %", "98.2 %"),
        (0.98, "98 %", "98 %"),
        (0.99999, "99,9 %", "99.9 %"),
        (1.5, "150 %", "150 %"),
        (-0.021, "−2,1 %", "−2.1 %"),
        (None, "–", "–"),
    ],
)
def test_a_share_is_written_in_per_cent(ratio, vi, en):
    assert percent(ratio) == vi
    speak("en")
    assert percent(ratio) == en


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_a_whole_reads_100_per_cent(numerator, denominator):
    """One late dossier of a million must not disappear in rounding."""
    ratio = min(numerator, denominator) / denominator
    assert (percent(ratio) == "100 %") == (numerator >= denominator)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_share_above_nothing_never_reads_nothing_known(numerator, denominator):
    assert percent(numerator / denominator) != NOTHING


@given(st.integers(-(10**12), 10**12))
def test_a_written_number_can_be_read_back(value):
    assert int(number(value).replace(".", "").replace("−", "-")) == value


def test_a_ratio_of_days_is_days_and_a_share_is_per_cent():
    value = Value(7, 2)
    assert figure_of(value, BY_CODE["mean_processing_days"]) == "3,5"
    assert figure_of(Value(1, 2), BY_CODE["on_time_share"]) == "50 %"


def test_what_nothing_was_counted_of_is_neither_0_nor_100_per_cent():
    for indicator in INDICATORS:
        assert figure_of(Value(0, 0), indicator) == NOTHING
    assert parts_of(Value(0, 0)) == "0/0"


def test_a_ratio_travels_with_its_parts():
    assert parts_of(Value(1491, 1500)) == "1.491/1.500"


def test_days_and_moments_are_written_day_first():
    assert day_text(date(2024, 1, 5)) == "05/01/2024"
    assert moment_text(0) == "00:00 01/01/1970"
    assert moment_text(86_399) == "23:59 01/01/1970"
    assert day_of_moment(86_400) == "02/01/1970"
    assert [moment_text(None), day_of_moment(None)] == [NOTHING, NOTHING]


def test_every_measure_and_indicator_has_a_label_in_both_languages():
    for declared in (*MEASURES, *INDICATORS):
        vietnamese = label(declared)
        speak("en")
        assert label(declared)
        assert label(declared) != vietnamese
        speak("vi")


@pytest.mark.parametrize("told", ["fr", "", "EN", "xx"])
def test_an_unknown_language_is_vietnamese(told):
    speak("en")
    speak(told)
    assert language() == "vi"


def test_each_thread_speaks_its_own_language():
    heard = []
    speak("en")
    thread = Thread(target=lambda: heard.append(language()))
    thread.start()
    thread.join()
    assert heard == ["vi"]
    assert spoken(("một", "one")) == "one"


# The sentences.


def test_every_sentence_stands_in_both_languages():
    halves = [key for key, pair in sentences().items() if len(pair) != 2 or not all(pair)]
    assert halves == []


def test_both_languages_tell_the_same_facts():
    assert {key for key, (vi, en) in sentences().items() if facts(vi) != facts(en)} == set()


def facts(sentence: str) -> set[str]:
    """What a sentence wants to be told."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_a_sentence_is_said_in_the_language_of_the_request():
    assert say("stamp", moment="16:05 20/12/2024", files="3").startswith("Số liệu đến 16:05")
    speak("en")
    assert say("stamp", moment="16:05 20/12/2024", files="3").startswith("Figures up to 16:05")


def test_braces_in_a_fact_are_text():
    assert "{unit}" in say("no_page", path="/{unit}{0.__class__}")
