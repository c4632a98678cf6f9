"""The desk of reports: forms from published figures are those that were published."""

from __future__ import annotations

import pytest

from dashboards.data.wishes import Wish
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.period import parse_period
from onestop.domain.policy import Policy
from onestop.report_desk import ReportDesk
from onestop.reports.columns import CODES
from onestop.settings import shipped_config
from onestop.storage import catalogue
from onestop.storage.closing import Closing, close_period
from onestop.storage.engine import reading, writing
from tests.fixtures.filled import calendar
from tests.fixtures.worlds import as_csv, done, lines, many


PERIOD = parse_period("2024-Q1", "calendar")
KEPT = ("ii06a", "07a", "766-progress", "digitisation", "online", "payments")
UNITS = "code,name,level,parent,valid_from,valid_to,successors,aliases"


@pytest.fixture
def desk() -> ReportDesk:
    return ReportDesk(Policy(), calendar(), (shipped_config() / "forms",))


@pytest.fixture
def closed_office(office, tmp_path, desk):
    """Three communes below a district, the first quarter closed."""
    communes = (f"H98.0{number},UBND xã Thử {number},commune,H98,,,," for number in range(3))
    units = lines(tmp_path / "u.csv", UNITS, "H98,UBND huyện Thử,district,,,,,", *communes)
    assert office.run("catalogue", "units", units).code == 0
    office.load(as_csv(tmp_path / "1.csv", many(120)), "--as-of", "2024-06-30")
    with writing(office.engine) as connection:
        close_period(connection, Closing(PERIOD, None, "Người Thử"), desk.counting, 1_720_000_000)
    return office


def lines_of(desk, connection, form: str, **told) -> list:
    found = desk.preview(connection, Wish(form, PERIOD, **told))
    return [sheet.lines for sheet in found.parts]


@pytest.mark.parametrize("form", KEPT)
def test_published_is_what_was_counted_until_something_changes(closed_office, desk, tmp_path, form):
    ways = {one.code: one.by for one in desk.forms()}[form]
    with reading(closed_office.engine) as connection:
        unit = catalogue.find(connection, "unit", "H98.01")
        asked = [{"by": by, "unit": one} for by in ways for one in (None, unit)]
        counted = [lines_of(desk, connection, form, **one) for one in asked]
        kept = [lines_of(desk, connection, form, published=True, **one) for one in asked]
    assert kept == counted
    later = [done("C1", unit="UBND xã Thử 1", channel="Trực tuyến")]
    closed_office.load(as_csv(tmp_path / "2.csv", later), "--as-of", "2024-07-31")
    with reading(closed_office.engine) as connection:
        again = [lines_of(desk, connection, form, published=True, **one) for one in asked]
        now = [lines_of(desk, connection, form, **one) for one in asked]
    assert again == counted
    assert all(one != other for one, other in zip(now, counted, strict=True))


@pytest.mark.parametrize("form", [code for code in CODES if code not in KEPT])
def test_what_was_not_kept_is_not_written_as_published(closed_office, desk, form):
    with (
        reading(closed_office.engine) as connection,
        pytest.raises(UsageError, match="số tính lại"),
    ):
        desk.preview(connection, Wish(form, PERIOD, published=True))


def test_a_period_that_was_not_closed_has_nothing_published(closed_office, desk):
    wish = Wish("ii06a", parse_period("2024-Q1"), published=True)
    with reading(closed_office.engine) as connection, pytest.raises(NotFoundError, match="chốt"):
        desk.preview(connection, wish)


def test_a_published_form_is_counted_under_the_policy_of_then(closed_office, desk):
    """A policy changed later changes what is counted again, not what was published."""
    strict = ReportDesk(Policy(withdrawn="separate", precision="instant"), calendar(), desk.folders)
    wish = Wish("ii06a", PERIOD, published=True)
    with reading(closed_office.engine) as connection:
        (sheet,) = strict.preview(connection, wish).parts
        (as_then,) = desk.preview(connection, wish).parts
    assert sheet == as_then
    assert any("so theo ngày" in note for note in sheet.notes)
    assert any("người chốt: Người Thử" in note for note in sheet.notes)


def test_every_form_is_offered_in_both_languages(desk):
    offers = desk.forms()
    assert [one.code for one in offers] == list(CODES)
    assert [one.code for one in offers if one.keeps] == list(KEPT)
    assert all(one.label_vi and one.label_en and one.kinds == ("xlsx",) for one in offers)


def test_a_long_table_is_cut_in_the_preview_alone(closed_office, desk, tmp_path):
    closed_office.load(as_csv(tmp_path / "m.csv", many(900, "N")), "--as-of", "2024-07-31")
    with reading(closed_office.engine) as connection:
        (sheet,) = desk.preview(connection, Wish("register", PERIOD)).parts
        assert sheet.cut
        out = desk.write(connection, Wish("register", PERIOD), "xlsx", tmp_path / "r.xlsx")
        assert out.stat().st_size > 10_000
        with pytest.raises(UsageError, match="docx"):
            desk.write(connection, Wish("register", PERIOD), "docx", tmp_path / "r.docx")
