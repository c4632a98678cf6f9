"""All our stylesheets in one answer: a page's scripts wait until the last of them has come.

It knows the folder of assets; which page needs which rules it refuses to know.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response

from onestop.accounts.doors import OPEN, needs


ADDRESS = "/assets/onestop.css"

MARK_LENGTH = 8


def add_routes(server: Flask, folder: Path) -> None:
    """The stylesheets of a folder, in the order of their names."""
    content = partial(Response, _joined(folder), mimetype="text/css")
    server.add_url_rule(ADDRESS, "styles", needs(OPEN)(content))


def address(folder: Path) -> str:
    """Where they are; it changes with what stands in them, so a browser may keep it."""
    return f"{ADDRESS}?m={sha256(_joined(folder).encode()).hexdigest()[:MARK_LENGTH]}"


def _joined(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.css")))
