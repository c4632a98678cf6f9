"""One-time codes (TOTP, RFC 6238): the second thing asked for, from a telephone.

It knows codes and steps of 30 seconds; that a step was used is the store's to remember.
"""

from __future__ import annotations

import hmac

import pyotp
import segno

from onestop.domain.period import LOCAL_OFFSET_SECONDS


STEP_SECONDS = 30
DRIFT = 1
"""Steps that a telephone's clock may be off, either way (RFC 6238, 5.2, recommends one)."""

ISSUER = "onestop"


def new_secret() -> str:
    """A secret for a telephone to keep: 160 bits in base32."""
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: int) -> int | None:
    """The step that a code belongs to, or None for a wrong one. now: local seconds.

    Every step is compared, so that the time taken says nothing.
    """
    told, clock = "".join(code.split()), pyotp.TOTP(secret)
    current = (now - LOCAL_OFFSET_SECONDS) // STEP_SECONDS  # codes are counted in UTC
    steps = range(current - DRIFT, current + DRIFT + 1)
    right = [
        step
        for step in steps
        if hmac.compare_digest(clock.generate_otp(step).encode(), told.encode())
    ]
    return right[-1] if right else None


def picture(secret: str, name: str, place: str) -> str:
    """The secret as a square code to point a telephone at: SVG that stands in a page."""
    title = f"{ISSUER} {place}".strip()
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=title)
    made = segno.make(address, error="m", micro=False)
    return made.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="square-code")


def spaced(secret: str) -> str:
    """The secret in fours, to type where no camera is at hand."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
