"""What the rows above the headings say of the whole table: period, office, export moment.

It knows the spellings of exported titles; it refuses to guess: what is not said is None.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from etl.headings import fold, fold_bare
from etl.profile import Title


DAY_END = (23, 59, 59)
"""A date without a time means the end of that day (definitions.md section 2)."""

CENTURY = (2000, 2100)
"""Years outside are serial or case numbers, not dates of an export."""

_TIME = r"(?:(?P<{0}H>\d{{1,2}})\s*(?::|h|gio|g)\s*(?P<{0}M>\d{{1,2}})?(?::(?P<{0}S>\d{{1,2}}))?)"
_DATE = (
    r"(?:(?P<{0}d>\d{{1,2}})\s*[/.-]\s*(?P<{0}m>\d{{1,2}})\s*[/.-]\s*(?P<{0}y>\d{{4}})"
    r"|(?P<{0}y2>\d{{4}})-(?P<{0}m2>\d{{1,2}})-(?P<{0}d2>\d{{1,2}})"
    r"|(?P<{0}d3>\d{{1,2}})\s*thang\s*(?P<{0}m3>\d{{1,2}})\s*nam\s*(?P<{0}y3>\d{{4}}))"
)
_AFTER = _TIME.replace("{0}", "{0}a")
_MOMENT = (
    rf"(?:{_TIME}\s*(?:phut)?\s*,?\s*)?(?:ngay\s*:?\s*)?{_DATE}(?:[\s,t]*(?:luc\s*)?{_AFTER})?"
)


def _pattern(text: str, *names: str) -> re.Pattern:
    for name in names:
        text = text.replace(f"<{name}>", _MOMENT.format(name))
    return re.compile(text)


RANGE = _pattern(
    r"(?:tu\s*:?\s*|trong ky\s*:?\s*)?<f>\s*,?\s*(?:den\s*(?:het\s*)?:?\s*|toi\s*|[-–—]\s*)<t>",
    "f",
    "t",
)
UNTIL = _pattern(r"(?<!lieu )(?<!tinh )den\s*(?:het\s*)?<t>", "t")
EXPORTED = _pattern(
    r"(?:(?:ngay|thoi diem|thoi gian|gio|luc)\s*(?:gio\s*)?"
    r"(?:ket xuat|trich xuat|xuat|in|lap|tao)(?:\s*(?:du lieu|bao cao|file|tep|danh sach))?"
    r"|(?:ket xuat|trich xuat|xuat|in)\s*(?:du lieu|bao cao|file|tep|danh sach)?\s*"
    r"(?:luc|ngay|vao|tu)"
    r"|(?:so lieu|du lieu)\s*(?:duoc\s*)?(?:tinh|cap nhat|lay|chot)?\s*(?:den|luc)"
    r"|tinh den)"
    r"\s*(?:luc|vao|het|thoi diem)?\s*:?\s*<x>",
    "x",
)

OFFICE_LABEL = re.compile(
    r"^(?:đơn vị thống kê|đơn vị báo cáo|đơn vị tiếp nhận|đơn vị giải quyết|đơn vị xử lý"
    r"|đơn vị|cơ quan báo cáo|cơ quan thực hiện|cơ quan giải quyết|cơ quan tiếp nhận"
    r"|cơ quan thống kê|cơ quan|tên đơn vị|tên cơ quan|cơ quan/đơn vị|cơ quan, đơn vị"
    r"|office|agency|department)\s*:\s*(.*)$",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"^(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|uy ban nhan dan|sở|phòng|chi cục|cục|trung tâm|ban"
    r"|văn phòng|bộ phận|công an|chi nhánh|bộ|tổng cục|thanh tra|bảo hiểm xã hội|kho bạc)\s+\w+"
)
"""An office at the head of a page: "UBND XÃ …", "PHÒNG …", "SỞ …"."""

NOT_OFFICE = re.compile(
    r"danh sach|bao cao|thong ke|so theo doi|phu luc|bieu |ho so|phieu|ket qua|cong hoa|doc lap"
)
ALL_UNITS = re.compile(r"tat ca|toan (?:bo|tinh|huyen|xa)|ho so|tinh\b|%")
"""“Đơn vị: tất cả” names no office, “Đơn vị tính: hồ sơ” no office either."""

AFTER_OFFICE = re.compile(r"\s*[-–;,(]*\s*\b(?:từ ngày|kỳ báo cáo|ngày xuất)\b", re.IGNORECASE)
"""What may follow an office in the same cell."""

NAME_MOMENTS = (
    re.compile(
        r"(?<!\d)(?P<y>20\d\d)[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)"
        r"(?:[ _T-]*(?P<H>\d\d)[-_.:h]?(?P<M>\d\d)(?:[-_.:]?(?P<S>\d\d))?)?(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<d>\d{1,2})[-_./ ](?P<m>\d{1,2})[-_./ ](?P<y>20\d\d)"
        r"(?:[ _T,-]+(?P<H>\d{1,2})[-_.:h](?P<M>\d{1,2})(?:[-_.:](?P<S>\d{1,2}))?)?(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>20\d\d)"
        r"(?:[ _T-]+(?P<H>\d\d)[-_.:h]?(?P<M>\d\d)(?:[-_.:]?(?P<S>\d\d))?)?(?!\d)"
    ),
)


def read_title(rows_above: Iterable[list]) -> Title:
    """Period, export moment and office told above the headings.

    `covers_from` is 00:00 and `covers_to` 23:59:59 of their days unless a time is told.
    """
    rows = [[_cell_text(cell) for cell in row if _cell_text(cell)] for row in rows_above]
    lines = [fold_bare(" ".join(row).replace("(", " ").replace(")", " ")) for row in rows]
    text = "\n".join(lines)
    exported = EXPORTED.search(text)
    spoken = text.replace(exported[0], "\n") if exported else text
    span = RANGE.search(spoken)
    until = span or UNTIL.search(spoken)
    return Title(
        covers_from=_moment(span, "f", (0, 0, 0)) if span else None,
        covers_to=_moment(until, "t", DAY_END) if until else None,
        exported_at=_moment(exported, "x", DAY_END) if exported else None,
        unit=_labelled_office(rows) or _office_at_the_head(rows),
    )


def moment_in_name(name: str) -> int | None:
    """The last moment in a file's name as local seconds; a bare date means 23:59:59.

    >>> moment_in_name("Danh sách hồ sơ 5_9_2024 8_3.xls") == moment_in_name("20240905_0803")
    True
    """
    found = []
    for pattern in NAME_MOMENTS:
        for match in pattern.finditer(name):
            told = match.groupdict()
            moment = _seconds(told, DAY_END)
            if moment is not None:
                found.append((match.start(), moment))
    return max(found)[1] if found else None


def _moment(match: re.Match, name: str, otherwise: tuple[int, int, int]) -> int | None:
    groups = match.groupdict()
    told = {
        part: next((groups[k] for k in (name + part, f"{name}{part}2", f"{name}{part}3")
                    if groups.get(k)), None)
        for part in "dmy"
    }  # fmt: skip
    before = groups.get(f"{name}H") is not None
    for part in "HMS":
        told[part] = groups.get(f"{name}{part}" if before else f"{name}a{part}")
    return _seconds(told, otherwise)


def _seconds(told: dict, otherwise: tuple[int, int, int]) -> int | None:
    """Local seconds of the parts; None if they are no moment of our century."""
    hour, minute, second = otherwise
    if told.get("H"):
        hour, minute, second = (int(told.get(part) or 0) for part in "HMS")
    try:
        moment = datetime(int(told["y"]), int(told["m"]), int(told["d"]), hour, minute, second)
    except ValueError:
        return None
    is_ours = CENTURY[0] <= moment.year < CENTURY[1]
    return calendar.timegm(moment.timetuple()) if is_ours else None


def _labelled_office(rows: list[list[str]]) -> str:
    for row in rows:
        for at, cell in enumerate(row):
            label = OFFICE_LABEL.match(cell)
            name = label[1].strip() or next(iter(row[at + 1 :]), "") if label else ""
            name = AFTER_OFFICE.split(name)[0]
            if name.strip(" .…") and not ALL_UNITS.search(fold_bare(name)[:9]):
                return name.strip(" .")
    return ""


def _office_at_the_head(rows: list[list[str]]) -> str:
    """The last office named at the left before the title: its superior stands above it."""
    office = ""
    for row in rows:
        first = row[0] if row else ""
        if NOT_OFFICE.search(fold_bare(first)):
            break
        if OFFICE.match(fold(first)):
            office = row[0]
    return office


def _cell_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = "" if cell is None else unicodedata.normalize("NFC", str(cell))
    return re.sub(r"\s+", " ", re.sub(r"\[br\]|<br\s*/?>", " ", text)).strip()
