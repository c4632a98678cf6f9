"""The signs that an export was prettied up: each declared once, with what it means and how sure.

It knows the checks, their words and their thresholds; an office's own thresholds are read by
`integrity_files`, counting is `onestop.storage.integrity`'s. A sign is a question to ask, never
a verdict. It has more than 400 lines because it is one list of declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from onestop.domain.errors import NotFoundError


Pair = tuple[str, str]
"""Vietnamese, English."""

SHARE, COUNT, TIMES = "share", "count", "times"
"""What a threshold is: 0…1, a whole number from 1, or a factor from 1 (decimals allowed)."""


@dataclass(frozen=True)
class Threshold:
    """A number that decides, with its default and what it says."""

    name: str
    default: float
    kind: str
    says: Pair

    def accepts(self, value: float) -> bool:
        """Whether a value makes sense."""
        if self.kind == SHARE:
            return 0 < value < 1
        return value >= 1 and (self.kind == TIMES or value == int(value))


@dataclass(frozen=True)
class Check:
    """One way in which figures are prettied up.

    measured: what is counted over what. means: what the sign says. do: what to do about it.
    why: the rule or the reason behind it. decided: how it is told from chance.
    noted: the kinds of findings that a load notes for it; empty: counted from the store.
    """

    code: str
    label: Pair
    measured: Pair
    means: Pair
    do: Pair
    why: Pair
    decided: Pair
    thresholds: tuple[Threshold, ...]
    noted: tuple[str, ...] = ()


def _fewest(default: int) -> Threshold:
    says = ("ít nhất bấy nhiêu hồ sơ trong tháng mới báo", "so many in a month before it is told")
    return Threshold("fewest", default, COUNT, says)


def _most_usual(default: float) -> Threshold:
    says = (
        "nếp thường của cơ quan chỉ được kể đến mức này",
        "a unit's own habit excuses no more than this share",
    )
    return Threshold("most_usual", default, SHARE, says)


def _silent_above(default: float) -> Threshold:
    says = (
        "nếp thường trên mức này thì không có gì để so: không báo",
        "a unit whose habit is above this has nothing to compare with: silent",
    )
    return Threshold("silent_above", default, SHARE, says)


def _deviations(default: float) -> Threshold:
    says = (
        "và cao hơn ngày ấy bấy nhiêu lần căn bậc hai của nó (ít hồ sơ thì dao động nhiều)",
        "and above it by so many times its square root (few dossiers leap more)",
    )
    return Threshold("deviations", default, TIMES, says)


def _times_peak(default: float) -> Threshold:
    says = (
        "gấp mấy lần ngày cao nhất của cùng phần tháng ở một tháng thường (trung vị)",
        "times the highest day of the same part of a usual month (the median)",
    )
    return Threshold("times_peak", default, TIMES, says)


GENERAL = (
    Threshold(
        "fewest_months",
        4,
        COUNT,
        ("cần lịch sử bấy nhiêu tháng", "months of history that are needed"),
    ),
    Threshold(
        "false_share",
        0.01,
        SHARE,
        (
            "phần dấu hiệu chấp nhận là ngẫu nhiên (Benjamini–Hochberg)",
            "share of signs that may be chance (Benjamini–Hochberg)",
        ),
    ),
    Threshold(
        "leeway",
        1.5,
        TIMES,
        ("gấp mấy lần nếp thường vẫn coi là thường", "times the usual that still is usual"),
    ),
    Threshold(
        "slack",
        0.005,
        SHARE,
        ("nếp thường được cộng thêm", "what is added to the usual share"),
    ),
)
"""What every check heeds: the section [general] of integrity.toml."""

_BY_DAYS = (
    (
        "Mỗi ngày so với trung vị các ngày cao nhất của cùng phần tháng (đầu, giữa, cuối) ở các"
        " tháng khác của chính cơ quan ấy, nên cao điểm cuối tháng không bị báo."
    ),
    (
        "Each day is held against the median of the highest days of the same part (first ten days,"
        " next ten, rest) of the unit's other months, so that peaks at month's end are not told."
    ),
)
_BY_SHARES = (
    (
        "Tỷ lệ tháng so với trung vị các tháng khác của chính cơ quan (không thấp hơn nếp chung);"
        " chặn đuôi nhị thức (Chernoff), rồi Benjamini–Hochberg trên mọi cơ quan và tháng."
    ),
    (
        "A month's share is held against the median of the unit's other months (no less than what"
        " is common); Chernoff's bound of the binomial tail, then Benjamini–Hochberg over all units"
        " and months."
    ),
)

CHECKS = (
    Check(
        "closing_burst",
        ("Kết thúc dồn dập trong một ngày", "A burst of closures in one day"),
        (
            "hồ sơ kết thúc trong ngày dồn dập / kết thúc trong tháng",
            "closed on burst days / closed in the month",
        ),
        (
            (
                "Một ngày kết thúc nhiều hồ sơ gấp bội ngày cao điểm: thường là bấm hoàn thành hàng"
                " loạt."
            ),
            "One day closed many times what the busiest days do: mostly closed by the batch.",
        ),
        (
            "Lấy mẫu vài hồ sơ của ngày ấy, đối chiếu giấy kết quả và ngày ký.",
            "Take a few dossiers of the day; compare the papers and their dates of signature.",
        ),
        (
            (
                "NĐ 61/2018/NĐ-CP (23/4/2018) Đ.19–20: kết quả được trả khi giải quyết xong, không"
                " theo đợt."
            ),
            "Decree 61/2018 Art. 19–20: a result is returned when it is done, not by the batch.",
        ),
        _BY_DAYS,
        (_times_peak(2.0), _deviations(5.0), _fewest(15)),
    ),
    Check(
        "closing_off_hours",
        ("Kết thúc ngoài giờ, ngoài ngày làm việc", "Closures outside working hours or days"),
        (
            "hồ sơ kết thúc ngoài giờ trong ngày bị báo / kết thúc trong tháng",
            "closed off hours on the days told / closed in the month",
        ),
        (
            "Nhiều hồ sơ kết thúc vào ban đêm hoặc ngày nghỉ của cùng một ngày.",
            "Many dossiers of one day were closed at night or on a day off.",
        ),
        (
            "Hỏi ai đã thao tác và vì sao; đối chiếu nhật ký hệ thống.",
            "Ask who did it and why; compare the system's log.",
        ),
        (
            (
                "BLLĐ 2019 Đ.105, Đ.112: giờ làm việc, ngày nghỉ; lịch của cơ quan trong"
                " config/calendar."
            ),
            "Labour Code 2019 Art. 105, 112: hours and days off; the office's calendar.",
        ),
        _BY_DAYS,
        (
            _times_peak(3.0),
            _deviations(3.0),
            _fewest(8),
            Threshold(
                "first_hour",
                6,
                COUNT,
                ("trước giờ này là ngoài giờ", "before this hour is off hours"),
            ),
            Threshold(
                "last_hour",
                19,
                COUNT,
                ("từ giờ này là ngoài giờ", "from this hour on is off hours"),
            ),
        ),
    ),
    Check(
        "no_steps",
        ("Kết thúc không qua bước nào", "Closed without any step between"),
        (
            "hồ sơ kết thúc không có bước xử lý / kết thúc trong tháng",
            "closed without a step between / closed in the month",
        ),
        (
            (
                "Tiến độ của cơ quan vẫn được ghi, nhưng các hồ sơ này đi thẳng từ tiếp nhận"
                " tới kết"
                " thúc."
            ),
            "The unit's progress is recorded, yet these went straight from received to closed.",
        ),
        (
            "Xem diễn biến vài hồ sơ; hỏi vì sao không qua phòng chuyên môn.",
            "Look at the course of a few; ask why no desk worked on them.",
        ),
        (
            (
                "TT 01/2018/TT-VPCP (23/11/2018): mỗi lần giao nhận được ghi vào Phiếu kiểm"
                " soát quá"
                " trình giải quyết hồ sơ."
            ),
            "Circular 01/2018: each hand-over stands in the sheet that follows a dossier.",
        ),
        _BY_SHARES,
        (
            _fewest(8),
            _silent_above(0.5),
            Threshold(
                "fewest_steps",
                2,
                COUNT,
                (
                    "dưới bấy nhiêu bước là không có bước giữa",
                    "fewer steps than this are none between",
                ),
            ),
        ),
    ),
    Check(
        "due_moved",
        ("Dời hạn trả sau khi đã lỡ hạn", "Due dates moved after they were missed"),
        (
            "hồ sơ lỡ hạn bị dời hạn / hồ sơ lỡ hạn trong tháng",
            "missed and then moved / missed in the month",
        ),
        (
            "Bản kết xuất trước cho thấy đã quá hạn; bản sau ghi một hạn trả muộn hơn.",
            "An earlier export shows it overdue; a later one tells a later due date.",
        ),
        (
            (
                "Tìm phiếu xin lỗi, hẹn lại của từng hồ sơ; không có phiếu gửi trước hạn thì"
                " hạn cũ là"
                " hạn đúng."
            ),
            "Look for each letter of apology; without one in time the first date holds.",
        ),
        (
            (
                "NĐ 61/2018/NĐ-CP Đ.19.9, NĐ 118/2025/NĐ-CP Đ.19.6: xin lỗi, hẹn lại trước khi hết"
                " hạn, không quá một lần."
            ),
            (
                "Decree 61/2018 Art. 19.9, 118/2025 Art. 19.6: a new date is given before"
                " the old one"
                " passes, once."
            ),
        ),
        _BY_SHARES,
        (_fewest(4), _most_usual(0.05)),
        ("due_moved_after_missed",),
    ),
    Check(
        "received_moved",
        ("Dời ngày tiếp nhận về sau", "Received dates moved later"),
        (
            "hồ sơ có ngày tiếp nhận bị dời / tiếp nhận trong tháng",
            "received date moved / received in the month",
        ),
        (
            (
                "Ngày tiếp nhận bị dời về sau (thường về bước đang mở cuối cùng), hoặc muộn"
                " hơn bước"
                " xử lý đầu tiên."
            ),
            (
                "The received date was moved later (mostly to the last open step), or is later than"
                " the first step."
            ),
        ),
        (
            "Đối chiếu giấy tiếp nhận, hẹn trả đã đưa cho người dân.",
            "Compare the receipt that the citizen was given.",
        ),
        (
            "NĐ 61/2018/NĐ-CP Đ.17: thời hạn tính từ khi tiếp nhận ghi trên giấy hẹn.",
            "Decree 61/2018 Art. 17: the limit runs from the moment on the receipt.",
        ),
        _BY_SHARES,
        (_fewest(5), _most_usual(0.05)),
        ("received_moved_later",),
    ),
    Check(
        "result_after_closing",
        ("Kết quả có ngày sau khi kết thúc", "Results dated after the closing"),
        (
            "hồ sơ có kết quả hoặc bước xử lý sau khi trả / kết thúc trong tháng",
            "result or step after the end / closed in the month",
        ),
        (
            (
                "Ngày có kết quả muộn hơn ngày trả, hoặc còn bước xử lý sau ngày kết thúc: kết thúc"
                " trước, làm sau."
            ),
            (
                "The result is later than the hand-over, or steps go on after the closing: closed"
                " first, worked on later."
            ),
        ),
        (
            "Đối chiếu ngày ký kết quả; ngày kết thúc đúng là ngày có kết quả.",
            "Compare the signature's date: that is when it was done.",
        ),
        (
            "TT 01/2020/TT-VPCP: đã giải quyết là đã có kết quả.",
            "Circular 01/2020: resolved means that the result is there.",
        ),
        _BY_SHARES,
        (_fewest(5), _most_usual(0.05)),
    ),
    Check(
        "constant_flag",
        ("Thông tin lúc nào cũng như nhau", "A flag that never changes"),
        (
            "hồ sơ có giá trị đẹp / hồ sơ có ghi trong tháng",
            "dossiers with the good value / dossiers that tell it in the month",
        ),
        (
            (
                "Mọi hồ sơ đều “có số hóa” (tái sử dụng, nộp đúng giây tiếp nhận…): giá trị"
                " điền sẵn,"
                " không phải sự thật đã ghi."
            ),
            (
                "Every dossier says “digitised” (reused, handed in at the second of receipt"
                " …): filled"
                " in by default."
            ),
        ),
        (
            "Mở vài hồ sơ xem có tệp số hóa thật không; hỏi nhà cung cấp trường này lấy từ đâu.",
            "Open a few and look for the files; ask the vendor where the field comes from.",
        ),
        (
            (
                "NĐ 107/2021/NĐ-CP (số hóa hồ sơ, kết quả); lỗi đã biết của dữ liệu đồng bộ Cổng"
                " DVCQG."
            ),
            "Decree 107/2021 (digitising); a known lie of the portal's sync data.",
        ),
        (
            (
                "Một dải tháng liền không có lấy một giá trị khác, dài hơn nhiều so với tỷ lệ của"
                " chính cơ quan ngoài dải ấy,"
                " hay của các cơ quan khác nếu nó luôn như vậy."
            ),
            (
                "A run of months without one other value, far longer than the unit's own"
                " share outside"
                " the run allows,"
                " or that of other units where it never differs."
            ),
        ),
        (
            _fewest(40),
            Threshold(
                "surprise",
                14,
                TIMES,
                (
                    "số giá trị khác lẽ ra phải có trong dải",
                    "other values that the run should have had",
                ),
            ),
        ),
    ),
    Check(
        "never_waits",
        ("Không bao giờ chờ công dân", "Statuses that never wait"),
        (
            "hồ sơ không chờ lần nào / hồ sơ tiếp nhận trong tháng",
            "dossiers that never waited / received in the month",
        ),
        (
            (
                "Không hồ sơ nào chờ bổ sung, chờ nộp phí hay dừng, trong khi nơi khác có:"
                " trạng thái"
                " 5, 6, 8 bị gửi thành 9."
            ),
            (
                "None waits for papers, a fee or is stopped while others' do: 5, 6 and 8 are"
                " sent as"
                " 9."
            ),
        ),
        (
            "So một ngày với màn hình của hệ thống nguồn; sửa bảng quy đổi trạng thái khi đồng bộ.",
            "Compare one day with the source's own screen; mend the mapping of statuses.",
        ),
        (
            "Mười trạng thái của Cổng DVCQG; lỗi đã biết: 5, 6, 8 gửi thành 9.",
            "The ten statuses of the national portal; a known lie: 5, 6 and 8 sent as 9.",
        ),
        (
            (
                "Một dải tháng liền không có hồ sơ nào chờ, trong khi tỷ lệ chờ của cùng"
                " tháng ở các"
                " cơ quan khác"
                " (theo nếp riêng của cơ quan này) lẽ ra phải cho nhiều."
            ),
            (
                "A run of months in which none waited, while the share of the same months elsewhere"
                " (at this unit's own rate) should have given many."
            ),
        ),
        (
            _fewest(40),
            Threshold(
                "surprise",
                14,
                TIMES,
                ("số hồ sơ chờ lẽ ra phải có trong dải", "waits that the run should have had"),
            ),
        ),
    ),
    Check(
        "open_lost",
        (
            "Mất hồ sơ đang giải quyết giữa hai bản kết xuất",
            "Open dossiers lost between two exports",
        ),
        (
            "hồ sơ đang mở bị mất / đang mở, ngày nhiều nhất",
            "open ones lost / open on the fullest day",
        ),
        (
            (
                "Hồ sơ đang mở ở bản trước thì bản sau không còn, thành “không tiếp nhận”, hoặc kết"
                " thúc lùi ngày."
            ),
            (
                "What an export shows open is gone from the next, is “not accepted”, or was closed"
                " backwards in time."
            ),
        ),
        (
            "Yêu cầu cơ quan giải trình từng mã; số tồn thật là số của bản trước.",
            "Ask about each code; the true backlog is that of the earlier export.",
        ),
        (
            "Đồng nhất thức: tồn đầu + tiếp nhận = đã giải quyết + tồn cuối.",
            "The identity: opening + received = resolved + still open.",
        ),
        _BY_SHARES,
        (_fewest(8), _most_usual(0.05)),
        ("open_dossier_lost", "absent_from_newer"),
    ),
    Check(
        "late_vanished",
        ("Hồ sơ trễ biến khỏi bản kết xuất mới", "Late dossiers that vanish from a newer export"),
        (
            "hồ sơ trễ biến mất / trễ đang mở, ngày nhiều nhất",
            "late ones vanished / late and open on the fullest day",
        ),
        (
            "Hồ sơ đang quá hạn không còn trong bản kết xuất mới hơn: xóa để khỏi bị tính trễ.",
            (
                "Overdue dossiers are not in a newer export: removed, so that they do not count as"
                " late."
            ),
        ),
        (
            "Yêu cầu kết xuất lại đủ; onestop vẫn giữ và vẫn đếm các hồ sơ này.",
            "Ask for the whole export again; onestop keeps and counts them meanwhile.",
        ),
        (
            "NĐ 61/2018/NĐ-CP Đ.19.9: hồ sơ trễ phải xin lỗi, không được xóa.",
            "Decree 61/2018 Art. 19.9: the late are owed an apology, not removal.",
        ),
        _BY_SHARES,
        (_fewest(4), _most_usual(0.05)),
        ("absent_from_newer",),
    ),
    Check(
        "missing_numbers",
        ("Thiếu số trong dãy mã hằng ngày", "Numbers missing from a daily series"),
        (
            "số bị thiếu / số lẽ ra có trong tháng",
            "numbers missing / numbers that should be there in the month",
        ),
        (
            (
                "Mã cấp theo thứ tự từng ngày (…-240115-0007) mà thiếu nhiều số: có hồ sơ"
                " không được"
                " kết xuất."
            ),
            (
                "Codes are numbered by day (…-240115-0007) and many numbers are missing: some were"
                " left out."
            ),
        ),
        (
            "Hỏi các số thiếu; nếu là hồ sơ hủy, xin danh sách hủy.",
            "Ask for the missing numbers; if cancelled, for the list of the cancelled.",
        ),
        (
            (
                "Mã hồ sơ cấp theo cơ quan, ngày và số thứ tự; mã đặt ngẫu nhiên không thành"
                " dãy nên"
                " không xét."
            ),
            (
                "Codes are given by agency, day and number; random ones form no series and are left"
                " alone."
            ),
        ),
        _BY_SHARES,
        (_fewest(8), _silent_above(0.2)),
    ),
)
"""In the order in which they are shown."""

BY_CODE = {check.code: check for check in CHECKS}

OVERDUE, STILL_OPEN = "due_at", "status"
"""What the finding of an absent dossier names as its column: how it stood when last told."""


def check_of(code: str) -> Check:
    """The check of a code. Raises NotFoundError with the nearest."""
    if code in BY_CODE:
        return BY_CODE[code]
    near = get_close_matches(code, BY_CODE, 3, 0.3) or list(BY_CODE)
    raise NotFoundError("phép kiểm", code, tuple(near))
