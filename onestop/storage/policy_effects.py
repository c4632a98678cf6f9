"""Which policies change what an indicator counts: found out, not told.

A measure is written as SQL under every choice; a choice that changes the text matters.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from onestop.domain.indicators import Indicator
from onestop.domain.measures import BY_CODE, Measure
from onestop.domain.policy import CHOICES, Policy
from onestop.storage.sql_facts import sql_facts


@cache
def policies_of(one: Indicator) -> list[str]:
    """The policies of which some choice changes what is counted."""
    usual = _written(one, Policy())
    return [
        name
        for name, choices in CHOICES.items()
        if any(_written(one, replace(Policy(), **{name: choice})) != usual for choice in choices)
    ]


def _written(one: Indicator, policy: Policy) -> tuple[str, ...]:
    """What an indicator comes to under a policy, as text that can be compared."""
    terms = (*one.numerator_under(policy), "/", *one.denominator_under(policy))
    return tuple(term if term == "/" else term + _measure_text(term, policy) for term in terms)


@cache
def _measure_text(term: str, policy: Policy) -> str:
    measure = BY_CODE[term.removeprefix("-")]
    if measure.placed_by == "opening":
        measure = BY_CODE["open"]
    return "" if measure.condition is None else _sql(measure, policy)


def _sql(measure: Measure, policy: Policy) -> str:
    facts = sql_facts(policy)
    moment = (0,) if measure.placed_by == "state" else ()
    parts = [measure.condition(facts, *moment)]
    if measure.amount is not None:
        parts.append(measure.amount(facts))
    if measure.placed_by == "due":
        parts.append(facts.due)
    return " / ".join(str(one.compile(compile_kwargs={"literal_binds": True})) for one in parts)
