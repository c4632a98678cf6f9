"""One dossier in words: what is known, who states it in which row, what was noticed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components.corrections import of_dossier
from dashboards.components.dossier_rows import heading, status_words
from dashboards.components.frame import section
from dashboards.components.links import DOSSIERS
from dashboards.components.tables import Head, table
from dashboards.components.timeline import timeline
from dashboards.data.story import Chapter
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number, spoken
from onestop.domain.dossier import FIELDS
from onestop.domain.labels import FINDINGS


Facts = dict[str, Any]

PLAIN = ("procedure_code", "procedure", "area", "unit", "receiving_unit", "current_desk")
"""Facts that are shown as they are."""

CODED = (
    ("dossiers_col_channel", "dossiers_channel_", "channel"),
    ("dossiers_col_service_level", "dossiers_level_", "service_level"),
    ("story_return_channel", "story_return_", "return_channel"),
    ("story_applicant_kind", "story_kind_", "applicant_kind"),
    ("story_components_digitised", "story_flag_", "components_digitised"),
    ("story_components_reused", "story_flag_", "components_reused"),
    ("story_result_digitised", "story_flag_", "result_digitised"),
    ("story_fee_due", "story_flag_", "fee_due"),
    ("story_paid_online", "story_paid_", "paid_online"),
)
"""Facts that are a number of the domain: the label's key, the words' keys, the fact."""

COUNTED = ("supplement_count", "reschedule_count")

ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d)?(?:[+-]\d\d:\d\d)?")
"""Moments as findings write them."""

LABELS = {field.code: field.label_vi for field in FIELDS}


def standing(facts: Facts) -> str:
    """Where a dossier stands: its status, and how late, how long so far, or how long it took."""
    told = [status_words(facts["status"])]
    if facts["days_late"]:
        told.append(say("story_days_late", days=number(facts["days_late"])))
    if facts["due_at"] is None:
        told.append(say("story_no_due"))
    if facts["days_open"] is not None:
        key = "story_days_open" if facts["closed_at"] is None else "story_days_taken"
        told.append(say(key, days=number(facts["days_open"])))
    return " · ".join(told)


def story(view: View, chapter: Chapter) -> list[Component]:
    """The sections of one dossier."""
    line = section(say("story_line"), timeline(chapter.moments))
    return [
        html.Div([line, section(say("story_facts"), _facts(view, chapter))], className="two story"),
        *of_dossier(chapter.corrections),
        section(say("story_sources"), _sources(chapter)),
        section(say("story_findings"), _findings(chapter)),
    ]


def _facts(view: View, chapter: Chapter) -> Component:
    entries = []
    for name, value in _said(view, chapter.facts):
        entries += [html.Dt(name), html.Dd(value)]
    name = chapter.applicant
    key = "story_name_full" if chapter.has_full_name else "story_name_masked"
    note = say(key, name=name) if name else say("story_name_none")
    return html.Div([html.Dl(entries), html.P(note, className="note")])


def _said(view: View, facts: Facts) -> Iterator[tuple[str, Any]]:
    """Label and value of each fact that is told."""
    yield from ((heading(name), facts[name]) for name in PLAIN if facts[name])
    for label, words, name in CODED:
        if facts[name] is not None:
            yield say(label), say(f"{words}{facts[name]}")
    yield from ((say(f"story_{n}"), number(facts[n])) for n in COUNTED if facts[n])
    if facts["computed_due_at"] is not None:
        yield say("story_computed_due_at"), moment_text(facts["computed_due_at"])
    if parent := facts["parent_code"]:
        yield say("story_parent"), html.A(parent, href=view.to(DOSSIERS, code=parent))


def _sources(chapter: Chapter) -> Component:
    heads = [
        say("story_source"),
        say("story_file"),
        say("story_sheet"),
        Head(say("story_row"), numeric=True),
        say("story_as_of"),
    ]
    rows = [
        [
            say("story_source_leads", name=one.source) if one.leads else one.source,
            one.file,
            one.sheet,
            number(one.row),
            moment_text(one.as_of),
        ]
        for one in chapter.statements
    ]
    return table(say("story_sources_about"), heads, rows)


def _findings(chapter: Chapter) -> Component:
    if not chapter.findings:
        return html.P(say("story_no_findings"), className="note")
    heads = ["kind", "detail", "column", "file", "sheet"]
    rows = [
        [
            spoken(FINDINGS[one.kind]) if one.kind in FINDINGS else one.kind,
            ISO.sub(r"\4 \3/\2/\1", one.detail),
            LABELS.get(one.column, one.column),
            one.file,
            one.sheet,
            number(one.row) if one.row else "",
        ]
        for one in chapter.findings
    ]
    row = Head(say("story_row"), numeric=True)
    return table(
        say("story_findings_about"), [*(say(f"story_{head}") for head in heads), row], rows
    )
