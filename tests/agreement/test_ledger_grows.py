"""A ledger moved load by load is the ledger made from the dossiers at the end."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings

from onestop.domain.policy import Policy
from onestop.storage import identities, ledger_writer
from onestop.storage.engine import writing
from tests.agreement import worlds
from tests.agreement.asked import enter_procedures
from tests.spec.filling import ONE_STOP, PORTAL, Source, Store


DAYS = 40
BY_HOURS = Source("land office", 3, 0, precision="instant")

few = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a store takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def some_load(store, pick, size):
    """A snapshot of any source, older or newer, that may tell a code twice; and lists."""
    numbers = [pick(range(size)) for _ in range(pick(range(1, size)))]
    rows = [worlds.dossier(pick, number, DAYS) for number in numbers]
    as_of = worlds.moment(pick, range(DAYS, DAYS + 20))
    store.join("letters", worlds.letters(pick, rows, DAYS), as_of)
    store.load(rows, as_of, pick((ONE_STOP, ONE_STOP, PORTAL, BY_HOURS)))
    store.join("ratings", worlds.ratings(pick, rows), as_of)


def in_one_step(store):
    return list(ledger_writer.differences(store.connection, store.policy))


@given(pick=worlds.picks())
@few
def test_any_row_of_loads_leaves_the_ledger_of_a_whole_rebuild(engine, calendar, pick):
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, worlds.policy(pick))
        store.make_ledger_for_policy()
        enter_procedures(store)
        for _ in range(pick(range(1, 4))):
            some_load(store, pick, 6)
            assert in_one_step(store) == []
        told = (connection, store.policy)
        checked = identities.check(*told, thorough=True)
        assert checked.differences == []


def test_many_loads_of_many_dossiers_keep_every_identity(engine, calendar):
    """One big seeded life of a store, under the default policy."""
    pick = worlds.seeded(2022)
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, Policy())
        store.make_ledger_for_policy()
        enter_procedures(store)
        for _ in range(5):
            some_load(store, pick, 300)
        assert in_one_step(store) == []
        told = (connection, store.policy)
        checked = identities.check(*told, thorough=True)
        assert checked.checks > 1_000
        assert checked.differences == []


def test_a_ledger_that_is_off_by_one_is_found(engine, calendar):
    """The comparison itself can fail."""
    pick = worlds.seeded(1)
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, Policy())
        store.make_ledger_for_policy()
        some_load(store, pick, 30)
        connection.exec_driver_sql("UPDATE ledger SET received = received + 1 WHERE received > 0")
        assert in_one_step(store)
        told = (connection, store.policy)
        assert identities.check(*told).differences
        assert identities.check(*told, thorough=True).differences
