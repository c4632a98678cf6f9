"""Figures that no dossier shows: told by a person, or counted elsewhere, with who and when.

It knows how a person writes such a figure ("98 %", "491/500", "có") and which promises may be
told by hand; it refuses to store one (`onestop.storage.reported_values`) or to judge it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from onestop.domain.errors import UsageError
from onestop.domain.indicators import Value
from onestop.domain.targets import Comparator, Target


REPORTABLE = ("hand", "catalogue", "ratings", "feedback", "system")
"""Ways of measuring whose figure a person may tell: by hand; a survey's where nothing is rated;
last year's of the catalogue, which has no memory. What dossiers or tasks show is never told."""

YES = ("1", "có", "yes", "xong", "hoàn thành", "done")
NO = ("0", "không", "no", "chưa")
"""How people answer whether something is done."""

FRACTION = re.compile(r"(\d{1,12})\s*/\s*(\d{1,12})", re.ASCII)
NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,9})?", re.ASCII)
TWO_WAYS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""“1.234” is a thousand to one reader and little more than one to another."""

LONGEST_NAME, LONGEST_EVIDENCE = 100, 500
"""Characters of who reports, and of what proves it."""


@dataclass(frozen=True)
class Told:
    """A figure that was not counted from dossiers.

    by, at: who told it and when (local seconds); empty and None where it was counted.
    """

    value: Value
    by: str = ""
    at: int | None = None
    evidence: str = ""

    @property
    def is_by_hand(self) -> bool:
        """Whether a person told it."""
        return bool(self.by)


def must_be_reportable(target: Target) -> None:
    """Raises UsageError for what the store counts by itself."""
    if target.measured not in REPORTABLE:
        raise UsageError(
            f"“{target.label[0]}” được tính từ dữ liệu của hệ thống, không báo cáo tay."
            " Nhiệm vụ thì đánh dấu bằng “onestop tasks done”."
        )


def exact_text(told: str, target: Target) -> str:
    """A figure as a person wrote it, as the exact text that is kept: `0.98`, `491/500`, `12`.

    Raises UsageError, with an example, for what is no number of the promise's kind.
    """
    text = " ".join(told.replace("\N{MINUS SIGN}", "-").split())
    if target.comparator == Comparator.DONE and not target.is_share:
        return _yes_or_no(text, target)
    return _share(text, target) if target.is_share else _number(text, target)


def value_of(exact: str) -> Value:
    """The kept text as a value: whole parts where parts were told, else over 1.

    >>> value_of("491/500"), value_of("0.98")
    (Value(numerator=491, denominator=500), Value(numerator=Decimal('0.98'), denominator=1))
    """
    numerator, _, denominator = exact.partition("/")
    if denominator:
        return Value(int(numerator), int(denominator))
    return Value(Decimal(numerator), 1)


def name_of(told: str) -> str:
    """Who reports, tidied. Raises UsageError for nobody, or a name too long to be one."""
    return _line(told, LONGEST_NAME, "Hãy ghi người báo cáo", empty=False)


def evidence_of(told: str) -> str:
    """What proves it (a document's number, a link), tidied; may be empty."""
    return _line(told, LONGEST_EVIDENCE, "Hãy ghi minh chứng", empty=True)


def _line(told: str, longest: int, ask: str, *, empty: bool) -> str:
    text = " ".join(told.split())
    if not (text or empty) or len(text) > longest or not text.isprintable():
        raise UsageError(f"{ask} trên một dòng, không quá {longest} ký tự.")
    return text


def _yes_or_no(text: str, target: Target) -> str:
    word = text.casefold()
    if word in YES:
        return "1"
    if word in NO:
        return "0"
    raise UsageError(f"“{target.label[0]}” là việc có hay chưa: ghi “có” hoặc “không”.")


def _share(text: str, target: Target) -> str:
    wrong = UsageError(
        f"“{text}” không phải một tỷ lệ của “{target.label[0]}”: ghi 98 %, 0.98 hoặc 491/500."
    )
    if found := FRACTION.fullmatch(text):
        numerator, denominator = int(found[1]), int(found[2])
        if not 0 <= numerator <= denominator or denominator == 0:
            raise wrong
        return f"{numerator}/{denominator}"
    number = text.removesuffix("%").strip()
    if not NUMBER.fullmatch(number):
        raise wrong
    share = Decimal(number.replace(",", ".")) / (100 if text.endswith("%") else 1)
    if not 0 <= share <= 1:
        raise wrong
    return _plain(share)


def _number(text: str, target: Target) -> str:
    if TWO_WAYS.fullmatch(text):
        raise UsageError(
            f"“{text}” đọc được hai cách; ghi {re.sub('[.,]', '', text)} nếu là số nguyên,"
            f" hoặc {text.replace('.', ',')}0 nếu là số lẻ."
        )
    if not NUMBER.fullmatch(text):
        noun = f" ({target.noun_vi})" if target.noun_vi else ""
        raise UsageError(f"“{text}” không phải một số{noun}: ghi như 12 hoặc 12,5.")
    return _plain(Decimal(text.replace(",", ".")))


def _plain(number: Decimal) -> str:
    """Without an exponent and without trailing noughts; -0 is 0."""
    return f"{number.normalize() + 0:f}"
