"""Định nghĩa: what does this number mean?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.definitions import definition
from dashboards.components.frame import section
from dashboards.components.tables import table
from dashboards.data.asked import Asked
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import label, spoken
from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import MEASURES
from onestop.domain.policy import CHOICES, Policy
from onestop.storage.policy_effects import policies_of


def body(asked: Asked) -> list[Component]:
    """Every indicator, every policy with the choice in force, every measure."""
    policy = asked.here.policy
    return [
        html.Div(html.H1(spoken(PAGE.name), tabIndex="-1"), className="page-head"),
        html.Div([html.P(say("definitions_about")), html.P(say("definitions_ratio"))]),
        _contents(),
        section(
            say("definitions_indicators"),
            *(definition(one, policy, policies_of(one)) for one in INDICATORS),
            className="definitions",
        ),
        section(say("definitions_policies"), _policies(policy)),
        section(say("definitions_measures"), _measures()),
    ]


def _contents() -> Component:
    links = [html.A(label(one), href=f"#definition-{one.code}") for one in INDICATORS]
    return html.Nav(links, className="choices", **{"aria-label": say("definitions_indicators")})


def _policies(policy: Policy) -> Component:
    heads = [say(f"definitions_{name}") for name in ("policy", "choice", "others")]
    rows = [
        [
            html.Code(name),
            CHOICES[name][chosen],
            "; ".join(words for code, words in CHOICES[name].items() if code != chosen),
        ]
        for name, chosen in policy.as_dict().items()
    ]
    return table(say("definitions_policies_caption"), heads, rows)


def _measures() -> Component:
    heads = [say(f"definitions_{name}") for name in ("measure", "counts", "code")]
    rows = [
        [label(one), say(f"definitions_{one.placed_by}"), html.Code(one.code)] for one in MEASURES
    ]
    return table(say("definitions_measures_caption"), heads, rows)


PAGE = Page(
    "/definitions",
    ("Định nghĩa", "Definitions"),
    ("Con số này nghĩa là gì?", "What does this number mean?"),
    body,
    pickers=(),
    needs_data=False,
)
