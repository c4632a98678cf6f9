"""What a dossier is: its fields, their kinds, its statuses and classes.

The one list of fields; readers, storage, exports and documentation derive from it.
It knows nothing of files or databases.
Sources: definitions.md section 2; the ten statuses are those of the national portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Status(IntEnum):
    """The ten national statuses (Cổng DVCQG)."""

    REGISTERED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_REQUESTED = 5
    FEE_PENDING = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10


class Channel(IntEnum):
    """How a dossier was handed in; a blank counts as direct."""

    DIRECT = 1
    ONLINE = 2
    POSTAL = 3


class ServiceLevel(IntEnum):
    """Mức độ DVC: 4 toàn trình, 3 một phần, 1 and 2 information only."""

    INFORMATION = 2
    PARTIAL = 3
    FULL = 4


class ReturnChannel(IntEnum):
    """How the result goes back."""

    DESK = 0
    POST = 1


class Payment(IntEnum):
    """Where a fee was paid online."""

    NONE = 0
    NATIONAL = 1
    LOCAL = 2


class Satisfaction(IntEnum):
    """A citizen's rating of one dossier."""

    VERY_SATISFIED = 1
    SATISFIED = 2
    DISSATISFIED = 3


class ApplicantKind(IntEnum):
    """LoaiDoiTuong of the national payload."""

    CITIZEN = 1
    BUSINESS = 2
    STATE_AGENCY = 3
    OTHER = 4


class Precision(IntEnum):
    """How finely a source's due dates are meant; a blank follows the policy."""

    DAY = 1
    INSTANT = 2


OUTSIDE = (Status.REGISTERED, Status.NOT_ACCEPTED)
CLOSED = (Status.WITHDRAWN, Status.FINISHED, Status.RETURNED)
WAITING = (Status.SUPPLEMENT_REQUESTED, Status.FEE_PENDING, Status.STOPPED)


@dataclass(frozen=True)
class Field:
    """One thing a source can tell of a dossier.

    kind: `code` identity text · `instant` local seconds · `status`, `channel`,
    `level`, `return_channel`, `payment`, `satisfaction`, `applicant_kind` wordings that
    become numbers · `flag` yes 1 / no 0 · `count` whole number · `money` ·
    `name` wording matched against a catalogue · `text` · `pauses` list of intervals.
    """

    code: str
    kind: str
    label_vi: str
    personal: bool = False


FIELDS = (
    Field("code", "code", "Mã hồ sơ"),
    Field("procedure_code", "name", "Mã TTHC"),
    Field("procedure_name", "name", "Tên TTHC"),
    Field("area", "name", "Lĩnh vực"),
    Field("unit", "name", "Cơ quan giải quyết"),
    Field("receiving_unit", "name", "Cơ quan tiếp nhận"),
    Field("channel", "channel", "Hình thức nộp"),
    Field("service_level", "level", "Mức độ DVC"),
    Field("return_channel", "return_channel", "Phương thức trả kết quả"),
    Field("submitted_at", "instant", "Ngày nộp"),
    Field("received_at", "instant", "Ngày tiếp nhận"),
    Field("due_at", "instant", "Ngày hẹn trả"),
    Field("original_due_at", "instant", "Ngày hẹn trả ban đầu"),
    Field("finished_at", "instant", "Ngày có kết quả"),
    Field("returned_at", "instant", "Ngày trả kết quả"),
    Field("ended_at", "instant", "Ngày rút, từ chối, dừng"),
    Field("status", "status", "Trạng thái"),
    Field("pauses", "pauses", "Các lần tạm dừng"),
    Field("supplement_count", "count", "Số lần yêu cầu bổ sung"),
    Field("components_digitised", "flag", "Số hóa thành phần hồ sơ"),
    Field("components_reused", "flag", "Tái sử dụng thành phần hồ sơ"),
    Field("result_digitised", "flag", "Số hóa kết quả"),
    Field("fee_due", "flag", "Có phí, lệ phí"),
    Field("paid_online", "payment", "Thanh toán trực tuyến"),
    Field("current_desk", "name", "Bộ phận đang xử lý"),
    Field("step_due_at", "instant", "Hạn của bước hiện tại"),
    Field("parent_code", "code", "Mã hồ sơ liên thông"),
    Field("applicant_kind", "applicant_kind", "Loại đối tượng"),
    Field("applicant_name", "text", "Chủ hồ sơ", personal=True),
)
"""The fields of a list of dossiers."""

LETTER_FIELDS = (
    Field("code", "code", "Mã hồ sơ"),
    Field("apology_number", "text", "Số phiếu"),
    Field("apology_sent_at", "instant", "Ngày ký phiếu"),
    Field("previous_due_at", "instant", "Ngày hẹn trả cũ"),
    Field("rescheduled_to", "instant", "Ngày hẹn trả mới"),
)
"""The fields of a list of apology letters; joined on the dossier code."""

RATING_FIELDS = (
    Field("code", "code", "Mã hồ sơ"),
    Field("satisfaction", "satisfaction", "Mức độ hài lòng"),
    Field("rated_at", "instant", "Ngày đánh giá"),
)
"""The fields of a list of satisfaction ratings; joined on the dossier code."""

FEEDBACK_FIELDS = (
    Field("code", "code", "Mã PAKN"),
    Field("area", "name", "Lĩnh vực"),
    Field("unit", "name", "Cơ quan xử lý"),
    Field("received_at", "instant", "Ngày tiếp nhận"),
    Field("answered_at", "instant", "Ngày trả lời"),
    Field("refused_at", "instant", "Ngày từ chối"),
    Field("asked_at", "instant", "Ngày yêu cầu bổ sung"),
    Field("published_at", "instant", "Ngày công khai"),
)
"""The fields of a list of feedback and petitions (phản ánh, kiến nghị)."""

PROGRESS_FIELDS = (
    Field("code", "code", "Mã hồ sơ"),
    Field("current_desk", "name", "Phòng ban xử lý"),
    Field("step_due_at", "instant", "Hạn theo quy định"),
    Field("step_started_at", "instant", "Ngày bắt đầu"),
    Field("step_done_at", "instant", "Thời điểm xử lý"),
)
"""The fields of CapNhatTienDoHoSoMC; the newest step of a dossier counts."""

KINDS = {
    "dossiers": FIELDS,
    "letters": LETTER_FIELDS,
    "ratings": RATING_FIELDS,
    "feedback": FEEDBACK_FIELDS,
    "progress": PROGRESS_FIELDS,
}
"""What a file can be a list of, and the fields it then has."""

JOINED_KINDS = ("letters", "ratings", "progress")
"""Lists whose rows belong to a dossier of the same code, and wait for it."""
