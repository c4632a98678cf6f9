"""A declaration in words: formula, what it counts, policies that matter, legal source."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.words.sentences import say
from dashboards.words.speech import label
from onestop.domain.indicators import Indicator
from onestop.domain.measures import BY_CODE
from onestop.domain.policy import CHOICES, Policy


def definition(indicator: Indicator, policy: Policy, matter: Sequence[str]) -> Component:
    """One indicator, as it is counted under the policy in force."""
    over, under = indicator.numerator_under(policy), indicator.denominator_under(policy)
    told = (
        ("numerator", sum_words(over)),
        ("denominator", sum_words(under)),
        ("counts", _placed((*over, *under))),
        ("better", say(f"definitions_{indicator.better}")),
        ("matter", _policies(policy, matter)),
        ("source", indicator.source),
        ("code", html.Code(indicator.code)),
    )
    facts = [
        part for key, value in told for part in (html.Dt(say(f"definitions_{key}")), html.Dd(value))
    ]
    return html.Article(
        [html.H3(label(indicator)), html.Dl(facts)], id=f"definition-{indicator.code}"
    )


def sum_words(terms: Sequence[str]) -> str:
    """`Trước hạn + Đúng hạn − …`, in the words of the measures."""
    words = ""
    for term in terms:
        code = term.removeprefix("-")
        sign = " − " if term != code else " + " if words else ""
        words += f"{sign}{label(BY_CODE[code])}"
    return words


def _placed(terms: Sequence[str]) -> str:
    kinds = [BY_CODE[term.removeprefix("-")].placed_by for term in terms]
    return "; ".join(say(f"definitions_{kind}") for kind in dict.fromkeys(kinds))


def _policies(policy: Policy, matter: Sequence[str]) -> str:
    chosen = policy.as_dict()
    told = [CHOICES[name][chosen[name]] for name in matter]
    return "; ".join(told) or say("definitions_no_policy")
