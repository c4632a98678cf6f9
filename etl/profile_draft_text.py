"""A draft as a profile's file: lines that hold, and lines that a person must decide.

It knows TOML and the words that explain each line; what the lines say is the draft's. The
file can always be loaded: whatever is doubtful is a remark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from etl.claims import Use
from etl.headings import fold_bare
from etl.profile import Profile
from etl.profile_draft import Draft, DraftColumn, DraftWordings
from etl.profile_files import CODED, REQUIRED, alternatives
from etl.wordings import rows as common_wordings
from onestop.domain.dossier import KINDS


NOT_NAME = re.compile(r"[^a-z0-9]+")
BARE = re.compile(r"[A-Za-z0-9_-]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

INHERITED = (
    "absent",
    "numbers",
    "status_from_dates",
    "closing_date_wins",
    "unit_from",
    "unit_code_pattern",
    "group",
    "records",
    "precision",
    "time_zone",
)
"""Keys that a profile of the same system would declare again."""

KIND_WORDS = {
    "dossiers": "mỗi dòng là một hồ sơ",
    "letters": "mỗi dòng là một phiếu xin lỗi",
    "ratings": "mỗi dòng là một đánh giá",
    "feedback": "mỗi dòng là một phản ánh, kiến nghị",
    "progress": "mỗi dòng là một bước xử lý",
}


def name_for(text: str) -> str:
    """A profile's code made of a file's name.

    >>> name_for("Sổ theo dõi (tháng 5)")
    'so-theo-doi-thang-5'
    """
    return NOT_NAME.sub("-", fold_bare(text)).strip("-")[:40] or "nguon-moi"


def text_of(draft: Draft, code: str, file: str) -> str:
    """The whole file."""
    return "\n".join([*_opening(draft, code, file), *_rest(draft, code)]) + "\n"


def _rest(draft: Draft, code: str) -> Iterator[str]:
    yield from _general(draft, code)
    yield from _required(draft)
    yield from _dates(draft)
    yield from _headings(draft)
    yield from _inherited_tables(draft)
    for one in draft.wordings:
        yield from _wordings(one, draft)
    if "unit" not in draft.fields and draft.kind == "dossiers" and not _constants(draft):
        yield from (
            "",
            "# Không cột nào chắc chắn là cơ quan. Nếu cả tệp là của một cơ quan, hãy dùng:",
            "# [constants]",
            '# unit = "Tên cơ quan"',
        )


def _opening(draft: Draft, code: str, file: str) -> Iterator[str]:
    yield f"# Khai báo nguồn, phác từ tệp {_said(file)}, trang tính {_said(draft.sheet)}."
    yield "# Dòng bắt đầu bằng # chỉ là ghi chú; bỏ dấu # ở đầu để dùng một dòng đề nghị."
    yield f"# Sửa xong hãy chạy: onestop source check TỆP --profile {code}"
    yield "# Ý nghĩa mọi khóa: docs/adding-a-source.md"
    if draft.base is not None:
        label = f"“{draft.base.code}” ({draft.base.label})"
        yield f"# Tệp này đã được nhận ra bằng khai báo có sẵn {label}:"
        yield "# chỉ cần khai báo mới nếu muốn đọc khác đi."
    labels = {f.code: f.label_vi for f in KINDS[draft.kind]}
    for one in draft.missing:
        words = " hoặc ".join(f"{labels[name]} ({name})" for name in alternatives(one))
        yield f"# CÒN THIẾU: chưa cột nào chắc chắn là {words}. Hãy chọn ở [headings]."
    yield ""


def _general(draft: Draft, code: str) -> Iterator[str]:
    base = draft.base
    yield f"code = {_quoted(code)}"
    yield "# ↑ tên của khai báo, dùng với --profile; trùng tên khai báo có sẵn thì thay nó"
    yield f"label = {_quoted('Nguồn mới: ' + draft.sheet)}   # tên cho người đọc"
    yield f"source = {_quoted(base.source if base else code)}"
    yield "# ↑ hệ thống xuất tệp; các khai báo của một hệ thống ghi giống nhau ở đây"
    yield f"kind = {_quoted(draft.kind)}   # {KIND_WORDS[draft.kind]}; có thể: {', '.join(KINDS)}"
    if draft.form == "json":
        yield 'form = "json"   # danh sách JSON; tiêu đề dưới đây là đường dẫn của khóa'
    yield f"namespace = {_quoted(draft.namespace or code)}"
    yield "# ↑ không gian mã: hồ sơ cùng mã trong một không gian là một hồ sơ. “national” cho mã"
    yield "#   hồ sơ quốc gia (H98.31.05-241111-0001); hệ thống tự đánh số thì đặt tên riêng"
    yield f"case_priority = {base.case_priority if base else 50}"
    yield "# ↑ khi hai nguồn nói khác nhau về cơ quan, ngày, trạng thái: số lớn hơn được tin"
    yield "#   (phần mềm một cửa 80, Cổng DVC quốc gia 40)"
    yield f"service_priority = {base.service_priority if base else 50}"
    yield "# ↑ như trên, cho kênh nộp, mức độ, thanh toán, số hóa (Cổng 80, một cửa 40)"
    full = str(base.full_export if base else True).lower()
    yield f"full_export = {full}   # tệp chứa đủ mọi hồ sơ; false nếu chỉ là một phần"
    found = "hạn có giờ phút" if draft.has_times else "chỉ thấy ngày, không có giờ"
    yield f'# precision = "day"   # đúng hạn tính theo “day” (ngày) hay “instant” (phút); {found}'
    if draft.form != "json":
        yield f"# sheet = {_quoted(draft.sheet)}   # chỉ đọc trang tính có tên này"
        first, last = draft.heading_rows or (1, 1)
        yield f"# heading_rows = [{first}, {last}]   # dòng tiêu đề đầu và cuối; bình thường tự tìm"


def _required(draft: Draft) -> Iterator[str]:
    yield f"required = {_list(draft.base.required if draft.base else REQUIRED[draft.kind])}"
    yield "# ↑ thiếu một trường này thì tệp không phải của nguồn này; “a | b”: một trong hai"
    own = [c.heading for c in draft.columns if not c.fields and c.use is Use.UNKNOWN]
    if own:
        yield f"distinctive = {_list(own)}"
        yield "# ↑ tiêu đề chỉ nguồn này có, để phân biệt với nguồn khác; xóa bớt nếu nơi khác có"
    if draft.base:
        yield from _inherited(draft)
    elif draft.kind == "dossiers" and "status" not in draft.fields:
        yield "status_from_dates = true"
        yield "# ↑ không cột nào chắc là trạng thái: suy từ các ngày. Xóa dòng này khi đã chọn cột"


def _dates(draft: Draft) -> Iterator[str]:
    yield ""
    if draft.base and draft.base.date_formats:
        yield f"date_formats = {_list(draft.base.date_formats)}   # như “{draft.base.code}”"
    elif draft.formats:
        yield f"date_formats = {_list(draft.formats)}"
        yield "# ↑ cách ghi ngày thấy trong tệp; đã khai báo thì chỉ đọc các cách này"
        yield "#   d ngày, m tháng, yyyy năm, H giờ 0–23, h giờ 1–12 với p = AM/PM, M phút, S giây"
        if any(one.startswith("m") for one in draft.formats):
            yield "#   tháng đứng trước ngày: hãy kiểm tra với người quản trị phần mềm"
    else:
        yield '# date_formats = ["d/m/yyyy H:M:S"]   # không cần: cách ghi trong tệp đều quen thuộc'
    if draft.unread_dates:
        yield f"# Chưa đọc được: {', '.join(map(_said, draft.unread_dates))}"
    yield '# time_zone = "UTC"   # múi giờ của tệp; bình thường là giờ Việt Nam'


def _headings(draft: Draft) -> Iterator[str]:
    yield from ("", "[headings]", "# trường = [tiêu đề trong tệp, cái đúng nhất trước]")
    labels = {f.code: f.label_vi for f in KINDS[draft.kind]}
    for name, headings in draft.fields.items():
        yield f"{name} = {_list(headings)}   # {labels[name]}: chắc chắn"
    for column in draft.columns:
        if not column.fields:
            yield _proposed(column, labels)


def _proposed(column: DraftColumn, labels: dict[str, str]) -> str:
    heading = _quoted(column.heading)
    looks = f"; các ô là {column.looks}" if column.looks else ""
    if column.use is Use.PERSONAL:
        return f"# {heading}: thông tin cá nhân, không đọc"
    if column.use is Use.NOT_USED:
        return f"# {heading}: không dùng"
    if not column.near:
        return f"# TRƯỜNG = [{heading}]   # không hiểu{looks}"
    label = labels[column.near]
    likeness = f"giống “{_plain(column.like)}” {column.likeness} %"
    return f"# {column.near} = [{heading}]   # {label}? {likeness}{looks}: hãy kiểm tra"


def _inherited(draft: Draft) -> Iterator[str]:
    """What else the fitting profile declares, as it declares it."""
    usual = Profile(code="", label="", source="")
    for key in INHERITED:
        value = getattr(draft.base, key)
        if value != getattr(usual, key):
            yield f"{key} = {_value(value)}   # như “{draft.base.code}”"


def _inherited_tables(draft: Draft) -> Iterator[str]:
    if draft.base is None:
        return
    reduce = {name: how for name, how in draft.base.reduce.items() if name in draft.fields}
    tables = {"reduce": reduce, "constants": _constants(draft)}
    here = {one.field for one in draft.wordings}
    for name, words in draft.base.wordings.items():
        if name not in here:
            tables[f"wordings.{name}"] = words
    for name, table in tables.items():
        if table:
            yield from ("", f"[{name}]   # như “{draft.base.code}”")
            yield from (f"{_key(key)} = {_value(value)}" for key, value in table.items())


def _constants(draft: Draft) -> dict:
    return draft.base.constants if draft.base else {}


def _wordings(told: DraftWordings, draft: Draft) -> Iterator[str]:
    enum = CODED[told.kind]
    names = {int(member): member.name.casefold() for member in enum}
    allowed = ", ".join(names.values())
    mark = "" if told.sure else "# "
    yield ""
    if not told.sure:
        yield "# Nếu dùng cột được đề nghị ở trên cho trường này, bỏ dấu # ở các dòng sau:"
    yield f"{mark}[wordings.{told.field}]   # cách ghi trong tệp = giá trị"
    yield f"# giá trị: {allowed}"
    inherited = draft.base.wordings.get(told.field, {}) if draft.base else {}
    for text, number in {**inherited, **told.known}.items():
        yield f"{mark}{_quoted(text)} = {_quoted(names[number])}"
    for text in told.unknown:
        near = _nearest(text, told.kind)
        guess = f"gần nhất: “{_plain(near[0])}”" if near else "không gần cách ghi nào"
        value = names.get(near[1], "?") if near else "?"
        yield f"# {_quoted(text)} = {_quoted(value)}   # CHƯA BIẾT, {guess}"
    if told.left_out > 0:
        yield f"# … và {told.left_out} cách ghi khác: có lẽ cột này không phải {told.field}"


def _nearest(text: str, kind: str) -> tuple[str, int] | None:
    known = {wording: number for wording, number, _ in common_wordings(kind)}
    found = process.extractOne(
        fold_bare(text), {w: fold_bare(w) for w in known}, scorer=fuzz.ratio, score_cutoff=55
    )
    return (found[2], known[found[2]]) if found else None


def _quoted(text: str) -> str:
    """A TOML string: as JSON writes one, with DEL escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    return text if BARE.fullmatch(text) else _quoted(text)


def _value(value: object) -> str:
    """A TOML value: text, number, yes or no, or a list of texts."""
    if isinstance(value, tuple):
        return _list(value)
    return _quoted(value) if isinstance(value, str) else str(value).lower()


def _list(texts: object) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _plain(text: str) -> str:
    """Text that cannot end a remark."""
    return CONTROL.sub(" ", text)


def _said(text: str) -> str:
    return f"“{_plain(text)}”"
