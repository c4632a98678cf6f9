"""What an address asks to see: the state of every page, and links to other states.

The address holds all of it (unit, period, cut-off, area, procedure, and what a page adds),
so a link shows the same view to whoever may see it. It knows text; it refuses to know
whether a unit or a measure exists: `dashboards.data.asked` finds that out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from onestop.domain.errors import UsageError


SHARED = ("unit", "period", "cutoff", "area", "procedure", "as_of")
"""What the pickers choose, and every link within the pages keeps."""

DISPLAY = ("kiosk", "refresh")
"""How a screen shows it; kept only by a screen on a wall itself."""

LONGEST_SEARCH = 4000
LONGEST_VALUE = 300
MOST_PARTS = 40


@dataclass(frozen=True)
class View:
    """One address: its path and what stands behind the question mark, unchecked texts."""

    path: str = "/"
    chosen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @staticmethod
    def parse(path: str, search: str) -> View:
        """Reads `/units`, `?unit=H21.217&period=2024`. UsageError for what no link of ours writes.

        >>> View.parse("/units", "?unit=H1&page=2").get("page")
        '2'
        """
        if len(search) > LONGEST_SEARCH or search.count("&") >= MOST_PARTS:
            raise UsageError("Địa chỉ này quá dài; hãy mở lại từ danh mục các trang.")
        told = parse_qsl(search.removeprefix("?"), keep_blank_values=False)
        chosen = {name: value.strip() for name, value in told if value.strip()}
        if any(len(value) > LONGEST_VALUE or not value.isprintable() for value in chosen.values()):
            raise UsageError("Địa chỉ này có phần không đọc được; hãy mở lại từ danh mục.")
        return View(path.rstrip("/") or "/", MappingProxyType(chosen))

    def get(self, name: str, default: str = "") -> str:
        """A part of the address, or the default."""
        return self.chosen.get(name, default)

    def number(self, name: str, default: int, most: int = 1_000_000) -> int:
        """A whole number of the address, 1…most; UsageError for anything else."""
        text = self.get(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            raise UsageError(f"“{name}={text}” phải là một số từ 1 đến {most}.")
        return int(text)

    @property
    def is_kiosk(self) -> bool:
        """Whether a screen on a wall asks."""
        return self.get("kiosk") == "1"

    @property
    def shared(self) -> dict[str, str]:
        """What every page keeps."""
        return {name: self.chosen[name] for name in SHARED if name in self.chosen}

    def to(self, path: str, **changes: object) -> str:
        """The address of another page, with the shared choices and some changed; None drops one.

        >>> View.parse("/", "?unit=H1&page=2").to("/backlog", area="Đất đai")
        '/backlog?unit=H1&area=%C4%90%E1%BA%A5t+%C4%91ai'
        """
        return _address(path, {**self.shared, **changes})

    def here(self, **changes: object) -> str:
        """This page with some parts changed; the place in a list starts over."""
        kept = {name: value for name, value in self.chosen.items() if name != "page"}
        return _address(self.path, {**kept, **changes})

    def query(self, **changes: object) -> str:
        """Everything behind the question mark, with some parts changed."""
        return _address("", {**self.chosen, **changes})

    def without(self, *names: str) -> View:
        """The same view with some parts left open."""
        kept = {name: value for name, value in self.chosen.items() if name not in names}
        return replace(self, chosen=MappingProxyType(kept))


def _address(path: str, parts: Mapping[str, object]) -> str:
    told = {name: value for name, value in parts.items() if value not in (None, "")}
    return f"{path}?{urlencode(told)}" if told else path
