"""Paper for official documents: page, letters, heads, tables, in Word's own styles.

Layout: NĐ 30/2020/NĐ-CP, Phụ lục I (A4; margins 20–25, 20–25, 30–35, 15–20 mm; Times New
Roman 13–14; page numbers on top in the middle, not on the first page).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as TO
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph


FONT = "Times New Roman"
BODY, SMALL = Pt(14), Pt(11)
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 20}
TEXT_WIDTH = 16.0
"""Centimetres between the margins."""

INDENT = Cm(1.27)

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

DOTS = "…………………"

FIXED_MOMENT = (2024, 1, 1, 0, 0, 0)
"""Inside a template's zip, so that the same content makes the same bytes."""


def new_paper(title: str) -> Paper:
    """An empty A4 document with the letters of an official one."""
    paper = Document()
    paper.core_properties.title, paper.core_properties.author = title, "onestop"
    paper.core_properties.comments = ""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, size in MARGINS.items():
        setattr(section, name, Mm(size))
    section.header_distance = Mm(9)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    for name, size, bold in (("Normal", BODY, False), ("Heading 1", BODY, True)):
        _letters(paper.styles[name], size, bold=bold)
    _letters(paper.styles["Heading 2"], BODY, bold=True)
    _letters(paper.styles["Heading 3"], BODY, bold=True, italic=True)
    _vietnamese(paper)
    for compatible in paper.settings.element.iter(qn("w:compat")):
        # else a line that ends before its margin would be stretched to it
        compatible.insert(0, OxmlElement("w:doNotExpandShiftReturn"))
    return paper


def _letters(style, size: Pt, *, bold: bool, italic: bool = False) -> None:
    style.font.name, style.font.size = FONT, size
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(6), Pt(3), 1.1


def _vietnamese(paper: Paper) -> None:
    """So that Word does not underline every word."""
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = TO.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if text:
            part = OxmlElement("w:instrText")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def head(paper: Paper, left: Sequence[str], number: str) -> None:
    """Who writes, on the left; the nation and its motto, on the right; number and date below.

    left: lines of which the last is bold and underlined by a rule.
    """
    table = grid(paper, (6.6, 9.4))
    table.autofit = False
    who, nation = table.rows[0].cells
    for place, text in enumerate(left):
        _line(who, text, place, 13, "bold" if place == len(left) - 1 else "")
    _rule(who)
    _line(nation, NATION, 0, 12, "bold")
    _line(nation, MOTTO, 1, 13, "bold")
    _rule(nation)
    below = table.add_row().cells
    _line(below[0], number, 0, 13)
    dated = f"{DOTS[:8]}, ngày …… tháng …… năm {{{{ year }}}}"
    _line(below[1], dated, 0, 13, "italic")
    gap = paper.add_paragraph()
    gap.paragraph_format.space_before = gap.paragraph_format.space_after = Pt(0)


def _line(cell: _Cell, text: str, place: int, size: int, look: str = "") -> Paragraph:
    """look: "bold", "italic" or nothing."""
    paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
    paragraph.alignment = TO.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), look == "bold", look == "italic"
    return paragraph


def _rule(cell: _Cell) -> None:
    """The short rule under a head, as a border of a narrow paragraph."""
    paragraph = cell.add_paragraph()
    shape = paragraph.paragraph_format
    width = cell.width or Cm(8)
    shape.left_indent = shape.right_indent = int(width * 0.3)
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(6)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def centred(
    paper: Paper, text: str, *, bold: bool = True, italic: bool = False, size: int = 14
) -> Paragraph:
    """A line in the middle, kept with what follows."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = TO.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def rule_below(paper: Paper) -> None:
    """The short rule under a title."""
    table = grid(paper, (TEXT_WIDTH,))
    cell = table.rows[0].cells[0]
    _rule(cell)
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)


def paragraphs(written: str) -> list[str]:
    """A long text cut at its empty lines, each part on one line."""
    return [" ".join(part.split()) for part in written.split("\n\n")]


def text(paper: Paper, written: str, *, italic: bool = False) -> Paragraph:
    """A paragraph of running text."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = TO.JUSTIFY
    paragraph.paragraph_format.first_line_indent = INDENT
    paragraph.add_run(written).italic = italic
    return paragraph


def note(paper: Paper, written: str) -> Paragraph:
    """Small print."""
    paragraph = text(paper, written, italic=True)
    paragraph.paragraph_format.first_line_indent = None
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.runs[0].font.size = SMALL
    return paragraph


def heading(paper: Paper, written: str, level: int = 1) -> Paragraph:
    """A heading in Word's own style, so that the document can be walked through."""
    paragraph = paper.add_heading(written, level)
    if level > 1:
        paragraph.paragraph_format.left_indent = INDENT
    return paragraph


def grid(paper: Paper, widths: Sequence[float], *, ruled: bool = False) -> Table:
    """A table of one row; widths in centimetres."""
    table = paper.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = TO_TABLE, False
    if ruled:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        column.cells[0].width = Cm(width)
    return table


TO_TABLE = WD_TABLE_ALIGNMENT.CENTER


def list_table(
    paper: Paper, heads: Sequence[str], widths: Sequence[float], rows: str, parts: str
) -> Table:
    """A ruled table with a row for every row of a list.

    rows: the list; parts: of its rows, a column each. Rows that are headings stand out.
    """
    table = grid(paper, widths, ruled=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, written in zip(table.rows[0].cells, heads, strict=True):
        _small(cell, written, bold=True, centre=True)
    cells = [f"{{{{ row.{part} }}}}" for part in parts.split()]
    _tag(table, f"for row in {rows}")
    if rows == "annex":
        _tag(table, "if row.is_heading")
        _cells(table, cells, bold=True)
        _tag(table, "else")
    _cells(table, cells)
    if rows == "annex":
        _tag(table, "endif")
    _tag(table, "endfor")
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def _tag(table: Table, written: str) -> None:
    """A row that only steers: it is gone when the template is filled."""
    _small(table.add_row().cells[0], f"{{%tr {written} %}}")


def _cells(table: Table, cells: Sequence[str], *, bold: bool = False) -> None:
    line = table.add_row()
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, written in zip(line.cells, cells, strict=True):
        _small(cell, written, bold=bold)


def _small(cell: _Cell, written: str, *, bold: bool = False, centre: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = TO.CENTER if centre else TO.LEFT
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(1)
    shape.line_spacing = 1.0
    run = paragraph.add_run(written)
    run.font.size, run.bold = SMALL, bold


def signed(paper: Paper, receivers: Sequence[str], signer: Sequence[str]) -> None:
    """Nơi nhận on the left, who signs on the right, with room for the hand."""
    table = grid(paper, (8.0, 8.0))
    left, right = table.rows[0].cells
    first = left.paragraphs[0]
    first.paragraph_format.space_after = Pt(0)
    run = first.add_run("Nơi nhận:")
    run.bold, run.italic, run.font.size = True, True, Pt(12)
    for written in receivers:
        line = left.add_paragraph()
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
        line.add_run(written).font.size = SMALL
    for place, written in enumerate((*signer, "", "", "", "")):
        _line(right, written, place, 14, "bold")


def turn_page(paper: Paper, *, landscape: bool = False) -> None:
    """A new page, lying on its side for wide tables."""
    section = paper.add_section()
    edge = paper.paragraphs[-1] if paper.paragraphs[-1]._p.xpath("./w:pPr/w:sectPr") else None
    if edge is not None:  # what carries the break must not make a page of its own
        edge.paragraph_format.space_before = edge.paragraph_format.space_after = Pt(0)
        edge.paragraph_format.line_spacing = Pt(1)
    is_turned = section.orientation == WD_ORIENT.LANDSCAPE
    if landscape != is_turned:
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
    section.different_first_page_header_footer = False


def bytes_of(paper: Paper) -> bytes:
    """The file, the same bytes for the same content."""
    saved, steady = io.BytesIO(), io.BytesIO()
    paper.save(saved)
    with ZipFile(saved) as told, ZipFile(steady, "w", ZIP_DEFLATED) as kept:
        for name in told.namelist():
            kept.writestr(ZipInfo(name, FIXED_MOMENT), told.read(name), ZIP_DEFLATED)
    return steady.getvalue()
