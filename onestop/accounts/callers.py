"""The caller of the present request: found once, before anything else looks at it.

How a caller is recognised is the installation's (`Installation.identify`); a server that was
told of no way knows only itself (`HERE`).
"""

from __future__ import annotations

from flask import Flask, g, has_request_context

from onestop.domain.access import HERE, NOBODY, Caller
from onestop.installation import installation


NAME = "onestop_caller"


def listen(server: Flask) -> None:
    """Identifies the caller of each request; register it before everything else."""

    @server.before_request
    def _identify() -> None:
        setattr(g, NAME, installation().identify())


def caller() -> Caller:
    """Who makes this request; outside of requests whoever runs this process."""
    return g.get(NAME, NOBODY) if has_request_context() else HERE
