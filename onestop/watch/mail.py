"""A mailbox: attachments of unseen mails from the senders who may send.

A mail is marked as seen only once its attachments are loaded. The sender that a mail
states can be forged: what comes this way is worth what the mail server's checks are.
"""

from __future__ import annotations

import base64
import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from fnmatch import fnmatch
from typing import Any

from onestop.domain.connections import Connection, Mailbox
from onestop.watch.found import Basket, FetchError, Found, Outside, Taken
from onestop.watch.web import trust


HEAD = "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])"
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
UID = re.compile(rb"\bUID (\d+)")
MANY = 200
Line = imaplib.IMAP4


class Mails:
    """A mailbox during one visit."""

    def __init__(self, connection: Connection, line: Line, validity: str) -> None:
        self._connection, self._line, self._validity = connection, line, validity
        self._mail = connection.mail

    def look(self) -> list[Found]:
        """Unseen mails of known senders; only their heads are read."""
        with _said_of(self._mail):
            _, told = self._line.uid("SEARCH", "UNSEEN", "UNDELETED")
            uids = (told[0] or b"").split()
            heads = [one for some in _together(uids) for one in self._heads(some)]
        return [
            Found(f"{self._validity}.{uid}", mark=size)
            for uid, size, content in heads
            if self._is_meant(content)
        ]

    def fetch(self, found: Found, basket: Basket) -> Taken:
        """The attachments of one mail that look like exports."""
        basket.must_fit(int(found.mark))
        with _said_of(self._mail):
            _, told = self._line.uid("FETCH", self._uid(found), "(BODY.PEEK[])")
        for part in self._parts(_body(told)):
            content = part.get_payload(decode=True) or b""
            with basket.add(part.get_filename()) as file:
                file.write(content)
        return Taken()

    def settle(self, found: Found, *, loaded: bool) -> None:
        """Loaded: seen, and moved where that is asked for. Refused: flagged for a person."""
        uid = self._uid(found)
        with _said_of(self._mail):
            self._line.uid("STORE", uid, "+FLAGS", r"(\Seen)" if loaded else r"(\Flagged)")
            if loaded and self._mail.move_to:
                self._move(uid)

    def _move(self, uid: str) -> None:
        target = mailbox_name(self._mail.move_to)
        answer, _ = self._line.uid("COPY", uid, target)
        if answer != "OK":
            raise FetchError(f"Không chuyển được thư sang hộp “{self._mail.move_to}”.")
        self._line.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        # Only this mail: a plain EXPUNGE would also remove what a person marked.
        _, capabilities = self._line.capability()
        if b"UIDPLUS" in capabilities[0].upper().split():
            self._line.uid("EXPUNGE", uid)

    def _heads(self, uids: str) -> Iterator[tuple[str, str, bytes]]:
        """Number, size and head of some mails."""
        for facts, content in _answers(self._line.uid("FETCH", uids, HEAD)[1]):
            uid, size = UID.search(facts), SIZE.search(facts)
            if uid and size:
                yield uid[1].decode(), size[1].decode(), content

    def _uid(self, found: Found) -> str:
        validity, _, uid = found.name.partition(".")
        if validity != self._validity:
            raise FetchError("Hộp thư đã được dựng lại; các thư sẽ được xem lại từ đầu.")
        return uid

    def _is_meant(self, content: bytes) -> bool:
        head = message_from_bytes(content, policy=policy.default)
        senders = {address.lower() for _, address in getaddresses([str(head.get("From", ""))])}
        subject = str(head.get("Subject", "")).casefold()
        wanted = [text.casefold() for text in self._mail.subjects]
        if not senders & set(self._mail.senders):
            return False
        return not wanted or any(text in subject for text in wanted)

    def _parts(self, content: bytes) -> Iterator[EmailMessage]:
        message = message_from_bytes(content, policy=policy.default)
        for part in message.walk():
            name = (part.get_filename() or "").lower()
            if name and any(fnmatch(name, glob.lower()) for glob in self._mail.globs):
                yield part


@contextmanager
def mail(connection: Connection, outside: Outside) -> Iterator[Mails]:
    """A mailbox, for one visit."""
    told = connection.mail
    secret = outside.secret(told.secret)
    with _said_of(told):
        line = _opened(connection, told)
    try:
        with _said_of(told):
            _log_in(line, told, secret)
            validity = _selected(line, told)
        yield Mails(connection, line, validity)
    finally:
        _log_out(line)


def _opened(connection: Connection, told: Mailbox) -> Line:
    where = {"host": told.host, "port": told.port, "timeout": connection.timeout}
    if told.security == "tls":
        return imaplib.IMAP4_SSL(ssl_context=trust(connection, told.ca_file), **where)
    line = imaplib.IMAP4(**where)
    try:
        if told.security == "starttls":
            line.starttls(trust(connection, told.ca_file))
    except BaseException:
        with suppress(OSError):  # a line that broke in the middle may be closed already
            line.shutdown()
        raise
    return line


def _log_in(line: Line, told: Mailbox, secret: str) -> None:
    """PLAIN where there is: LOGIN of imaplib knows no letters beyond ASCII."""
    try:
        if "AUTH=PLAIN" in line.capabilities:
            line.authenticate("PLAIN", lambda _: f"\0{told.user}\0{secret}".encode())
        else:
            line.login(told.user, secret)
    except Line.error as error:
        problem = "không nhận tên đăng nhập hoặc mật khẩu"
        raise FetchError(f"Máy chủ thư {told.host} {problem}.") from error


def _selected(line: Line, told: Mailbox) -> str:
    """The mailbox opened; what tells it from one that was made anew under its name."""
    answer, _ = line.select(mailbox_name(told.mailbox))
    if answer != "OK":
        raise FetchError(f"Không có hộp thư “{told.mailbox}” trên máy chủ {told.host}.")
    validity = (line.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0"
    return validity.decode()


def _log_out(line: Line) -> None:
    try:
        line.logout()
    except (OSError, Line.error):
        with suppress(OSError):
            line.shutdown()


def mailbox_name(name: str) -> str:
    """A mailbox's name as IMAP writes it: modified UTF-7 (RFC 3501, section 5.1.3), quoted.

    >>> mailbox_name("Báo cáo")
    '"B&AOE-o c&AOE-o"'
    """
    plain = re.sub(r"&", "&-", name)
    coded = re.sub(r"[^\x20-\x7e]+", lambda found: _shifted(found[0]), plain)
    return '"' + coded.replace("\\", r"\\").replace('"', r"\"") + '"'


def _shifted(letters: str) -> str:
    code = base64.b64encode(letters.encode("utf-16-be")).decode().rstrip("=")
    return f"&{code.replace('/', ',')}-"


def _together(uids: list[bytes]) -> Iterator[str]:
    """Numbers for one question at a time: a mailbox may hold thousands of unseen mails."""
    for at in range(0, len(uids), MANY):
        yield b",".join(uids[at : at + MANY]).decode()


def _answers(told: list[Any]) -> list[tuple[bytes, bytes]]:
    """What a FETCH says of each mail, around its literal, and the literal."""
    found: list[tuple[bytes, bytes]] = []
    for one in told:
        if isinstance(one, tuple):
            found.append((one[0], one[1]))
        elif found and one:
            facts, content = found[-1]
            found[-1] = (facts + b" " + one, content)
    return found


def _body(told: list[Any]) -> bytes:
    """The literal of a FETCH answer; none where the mail has gone meanwhile."""
    return next((content for _, content in _answers(told)), b"")


@contextmanager
def _said_of(told: Mailbox) -> Iterator[None]:
    """What goes wrong with a mail server, as a sentence; its own words may quote a mail."""
    where = f"{told.host}:{told.port}"
    try:
        yield
    except Line.error as error:
        raise FetchError(f"Máy chủ thư {where} trả lời điều không hiểu được.") from error
    except OSError as error:
        reason = "chứng thư TLS không được tin" if "CERTIFICATE" in str(error) else error.strerror
        raise FetchError(f"Không nối được máy chủ thư {where} ({reason}).") from error
