"""The finance workbook: BOOK-1 to the penny, recalculated from scratch by LibreOffice."""

import pytest

from tests.factories import book_one

from . import workbooks


@pytest.fixture
def five_hires(admin):
    return book_one.make_book_one(by=admin)


def test_every_formula_recalculates_to_the_figure_of_the_database(five_hires, tmp_path):
    path, headline = workbooks.written(tmp_path, "2026-06")

    stored, anew = workbooks.results(path), workbooks.recalculated(path)

    assert headline.broken == []
    live = workbooks.formulas(path)
    assert len(live) > 200
    wrong = {
        place: (formula, stored[place[0]][place[1]].value, anew[place[0]][place[1]].value)
        for place, formula in live.items()
        if stored[place[0]][place[1]].value != anew[place[0]][place[1]].value
    }
    assert wrong == {}
