"""Word files made from a template that the office edits: read once, checked, filled.

Values come out as they were typed, whatever they hold; templates run in a sandbox. It knows
Word and its template language; which fields there are is told by whoever asks.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from onestop.domain.errors import DeclarationError, UsageError
from onestop.reports.templates_fields import FILTERS, Fields, problems


SUFFIX = ".docx"

PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
"""Where a template may name fields."""

LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file can hold: control characters and halves of a letter."""

BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


@dataclass(frozen=True)
class Picture:
    """A PNG to stand in a document. alt: what it shows, for who cannot see it."""

    png: bytes
    width: float
    alt: str


def typed(value: object) -> object:
    """A value as XML inside a run of text: line ends and tabs stay what they are.

    >>> str(typed("A & B\\n<c>"))
    'A &amp; B</w:t><w:br/><w:t xml:space="preserve">&lt;c&gt;'
    """
    if hasattr(value, "__html__"):
        return value
    text = LINE_ENDS.sub("\n", "" if value is None else str(value))
    safe = str(escape(NOT_IN_XML.sub("\ufffd", text)))
    return Markup(safe.replace("\n", BREAK).replace("\t", TAB))  # noqa: S704 (escaped above)


def environment() -> ImmutableSandboxedEnvironment:
    """What templates run in: no globals, two filters, no undefined names."""
    made = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=typed, cache_size=0
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {}
    return made


class WordTemplate(DocxTemplate):
    """A template whose every field is known. Raises DeclarationError where one is not."""

    def __init__(self, file: Path, fields: Fields) -> None:
        super().__init__(io.BytesIO(_read(file)))
        self.file, self.environment = file, environment()
        self.init_docx()
        self._check(fields)

    def _check(self, fields: Fields) -> None:
        found = [one for text in self._texts() for one in problems(self.environment, text, fields)]
        if found:
            (written, what), others = found[0], found[1:]
            more = "".join(f"; “{name}”: {matter}" for name, matter in others)
            raise DeclarationError(str(self.file), written, f"{what}{more}")

    def _texts(self) -> list[str]:
        """Every part that is filled in, as the template language sees it."""
        with ZipFile(self.template_file) as opened:
            names = [name for name in opened.namelist() if PARTS.fullmatch(name)]
            parts = [self.patch_xml(opened.read(name).decode("utf-8")) for name in names]
        return [_by_paragraph(part) for part in parts]

    def fill(self, values: Mapping[str, object]) -> bytes:
        """The document with its values in place."""
        bound = {
            name: _Drawn(self, value) if isinstance(value, Picture) else value
            for name, value in values.items()
        }
        self.render(bound, self.environment, autoescape=True)
        made = io.BytesIO()
        self.save(made)
        return made.getvalue()

    def render_xml_part(self, src_xml, part, context, jinja_env=None) -> str:
        """As docxtpl does, without its marks for line ends: `typed` writes those."""
        self.current_rendering_part = part
        return jinja_env.from_string(src_xml).render(context)

    def render_properties(self, context, jinja_env=None) -> None:
        """Title and author of the file stay as the office wrote them."""

    def fix_tables(self, xml: str):
        """As docxtpl does, but broken XML is told instead of mended silently."""
        must_be_whole(self.file, xml)
        return super().fix_tables(xml)


class _Drawn:
    """A picture in the part that is being filled."""

    def __init__(self, template: DocxTemplate, picture: Picture) -> None:
        self.template, self.picture = template, picture

    def __html__(self) -> str:
        part, png = self.template.current_rendering_part, io.BytesIO(self.picture.png)
        inline = part.new_pic_inline(png, Cm(self.picture.width), None)
        inline.docPr.set("descr", self.picture.alt)
        drawing = f"<w:drawing>{inline.xml}</w:drawing>"
        return f'</w:t></w:r><w:r>{drawing}</w:r><w:r><w:t xml:space="preserve">'


def must_be_whole(file: Path, xml: str) -> None:
    """Raises DeclarationError where `if` or `for` cuts a table or a paragraph in two."""
    try:
        etree.fromstring(xml.encode("utf-8"), etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError as error:
        problem = (
            "if hoặc for cắt ngang một đoạn hay một bảng; cả đoạn viết {%p … %},"
            f" cả dòng của bảng viết {{%tr … %}} ({error.msg})"
        )
        raise DeclarationError(str(file), "tài liệu", problem) from error


def check_place(out: Path) -> None:
    """UsageError where a Word file cannot stand."""
    if out.suffix.lower() != SUFFIX:
        raise UsageError(f"Tên tệp “{out.name}” phải kết thúc bằng {SUFFIX}.")
    if not out.parent.is_dir():
        raise UsageError(f"Không có thư mục “{out.parent}”. Hãy tạo trước, hoặc chọn nơi khác.")
    if out.is_dir():
        raise UsageError(f"“{out}” là một thư mục; hãy ghi tên một tệp {SUFFIX}.")


def save_whole(content: bytes, out: Path) -> None:
    """Writes a file; one of that name is replaced only by a whole one."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(out)
    except OSError as error:
        raise UsageError(
            f"Không ghi được {out} ({error.strerror}). Tệp có thể đang mở trong Word, hoặc thư"
            " mục không cho ghi; hãy đóng tệp hay chọn tên khác."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _read(file: Path) -> bytes:
    """The bytes of a docx, tried out; DeclarationError where it is none."""
    try:
        content = file.read_bytes()
        DocxTemplate(io.BytesIO(content)).init_docx()
    except OSError as error:
        raise DeclarationError(str(file), "tệp", f"không đọc được ({error.strerror})") from error
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        problem = "không phải tài liệu Word; hãy lưu lại bằng Word dưới dạng .docx"
        raise DeclarationError(str(file), "tệp", problem) from error
    return content


def _by_paragraph(xml: str) -> str:
    """A paragraph a line, so that a mistake can be told by the text around it."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)
