"""Terms of business from a spreadsheet."""

from datetime import date
from decimal import Decimal

import pytest

from employers.choices import Acceptance
from employers.domain.terms.versions import fee_terms_of
from employers.exchange.terms import TermsOfBusiness
from employers.models import Terms
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.foundation.imports.engine.sheets import counts, faults, imported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fonthill(db):
    return EmployerFactory(name="Fonthill Digital", reference="fh")


HEAD = "Employer,Effective from,Effective to,Fee basis,Rate,Fixed fee,Bands,Instalments"


def test_a_percentage_with_its_evidence_is_in_force(staff, fonthill):
    text = """
        Employer,Effective from,Fee basis,Rate,Accepted on,Accepted by,Acceptance
        Fonthill Digital,01/01/2018,percentage,15%,20/12/2017,Ann Example,E-mail
        """

    result = imported(TermsOfBusiness, text, by=staff)

    version = fonthill.terms.in_force(on=date(2018, 7, 2)).get()
    assert counts(result) == (1, 0, 0)
    assert (version.rate, version.acceptance) == (Decimal("0.15"), Acceptance.EMAIL)
    assert counts(imported(TermsOfBusiness, text, by=staff)) == (0, 0, 1)


def test_bands_instalments_and_a_rebate_are_written_as_pairs(staff):
    text = """
        Employer|Effective from|Fee basis|Bands|Instalments|Rebate unit|Rebate mode|Rebate steps
        fh|2018-01-01|bands marginal|0: 15%; £30,000: 0.2|1: 0; 1: 30|weeks|steps|4: 75%; 8: 0.5
        """

    imported(TermsOfBusiness, text, by=staff)

    row = fee_terms_of(Terms.objects.get()).as_json()
    assert row["bands"] == [
        {"from_pence": 0, "rate": "0.15"},
        {"from_pence": 3_000_000, "rate": "0.2"},
    ]
    assert row["instalments"] == [
        {"weight": 1, "days_after": 0},
        {"weight": 1, "days_after": 30},
    ]
    assert row["rebate"]["steps"] == [
        {"through": 4, "share": "0.75"},
        {"through": 8, "share": "0.5"},
    ]
    assert counts(imported(TermsOfBusiness, text, by=staff)) == (0, 0, 1)


def test_terms_that_contradict_themselves_are_refused_by_their_column(staff):
    text = f"""
        {HEAD}
        Fonthill Digital,2018-01-01,,percentage,,,,
        Fonthill Digital,2019-01-01,,fixed,,4000,,10: 30; 10: 0
        Fonthill Digital,2020-01-01,,bands whole,,,15%,
        Fonthill Digital,2021-06-01,2021-01-01,fixed,,4000,,
        """

    assert faults(imported(TermsOfBusiness, text, by=staff)) == [
        "Row 2, Rate (E2): This is needed when the fee basis is percentage.",
        "Row 3, Instalments (H3): Each instalment is later than the one before; sort them.",
        "Row 4, Bands (G4): “15%” is not a pair. Write each pair with a colon "
        "and separate pairs with semicolons, as in 0: 15%; 30000: 20%.",
        "Row 5, Effective to (C5): The last day is before the first day.",
    ]


def test_terms_that_overlap_others_are_refused(staff, fonthill):
    TermsFactory(employer=fonthill, effective_from=date(2015, 1, 1))

    result = imported(
        TermsOfBusiness, f"{HEAD}\nFonthill Digital,2018-01-01,,fixed,,4000,,", by=staff
    )

    assert faults(result) == [
        "Row 2: Fonthill Digital has terms from 1 January 2015 with no end: "
        "end those first or choose other days."
    ]


def test_half_an_acceptance_is_refused(staff):
    text = """
        Employer,Effective from,Fee basis,Rate,Accepted on
        Fonthill Digital,2018-01-01,percentage,15%,2018-01-01
        """

    assert faults(imported(TermsOfBusiness, text, by=staff)) == [
        "Row 2, Accepted by: Give all three: the date, who accepted, and how."
    ]


def test_a_reason_nobody_can_leave_for_is_refused_by_its_column(staff):
    head = "Employer|Effective from|Fee basis|Rate|Rebate unit|Rebate mode|Rebate steps"
    text = f"""
        {head}|Rebate excluded reasons
        fh|2018-01-01|percentage|15%|weeks|steps|4: 75%|redundancy; injury
        """

    assert faults(imported(TermsOfBusiness, text, by=staff)) == [
        "Row 2, Rebate excluded reasons (H2): Nobody can leave for “injury”. There are: "
        "resigned, dismissed, redundancy, contract_ended, other."
    ]
