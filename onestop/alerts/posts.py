"""The two ways out: e-mail by the office's own server, and a webhook.

A way that fails says so in one sentence without secrets; whether it is tried again is not
decided here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx

from onestop.domain.errors import OnestopError, UsageError
from onestop.settings import Post


PATIENCE = 30
"""Seconds a server may be silent."""

SIGNATURE = "X-Onestop-Signature"
"""`sha256=…`: HMAC of the body with ONESTOP_WEBHOOK_SECRET, for whoever receives it."""


class NotSentError(OnestopError):
    """A message did not get out; its sentence says why."""


def send_mail(post: Post, mail: EmailMessage) -> None:
    """Hands an e-mail to the office's server. Raises NotSentError."""
    if not post.host:
        raise NotSentError("Chưa khai báo máy chủ thư (ONESTOP_SMTP_HOST).")
    try:
        with _line(post) as line:
            if post.security == "starttls":
                line.starttls(context=_trust(post))
            if post.user:
                line.login(post.user, post.password or "")
            line.send_message(mail)
    except smtplib.SMTPAuthenticationError as error:
        raise NotSentError("Máy chủ thư không nhận tên hoặc mật khẩu.") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSentError("Máy chủ thư không nhận địa chỉ người nhận.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSentError(f"Không gửi được qua máy chủ thư ({type(error).__name__}).") from error


def _line(post: Post) -> smtplib.SMTP:
    if post.security == "tls":
        told = {"timeout": PATIENCE, "context": _trust(post)}
        return smtplib.SMTP_SSL(post.host, post.port, **told)
    return smtplib.SMTP(post.host, post.port, timeout=PATIENCE)


def _trust(post: Post) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=post.ca_file or None)


def send_webhook(post: Post, url: str, told: dict) -> None:
    """Posts a message as JSON. Raises NotSentError unless it was taken (2xx)."""
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "onestop"}
    if post.webhook_secret:
        mark = hmac.new(post.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = f"sha256={mark}"
    trust = _trust(post) if url.startswith("https:") else False
    try:
        with httpx.Client(timeout=PATIENCE, verify=trust, trust_env=False) as client:
            answer = client.post(url, content=body, headers=headers)
    except httpx.HTTPError as error:
        raise NotSentError(f"Không gọi được webhook ({type(error).__name__}).") from error
    if not answer.is_success:
        raise NotSentError(f"Webhook trả lời {answer.status_code}.")


def checked_webhook(url: str) -> str:
    """An address that may be told things: https, or this very machine. Raises UsageError."""
    parts = urlsplit(url)
    is_near = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if (
        not parts.hostname
        or parts.username
        or not (parts.scheme == "https" or (parts.scheme == "http" and is_near))
    ):
        raise UsageError("Webhook phải là https://… không kèm tên, mật khẩu (hoặc chính máy này).")
    return url
