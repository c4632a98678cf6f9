"""The additive counts: each declared once, placed in time by one date of the dossier.

Store columns, queries, API fields, pages and reports derive from `MEASURES`.
A condition takes `Facts` and is SQL or array depending on what the facts were made of.
Source: definitions.md section 5 (QĐ 766/QĐ-TTg, TT 01/2020/TT-VPCP, NĐ 61/2018, NĐ 118/2025).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onestop.domain.dossier import Channel, Payment, ReturnChannel, Satisfaction
from onestop.domain.facts import Expression, Facts


@dataclass(frozen=True)
class Measure:
    """One count (or sum) over dossiers.

    placed_by: `received`, `closed`, `due` (flows, placed by that date), `state` (at a
    moment), or `elsewhere` (counted from feedback or plan tasks, not from dossiers).
    condition: of a flow `Facts -> expression`; of a state `(Facts, moment) -> expression`.
    amount: what is summed where the condition holds; None counts dossiers.
    """

    code: str
    placed_by: str
    label_vi: str
    label_en: str
    condition: Callable[..., Expression] | None = None
    amount: Callable[[Facts], Expression] | None = None


def _channel(channel: Channel) -> Callable[[Facts], Expression]:
    return lambda d: d.ops.first_known(d.row.channel, int(Channel.DIRECT)) == int(channel)


def _level(level: int) -> Callable[[Facts], Expression]:
    return lambda d: d.row.service_level == level


def _received(*conditions: Callable[[Facts], Expression]) -> Callable[[Facts], Expression]:
    def condition(d: Facts) -> Expression:
        whole = d.inside
        for one in conditions:
            whole = whole & one(d)
        return whole

    return condition


def _online(d: Facts) -> Expression:
    return _channel(Channel.ONLINE)(d)


def _level34(d: Facts) -> Expression:
    return d.ops.within(d.row.service_level, (3, 4))


def _paid_online(d: Facts) -> Expression:
    paid = (int(Payment.NATIONAL), int(Payment.LOCAL))
    return (d.row.fee_due == 1) & d.ops.within(d.row.paid_online, paid)


def _satisfied(d: Facts) -> Expression:
    pleased = (int(Satisfaction.VERY_SATISFIED), int(Satisfaction.SATISFIED))
    return d.closed & d.ops.within(d.row.satisfaction, pleased)


def _result_known(d: Facts) -> Expression:
    return d.processed & d.ops.known(d.row.result_digitised)


def _digitised_known(d: Facts) -> Expression:
    return _result_known(d) & d.ops.known(d.row.components_digitised)


def _both_digitised(d: Facts) -> Expression:
    return d.processed & (d.row.result_digitised == 1) & (d.row.components_digitised == 1)


def _rescheduled(times: int) -> Callable[[Facts], Expression]:
    return lambda d: d.resolved & (d.ops.first_known(d.row.reschedule_count, 0) >= times)


def _processing_days(d: Facts) -> Expression:
    days = d.ops.first_known(d.row.processing_days, 0)
    if d.policy.supplement == "subtract":
        return days - d.ops.first_known(d.row.paused_days, 0)
    return days


RECEIVED = (
    Measure("received", "received", "Tiếp nhận", "Received", _received()),
    Measure(
        "received_online",
        "received",
        "Tiếp nhận trực tuyến",
        "Received online",
        _received(_online),
    ),
    Measure(
        "received_direct",
        "received",
        "Tiếp nhận trực tiếp",
        "Received at the counter",
        _received(_channel(Channel.DIRECT)),
    ),
    Measure(
        "received_postal",
        "received",
        "Tiếp nhận qua bưu chính công ích",
        "Received by post",
        _received(_channel(Channel.POSTAL)),
    ),
    Measure(
        "received_level3",
        "received",
        "Tiếp nhận, DVC một phần",
        "Received, partial online service",
        _received(_level(3)),
    ),
    Measure(
        "received_level4",
        "received",
        "Tiếp nhận, DVC toàn trình",
        "Received, full online service",
        _received(_level(4)),
    ),
    Measure(
        "received_online_level3",
        "received",
        "Trực tuyến, DVC một phần",
        "Online, partial online service",
        _received(_online, _level(3)),
    ),
    Measure(
        "received_online_level4",
        "received",
        "Trực tuyến, DVC toàn trình",
        "Online, full online service",
        _received(_online, _level(4)),
    ),
    Measure(
        "components_digitised",
        "received",
        "Có số hóa thành phần hồ sơ",
        "Components digitised",
        _received(lambda d: d.row.components_digitised == 1),
    ),
    Measure(
        "reuse_known",
        "received",
        "Biết có tái sử dụng hay không",
        "Reuse known",
        _received(lambda d: d.ops.known(d.row.components_reused)),
    ),
    Measure(
        "components_reused",
        "received",
        "Tái sử dụng dữ liệu số hóa",
        "Components reused",
        _received(lambda d: d.row.components_reused == 1),
    ),
    Measure(
        "fee_due",
        "received",
        "Có phí, lệ phí",
        "Fee due",
        _received(lambda d: d.row.fee_due == 1),
    ),
    Measure(
        "paid_online",
        "received",
        "Thanh toán trực tuyến",
        "Paid online",
        _received(_paid_online),
    ),
)

CLOSED = (
    Measure("resolved", "closed", "Đã giải quyết", "Resolved", lambda d: d.resolved),
    Measure("resolved_early", "closed", "Trước hạn", "Resolved early", lambda d: d.early),
    Measure("resolved_on_time", "closed", "Đúng hạn", "Resolved on time", lambda d: d.on_time),
    Measure("resolved_late", "closed", "Quá hạn", "Resolved late", lambda d: d.late),
    Measure(
        "resolved_without_due_date",
        "closed",
        "Đã giải quyết, không có hạn trả",
        "Resolved without a due date",
        lambda d: d.resolved & d.no_due,
    ),
    Measure("withdrawn", "closed", "Công dân xin rút", "Withdrawn", lambda d: d.withdrawn),
    Measure(
        "processed",
        "closed",
        "Đã giải quyết, không kể xin rút",
        "Resolved and not withdrawn",
        lambda d: d.processed,
    ),
    Measure(
        "processing_days",
        "closed",
        "Tổng số ngày làm việc đã giải quyết",
        "Working days taken, in total",
        lambda d: d.processed,
        _processing_days,
    ),
    Measure(
        "result_known",
        "closed",
        "Biết kết quả có số hóa hay không",
        "Result digitisation known",
        _result_known,
    ),
    Measure(
        "result_digitised",
        "closed",
        "Kết quả được số hóa",
        "Result digitised",
        lambda d: d.processed & (d.row.result_digitised == 1),
    ),
    Measure(
        "digitised_known",
        "closed",
        "Biết hồ sơ và kết quả có số hóa hay không",
        "Digitisation known",
        _digitised_known,
    ),
    Measure(
        "fully_digitised",
        "closed",
        "Số hóa cả thành phần và kết quả",
        "Components and result digitised",
        _both_digitised,
    ),
    Measure(
        "result_known_level34",
        "closed",
        "DVC một phần, toàn trình: biết kết quả có số hóa",
        "Level 3 or 4: result digitisation known",
        lambda d: _result_known(d) & _level34(d),
    ),
    Measure(
        "result_digitised_level34",
        "closed",
        "DVC một phần, toàn trình: kết quả được số hóa",
        "Level 3 or 4: result digitised",
        lambda d: d.processed & (d.row.result_digitised == 1) & _level34(d),
    ),
    Measure(
        "returned_by_post",
        "closed",
        "Trả kết quả qua bưu chính công ích",
        "Result returned by post",
        lambda d: d.processed & (d.row.return_channel == int(ReturnChannel.POST)),
    ),
    Measure(
        "late_with_apology",
        "closed",
        "Quá hạn có thư xin lỗi",
        "Late, with an apology letter",
        lambda d: d.late & d.apology,
    ),
    Measure(
        "late_with_apology_in_time",
        "closed",
        "Quá hạn có thư xin lỗi gửi trước hạn",
        "Late, with a letter sent in time",
        lambda d: d.late & d.apology_in_time,
    ),
    Measure("rescheduled", "closed", "Có hẹn lại", "Rescheduled", _rescheduled(1)),
    Measure(
        "rescheduled_more_than_once",
        "closed",
        "Hẹn lại quá một lần",
        "Rescheduled more than once",
        _rescheduled(2),
    ),
    Measure(
        "supplement_requested",
        "closed",
        "Phải bổ sung",
        "Sent back for a supplement",
        lambda d: d.resolved & (d.ops.first_known(d.row.supplement_count, 0) >= 1),
    ),
    Measure(
        "rated",
        "closed",
        "Được đánh giá",
        "Rated",
        lambda d: d.closed & d.ops.known(d.row.satisfaction),
    ),
    Measure("rated_satisfied", "closed", "Hài lòng", "Rated satisfied", _satisfied),
)

DUE = (
    Measure(
        "fell_overdue",
        "due",
        "Hết hạn mà chưa xong",
        "Fell overdue",
        lambda d: d.fell_overdue,
    ),
)

STATES = (
    Measure("open", "state", "Đang giải quyết", "Open", lambda d, at: d.open_at(at)),
    Measure(
        "open_overdue",
        "state",
        "Đang giải quyết, quá hạn",
        "Open, overdue",
        lambda d, at: d.overdue_at(at),
    ),
    Measure(
        "open_paused",
        "state",
        "Tạm dừng",
        "Open, waiting for the citizen",
        lambda d, at: d.paused_at(at),
    ),
    Measure(
        "open_overdue_with_apology",
        "state",
        "Đang quá hạn, có thư xin lỗi",
        "Open, overdue, with an apology letter",
        lambda d, at: d.overdue_at(at) & d.apology,
    ),
    Measure(
        "open_overdue_with_apology_in_time",
        "state",
        "Đang quá hạn, thư xin lỗi gửi trước hạn",
        "Open, overdue, with a letter sent in time",
        lambda d, at: d.overdue_at(at) & d.apology_in_time,
    ),
    Measure(
        "open_without_due_date",
        "state",
        "Đang giải quyết, không có hạn trả",
        "Open, without a due date",
        lambda d, at: d.open_at(at) & d.no_due,
    ),
)

OPENING = Measure("opening", "opening", "Kỳ trước chuyển sang", "Open at the start")
"""`open`, asked at the period's start."""

DUE_SOON_DAYS = 2
"""Working days ahead that the pages warn of ("sắp đến hạn"); ux.md, Tổng quan."""

DUE_SOON = Measure("due_within_2", "due_soon", "Sắp đến hạn (2 ngày)", "Due in 2 working days")
"""due_within(n) for n = DUE_SOON_DAYS, counted from the dossiers at T."""

ELSEWHERE = (
    Measure("feedback_judged", "elsewhere", "PAKN đến hạn trả lời", "Feedback due"),
    Measure(
        "feedback_on_time",
        "elsewhere",
        "PAKN xử lý đúng hạn",
        "Feedback answered in time",
    ),
    Measure("tasks_due", "elsewhere", "Nhiệm vụ đến hạn", "Plan tasks whose time has passed"),
    Measure("tasks_done", "elsewhere", "Nhiệm vụ hoàn thành", "Plan tasks done"),
)

FLOWS = (*RECEIVED, *CLOSED, *DUE)
LEDGER_MEASURES = (*FLOWS, *STATES)
"""What the store sums; a state is kept as +1 when it begins and -1 when it ends."""

MEASURES = (OPENING, *FLOWS, *STATES, DUE_SOON)
"""Every measure of a result, in the order shown."""

BY_CODE = {measure.code: measure for measure in (*MEASURES, *ELSEWHERE)}
