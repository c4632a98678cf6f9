"""Routes of plans and of how far their promises are kept."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import Connection

from onestop.answers.plans import Plans, judged
from onestop.answers.promised import DECLARED, HEADS, as_csv_row, as_json, plan_told
from onestop.api import shapes
from onestop.api.answering import Told, answered, how
from onestop.api.doors import Door, offer
from onestop.api.parameters import Formed, Promised
from onestop.domain.access import Act
from onestop.installation import installation


routes = Blueprint("plans", __name__, description="Kế hoạch, chỉ tiêu / plans and targets")


@offer(routes, Door("/plans", Act.SEE_FIGURES, shapes.Plans, Formed, has_csv=True))
def plans(_told: dict[str, Any]) -> Response:
    """Kế hoạch đã khai báo / The declared plans."""

    def make(_connection: Connection) -> Told:
        here = installation()
        return Told.listed(DECLARED, [plan_told(plan, here.in_force) for plan in here.plans])

    return answered(make)


@offer(routes, Door("/targets", Act.SEE_FIGURES, shapes.Targets, Promised, has_csv=True))
def targets(told: dict[str, Any]) -> Response:
    """Chỉ tiêu và kết quả / How far the promises of a plan are kept."""

    def make(connection: Connection) -> Told:
        here = installation()
        chosen = Plans(here.plans, here.in_force).chosen(told["plan"])
        found = [judged(how(), connection, plan, told, here.clock) for plan in chosen]
        listed = [as_json(one.asking, one.unit, one.moment, one.told) for one in found]
        lines = [as_csv_row(one.asking, row) for one in found for row in one.told]
        return Told({"plans": listed}, HEADS, lines)

    return answered(make)
