"""The fee audit: each loss that was planted is found with its worth, and nothing else is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.reports.audit.alike import company_number, folded
from billing.reports.audit.audit import fee_audit
from billing.reports.audit.kinds import KINDS
from tests.factories.bank import BankLineFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.outcomes import JobReportFactory
from tests.factories.portal import StartReportFactory

from .decoys import DECOYS
from .plants import ON, PLANTS, pay_raised, placed, sent

QUERIES = 44
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", PLANTS)
def test_what_was_planted_is_found_with_its_worth(kind, client, finance_officer):
    worth_pence = PLANTS[kind]()

    findings = fee_audit(on=ON).findings

    assert [(one.kind.code, one.worth_pence) for one in findings] == [(kind, worth_pence)]
    assert findings[0].sentence.endswith(".")
    client.force_login(finance_officer)
    assert client.get(findings[0].link).status_code == 200


def test_every_kind_was_planted():
    assert set(PLANTS) == set(KINDS)
    assert len(KINDS) >= 25


def test_a_rise_within_the_first_year_counts_from_its_day():
    worth_pence = pay_raised()

    [finding] = fee_audit(on=ON).findings

    assert (finding.kind.code, finding.worth_pence) == ("pay_higher", worth_pence)


@pytest.mark.parametrize("situation", DECOYS)
def test_what_only_looks_like_a_loss_is_left_alone(situation):
    DECOYS[situation]()

    assert [one.sentence for one in fee_audit(on=ON).findings] == []


def test_there_are_forty_decoys():
    assert len(DECOYS) >= 40


def test_sound_books_cost_the_same_however_much_is_in_them():
    counts = []
    for more in (1, 2):
        for _ in range(more):
            placed(hire__introduction__terms__rebate_in_steps=True)
            BankLineFactory(pays=InvoiceFactory(issued=True))
        with CaptureQueriesContext(connection) as queries:
            assert fee_audit(on=ON).findings == []
        counts.append(len(queries))

    assert counts == [QUERIES, QUERIES]


def test_two_reports_of_one_start_are_one_finding():
    report = StartReportFactory()
    JobReportFactory(
        graduate=report.introduction.graduate,
        employer=report.introduction.employer,
        salary_pence=32_000_00,
    )

    [finding] = fee_audit(on=ON).findings

    assert (finding.kind.code, finding.worth_pence) == ("start_not_logged", 4_800_00)


def test_a_job_whose_pay_nobody_knows_is_found_and_asks_for_it():
    one = sent(hiring_request=None)
    JobReportFactory(graduate=one.graduate, employer=one.employer)

    [finding] = fee_audit(on=ON).findings

    assert (finding.kind.code, finding.worth_pence) == ("job_not_logged", 0)
    assert finding.sentence.endswith("Ask for the pay: a fee is owed.")


def test_a_job_without_its_pay_is_worth_the_least_of_the_role():
    one = sent()
    JobReportFactory(graduate=one.graduate, employer=one.employer)

    [finding] = fee_audit(on=ON).findings

    assert finding.worth_pence == 4_050_00  # 15 % of £27,000.00


def test_a_rehire_says_what_is_owed_beyond_what_was_kept():
    PLANTS["rehired_after_rebate"]()

    [finding] = fee_audit(on=ON).findings

    assert "they had left with a rebate and came back" in finding.sentence
    assert "£1,200.00 is owed beyond the £3,600.00 we kept before." in finding.sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë Ní Bhriain", "zoe ni bhriain"),
        ("O’Neill, Siân", "Sian O'Neill"),
        ("王小明", "王小明"),
        ("محمد علي", "علي محمد"),
    ],
)
def test_names_are_alike_without_case_accents_marks_and_order(one, other):
    assert folded(one) == folded(other) != ()


@pytest.mark.parametrize(("one", "other"), [("Ana Silva", "Ana Silveira"), ("李明", "李红")])
def test_names_that_differ_in_a_letter_are_others(one, other):
    assert folded(one) != folded(other)


def test_a_company_number_gets_its_zeros_back():
    assert company_number("123456") == company_number(" 00123456 ") == "00123456"
    assert company_number("sc 123456") == "SC123456"
    assert company_number("") == ""
