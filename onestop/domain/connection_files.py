"""How config/connections.toml is read, and how a slip in it is told.

It knows keys and what they may say; it refuses a key that could hold a secret, for the file
is read by more people than a secret may have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from onestop.domain.connection_reach import REACH, number, span
from onestop.domain.connections import KINDS, Connection
from onestop.domain.declared import Table, read_toml
from onestop.domain.errors import DeclarationError
from onestop.domain.schedule import Schedule, parse_time


FILE = "connections.toml"
LOCAL_ZONE = "Asia/Ho_Chi_Minh"

COMMON = (
    "name kind profile unit province every at working_days time_zone silent_after keep_copies"
    " most_mib timeout"
).split()
"""Keys that every kind has."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
"""It becomes a folder's name and a lock's."""

SECRET_LIKE = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|api[_-]?key|mat[_-]?khau|pwd|credential|authori[sz]ation"
    r"|cookie|private[_-]?key|access[_-]?key",
    re.IGNORECASE,
)
NAMES_OF_SECRETS = frozenset("secret_file secret_env token_header token_prefix token_url".split())
"""Keys that speak of a secret without being one."""

SHORTEST_EVERY = 60
LONGEST_TIMEOUT = 900


def load_connections(file: Path) -> tuple[Connection, ...]:
    """The connections of a file, in its order. DeclarationError names file, key and nearest."""
    told = read_toml(file)
    whole = Table(str(file), "", told)
    whole.only(["connection", "time_zone"])
    zone = _zone(whole, LOCAL_ZONE)
    tables = [
        Table(one.file, f"connection {one.told.get('name', number)}", one.told)
        for number, one in enumerate(whole.tables("connection"), 1)
    ]
    read = tuple(_connection(one, file.parent, zone) for one in tables)
    names = [one.name for one in read]
    for name in names:
        if names.count(name) > 1:
            raise DeclarationError(str(file), f"connection {name}.name", "tên này có hai lần")
    return read


def _connection(table: Table, base: Path, zone: str) -> Connection:
    _no_secrets(table, table.told)
    table.one_of("kind", table.text("kind"), KINDS)
    kind = table.text("kind")
    keys, read_reach = REACH[kind]
    table.only([*COMMON, *keys])
    name = table.text("name")
    if not NAME.fullmatch(name):
        raise table.wrong("name", "chỉ gồm chữ thường không dấu, số và dấu -, ví dụ igate-xa-an")
    return Connection(
        name=name,
        kind=kind,
        schedule=_schedule(table, zone),
        profile=table.text("profile", ""),
        unit=table.text("unit", ""),
        province=table.text("province", ""),
        silent_after=span(table, "silent_after", 0),
        keep_copies=span(table, "keep_copies", 7 * 86_400),
        most_bytes=number(table, "most_mib", 512, (1, 4096)) << 20,
        timeout=_timeout(table),
        base=base.resolve(),
        **read_reach(table),
    )


def _no_secrets(table: Table, told: Mapping, place: str = "") -> None:
    for key, value in told.items():
        where = f"{place}{key}"
        if SECRET_LIKE.search(key) and key not in NAMES_OF_SECRETS:
            raise table.wrong(where, REFUSED)
        if isinstance(value, Mapping):
            _no_secrets(table, value, f"{where}.")
        elif isinstance(value, str) and "://" in value:
            _no_secret_in_address(table, where, value)


def _no_secret_in_address(table: Table, where: str, address: str) -> None:
    parts = urlsplit(address)
    names = [pair.partition("=")[0] for pair in parts.query.split("&")]
    if parts.password or any(SECRET_LIKE.search(name) for name in names):
        raise table.wrong(where, REFUSED)


REFUSED = (
    "bí mật không được viết trong tệp này; hãy để nó trong một tệp riêng (secret_file) hoặc"
    " một biến môi trường (secret_env)"
)


def _schedule(table: Table, usual: str) -> Schedule:
    every = span(table, "every", 0)
    at = tuple(_time(table, text) for text in table.texts("at"))
    if bool(every) == bool(at):
        raise table.wrong("every", 'cần đúng một trong hai: every = "15m" hoặc at = ["06:30"]')
    if every and every < SHORTEST_EVERY:
        raise table.wrong("every", "không được ngắn hơn 1m")
    working_days = table.yes("working_days")
    return Schedule(every, tuple(sorted(set(at))), working_days, _zone(table, usual))


def _zone(table: Table, usual: str) -> str:
    """A time zone's name; the file may tell one for all its connections."""
    zone = table.text("time_zone", usual)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        near = get_close_matches(zone, available_timezones(), 1)
        hint = f"; gần nhất: {near[0]}" if near else f"; ví dụ {LOCAL_ZONE}"
        raise table.wrong("time_zone", f"không có múi giờ “{zone}”{hint}") from error
    return zone


def _timeout(table: Table) -> int:
    seconds = span(table, "timeout", 60)
    if seconds > LONGEST_TIMEOUT:
        raise table.wrong("timeout", "không được dài hơn 15m")
    return seconds


def _time(table: Table, text: str) -> int:
    try:
        return parse_time(text)
    except ValueError as error:
        raise table.wrong("at", f"“{text}” không phải giờ; viết như 06:30") from error
