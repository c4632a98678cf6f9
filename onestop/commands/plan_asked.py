"""What every command about plans asks first: which plan, unit, period and moment.

Also how a figure of a promise is written in a terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import click
from sqlalchemy import Connection

from onestop.commands.context import Context, now
from onestop.commands.plan_words import tell
from onestop.commands.tables import text_of
from onestop.commands.words import say
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.indicators import Value
from onestop.domain.period import CUTOFFS, OFFICIAL, Period, day_of, parse_period, year_holding
from onestop.domain.plan import Plan, in_force
from onestop.domain.plan_files import load_plans
from onestop.domain.targets import Comparator, Target
from onestop.storage import catalogue
from onestop.storage.moments import newest_of_all


PLAN = click.option("--plan", "plan_code", default="", help="Mã kế hoạch / the plan's code.")
UNIT = click.option("--unit", default="", help="Mã hoặc tên đơn vị / unit.")
PERIOD = click.option("--period", default="", help="2024, 2024-H1, 2024-Q3, 2024-05.")
CUTOFF = click.option(
    "--cutoff",
    type=click.Choice(CUTOFFS),
    default=OFFICIAL,
    help="Cách chốt kỳ: official (15 đến 14) hoặc calendar / how periods are cut.",
)
AS_OF = click.option("--as-of", default="", help="Thời điểm / moment.")
WHO = click.option("--who", required=True, help="Người báo cáo / who says so.")
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Dạng kết quả / form of the answer.",
)


def with_options(*options: Callable) -> Callable:
    """Several options in their order."""

    def add(command: Callable) -> Callable:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@dataclass(frozen=True)
class Plans:
    """Every declared plan, and those that the office is judged by."""

    declared: tuple[Plan, ...]
    in_force: tuple[Plan, ...]

    @staticmethod
    def of(here: Context) -> Plans:
        """The plans of an installation. Raises DeclarationError for a broken file."""
        declared = load_plans(here.settings.config_folders("plans"))
        return Plans(declared, in_force(declared, here.settings.plans))

    def chosen(self, code: str) -> tuple[Plan, ...]:
        """The plan of a code; without one, those in force.

        Raises NotFoundError with the nearest, UsageError where none is in force.
        """
        if not code:
            if not self.in_force:
                listed = ", ".join(plan.code for plan in self.declared)
                raise UsageError(
                    "Chưa có kế hoạch đang áp dụng (ONESTOP_PLANS); thêm --plan, một trong:"
                    f" {listed or tell('none')}."
                )
            return self.in_force
        known = {plan.code: plan for plan in self.declared}
        if code not in known:
            near = get_close_matches(code, known, 3, 0.3) or list(known)[:3]
            raise NotFoundError("kế hoạch", code, tuple(near))
        return (known[code],)

    def the_one(self, code: str) -> Plan:
        """The plan of a code; without one the only plan in force. Raises as `chosen`."""
        found = self.chosen(code)
        if len(found) > 1:
            listed = ", ".join(plan.code for plan in found)
            raise UsageError(f"Có nhiều kế hoạch đang áp dụng: thêm --plan, một trong: {listed}.")
        return found[0]


def unit_of(connection: Connection, asked: str) -> tuple[int | None, str]:
    """The id and name of a unit, (None, "toàn bộ") for none asked. Raises NotFoundError."""
    if not asked:
        return None, tell("everywhere")
    number = catalogue.find(connection, "unit", asked)
    return number, catalogue.names_of(connection, "unit")[number].label


def period_of(connection: Connection, asked: str, cutoff: str, as_of: int | None) -> Period:
    """The asked period; without one the reporting year that holds the newest data."""
    if asked:
        return parse_period(asked, cutoff)
    newest = as_of if as_of is not None else newest_of_all(connection)
    if newest is None:
        raise UsageError(say("empty"))
    return year_holding(day_of(newest // 86_400), cutoff)


def moment_of(connection: Connection, as_of: int | None) -> int:
    """The asked moment, else the newest of the data, else now: tasks need no dossiers."""
    if as_of is not None:
        return as_of
    newest = newest_of_all(connection)
    return now() if newest is None else newest


def figure_text(target: Target, value: Value) -> str:
    """`98,2 % (491/500)`, `98 %`, `12 bản tin`, `có`; "–" where nothing counts."""
    if not value.denominator:
        return "–"
    number = value.numerator / value.denominator
    if target.comparator == Comparator.DONE and not target.is_share:
        return tell("yes") if number >= 1 else tell("no")
    if not target.is_share:
        return _plain(number)
    parts = f" ({text_of(value.numerator)}/{text_of(value.denominator)})"
    told = text_of(round(float(number * 100), 1)).removesuffix(",0").removesuffix(".0")
    return f"{told} %{parts if value.denominator != 1 else ''}"


def _plain(number: object) -> str:
    """A number with the decimals it has, no more."""
    if isinstance(number, float):
        return text_of(number)
    written = f"{number:,f}" if number != int(number) else f"{int(number):,}"
    comma = tell("no") == "chưa"
    return written.translate(str.maketrans(",.", ".,")) if comma else written
