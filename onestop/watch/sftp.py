"""An SFTP server: reached through fsspec, and only if its key is the one that was told.

fsspec alone would take any host key; whoever stands between could then read the password.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hmac import compare_digest
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from onestop.domain.connections import Connection, SshLogin
from onestop.watch.found import FetchError, Outside
from onestop.watch.tree import FilesSource


class _Stranger(paramiko.MissingHostKeyPolicy):
    """Refuses a server whose key nobody vouched for, and tells which key it showed."""

    def __init__(self, fingerprint: str) -> None:
        self._told = fingerprint

    def missing_host_key(self, _client: Any, hostname: str, key: paramiko.PKey) -> None:
        """Raises FetchError unless the fingerprint is the declared one."""
        shown = key.fingerprint.rstrip("=")
        if self._told and compare_digest(self._told, shown):
            return
        known = "không đúng fingerprint đã khai báo" if self._told else "chưa được xác nhận"
        raise FetchError(
            f"Khóa của máy chủ {hostname} {known}: {key.get_name()} {shown}. Hãy hỏi người quản"
            " trị máy chủ; nếu đúng, ghi vào khai báo: fingerprint."
        )


class CheckedFiles(SFTPFileSystem):
    """fsspec's SFTP, with host keys checked and every wait bounded."""

    cachable = False
    protocol = "sftp-checked"

    def __init__(self, host: str, **told: Any) -> None:
        self.stranger, self.known_hosts = told.pop("stranger"), told.pop("known_hosts")
        super().__init__(host, **told)

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(self.stranger)
        if self.known_hosts:
            self.client.load_host_keys(self.known_hosts)
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(self.ssh_kwargs["timeout"])
        except BaseException:
            self.client.close()  # its thread would live on
            raise


@contextmanager
def sftp(connection: Connection, outside: Outside) -> Iterator[FilesSource]:
    """A folder of an SFTP server, for one visit."""
    login = connection.ssh
    where = f"{login.host}:{login.port}"
    with _said_of(where):
        files = CheckedFiles(login.host, **_told(connection, login, outside))
    try:
        yield FilesSource(files, connection.tree, connection.tree.path)
    except paramiko.SSHException as error:
        raise FetchError(f"Máy chủ SFTP {where} ngắt giữa chừng.") from error
    finally:
        files.client.close()


def _told(connection: Connection, login: SshLogin, outside: Outside) -> dict[str, Any]:
    secret = outside.secret(login.secret) if login.secret else None
    by_key = {"key_filename": str(connection.path(login.key_file)), "passphrase": secret}
    # A declared fingerprint is the only key that holds: an older known_hosts must not win.
    known = "" if login.fingerprint else login.known_hosts
    seconds = dict.fromkeys(
        ("timeout", "banner_timeout", "auth_timeout", "channel_timeout"), connection.timeout
    )
    return {
        "stranger": _Stranger(login.fingerprint),
        "known_hosts": str(connection.path(known)) if known else "",
        "port": login.port,
        "username": login.user,
        "allow_agent": False,
        "look_for_keys": False,
        **(by_key if login.key_file else {"password": secret}),
        **seconds,
    }


@contextmanager
def _said_of(where: str) -> Iterator[None]:
    """What goes wrong with a connection, as a sentence."""
    try:
        yield
    except paramiko.BadHostKeyException as error:
        shown = f"{error.key.get_name()} {error.key.fingerprint}"
        raise FetchError(
            f"Khóa của máy chủ {where} đã đổi: {shown}. Có thể có kẻ đứng giữa; hãy hỏi người"
            " quản trị máy chủ trước khi sửa known_hosts."
        ) from error
    except paramiko.AuthenticationException as error:
        raise FetchError(
            f"Máy chủ {where} không nhận tên đăng nhập, mật khẩu hoặc khóa."
        ) from error
    except (paramiko.SSHException, OSError, EOFError) as error:
        reason = getattr(error, "strerror", "") or type(error).__name__
        raise FetchError(f"Không nối được máy chủ SFTP {where} ({reason}).") from error
