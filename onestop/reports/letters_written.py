"""Apology letters as Word files: one template parsed once, filled as often as there are letters.

A letter is the template's body with its fields in place; several together are bodies one after
another, each a section of its own, so that each looks as it does alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from onestop.domain.errors import DeclarationError
from onestop.reports.letters_fields import FIELDS
from onestop.reports.templates_word import PARTS, WordTemplate, must_be_whole


BODY = "word/document.xml"

UNIQUE = re.compile(r' w14:(?:paraId|textId)="[^"]*"|<w:bookmark(?:Start|End) [^>]*/>')
"""What must not stand twice in a document, and is of no use in a letter."""

FIELD = re.compile(rb"\{[{%]")
DRAWING = re.compile(r'(<wp:docPr [^>]*?\bid=")\d+(")')

TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
END_OF_LETTER = "<w:p><w:pPr>" + TINY + "{}</w:pPr></w:p>"
"""A paragraph of one point that ends a section, and with it the page."""


class LetterTemplate(WordTemplate):
    """The letter's template, ready to be filled many times. Raises DeclarationError."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, FIELDS)
        self._no_fields_outside()
        self.before, inner, self.after, self.section = _cut(self.docx.element)
        patched = UNIQUE.sub("", self.patch_xml(inner))
        self.compiled = self.environment.from_string(patched)
        self.frame = self._frame()

    def _no_fields_outside(self) -> None:
        """A head or foot is shared by all letters of a document: no field can stand there."""
        with ZipFile(self.template_file) as opened:
            for name in opened.namelist():
                if PARTS.fullmatch(name) and name != BODY and FIELD.search(opened.read(name)):
                    problem = "phiếu chỉ đặt trường trong thân phiếu, không ở đầu, chân trang"
                    raise DeclarationError(str(self.file), name, problem)

    def _frame(self) -> bytes:
        """Everything of the file but its body, packed once."""
        packed = io.BytesIO()
        with ZipFile(self.template_file) as told, ZipFile(packed, "w", ZIP_DEFLATED) as kept:
            for entry in told.infolist():
                if entry.filename != BODY:
                    kept.writestr(entry, told.read(entry), ZIP_DEFLATED)
        return packed.getvalue()

    def letter(self, values: Mapping[str, object]) -> bytes:
        """One letter as a file."""
        return self._file([self.compiled.render(values)])

    def letters(self, every: Iterable[Mapping[str, object]]) -> bytes:
        """Several letters as one file, a page each, in their order."""
        return self._file([self.compiled.render(values) for values in every])

    def _file(self, bodies: list[str]) -> bytes:
        between = END_OF_LETTER.format(self.section) if self.section else ""
        body = _numbered(between.join(bodies))
        xml = f"{self.before}{body}{self.section}{self.after}"
        must_be_whole(self.file, xml)
        made = io.BytesIO(self.frame)
        made.seek(0, io.SEEK_END)
        with ZipFile(made, "a", ZIP_DEFLATED) as kept:
            kept.writestr(BODY, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}')
        return made.getvalue()


def _cut(document) -> tuple[str, str, str, str]:
    """A document's text before, in and after its body, and the body's section apart.

    Cut out of the whole, so that every namespace stays declared where it was.
    """
    alone = deepcopy(document)
    section = ""
    if document.body.sectPr is not None:
        for child in list(alone.body)[:-1]:
            alone.body.remove(child)
        section = _inside(alone)[1]
        alone = deepcopy(document)
        alone.body.remove(alone.body.sectPr)
    return (*_inside(alone), section)


def _inside(document) -> tuple[str, str, str]:
    whole = etree.tostring(document, encoding="unicode")
    first = whole.index(">", whole.index("<w:body")) + 1
    last = whole.rindex("</w:body>")
    return whole[:first], whole[first:last], whole[last:]


def _numbered(body: str) -> str:
    """Every picture gets an id of its own, however many letters it stands in."""
    numbers = count(1000)
    return DRAWING.sub(lambda found: f"{found[1]}{next(numbers)}{found[2]}", body)
