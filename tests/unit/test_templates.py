"""Word templates: what they may name, what is told of a slip, what comes out of them."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from onestop.domain.errors import DeclarationError, UsageError
from onestop.reports.templates import TEMPLATES, readme
from onestop.reports.templates_fields import Field
from onestop.reports.templates_word import WordTemplate, check_place, save_whole
from onestop.settings import shipped_config


FIELDS = {
    "name": Field("tên"),
    "unit": Field("đơn vị", {"code": Field("mã")}),
    "rows": Field("danh sách", each={"text": Field("chữ")}),
}
VALUES = {"name": "Bình", "unit": {"code": "h1"}, "rows": [{"text": "a"}, {"text": "b"}]}

HOSTILE = 'A & B <w:p> "x" \U0001f600 =1+1 {{ name }} {% if %} {_{ ]]> &amp;'


def template(folder: Path, *paragraphs: str, foot: str = "") -> Path:
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    if foot:
        paper.sections[0].footer.paragraphs[0].text = foot
    paper.save(folder / "mau.docx")
    return folder / "mau.docx"


def filled(file: Path, **values: object) -> list[str]:
    made = WordTemplate(file, FIELDS).fill({**VALUES, **values})
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]


def refused(folder: Path, *paragraphs: str, foot: str = "") -> str:
    file = template(folder, *paragraphs, foot=foot)
    with pytest.raises(DeclarationError) as error:
        WordTemplate(file, FIELDS)
    assert str(file) in str(error.value)
    return str(error.value)


def test_fields_parts_loops_and_conditions_are_filled(tmp_path):
    file = template(
        tmp_path,
        "{{ name | upper }}, {{ unit.code }}{% if name %}!{% endif %}",
        "{%p for row in rows %}",
        "{{ loop.index }}. {{ row.text }}",
        "{%p endfor %}",
    )
    assert filled(file) == ["BÌNH, h1!", "1. a", "2. b"]


def test_what_is_typed_comes_out_as_typed(tmp_path):
    file = template(tmp_path, "[{{ name }}]")
    assert filled(file, name=HOSTILE) == [f"[{HOSTILE}]"]
    assert filled(file, name="một\r\nhai\tba\u2028bốn") == ["[một\nhai\tba\nbốn]"]


def test_what_no_file_can_hold_becomes_a_mark(tmp_path):
    file = template(tmp_path, "[{{ name }}]")
    assert filled(file, name="a\x00b\ud800c\ufffe") == ["[a\ufffdb\ufffdc\ufffd]"]


def test_a_misspelt_field_is_named_with_the_nearest(tmp_path):
    assert "nam: không có trường này; gần nhất: name" in refused(tmp_path, "{{ nam }}")


def test_a_misspelt_part_is_named_with_its_owner(tmp_path):
    assert "unit.cod: không có trường này; gần nhất: code" in refused(tmp_path, "{{ unit.cod }}")


def test_a_misspelt_part_of_a_row_is_found_inside_its_loop(tmp_path):
    loop = ("{%p for row in rows %}", "{{ row.txt }}", "{%p endfor %}")
    assert "row.txt" in refused(tmp_path, *loop)


def test_a_row_is_not_known_outside_its_loop(tmp_path):
    assert "row" in refused(tmp_path, "{{ row.text }}")


def test_every_slip_is_told_at_once(tmp_path):
    told = refused(tmp_path, "{{ nam }} {{ unt }}", foot="{{ rws }}")
    assert all(name in told for name in ("nam", "unt", "rws"))


def test_a_loop_over_no_list_names_the_lists(tmp_path):
    told = refused(tmp_path, "{% for row in name %}x{% endfor %}")
    assert "không phải danh sách; các danh sách: rows" in told


@pytest.mark.parametrize(
    "written",
    [
        "{{ name.__class__ }}",
        "{{ rows[0] }}",
        "{{ range(9) }}",
        "{{ name | safe }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{{ name ~ cycler }}",
    ],
)
def test_only_fields_loops_and_conditions_may_be_used(tmp_path, written):
    refused(tmp_path, written)


def test_a_broken_tag_is_told_by_the_text_around_it(tmp_path):
    assert "Kính gửi" in refused(tmp_path, "Kính gửi {{ name", "{% if name %} xa")


def test_a_condition_that_cuts_a_table_in_two_is_refused(tmp_path):
    paper = docx.Document()
    paper.add_paragraph("a {% if name %} b")
    paper.add_table(1, 1).rows[0].cells[0].text = "c {% endif %} d"
    paper.save(tmp_path / "mau.docx")
    with pytest.raises(DeclarationError, match="cắt ngang"):
        filled(tmp_path / "mau.docx", name="")


@pytest.mark.parametrize("content", [b"", b"khong phai Word", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_refused(tmp_path, content):
    (tmp_path / "mau.docx").write_bytes(content)
    with pytest.raises(DeclarationError, match=r"không phải tài liệu Word"):
        WordTemplate(tmp_path / "mau.docx", FIELDS)


def test_a_template_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DeclarationError, match="không đọc được"):
        WordTemplate(tmp_path / "khong-co.docx", FIELDS)


def test_a_word_file_stands_only_where_it_can(tmp_path):
    for place in (tmp_path / "a.doc", tmp_path / "khong" / "a.docx"):
        with pytest.raises(UsageError):
            check_place(place)
    (tmp_path / "b.docx").mkdir()
    with pytest.raises(UsageError, match="thư mục"):
        check_place(tmp_path / "b.docx")
    with pytest.raises(UsageError, match="Không ghi được"):
        save_whole(b"x", tmp_path / "b.docx")
    assert [one.name for one in tmp_path.iterdir()] == ["b.docx"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_shipped_template_is_what_its_declaration_makes(name):
    make, fields = TEMPLATES[name]
    shipped = docx.Document(shipped_config() / "templates" / name)
    assert _said(shipped) == _said(make()), "run: python -m onestop.reports.templates"
    WordTemplate(shipped_config() / "templates" / name, fields)


def test_the_list_of_fields_is_current():
    shipped = (shipped_config() / "templates" / "README.md").read_text(encoding="utf-8")
    assert shipped == readme(), "run: python -m onestop.reports.templates"


def _said(paper) -> list[str]:
    return [text.text or "" for text in paper.element.body.iter() if text.tag.endswith("}t")]
