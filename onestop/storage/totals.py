"""How long a list is, told by the ledger: the number people clicked on, in milliseconds.

Only where the ledger keeps the slice and was made under the policy; every other length is
counted from the dossiers. `onestop verify` holds the two against each other.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from onestop.domain import lists
from onestop.domain.indicators import signed_sum
from onestop.domain.measures import DUE_SOON
from onestop.storage.behind import parts_of
from onestop.storage.grains import cut_for
from onestop.storage.indicator_values import Question, answer
from onestop.storage.provinces import whole
from onestop.storage.slices import CELL_DIMENSIONS, Slice
from onestop.storage.state import ledger_serves


def ledger_total(connection: Connection, question: Question, code: str) -> int | None:
    """The length of a list as the ledger has it; None where it has to be counted."""
    policy = question.policy
    terms = lists.terms_of(code, policy)
    if terms is None or policy.interlinked == "once" or not ledger_serves(connection, policy):
        return None
    asked = replace(question.asked, by="")
    parts = parts_of(connection, question)
    if not all(_is_kept(whole(connection, at.asked)) for at in parts):
        return None
    only = frozenset(lists.measure_of(term).code for term in terms)
    told = replace(question, asked=asked, counts_due_soon=DUE_SOON.code in only)
    rows = answer(connection, told, only).rows
    return signed_sum(rows[0].measures, terms) if rows else 0


def _is_kept(asked: Slice) -> bool:
    chosen = asked.in_ledger.dimensions
    return chosen <= CELL_DIMENSIONS and cut_for(chosen) is not None
