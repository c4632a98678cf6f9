"""Plans as files: reads config/plans/*.toml and says in words what is wrong with one.

The only place where a declared plan becomes a Plan. A plan's file is named by its code, so
that an installation replaces a shipped plan by a file of the same name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from onestop.domain.declared import Table, read_toml
from onestop.domain.errors import DeclarationError
from onestop.domain.indicators import BY_CODE
from onestop.domain.plan import MEASURED, NATURAL, Plan
from onestop.domain.plan_tasks import GROUPS, Product, Task, Timing, parse_timing
from onestop.domain.targets import Comparator, Origin, Target
from onestop.domain.unit import LEVELS


PLAN_KEYS = ("code title authority level first_year last_year source target task").split()
SCOPE_KEYS = ("unit_code", "unit_level", "first_year", "last_year")
VARIANT_KEYS = (*SCOPE_KEYS, "by", "comparator", "value", "origin")
WORDING_KEYS = ("wording", "section", "label_vi", "label_en", "noun_vi", "noun_en")
TARGET_KEYS = (*(field.name for field in fields(Target)), "for")
TASK_KEYS = (*(field.name for field in fields(Task)), "time")
PRODUCT_KEYS = ("text", "time")

COUNTED = ("dossiers", "letters", "ratings", "feedback", "tasks")
"""Ways of measuring for which the figure is an indicator of ours."""

CODE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
"""A code stands in addresses and in hand-reported values, so it has no spaces or accents."""

NUMBER = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
"""A task keeps the number it was published with: II.3."""

AGAINST = {
    "up": (Comparator.AT_MOST, Comparator.BELOW),
    "down": (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.RISING),
}
"""What no one promises of an indicator that is better the other way."""


def load_plans(folders: Iterable[Path]) -> tuple[Plan, ...]:
    """Every plan of the folders, by code; a later folder's of the same code replaces.

    Raises DeclarationError for the first thing wrong, with its file and key.
    """
    plans: dict[str, Plan] = {}
    for folder in folders:
        for file in sorted(Path(folder).glob("*.toml")):
            plan = load_plan(file)
            plans[plan.code] = plan
    return tuple(plans[code] for code in sorted(plans))


def load_plan(file: Path) -> Plan:
    """One plan, checked key by key."""
    told = Table(str(file), "", read_toml(file))
    told.only(PLAN_KEYS)
    code = _code(told)
    if code != file.stem:
        raise told.wrong("code", f"mã “{code}” phải trùng tên tệp “{file.stem}”")
    told.one_of("level", told.text("level"), LEVELS)
    first, last = _years(told)
    tasks = tuple(_task(one, first) for one in told.tables("task"))
    _distinct(told, "task", [task.code for task in tasks])
    targets = [_target(one, {task.code for task in tasks}) for one in told.tables("target")]
    _distinct(told, "target", [some[0].code for some in targets])
    return Plan(
        code=code,
        title=told.text("title"),
        authority=told.text("authority"),
        level=told.text("level"),
        first_year=first,
        last_year=last,
        source=told.text("source", ""),
        targets=tuple(target for some in targets for target in some),
        tasks=tasks,
    )


def _code(told: Table, shape: re.Pattern[str] = CODE) -> str:
    code = told.text("code")
    if not shape.fullmatch(code):
        raise told.wrong("code", f"mã “{code}” chỉ gồm chữ thường không dấu, số và dấu - _ .")
    return code


def _years(told: Table) -> tuple[int, int]:
    first = told.year("first_year")
    if first is None:
        raise told.wrong("first_year", "phải có, ví dụ 2024")
    last = told.year("last_year", first)
    if last < first:
        raise told.wrong("last_year", f"năm cuối {last} đứng trước năm đầu {first}")
    return first, last


def _distinct(told: Table, key: str, codes: list[str]) -> None:
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise told.wrong(f"{key} {twice[0]}", "mã này được khai hai lần")


def _target(told: Table, tasks: set[str]) -> list[Target]:
    """A promise, then what it is for some units or years."""
    told.only(TARGET_KEYS)
    for code in told.texts("tasks"):
        told.one_of("tasks", code, tasks)
    facts = {
        "code": _code(told),
        "indicator": told.text("indicator"),
        "comparator": _word(told, "comparator", Comparator),
        "measured": _measured(told),
        "tasks": told.texts("tasks"),
        **{key: told.text(key, "") for key in WORDING_KEYS},
        **_limits(told, Origin.STATED),
    }
    found = [_made(told, facts), *(_variant(facts, one) for one in told.tables("for"))]
    scopes = Counter(tuple(getattr(one, key) for key in SCOPE_KEYS) for one in found)
    if max(scopes.values()) > 1:
        raise told.wrong("for", "cùng đơn vị và cùng năm được khai hai lần")
    return found


def _limits(told: Table, origin: Origin) -> dict:
    """Value, origin, and for whom and when."""
    level = told.text("unit_level", "") or None
    if level:
        told.one_of("unit_level", level, LEVELS)
    first, last = told.year("first_year"), told.year("last_year")
    if first and last and last < first:
        raise told.wrong("last_year", f"năm cuối {last} đứng trước năm đầu {first}")
    return {
        "value": told.decimal("value"),
        "origin": _word(told, "origin", Origin, origin),
        "unit_code": told.text("unit_code", "") or None,
        "unit_level": level,
        "first_year": first,
        "last_year": last,
        "by": told.year("by"),
    }


def _variant(facts: dict, told: Table) -> Target:
    told.only(VARIANT_KEYS)
    if not any(key in told.told for key in SCOPE_KEYS):
        raise told.wrong("", f"cần ít nhất một trong: {', '.join(SCOPE_KEYS)}")
    limits = {
        name: value for name, value in _limits(told, facts["origin"]).items() if value is not None
    }
    comparator = _word(told, "comparator", Comparator, facts["comparator"])
    return _made(told, {**facts, "comparator": comparator, **limits})


def _made(told: Table, facts: dict) -> Target:
    """The target of these facts; what it refuses itself is told with file and place."""
    try:
        made = Target(**facts)
    except DeclarationError as error:
        raise told.wrong("value", error.problem) from error
    known = BY_CODE.get(made.indicator)
    if known and made.comparator in AGAINST[known.better]:
        problem = f"“{made.comparator}” ngược với chỉ số này (tốt khi {_better(known.better)})"
        raise told.wrong("comparator", problem)
    return made


def _better(way: str) -> str:
    return "tăng" if way == "up" else "giảm"


def _word(told: Table, key: str, kind: type, default: str | None = None) -> object:
    word = told.text(key, default)
    told.one_of(key, word, [one.value for one in kind])
    return kind(word)


def _measured(told: Table) -> str:
    """How it is measured: as the indicator is, unless told; then the two must agree."""
    indicator = told.text("indicator")
    usual = NATURAL.get(indicator, "dossiers")
    measured = told.text("measured", usual)
    told.one_of("measured", measured, MEASURED)
    if measured in COUNTED:
        told.one_of("indicator", indicator, BY_CODE)
        if measured != usual:
            raise told.wrong("measured", f"{indicator} được đo bằng “{usual}”")
    elif not CODE.fullmatch(indicator):
        raise told.wrong("indicator", f"mã “{indicator}” chỉ gồm chữ thường không dấu, số và _")
    elif indicator not in BY_CODE:
        told.text("label_vi")
        told.text("label_en")
    return measured


def _task(told: Table, year: int) -> Task:
    told.only(TASK_KEYS)
    told.one_of("group", told.text("group"), GROUPS)
    told.one_of("origin", told.text("origin", "annex"), ("annex", "text"))
    return Task(
        code=_code(told, NUMBER),
        group=told.text("group"),
        text=told.text("text"),
        products=_products(told, year),
        objective=told.text("objective", ""),
        activity=told.text("activity", ""),
        lead=told.text("lead", ""),
        coordinators=told.text("coordinators", ""),
        origin=told.text("origin", "annex"),
        section=told.text("section", ""),
        per_unit=told.yes("per_unit"),
        note=told.text("note", ""),
    )


def _products(told: Table, year: int) -> tuple[Product, ...]:
    """What a task leaves behind; without a list, one product with the task's time."""
    made = []
    for one in told.tables("products"):
        one.only(PRODUCT_KEYS)
        written = one.text("time", told.text("time", ""))
        made.append(Product(one.text("text"), written, _timing(one, written, year)))
    if made:
        return tuple(made)
    return (Product("", told.text("time"), _timing(told, told.text("time"), year)),)


def _timing(told: Table, written: str, year: int) -> Timing:
    timing = parse_timing(written, year)
    if timing is None:
        raise told.wrong(
            "time",
            f"không hiểu thời gian “{written}”. Viết như: Trước ngày 20/02/2024 · Quý I/2024 ·"
            " Đầu quý II/2024 · Trong năm 2024 · Định kỳ hằng quý · Thường xuyên ·"
            " Khi có hướng dẫn của tỉnh",
        )
    return timing
