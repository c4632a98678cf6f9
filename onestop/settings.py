"""What the installation says: the only reader of the environment.

It knows names, defaults and where config/ lies; it refuses to read a declaration or
to open a database. os.environ is enough: a settings library took 50 ms to import.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from onestop.domain.errors import DeclarationError


PACKAGE = Path(__file__).resolve().parent
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


@dataclass(frozen=True)
class Oidc:
    """Another site that vouches for people: its address, and what it knows us by.

    secret: None for a client without one. name: what stands on the button.
    """

    issuer: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    name: str = "OpenID"


@dataclass(frozen=True)
class Access:
    """How the pages are reached from outside.

    address: `https://…` as people type it, or "": whatever name they ask for. is_https:
    everybody comes by https, so that cookies never go another way. proxies: whose word on a
    visitor's own address is believed.
    """

    address: str = ""
    is_https: bool = False
    proxies: tuple[str, ...] = ()
    oidc: Oidc | None = None


@dataclass(frozen=True)
class Post:
    """How messages leave: the office's mail server, and what webhooks are signed with.

    security: starttls, tls or none. sender: the address that stands in From.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str | None = field(default=None, repr=False)
    sender: str = "onestop@localhost"
    ca_file: str = ""
    webhook_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Settings:
    """One installation's answers.

    `config_dirs`: the shipped config/ first, then the installation's own; a file of the
    same name (a source: of the same code) in a later folder replaces the earlier one.
    `keep_names`: whether applicants' names may be stored (personal data; default no).
    `plans`: codes of the plans that the office is judged by. `public_page`: whether citizens
    may see the public page. `place`: the place that the pages are about, as their subtitle.
    `province`: code of the one province that is served out of a shared store, "" for all.
    `retention_months`: how long a load stays whole, None: for ever (`onestop retention`).
    """

    database_url: str
    data_dir: Path
    config_dirs: tuple[Path, ...]
    lang: str = "vi"
    keep_names: bool = False
    plans: tuple[str, ...] = ()
    public_page: bool = True
    place: str = ""
    access: Access = field(default_factory=Access)
    post: Post = field(default_factory=Post)
    retention_months: int | None = None
    province: str = ""

    @property
    def own_config_dirs(self) -> tuple[Path, ...]:
        """The installation's own folders of config/, without the shipped one."""
        return self.config_dirs[1:]

    def config_file(self, name: str) -> Path:
        """The file of config/ that holds here, for example "policy.toml"."""
        for folder in reversed(self.config_dirs):
            if (folder / name).is_file():
                return folder / name
        raise DeclarationError(str(self.config_dirs[-1]), name, "không có tệp này")

    def config_folders(self, name: str) -> list[Path]:
        """A folder of config/, shipped and the installation's own, those that there are."""
        return [folder / name for folder in self.config_dirs if (folder / name).is_dir()]


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; DeclarationError names a variable that makes no sense."""
    data_dir = Path(environ.get("ONESTOP_DATA_DIR") or "var")
    beside = f"sqlite:///{(data_dir / 'onestop.db').as_posix()}"
    folders = config_dirs(environ.get("ONESTOP_CONFIG_DIR", ""))
    return Settings(
        database_url=environ.get("ONESTOP_DATABASE_URL") or beside,
        data_dir=data_dir,
        config_dirs=folders,
        lang=language(environ),
        keep_names=yes_or_no(environ, "ONESTOP_KEEP_NAMES"),
        plans=plans_in_force(environ.get("ONESTOP_PLANS", ""), _own(folders)),
        public_page=yes_or_no(environ, "ONESTOP_PUBLIC", usual=True),
        place=" ".join(environ.get("ONESTOP_PLACE", "").split()),
        access=access(environ),
        post=post(environ),
        retention_months=retention_months(environ),
        province=environ.get("ONESTOP_PROVINCE", "").strip(),
    )


LONGEST_RETENTION = 1200
"""Months: a hundred years."""


def retention_months(environ: Mapping[str, str]) -> int | None:
    """How many months a load stays whole; None if nobody said. DeclarationError for no number."""
    name = "ONESTOP_RETENTION_MONTHS"
    told = environ.get(name, "").strip()
    if not told:
        return None
    if not (told.isascii() and told.isdecimal() and 1 <= int(told) <= LONGEST_RETENTION):
        raise _wrong(name, f"“{told}” không phải số tháng từ 1 đến {LONGEST_RETENTION}")
    return int(told)


PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""What a mail server listens at, by how it is spoken to."""


def post(environ: Mapping[str, str]) -> Post:
    """How messages leave; DeclarationError for what makes no sense."""
    security = environ.get("ONESTOP_SMTP_SECURITY", "").strip() or "starttls"
    if security not in PORTS:
        raise _wrong("ONESTOP_SMTP_SECURITY", f"“{security}” không phải starttls, tls hoặc none")
    port = environ.get("ONESTOP_SMTP_PORT", "").strip() or str(PORTS[security])
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise _wrong("ONESTOP_SMTP_PORT", f"“{port}” không phải số cổng")
    return Post(
        host=environ.get("ONESTOP_SMTP_HOST", "").strip(),
        port=int(port),
        security=security,
        user=environ.get("ONESTOP_SMTP_USER", "").strip(),
        password=secret(environ, "ONESTOP_SMTP_PASSWORD"),
        sender=environ.get("ONESTOP_MAIL_FROM", "").strip() or Post.sender,
        ca_file=environ.get("ONESTOP_CA_FILE", "").strip(),
        webhook_secret=secret(environ, "ONESTOP_WEBHOOK_SECRET"),
    )


def share_counts(folder: Path) -> None:
    """Has this process and those it starts count for Prometheus into files of one folder.

    The library looks for this when it is first imported, and nowhere else.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def access(environ: Mapping[str, str]) -> Access:
    """How the pages are reached; DeclarationError for an address that is none."""
    address = environ.get("ONESTOP_ADDRESS", "").strip().rstrip("/")
    parts = urlsplit(address)
    if address and not (parts.scheme in ("http", "https") and parts.netloc and not parts.path):
        raise _wrong("ONESTOP_ADDRESS", f"“{address}” không có dạng https://tên-máy-chủ")
    is_https = yes_or_no(environ, "ONESTOP_HTTPS", usual=parts.scheme == "https")
    return Access(address, is_https, _proxies(environ), _oidc(environ))


def _proxies(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Addresses or networks, checked."""
    told = tuple(environ.get("ONESTOP_TRUSTED_PROXIES", "").replace(",", " ").split())
    if told:
        from ipaddress import ip_network

    for proxy in told:
        try:
            ip_network(proxy)
        except ValueError as error:
            raise _wrong("ONESTOP_TRUSTED_PROXIES", f"“{proxy}” không phải địa chỉ IP") from error
    return told


def _oidc(environ: Mapping[str, str]) -> Oidc | None:
    """The other site, where one is named. Its secret stands in a file or in a variable."""
    issuer = environ.get("ONESTOP_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    parts = urlsplit(issuer)
    is_near = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_near):
        raise _wrong("ONESTOP_OIDC_ISSUER", f"“{issuer}” phải bắt đầu bằng https://")
    client = environ.get("ONESTOP_OIDC_CLIENT_ID", "").strip()
    if not client:
        raise _wrong("ONESTOP_OIDC_CLIENT_ID", "phải có, khi có ONESTOP_OIDC_ISSUER")
    name = environ.get("ONESTOP_OIDC_NAME", "").strip() or Oidc.name
    return Oidc(issuer, client, secret(environ, "ONESTOP_OIDC_CLIENT_SECRET"), name)


def secret(environ: Mapping[str, str], name: str) -> str | None:
    """A secret out of the file that NAME_FILE names, else out of the variable NAME itself."""
    path = environ.get(f"{name}_FILE", "")
    if not path:
        return environ.get(name) or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(f"{name}_FILE", f"không đọc được tệp “{path}”") from error


def shipped_config() -> Path:
    """config/ as it travels inside the wheel, or as it stands in the source tree."""
    packaged = PACKAGE / "config"
    return packaged if packaged.is_dir() else PACKAGE.parent / "config"


def config_dirs(own: str) -> tuple[Path, ...]:
    """The shipped folder, then the one it names, else ./config where that has sources."""
    if not own:
        return (shipped_config(), *_beside())
    if not Path(own).is_dir():
        raise _wrong("ONESTOP_CONFIG_DIR", f"không có thư mục “{own}”")
    return shipped_config(), Path(own)


def _beside() -> tuple[Path, ...]:
    here = Path("config")
    ours = here.resolve() != shipped_config().resolve()
    return (here,) if ours and (here / "sources").is_dir() else ()


def plans_in_force(told: str, own: Iterable[Path]) -> tuple[str, ...]:
    """The codes that are told, else the plans of the installation's own config/plans.

    A plan's file is named by its code; whether there is such a plan is found out by who
    reads the plans (`onestop.domain.plan.in_force`).
    """
    if told.strip():
        return tuple(dict.fromkeys(code.strip() for code in told.split(",") if code.strip()))
    return tuple(
        sorted({path.stem for folder in own for path in (folder / "plans").glob("*.toml")})
    )


def _own(folders: tuple[Path, ...]) -> list[Path]:
    """Folders that are not the shipped one, not even by another name."""
    return [folder for folder in folders if folder.resolve() != shipped_config().resolve()]


def language(environ: Mapping[str, str]) -> str:
    """ "vi" unless the installation or its locale clearly says English."""
    asked = environ.get("ONESTOP_LANG", "")
    if asked not in ("", "vi", "en"):
        raise _wrong("ONESTOP_LANG", f"“{asked}” không phải vi hoặc en")
    heard = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((value for value in heard if value), "")
    return asked or ("en" if spoken.lower().startswith("en") else "vi")


def yes_or_no(environ: Mapping[str, str], name: str, *, usual: bool = False) -> bool:
    """A flag of the environment; anything but a yes or a no is an error, never a guess."""
    told = environ.get(name, "").strip().lower()
    if not told:
        return usual
    if told not in YES + NO:
        raise _wrong(name, f"“{told}” không phải 1 hoặc 0")
    return told in YES


def _wrong(name: str, problem: str) -> DeclarationError:
    return DeclarationError("biến môi trường", name, problem)


LONGEST_SECRET = 1 << 16
"""Bytes: a key or a token is far shorter; anything longer is another file."""


def read_secret(file: Path | None, env: str, environ: Mapping[str, str] = os.environ) -> str:
    """A secret from a file or from an environment variable, without the space around it.

    Raises DeclarationError, which names where it should be, never what it is.
    """
    if file is None:
        told = environ.get(env, "").strip()
        if not told:
            raise _wrong(env, "chưa được đặt, mà một nguồn cần bí mật này")
        return told
    try:
        if file.stat().st_size > LONGEST_SECRET:
            raise DeclarationError(str(file), "tệp bí mật", "dài quá 64 kB")
        told = file.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        problem = f"không đọc được ({error.strerror})"
        raise DeclarationError(str(file), "tệp bí mật", problem) from error
    except UnicodeDecodeError as error:
        raise DeclarationError(str(file), "tệp bí mật", "phải là chữ UTF-8") from error
    if not told:
        raise DeclarationError(str(file), "tệp bí mật", "rỗng")
    return told
