"""Profiles as files: what is read, and what is refused in words."""

from __future__ import annotations

import pytest

from etl.profile_files import load_profile, load_profiles
from onestop.domain.errors import DeclarationError


HEAD = 'code = "x"\nlabel = "X"\n'


@pytest.fixture
def profile_of(tmp_path):
    def write_and_load(text: str):
        file = tmp_path / "x.toml"
        file.write_text(HEAD + text, encoding="utf-8")
        return load_profile(file)

    return write_and_load


def test_the_least_profile_is_a_code_and_a_label(profile_of):
    profile = profile_of("")
    assert (profile.source, profile.kind, profile.form) == ("x", "dossiers", "sheet")
    assert profile.required == ("code", "received_at | submitted_at")


def test_wordings_and_constants_may_be_told_by_name_or_number(profile_of):
    profile = profile_of(
        '[constants]\nchannel = "online"\nunit = "Sở Xây dựng"\nended_status = "withdrawn"\n'
        '[wordings.status]\n"Xong" = 9\n"Mở" = "in_progress"\n'
        '[wordings.components_reused]\n"2" = "yes"\n"0" = false\n'
    )
    assert profile.constants == {"channel": 2, "unit": "Sở Xây dựng", "ended_status": 7}
    assert profile.wordings["status"] == {"Xong": 9, "Mở": 4}
    assert profile.wordings["components_reused"] == {"2": 1, "0": 0}


def test_one_heading_needs_no_list(profile_of):
    assert profile_of('[headings]\ncode = "Số"\n').headings == {"code": ("Số",)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('labell = "y"\n', ["labell", "label"]),
        ('kind = "dosiers"\n', ["kind", "dossiers"]),
        ('form = "excel"\n', ["form", "sheet"]),
        ('precision = "hour"\n', ["precision", "instant"]),
        ('unit_from = ["colum"]\n', ["unit_from", "column"]),
        ("case_priority = true\n", ["case_priority", "số"]),
        ('required = "code"\n', ["required", "danh sách"]),
        ('required = ["status | du_at"]\n', ["required", "due_at"]),
        ("heading_rows = [4, 3]\n", ["heading_rows", "[3, 4]"]),
        ('time_zone = "Asia/Saigom"\n', ["time_zone", "Asia/Saigon"]),
        ('date_formats = ["dd/MM/yyyy"]\n', ["date_formats", "dd/MM/yyyy"]),
        ('date_formats = ["m/d/yyyy h:M"]\n', ["date_formats", "h:M"]),
        ('[headings]\nreceived_on = ["Ngày"]\n', ["headings.received_on", "received_at"]),
        ("[headings]\ncode = [1]\n", ["headings.code", "chữ"]),
        ('[reduce]\nfee_due = "sum"\n', ["reduce.fee_due", "positive"]),
        ('[wordings.status]\n"Xong" = 11\n', ["wordings.status.Xong", "11", "returned"]),
        ('[wordings.status]\n"Xong" = "finish"\n', ["wordings.status.Xong", "finished"]),
        ('[wordings.stat]\n"Xong" = 9\n', ["wordings.stat", "status"]),
        ('[constants]\nchannel = "fax"\n', ["constants.channel", "postal"]),
        ("code = 1\n", ["TOML"]),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(profile_of, text, words):
    with pytest.raises(DeclarationError) as raised:
        profile_of(text)
    for word in ["x.toml", *words]:
        assert word in str(raised.value)


def test_a_profile_of_a_later_folder_replaces_the_one_of_its_code(tmp_path):
    for folder, label in (("shipped", "old"), ("own", "new")):
        (tmp_path / folder).mkdir()
        text = f'code = "x"\nlabel = "{label}"\n'
        (tmp_path / folder / "a.toml").write_text(text, encoding="utf-8")
    profiles = load_profiles([tmp_path / "shipped", tmp_path / "own", tmp_path / "missing"])
    assert [profile.label for profile in profiles] == ["new"]


def test_two_files_of_one_folder_cannot_share_a_code(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"a\.toml"):
        load_profiles([tmp_path])


def test_a_file_that_is_not_utf_8_is_told(tmp_path):
    (tmp_path / "a.toml").write_bytes('code = "x"\nlabel = "Hồ sơ"\n'.encode("utf-16"))
    with pytest.raises(DeclarationError, match="UTF-8"):
        load_profiles([tmp_path])


def test_one_stop_systems_lead_for_the_case_and_the_portal_for_the_service(config_dir):
    profiles = {p.code: p for p in load_profiles([config_dir / "sources"])}
    portal = profiles.pop("national-portal")
    lists = [p for p in profiles.values() if p.kind == "dossiers" and p.source != portal.source]
    assert all(p.case_priority > portal.case_priority for p in lists)
    assert all(p.service_priority < portal.service_priority for p in lists)


def test_vendors_whose_numbers_differ_never_use_the_portal_s(config_dir):
    profiles = {p.code: p for p in load_profiles([config_dir / "sources"])}
    assert profiles["national-portal"].numbers == "national"
    assert [profiles[code].numbers for code in ("igate", "opencps", "epar-16")] == ["", "", ""]
