"""Writes docs/indicators.md from the declarations; nothing on that page is typed by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from onestop.domain.indicators import INDICATORS, Indicator
from onestop.domain.measures import BY_CODE
from onestop.domain.policy import CHOICES, Policy
from onestop.storage.policy_effects import policies_of


PAGE = Path("docs/indicators.md")
BETTER = {"up": "higher", "down": "lower"}
PLACED_BY = {
    "received": "dossiers received in the period",
    "closed": "dossiers closed in the period",
    "due": "dossiers due in the period",
    "state": "what holds at T",
    "opening": "what holds when the period starts",
    "elsewhere": "not counted from dossiers",
}

HEAD = """# Indicators

Made from `onestop/domain/indicators.py` and `measures.py` by `python3 tasks.py docs`; \
do not edit it here.

Each indicator is measures over measures; measures add up over units, areas and months, \
indicators do not.
No ratio is shown where the denominator is 0 ("–"): it is neither 0 % nor 100 %.
Words and measures: [GLOSSARY.md](../GLOSSARY.md). Policies: [config/policy.toml]\
(../config/policy.toml); the policy `interlinked` may touch every total, the others are \
named where they matter.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(one) for one in INDICATORS), _policies()])


def _section(one: Indicator) -> str:
    policy = Policy()
    over, under = one.numerator_under(policy), one.denominator_under(policy)
    lines = [
        f"## {one.label_vi}\n",
        f"`{one.code}`: {one.label_en}. Better: {BETTER[one.better]}.\n",
        f"- numerator: {_sum(over)}",
        f"- denominator: {_sum(under)}",
        f"- counts: {_placed((*over, *under))}",
        f"- source: {one.source}",
        f"- policies that matter: {', '.join(f'`{p}`' for p in policies_of(one)) or 'none'}",
    ]
    lines += _other_formulas(one)
    if one.form == "days":
        lines.append("- shown as: working days, not a share")
    return "\n".join(lines) + "\n"


def _other_formulas(one: Indicator) -> list[str]:
    """The formula under each choice that changes its terms."""
    usual, lines = Policy(), []
    for name, choices in CHOICES.items():
        for choice in choices:
            policy = replace(usual, **{name: choice})
            parts = {
                "numerator": one.numerator_under(policy),
                "denominator": one.denominator_under(policy),
            }
            told = {"numerator": one.numerator, "denominator": one.denominator}
            lines += [
                f"- {part} with `{name}` = `{choice}`: {_sum(terms)}"
                for part, terms in parts.items()
                if terms != told[part]
            ]
    return lines


def _sum(terms: tuple[str, ...]) -> str:
    """Measures with their labels: `open` Đang giải quyết − `open_overdue` …."""
    words = ""
    for term in terms:
        code = term.removeprefix("-")
        sign = " − " if term != code else " + " if words else ""
        words += f"{sign}`{code}` {BY_CODE[code].label_vi}"
    return words


def _placed(terms: tuple[str, ...]) -> str:
    kinds = [BY_CODE[term.removeprefix("-")].placed_by for term in terms]
    return "; ".join(PLACED_BY[kind] for kind in dict.fromkeys(kinds))


def _policies() -> str:
    """What each choice of each policy says; the first is the default."""
    lines = ["## Policies\n", "| policy | choices, the default first |", "|---|---|"]
    lines += [
        f"| `{name}` | {'; '.join(f'`{code}` {words}' for code, words in choices.items())} |"
        for name, choices in CHOICES.items()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(*sys.argv[1:2] or [PAGE]).write_text(page(), encoding="utf-8", newline="\n")
