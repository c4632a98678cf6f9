"""Lines of the log: JSON for machines, plain for a terminal; to standard error, where systemd
and containers look for them.

Only what is handed to it is written. No line holds an address with its question, a name, a
code of a dossier or a file's path: those may be personal data.
"""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(*, is_terminal: bool) -> None:
    """How every line of this process is written."""
    shown = structlog.dev.ConsoleRenderer() if is_terminal else _as_json()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _as_json() -> structlog.processors.JSONRenderer:
    return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
