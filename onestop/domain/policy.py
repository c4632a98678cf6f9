"""Where practice differs between authorities: the named choices, their defaults, their words.

It knows which choices exist (definitions.md section 3) and how a file states them;
it refuses to decide any number: `facts` and `measures` do, asking here.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path

from onestop.domain.errors import DeclarationError


CHOICES = {
    "precision": {
        "day": "so theo ngày",
        "instant": "so theo giờ hẹn",
    },
    "no_due_date": {
        "on_time": "không có hạn trả: tính đúng hạn",
        "exclude": "không có hạn trả: không xếp loại",
        "computed": "không có hạn trả: tính hạn theo thời hạn của thủ tục",
    },
    "withdrawn": {
        "resolved": "hồ sơ xin rút: tính là đã giải quyết",
        "separate": "hồ sơ xin rút: để riêng",
    },
    "stopped": {
        "paused": "hồ sơ dừng xử lý: coi là tạm dừng",
        "closed": "hồ sơ dừng xử lý: coi là đã kết thúc",
    },
    "paused_overdue": {
        "in_time": "hồ sơ tạm dừng: không tính quá hạn",
        "overdue": "hồ sơ tạm dừng: vẫn tính quá hạn",
    },
    "rescheduled": {
        "current": "hạn trả: theo hạn hiện hành của nguồn",
        "original": "hạn trả: theo hạn hẹn lần đầu",
    },
    "interlinked": {
        "each": "hồ sơ liên thông: tính ở từng cơ quan",
        "once": "hồ sơ liên thông: tính một lần trong tổng chung",
    },
    "supplement": {
        "as_exported": "thời gian bổ sung: theo hạn của nguồn",
        "subtract": "thời gian bổ sung: trừ khỏi thời gian giải quyết",
    },
}
"""Every choice and its wording; the first value of each is the default."""


@dataclass(frozen=True)
class Policy:
    """The choices in force; printed with every result."""

    precision: str = "day"
    no_due_date: str = "on_time"
    withdrawn: str = "resolved"
    stopped: str = "paused"
    paused_overdue: str = "in_time"
    rescheduled: str = "current"
    interlinked: str = "each"
    supplement: str = "as_exported"

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value not in CHOICES[name]:
                allowed = ", ".join(CHOICES[name])
                raise DeclarationError(
                    "policy.toml", name, f"“{value}” không hợp lệ; chọn một trong: {allowed}."
                )

    def as_dict(self) -> dict[str, str]:
        """The choices by name, in declared order."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """The choices in words, for footnotes."""
        return [CHOICES[name][value] for name, value in asdict(self).items()]

    def fingerprint(self) -> str:
        """A short text that changes when any choice that shapes the ledger does.

        `interlinked` is left out: it is applied to rows when asked, never to the ledger.
        """
        shaping = {k: v for k, v in asdict(self).items() if k != "interlinked"}
        return sha256(repr(sorted(shaping.items())).encode()).hexdigest()[:16]


def load_policy(path: Path) -> Policy:
    """The policy of a TOML file; an absent file or choice means the default."""
    if not path.exists():
        return Policy()
    with path.open("rb") as file:
        stated = tomllib.load(file)
    known = {field.name for field in fields(Policy)}
    for name in stated:
        if name not in known:
            allowed = ", ".join(sorted(known))
            raise DeclarationError(path.name, name, f"không có lựa chọn này; có: {allowed}.")
    return Policy(**stated)
