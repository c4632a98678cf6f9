"""All our stylesheets in one answer: a page's scripts wait until the last of them has come.

It knows the folder of assets; which page needs which rules it refuses to know.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response

from onestop.accounts.doors import OPEN, needs


ADDRESS = "/assets/onestop.css"

OURS = re.compile(r'<link rel="stylesheet" href="/assets/[^"]*">\s*')

MARK_LENGTH = 8


def add_routes(server: Flask, folder: Path) -> None:
    """The stylesheets of a folder, in the order of their names."""
    content = partial(Response, joined(folder), mimetype="text/css")
    server.add_url_rule(ADDRESS, "styles", needs(OPEN)(content))


@lru_cache
def joined(folder: Path) -> str:
    """What stands in all of them."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.css")))


def linked_once(links: str, folder: Path) -> str:
    """A page's links to stylesheets, one in place of all of ours.

    Its address changes with its content: a browser may keep it.
    """
    mark = sha256(joined(folder).encode()).hexdigest()[:MARK_LENGTH]
    return f'<link rel="stylesheet" href="{ADDRESS}?m={mark}">\n{OURS.sub("", links)}'
