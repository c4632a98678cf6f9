"""The one HTML page that Dash starts from: language, title, theme, no inline code but Dash's."""

from __future__ import annotations

from html import escape

from dash import Dash
from flask import request

from dashboards.pages.registry import page_at
from dashboards.words.sentences import say
from dashboards.words.speech import language, spoken


THEMES = ("light", "dark")

PAGE = """<!DOCTYPE html>
<html lang="{lang}"{theme}>
<head>
{metas}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
{favicon}
{css}
</head>
<body>
{app_entry}
<footer>{config}{scripts}{renderer}</footer>
<noscript>{noscript}</noscript>
</body>
</html>"""


class OurDash(Dash):
    """Dash with our starting page."""

    def make_ready(self) -> None:
        """Makes what Dash would make at the first request, in each of its processes.

        It notes that it is under way before it is done: whoever asks for a script meanwhile is
        told that there is none, and sees an empty page.
        """
        with self.server.test_request_context():
            self._setup_server()

    def interpolate_index(self, **parts: str) -> str:
        """Fills the starting page for this request."""
        theme = request.cookies.get("theme")
        told = {name: parts[name] for name in ("metas", "favicon", "css", "config")}
        told["scripts"] = "\n".join(one for one in parts["scripts"].split("\n") if not _spare(one))
        return PAGE.format(
            lang=language(),
            theme=f' data-theme="{theme}"' if theme in THEMES else "",
            title=escape(title_of(request.path)),
            app_entry=parts["app_entry"],
            renderer=parts["renderer"],
            noscript=say("noscript"),
            **told,
        )


SPARE = ("/dash_table/",)
"""Scripts that Dash adds to every page and none of ours needs: a table component."""


def _spare(script: str) -> bool:
    return any(part in script for part in SPARE)


def title_of(path: str) -> str:
    """`Tổng quan · onestop`."""
    page = page_at(path.rstrip("/") or "/")
    return f"{spoken(page.name)} · onestop" if page else "onestop"
