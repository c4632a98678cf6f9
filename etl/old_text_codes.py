"""The codes in which Vietnamese was written before Unicode, as texts read by Windows tables.

It knows TCVN3 (the ABC fonts), VNI for Windows and code page 1258; it refuses to judge
whether a text is written in one of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable


def _seen(first: int, letters: str) -> dict[int, str]:
    """Letters of consecutive bytes; a space where the code has none."""
    return {first + at: letter for at, letter in enumerate(letters) if letter != " "}


TCVN3 = _seen(
    0xA1,
    "ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔ"
    "ỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ",
)
"""TCVN 5712:1993: byte, here the Latin-1 letter of that byte, and what it writes, as
`iconv -f TCVN` has it. The ABC fonts (VN3) have no capitals with tones: fonts whose names
end in H show small letters as capitals. 0xB0–0xB4 are ° ± ² ³ there, not lone marks."""

WINDOWS_1258 = {
    ord(bytes([byte]).decode("cp1258")): chr(byte)
    for byte in range(0xA0, 0x100)
    if bytes([byte]).decode("cp1258") != chr(byte)
}
"""What Vietnamese Windows shows for a byte, back to the letter of Latin-1."""

_VNI_MARKS = {
    "a": dict(zip("ùøûõïêéèúüëâáàåãä", "áàảãạăắằẳẵặâấầẩẫậ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
}
"""VNI for Windows writes the letter, then a mark in a byte of its own."""

_VNI_ALONE = dict(zip("ñíìæóòôöî", "đíìỉĩịơưỵ", strict=True))

VNI = {base + mark: to for base, marks in _VNI_MARKS.items() for mark, to in marks.items()}
VNI |= _VNI_ALONE
_VNI_PIECE = re.compile("[aeouyôö][ùøûõïêéèúüëâáàåãä]|[ñíìæóòôöî]", re.IGNORECASE)

_LOUD = re.compile(r"[A-Z][^a-z\s]*[A-Z]")
_QUIET = re.compile(r"[a-z]")
_WORD = re.compile(r"[^\W\d_]+")


def from_tcvn3(text: str) -> str:
    """A text of an ABC font; words that a person wrote in capitals are capitals again.

    >>> from_tcvn3("Quy\u00d5t \u00ae\u00denh"), from_tcvn3("TH\u00f1 T\u00f4C")
    ('Quyết định', 'THỦ TỤC')
    """
    plain = _as_latin(text)
    made = plain.translate(TCVN3)
    if not _LOUD.search(plain):
        return made
    if not _QUIET.search(plain):
        return made.upper()
    return _WORD.sub(lambda word: _raised(word[0], plain[word.start() : word.end()]), made)


def from_vni(text: str) -> str:
    """A text of a VNI font.

    >>> from_vni("Vie\\u00e4t Nam, \\u00d1a\\u00ebng")
    'Việt Nam, Đặng'
    """
    return _VNI_PIECE.sub(_vni_letter, _as_latin(text))


def from_cp1258(text: str) -> str:
    """A text of Vietnamese Windows that was read as a Western one; marks joined (NFC).

    >>> from_cp1258("H\\u00f4\\u00f2 t\\u00edch")
    'Hộ tích'
    """
    made = _as_latin(text).translate(_TO_1258)
    return unicodedata.normalize("NFC", made)


CODES: dict[str, Callable[[str], str]] = {
    "TCVN3 (ABC)": from_tcvn3,
    "VNI": from_vni,
    "cp1258": from_cp1258,
}
"""The name of a code as people know it, and its reading."""

_TO_1258 = {ord(to): chr(of) for of, to in WINDOWS_1258.items()}


def _as_latin(text: str) -> str:
    return text.translate(WINDOWS_1258)


def _raised(made: str, written: str) -> str:
    """“THủ” was typed with the capitals key: only ASCII letters have capitals there."""
    return made.upper() if _LOUD.search(written) and not _QUIET.search(written) else made


def _vni_letter(piece: re.Match) -> str:
    """The case of the first letter decides; Ñ and the like have their own."""
    made = VNI.get(piece[0].lower())
    if made is None:  # a letter that stands alone, and a mark that is not its own
        first, second = piece[0]
        return _vni_alone(first) + _vni_alone(second)
    return made.upper() if piece[0][0].isupper() else made


def _vni_alone(letter: str) -> str:
    made = _VNI_ALONE.get(letter.lower(), letter)
    return made.upper() if letter.isupper() else made
