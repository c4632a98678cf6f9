"""Chỉ tiêu: do we keep the plan's promises?"""

from __future__ import annotations

from collections import Counter

from dash import html
from dash.development.base_component import Component

from dashboards.components.charts import chart
from dashboards.components.frame import page_head, section
from dashboards.components.reporting import mark_form, report_form
from dashboards.components.targets import target_table
from dashboards.components.tasks import completion_text, task_choices, task_table
from dashboards.data import targets as data
from dashboards.data.asked import Asked
from dashboards.data.choices import indicator_of
from dashboards.data.months import points
from dashboards.figures.trend import trend
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import number, spoken
from onestop.domain.judged import Judged
from onestop.domain.period import DAY_SECONDS, day_of
from onestop.domain.plan import Plan, year_of
from onestop.domain.targets import Outcome
from onestop.domain.task_choice import lines
from onestop.domain.task_status import completion


USUAL = "on_time_share"


def body(asked: Asked) -> list[Component]:
    """The plans to choose from, the promises and tasks of one, the course of a promise."""
    head = page_head(asked, spoken(PAGE.name))
    plan = data.plan_shown(asked)
    chooser = _plans(asked, plan)
    if plan is None:
        return [head, chooser]
    promises = data.judged(asked, plan)
    caption = say("targets_caption", period=asked.period.code)
    form = report_form(asked, plan, data.reportable(asked, promises))
    shown = target_table(asked.view, caption, promises)
    return [
        head,
        chooser,
        section(plan.title, *_about(asked, plan, promises), shown, form),
        section(say("tasks_title"), *_tasks(asked, plan)),
        section(say("targets_trend"), chart("target", _course(asked))),
    ]


def _plans(asked: Asked, shown: Plan | None) -> Component:
    if not asked.here.plans:
        return html.P(say("targets_none"), className="empty")
    links = [
        html.A(
            plan.title,
            href=asked.view.here(plan=plan.code),
            **({"aria-current": "true"} if plan is shown else {}),
        )
        for plan in asked.here.plans
    ]
    return html.Nav(links, className="choices", **{"aria-label": say("targets_plan")})


def _about(asked: Asked, plan: Plan, promises: list[Judged]) -> list[Component]:
    """Whose plan, for which years, how many promises are kept; loudly where it is not ours."""
    years, year = _years(plan), year_of(asked.period)
    lines = [html.P(f"{plan.authority}, {years}. {plan.source}", className="note")]
    if plan not in asked.here.in_force:
        lines.append(html.P(say("targets_not_in_force"), className="note"))
    if not plan.covers(year):
        lines.append(html.P(say("targets_outside", years=years, year=year), className="stale"))
    counts = Counter(one.outcome for one in promises)
    told = {one.value: number(counts[one]) for one in Outcome}
    lines.append(html.P(say("targets_summary", **told, count=number(len(promises)))))
    return lines


def _tasks(asked: Asked, plan: Plan) -> list[Component]:
    """How the tasks stand at the moment of the view, those of one status where asked."""
    steps = data.task_steps(asked, plan)
    found = lines(steps)
    if not found:
        return [html.P(say("tasks_none"), className="empty")]
    chosen = data.status_shown(asked)
    shown = data.lines_shown(found, chosen)
    today = day_of(asked.here.clock() // DAY_SECONDS)
    return [
        html.P(completion_text(completion(steps, asked.moment))),
        task_choices(asked.view, found, chosen),
        task_table(say("tasks_caption"), shown),
        mark_form(asked, plan, found, today),
    ]


def _years(plan: Plan) -> str:
    if plan.first_year == plan.last_year:
        return str(plan.first_year)
    return f"{plan.first_year}–{plan.last_year}"


def _course(asked: Asked):
    indicator = indicator_of(asked, USUAL)
    return trend(points(asked, indicator), indicator, data.target_of(asked, indicator.code))


PAGE = Page(
    "/targets",
    ("Chỉ tiêu", "Targets"),
    ("Có giữ được lời hứa của kế hoạch không?", "Do we keep the plan's promises?"),
    body,
    pickers=("unit", "period"),
)
