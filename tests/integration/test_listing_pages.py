"""Every number opens the list of dossiers behind it, as long as the number says."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from onestop.domain import lists
from onestop.domain.errors import UsageError
from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import BY_CODE, ELSEWHERE, MEASURES
from onestop.domain.policy import Policy
from onestop.domain.wording import name_key
from onestop.storage import backlog, listing
from onestop.storage.listing import SORTABLE, ListPage, Wanted
from onestop.storage.tables import desk, dossier, procedure, unit
from tests.agreement.worlds import DAY, UNITS, policy, seeded
from tests.fixtures.filled import AS_OF, PERIOD, lagging_world, world


COUNTED = [measure.code for measure in MEASURES if measure.amount is None]
POLICIES = (
    Policy(),
    Policy(interlinked="once", withdrawn="separate", no_due_date="exclude"),
    Policy(no_due_date="computed", supplement="subtract", paused_overdue="overdue"),
    policy(seeded(2)),
)
ANY_STATUS = Wanted(status=tuple(range(1, 11)))
"""A filter that keeps everything: the length is then counted, not told by the ledger."""


def codes(connection, question, code):
    """The codes of a list; the ledger and a count agree with it in length."""
    listed = [row["code"] for row in listing.rows_behind(connection, question, code)]
    assert len(listed) == len(set(listed))
    assert listing.count_behind(connection, question, code) == len(listed), code
    assert listing.page_of(connection, question, code, ANY_STATUS).total == len(listed), code
    return set(listed)


@pytest.mark.parametrize("number", range(len(POLICIES)))
def test_a_list_holds_the_dossiers_that_loops_count(database_url, number):
    with world(database_url, POLICIES[number]) as made:
        question, counted = made.question(), made.counted()
        for code in [*COUNTED, "processing_days"]:
            expected = counted.get("processed" if code == "processing_days" else code, set())
            assert codes(made.connection, question, code) == expected, code


@pytest.mark.parametrize("number", range(len(POLICIES)))
def test_each_part_of_an_indicator_has_a_list_of_its_length(database_url, number):
    with world(database_url, POLICIES[number]) as made:
        for question in (made.question(), made.question(unit={2}, channel={1, 2})):
            numbers = made.numbers(question)
            for one in INDICATORS:
                if BY_CODE[one.denominator[0]] in ELSEWHERE:
                    continue
                value = one.value(numbers, question.policy)
                expected = {"numerator": value.numerator, "denominator": value.denominator}
                if one.code == "mean_processing_days":
                    expected["numerator"] = numbers["processed"]
                for part, length in expected.items():
                    listed = codes(made.connection, question, f"{one.code}:{part}")
                    assert len(listed) == length, (one.code, part)


@pytest.mark.parametrize("number", range(len(POLICIES)))
def test_special_lists_are_as_long_as_the_figures_they_explain(database_url, number):
    with world(database_url, POLICIES[number]) as made:
        question = made.question()
        numbers = made.numbers(question)
        letters = numbers["late_with_apology"] + numbers["open_overdue_with_apology"]
        expected = {
            "": numbers["opening"] + numbers["received"],
            "all": numbers["opening"] + numbers["received"],
            "without_apology": numbers["resolved_late"] + numbers["open_overdue"] - letters,
            "late_without_apology": numbers["resolved_late"] - numbers["late_with_apology"],
            "open_overdue_without_apology": numbers["open_overdue"]
            - numbers["open_overdue_with_apology"],
            "open_in_hand": numbers["open"] - numbers["open_paused"],
            "due_today": backlog.due_today(made.connection, question),
            **listing.outside(made.connection, question.asked),
            **{f"age:{b.code}": b.count for b in backlog.open_by_age(made.connection, question)},
        }
        found = {code: len(codes(made.connection, question, code)) for code in expected}
        assert found == expected
        assert found["due_today"] == found["age:today"]


def test_lists_outside_hold_what_was_never_received(database_url):
    with world(database_url) as made:
        question = made.question()
        waiting = {
            one["code"]
            for one in made.dossiers
            if one["status"] == 1 or (one.get("received_at") is None and one["status"] != 3)
        }
        refused = {one["code"] for one in made.dossiers if one["status"] == 3}
        assert codes(made.connection, question, "waiting_for_acceptance") == waiting
        assert codes(made.connection, question, "not_accepted") == refused


@pytest.mark.parametrize("chosen", [{}, {"unit": {1, 2}, "area": {1}}])
def test_units_that_lag_are_listed_up_to_their_own_moment(database_url, chosen):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, PERIOD.start_at + DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        question = made.question(**chosen)
        numbers, counted = made.numbers(question), made.counted(newest)
        for code in COUNTED:
            listed = codes(made.connection, question, code)
            assert len(listed) == numbers[code], code
            if not chosen:
                assert listed == counted.get(code, set()), code


def test_one_page_of_lagging_units_is_in_one_order(database_url):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, AS_OF - 20 * DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        question = made.question()
        page = listing.page_of(made.connection, question, "received", Wanted(sort="unit", limit=9))
        whole = [row["code"] for row in listing.rows_behind(made.connection, question, "received")]
        assert len(page.rows) == 9
        received = [row["received_at"] for row in page_through(made, "received", "received_at")]
        assert received == sorted(received)
        assert len(received) == len(whole)


def page_through(made, code, sort, *, descending=False):
    """Every row of a list, a few at a time."""
    rows = []
    while True:
        wanted = Wanted(sort=sort, descending=descending, offset=len(rows), limit=13)
        page = listing.page_of(made.connection, made.question(), code, wanted)
        rows += page.rows
        if len(rows) >= page.total:
            return rows


def order_key(name):
    """What Python puts rows in order by: names by their key, dossiers in order of loading."""
    is_name = name in listing.KEYED

    def key(row):
        value = name_key(row[name]) if is_name and row[name] is not None else row[name]
        return value, int(row["code"][1:])

    return key


@pytest.mark.parametrize("descending", [False, True])
def test_pages_follow_each_order_that_python_knows(database_url, descending):
    with world(database_url, size=60) as made:
        put_desks(made)
        for name in SORTABLE:
            rows = page_through(made, "", name, descending=descending)
            told = [row for row in rows if row[name] is not None]
            untold = [row for row in rows if row[name] is None]
            key = order_key(name)
            in_order = sorted(told, key=key, reverse=descending)
            last = sorted(untold, key=lambda row: int(row["code"][1:]), reverse=descending)
            assert [row["code"] for row in rows] == [row["code"] for row in in_order + last], name
            wanted = Wanted(sort=name, descending=descending)
            exported = listing.rows_behind(made.connection, made.question(), "", wanted=wanted)
            assert list(exported) == rows, name


def test_the_list_s_own_order_is_by_the_date_that_places_it(database_url):
    with world(database_url) as made:
        for code, date in (("resolved", "closed_at"), ("fell_overdue", "due_at")):
            rows = page_through(made, code, "")
            assert rows == page_through(made, code, date)


def put_desks(made):
    """Every third dossier lies at a desk."""
    names = ("Một cửa", "Địa chính")
    for number, name in enumerate(names, 1):
        made.connection.execute(insert(desk).values(id=number, name=name, name_key=name_key(name)))
        mine = dossier.c.id % 3 == number - 1
        values = {"desk_id": number, "step_due_at": AS_OF + number}
        made.connection.execute(update(dossier).where(mine).values(**values))


def test_a_row_tells_where_the_dossier_lies_and_its_last_letter(database_url):
    with world(database_url) as made:
        put_desks(made)
        rows = {row["code"]: row for row in page_through(made, "", "code")}
        seen = {(row["current_desk"], row["step_due_at"]) for row in rows.values()}
        assert seen == {("Một cửa", AS_OF + 1), ("Địa chính", AS_OF + 2), (None, None)}
        for one in made.dossiers:
            if one["code"] in rows:
                has_number = rows[one["code"]]["apology_number"] is not None
                assert has_number == bool(one["letters"]), one["code"]


def found(made, text, code="", **more):
    """The rows that a text finds."""
    wanted = Wanted(text=text, limit=1000, **more)
    page = listing.page_of(made.connection, made.question(), code, wanted)
    exported = listing.rows_behind(made.connection, made.question(), code, wanted=wanted)
    assert page == ListPage(list(exported), page.total)
    assert page.total == len(page.rows)
    return page.rows


def test_a_text_finds_codes_procedures_and_units(database_url):
    with world(database_url) as made:
        name = "Đăng ký thử nghiệm"
        named = {"name": name, "name_key": name_key(name)}
        made.connection.execute(update(procedure).where(procedure.c.id == 2).values(**named))
        every = page_through(made, "", "code")
        for text in ("thử nghiệm", "THU NGHIEM", " Đăng  ký "):
            assert found(made, text) == [r for r in found(made, "") if r["procedure"] == name]
        for text in ("an phú", "An Phu"):
            expected = {r["code"] for r in every if r["unit"] == "Phường An Phú"}
            assert {r["code"] for r in found(made, text)} == expected
        assert {r["code"] for r in found(made, "h1 0")} == {
            r["code"] for r in every if "H10" in r["code"]
        }
        assert found(made, "thư nghiệm") == []


@pytest.mark.parametrize("text", ["%", "_", "/", "\\", "'", "H%"])
def test_a_text_is_meant_letter_by_letter(database_url, text):
    with world(database_url, size=20) as made:
        assert found(made, text) == []


def test_statuses_keep_the_dossiers_that_have_them(database_url):
    with world(database_url) as made:
        every = found(made, "")
        for status in ((9,), (4, 10), (5, 6, 8)):
            kept = found(made, "", status=status)
            assert kept == [row for row in every if row["status"] in status]
        assert len(found(made, "hoa", "received", status=(4,))) < len(found(made, "hoa"))


def test_an_export_is_read_some_rows_at_a_time(database_url, monkeypatch):
    with world(database_url) as made:
        whole = list(listing.rows_behind(made.connection, made.question(), ""))
        monkeypatch.setattr(listing, "AT_ONCE", 7)
        rows = listing.rows_behind(made.connection, made.question(), "")
        assert next(rows) == whole[0]
        assert list(rows) == whole[1:]
        assert list(listing.rows_behind(made.connection, made.question(), "", 5)) == whole[:5]


def test_a_page_past_the_end_is_empty_and_knows_the_length(database_url):
    with world(database_url, size=30) as made:
        question = made.question()
        total = listing.page_of(made.connection, question, "").total
        page = listing.page_of(made.connection, question, "", Wanted(offset=total))
        assert page == ListPage([], total)


def test_a_store_without_any_load_has_empty_lists(database_url):
    with world(database_url, size=0) as made:
        made.as_of = None
        assert listing.page_of(made.connection, made.question(), "open") == ListPage([], 0)
        assert list(listing.rows_behind(made.connection, made.question(), "received")) == []


@pytest.mark.parametrize(
    "code", ["nothing", "age:", "age:old", "on_time_share", "x:numerator", "open:numerator"]
)
def test_an_unknown_list_is_refused_with_those_there_are(database_url, code):
    with world(database_url, size=0) as made, pytest.raises(UsageError, match="resolved_late"):
        listing.page_of(made.connection, made.question(), code)


@pytest.mark.parametrize("code", ["feedback_judged", "plan_completion_share:numerator"])
def test_what_is_not_counted_from_dossiers_has_no_list(database_url, code):
    with world(database_url, size=5) as made, pytest.raises(UsageError, match="không đếm từ hồ sơ"):
        listing.page_of(made.connection, made.question(), code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "applicant_name"},
        {"sort": "row_no"},
        {"status": (11,)},
        {"offset": -1},
        {"limit": 0},
        {"limit": 1001},
    ],
)
def test_a_page_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(UsageError):
        Wanted(**wrong)


def test_every_list_has_a_name_in_both_languages():
    every = [*COUNTED, *lists.SPECIAL, *(f"age:{band}" for band in lists.BANDS), "", "all"]
    every += [f"{one.code}:{part}" for one in INDICATORS for part in lists.PARTS]
    for code in every:
        label_vi, label_en = lists.label_of(code)
        assert label_vi
        assert label_en
        assert label_vi != label_en


def test_lists_of_a_unit_hold_that_unit_only(database_url):
    with world(database_url) as made:
        names = dict(made.connection.execute(select(unit.c.id, unit.c.name)).all())
        for number, name in names.items():
            question = made.question(unit={number})
            for row in listing.page_of(made.connection, question, "").rows:
                assert row["unit"] == name
