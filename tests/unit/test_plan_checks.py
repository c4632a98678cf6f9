"""A plan's file is told everything that is wrong with it."""

from __future__ import annotations

import pytest

from onestop.domain.plan_checks import mistakes_in
from onestop.domain.plan_files import load_plan
from tests.fixtures.a_plan import CODE, TEXT


@pytest.fixture
def told(tmp_path):
    """What is wrong with a text as a plan's file."""

    def mistakes(text: str, name: str = f"{CODE}.toml") -> list[str]:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return [str(one).removeprefix(f"{file}, ") for one in mistakes_in(file)]

    return mistakes


def test_a_right_file_has_no_mistake(told, tmp_path):
    assert told(TEXT) == []
    assert load_plan(tmp_path / f"{CODE}.toml").code == CODE


def test_every_mistake_is_told_with_its_key_and_the_nearest(told):
    wrong = TEXT.replace('"on_time_share"', '"on_tim_share"')
    wrong = wrong.replace('time = "Thường xuyên"', 'time = "lúc nào đó"')
    wrong = wrong.replace('tasks = ["7.2"]', 'tasks = ["7.3"]')
    first, second, third = told(wrong)
    assert first.startswith("task 3.1.time: không hiểu thời gian “lúc nào đó”")
    assert second.startswith("target on-time.indicator: không có “on_tim_share”; gần nhất: on_time")
    assert third.startswith("target reports.tasks: không có “7.3”; gần nhất: 7.")


def test_a_faulty_task_is_no_reason_to_blame_the_target_that_counts_it(told):
    assert len(told(TEXT.replace("trước ngày 25 của tháng giữa quý", "khi rảnh thì"))) == 1


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('level = "district"', 'level = "quận"', "level"),
        ("first_year = 2024", 'first_year = "2024"', "first_year"),
        ('title = "Thử 2024"', 'titel = "Thử"', "titel"),
        ('code = "thu-2024"', 'code = "thu"', "code"),
        ('code = "bulletins"', 'code = "index"', "target index"),
    ],
)
def test_mistakes_of_the_head_are_told_once_the_rest_is_right(told, old, new, key):
    (only,) = told(TEXT.replace(old, new, 1))
    assert only.startswith(f"{key}:")


def test_a_file_that_is_no_toml_has_one_mistake(told):
    assert len(told("[[target")) == 1
    assert len(told("target = 3\ntask = 4")) == 1
