"""The keys of each kind of pulled source, and how they become what the kind needs.

It refuses to know schedules and everything else that all kinds share.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from onestop.domain.connections import (
    API,
    FOLDER,
    HTTP,
    MAIL,
    SFTP,
    Api,
    Mailbox,
    Paging,
    Secret,
    Since,
    SshLogin,
    Token,
    Tree,
    Web,
)
from onestop.domain.declared import Table
from onestop.domain.schedule import parse_span


SECRET = ("secret_file", "secret_env")
TREE = ("path", "glob", "subfolders", "settle")
MOVING = ("done_folder", "failed_folder")
SSH = ("host", "port", "user", *SECRET, "key_file", "fingerprint", "known_hosts")
WEB = (
    "url user query headers ca_file redirect_hosts proxy allow_plain token_header token_prefix"
    " token_url client_id scope"
).split()
PAGES = (
    "records paging page_size first_page parameters total_key pages_key last_key"
    " since_parameter since_format since_overlap"
).split()
MAILBOX = (
    "host port user security allow_plain ca_file mailbox senders subjects glob move_to"
).split()

WAYS = {
    "page": (("page", "size"), "content", ("", "totalPages", "last")),
    "range": (("start", "end"), "data", ("total", "", "")),
    "offset": (("offset", "limit"), "data", ("total", "", "")),
}
"""A way of paging: its usual parameters, the key of its list, the keys of total, pages, last."""

SECURITY = {"tls": 993, "starttls": 143, "plain": 143}
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _folder(table: Table) -> dict:
    return {"tree": _tree(table)}


def _sftp(table: Table) -> dict:
    fingerprint = table.text("fingerprint", "")
    if fingerprint and not FINGERPRINT.fullmatch(fingerprint):
        raise table.wrong("fingerprint", "viết như ssh-keygen -lf in ra: SHA256:… (43 chữ)")
    login = SshLogin(
        host=_host(table),
        port=_port(table, 22),
        user=table.text("user"),
        secret=_secret(table),
        key_file=table.text("key_file", ""),
        fingerprint=fingerprint.rstrip("="),
        known_hosts=table.text("known_hosts", ""),
    )
    if not login.secret and not login.key_file:
        raise table.wrong("secret_file", "cần secret_file, secret_env hoặc key_file để đăng nhập")
    return {"ssh": login, "tree": _tree(table)}


def _tree(table: Table) -> Tree:
    return Tree(
        path=table.text("path"),
        globs=_globs(table, Tree.globs),
        subfolders=table.yes("subfolders"),
        settle=span(table, "settle", Tree.settle),
        done=table.text("done_folder", ""),
        failed=table.text("failed_folder", ""),
    )


def _http(table: Table) -> dict:
    return {"web": _web(table, table.text("file", ""))}


def _api(table: Table) -> dict:
    way = table.text("paging")
    table.one_of("paging", way, WAYS)
    names, records, keys = WAYS[way]
    told = table.texts("parameters") or names
    if len(told) != 2:
        raise table.wrong("parameters", f'hai tên tham số, ví dụ ["{names[0]}", "{names[1]}"]')
    total, pages, last = keys
    paging = Paging(
        way=way,
        names=(told[0], told[1]),
        size=number(table, "page_size", 100, (1, 10_000)),
        first=number(table, "first_page", 0, (0, 1)),
        total=table.text("total_key", total),
        pages=table.text("pages_key", pages),
        last=table.text("last_key", last),
    )
    web = _web(table, "")
    return {"api": Api(web, table.text("records", records), paging, _since(table))}


def _since(table: Table) -> Since | None:
    name = table.text("since_parameter", "")
    if not name:
        for key in ("since_format", "since_overlap"):
            if key in table.told:
                raise table.wrong(key, "chỉ có nghĩa khi có since_parameter")
        return None
    form = table.text("since_format", Since.form)
    if form != "epoch_ms" and "%" not in form:
        raise table.wrong("since_format", "là epoch_ms hoặc mẫu như %Y-%m-%dT%H:%M:%S")
    return Since(name, form, span(table, "since_overlap", Since.overlap))


def _web(table: Table, file: str) -> Web:
    token = Token(
        secret=_secret(table),
        header=table.text("token_header", Token.header),
        prefix=table.text("token_prefix", "" if "token_header" in table.told else Token.prefix),
        user=table.text("user", ""),
        url=_address(table, "token_url") if "token_url" in table.told else "",
        client_id=table.text("client_id", ""),
        scope=table.text("scope", ""),
    )
    if (token.url or token.user) and not token.secret:
        raise table.wrong("secret_file", "cần secret_file hoặc secret_env")
    if bool(token.url) != bool(token.client_id):
        raise table.wrong("client_id", "token_url và client_id đi cùng nhau")
    return Web(
        url=_address(table, "url"),
        token=token,
        query=_texts_by_name(table, "query"),
        headers=_texts_by_name(table, "headers"),
        ca_file=table.text("ca_file", ""),
        redirect_hosts=table.texts("redirect_hosts"),
        proxy=table.text("proxy", ""),
        file=file,
    )


def _mail(table: Table) -> dict:
    security = table.text("security", "tls")
    table.one_of("security", security, SECURITY)
    host = _host(table)
    if security == "plain":
        _must_be_near(table, "security", host)
    senders = tuple(one.lower() for one in table.texts("senders"))
    if not senders:
        raise table.wrong("senders", "cần ít nhất một địa chỉ được phép gửi")
    mailbox = Mailbox(
        host=host,
        port=_port(table, SECURITY[security]),
        user=table.text("user"),
        secret=_secret(table),
        security=security,
        ca_file=table.text("ca_file", ""),
        mailbox=table.text("mailbox", "INBOX"),
        senders=senders,
        subjects=table.texts("subjects"),
        globs=_globs(table, Mailbox.globs),
        move_to=table.text("move_to", ""),
    )
    if not mailbox.secret:
        raise table.wrong("secret_file", "cần secret_file hoặc secret_env")
    return {"mail": mailbox}


def _address(table: Table, key: str) -> str:
    url = table.text(key)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise table.wrong(key, f"“{url}” không phải địa chỉ https://máy/đường-dẫn")
    if parts.scheme == "http":
        _must_be_near(table, key, parts.hostname)
    return url


def _must_be_near(table: Table, key: str, host: str) -> None:
    """Without TLS anybody on the way reads along, secrets and names included."""
    if table.yes("allow_plain") or host == "localhost":
        return
    try:
        is_near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_near = False
    if not is_near:
        problem = "không mã hóa đường truyền; dùng TLS, hoặc xác nhận bằng allow_plain = true"
        raise table.wrong(key, problem)


def _secret(table: Table) -> Secret:
    file, env = table.text("secret_file", ""), table.text("secret_env", "")
    if file and env:
        raise table.wrong("secret_env", "chỉ một trong hai: secret_file hoặc secret_env")
    if env and not VARIABLE.fullmatch(env):
        raise table.wrong("secret_env", "là TÊN của một biến môi trường, ví dụ IGATE_TOKEN")
    return Secret(file, env)


def _globs(table: Table, usual: tuple[str, ...]) -> tuple[str, ...]:
    told = table.told.get("glob")
    globs = (table.text("glob"),) if isinstance(told, str) else table.texts("glob") or usual
    if any("/" in one or "\\" in one for one in globs):
        raise table.wrong("glob", "là mẫu tên tệp, không có đường dẫn; xem subfolders")
    return globs


def _host(table: Table) -> str:
    host = table.text("host")
    if "/" in host or " " in host or "@" in host:
        raise table.wrong("host", "chỉ là tên hoặc địa chỉ của máy")
    return host


def _port(table: Table, usual: int) -> int:
    return number(table, "port", usual, (1, 65_535))


def number(table: Table, key: str, usual: int, between: tuple[int, int]) -> int:
    """A whole number within bounds."""
    value = table.told.get(key, usual)
    low, high = between
    if type(value) is not int or not low <= value <= high:
        raise table.wrong(key, f"phải là số nguyên từ {low} đến {high}")
    return value


def span(table: Table, key: str, usual: int) -> int:
    """A stretch of time in seconds."""
    if key not in table.told:
        return usual
    try:
        return parse_span(table.text(key))
    except ValueError as error:
        raise table.wrong(key, 'viết như "90s", "15m", "26h", "30d"') from error


def _texts_by_name(table: Table, key: str) -> Mapping[str, str]:
    told = table.told.get(key, {})
    if not isinstance(told, Mapping) or not all(isinstance(one, str) for one in told.values()):
        raise table.wrong(key, 'viết như { tên = "chữ" }')
    return dict(told)


REACH: dict[str, tuple[tuple[str, ...], Callable[[Table], dict]]] = {
    FOLDER: ((*TREE, *MOVING), _folder),
    SFTP: ((*TREE, *SSH), _sftp),
    HTTP: ((*WEB, *SECRET, "file"), _http),
    API: ((*WEB, *SECRET, *PAGES), _api),
    MAIL: ((*MAILBOX, *SECRET), _mail),
}
"""A kind's own keys, and what reads them."""
