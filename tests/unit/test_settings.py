"""The environment is read in one place, and a slip in it is told, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from onestop.domain.errors import DeclarationError
from onestop.settings import read_settings, shipped_config


def test_without_any_variable_the_store_is_a_file_under_var():
    settings = read_settings({})
    assert settings.database_url == "sqlite:///var/onestop.db"
    assert settings.data_dir == Path("var")
    assert settings.config_dirs == (shipped_config(),)
    assert settings.keep_names is False
    assert settings.plans == ()
    assert settings.public_page is True
    assert settings.place == ""


def test_one_province_of_a_shared_store_may_be_named():
    assert read_settings({"ONESTOP_PROVINCE": " H21 "}).province == "H21"
    assert read_settings({}).province == ""


def test_the_data_folder_takes_the_default_store_along():
    settings = read_settings({"ONESTOP_DATA_DIR": "elsewhere"})
    assert settings.database_url == "sqlite:///elsewhere/onestop.db"


def test_a_database_named_outright_stays_as_it_is():
    url = "postgresql+psycopg://office@db/onestop"
    settings = read_settings({"ONESTOP_DATABASE_URL": url, "ONESTOP_DATA_DIR": "elsewhere"})
    assert settings.database_url == url


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "vi"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LC_ALL": "vi_VN", "LANG": "en_US"}, "vi"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
        ({"LANG": "en_US", "ONESTOP_LANG": "vi"}, "vi"),
    ],
)
def test_the_language_is_vietnamese_unless_english_is_clearly_asked_for(environ, lang):
    assert read_settings(environ).lang == lang


@pytest.mark.parametrize(("told", "kept"), [("1", True), ("TRUE", True), ("0", False), ("", False)])
def test_names_are_kept_only_on_a_plain_yes(told, kept):
    assert read_settings({"ONESTOP_KEEP_NAMES": told}).keep_names is kept


@pytest.mark.parametrize(
    "environ",
    [
        {"ONESTOP_KEEP_NAMES": "maybe"},
        {"ONESTOP_LANG": "fr"},
        {"ONESTOP_PUBLIC": "perhaps"},
        {"ONESTOP_CONFIG_DIR": "no-such-folder"},
    ],
)
def test_a_value_that_makes_no_sense_is_named_with_its_variable(environ):
    with pytest.raises(DeclarationError) as caught:
        read_settings(environ)
    (name, value), *_ = environ.items()
    assert name in caught.value.sentence()
    assert value in caught.value.sentence()


@pytest.mark.parametrize(
    ("told", "shown"), [("no", False), ("0", False), ("yes", True), ("1", True), ("", True)]
)
def test_citizens_see_the_public_page_unless_it_is_switched_off(told, shown):
    assert read_settings({"ONESTOP_PUBLIC": told}).public_page is shown


def test_the_place_is_any_text_on_one_line():
    settings = read_settings({"ONESTOP_PLACE": "  UBND huyện\n Sông Ngàn "})
    assert settings.place == "UBND huyện Sông Ngàn"


def test_the_office_is_judged_by_the_plans_that_are_told_in_their_order():
    told = read_settings({"ONESTOP_PLANS": " to-tung-2024, po-to-2021 ,,to-tung-2024"})
    assert told.plans == ("to-tung-2024", "po-to-2021")


def test_without_being_told_it_is_judged_by_the_plans_of_its_own_folder(tmp_path):
    (tmp_path / "plans").mkdir()
    for name in ("b.toml", "a.toml", "note.txt"):
        (tmp_path / "plans" / name).touch()
    assert read_settings({"ONESTOP_CONFIG_DIR": str(tmp_path)}).plans == ("a", "b")


def test_the_shipped_folder_is_nobodys_own():
    assert read_settings({"ONESTOP_CONFIG_DIR": str(shipped_config())}).plans == ()


def test_an_installation_adds_to_config_and_replaces_what_has_the_same_name(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "policy.toml").write_text("precision = 'instant'", encoding="utf-8")
    settings = read_settings({"ONESTOP_CONFIG_DIR": str(tmp_path)})
    assert settings.config_file("policy.toml") == tmp_path / "policy.toml"
    assert settings.config_folders("sources")[-1] == tmp_path / "sources"
    assert settings.config_folders("codes") == [shipped_config() / "codes"]


def test_a_config_file_that_is_nowhere_is_an_error_with_its_name():
    with pytest.raises(DeclarationError, match=r"no-such\.toml"):
        read_settings({}).config_file("no-such.toml")


def test_nothing_is_believed_of_the_outside_unless_it_is_told():
    access = read_settings({}).access
    assert (access.address, access.is_https, access.proxies, access.oidc) == ("", False, (), None)


def test_an_address_says_whether_everybody_comes_by_https():
    asked = {"ONESTOP_ADDRESS": "https://onestop.example/"}
    assert read_settings(asked).access.address == "https://onestop.example"
    assert read_settings(asked).access.is_https is True
    assert read_settings({"ONESTOP_ADDRESS": "http://pc-7:8050"}).access.is_https is False
    assert read_settings({"ONESTOP_HTTPS": "1"}).access.is_https is True


def test_proxies_are_addresses_or_networks():
    told = read_settings({"ONESTOP_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}).access.proxies
    assert told == ("127.0.0.1", "10.0.0.0/8")


OIDC = {"ONESTOP_OIDC_ISSUER": "https://id.example", "ONESTOP_OIDC_CLIENT_ID": "onestop"}


def test_the_secret_for_another_site_may_stand_in_a_file_and_is_never_shown(tmp_path):
    (tmp_path / "secret").write_text("of a file\n", encoding="utf-8")
    named = {**OIDC, "ONESTOP_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    assert read_settings(named).access.oidc.secret == "of a file"
    told = read_settings({**OIDC, "ONESTOP_OIDC_CLIENT_SECRET": "of a variable"}).access.oidc
    assert (told.secret, told.name) == ("of a variable", "OpenID")
    assert "of a variable" not in repr(told)
    assert read_settings(OIDC).access.oidc.secret is None


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"ONESTOP_ADDRESS": "onestop.example"}, "ONESTOP_ADDRESS"),
        ({"ONESTOP_ADDRESS": "https://onestop.example/here"}, "ONESTOP_ADDRESS"),
        ({"ONESTOP_HTTPS": "maybe"}, "ONESTOP_HTTPS"),
        ({"ONESTOP_TRUSTED_PROXIES": "nginx"}, "ONESTOP_TRUSTED_PROXIES"),
        ({"ONESTOP_OIDC_ISSUER": "https://id.example"}, "ONESTOP_OIDC_CLIENT_ID"),
        ({**OIDC, "ONESTOP_OIDC_ISSUER": "http://id.example"}, "ONESTOP_OIDC_ISSUER"),
        ({**OIDC, "ONESTOP_OIDC_CLIENT_SECRET_FILE": "/not/there"}, "CLIENT_SECRET_FILE"),
    ],
)
def test_a_slip_in_how_the_pages_are_reached_names_its_variable(environ, name):
    with pytest.raises(DeclarationError, match=name):
        read_settings(environ)
