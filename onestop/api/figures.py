"""Routes of figures: indicators, measures, what is open, and what every code means."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import Connection

from onestop.answers.asked import question_of
from onestop.answers.figures import CODES, figures_csv, figures_of
from onestop.answers.open_now import backlog_of
from onestop.api import shapes
from onestop.api.answering import Told, answered, how
from onestop.api.doors import Door, offer
from onestop.api.parameters import Formed, Grouped, Open
from onestop.domain.access import Act
from onestop.domain.indicators import INDICATORS, Indicator
from onestop.domain.measures import MEASURES
from onestop.installation import installation


routes = Blueprint("figures", __name__, description="Số liệu / figures")
DEFINED = ("kind", "code", "label_vi", "label_en", "made_of", "source")


def _figures(connection: Connection, told: dict[str, Any]) -> dict[str, Any]:
    made = how()
    question = question_of(made, connection, told["by"], told)
    return figures_of(made, connection, question, told)


@offer(routes, Door("/indicators", Act.SEE_FIGURES, shapes.Figures, Grouped, has_csv=True))
def indicators(told: dict[str, Any]) -> Response:
    """Chỉ số và số đo của một kỳ / Indicators and measures of a period."""

    def make(connection: Connection) -> Told:
        found = _figures(connection, told)
        return Told(found, *figures_csv(found))

    return answered(make)


@offer(routes, Door("/measures", Act.SEE_FIGURES, shapes.Measures, Grouped, has_csv=True))
def measures(told: dict[str, Any]) -> Response:
    """Số đo của một kỳ / Measures of a period: the same question, counts only."""

    def make(connection: Connection) -> Told:
        found = _figures(connection, told)
        kept = ("key", "label", "measures")
        found["rows"] = [{name: row[name] for name in kept} for row in found["rows"]]
        lines = [[row["key"], row["label"], *row["measures"].values()] for row in found["rows"]]
        return Told(found, ["key", "label", *CODES], lines)

    return answered(make)


@offer(routes, Door("/backlog", Act.SEE_FIGURES, shapes.Backlog, Open, has_csv=True))
def backlog(told: dict[str, Any]) -> Response:
    """Hồ sơ tồn đọng / Open dossiers: how many, how late."""

    def make(connection: Connection) -> Told:
        heads, found = backlog_of(how(), connection, told)
        rows = found.pop("rows")
        return Told.listed(heads, rows, **found)

    return answered(make)


@offer(routes, Door("/definitions", Act.SEE_FIGURES, shapes.Definitions, Formed, has_csv=True))
def definitions(_told: dict[str, Any]) -> Response:
    """Mỗi mã nghĩa là gì / What every code means, under the policy in force."""

    def make(_connection: Connection) -> Told:
        counted = [
            {name: getattr(one, name) for name in ("code", "label_vi", "label_en", "placed_by")}
            for one in MEASURES
        ]
        made = [_indicator(one) for one in INDICATORS]
        lines = [["measure", *one.values(), ""] for one in counted]
        lines += [["indicator", *_line(one)] for one in made]
        return Told({"measures": counted, "indicators": made}, DEFINED, lines)

    return answered(make)


def _indicator(one: Indicator) -> dict[str, Any]:
    policy = installation().policy
    return {
        "code": one.code,
        "label_vi": one.label_vi,
        "label_en": one.label_en,
        "numerator": list(one.numerator_under(policy)),
        "denominator": list(one.denominator_under(policy)),
        "better": one.better,
        "source": one.source,
    }


def _line(one: dict[str, Any]) -> list[str]:
    made_of = f"({' '.join(one['numerator'])}) / ({' '.join(one['denominator'])})"
    return [one["code"], one["label_vi"], one["label_en"], made_of, one["source"]]
