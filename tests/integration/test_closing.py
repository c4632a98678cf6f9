"""Closed periods: what was published stays, every later difference is named to the dossier."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.measures import MEASURES
from onestop.domain.period import parse_period
from onestop.domain.policy import Policy
from onestop.storage import catalogue
from onestop.storage.closed_answers import published
from onestop.storage.closed_changes import changes_since
from onestop.storage.closed_members import members_of, packed, unpacked
from onestop.storage.closed_periods import closed, closing_that_counts, closings, figures_of
from onestop.storage.closing import Closing, Counting, close_period
from onestop.storage.engine import reading, writing
from onestop.storage.indicator_values import answer
from onestop.storage.tables import unit
from tests.agreement import worlds
from tests.fixtures import filled
from tests.fixtures.worlds import AS_OF, Office, as_csv, done, lines, row


JANUARY = ("--period", "2024-01", "--cutoff", "calendar")
WHO = ("--who", "Nguyễn Thử")
NOW = 1_735_000_000
UNITS = "code,name,level,parent,valid_from,valid_to,successors,aliases"


@pytest.fixture
def loaded(office, tmp_path) -> Office:
    """Two communes, three areas; data until the end of June."""
    rows = [
        done("A1"),
        done("A2", finished="12/01/2024"),
        row("A3", area="Đất đai"),
        done("B1", unit="UBND xã Bình Thử"),
        row("B2", unit="UBND xã Bình Thử", area="Xây dựng", channel="Trực tuyến"),
    ]
    office.load(as_csv(tmp_path / "1.csv", rows), "--as-of", AS_OF)
    return office


def close(office: Office, *more: str):
    answer = office.run("close-period", *JANUARY, *WHO, *more)
    assert answer.code == 0, answer.err
    return answer


def diff(office: Office, number: int = 1) -> dict:
    answer = office.run("periods", "diff", str(number), "--format", "json")
    assert answer.code == 0, answer.err
    return answer.json


def changes(told: dict, by: str = "", label: str = "") -> dict[str, int]:
    """Measure to change, of one group; whatever differs is explained by the named dossiers."""
    assert [one for one in told["differences"] if one["unnamed"]] == []
    mine = [one for one in told["differences"] if (one["by"], one["label"]) == (by, label)]
    return {one["measure"]: one["change"] for one in mine}


def test_a_closed_period_says_who_closed_it_and_how_far_its_figures_go(loaded):
    said = close(loaded, "--note", "BC số 1/BC-UBND").out
    assert "Tháng 1 năm 2024" in said
    assert "Nguyễn Thử" in said
    (kept,) = loaded.run("periods", "--format", "json").json["rows"]
    assert (kept["period"], kept["cutoff"], kept["by"]) == ("2024-01", "calendar", "Nguyễn Thử")
    assert kept["as_of"].startswith("2024-02-01T00:00")
    assert kept["note"] == "BC số 1/BC-UBND"
    assert not kept["provisional"]


def test_nothing_differs_until_something_is_loaded(loaded):
    close(loaded)
    assert diff(loaded)["differences"] == []
    assert "Không có số nào khác" in loaded.run("periods", "diff", "1").out


def test_a_period_that_is_not_over_is_closed_only_as_provisional(loaded):
    answer = loaded.run("close-period", "--period", "2024", *WHO)
    assert answer.code == 2
    assert "chưa hết" in answer.err
    assert loaded.run("periods", "--format", "json").json["rows"] == []
    assert "TẠM" in loaded.run("close-period", "--period", "2024", *WHO, "--provisional").out
    assert loaded.run("periods", "--format", "json").json["rows"][0]["provisional"]


def test_data_until_the_last_second_of_the_period_is_data_until_its_end(office, tmp_path):
    office.load(as_csv(tmp_path / "1.csv", [done("A1")]), "--as-of", "2024-01-31")
    close(office)
    assert not office.run("periods", "--format", "json").json["rows"][0]["provisional"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (("--period", "2025", *WHO, "--provisional"), "chưa có số liệu"),
        (("--period", "2024-01", "--who", " "), "người báo cáo"),
        (("--period", "2024-01", *WHO, "--note", "x" * 501), "Ghi chú"),
        (("--period", "hôm qua", *WHO), "kỳ báo cáo"),
        (("--period", "2024-01", *WHO, "--unit", "Xã Không Có"), "cơ quan"),
    ],
)
def test_what_cannot_be_closed_is_told_in_a_sentence(loaded, told, why):
    answer = loaded.run("close-period", *told)
    assert answer.code == 2
    assert why in answer.err
    assert loaded.rows("SELECT count(*) FROM closed_period") == [(0,)]


def test_an_empty_store_has_nothing_to_close(office):
    answer = office.run("close-period", *JANUARY, *WHO)
    assert answer.code == 2
    assert "chưa có số liệu" in answer.err
    assert "Chưa chốt kỳ nào" in office.run("periods").out


def test_a_correction_shows_the_figures_it_changed_and_the_dossier(loaded, tmp_path):
    close(loaded)
    loaded.load(as_csv(tmp_path / "2.csv", [done("A1", finished="15/01/2024")]), "--as-of", AS_OF)
    told = diff(loaded)
    total = changes(told)
    assert (total["resolved_early"], total["resolved_late"]) == (-1, 1)
    assert "received" not in total
    assert changes(told, "unit", "UBND xã An Thử") == total
    (moved,) = told["dossiers"]
    assert moved["code"] == "A1"
    assert "resolved_early" in moved["left"]
    assert "resolved_late" in moved["entered"]
    assert moved["file"].endswith("2.csv")
    assert [path.rpartition("/")[2] for path in told["loaded"]] == ["2.csv"]


def test_a_dossier_that_came_late_is_named_and_others_are_not(loaded, tmp_path):
    close(loaded)
    later = [done("C1", area="Đất đai"), row("C2", received="05/03/2024", due="12/03/2024")]
    loaded.load(as_csv(tmp_path / "2.csv", later), "--as-of", "2024-07-31")
    told = diff(loaded)
    assert changes(told)["received"] == 1
    assert changes(told, "area", "Đất đai")["resolved"] == 1
    assert [one["code"] for one in told["dossiers"]] == ["C1"]


def test_a_dossier_that_changed_its_unit_moves_figures_between_units(loaded, tmp_path):
    close(loaded)
    again = [done("A2", finished="12/01/2024", unit="UBND xã Bình Thử")]
    loaded.load(as_csv(tmp_path / "2.csv", again), "--as-of", "2024-07-31")
    told = diff(loaded)
    assert changes(told) == {}
    assert changes(told, "unit", "UBND xã An Thử")["received"] == -1
    assert changes(told, "unit", "UBND xã Bình Thử")["received"] == 1
    assert {tuple(one["dossiers"]) for one in told["differences"]} == {("A2",)}


def test_what_happens_after_the_period_is_no_difference(loaded, tmp_path):
    close(loaded)
    answered = [done("A3", finished="10/03/2024", area="Đất đai")]
    loaded.load(as_csv(tmp_path / "2.csv", answered), "--as-of", "2024-07-31")
    assert diff(loaded)["differences"] == []


def test_a_load_taken_back_is_told_with_its_reason_and_its_dossiers(loaded, tmp_path):
    loaded.load(as_csv(tmp_path / "2.csv", [done("D1")]), "--as-of", "2024-07-31")
    close(loaded)
    assert loaded.run("imports", "withdraw", "2", "--reason", "Nạp nhầm").code == 0
    told = diff(loaded)
    assert changes(told)["received"] == -1
    (moved,) = told["dossiers"]
    assert (moved["code"], moved["gone"], moved["is_known"]) == ("D1", True, False)
    (gone,) = told["withdrawn"]
    assert gone["path"].endswith("2.csv")
    assert gone["reason"] == "Nạp nhầm"
    assert "D1" in loaded.run("periods", "diff", "1").out


def test_facts_made_again_are_no_difference(loaded):
    close(loaded)
    assert loaded.run("rebuild").code == 0
    assert diff(loaded)["differences"] == []


def test_an_alias_given_later_is_no_difference(loaded, tmp_path):
    """What a file called “xã Bình Thử” is found again under the unit that it turned out to be."""
    close(loaded)
    units = lines(
        tmp_path / "u.csv", UNITS, "H98.02,Ủy ban nhân dân Bình Thử,commune,,,,,UBND xã Bình Thử"
    )
    assert loaded.run("catalogue", "units", units).code == 0
    told = diff(loaded)
    assert told["differences"] == []
    assert told["dossiers"] == []


def test_merged_units_keep_what_each_published(loaded, tmp_path):
    close(loaded)
    units = lines(
        tmp_path / "u.csv",
        UNITS,
        "H98.01,UBND xã An Thử,commune,,,2025-06-30,H98.09,",
        "H98.02,UBND xã Bình Thử,commune,,,2025-06-30,H98.09,",
        "H98.09,UBND xã Hợp Thử,commune,,2025-07-01,,,",
    )
    assert loaded.run("catalogue", "units", units).code == 0
    assert diff(loaded)["differences"] == []
    with reading(loaded.engine) as connection:
        found = closed(connection, 1)
        ids = {name.label: key for key, name in catalogue.names_of(connection, "unit").items()}
        new = frozenset({ids["UBND xã Hợp Thử"]})
        both = catalogue.with_predecessors(connection, new)
        counting = Counting(Policy(), filled.calendar().add_working_days)
        asked = counting.question(found.period, {"unit": both}, "unit")
        rows = published(connection, found, asked).rows
    assert {key: one["received"] for key, one in rows.items()} == {
        ids["UBND xã An Thử"]: 3,
        ids["UBND xã Bình Thử"]: 2,
    }


def test_closing_again_keeps_both_and_the_newest_counts(loaded, tmp_path):
    close(loaded)
    loaded.load(as_csv(tmp_path / "2.csv", [done("C1")]), "--as-of", "2024-07-31")
    close(loaded, "--note", "bổ sung")
    with reading(loaded.engine) as connection:
        assert [one.id for one in closings(connection)] == [2, 1]
        counts = closing_that_counts(connection, parse_period("2024-01", "calendar"), None)
        assert counts.id == 2
    assert changes(diff(loaded, 1))["received"] == 1
    assert diff(loaded, 2)["differences"] == []


def test_a_unit_s_own_closing_comes_before_that_of_all(loaded):
    close(loaded, "--unit", "UBND xã Bình Thử")
    close(loaded)
    period = parse_period("2024-01", "calendar")
    with reading(loaded.engine) as connection:
        names = dict(connection.execute(select(unit.c.name, unit.c.id)).all())
        own = closing_that_counts(connection, period, names["UBND xã Bình Thử"])
        other = closing_that_counts(connection, period, names["UBND xã An Thử"])
        assert (own.id, own.unit_name) == (1, "UBND xã Bình Thử")
        assert other.id == 2
        assert figures_of(connection, own, "")[0]["received"] == 2
        official = closing_that_counts(connection, parse_period("2024-01"), None)
        assert official is None


def test_a_closing_that_is_not_there_is_told_with_those_that_are(loaded):
    close(loaded)
    answer = loaded.run("periods", "diff", "7")
    assert answer.code == 2
    assert "“7”" in answer.err
    with reading(loaded.engine) as connection, pytest.raises(NotFoundError, match="kỳ đã chốt"):
        closed(connection, 7)


def test_csv_and_text_tell_the_same_differences(loaded, tmp_path):
    close(loaded)
    loaded.load(as_csv(tmp_path / "2.csv", [done("C1")]), "--as-of", "2024-07-31")
    rows = loaded.run("periods", "diff", "1", "--format", "csv").out.splitlines()
    assert len(rows) == 1 + len(diff(loaded)["differences"])
    text = loaded.run("periods", "diff", "1").out
    assert "Hồ sơ tạo ra chênh lệch: 1." in text
    assert "2.csv" in text.replace("\n", "").replace(" ", "")


LAGGING = {worlds.UNITS[0]: filled.AS_OF, worlds.UNITS[1]: filled.AS_OF - 20 * worlds.DAY}
"""One unit's data ends in the middle of a day, the other's twenty days before."""

POLICIES = [
    Policy(),
    Policy(withdrawn="separate", no_due_date="exclude", supplement="subtract"),
    Policy(stopped="closed", paused_overdue="overdue", rescheduled="original"),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_figure_is_the_sum_of_the_dossiers_kept_with_it(database_url, policy):
    with filled.world(database_url, policy) as world:
        question = world.question()
        members = members_of(world.connection, question)
        numbers = world.numbers(question)
        for measure in MEASURES:
            summed = sum(one.amount(measure.code) for one in members.values())
            assert summed == numbers[measure.code], measure.code
        again, known = unpacked(packed(members))
        assert again == members
        assert known == {measure.code for measure in MEASURES}


def test_kept_figures_answer_as_the_store_did(database_url):
    with filled.lagging_world(database_url, LAGGING) as world:
        connection = world.connection
        counting = Counting(Policy(), world.store.calendar.add_working_days)
        asked = Closing(filled.PERIOD, None, "Người Thử", provisional=True)
        found = close_period(connection, asked, counting, NOW)
        units = connection.scalars(select(unit.c.id)).all()
        for chosen in ({}, {"unit": frozenset(units[:1])}, {"unit": frozenset(units[1:])}):
            for by in ("", "unit", "area"):
                question = counting.question(filled.PERIOD, chosen, by)
                rows = answer(connection, question).rows
                then = {r.key: r.measures for r in rows if any(r.measures.values())}
                kept = published(connection, found, question).rows
                told = {key: {c: row[c] for c in then[key]} for key, row in kept.items()}
                assert told == then, (chosen, by)
        assert changes_since(connection, found, counting).differences == ()


def test_what_is_not_kept_is_not_answered(database_url):
    with filled.lagging_world(database_url, LAGGING) as world:
        counting = Counting(Policy(), world.store.calendar.add_working_days)
        asked = Closing(filled.PERIOD, None, "Người Thử", provisional=True)
        found = close_period(world.connection, asked, counting, NOW)
        for chosen, by in (({"area": frozenset({1})}, ""), ({}, "procedure")):
            question = counting.question(filled.PERIOD, chosen, by)
            with pytest.raises(UsageError, match="đơn vị và lĩnh vực"):
                published(world.connection, found, question)


def test_pages_notice_a_closing(loaded):
    query = "SELECT value FROM store_state WHERE key = 'data_version'"
    (before,) = loaded.rows(query)
    with writing(loaded.engine) as connection:
        counting = Counting(Policy(), filled.calendar().add_working_days)
        period = parse_period("2024-01", "calendar")
        close_period(connection, Closing(period, None, "Người Thử"), counting, NOW)
    assert loaded.rows(query) != [before]
