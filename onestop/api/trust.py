"""Routes of what makes figures trusted, or not: corrections, signs, sources that are pulled."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields
from sqlalchemy import Connection

from onestop.answers.corrected import CORRECTED, IS_WITHDRAWAL, correction_told
from onestop.answers.plans import period_of
from onestop.answers.signs import SIGN, Searching, signs_of, signs_told
from onestop.api import shapes_trust as shapes
from onestop.api.answering import Told, answered, how
from onestop.api.doors import Door, offer
from onestop.api.parameters import Formed, Periodic, words
from onestop.domain.access import Act
from onestop.domain.integrity_files import load_thresholds
from onestop.domain.period import instant_text
from onestop.installation import installation
from onestop.storage import catalogue, connections
from onestop.storage.corrections_shown import history, list_corrections


routes = Blueprint("trust", __name__, description="Độ tin cậy / trust")

SOURCE = ("connection", "kind", "succeeded_at", "news_at", "next_at", "troubles")


class Past(Formed):
    """Corrections in force, or all that ever were."""

    history = fields.Boolean(
        load_default=False,
        error_messages={"invalid": "phải là true hoặc false."},
        metadata={"description": "Cả những lần đã thay, đã rút / all ever."},
    )


class Signed(Periodic):
    """Where signs are looked for, and which."""

    check = words("Phép kiểm; trống: tất cả / check; empty: all.")


def _vietnamese(pair: tuple[str, str]) -> str:
    return pair[0]


@offer(routes, Door("/corrections", Act.SEE_DOSSIERS, shapes.Corrections, Past, has_csv=True))
def corrections(told: dict[str, Any]) -> Response:
    """Các lần sửa tay / What was corrected by hand, and how it stands."""

    def make(connection: Connection) -> Told:
        found = history(connection) if told["history"] else list_corrections(connection)
        heads = (*CORRECTED, IS_WITHDRAWAL) if told["history"] else CORRECTED
        rows = [correction_told(one, _vietnamese) for one in found]
        return Told.listed(heads, [{name: row[name] for name in heads} for row in rows])

    return answered(make)


@offer(routes, Door("/integrity", Act.SEE_DOSSIERS, shapes.Signs, Signed, has_csv=True))
def integrity(told: dict[str, Any]) -> Response:
    """Dấu hiệu số liệu bị làm đẹp / Signs that exports were prettied up."""

    def make(connection: Connection) -> Told:
        here, as_of = installation(), None
        period = period_of(how(), connection, told, as_of)
        searching = Searching(period, load_thresholds(_thresholds()), here.calendar)
        names = catalogue.names_of(connection, "unit")
        labels = {number: name.label for number, name in names.items()}
        found = signs_told(signs_of(connection, searching, told), labels, period, _vietnamese)
        rows = found.pop("rows")
        return Told.listed(SIGN, rows, **found)

    return answered(make)


def _thresholds() -> Any:
    """The office's own file, else the one that comes with the program."""
    files = [folder / "integrity.toml" for folder in installation().config_dirs]
    return next(file for file in reversed(files) if file.is_file())


@offer(routes, Door("/connections", Act.SEE_FIGURES, shapes.Sources, Formed, has_csv=True))
def sources(_told: dict[str, Any]) -> Response:
    """Các nguồn tự lấy đang thế nào / How the pulled sources stand, and what troubles them."""

    def make(connection: Connection) -> Told:
        found = connections.troubles(connection, installation().clock())
        rows = [_source(row, found) for row in connections.states(connection)]
        lines = [
            [*list(row.values())[:-1], "; ".join(one["sentence"] for one in row["troubles"])]
            for row in rows
        ]
        return Told({"rows": rows}, SOURCE, lines)

    return answered(make, by_clock=True)


def _source(row: dict[str, Any], found: list[connections.Trouble]) -> dict[str, Any]:
    moments = {
        name: None if row[name] is None else instant_text(row[name])
        for name in ("succeeded_at", "news_at", "next_at")
    }
    mine = [one for one in found if one.connection == row["connection"]]
    troubles = [
        {"kind": one.kind, "since": instant_text(one.since), "sentence": one.sentence}
        for one in mine
    ]
    named = {"connection": row["connection"], "kind": row["kind"]}
    return {**named, **moments, "troubles": troubles}
