"""The caller of the present request: found once, before anything else looks at it.

From then on the store is read within the units that the caller may see.

How a caller is recognised is the installation's (`Installation.identify`); a server that was
told of no way knows only itself (`HERE`).
"""

from __future__ import annotations

from flask import Flask, g, has_request_context

from onestop.domain.access import HERE, NOBODY, Caller
from onestop.installation import installation
from onestop.storage import scoped


NAME = "onestop_caller"


def listen(server: Flask) -> None:
    """Identifies the caller of each request; register it before everything else."""

    @server.before_request
    def _identify() -> None:
        scoped.see_only(None)
        found = installation().identify()
        setattr(g, NAME, found)
        scoped.see_only(found.units)

    @server.teardown_request
    def _forget(_error: BaseException | None) -> None:
        scoped.see_only(None)


def caller() -> Caller:
    """Who makes this request; outside of requests whoever runs this process."""
    return g.get(NAME, NOBODY) if has_request_context() else HERE
