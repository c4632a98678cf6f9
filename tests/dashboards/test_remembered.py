"""An answer is remembered while the data stays, forgotten when it changes, and never too long."""

from __future__ import annotations

import random
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import event

from dashboards.app import make_app
from dashboards.data.asked import asking
from dashboards.data.remembered import Remembered
from dashboards.view import View
from onestop.storage import state
from onestop.storage.engine import reading, writing
from tests.fixtures import district as sample
from tests.fixtures.body import ask


class Asked:
    """Something that can be asked and counts how often it was."""

    def __init__(self, answer: object = "answer") -> None:
        self.answer, self.times = answer, 0

    def __call__(self) -> object:
        self.times += 1
        return self.answer


def test_the_same_question_is_asked_once():
    remembered, asked = Remembered(), Asked()
    assert [remembered.get("key", asked) for _ in range(3)] == ["answer"] * 3
    assert asked.times == 1


def test_another_question_is_asked_too():
    remembered, asked = Remembered(), Asked()
    for key in ("one", "other", "one"):
        remembered.get(key, asked)
    assert asked.times == 2


def test_an_answer_of_nothing_is_an_answer():
    remembered, asked = Remembered(), Asked(None)
    assert [remembered.get("key", asked), remembered.get("key", asked)] == [None, None]
    assert asked.times == 1


def test_the_oldest_answers_go_when_the_rows_are_too_many():
    remembered, again = Remembered(most_rows=10), Asked()
    for key in "abc":
        remembered.get(key, Asked(), size=lambda _: 4)
    remembered.get("c", again, size=lambda _: 4)
    remembered.get("b", again, size=lambda _: 4)
    assert again.times == 0
    remembered.get("a", again, size=lambda _: 4)
    assert again.times == 1


def test_what_was_asked_for_lately_stays():
    remembered, again = Remembered(most_rows=3), Asked()
    for key in ("a", "b", "c", "a", "d"):
        remembered.get(key, Asked())
    remembered.get("a", again)
    assert again.times == 0
    remembered.get("b", again)
    assert again.times == 1


def test_an_answer_larger_than_everything_is_kept_alone():
    remembered, again = Remembered(most_rows=10), Asked()
    remembered.get("small", Asked())
    remembered.get("large", Asked(), size=lambda _: 1000)
    remembered.get("large", again)
    assert again.times == 0
    remembered.get("small", again)
    assert again.times == 1


def test_its_rows_stay_bounded_whatever_is_asked():
    remembered, dice = Remembered(most_rows=100), random.Random(1)
    for _ in range(2000):
        rows = dice.randint(0, 60)
        remembered.get(dice.randint(0, 300), Asked([0] * rows), size=len)
        assert len(remembered._kept) <= 100
        assert remembered._rows == sum(rows for rows, _ in remembered._kept.values())
        assert remembered._rows <= 100


def test_a_question_that_fails_is_asked_again():
    def fails():
        raise ValueError("not this time")

    remembered, asked = Remembered(), Asked()
    with pytest.raises(ValueError, match="not this time"):
        remembered.get("key", fails)
    assert remembered.get("key", asked) == "answer"


def test_many_threads_may_ask_at_once():
    remembered, gate, wrong = Remembered(most_rows=20), Barrier(8), []

    def visit(number: int) -> None:
        gate.wait()
        for turn in range(500):
            key = (number * turn) % 40
            if remembered.get(key, lambda key=key: key) != key:
                wrong.append(key)

    threads = [Thread(target=visit, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert remembered._rows == len(remembered._kept) <= 20


# Over a store.


@pytest.fixture
def own(own_district):
    """An installation that may change, and its folder."""
    here = sample.installation_at(own_district)
    yield here, own_district
    here.engine.dispose()


def measured(here, search: str = "?period=2024", **told) -> dict:
    with asking(here, View.parse("/", search)) as asked:
        return asked.measures(**told)


def test_a_load_changes_the_answer(own):
    here, folder = own
    before = measured(here)
    sample.load_more(folder, 3)
    after = measured(here)
    assert after["received"] == before["received"] + 3
    assert after["resolved_late"] == before["resolved_late"] + 3


def test_a_load_changes_what_the_page_says(own):
    here, folder = own
    server = make_app(here)
    before = ask(server, "/units?period=2024").json
    assert ask(server, "/units?period=2024").json == before
    sample.load_more(folder, 3)
    assert ask(server, "/units?period=2024").json != before


def test_a_refresh_without_a_load_asks_the_ledger_nothing(own):
    here, _ = own
    statements = []
    measured(here)
    event.listen(here.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    measured(here)
    assert [one for one in statements if "ledger" in one] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?period=2024", "?period=2024-03"),
        ("?period=2024", f"?period=2024&unit={sample.COMMUNE_CODE}"),
        ("?period=2024", "?period=2024&cutoff=calendar"),
        ("?period=2024", "?period=2024&as_of=2024-06-30"),
        ("?period=2024", "?period=2024&area=H%E1%BB%99+t%E1%BB%8Bch"),
    ],
)
def test_questions_that_differ_in_one_thing_are_kept_apart(own, one, other):
    here, _ = own
    answers = [measured(here, one), measured(here, other), measured(here, one)]
    assert answers[0] == answers[2]
    assert answers[0]["received"] != answers[1]["received"]


def test_two_policies_are_kept_apart(own):
    here, _ = own
    strict = sample.replaced(here, policy=replace(here.policy, withdrawn="separate"))
    resolved = [measured(one)["resolved"] for one in (here, strict, here)]
    assert resolved[0] == resolved[2] > resolved[1]


def test_two_stores_of_the_same_version_are_kept_apart(installation, own):
    here, folder = own
    sample.load_more(folder, 2)
    with writing(here.engine) as connection:
        state.write(connection, state.DATA_VERSION, _version(installation))
    assert measured(here)["received"] == measured(installation)["received"] + 2


def _version(here) -> str:
    with reading(here.engine) as connection:
        return state.read(connection, state.DATA_VERSION)
