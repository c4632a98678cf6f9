"""Text from before Unicode: recognised by what it becomes, and nothing else touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.old_text import in_unicode
from etl.old_text_codes import CODES, from_tcvn3, from_vni
from etl.old_text_words import SYLLABLES, is_syllable
from etl.read_cells import chunk_of, encode
from etl.read_file import read
from etl.table import Sheet
from tests.fixtures.files_tables import as_csv, as_html, as_xls, as_xlsx, cells_of, snapshot
from tests.fixtures.old_text import OLD, TCVN3, VNI, apart, iconv, in_tcvn3, in_vni


ROWS = [
    ["Mã hồ sơ", "Tên thủ tục", "Cơ quan giải quyết", "Trạng thái"],
    ["H01-1", "Đăng ký khai sinh", "Ủy ban xã Tân Hà", "Đang xử lý"],
    ["H01-2", "Cấp giấy phép xây dựng", "Phòng Kinh tế", "Đã trả kết quả"],
    ["H01-3", "Chứng thực chữ ký", "ư", "Đã trả kết quả"],
]
CALM = settings(deadline=None)
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = sorted(set(VNI) - set("íÍìÌ")) + list("íì")


def sheet_of(rows):
    """A sheet in memory; its body is everything below the first row."""
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    columns = [encode([row[at] for row in rows[1:]]) for at in range(width)]
    return Sheet("a", rows[:60], lambda *_: iter([chunk_of(2, columns, len(rows) - 1)]))


def texts(rows):
    return [[unicodedata.normalize("NFC", str(cell)) for cell in row] for row in rows]


def turned(rows):
    """Rows after decoding: the first from the head, the others from the body."""
    sheet = in_unicode(sheet_of(rows))
    body = [list(cells[1:]) for cells in cells_of(sheet.read_body(1, 100))]
    return texts([sheet.head[0], *body]), sheet


def syllables():
    """Made-up Vietnamese: any spelling that the rules allow."""
    return st.tuples(st.sampled_from(sorted(SYLLABLES)), st.sampled_from(TONES)).map(_toned)


def _toned(made):
    plain, tone = made
    vowel = max(at for at, letter in enumerate(plain) if letter in "aăâeêioôơuưy")
    return unicodedata.normalize("NFC", plain[: vowel + 1] + tone + plain[vowel + 1 :])


@pytest.mark.needs("iconv")
def test_tcvn3_is_read_as_iconv_reads_it():
    letters = "".join(sorted(letter for letter in TCVN3 if letter.islower())) + "ĂÂÊÔƠƯĐ"
    written = iconv(letters.encode(), "UTF-8", "TCVN").decode("latin-1")
    assert [from_tcvn3(letter) for letter in written] == list(letters)
    every = bytes(byte for byte in range(0xA1, 0xFF) if not 0xB0 <= byte <= 0xB4)
    told = iconv(b" ".join(bytes([byte]) for byte in every), "TCVN", "UTF-8").decode()
    assert from_tcvn3(" ".join(map(chr, every))) == unicodedata.normalize("NFC", told)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back_from_vni(letter):
    assert from_vni(in_vni(letter)) == letter


@CALM
@given(st.lists(syllables(), min_size=1, max_size=6).map(" ".join))
def test_any_text_comes_back_from_every_code(text):
    for code, write in OLD.items():
        assert unicodedata.normalize("NFC", CODES[code](write(text))) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("THỦ TỤC HÀNH CHÍNH", "THỦ TỤC HÀNH CHÍNH"),
        ("PHÒNG Kinh tế", "PHÒNG Kinh tế"),
        ("Ủy ban", "ủy ban"),
        ("Hồ Sơ", "Hồ Sơ"),
        ("rộng 20 m²", "rộng 20 m²"),
    ],
)
def test_capitals_of_the_abc_fonts_are_capitals_where_the_keys_were(written, meant):
    assert from_tcvn3(in_tcvn3(written)) == meant


@pytest.mark.parametrize(
    "word", "quyết giấy gì quốc khuỷu thuỷ thủy hoà hòa nghiêng ngoẻo gìn yêu ỉa".split()
)
def test_a_vietnamese_word_is_a_syllable(word):
    assert is_syllable(word)
    assert is_syllable(word.upper())


@pytest.mark.parametrize("word", "ñònh hå àc được1 kế́ préfet cí ngê garçon Ðịnh".split())
def test_what_no_one_spells_so_is_none(word):
    assert not is_syllable(word)


@pytest.mark.parametrize("code", OLD)
@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_html], ids=["xlsx", "xls", "html"])
def test_a_file_in_an_old_code_reads_as_if_it_were_unicode(tmp_path, code, write):
    old = [[OLD[code](cell) for cell in row] for row in ROWS]
    (sheet,) = read(snapshot(write(tmp_path / "a", old)))
    lower = str.lower if code == "TCVN3 (ABC)" else str
    assert [[lower(cell) for cell in row] for row in texts(sheet.head)] == [
        [lower(cell) for cell in row] for row in ROWS
    ]
    body = [list(cells[1:]) for cells in cells_of(sheet.read_body(1, 100))]
    assert [[lower(cell) for cell in row] for row in texts(body)] == [
        [lower(cell) for cell in row] for row in ROWS[1:]
    ]
    assert set(sheet.decoded.values()) == {code}


@pytest.mark.parametrize("code", OLD)
def test_a_csv_in_an_old_code_is_read(tmp_path, code):
    """Its bytes are taken for those of Vietnamese Windows, which cp1258 really is."""
    old = [[OLD[code](cell) for cell in row] for row in ROWS]
    (sheet,) = read(snapshot(as_csv(tmp_path / "a", old, "cp1252")))
    made = texts([list(cells[1:]) for cells in cells_of(sheet.read_body(1, 100))])
    assert [cell.lower() for row in made for cell in row] == [
        cell.lower() for row in ROWS[1:] for cell in row
    ]


def test_a_cell_of_one_soft_hyphen_is_a_letter_not_a_blank():
    made, _ = turned([[in_tcvn3(cell) for cell in row] for row in ROWS])
    assert made[3][2] == "ư"


def test_modern_headings_over_old_cells_stay_and_the_columns_are_told():
    old = [ROWS[0], *([row[0], in_tcvn3(row[1]), row[2], in_tcvn3(row[3])] for row in ROWS[1:])]
    made, sheet = turned(old)
    assert [cell.lower() for row in made for cell in row] == [
        cell.lower() for row in ROWS for cell in row
    ]
    assert {at for at in sheet.decoded if at >= 0} == {1, 3}
    assert -1 not in sheet.decoded


def test_old_headings_over_modern_cells_leave_the_cells_alone():
    names = ["Hà", "Tân An", "Hoà", "bán 10 µm"]
    rows = [["Mã hồ sơ", "Tên xã"], *(["H1", name] for name in names), ["H2", "Phước Hưng"]]
    old = [[in_tcvn3(cell) for cell in rows[0]], *rows[1:]]
    made, sheet = turned(old)
    assert [[cell.lower() for cell in row] for row in made] == [
        [cell.lower() for cell in row] for row in texts(rows)
    ]
    assert max(sheet.decoded) == -1


def test_cells_of_both_kinds_in_one_column_are_each_read_right():
    names = ["Hà", "Nguyễn Văn Tân", "Hoà", *map(in_tcvn3, ["Trần Thị Hương", "Lê Văn Đức"])]
    old = [["Chủ hồ sơ"], *([name] for name in names)]
    made, sheet = turned(old)
    wanted = ["Hà", "Nguyễn Văn Tân", "Hoà", "Trần Thị Hương", "Lê Văn đức"]
    assert [row[0].casefold() for row in made[1:]] == [name.casefold() for name in wanted]
    assert sheet.decoded[0] == "TCVN3 (ABC)"


def test_values_that_become_equal_are_one_value():
    old = [["x"], *[[in_vni("Đất đai")], ["Đất đai"], [in_vni("Hộ tịch")], [in_vni("Đường bộ")]]]
    (chunk,) = in_unicode(sheet_of(old)).read_body(1, 10)
    assert chunk.columns[0].values == ["Đất đai", "Hộ tịch", "Đường bộ"]
    assert chunk.columns[0].codes.tolist() == [0, 0, 1, 2]


def unchanged(rows):
    sheet = in_unicode(sheet_of(rows))
    (chunk,) = sheet.read_body(1, 100)
    (before,) = sheet_of(rows).read_body(1, 100)
    assert sheet.head == sheet_of(rows).head
    assert [c.values for c in chunk.columns] == [c.values for c in before.columns]
    assert sheet.decoded == {}


FRENCH = (
    "préfet été où déjà forêt garçon maïs Noël hôpital mère né à l'État français «Bonjour» "
    "naïveté cœur dû évêque bâtiment île sûreté façade reçu délivré arrêté thé bé fée"
).split()
WESTERN = "Müller Größe señor año São Ålesund Łódź Dvořák Ærø £20 30°C m² ½ © ® × ± µg « »".split()


@CALM
@given(st.lists(st.lists(syllables(), min_size=1, max_size=5).map(" ".join), min_size=1))
def test_unicode_vietnamese_is_never_touched(cells):
    unchanged([["Tên"], *([cell] for cell in cells)])
    unchanged([["TÊN"], *([apart(cell).upper()] for cell in cells)])
    unchanged([["Tên"], *([unicodedata.normalize("NFD", cell)] for cell in cells)])


@CALM
@given(st.lists(st.lists(st.sampled_from(FRENCH + WESTERN), min_size=1).map(" ".join), min_size=1))
def test_other_languages_accents_and_signs_are_never_touched(cells):
    unchanged([["Nom"], *([cell] for cell in cells)])


@CALM
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"H\d\d\.\d\d-\d{6}-\d{4}", fullmatch=True),
            st.text(st.characters(max_codepoint=126)),
            st.floats(allow_nan=False),
            st.datetimes(),
        ),
        min_size=1,
    )
)
def test_codes_numbers_and_dates_are_never_touched(cells):
    unchanged([["Mã"], *([cell] for cell in cells)])
