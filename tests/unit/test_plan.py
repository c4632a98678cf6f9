"""Plans: how one is read, what is told about a slip, and which promise holds where and when."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onestop.domain.errors import DeclarationError
from onestop.domain.period import between, parse_day, parse_period
from onestop.domain.plan import Plan, in_force, target_for, targets_for, year_of
from onestop.domain.plan_files import load_plan, load_plans
from onestop.domain.targets import Origin


HEAD = """
code = "thu-2024"
title = "Thử 2024"
authority = "UBND huyện Thử"
level = "district"
first_year = 2024
"""

ON_TIME = """
[[target]]
code = "on-time"
indicator = "on_time_share"
comparator = ">="
value = 0.98
"""

COMMUNE = (("H.1", "commune"), ("H", "district"), ("T", "province"))
OTHER = (("H.2", "commune"), ("H", "district"), ("T", "province"))


def written(folder, text: str, name: str = "thu-2024"):
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def plan_of(tmp_path):
    """The plan of a text that begins as HEAD does."""
    return lambda text: load_plan(written(tmp_path, HEAD + text))


@pytest.fixture
def refused(tmp_path):
    """The sentence with which a plan's text is refused."""

    def sentence(text: str) -> str:
        with pytest.raises(DeclarationError) as caught:
            load_plan(written(tmp_path, text))
        return caught.value.sentence()

    return sentence


def value(plan: Plan, path, year: int = 2024) -> str:
    held = target_for(plan, "on_time_share", path, year)
    return "" if held is None else str(held.value)


def test_a_plan_of_one_year_needs_little(plan_of):
    plan = plan_of(ON_TIME)
    assert (plan.first_year, plan.last_year, plan.level) == (2024, 2024, "district")
    (only,) = plan.targets
    assert (only.origin, only.measured, only.by) == (Origin.STATED, "dossiers", None)
    assert plan.covers(2024)
    assert not plan.covers(2025)


@pytest.mark.parametrize("told", ["0.98", '"0.98"', "9.8e-1"])
def test_a_value_is_exact_however_it_is_written(plan_of, told):
    (only,) = plan_of(ON_TIME.replace("0.98", told)).targets
    assert only.value == Decimal("0.98")


def test_how_it_is_measured_follows_from_the_indicator(plan_of):
    text = ON_TIME.replace("on_time_share", "{}")
    found = {
        name: plan_of(text.format(name)).targets[0].measured
        for name in ("apology_share", "satisfaction_share", "feedback_on_time_share")
    }
    assert found == {
        "apology_share": "letters",
        "satisfaction_share": "ratings",
        "feedback_on_time_share": "feedback",
    }


def test_a_later_folder_replaces_the_plan_of_the_same_code(tmp_path):
    ours, own = tmp_path / "ours", tmp_path / "own"
    for folder, title in ((ours, "Thử 2024"), (own, "Sửa")):
        folder.mkdir()
        written(folder, HEAD.replace("Thử 2024", title))
    written(ours, HEAD.replace("thu-2024", "khac"), "khac")
    assert [(p.code, p.title) for p in load_plans([ours, own])] == [
        ("khac", "Thử 2024"),
        ("thu-2024", "Sửa"),
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (ON_TIME.replace("on_time_share", "on_time_shar"),
         "target on-time.indicator: không có “on_time_shar”; gần nhất: on_time_share"),
        (ON_TIME.replace(">=", "risin"), "on-time.comparator: không có “risin”; gần nhất: rising"),
        (ON_TIME.replace(">=", "<="), "ngược với chỉ số này"),
        (ON_TIME.replace("0.98", "98"), "target on-time.value: tỷ lệ 98 phải nằm trong 0…1"),
        (ON_TIME.replace("0.98", '"98 %"'), "“98 %” không phải một số; 98 % viết là 0.98"),
        (ON_TIME.replace("0.98", "nan"), "không phải một số"),
        (ON_TIME.replace("0.98", "true"), "không phải một số"),
        (ON_TIME.replace("value = 0.98", ""), "cần một giá trị"),
        (ON_TIME.replace("value", "valeu"), "on-time.valeu: không có “valeu”; gần nhất: value"),
        (ON_TIME.replace(">=", "rising"), "không đi với giá trị"),
        (ON_TIME + ON_TIME, "target on-time: mã này được khai hai lần"),
        (ON_TIME.replace("on-time", "Đúng hạn"), "chỉ gồm chữ thường không dấu"),
        (ON_TIME + 'measured = "hands"', "gần nhất: hand"),
        (ON_TIME + 'measured = "ratings"', "on_time_share được đo bằng “dossiers”"),
        (ON_TIME + 'origin = "ours"', "target on-time.origin"),
        (ON_TIME + 'unit_level = "comune"', "gần nhất: commune"),
        (ON_TIME + 'tasks = ["I.1"]', "target on-time.tasks: không có “I.1”"),
        (ON_TIME + "first_year = 2025\nlast_year = 2024", "năm cuối 2024 đứng trước năm đầu 2025"),
        (ON_TIME + "by = 25", "năm 25 phải gồm bốn chữ số"),
        (ON_TIME + "[[target.for]]\nvalue = 0.9", "cần ít nhất một trong: unit_code"),
        (ON_TIME + '[[target.for]]\nunit_code = "H"\nvalue = 9', "target on-time.for 1.value"),
        (ON_TIME + '[[target.for]]\nunit_code = "H"\n' * 2, "khai hai lần"),
        (ON_TIME.replace("on_time_share", "own_share") + 'measured = "hand"', "label_vi: phải có"),
        ("target = 3", "target: phải là một danh sách"),
        ("target = [3]", "[[target]]"),
        ("x = ", "sai cú pháp TOML"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_file_key_and_the_nearest_word(refused, wrong, told):
    sentence = refused(HEAD + wrong)
    assert "thu-2024.toml" in sentence
    assert told in sentence


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"thu-2024"', '"other"', "code: mã “other” phải trùng tên tệp “thu-2024”"),
        ('level = "district"', 'level = "huyện"', "level: không có “huyện”"),
        ("first_year = 2024", "first_year = 2024\nlast_year = 2020", "năm cuối 2020"),
        ("first_year = 2024", "", "first_year: phải có"),
        ("first_year = 2024", 'first_year = "2024"', "first_year: phải là một số nguyên"),
        ('title = "Thử 2024"', 'title = " "', "title: không được để trống"),
        ("authority", "autority", "autority: không có “autority”; gần nhất: authority"),
    ],
)
def test_a_slip_in_the_plan_itself_is_told(refused, old, new, told):
    assert told in refused(HEAD.replace(old, new))


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path):
    (tmp_path / "thu-2024.toml").write_bytes("code = 'ử'".encode("utf-16"))
    with pytest.raises(DeclarationError, match=r"thu-2024\.toml, tệp: phải lưu bằng UTF-8"):
        load_plans([tmp_path])


def test_the_promise_nearest_to_a_unit_holds(plan_of):
    plan = plan_of(
        ON_TIME
        + '[[target.for]]\nunit_code = "T"\nvalue = 0.90\n'
        + '[[target.for]]\nunit_code = "H"\nvalue = 0.91\n'
        + '[[target.for]]\nunit_code = "H.1"\nvalue = 0.92\n'
    )
    assert value(plan, COMMUNE) == "0.92"
    assert value(plan, OTHER) == "0.91"
    assert value(plan, COMMUNE[2:]) == "0.90"
    assert value(plan, ()) == "0.98"


def test_a_level_narrows_a_promise_to_units_of_that_level(plan_of):
    plan = plan_of(
        ON_TIME
        + '[[target.for]]\nunit_level = "commune"\nvalue = 0.60\n'
        + '[[target.for]]\nunit_level = "district"\nvalue = 0.80\n'
        + '[[target.for]]\nunit_code = "H"\nunit_level = "commune"\nvalue = 0.70\n'
    )
    assert value(plan, COMMUNE) == "0.70"
    assert value(plan, (("K.1", "commune"), ("K", "district"))) == "0.60"
    assert value(plan, COMMUNE[1:]) == "0.80"
    assert value(plan, COMMUNE[2:]) == "0.98"


def test_all_units_together_are_the_plans_own_level_and_lose_no_promise(plan_of):
    plan = plan_of(
        ON_TIME.replace('comparator = ">="', 'comparator = ">="\nunit_level = "commune"')
        + '[[target.for]]\nunit_level = "district"\nvalue = 0.80\n'
    )
    assert value(plan, ()) == "0.80"
    alone = plan_of(ON_TIME + 'unit_level = "commune"\n')
    assert value(alone, ()) == "0.98"
    assert value(alone, COMMUNE[1:]) == ""


def test_a_promise_changes_with_the_years(plan_of):
    plan = plan_of(
        ON_TIME
        + "[[target.for]]\nfirst_year = 2025\nvalue = 0.99\n"
        + "[[target.for]]\nfirst_year = 2026\nlast_year = 2026\nvalue = 0.50\n"
    )
    assert [value(plan, COMMUNE, year) for year in (2024, 2025, 2026, 2027)] == [
        "0.98", "0.99", "0.50", "0.99",
    ]  # fmt: skip


def test_a_local_promise_waits_for_the_value_of_each_unit(plan_of):
    plan = plan_of(
        ON_TIME.replace("value = 0.98", 'origin = "local"')
        + '[[target.for]]\nunit_code = "H.1"\nvalue = 0.92\n'
    )
    assert value(plan, COMMUNE) == "0.92"
    held = target_for(plan, "on_time_share", OTHER, 2024)
    assert (held.origin, held.value) == (Origin.LOCAL, None)


def test_of_two_promises_about_one_indicator_both_hold_and_the_first_is_drawn(plan_of):
    plan = plan_of(ON_TIME + ON_TIME.replace("on-time", "again").replace("0.98", "0.90"))
    assert [one.code for one in targets_for(plan, COMMUNE, 2024)] == ["on-time", "again"]
    assert value(plan, COMMUNE) == "0.98"
    assert target_for(plan, "early_share", COMMUNE, 2024) is None


def test_the_plans_in_force_are_named_by_code_and_a_slip_finds_the_nearest(plan_of):
    plan = plan_of("")
    assert in_force([plan], ["thu-2024"]) == (plan,)
    with pytest.raises(DeclarationError, match=r"ONESTOP_PLANS.*gần nhất: thu-2024"):
        in_force([plan], ["thu-2042"])


@pytest.mark.parametrize(
    ("period", "year"),
    [
        (parse_period("2024-Q1"), 2024),
        (parse_period("2024", "calendar"), 2024),
        (between(parse_day("2024-12-01"), parse_day("2024-12-20")), 2025),
        (between(parse_day("2024-12-01"), parse_day("2024-12-20"), "calendar"), 2024),
    ],
)
def test_a_period_is_judged_by_the_year_of_its_last_day(period, year):
    assert year_of(period) == year


def test_a_task_has_a_time_for_each_product(plan_of):
    plan = plan_of("""
[[task]]
code = "II.1"
group = "procedures"
text = "Ban hành kế hoạch"
time = "Định kỳ hằng quý"
products = [{ text = "Kế hoạch", time = "Đầu quý I/2024" }, { text = "Báo cáo" }]
""")
    (task,) = plan.tasks
    assert [(one.text, one.timing.kind) for one in task.products] == [
        ("Kế hoạch", "by"),
        ("Báo cáo", "every"),
    ]
    assert (task.origin, task.per_unit, task.note) == ("annex", False, "")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('group = "procedure"\ntext = "a"\ntime = "Trong năm"', "gần nhất: procedures"),
        ('group = "finance"\ntext = "a"', "task I.1.time: phải có"),
        ('group = "finance"\ntext = "a"\ntime = "sớm"', "không hiểu thời gian “sớm”"),
        ('group = "finance"\ntext = "a"\nproducts = [{ text = "b" }]', "không hiểu thời gian “”"),
        ('group = "finance"\ntext = "a"\nproducts = ["b"]', "[[products]]"),
        ('group = "finance"\ntext = "a"\ntime = "Trong năm"\nowner = "b"', "task I.1.owner"),
    ],
)
def test_a_slip_in_a_task_is_told(refused, line, told):
    assert told in refused(f'{HEAD}[[task]]\ncode = "I.1"\n{line}\n')
