"""Which step of a plan someone means who says "task II.3 is done", and lines of steps to read.

It asks back, in words that say how to answer, where several may be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.plan_tasks import Product, Task
from onestop.domain.task_status import Status, Step


MOST_NAMED = 8
"""Periods named in a question back."""

WORST_FIRST = (
    Status.LATE,
    Status.DUE,
    Status.WAITING,
    Status.NOT_DUE,
    Status.DONE,
    Status.CONTINUOUS,
    Status.WITH_REPORT,
)


@dataclass(frozen=True)
class Line:
    """One product of a task, with every step in which it is owed."""

    task: Task
    product: Product
    number: int
    steps: tuple[Step, ...]

    @property
    def status(self) -> Status:
        """The most pressing of its steps'."""
        return min((step.status for step in self.steps), key=WORST_FIRST.index)

    @property
    def done(self) -> int:
        """How many of its steps are done."""
        return sum(step.done is not None for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if step.done is None), None)


def lines(found: Iterable[Step]) -> list[Line]:
    """Steps gathered by task and product, in their order."""
    gathered: dict[tuple[str, int], list[Step]] = {}
    for step in found:
        gathered.setdefault((step.task.code, step.number), []).append(step)
    return [
        Line(steps[0].task, steps[0].product, steps[0].number, tuple(steps))
        for steps in gathered.values()
    ]


def pressing(found: Iterable[Step], last: date) -> list[Step]:
    """What is late or falls due until a day, soonest first: the list of reminders."""
    open_ones = [step for step in found if step.done is None and step.due is not None]
    return sorted((one for one in open_ones if one.due <= last), key=lambda one: one.due)


def step_meant(found: Sequence[Step], code: str, product: int | None, period: str) -> Step:
    """The one step of a task's code, a product's number and a period ("": the only one).

    Raises NotFoundError with the nearest, and UsageError that asks for what is missing.
    """
    mine = _of_task(found, code)
    mine = _of_product(mine, code, product)
    mine = _of_period(mine, code, period.strip())
    if len({step.unit for step in mine}) > 1:
        raise UsageError(f"Nhiệm vụ {code} do từng đơn vị làm: thêm --unit ĐƠN_VỊ.")
    (step,) = mine
    if step.status == Status.WAITING:
        raise UsageError(
            f"Nhiệm vụ {code} chờ sự kiện ({step.product.written}); khi có, ghi trước bằng"
            f" “onestop tasks event {code} --on NGÀY”."
        )
    return step


def _of_task(found: Sequence[Step], code: str) -> list[Step]:
    known = {step.task.code.casefold(): step.task.code for step in found}
    asked = code.strip().casefold()
    wanted = known.get(asked)
    if wanted is None:
        begun = [one for one in known if asked and one.startswith(asked)]
        near = dict.fromkeys([*begun, *get_close_matches(asked, known, 3, 0.4)])
        raise NotFoundError("nhiệm vụ", code, tuple(known[one] for one in near)[:3])
    return [step for step in found if step.task.code == wanted]


def _of_product(mine: list[Step], code: str, product: int | None) -> list[Step]:
    numbers = {step.number: step.product.text for step in mine}
    if product is None and len(numbers) == 1:
        return mine
    if product not in numbers:
        listed = "; ".join(f"{number}: {text}" for number, text in numbers.items())
        raise UsageError(f"Nhiệm vụ {code} có sản phẩm {listed}. Chọn bằng --product SỐ.")
    return [step for step in mine if step.number == product]


def _of_period(mine: list[Step], code: str, period: str) -> list[Step]:
    periods = dict.fromkeys(step.period for step in mine)
    if not period:
        open_ones = dict.fromkeys(step.period for step in mine if step.done is None)
        if len(periods) > 1 and len(open_ones) != 1:
            raise UsageError(
                f"Nhiệm vụ {code} đến hạn nhiều lần: thêm --period, một trong"
                f" {_named(open_ones or periods)}."
            )
        period = next(iter(open_ones or periods))
    if period.upper() not in periods:
        raise NotFoundError(f"kỳ của nhiệm vụ {code}", period, tuple(periods)[:MOST_NAMED])
    return [step for step in mine if step.period == period.upper()]


def _named(periods: Iterable[str]) -> str:
    listed = list(periods)
    more = ", …" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more
