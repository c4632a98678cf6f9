"""Everything that can go wrong, as one tree.

An error stores its facts and builds its own sentence: what, where, what to do.
It knows nothing of languages, exit codes or HTTP; `onestop.cli` and
`onestop.api.errors` translate.

    OnestopError
      InputError              the file is wrong; shown to the clerk, no traceback
        UnreadableFileError     broken, empty, protected, cut off, too large
        UnknownLayoutError      no profile recognises the headings
        AggregateError          a table of totals, not of dossiers
        ShiftedTableError       a heading and what stands below it disagree
        UnreadableCellError     one cell that cannot be understood
      DeclarationError        config/ is wrong; shown to whoever edits it
      StaleCorrectionError    a correction no longer applies
      NotFoundError           an unknown code in a question
      UsageError              the question itself makes no sense
      StoreError              the database is missing, locked, or of another version
      UnknownCallerError      nobody said who asks: to log in, or to bring a token
      NotAllowedError         the one who asks is known, and may not
"""

from __future__ import annotations

from dataclasses import dataclass


LOST_LETTERS = 3
"""Headings with “?” from which on letters were lost when the file was saved."""


class OnestopError(Exception):
    """The root: every error a user may see."""

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """The whole message for a person."""
        return " ".join(str(part) for part in self.args)

    def __reduce__(self) -> tuple:
        """An error crosses from one process to another with its facts."""
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[OnestopError], args: tuple, facts: dict) -> OnestopError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class InputError(OnestopError):
    """A file is wrong."""


@dataclass
class UnreadableFileError(InputError):
    """The whole file cannot be read."""

    file: str
    problem: str
    remedy: str
    place: str = ""

    def sentence(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.problem} {self.remedy}"


@dataclass
class UnknownLayoutError(InputError):
    """No source profile recognises the headings of any sheet."""

    file: str
    sheet: str
    headings: list[str]
    nearest: dict[str, str]

    def sentence(self) -> str:
        known = "; ".join(f"“{a}” ≈ {b}" for a, b in self.nearest.items())
        seen = " | ".join(text[:40] for text in self.headings[:20]) or "(không thấy dòng tiêu đề)"
        hint = f" Gần nhất: {known}." if known else ""
        told = f"{self.file}, {self.sheet}: không nhận ra bố cục. Tiêu đề đọc được: {seen}."
        if sum("?" in text for text in self.headings) >= LOST_LETTERS:
            return (
                f"{told} Chữ tiếng Việt đã thành dấu “?” khi lưu tệp."
                " Hãy lưu lại dạng .xlsx hoặc “CSV UTF-8” rồi nạp lại."
            )
        return (
            f"{told}{hint} Khai báo một nguồn mới trong config/sources (docs/adding-a-source.md)."
        )


@dataclass
class AggregateError(InputError):
    """The table holds totals: II.06a, 07a, e-par or unit tables."""

    file: str
    sheet: str
    form: str

    def sentence(self) -> str:
        return (
            f"{self.file}, {self.sheet}: đây là bảng tổng hợp ({self.form}), không phải danh sách"
            " hồ sơ. Hãy xuất danh sách hồ sơ chi tiết."
        )


@dataclass
class ShiftedTableError(InputError):
    """The content under a heading is not what the heading says."""

    file: str
    sheet: str
    column: str
    problem: str

    def sentence(self) -> str:
        return (
            f"{self.file}, {self.sheet}, cột “{self.column}”: {self.problem}."
            " Bảng có thể bị lệch cột; hãy xuất lại hoặc sửa tệp rồi nạp lại."
        )


@dataclass
class UnreadableCellError(InputError):
    """One cell cannot be understood."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str

    def sentence(self) -> str:
        return f"{self.file}, {self.sheet}, dòng {self.row}, {self.column}: {self.reason}"


@dataclass
class DeclarationError(OnestopError):
    """Something declared in config/ is wrong."""

    file: str
    key: str
    problem: str

    def sentence(self) -> str:
        return f"{self.file}, {self.key}: {self.problem}"


class StaleCorrectionError(OnestopError):
    """A declared correction no longer meets what it expects."""


@dataclass
class NotFoundError(OnestopError):
    """A code in a question is not known."""

    kind: str
    asked: str
    nearest: tuple[str, ...] = ()

    def sentence(self) -> str:
        hint = f" Gần nhất: {', '.join(self.nearest)}." if self.nearest else ""
        return f"Không có {self.kind} “{self.asked}”.{hint}"


class UsageError(OnestopError):
    """A question that makes no sense, in words that say how to ask."""


class StoreError(OnestopError):
    """The store is missing, locked or of another version; says what to do."""


class UnknownCallerError(OnestopError):
    """Whoever asks did not say who they are, or is not known any more."""

    def sentence(self) -> str:
        return "Bạn chưa đăng nhập hoặc phiên đã hết; hãy đăng nhập rồi thử lại."


@dataclass
class NotAllowedError(OnestopError):
    """The role of whoever asks does not allow it. act: the code of what is not allowed."""

    act: str = ""

    def sentence(self) -> str:
        told = f" ({self.act})" if self.act else ""
        return (
            f"Tài khoản này không được phép làm việc này{told}; hãy hỏi người quản trị"
            " nếu công việc của bạn cần đến."
        )
