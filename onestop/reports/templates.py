"""The shipped Word templates, made again: `python -m onestop.reports.templates`.

An office edits a copy in its own config/templates; the copy replaces the shipped one. What a
template may name is listed in config/templates/README.md, which is made here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docx.document import Document as Paper

from onestop.reports.cchc_fields import FIELDS as OF_CCHC
from onestop.reports.letters_fields import FIELDS as OF_APOLOGY
from onestop.reports.templates_apology import apology_template
from onestop.reports.templates_cchc import cchc_template
from onestop.reports.templates_fields import Field, Fields
from onestop.reports.templates_paper import bytes_of
from onestop.settings import shipped_config


TEMPLATES: Mapping[str, tuple[Callable[[], Paper], Fields]] = {
    "cchc.docx": (cchc_template, OF_CCHC),
    "apology.docx": (apology_template, OF_APOLOGY),
}
"""Each template: how it is made, what it may name."""

README = """# Mẫu Word

Mỗi tệp là một tài liệu Word mà cơ quan sửa được: chép vào `templates/` trong thư mục cấu hình
của mình (`ONESTOP_CONFIG_DIR`), sửa chữ, phông, bố cục, rồi lưu lại dưới dạng .docx.
Tệp cùng tên ở đó thay cho tệp gốc. `cchc-annex.toml` là các dòng của biểu thống kê.

Trong mẫu: `{{ trường }}` là một giá trị; `{%p if trường %}` … `{%p endif %}` và
`{%p for row in danh_sách %}` … `{%p endfor %}` đứng riêng một đoạn; trong bảng viết `{%tr … %}`.
Chữ hoa: `{{ trường | upper }}`. Trường viết sai thì bị từ chối, kèm tên gần nhất.

Tệp gốc được dựng lại bằng `python -m onestop.reports.templates`.
"""


def readme() -> str:
    """The list of every template's fields."""
    lines = [README]
    for name, (_, fields) in TEMPLATES.items():
        lines += [f"\n## {name}\n", "| trường | nghĩa |", "|---|---|"]
        lines += [f"| `{path}` | {meaning} |" for path, meaning in _listed(fields)]
    return "\n".join(lines) + "\n"


def _listed(fields: Fields, owner: str = "") -> Iterator[tuple[str, str]]:
    for name, one in fields.items():
        path = f"{owner}{name}"
        yield path, one.meaning
        if one.each is not None:
            yield from _listed(one.each, f"{path}: row.")
        elif not _is_figure(one) or name in FIRST_FIGURES:
            yield from _listed(one.parts, f"{path}.")


FIRST_FIGURES = ("received", "on_time_share")
"""Counts and shares all have the same parts: told once."""


def _is_figure(one: Field) -> bool:
    return "compared" in one.parts


def write_templates(folder: Path) -> list[Path]:
    """Writes every shipped template and the list of their fields into a folder."""
    written = []
    for name, (make, _) in TEMPLATES.items():
        written.append(folder / name)
        written[-1].write_bytes(bytes_of(make()))
    (folder / "README.md").write_text(readme(), encoding="utf-8")
    return [*written, folder / "README.md"]


if __name__ == "__main__":
    write_templates(shipped_config() / "templates")
