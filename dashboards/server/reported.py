"""Reporting a figure and marking a task from the page of targets."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dashboards.server.our_pages import must_be_ours, way_back
from onestop.accounts.doors import needs
from onestop.accounts.recording import record
from onestop.domain.access import Act
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.period import DAY_SECONDS, day_of, parse_day, parse_period
from onestop.domain.plan import Plan, year_of
from onestop.domain.promise_found import promise_named
from onestop.domain.reported import evidence_of, exact_text, must_be_reportable, name_of
from onestop.domain.task_status import DONE, EVENT, WHOLE_TASK, Mark, Status, Step
from onestop.installation import installation
from onestop.storage import scope
from onestop.storage.engine import writing
from onestop.storage.judging import unit_path
from onestop.storage.reported_values import Report, report
from onestop.storage.task_marks import add_mark, steps_of


SEE_OTHER = 303

GONE = "Việc này không còn chờ đánh dấu; hãy mở lại trang Chỉ tiêu."


def add_routes(server: Flask) -> None:
    """POST /targets/report (target, value, who, …) and POST /targets/done (step, day, who, …)."""
    for rule, name, view in (("report", "report_value", _report), ("done", "mark_task", _done)):
        entered = needs(Act.ENTER)(view)
        server.add_url_rule(f"/targets/{rule}", name, entered, methods=["POST"])


def _report() -> Response:
    must_be_ours()
    told, here = request.form, installation()
    period = parse_period(told.get("period", ""), told.get("cutoff", ""))
    plan = _plan()
    with writing(here.engine) as connection:
        unit = _unit(connection)
        path = unit_path(connection, unit)
        target = promise_named(plan, told.get("target", ""), path, year_of(period))
        must_be_reportable(target)
        exact = exact_text(told.get("value", ""), target)
        who, evidence = name_of(told.get("who", "")), evidence_of(told.get("evidence", ""))
        made = Report(plan.code, target.code, unit, period, exact, who, evidence)
        report(connection, made, here.clock())
        record(connection, "report_value", target.code, **_about(plan, told), value=exact)
    return _back()


def _done() -> Response:
    must_be_ours()
    told, here = request.form, installation()
    plan, day = _plan(), parse_day(told.get("day", ""))
    if day > day_of(here.clock() // DAY_SECONDS):
        raise UsageError(f"Ngày {day:%d/%m/%Y} chưa tới.")
    kind, task, product, unit, period = _step_told(told.get("step", ""))
    who, evidence = name_of(told.get("who", "")), evidence_of(told.get("evidence", ""))
    with writing(here.engine) as connection:
        known = steps_of(connection, plan, _unit(connection), here.clock() + DAY_SECONDS)
        wanted = (task, product, unit, period)
        step = next((one for one in known if _key(one) == wanted), None)
        if step is None or (step.status == Status.WAITING) != (kind == EVENT):
            raise UsageError(GONE)
        if kind == EVENT:
            where = (task, WHOLE_TASK, step.unit, day.isoformat())
        else:
            where = (task, step.number, step.unit, step.period)
        add_mark(connection, plan.code, Mark(*where, kind, day, evidence, who), here.clock())
        record(connection, "mark_task", step.task.code, **_about(plan, told), kind=kind)
    return _back()


def _about(plan: Plan, told: Mapping[str, str]) -> dict[str, str]:
    """What the record of acts tells beside what was changed."""
    return {"plan": plan.code, "unit": told.get("unit", ""), "period": told.get("period", "")}


def _step_told(text: str) -> tuple[str, str, str, str, str]:
    parts = tuple(text.split("|"))
    if len(parts) != 5 or parts[0] not in (DONE, EVENT):
        raise UsageError(GONE)
    return parts


def _key(step: Step) -> tuple[str, str, str, str]:
    unit = "" if step.unit is None else str(step.unit)
    return step.task.code, str(step.number), unit, step.period


def _plan() -> Plan:
    """The plan that the form is about. Raises NotFoundError for any other."""
    code, known = request.form.get("plan", ""), installation().plans
    found = next((plan for plan in known if plan.code == code), None)
    if found is None:
        raise NotFoundError("kế hoạch", code, tuple(plan.code for plan in known))
    return found


def _unit(connection: Connection) -> int | None:
    return scope.unit_told(connection, request.form.get("unit", ""))


def _back() -> Response:
    return redirect(way_back(request.form.get("back", "/")), SEE_OTHER)
