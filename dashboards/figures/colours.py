"""Which colour and which sign an outcome, an age or a channel has.

Every colour keeps 3:1 to the white page and to the dark one (WCAG 2.2, 1.4.11), and no
meaning hangs on colour alone: outcomes have signs, ages and channels have patterns.
"""

from __future__ import annotations

from onestop.domain.targets import Outcome


MET = "#00878f"
NEAR = "#bf8700"
MISSED = "#c23b22"
"""Blue-green, amber and vermilion stay apart for the red-blind and the green-blind."""

NEUTRAL = "#7b8490"
ACCENT = "#3b7dc4"

OUTCOME_COLOURS = {
    Outcome.MET: MET,
    Outcome.NEAR: NEAR,
    Outcome.MISSED: MISSED,
    Outcome.UNKNOWN: NEUTRAL,
}

OUTCOME_MARKERS = {
    Outcome.MET: "circle",
    Outcome.NEAR: "diamond",
    Outcome.MISSED: "triangle-down",
    Outcome.UNKNOWN: "square",
}
"""plotly's names of the signs."""

OUTCOME_SIGNS = {
    Outcome.MET: "●",
    Outcome.NEAR: "◆",
    Outcome.MISSED: "▼",
    Outcome.UNKNOWN: "–",
}
"""The same signs as text."""


def faint(colour: str, opacity: float) -> str:
    """`#00878f` at 0.1 → `rgba(0,135,143,0.1)`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
