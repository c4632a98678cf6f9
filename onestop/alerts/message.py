"""A message: what is told, to whom, counted for what and until when; as text, HTML and JSON.

Templates escape; nothing but what an item says enters a message.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from jinja2 import Environment

from onestop.domain.alerts import Item, Kind
from onestop.domain.period import instant_text


WHY_VI = (
    "Thư này được gửi vì tài khoản {who} nhận “{kind}” (đăng ký số {number}). Người quản trị đổi"
    " hoặc dừng bằng “onestop subscriptions”."
)
WHY_EN = (
    "Sent because account {who} receives “{kind}” (subscription {number}). An administrator"
    " changes or ends it with “onestop subscriptions”."
)
WORDS = {
    "unit": ("Đơn vị", "Unit"),
    "everywhere": ("tất cả trong phạm vi được xem", "all that you may see"),
    "as_of": ("Số liệu đến", "Figures up to"),
    "policy": ("Quy ước tính", "Policies"),
    "why": (WHY_VI, WHY_EN),
}

HTML = """<!DOCTYPE html><html lang="{{ lang }}"><meta charset="utf-8">
<body style="font-family:sans-serif;max-width:44rem">
<h1 style="font-size:1.1rem">{{ title }}</h1>
<p style="color:#555">{% for line in facts %}{{ line }}<br>{% endfor %}</p>
<ul>{% for text, link in lines %}<li>{{ text }}
{% if link %}<br><a href="{{ link }}">{{ link }}</a>{% endif %}</li>{% endfor %}</ul>
<p style="color:#555;font-size:.85rem">{{ why }}</p></body></html>"""

_page = Environment(autoescape=True).from_string(HTML)

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class Message:
    """Everything of one message. place: the installation's name; address: of its pages."""

    kind: Kind
    items: tuple[Item, ...]
    number: int
    who: str
    unit: str
    as_of: int | None
    policy: str
    lang: str = "vi"
    place: str = ""
    address: str = ""
    files: tuple[Path, ...] = field(default=())

    @property
    def title(self) -> str:
        """`Hồ sơ quá hạn chưa có thư xin lỗi – UBND huyện Sông Ngàn`."""
        named = self._spoken(self.kind.vi, self.kind.en)
        return f"{named} – {self.unit or self.place or 'onestop'}"

    @property
    def id(self) -> str:
        """The same for the same things told to the same subscriber: sent twice, it is one."""
        told = "\n".join((str(self.number), *sorted(item.key for item in self.items)))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def facts(self) -> list[str]:
        """What the figures are about, until when, how counted."""
        unit = self.unit or self._say("everywhere")
        told = [f"{self._say('unit')}: {unit}"]
        if self.as_of is not None:
            told.append(f"{self._say('as_of')}: {_moment(self.as_of)}")
        return [*told, f"{self._say('policy')}: {self.policy}"]

    @property
    def why(self) -> str:
        """Why somebody gets this, and how it ends."""
        kind = self._spoken(self.kind.vi, self.kind.en)
        return self._say("why").format(who=self.who, kind=kind, number=self.number)

    def lines(self) -> list[tuple[str, str]]:
        """Each sentence and the page to look at, where the address of the pages is known."""
        return [
            (self._spoken(one.vi, one.en), f"{self.address}{one.path}" if self.address else "")
            for one in self.items
        ]

    def text(self) -> str:
        """The message as plain text."""
        told = [f"- {text}" + (f"\n  {link}" if link else "") for text, link in self.lines()]
        return "\n".join([self.title, "", *self.facts, "", *told, "", self.why, ""])

    def html(self) -> str:
        """The message as a page."""
        shown = {"title": self.title, "facts": self.facts, "lines": self.lines()}
        return _page.render(lang=self.lang, why=self.why, **shown)

    def json(self) -> dict[str, object]:
        """The message as a webhook gets it."""
        at = None if self.as_of is None else instant_text(self.as_of)
        lines = [{"text": text, "link": link or None} for text, link in self.lines()]
        about = {"id": self.id, "what": self.kind.code, "title": self.title, "unit": self.unit}
        return {**about, "as_of": at, "policy": self.policy, "items": lines}

    def mail(self, sender: str, to: str) -> EmailMessage:
        """The message as an e-mail."""
        mail = EmailMessage()
        mail["Subject"] = " ".join(self.title.split())
        mail["From"], mail["To"] = sender, to
        mail["Message-ID"] = f"<{self.id}@{sender.rpartition('@')[2].strip('>')}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text())
        mail.add_alternative(self.html(), subtype="html")
        for file in self.files:
            main, sub = XLSX
            content = file.read_bytes()
            mail.add_attachment(content, maintype=main, subtype=sub, filename=file.name)
        return mail

    def _spoken(self, vi: str, en: str) -> str:
        return en if self.lang == "en" else vi

    def _say(self, word: str) -> str:
        return self._spoken(*WORDS[word])


def _moment(seconds: int) -> str:
    """`20/12/2024 17:00`."""
    day, clock = instant_text(seconds)[:16].split("T")
    return "/".join(reversed(day.split("-"))) + f" {clock}"
