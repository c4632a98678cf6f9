"""Files that come in and reports that go out: a job each, and nothing half done."""

from __future__ import annotations

import io
import time
from threading import Event
from zipfile import ZipFile

import pytest

from onestop.domain.access import GRANTS, Caller, Role
from onestop.installation import NAME
from tests.api.conftest import with_api
from tests.fixtures import district as sample
from tests.fixtures import worlds


PATIENCE = 60
IMPORTS, REPORTS = "/api/v1/imports", "/api/v1/reports"


@pytest.fixture
def export(tmp_path) -> bytes:
    """An export of two dossiers and a row without a code, as a csv file's bytes."""
    rows = [worlds.row("N1", unit=sample.COMMUNE), worlds.row("N2"), worlds.row("")]
    path = tmp_path / "export 2024-12-21.csv"
    worlds.as_csv(path, rows)
    return path.read_bytes()


def ended(client, address: str, working: tuple[str, ...]) -> dict:
    """What a job says when it is over."""
    deadline = time.monotonic() + PATIENCE
    while (told := client.get(address)).json["state"] in working:
        assert time.monotonic() < deadline, told.json
        time.sleep(0.05)
    return told.json


@pytest.mark.parametrize("way", ["body", "form"])
def test_a_file_is_taken_and_loaded_by_a_job(own_client, export, way):
    if way == "body":
        sent = {"data": export, "content_type": "application/octet-stream"}
        answer = own_client.post(f"{IMPORTS}?name=export 2024-12-21.csv", **sent)
    else:
        file = (io.BytesIO(export), "export 2024-12-21.csv")
        answer = own_client.post(IMPORTS, data={"file": file}, content_type="multipart/form-data")
    assert answer.status_code == 202, answer.json
    assert answer.headers["Location"] == f"{IMPORTS}/jobs/{answer.json['job']}"
    told = ended(own_client, answer.headers["Location"], ("waiting", "loading"))
    assert told["state"] == "done", told
    [file] = told["files"]
    assert file["path"] == "export 2024-12-21.csv"
    assert (file["counts"]["inserted"], file["counts"]["rejected"]) == (2, 1)
    load = own_client.get(f"{IMPORTS}/{file['load']}").json["load"]
    assert load["inserted"] == 2
    assert load["as_of"] == file["as_of"]


def test_a_load_is_asked_for_a_unit_and_a_moment(own_client, tmp_path):
    row = {name: text for name, text in worlds.row("N1").items() if name != "unit"}
    worlds.as_csv(tmp_path / "a.csv", [row])
    told = {"name": "a.csv", "unit": sample.COMMUNE, "as_of": "2024-12-21T08:00:00"}
    body = (tmp_path / "a.csv").read_bytes()
    answer = own_client.post(IMPORTS, query_string=told, data=body)
    done = ended(own_client, answer.headers["Location"], ("waiting", "loading"))
    assert done["files"][0]["as_of"] == "2024-12-21T08:00:00+07:00"
    rows = own_client.get("/api/v1/dossiers?period=2024&limit=1000").json["rows"]
    assert [one["unit"] for one in rows if one["code"] == "N1"] == [sample.COMMUNE]


@pytest.mark.parametrize(
    ("body", "query", "status"),
    [
        (b"", "", 411),
        (b"%PDF-1.7", "name=a.pdf", 422),
        (b"\x00\x01\x02", "name=a.xls", 422),
        (b"a,b\n1,2\n", "unit=nowhere&name=a.csv", 404),
        (b"a,b\n1,2\n", "as_of=yesterday", 422),
    ],
)
def test_what_is_no_export_is_refused_at_once(own, own_client, body, query, status):
    answer = own_client.post(f"{IMPORTS}?{query}", data=body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["detail"]


def test_a_form_without_a_file_says_so(own_client):
    answer = own_client.post(IMPORTS, data={"files": "x"}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "“file”" in answer.json["detail"]


def test_a_file_that_is_too_large_is_refused_unread(own_client):
    told = {"CONTENT_LENGTH": str(600 << 20)}
    answer = own_client.post(IMPORTS, environ_overrides=told)
    assert answer.status_code == 413


@pytest.mark.parametrize("way", ["body", "form"])
def test_a_file_of_which_half_came_is_not_loaded_and_not_kept(own, own_client, export, way):
    kind, body = "application/octet-stream", export
    if way == "form":
        kind = "multipart/form-data; boundary=cut"
        head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        body = head + export
    told = {"CONTENT_LENGTH": str(len(body) + 100), "wsgi.input": io.BytesIO(body)}
    before = own_client.get("/api/v1/imports").json
    answer = own_client.post(IMPORTS, content_type=kind, environ_overrides=told)
    assert answer.status_code == 400, answer.data
    assert own_client.get("/api/v1/imports").json == before
    place = own.extensions[NAME].uploads.place
    assert not place.exists() or not list(place.iterdir())


def test_a_server_that_takes_a_broken_line_for_an_end_is_not_believed(own_client, export):
    """gunicorn gives what came and says nothing: only the length tells."""
    told = {
        "CONTENT_LENGTH": str(len(export) + 100),
        "wsgi.input": io.BytesIO(export),
        "wsgi.input_terminated": True,
    }
    for path in ("/api/v1/imports?name=a.csv", "/uploads"):
        kind = {"content_type": "application/octet-stream"}
        answer = own_client.post(path, environ_overrides=told, headers={"X-Onestop": "1"}, **kind)
        assert answer.status_code == 400, path
        told["wsgi.input"].seek(0)
    assert all(one["path"] != "a.csv" for one in own_client.get("/api/v1/imports").json["rows"])


def test_an_unknown_job_and_one_that_cannot_be(own_client):
    assert own_client.get(f"{IMPORTS}/jobs/{'0' * 32}").status_code == 404
    assert own_client.get(f"{IMPORTS}/jobs/..%2f..%2fetc").status_code == 404


# reports


def test_a_report_is_written_by_a_job_and_fetched(own_client):
    wanted = {"form": "ii06a", "period": "2024", "unit": sample.COMMUNE}
    answer = own_client.post(REPORTS, json=wanted)
    assert answer.status_code == 202, answer.json
    told = ended(own_client, answer.headers["Location"], ("working",))
    assert (told["state"], told["kind"], told["sentence"]) == ("done", "xlsx", "")
    with own_client.get(told["file"]) as file:
        assert file.status_code == 200
        assert "xl/workbook.xml" in ZipFile(io.BytesIO(file.data)).namelist()
        assert 'filename="ii06a.xlsx"' in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("wanted", "status", "told"),
    [
        ({}, 422, "form: phải có."),
        ({"form": "ii06a"}, 422, "period"),
        ({"form": "ii06a", "period": "2024", "untt": "x"}, 422, "Gần nhất: unit"),
        ({"form": "ii06b", "period": "2024"}, 404, "ii06a"),
        ({"form": "ii06a", "period": "2024-Q7"}, 400, "2024-Q7"),
        ({"form": "ii06a", "period": "2024", "kind": "docx"}, 400, "Có: xlsx"),
        ({"form": "register", "period": "2024", "by": "area"}, 400, "không lập được theo"),
        ({"form": "ii06a", "period": "2024", "unit": "nowhere"}, 404, "nowhere"),
        ({"form": "ii06a", "period": 2024}, 422, "period: phải là chữ."),
        ([], 422, "đối tượng"),
    ],
)
def test_a_report_that_cannot_be_is_refused_at_once(own_client, wanted, status, told):
    answer = own_client.post(REPORTS, json=wanted)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert told in answer.json["detail"]


def test_a_report_that_fails_says_why(own_client):
    wanted = {"form": "ii06a", "period": "2023", "figures": "published"}
    told = ended(
        own_client, own_client.post(REPORTS, json=wanted).headers["Location"], ("working",)
    )
    assert told["state"] == "failed"
    assert told["sentence"]
    assert own_client.get(f"{REPORTS}/{told['job']}/file").status_code == 409


def test_a_report_is_of_whoever_asked_for_it_and_of_their_units(own):
    here = own.extensions[NAME]
    callers = [Caller(name, GRANTS[Role.REPORTER], None, None, Role.REPORTER) for name in "ab"]
    first, second = (
        with_api(sample.replaced(here, identify=lambda one=one: one)).test_client()
        for one in callers
    )
    answer = first.post(REPORTS, json={"form": "ii06a", "period": "2024"})
    assert ended(first, answer.headers["Location"], ("working",))["state"] == "done"
    assert second.get(answer.headers["Location"]).status_code == 404
    assert second.get(f"{answer.headers['Location']}/file").status_code == 404


def test_a_report_is_working_until_it_is_done_and_broken_off_if_its_process_ends(own, own_client):
    jobs = own.extensions[NAME].report_jobs
    begun, may_end = Event(), Event()

    def write(*_told):
        begun.set()
        assert may_end.wait(PATIENCE)

    object.__setattr__(jobs.desk, "write", write)
    answer = own_client.post(REPORTS, json={"form": "ii06a", "period": "2024"})
    assert begun.wait(PATIENCE)
    assert own_client.get(answer.headers["Location"]).json["state"] == "working"
    assert own_client.get(f"{answer.headers['Location']}/file").status_code == 409
    may_end.set()
    assert ended(own_client, answer.headers["Location"], ("working",))["state"] == "done"
    note = jobs.place / answer.json["job"] / "report.json"
    note.unlink()
    told = own_client.get(answer.headers["Location"]).json
    assert (told["state"], told["file"]) == ("failed", None)
    assert "ngắt" in told["sentence"]
