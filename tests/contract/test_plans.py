"""The shipped plans: every promise and every task of the five published documents."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from onestop.domain.indicators import BY_CODE
from onestop.domain.plan import Plan
from onestop.domain.plan_files import load_plans
from onestop.domain.plan_tasks import GROUPS
from onestop.settings import shipped_config


PLANS = {plan.code: plan for plan in load_plans([shipped_config() / "plans"])}
TARGETS = [
    pytest.param(target, id=f"{plan.code}: {target.code}")
    for plan in PLANS.values()
    for target in plan.targets
]

COUNTS = {
    "po-to-2021": {"hand": 5, "feedback": 1, "tasks": 3},
    "phuoc-long-2021": {
        "ratings": 1, "dossiers": 2, "catalogue": 1, "hand": 6, "feedback": 1, "tasks": 4,
    },
    "to-tung-2024": {
        "dossiers": 6, "ratings": 1, "hand": 10, "system": 1, "feedback": 1, "tasks": 9,
    },
    "minh-son-2022": {
        "dossiers": 4, "letters": 1, "ratings": 2, "hand": 10, "tasks": 1, "feedback": 1,
    },
    "phung-hiep-2021-2025": {"dossiers": 3, "letters": 1, "ratings": 1, "hand": 10, "tasks": 3},
}  # fmt: skip
"""Promises of each plan by how they are measured, counted in the documents."""

BY_FIGURES = {
    ("minh-son-2022", "on_time_share", ">=", "0.98", "stated"),
    ("minh-son-2022", "apology_share", "=", "1", "inferred"),
    ("minh-son-2022", "online_level34_share", "=", "1", "stated"),
    ("minh-son-2022", "result_digitised_level34_share", "=", "1", "stated"),
    ("minh-son-2022", "satisfaction_share", ">=", "0.95", "stated"),
    ("minh-son-2022", "satisfaction_share", ">=", "0.9", "stated"),
    ("minh-son-2022", "online_payment_share", "rising", "", "inferred"),
    ("phung-hiep-2021-2025", "early_share", ">=", "0.3", "stated"),
    ("phung-hiep-2021-2025", "satisfaction_share", ">=", "0.95", "stated"),
    ("phung-hiep-2021-2025", "apology_share", "=", "1", "inferred"),
    ("phung-hiep-2021-2025", "online_level34_share", ">=", "", "local"),
    ("phung-hiep-2021-2025", "on_time_share", "watched", "", "stated"),
    ("phuoc-long-2021", "satisfaction_share", ">", "0.85", "stated"),
    ("phuoc-long-2021", "online_level34_share", "rising", "", "inferred"),
    ("phuoc-long-2021", "postal_share", "rising", "", "inferred"),
    ("to-tung-2024", "online_level34_share", "rising", "", "inferred"),
    ("to-tung-2024", "fully_digitised_share", "rising", "", "inferred"),
    ("to-tung-2024", "result_digitised_share", "rising", "", "inferred"),
    ("to-tung-2024", "online_payment_share", "rising", "", "inferred"),
    ("to-tung-2024", "postal_share", "rising", "", "inferred"),
    ("to-tung-2024", "returned_by_post_share", "rising", "", "inferred"),
    ("to-tung-2024", "satisfaction_share", "rising", "", "inferred"),
}
"""What dossiers, letters and ratings show, as the documents promise it."""


def test_the_five_plans_load_with_their_authority_and_years():
    told = {code: (p.authority, p.level, p.first_year, p.last_year) for code, p in PLANS.items()}
    assert told == {
        "po-to-2021": ("UBND xã Pờ Tó", "commune", 2021, 2021),
        "phuoc-long-2021": ("UBND thị xã Phước Long", "district", 2021, 2021),
        "to-tung-2024": ("UBND xã Tơ Tung", "commune", 2024, 2024),
        "minh-son-2022": ("UBND xã Minh Sơn", "commune", 2022, 2022),
        "phung-hiep-2021-2025": ("UBND huyện Phụng Hiệp", "district", 2021, 2025),
    }
    assert all(plan.source for plan in PLANS.values())


@pytest.mark.parametrize("code", PLANS)
def test_no_promise_of_a_plan_is_left_out(code):
    assert Counter(target.measured for target in PLANS[code].targets) == COUNTS[code]


def test_what_dossiers_show_is_judged_as_the_plan_says():
    found = {
        (plan.code, t.indicator, str(t.comparator), short(t.value), str(t.origin))
        for plan in PLANS.values()
        for t in plan.targets
        if t.measured in ("dossiers", "letters", "ratings")
    }
    assert found == BY_FIGURES


def short(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


@pytest.mark.parametrize("target", TARGETS)
def test_a_promise_is_quoted_with_its_place_and_called_in_both_languages(target):
    assert len(target.wording) > 10
    assert re.match(r"[IVX]+\b|Phụ lục", target.section)
    assert all(target.label)
    assert target.label[0] != target.indicator


@pytest.mark.parametrize("target", TARGETS)
def test_a_promise_is_a_figure_of_ours_or_says_how_it_is_reported(target):
    if target.indicator not in BY_CODE:
        assert target.measured in ("hand", "catalogue", "system")
    if target.indicator == "plan_completion_share":
        assert target.tasks


def test_only_what_is_promised_by_2025_waits_until_then():
    waiting = {t.code for plan in PLANS.values() for t in plan.targets if t.by}
    assert waiting == {
        "early", "satisfaction", "documents-electronic", "e-government", "paperless-room",
        "ddci", "service-centre",
    }  # fmt: skip
    assert {t.by for t in PLANS["phung-hiep-2021-2025"].targets} == {None, 2025}


def test_work_files_online_are_promised_by_level():
    found = [t for t in PLANS["to-tung-2024"].targets if t.indicator == "work_files_online_share"]
    assert {t.unit_level: t.value for t in found} == {
        "commune": Decimal("0.6"),
        "district": Decimal("0.8"),
    }


def annex(plan: Plan) -> list:
    return [task for task in plan.tasks if task.origin == "annex"]


def test_every_row_of_the_annexes_is_a_task():
    rows = {code: len(annex(plan)) for code, plan in PLANS.items()}
    assert rows == {
        "po-to-2021": 17,
        "phuoc-long-2021": 20,
        "to-tung-2024": 34,
        "minh-son-2022": 0,
        "phung-hiep-2021-2025": 0,
    }


def test_the_objectives_of_to_tung_are_numbered_1_to_23_without_8():
    tasks = annex(PLANS["to-tung-2024"])
    numbers = {int(task.code.split(".")[0]) for task in tasks}
    assert numbers == set(range(1, 24)) - {8}
    assert all(task.objective and task.activity for task in tasks)


@pytest.mark.parametrize("code", PLANS)
def test_a_plan_has_tasks_in_every_group(code):
    assert {task.group for task in PLANS[code].tasks} == set(GROUPS)
    assert all(task.lead for task in PLANS[code].tasks)


@pytest.mark.parametrize("code", ["minh-son-2022", "phung-hiep-2021-2025"])
def test_tasks_of_a_plan_without_an_annex_are_marked_as_read_from_its_text(code):
    assert len(PLANS[code].tasks) >= 20
    assert {task.origin for task in PLANS[code].tasks} == {"text"}
    assert all(task.section for task in PLANS[code].tasks)


@pytest.mark.parametrize(
    ("plan", "task", "kinds"),
    [
        ("po-to-2021", "I.2", ["2021-01-31", "2021-12-31"]),
        ("po-to-2021", "II.1", ["2021-01-31", "event"]),
        ("po-to-2021", "VI.4", ["every quarter"]),
        ("phuoc-long-2021", "IV.2", ["2021-04-30"]),
        ("phuoc-long-2021", "VI.3", ["every half year"]),
        ("phuoc-long-2021", "III.1-plan", ["2021-02-19"]),
        ("phuoc-long-2021", "III.1-reports", ["every quarter"]),
        ("to-tung-2024", "5.1", ["2023-12-31", "2024-08-14"]),
        ("to-tung-2024", "19.1", ["every year"]),
        ("to-tung-2024", "21.2", ["with_report"]),
        ("to-tung-2024", "23.2", ["event"]),
        ("minh-son-2022", "direction.7", ["every month quarter half year"]),
        ("phung-hiep-2021-2025", "procedures.4", ["2025-12-31"]),
    ],
)
def test_a_task_is_due_when_its_plan_says(plan, task, kinds):
    (found,) = [one for one in PLANS[plan].tasks if one.code == task]
    rules = [product.timing for product in found.products]
    assert [str(r.due or " ".join([r.kind, *r.every])) for r in rules] == kinds


def test_what_every_unit_owes_is_marked():
    owed = {t.code for t in PLANS["phuoc-long-2021"].tasks if t.per_unit}
    assert owed == {"III.1-plan", "III.1-reports"}


def test_a_slip_of_the_published_plan_stays_and_is_flagged():
    (task,) = [t for t in PLANS["to-tung-2024"].tasks if t.code == "21.1"]
    assert str(task.products[0].timing.due) == "2024-12-30"
    assert "31/12/2024" in task.note
