"""Routes of closed periods and of what differs from them since."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import Connection

from onestop.answers.closed import DIFFERING, LISTED, changes_csv, changes_told, closed_told
from onestop.api import shapes_loads as shapes
from onestop.api.answering import Told, answered
from onestop.api.doors import Door, offer
from onestop.api.parameters import LARGEST, Formed
from onestop.api.problems import NotOffered
from onestop.domain.access import Act
from onestop.installation import installation
from onestop.storage.closed_changes import changes_since
from onestop.storage.closed_periods import closed, closings


routes = Blueprint("periods", __name__, description="Kỳ đã chốt / closed periods")
ONE = f"/periods/<int(max={LARGEST}):number>"


@offer(routes, Door("/periods", Act.SEE_FIGURES, shapes.ClosedPeriods, Formed, has_csv=True))
def periods(_told: dict[str, Any]) -> Response:
    """Các kỳ đã chốt / Closed periods, the newest first."""

    def make(connection: Connection) -> Told:
        return Told.listed(LISTED, [closed_told(one) for one in closings(connection)])

    return answered(make)


@offer(routes, Door(f"{ONE}/diff", Act.SEE_DOSSIERS, shapes.ClosedDiff, Formed, has_csv=True))
def diff(_told: dict[str, Any], number: int) -> Response:
    """Chênh lệch từ khi chốt / What differs from a closed period, and the dossiers behind it."""
    desk = installation().reports
    if desk is None:
        raise NotOffered("Máy chủ này không so được kỳ đã chốt; hãy dùng “onestop periods diff”.")

    def make(connection: Connection) -> Told:
        found = closed(connection, number)
        told = changes_told(found, changes_since(connection, found, desk.counting))
        return Told(told, DIFFERING, changes_csv(told))

    return answered(make)
