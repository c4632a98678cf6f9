"""What every command about plans asks first: which plan, unit, period and moment.

Also how a figure of a promise is written in a terminal.
"""

from __future__ import annotations

from collections.abc import Callable

import click
from sqlalchemy import Connection

from onestop.answers import plans as answers
from onestop.commands.context import Context, now
from onestop.commands.plan_words import tell
from onestop.commands.tables import text_of
from onestop.domain.indicators import Value
from onestop.domain.period import CUTOFFS, OFFICIAL
from onestop.domain.plan import in_force
from onestop.domain.plan_files import load_plans
from onestop.domain.targets import Comparator, Target
from onestop.storage import catalogue, scope


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


class Plans(answers.Plans):
    """The plans of the installation that a command works on."""

    @staticmethod
    def of(here: Context) -> Plans:
        """Every plan that is declared. Raises DeclarationError for a broken file."""
        declared = load_plans(here.settings.config_folders("plans"))
        return Plans(declared, in_force(declared, here.settings.plans), tell("none"))


def unit_of(connection: Connection, asked: str) -> tuple[int | None, str]:
    """The id and name of a unit; for none asked that of the province that is served, else
    (None, "toàn bộ"). Raises NotFoundError."""
    number = scope.unit_told(connection, asked)
    if number is None:
        return None, tell("everywhere")
    return number, catalogue.names_of(connection, "unit")[number].label


def moment_of(connection: Connection, as_of: int | None) -> int:
    """The asked moment, else the newest of the data, else now: tasks need no dossiers."""
    return answers.moment_of(connection, as_of, now)


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
