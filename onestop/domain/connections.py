"""What a pulled source is: where it lies, how it is reached, when it is visited.

Plain values as `config/connections.toml` states them (read by `connection_files`). It knows
names of secrets, never a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onestop.domain.schedule import Schedule


FOLDER, SFTP, HTTP, API, MAIL = "folder", "sftp", "http", "json-api", "imap"
KINDS = (FOLDER, SFTP, HTTP, API, MAIL)


@dataclass(frozen=True)
class Secret:
    """Where a secret is kept: a file's path, or the name of an environment variable."""

    file: str = ""
    env: str = ""

    def __bool__(self) -> bool:
        return bool(self.file or self.env)


@dataclass(frozen=True)
class Tree:
    """A folder of files, here or on an SFTP server.

    globs: patterns of file names. settle: seconds between two looks at a file that must not
    have grown. done, failed: folders that loaded and refused files are moved to, "" leaves
    them where they are.
    """

    path: str
    globs: tuple[str, ...] = ("*",)
    subfolders: bool = False
    settle: int = 10
    done: str = ""
    failed: str = ""


@dataclass(frozen=True)
class SshLogin:
    """An SFTP server, and how it is known: by its fingerprint or a known_hosts file."""

    host: str
    port: int
    user: str
    secret: Secret
    key_file: str = ""
    fingerprint: str = ""
    known_hosts: str = ""


@dataclass(frozen=True)
class Token:
    """How an HTTP request says who asks.

    secret: the token itself, the password of `user`, or the client's secret where a token is
    fetched from `url` for `client_id` first.
    """

    secret: Secret = field(default_factory=Secret)
    header: str = "Authorization"
    prefix: str = "Bearer"
    user: str = ""
    url: str = ""
    client_id: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Web:
    """One address on the web.

    redirect_hosts: other hosts that the server may send us to. file: what the answer is
    called; "" takes the server's name for it. proxy: "" for a direct line.
    """

    url: str
    token: Token = field(default_factory=Token)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    ca_file: str = ""
    redirect_hosts: tuple[str, ...] = ()
    proxy: str = ""
    file: str = ""


@dataclass(frozen=True)
class Paging:
    """How a list comes in pages.

    way: page (number and size), range (first and last place, the last one outside), offset
    (first place and how many). names: the two parameters. total: the key that tells how many
    elements there are, last: the key that says that this page is the last.
    """

    way: str
    names: tuple[str, str]
    size: int = 100
    first: int = 0
    total: str = ""
    pages: str = ""
    last: str = ""


@dataclass(frozen=True)
class Since:
    """How only what changed since the last time is asked for.

    form: a strftime pattern, or "epoch_ms". overlap: seconds asked again, for clocks differ.
    """

    name: str
    form: str = "%Y-%m-%dT%H:%M:%S"
    overlap: int = 3600


@dataclass(frozen=True)
class Api:
    """A JSON service: its address, the key of its list, its pages."""

    web: Web
    records: str
    paging: Paging
    since: Since | None = None


@dataclass(frozen=True)
class Mailbox:
    """A mailbox of which the attachments of unseen mails are taken.

    senders: addresses that may send; subjects: texts of which one must stand in the subject,
    none for any. move_to: the mailbox that loaded mails go to, "" only marks them as seen.
    """

    host: str
    port: int
    user: str
    secret: Secret
    security: str = "tls"
    ca_file: str = ""
    mailbox: str = "INBOX"
    senders: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    globs: tuple[str, ...] = ("*.xls*", "*.csv", "*.json", "*.zip", "*.ods")
    move_to: str = ""


@dataclass(frozen=True)
class Connection:
    """One pulled source.

    Of tree, ssh, web, api and mail those are told that its kind needs. profile: the source
    profile, "" recognises it. unit: of rows that tell none. province: code of the one whose
    source it is, where a store holds several. silent_after: seconds without news after which
    it is silent, 0 never. keep_copies: seconds that fetched copies are kept.
    most_bytes: a larger answer is refused. timeout: seconds that a server may stay silent.
    """

    name: str
    kind: str
    schedule: Schedule
    tree: Tree | None = None
    ssh: SshLogin | None = None
    web: Web | None = None
    api: Api | None = None
    mail: Mailbox | None = None
    profile: str = ""
    unit: str = ""
    province: str = ""
    silent_after: int = 0
    keep_copies: int = 7 * 86_400
    most_bytes: int = 512 << 20
    timeout: int = 60
    base: Path = Path()

    def path(self, told: str) -> Path:
        """A path of the declaration; a relative one begins beside connections.toml."""
        return self.base / Path(told).expanduser()
