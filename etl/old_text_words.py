"""Which letters can be one Vietnamese syllable: the evidence for and against an old code.

It knows spelling (onset, rhyme, tone) and no dictionary; it refuses to know any encoding.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


ONSETS = (
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
)  # fmt: skip
RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu "
    "im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng "
    "oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp "
    "ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut "
    "uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt "
    "ươu ưt ưu y ych yêm yên yêng yêt yêu ynh yt"
).split()
STOPPED = ("c", "ch", "p", "t")
"""A rhyme that ends so bears no other tone than acute or dot below."""

TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}
FRONT = "eêiy"


@lru_cache(maxsize=100_000)
def is_syllable(word: str) -> bool:
    """Whether a word could be one Vietnamese syllable, whatever its case.

    >>> is_syllable("Quyết"), is_syllable("ñònh"), is_syllable("cạc"), is_syllable("càc")
    (True, False, True, False)
    """
    bare, tones = [], []
    for letter in unicodedata.normalize("NFC", word).lower():
        apart = unicodedata.normalize("NFD", letter)
        tones += [TONES[mark] for mark in apart if mark in TONES]
        kept = "".join(mark for mark in apart if mark not in TONES)
        bare.append(unicodedata.normalize("NFC", kept))
    plain = "".join(bare)
    if len(tones) > 1 or plain not in SYLLABLES:
        return False
    return not plain.endswith(STOPPED) or tones in (["acute"], ["dot"])


def _fit(onset: str, rhyme: str) -> bool:
    """c, g, ng are written k, gh, ngh before e, ê, i, y; “gi” and “qu” keep to themselves."""
    is_front = rhyme[0] in FRONT
    if onset in ("k", "gh", "ngh"):
        return is_front
    if onset in ("c", "ng"):
        return not is_front
    return not (onset == "g" and is_front and rhyme[0] != "i")


SYLLABLES = frozenset(RHYMES) | {
    onset + rhyme for onset in ONSETS for rhyme in RHYMES if _fit(onset, rhyme)
}
