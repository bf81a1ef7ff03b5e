"""The fee audit on its page and on the desk: sorted by worth, cut by kind, led to the record."""

import pytest

from tests.billing.reports.audit import plants


@pytest.fixture
def finance(client, finance_officer, on_day):
    on_day(plants.ON)
    client.force_login(finance_officer)
    return client


@pytest.fixture
def two_findings(db) -> None:
    plants.pay_lower()
    plants.start_overdue()


def kinds_on(page) -> list[str]:
    return [finding.kind.code for finding in page.context["page"].rows]


def test_the_page_lists_what_is_worth_most_first_with_what_mends_it(finance, two_findings):
    page = finance.get("/fee-audit/")

    assert kinds_on(page) == ["start_overdue", "pay_lower"]
    assert "2 findings, £5,400.00" in page.text
    assert "£4,800.00 lost, £600.00 charged too much" in page.text
    hire = page.context["page"].rows[0].subjects["hire"]
    assert f'<a href="/hires/{hire}/">Correct the hire</a>' in page.text


@pytest.mark.parametrize("query", ["kind=pay_lower", "direction=overcharge", "q=reported+pay"])
def test_it_is_cut_by_kind_by_direction_and_by_words(finance, two_findings, query):
    page = finance.get(f"/fee-audit/?{query}")

    assert kinds_on(page) == ["pay_lower"]
    assert "1 finding, £600.00" in page.text


def test_a_filter_that_cannot_be_shows_all(finance, two_findings):
    assert len(kinds_on(finance.get("/fee-audit/?kind=unknown"))) == 2


def test_a_search_without_a_match_says_so(finance, two_findings):
    assert "No findings match your search." in finance.get("/fee-audit/?q=zebra").text


def test_clean_books_say_so(finance, db):
    page = finance.get("/fee-audit/").text

    assert "Nothing was found." in page
    assert "0 findings, £0.00" in page


def test_a_missing_hire_leads_to_logging_it(finance, db):
    plants.start_not_logged()

    [finding] = finance.get("/fee-audit/").context["page"].rows

    introduction = finding.subjects["introduction"]
    assert finding.link == f"/introductions/{introduction}/"


def test_the_desk_says_how_many_there_are_and_what_they_come_to(finance, two_findings):
    assert 'hx-get="/fee-audit/verdict/"' in finance.get("/").text

    part = finance.get("/fee-audit/verdict/", headers={"HX-Request": "true"}).text

    assert "Fee audit: 2 findings, £5,400.00" in part
    assert "We lose £4,800.00, and employers pay £600.00 too much." in part


def test_the_menu_of_finance_leads_to_it(finance, db):
    assert '<a href="/fee-audit/"' in finance.get("/fee-audit/").text.replace("\n", " ")
