"""The cash forecast, as finance reads it: by month, with what it is made of."""

from datetime import date

import pytest

from billing.domain.chasing import disputes
from tests.factories.billing import FeeFactory, InvoiceFactory, SellerFactory
from tests.factories.placements import HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 9, 10))


@pytest.fixture
def finance(client, finance_officer):
    client.force_login(finance_officer)
    return client


def test_the_cash_of_a_month_stands_with_what_it_is_made_of(finance, finance_officer):
    InvoiceFactory(issued=True)  # £5,760.00, due on 3 October 2018
    FeeFactory(in_three_instalments=True)
    disputed = InvoiceFactory(issued=True)
    disputes.open_on(disputed.pk, reason="Not ours.", by=finance_officer, on=date(2018, 9, 7))

    page = finance.get("/forecast/")

    (month, sums), *_later = page.context["rows"]
    assert (str(month), sums[0]) == ("2018-10", 5_760_00)
    assert page.context["total"][3] == sum(page.context["total"][:3])
    assert page.context["total"][1] == sum(sums[1] for _month, sums in page.context["rows"])
    assert "£5,760.00 is disputed and not in any month." in page.text


def test_the_pipeline_says_how_its_share_was_counted(finance):
    FeeFactory()
    IntroductionFactory(offered=True)

    page = finance.get("/forecast/").text

    assert 'href="/introductions/?state=offered"' in page
    assert "none decided yet" in page


def test_nothing_to_come_says_when_there_will_be(finance):
    assert "A hire appears here from the day you log it." in finance.get("/forecast/").text


def test_without_a_seller_the_page_says_what_is_missing(finance):
    HireFactory()

    page = finance.get("/forecast/")

    assert page.status_code == 200
    assert page.context["refusal"] in page.text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_many_questions_however_much_there_is(
    finance, rows, django_assert_num_queries
):
    SellerFactory(effective_from=date(2018, 1, 1))
    for _ in range(rows):
        InvoiceFactory(issued=True)
        HireFactory(start_on=date(2018, 10, 1))
    finance.get("/forecast/")

    with django_assert_num_queries(15):
        finance.get("/forecast/")
