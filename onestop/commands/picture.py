"""Draws docs/demo.svg, the README's picture: the demo as a terminal shows it.

The picture fetches nothing: the fonts that rich would load from outside are taken out.
"""

from __future__ import annotations

import html
import io
import re
import tempfile
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console
from rich.text import Text

from onestop.commands.showing import demo
from onestop.commands.tables import WIDTH


PICTURE = Path("docs/demo.svg")
COMMAND = "onestop demo --no-serve"
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
SPACE = "&#160;"
INDENTED = re.compile(
    rf'<text class="[^"]*" x="([\d.]+)" y="[\d.]+" textLength="([\d.]+)"[^>]*>'
    rf"((?:{SPACE})+)([^<]+)</text>"
)
FONTS = "ui-monospace, 'DejaVu Sans Mono', Consolas, monospace"


def printed() -> str:
    """What the demo prints, as far as a picture can be read: up to its fourth part."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder, "demo"))
        told = CliRunner().invoke(demo, ["--no-serve", "--folder", place]).output
        return told.replace(place, "./var/demo").split("\n4. ")[0]


def drawn(text: str) -> str:
    """Printed text as an SVG; headings are bold as on a terminal."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(Text(f"$ {COMMAND}", style="bold green"))
    for line in text.rstrip().splitlines():
        console.print(Text(line, style="bold" if re.match(r"\d\. ", line) else ""))
    picture = console.export_svg(title="onestop", unique_id="demo")
    picture = FONT_FACE.sub("", picture).replace("Fira Code, monospace", FONTS)
    return INDENTED.sub(_moved, picture)


def _moved(found: re.Match[str]) -> str:
    """Leading spaces as a place: some programs that show SVG swallow them."""
    start, length, spaces = float(found[1]), float(found[2]), len(found[3]) // len(SPACE)
    width = length / (spaces + len(html.unescape(found[4])))
    start, length = start + spaces * width, length - spaces * width
    return (
        found[0]
        .replace(f'x="{found[1]}"', f'x="{start:.1f}"')
        .replace(f'textLength="{found[2]}"', f'textLength="{length:.1f}"')
        .replace(f">{found[3]}{found[4]}<", f">{found[4]}<")
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(printed()) + "\n", encoding="utf-8", newline="\n")
