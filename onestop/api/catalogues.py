"""Routes of what dossiers are about: offices and procedures."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import Connection

from onestop.answers.catalogues import PROCEDURE, UNIT, procedures_told, units_told
from onestop.api import shapes
from onestop.api.answering import Told, answered
from onestop.api.doors import Door, offer
from onestop.api.parameters import Formed
from onestop.domain.access import Act


routes = Blueprint("catalogues", __name__, description="Danh mục / catalogues")


@offer(routes, Door("/units", Act.SEE_FIGURES, shapes.Units, Formed, has_csv=True))
def units(_told: dict[str, Any]) -> Response:
    """Cơ quan, đơn vị / Offices: level, parent, validity, who took over."""

    def make(connection: Connection) -> Told:
        return Told.listed(UNIT, units_told(connection))

    return answered(make)


@offer(routes, Door("/procedures", Act.SEE_FIGURES, shapes.Procedures, Formed, has_csv=True))
def procedures(_told: dict[str, Any]) -> Response:
    """Thủ tục hành chính / Procedures: area, service level, limit in working days."""

    def make(connection: Connection) -> Told:
        return Told.listed(PROCEDURE, procedures_told(connection))

    return answered(make)
