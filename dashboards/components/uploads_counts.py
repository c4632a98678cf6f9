"""How the rows of a load are accounted for, as an equation that can be added up by hand."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number
from onestop.accounts.gates import may
from onestop.domain.access import Act


PARTS = ("inserted", "updated", "unchanged", "rejected", "skipped", "waiting")


def adds_up(counts: Mapping[str, int]) -> bool:
    """Whether every row that was read became something."""
    return counts["read"] == sum(counts[name] for name in PARTS)


def equation(counts: Mapping[str, int], rejects_at: str = "") -> Component:
    """`1.169 = 1.164 mới + 3 từ chối + 2 bỏ qua`; parts of no row are left out.

    rejects_at: where the refused rows are listed. A sum that fails is written with ≠.
    """
    told = [name for name in PARTS if counts[name]]
    parts: list[Component | str] = [html.Strong(number(counts["read"]))]
    for at, name in enumerate(told):
        sign = "+" if at else ("=" if adds_up(counts) else "≠")
        parts += [f" {sign} ", _part(name, counts[name], rejects_at)]
    if not adds_up(counts):
        parts += [" ", html.Span(f"○ {say('data_equation_wrong')}", className="mark missed")]
    return html.Span(parts, className="equation")


def _part(name: str, count: int, rejects_at: str) -> Component:
    text = say(f"data_{name}", count=number(count))
    if name == "rejected" and rejects_at:
        return html.A(text, href=rejects_at)
    return html.Span(text)


def rejects_address(view: View, load: int) -> str:
    """Where the refused rows of a load are listed; "" for whom they are not."""
    return view.to("/data", rejects=load) if may(Act.SEE_FILES) else ""


def rejects_file(load: int) -> list[Component]:
    """The link to the refused rows as a workbook, for those who may see them."""
    if not may(Act.SEE_FILES):
        return []
    text, address = say("data_rejects_file"), f"/download/rejects-{load}.xlsx"
    return [html.A(text, href=address, className="button")]
