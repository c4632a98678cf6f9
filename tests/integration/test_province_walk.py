"""Everything that can be asked of one province's installation, in a store that it shares.

Each answer is the one that it would be if the province were alone in its store, and nothing of
the other is in it. What there is to ask is taken from the server and the command line
themselves: a new route, parameter, page or command fails here until it is walked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from unittest import mock
from urllib.parse import quote, unquote_plus

import click
import pytest
from werkzeug.routing import Rule

from onestop.alerts.office import sender_of
from onestop.cli import COMMANDS
from onestop.commands.context import Context
from onestop.domain.alerts import BY_CODE
from onestop.installation import NAME
from onestop.storage import subscriptions
from onestop.storage.engine import reading
from tests.dashboards.test_scope_walk import FILES, every_address
from tests.fixtures.callback import UNCLOSED, post, visitor
from tests.fixtures.neighbours import OURS, about_a_unit, text_of_file
from tests.fixtures.provinces import SAME
from tests.fixtures.shared_store import CLOCK, OTHERS, SECOND, WHAT, Shared, fill


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

YEAR = "period=2024"

ASKED = {
    "period": ("2024", "2024-Q1"),
    "cutoff": ("calendar",),
    "from": ("2024-01-05",),
    "to": ("2024-03-05",),
    "as_of": ("2024-03-31",),
    "unit": (SAME, "A01.2", "B02.1", "UBND xã An Zét"),
    "area": ("Đất đai",),
    "procedure": ("1.000001",),
    "channel": ("online",),
    "units": ("now",),
    "by": ("unit", "receiving_unit", "area", "procedure", "channel", "month", "age"),
    "measure": ("received", "resolved_late", "open"),
    "plan": ("demo",),
    "load": ("1", "2", "3", "5"),
    "kind": ("sources_differ", "unknown_unit"),
    "check": ("closing_burst",),
    "history": ("true",),
    "limit": ("2",),
    "cursor": (),
    "format": ("csv",),
}
"""What every parameter of the API is given; one that is not here fails the walk."""

PARTS = {
    "number": ("1", "2", "3", "4", "5"),
    "secret": ("abc",),
    "token": ("0" * 32,),
    "job": ("0" * 32,),
    "name": ("swagger-ui.css",),
    "rest": ("nothing",),
    "path": ("units", "dossiers"),
    "filename": ("10-tokens.css",),
}
"""What the parts of an address are filled with; loads and closings 4 and later are the other's."""

SAME_EVERYWHERE = ("/_dash-component-suites/", "/assets/", "/_favicon", "/_reload-hash")
"""Dash's own files."""

PUBLIC = ("", YEAR, "code=ZET000001&received=2024-02-01", "code=MOT000001&received=2024-02-02")

LOOKS = (
    ("catalogue provisional",),
    ("indicators", "--by", "unit"),
    ("indicators", "--by", "procedure"),
    ("backlog", "--by", "unit"),
    ("backlog", "--by", "age"),
    ("dossiers", "--measure", "received"),
    ("plans",),
    ("targets", "--period", "2024"),
    ("report-value", "--history"),
    ("tasks",),
    ("apologies",),
    ("periods",),
    ("periods diff", "1"),
    ("periods diff", "2"),
    ("imports",),
    ("imports withdrawn",),
    ("corrections",),
    ("corrections", "--history"),
    ("rejects",),
    ("rejects", "1"),
    ("rejects", "3"),
    ("findings",),
    ("findings", "--count"),
    ("integrity", "--all"),
    ("connections",),
    ("subscriptions",),
    ("accounts",),
    ("tokens",),
)
"""Commands that show something, with what they are asked."""

WHOLE_STORE = (
    ("imports withdraw", "1", "--reason", "r"),
    ("correct", "MOT000002", "status=open", "--reason", "r"),
    ("corrections withdraw", "1", "--reason", "r"),
    ("rebuild",),
    ("verify",),
    ("backup", "x.zip"),
    ("restore", "x.zip"),
    ("retention", "--months", "9"),
    ("audit",),
)
"""Commands of the whole store, which one province's installation refuses."""

OTHERWISE = frozenset(
    """
    init catalogue|units catalogue|procedures catalogue|alias|units catalogue|alias|procedures
    catalogue|alias|areas import source|check source|new plans|check tasks|done tasks|undone
    tasks|event tasks|form tasks|load report close-period reconcile watch connections|check
    connections|retry connections|dismiss connections|forget subscriptions|add subscriptions|end
    subscriptions|preview subscriptions|send accounts|add accounts|set accounts|password
    accounts|totp accounts|end tokens|add tokens|revoke audit|verify audit|head serve demo
    """.split()
)
"""Commands that change something, write a file that the pages hand out too, or need a world of
their own; what they do for a province is in the tests beside them."""


@pytest.fixture(scope="module")
def stores(sqlite_template, tmp_path_factory) -> Iterator[tuple[Shared, Shared]]:
    """The province in a shared store, and alone."""
    folder = tmp_path_factory.mktemp("shared")
    made = [
        fill(sqlite_template, folder / name, with_other=name == "both") for name in ("both", "sole")
    ]
    yield tuple(made)
    for one in made:
        one.office.engine.dispose()


@pytest.fixture(scope="module")
def servers(stores):
    made = tuple(one.server() for one in stores)
    yield made
    for server in made:
        here = server.extensions[NAME]
        here.intake.close()
        for sent in here.uploads.sender._sent.values():
            sent.wait()
        here.engine.dispose()


NEW_EACH_TIME = r"""<dcterms:\w+ [^>]*>[^<]*</dcterms:\w+>|"end_id":"[^"]*"|\b[0-9a-f]{32}\b"""
"""What no two answers share: when a workbook was written, marks of pages and uploads."""


def plain(text: str) -> str:
    """An answer without what no two answers share, and how long others took."""
    text = re.sub(NEW_EACH_TIME, "", text)
    lines = text.splitlines()
    return "\n".join(one for one in lines if "onestop_request" not in one)


def assert_alone(told: list[str], where: object, typed: str = "") -> None:
    """The same in both stores, and nothing of the other province but what was typed."""
    both, one = map(plain, told)
    shown = [word for word in OTHERS if word in both and word not in typed]
    assert shown == [], (where, both[:2000])
    assert both == one, where


def addresses(rule: Rule) -> list[str]:
    """A rule with each of its parts filled in each way."""
    made = [rule.rule]
    for name in rule.arguments:
        assert name in PARTS, f"say in PARTS what <{name}> of {rule.rule} is filled with"
        made = [
            re.sub(rf"<[^<>]*{name}>", quote(part), at, count=1)
            for at in made
            for part in PARTS[name]
        ]
    return made


def described(server) -> dict[str, list[str]]:
    """The parameters of each address of the API, as it describes itself."""
    paths = visitor(server).get("/api/v1/openapi.json").json["paths"]
    return {
        path: [one["name"] for one in told["get"].get("parameters", []) if one["in"] == "query"]
        for path, told in paths.items()
        if "get" in told
    }


def questions(rule: Rule, known: dict[str, list[str]]) -> list[str]:
    """What a rule is asked after its address: each of its parameters in each way."""
    if rule.rule == "/public":
        return list(PUBLIC)
    if rule.rule.startswith("/download/"):
        own = [at.partition("?")[2] for at in FILES if at.startswith(f"{rule.rule}?")]
        return ["", YEAR, *own, *(f"{one}&unit=B02.1" for one in own[:2])]
    names = known.get(re.sub(r"<[^<>]*?(\w+)>", r"{\1}", rule.rule), [])
    base = YEAR if "period" in names else ""
    told = ["", base]
    for name in names:
        assert name in ASKED, f"say in ASKED what {name} of {rule.rule} is given"
        start = "" if name == "period" else base
        told += [f"{start}&{name}={quote(one)}".strip("&") for one in ASKED[name]]
    return list(dict.fromkeys(told))


def test_every_route_answers_as_if_the_province_were_alone(servers):
    known, silent = described(servers[0]), []
    for rule in servers[0].url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule.startswith(SAME_EVERYWHERE):
            continue
        found = set()
        for at in addresses(rule):
            for search in questions(rule, known):
                address = f"{at}?{search}" if search else at
                answers = [visitor(server).get(address) for server in servers]
                told = [f"{one.status_code} {text_of_file(one.data)}" for one in answers]
                assert_alone(told, address, typed=unquote_plus(address))
                found.add(answers[0].status_code)
        if not found & {200, 302, 303}:
            silent.append(rule.rule)
    assert set(silent) <= NOT_THERE


NOT_THERE = {
    *("/kiosk/<secret>", "/oidc/login", "/oidc/callback", "/uploads/<token>", "/api/"),
    *("/account/codes", "/api/<path:rest>", "/api/v1/imports/jobs/<string(length=32):job>"),
    *("/api/v1/reports/<string(length=32):job>", "/api/v1/reports/<string(length=32):job>/file"),
    "/account",
}
"""Routes that answer only to what was begun before, or to an account."""


def test_every_page_answers_as_if_the_province_were_alone(servers):
    asked_for = every_address(f"unit={quote('UBND xã An Zét')}")[::5]
    for address in (*every_address(), *asked_for):
        answers = [post(server, address) for server in servers]
        assert answers[0].status_code == 200
        told = [json.dumps(one.json, ensure_ascii=False) for one in answers]
        assert "lỗi ngoài dự kiến" not in told[0], address
        assert_alone(told, address, typed=unquote_plus(address))
    whole = post(servers[0], f"/dossiers?{YEAR}&measure=received").json
    assert "MOT000002" in json.dumps(whole)


def test_nothing_that_is_sent_is_answered_with_anything_of_the_other_province(servers):
    for rule in servers[0].url_map.iter_rules():
        if "POST" not in rule.methods or rule.rule in ("/logout", "/_dash-update-component"):
            continue
        for at in addresses(rule):
            told = []
            for server in servers:
                answer = visitor(server).post(at, json={}, headers=OURS)
                told.append(f"{answer.status_code} {answer.text}")
            assert_alone(told, at)


def test_what_is_sent_about_a_unit_of_the_other_province_finds_none(servers):
    (plan,) = servers[0].extensions[NAME].plans
    for address, form in about_a_unit(plan):
        for other in (SECOND, "B02.1", "UBND xã An Zét"):
            answer = visitor(servers[0]).post(address, data={**form, "unit": other}, headers=OURS)
            assert answer.status_code == 404, (address, other)


def test_taking_back_and_checking_are_left_to_who_keeps_the_store(servers):
    for address in ("/loads/1/withdraw", "/checks"):
        answer = visitor(servers[0]).post(address, json={"reason": "r"}, headers=OURS)
        assert answer.status_code == 403
        assert "nơi quản lý kho" in answer.json["sentence"]


def leaves(name: str, command: click.Command) -> Iterator[str]:
    """The commands below a command, and itself where it does something alone."""
    if not isinstance(command, click.Group):
        yield name
        return
    if command.invoke_without_command:
        yield name
    for part, below in command.commands.items():
        yield from leaves(f"{name}|{part}", below)


def test_every_command_is_walked_refused_or_known_to_change_something():
    every = {
        leaf
        for name, module in COMMANDS.items()
        for leaf in leaves(name, import_module(f"onestop.commands.{module}").COMMANDS[name])
    }
    walked = {told[0].replace(" ", "|") for told in (*LOOKS, *WHOLE_STORE)}
    assert every == walked | OTHERWISE
    assert walked & OTHERWISE == set()


def run(one: Shared, told: tuple[str, ...]) -> str:
    with mock.patch("onestop.commands.context.time") as clock:
        clock.time.return_value = CLOCK - 7 * 3600
        answer = one.office.run(*told[0].split(), *told[1:], **one.settings)
    assert "Traceback" not in answer.err
    return f"{answer.code}\n{answer.out}\n{answer.err}".replace(str(one.office.folder), "")


@pytest.mark.parametrize("told", LOOKS, ids=" ".join)
def test_every_command_answers_as_if_the_province_were_alone(stores, told):
    said = [run(one, told) for one in stores]
    assert_alone(said, told)
    assert len(said[0]) > 5


def test_reports_and_letters_hold_nothing_of_the_other_province(stores, tmp_path):
    made = []
    for number, one in enumerate(stores):
        folder = tmp_path / str(number)
        folder.mkdir()
        told = ("apologies", "--write", str(folder))
        assert one.office.run(*told, **one.settings).code == 0
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        made.append([(path.name, text_of_file(path.read_bytes())) for path in files])
    assert len(made[0]) > 1
    for mine, other in zip(*made, strict=True):
        assert mine[0] == other[0]
        assert_alone([mine[1], other[1]], mine[0])


@pytest.mark.parametrize("told", WHOLE_STORE, ids=" ".join)
def test_what_concerns_the_whole_store_is_refused_to_one_province(
    stores, told, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("x.zip").write_bytes(b"")
    answer = run(stores[0], told)
    assert answer.startswith("2\n")
    assert "ONESTOP_PROVINCE" in answer


def test_alerts_tell_what_they_would_tell_if_the_province_were_alone(stores, tmp_path):
    assert {*WHAT} == BY_CODE.keys(), "every alert and digest is walked"
    said = []
    for number, one in enumerate(stores):
        sender, told = sender_of(Context(one.read())), {}
        object.__setattr__(sender, "clock", lambda: CLOCK)
        with reading(sender.engine) as connection:
            every = subscriptions.every(connection)
        assert [each.who for each in every] == ["mot.a"] * len(WHAT)
        for each in every:
            folder = tmp_path / f"{number}-{each.id}"
            folder.mkdir()
            found = sender.message(each, folder, again=True)
            files = [text_of_file(path.read_bytes()) for path in (found.files if found else ())]
            told[each.what] = [found and found.json(), *files]
        sender.engine.dispose()
        said.append(told)
    for what in WHAT:
        assert_alone([json.dumps(one[what], ensure_ascii=False) for one in said], what)
    heard = {what for what in WHAT if said[0][what][0]}
    assert {"source_silent", "load_rejected", "overdue_without_apology", "leader_weekly"} <= heard


def test_the_counts_are_those_of_a_store_that_knows_of_no_provinces(servers, stores):
    """The figures of the first province, however the store is asked for them."""
    (_, alone) = stores
    for by in ("total", "unit", "area", "procedure", "month"):
        got = visitor(servers[0]).get(f"/api/v1/indicators?{YEAR}&by={by}").json["rows"]
        told = alone.office.run("indicators", "--period", "2024", "--by", by, "--format", "json")
        rows = told.json["rows"]
        assert [one["measures"] for one in got] == [one["measures"] for one in rows] != []
