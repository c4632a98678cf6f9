"""Can I trust the numbers? Five facts, each with a mark, a sentence, and where to read on."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import section
from dashboards.components.uploads_counts import adds_up
from dashboards.components.uploads_forms import sent_form, submit
from dashboards.data.allowed import checking_desk
from dashboards.data.asked import Asked
from dashboards.data.checked import Check
from dashboards.data.imports import Totals
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number, percent


GOOD, LOOK, BAD, NOT_KNOWN = "good", "look", "bad", "not_known"
MARKS = {GOOD: "met", LOOK: "near", BAD: "missed", NOT_KNOWN: "unknown"}


def trust(totals: Totals, differ: int, names: int, check: Check | None, version: int) -> Component:
    """The five facts of the whole store."""
    return section(
        say("data_trust"),
        html.Ul(
            [
                _rows(totals),
                _rejects(totals),
                _fact(LOOK, say("data_trust_differ", count=number(differ)), "data-differ")
                if differ
                else _fact(GOOD, say("data_trust_no_differ")),
                _fact(LOOK, say("data_trust_names", count=number(names)), "data-names")
                if names
                else _fact(GOOD, say("data_trust_no_names")),
                _checked(check, version),
            ],
            className="trust",
        ),
    )


def _fact(state: str, sentence: str, anchor: str = "") -> Component:
    mark = html.Span(say(f"data_{state}"), className=f"mark {MARKS[state]}")
    told = html.A(sentence, href=f"#{anchor}") if anchor else html.Span(sentence)
    return html.Li([mark, told])


def _rows(totals: Totals) -> Component:
    if totals.loads and not adds_up(totals.counts):
        return _fact(BAD, say("data_trust_rows_wrong"), "data-loads")
    facts = {"read": number(totals.counts["read"]), "loads": number(totals.loads)}
    state = GOOD if totals.loads else NOT_KNOWN
    return _fact(state, say("data_trust_rows", **facts), "data-loads")


def _rejects(totals: Totals) -> Component:
    rejected, read = totals.counts["rejected"], totals.counts["read"]
    if not rejected:
        return _fact(GOOD, say("data_trust_no_rejects"))
    facts = {"rejected": number(rejected), "read": number(read), "share": percent(rejected / read)}
    return _fact(LOOK, say("data_trust_rejects", **facts), "data-loads")


def _checked(check: Check | None, version: int) -> Component:
    if check is None or check.version != version:
        return _fact(NOT_KNOWN, say("data_trust_unchecked"), "data-checks")
    facts = {"at": moment_text(check.at), "checks": number(check.checks)}
    if check.count:
        told = say("data_trust_differences", count=number(check.count), **facts)
        return _fact(BAD, told, "data-checks")
    return _fact(GOOD, say("data_trust_checked", **facts), "data-checks")


def checks(asked: Asked, check: Check | None) -> Component:
    """What is checked, what the last check found and when, and the button to check now."""
    return html.Section(
        [
            html.H2(say("data_checks")),
            html.P(say("data_checks_about"), className="hint"),
            *_last(asked, check),
            *_button(asked),
        ],
        id="data-checks",
    )


def _last(asked: Asked, check: Check | None) -> list[Component]:
    if check is None:
        return [html.P(say("data_check_never"))]
    facts = {"at": moment_text(check.at), "checks": number(check.checks)}
    told = [html.P(say("data_check_holds", **facts), className="done")]
    if check.count:
        sentence = say("data_check_fails", count=number(check.count), **facts)
        told = [
            html.P(sentence, className="problem"),
            html.Ul([html.Li(one) for one in check.differences]),
        ]
    if check.version != asked.version:
        told.append(html.P(say("data_check_old"), className="stale"))
    return told


def _button(asked: Asked) -> list[Component]:
    if checking_desk(asked.here) is None:
        return []
    then = asked.view.to("/data", checked="TOKEN")
    button = submit(say("data_check_now"))
    return [sent_form("/checks", then, [button], working=say("data_checking"))]
