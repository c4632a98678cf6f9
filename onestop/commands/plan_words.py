"""What the commands about plans say, in Vietnamese and English."""

from __future__ import annotations

from onestop.commands.words import dates_in_words, spoken
from onestop.domain.period import DAY_SECONDS, day_of, instant_text


WORDS = {
    "plan": ("Kế hoạch", "Plan"),
    "title": ("Tên", "Title"),
    "authority": ("Cơ quan", "Authority"),
    "years": ("Năm", "Years"),
    "targets": ("Chỉ tiêu", "Targets"),
    "tasks": ("Nhiệm vụ", "Tasks"),
    "in_force": ("Đang áp dụng", "In force"),
    "yes": ("có", "yes"),
    "no": ("chưa", "not yet"),
    "no_plans": (
        "Chưa khai báo kế hoạch nào: mỗi kế hoạch là một tệp trong config/plans.",
        "No plan is declared: each is a file in config/plans.",
    ),
    "checked": (
        "{file}: đúng ({targets} chỉ tiêu, {tasks} nhiệm vụ).",
        "{file}: correct ({targets} targets, {tasks} tasks).",
    ),
    "mistakes": ("{count} chỗ cần sửa.", "{count} things to mend."),
    "target": ("Chỉ tiêu", "Target"),
    "asked": ("Yêu cầu", "Asked"),
    "actual": ("Thực hiện", "Actual"),
    "verdict": ("Kết quả", "Verdict"),
    "left": ("Còn lại", "What is left"),
    "how": ("Cách đo", "How measured"),
    "heading": (
        "{title} · {unit} · {period} · số liệu đến {at}",
        "{title} · {unit} · {period} · figures up to {at}",
    ),
    "whole_day": ("hết ngày {day}", "the end of {day}"),
    "outside": (
        "Kế hoạch này của {years}; số đang xem là của năm {year}, chỉ để tham khảo.",
        "This plan is for {years}; the figures are of {year}, for information only.",
    ),
    "summary": (
        "{met} đạt, {near} cận, {missed} không đạt, {unknown} chưa đo được, trong {count}.",
        "{met} met, {near} near, {missed} missed, {unknown} not measured yet, of {count}.",
    ),
    "near": ("cận", "near"),
    "met": ("đạt", "met"),
    "missed": ("không đạt", "missed"),
    "unknown": ("chưa đo được", "not measured"),
    "inferred": ("do hệ thống suy ra", "inferred by us"),
    "local": ("giao từng đơn vị", "set per unit"),
    "points": ("còn cách {points} điểm %", "{points} points away"),
    "far": ("còn cách {points}", "{points} away"),
    "reached": ("đã tới mức hứa", "already there"),
    "last_year": ("cùng kỳ {figure}", "last year {figure}"),
    "told_by": ("{by} báo cáo {at}", "told by {by}, {at}"),
    "everywhere": ("toàn bộ", "everywhere"),
    "none": ("chưa có", "none"),
    "reported": (
        "Đã ghi: {target} = {value}, {unit}, {period}. Số cũ (nếu có) còn trong lịch sử.",
        "Noted: {target} = {value}, {unit}, {period}. An earlier figure stays in the history.",
    ),
    "taken_back": (
        "Đã rút lại số của {target}, {unit}, {period}; lịch sử còn nguyên.",
        "The figure of {target}, {unit}, {period} is taken back; the history stays.",
    ),
    "nothing_noted": (
        "Chưa ghi số nào; sửa rồi chạy lại.",
        "Nothing was noted; mend it and run again.",
    ),
    "many_reported": ("Đã ghi {count} số.", "{count} figures noted."),
    "nothing_told": ("Chưa có số nào được báo cáo.", "Nothing has been reported yet."),
    "value": ("Giá trị", "Value"),
    "unit": ("Đơn vị", "Unit"),
    "period": ("Kỳ", "Period"),
    "by": ("Người báo cáo", "By"),
    "reported_at": ("Lúc", "When"),
    "evidence": ("Minh chứng", "Evidence"),
    "holds": ("Còn hiệu lực", "Holds"),
    "code": ("Số", "Number"),
    "task": ("Nhiệm vụ", "Task"),
    "time": ("Thời gian", "Time"),
    "status": ("Trạng thái", "Status"),
    "done_of": ("Đã xong", "Done"),
    "next": ("Kỳ tới, hạn", "Next, due"),
    "lead": ("Chủ trì", "Lead"),
    "due": ("Hạn", "Due"),
    "tasks_heading": (
        "{title} · {unit} · đến {at}: hoàn thành {done}/{due} việc đã đến hạn{share}.",
        "{title} · {unit} · up to {at}: {done} of {due} due tasks done{share}.",
    ),
    "no_reminders": (
        "Không có việc nào trễ hoặc đến hạn trong {days} ngày tới.",
        "Nothing is late or falls due within {days} days.",
    ),
    "marked_done": ("Đã ghi: {code} xong ngày {day}.", "Noted: {code} done on {day}."),
    "marked_late": (
        "Đã ghi: {code} xong ngày {day}, trễ {days} ngày.",
        "Noted: {code} done on {day}, {days} days late.",
    ),
    "marked_undone": ("Đã ghi: {code} chưa xong.", "Noted: {code} is not done after all."),
    "marked_event": (
        "Đã ghi sự kiện ngày {day}: {code} đến hạn.",
        "Event of {day} noted: {code} falls due.",
    ),
    "event_gone": ("Đã bỏ sự kiện ngày {day} của {code}.", "Event of {day} of {code} taken away."),
    "form_made": ("Đã ghi mẫu đăng ký: {file}", "Registration form written: {file}"),
    "registered": (
        "{unit}: {new} việc mới, {gone} việc không còn trong mẫu, tổng {total}.",
        "{unit}: {new} new, {gone} no longer in the form, {total} in all.",
    ),
}


def tell(key: str, **facts: object) -> str:
    """A sentence in the language spoken, moments inside its facts written day first."""
    told = {n: dates_in_words(v) if isinstance(v, str) else v for n, v in facts.items()}
    return spoken(WORDS[key]).format(**told)


def until(moment: int) -> str:
    """How far figures reach: a moment, at midnight the whole day before it."""
    if moment % DAY_SECONDS:
        return instant_text(moment)
    return tell("whole_day", day=f"{day_of(moment // DAY_SECONDS - 1):%d/%m/%Y}")
