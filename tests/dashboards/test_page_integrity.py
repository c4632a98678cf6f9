"""The signs on the page Dữ liệu: how many units a month, then each with its evidence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboards.app import make_app
from tests.fixtures import district as sample
from tests.fixtures.body import ask
from tests.fixtures.worlds import Office, as_csv, done


LABEL = "Kết thúc dồn dập trong một ngày"


@pytest.fixture(scope="module")
def burst_body_of(tmp_path_factory):
    """The pages of an office of one commune in which forty dossiers are closed in one day."""
    folder = sample.load_nothing(tmp_path_factory.mktemp("burst"))
    office = Office(sample.settings_of(folder).database_url, folder)
    days = [date(2024, 5, 2) + timedelta(days=n) for n in range(230)]
    told = [f"{day:%d/%m/%Y}" for day in days if day.weekday() < 5]
    rows = [
        done(f"M.{place:04}", received=day, due=day, finished=day) for place, day in enumerate(told)
    ]
    burst = {"received": "01/10/2024", "due": "30/10/2024", "finished": "17/10/2024"}
    rows += [done(f"B.{place:04}", **burst) for place in range(40)]
    office.load(as_csv(folder / "a.csv", rows), "--as-of", "2024-12-17")
    office.engine.dispose()
    here = sample.installation_at(folder)
    server = make_app(here)
    yield lambda address: ask(server, address)
    here.engine.dispose()


def test_a_district_without_signs_is_told_so(body_of):
    assert "Mười hai tháng gần nhất không có dấu hiệu nào." in body_of("/data").text


def test_an_empty_store_says_nothing_of_signs(empty_body_of):
    assert "làm đẹp" not in empty_body_of("/data").text


def test_the_page_counts_units_by_sign_and_month_and_leads_on(burst_body_of):
    body = burst_body_of("/data")
    assert LABEL in body.text
    assert "11/2024" in body.text
    assert any("integrity=closing_burst" in link for link in body.links)


def test_a_sign_stands_with_counts_limits_and_a_link_to_its_day(burst_body_of):
    body = burst_body_of("/data?integrity=closing_burst")
    assert "41/63" in body.text
    assert "17/10/2024: 41" in body.text
    (link,) = [one for one in body.links if "period=2024-10-17..2024-10-17" in one]
    assert "measure=resolved" in link
    listed = burst_body_of(link)
    assert "41" in listed.text


def test_all_signs_stand_in_one_list(burst_body_of):
    assert burst_body_of("/data?integrity=all").text.count(LABEL) >= 2


def test_what_a_check_means_is_said_beside_it(burst_body_of):
    text = burst_body_of("/data?integrity=no_steps").text
    assert "Cách xét" in text
    assert "Phiếu kiểm soát" in text


def test_an_unknown_check_is_a_sentence(burst_body_of):
    assert "closing_burst" in burst_body_of("/data?integrity=closing_bursts").text
