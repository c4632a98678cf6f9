"""What other systems push: the national envelope, answered in its form, never loaded twice."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from onestop.domain.access import GRANTS, Caller, Role
from onestop.installation import NAME
from onestop.intake.desk import Intake
from onestop.intake.pushed import Pushes
from onestop.settings import read_settings, shipped_config
from onestop.storage import catalogue
from onestop.storage.engine import reading
from onestop.storage.scoped import seeing
from tests.api.conftest import serving
from tests.fixtures import district as sample
from tests.fixtures import worlds
from tests.fixtures.whole import differing, whole


NOON = 1_735_000_000
HOUR = 3600
UNIT = "UBND xã An Thử"
SYNC = "/api/v1/dossiers/sync"


class Sender:
    """A system that pushes to an office's API, and what the office says of it."""

    def __init__(self, office: worlds.Office, client, intake: Intake) -> None:
        self.office, self.client, self.intake = office, client, intake

    def push(self, *data: object, service: str = "DongBoHoSoMC", **told: object):
        envelope = {"session": "bí mật", "madonvi": "H97", "service": service, "data": list(data)}
        return self.client.post(SYNC, json={**envelope, **told})

    def code(self, *data: object, **told: object) -> str:
        answer = self.push(*data, **told)
        assert answer.status_code == 200, answer.json
        assert set(answer.json) == {"error_code", "message"}
        return answer.json["error_code"]

    def wait(self, seconds: int) -> None:
        """Time goes by."""
        now = self.intake.clock() + seconds
        self.intake.clock = lambda: now


class WithoutProcess(Intake):
    """The same desk whose loader works in this process: what a test need not wait for."""

    def _asked(self, told: dict) -> dict:
        if self._loader is None:
            self._loader = Pushes.of(self._installation())
        with seeing(None):  # as a process of its own does
            return self._loader.take(told)

    def close(self) -> None:
        if self._loader is not None:
            self._loader.job.engine.dispose()


@contextmanager
def sending(url: str, folder: Path, desk: type[Intake]) -> Iterator[Sender]:
    """Somebody who sends to an empty office; the clock is at noon."""
    office = worlds.Office(url, folder)
    assert office.run("init").code == 0
    with mock.patch.object(sample, "settings_of", return_value=read_settings(office.settings)):
        here = sample.installation_at(folder)
        intake = desk(read_settings(office.settings), here.policy, here.calendar, lambda: NOON)
        here.engine.dispose()
        with serving(folder, intake=intake) as server:
            yield Sender(office, server.test_client(), intake)
    intake.close()
    office.engine.dispose()


@pytest.fixture
def sender(database_url, tmp_path) -> Iterator[Sender]:
    """A sender to an office on each engine."""
    with sending(database_url, tmp_path, WithoutProcess) as made:
        yield made


@pytest.fixture
def sqlite_sender(sqlite_url, tmp_path) -> Iterator[Sender]:
    """A sender to an office on SQLite."""
    with sending(sqlite_url, tmp_path, WithoutProcess) as made:
        yield made


@pytest.fixture
def real_sender(sqlite_url, tmp_path) -> Iterator[Sender]:
    """The same with a loader in a process of its own, as web processes have it."""
    with sending(sqlite_url, tmp_path, Intake) as made:
        yield made


dossier = worlds.portal_dossier


def test_a_push_is_loaded_as_a_file_of_the_same_rows_would_be(sender, tmp_path):
    rows = [dossier("A1"), dossier("A2", TrangThaiHoSo="9", NgayKetThucXuLy="20240109080000")]
    assert sender.code(*rows) == "0"
    other = worlds.Office(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other")
    assert other.run("init").code == 0
    other.load(worlds.portal(tmp_path / "DongBo 20241224_002640.json", *rows))
    told, of_file = whole(sender.office.engine), whole(other.engine)
    for one in (told, of_file):
        del one["snapshot"], one["members"], one["finding"]
    found = differing(told, of_file)
    other.engine.dispose()
    assert {name: pair for name, pair in found.items() if not _is_trace(pair)} == {}
    sender.office.verify()


def _is_trace(pair: tuple) -> bool:
    """Whether two tables differ only in the name of the file."""
    return repr(pair).count("json") == 2 * len(pair[0]) if pair[0] else False


def test_a_push_speaks_for_the_moment_it_came(sqlite_sender):
    assert sqlite_sender.code(dossier("A1")) == "0"
    [load] = sqlite_sender.office.run("imports", "--format", "json").json["rows"]
    assert load["as_of"] == "2024-12-24T00:26:40+07:00"
    assert (load["profile"], load["source"]) == ("national-push", "national-portal")
    assert "bí mật" not in repr(list((sqlite_sender.office.folder / "var").rglob("*")))
    for kept in (sqlite_sender.office.folder / "var" / "snapshots").rglob("*"):
        assert not kept.is_file() or "bí mật" not in kept.read_text(encoding="utf-8")


def test_the_same_envelope_twice_changes_nothing(sender):
    rows = [dossier("A1"), dossier("A2")]
    assert sender.code(*rows, isUpdating="True") == "0"
    before, loads = sender.office.state(), sender.office.run("imports", "--format", "json").out
    sender.wait(HOUR)
    assert sender.code(*rows, isUpdating="True", session="another") == "0"
    assert sender.office.state() == before
    assert sender.office.run("imports", "--format", "json").out == loads


def test_what_is_there_already_needs_to_be_called_an_update(sender):
    assert sender.code(dossier("A1")) == "0"
    before = sender.office.state()
    answer = sender.push(dossier(" a1 ", TrangThaiHoSo="2"), dossier("A2"))
    assert answer.json["error_code"] == "3"
    assert "đã tồn tại" in answer.json["message"]
    assert "A1" in answer.json["message"]
    assert sender.office.state() == before
    assert sender.code(dossier("A1", NgayHenTra="20240112170000"), isUpdating=True) == "0"
    assert sender.office.dossiers()["A1"]["due_at"].startswith("2024-01-12")


def test_the_last_word_counts_even_if_it_was_said_before(sender):
    """To and fro: the first statement comes again after another, and is news again."""
    first, then = dossier("A1", TrangThaiHoSo="4"), dossier("A1", TrangThaiHoSo="5")
    for row, status in ((first, 4), (then, 5), (first, 4), (then, 5)):
        assert sender.code(row, isUpdating="True") == "0"
        assert sender.office.dossiers()["A1"]["status"] == status
        sender.wait(60)
    sender.office.verify()


def test_bad_rows_are_named_and_kept_and_the_others_loaded(sqlite_sender):
    rows = [dossier("A1"), dossier("A2", NgayTiepNhan="hôm qua"), dossier("")]
    answer = sqlite_sender.push(*rows)
    assert answer.json["error_code"] == "1"
    message = answer.json["message"]
    assert "phần tử 2, NgayTiepNhan: không đọc được" in message, message
    assert "phần tử 3, MaHoSo: thiếu mã hồ sơ" in message, message
    assert list(sqlite_sender.office.dossiers()) == ["A1"]
    kept = sqlite_sender.office.run("rejects", "--format", "json").json["rows"]
    assert [(one["row"], one["column"]) for one in kept] == [(2, "NgayTiepNhan"), (3, "MaHoSo")]


def test_a_lone_dossier_without_its_code_is_a_refused_row(sqlite_sender):
    assert sqlite_sender.push({}).json["error_code"] == "1"
    assert sqlite_sender.push({"DonViXuLy": UNIT}).json["error_code"] == "1"


def test_progress_joins_its_dossier_or_waits_for_it(sender):
    step = {
        "MaHoSo": "A1",
        "PhongBanXuLy": "Bộ phận Tư pháp",
        "NgayBatDau": "20240103080000",
        "NgayKetThucTheoQuyDinh": "20240105170000",
    }
    assert sender.code(dossier("A1")) == "0"
    assert sender.code(step, {**step, "MaHoSo": "Z9"}, service="CapNhatTienDoHoSoMC") == "0"
    assert sender.office.dossiers()["A1"]["current_desk"] == "Bộ phận Tư pháp"
    assert "chờ hồ sơ" in sender.push(step, service="CapNhatTienDoHoSoMC").json["message"]


def test_pushes_are_no_full_exports(sqlite_sender):
    """A push that tells one dossier of a unit does not miss the others."""
    assert sqlite_sender.code(dossier("A1"), dossier("A2", NgayTiepNhan="20240105080000")) == "0"
    sqlite_sender.wait(HOUR)
    assert sqlite_sender.code(dossier("A3"), dossier("A4", NgayTiepNhan="20240106080000")) == "0"
    assert sqlite_sender.code(dossier("A1", TrangThaiHoSo="5"), isUpdating="True") == "0"
    assert "absent_from_newer" not in sqlite_sender.office.findings()


def test_a_rebuilt_store_says_the_same(sqlite_sender):
    sqlite_sender.code(dossier("A1"), dossier("A2"))
    sqlite_sender.wait(60)
    sqlite_sender.code(dossier("A1", TrangThaiHoSo="5"), isUpdating="True")
    before = sqlite_sender.office.state()
    assert sqlite_sender.office.run("rebuild").code == 0
    assert sqlite_sender.office.state() == before


def test_a_sender_of_one_unit_cannot_change_another(sender):
    sender.code(dossier("A1"), dossier("B1", DonViXuLy="UBND xã Bên Thử"))
    server = sender.client.application
    with reading(sender.office.engine) as connection:
        mine = frozenset({catalogue.find(connection, "unit", UNIT)})
    caller = Caller("token a", GRANTS[Role.SERVICE], mine, None, Role.SERVICE)
    object.__setattr__(server.extensions[NAME], "identify", lambda: caller)
    before = sender.office.state()
    step = {"PhongBanXuLy": "X", "NgayBatDau": "20240103080000"}
    for data, service in (
        ([dossier("C1", DonViXuLy="UBND xã Bên Thử")], "DongBoHoSoMC"),
        ([dossier("C1", DonViXuLy="UBND xã chưa ai biết")], "DongBoHoSoMC"),
        ([dossier("C1", DonViXuLy="")], "DongBoHoSoMC"),
        ([dossier("B1")], "DongBoHoSoMC"),
        ([{**step, "MaHoSo": "B1"}], "CapNhatTienDoHoSoMC"),
        ([{**step, "MaHoSo": "Z1", "DonViXuLy": UNIT}], "CapNhatTienDoHoSoMC"),
    ):
        answer = sender.push(*data, service=service, isUpdating="True")
        assert (answer.status_code, answer.json["error_code"]) == (403, "4"), data
        assert "DonViXuLy" in answer.json["detail"]
        assert sender.office.state() == before
    assert sender.code(dossier("C1")) == "0"
    assert sender.code(dossier("A1", TrangThaiHoSo="5"), isUpdating="True") == "0"
    assert sender.code({**step, "MaHoSo": "A1"}, service="CapNhatTienDoHoSoMC") == "0"


def test_a_push_that_takes_too_long_leaves_nothing(real_sender):
    """Its loader is ended; the next push has a new one."""
    assert real_sender.code(dossier("A1")) == "0"
    before = real_sender.office.state()
    real_sender.intake.seconds = 0.0
    answer = real_sender.push(*(dossier(f"B{number}") for number in range(300)))
    assert (answer.status_code, answer.json["error_code"]) == (503, "5")
    assert answer.headers["Retry-After"]
    real_sender.intake.seconds = 60.0
    assert real_sender.office.state() == before
    assert real_sender.code(*(dossier(f"B{number}") for number in range(300))) == "0"
    real_sender.office.verify()


def test_a_loader_that_was_killed_is_followed_by_another(real_sender):
    assert real_sender.code(dossier("A1")) == "0"
    real_sender.intake._loader._process.kill()
    real_sender.intake._loader._process.wait()
    assert real_sender.code(dossier("A2")) == "0"
    assert sorted(real_sender.office.dossiers()) == ["A1", "A2"]


# what no loader ever sees


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"service": "DongBoHoSo", "data": []}, "service"),
        ({"data": []}, "service"),
        ({"service": "DongBoHoSoMC"}, "data"),
        ({"service": "DongBoHoSoMC", "data": {}}, "data"),
        ({"service": "DongBoHoSoMC", "data": "[]"}, "data"),
        ({"service": "DongBoHoSoMC", "data": [{}, 7]}, "phần tử thứ 2"),
        ({"service": "DongBoHoSoMC", "data": [None]}, "phần tử thứ 1"),
        ({"service": "DongBoHoSoMC", "data": [], "isUpdating": "có"}, "isUpdating"),
        ({"service": "DongBoHoSoMC", "data": [], "isUpdating": 3}, "isUpdating"),
        ({"service": "DongBoHoSoMC", "data": [], "madonvi": ["H97"]}, "madonvi"),
        ({"service": "DongBoHoSoMC", "data": [{}] * 10_001}, "10000"),
        ([], ""),
        ("x", ""),
        (None, ""),
    ],
)
def test_an_envelope_of_another_shape_is_refused_in_both_forms(own_client, sent, told):
    body = json.dumps(sent)
    answer = own_client.post(SYNC, data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["error_code"] == "2"
    assert answer.json["message"] == answer.json["detail"]
    assert told in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 411),
        (b"\xff\xfe", "application/json", 400),
        (b'{"data": ' + b"[" * 5000, "application/json", 400),
        (b'{"data": NaN}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"<x/>", "application/xml", 415),
        (b" " * (16 << 20) + b"{}", "application/json", 413),
    ],
    ids=["cut off", "empty", "no text", "deep", "NaN", "text", "xml", "huge"],
)
def test_what_is_no_json_is_refused_unread(own_client, body, kind, status):
    answer = own_client.post(SYNC, data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.json["error_code"] == "2"


def test_nothing_to_push_is_done(own_client):
    answer = own_client.post(SYNC, json={"service": "DongBoHoSoMC", "data": []})
    assert (answer.status_code, answer.json["error_code"]) == (200, "0")


def test_where_nothing_may_be_loaded_nothing_is_taken(served):
    answer = served.test_client().post(SYNC, json={"service": "DongBoHoSoMC", "data": [{}]})
    assert (answer.status_code, answer.json["error_code"]) == (503, "5")


def test_pushed_and_exported_dossiers_are_read_alike():
    folder = shipped_config() / "sources"
    pushed, exported = (
        tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("national-push", "national-portal")
    )
    for one in (pushed, exported):
        del one["code"], one["label"]
    assert pushed.pop("full_export") is False
    assert pushed == exported


def test_a_file_of_the_portal_is_still_recognised_as_one(office_of_files, tmp_path):
    path = worlds.portal(tmp_path / "a.json", dossier("A1"))
    assert office_of_files.load(path)["files"][0]["profile"] == "national-portal"
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))


@pytest.fixture
def office_of_files(sqlite_url, tmp_path):
    """An office on SQLite."""
    office = worlds.Office(sqlite_url, tmp_path)
    assert office.run("init").code == 0
    yield office
    office.engine.dispose()
