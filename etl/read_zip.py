"""What a zip holds, unpacked within bounds.

It knows bombs, nesting, passwords and mangled names; not what the members mean.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from onestop.domain.errors import UnreadableFileError


MOST_BYTES = 4 << 30
MOST_MEMBERS = 10_000
DEEPEST = 2
FREE_BYTES = 50 << 20
STEEPEST = 200
"""A member over 50 MiB that shrank more than 200 times is a bomb: real exports reach 30."""

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)
UNPACK = "Hãy giải nén bằng tay, kiểm tra các tệp bên trong rồi nạp từng tệp."
GIVE_PASSWORD = "Hãy nạp với --ask-password hoặc --password-file, hoặc giải nén bằng tay."


@dataclass
class Total:
    """Bytes still allowed, shared by an archive and those inside it."""

    left: int = MOST_BYTES


@dataclass(frozen=True)
class Budget:
    """How much may still be unpacked, how deep, and with which passwords."""

    total: Total = field(default_factory=Total)
    depth: int = 0
    passwords: tuple[str, ...] = field(default=(), repr=False)

    def inside(self) -> Budget:
        """The same bytes and passwords, one archive deeper."""
        return replace(self, depth=self.depth + 1)


@dataclass(frozen=True)
class Member:
    """One unpacked file."""

    shown: str
    location: Path


def members(
    path: Path, shown: str, budget: Budget, kept_in: Path
) -> Iterator[Member | UnreadableFileError]:
    """Each file of the archive; the whole archive is refused if it is a bomb."""
    if budget.depth >= DEEPEST:
        raise UnreadableFileError(shown, "tệp nén lồng quá sâu.", UNPACK)
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [info for info in archive.infolist() if _wanted(info)]
            check_size(archive, shown, budget.total)
            for info in wanted:
                inner = f"{shown}/{name_of(info)}"
                yield _unpacked(archive, info, inner, (budget.passwords, kept_in))
    except BROKEN as error:
        raise UnreadableFileError(shown, "tệp nén hỏng hoặc chưa tải hết.", UNPACK) from error
    if not wanted:
        raise UnreadableFileError(shown, "tệp nén không có tệp nào.", UNPACK)


def check_size(archive: zipfile.ZipFile, shown: str, total: Total) -> None:
    """Refuses a bomb before a byte of it is unpacked."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise UnreadableFileError(shown, f"có hơn {MOST_MEMBERS} tệp bên trong.", UNPACK)
    total.left -= sum(info.file_size for info in infos)
    if total.left < 0:
        raise UnreadableFileError(shown, "bung ra quá 4 GiB, có thể là bom nén.", UNPACK)
    for info in infos:
        if info.file_size > FREE_BYTES and info.file_size > STEEPEST * info.compress_size:
            problem = f"“{name_of(info)}” bung ra hơn {STEEPEST} lần, có thể là bom nén."
            raise UnreadableFileError(shown, problem, UNPACK)


def name_of(info: zipfile.ZipInfo) -> str:
    """The member's name; Windows writes UTF-8 or CP1258 without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp1258"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return "".join(letter if letter.isprintable() else "_" for letter in name)


def _wanted(info: zipfile.ZipInfo) -> bool:
    parts = name_of(info).replace("\\", "/").split("/")
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in parts if part != "..")
    return not info.is_dir() and not hidden


def _unpacked(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    inner: str,
    told: tuple[tuple[str, ...], Path],
) -> Member | UnreadableFileError:
    """`told`: the passwords to try, and where to unpack."""
    if info.flag_bits & 1:
        return _unlocked(archive, info, inner, told)
    try:
        return Member(inner, _extract(archive, info, told[1]))
    except (*BROKEN, NotImplementedError, RuntimeError):
        return UnreadableFileError(inner, "không giải nén được, tệp hỏng.", UNPACK)


def _unlocked(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    inner: str,
    told: tuple[tuple[str, ...], Path],
) -> Member | UnreadableFileError:
    """A member with a password; a wrong one is told apart only by what it unpacks to."""
    passwords, kept_in = told
    for password in passwords:
        try:
            return Member(inner, _extract(archive, info, kept_in, password.encode()))
        except NotImplementedError:
            problem = "tệp nén có mật khẩu kiểu AES, chưa mở được."
            return UnreadableFileError(inner, problem, UNPACK)
        except (*BROKEN, RuntimeError):
            continue
    if passwords:
        problem = f"tệp nén có mật khẩu, {len(passwords)} mật khẩu đã cho đều không mở được."
        return UnreadableFileError(inner, problem, UNPACK)
    return UnreadableFileError(inner, "tệp nén có mật khẩu.", GIVE_PASSWORD)


def _extract(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, kept_in: Path, password: bytes | None = None
) -> Path:
    """Named by hash; `ZipExtFile` stops at the declared size, which was checked."""
    kept_in.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=kept_in, delete=False) as copy:
        temporary = Path(copy.name)
        try:
            with archive.open(info, pwd=password) as source:
                while block := source.read(1 << 20):
                    digest.update(block)
                    copy.write(block)
        except BaseException:
            temporary.unlink()
            raise
    target = kept_in / digest.hexdigest()
    return temporary.replace(target)
