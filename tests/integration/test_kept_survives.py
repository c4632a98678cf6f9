"""What people reported for a unit that only files name survives naming, and taking a load back."""

from __future__ import annotations

from sqlalchemy import select

from onestop.domain.period import parse_period
from onestop.storage.engine import writing
from onestop.storage.reported_values import Report, report
from onestop.storage.tables import unit
from tests.fixtures.worlds import as_csv, lines, row


def test_a_reported_figure_keeps_its_unit(office, tmp_path):
    office.load(
        as_csv(tmp_path / "a.csv", [row("A1"), row("B1", unit="Xã Lạ")]), "--as-of", "2024-05-31"
    )
    office.load(as_csv(tmp_path / "b.csv", [row("C1", unit="Xã Khác")]), "--as-of", "2024-06-30")
    with writing(office.engine) as connection:
        for name in ("Xã Lạ", "Xã Khác"):
            number = connection.scalar(select(unit.c.id).where(unit.c.name == name))
            told = Report("p", "t", number, parse_period("2024"), "1", name)
            report(connection, told, 1)
    answer = office.run("imports", "withdraw", "1", "--reason", "nhầm")
    assert answer.code == 0, answer.err
    query = (
        "SELECT r.reported_by, u.name FROM reported_value r"
        " JOIN unit u ON u.id = r.unit_id ORDER BY r.id"
    )
    assert office.rows(query) == [("Xã Lạ", "Xã Lạ"), ("Xã Khác", "Xã Khác")]
    units = lines(tmp_path / "u.csv", "code,name,level,parent,aliases", "H.1,Xã Khác Mới,commune,,")
    assert office.run("catalogue", "units", units).code == 0
    assert office.run("catalogue", "alias", "units", "Xã Khác", "H.1").code == 0
    assert office.rows(query)[1] == ("Xã Khác", "Xã Khác Mới")
