"""Employers and their people from spreadsheets."""

import pytest

from employers.choices import EmployerKind, VatScope
from employers.exchange.contacts import Contacts
from employers.exchange.employers import Employers
from employers.exchange.known import bare
from employers.models import Contact, Employer
from tests.factories.employers import EmployerFactory
from tests.foundation.imports.engine.sheets import counts, faults, imported

pytestmark = pytest.mark.django_db


def test_an_employer_is_made_with_a_reference_of_its_own_or_a_fresh_one(staff):
    result = imported(
        Employers,
        """
        Reference,Name,Kind,VAT treatment,VAT number,Billing e-mail,On stop
        fonthill,Fonthill Digital,Company,,,accounts@fonthill.example,no
        ,Holloway Health,Charity,outside scope,DE136695976,,yes
        """,
        by=staff,
        chosen={"columns": {"Billing e-mail": "billing_email"}},
    )

    fonthill, holloway = Employer.objects.order_by("pk")
    assert counts(result) == (2, 0, 0)
    assert (fonthill.reference, fonthill.billing_email) == ("fonthill", "accounts@fonthill.example")
    assert (holloway.kind, holloway.vat_treatment, holloway.on_stop) == (
        EmployerKind.NONPROFIT,
        VatScope.OUTSIDE_SCOPE,
        True,
    )
    assert holloway.reference.startswith("EMP-")


def test_an_employer_is_found_again_by_reference_and_then_may_change_its_name(staff):
    EmployerFactory(reference="fonthill", name="Fonthill Digital")

    result = imported(Employers, "Reference,Name\nfonthill,Fonthill Group", by=staff)

    assert counts(result) == (0, 1, 0)
    assert Employer.objects.get().name == "Fonthill Group"


def test_an_employer_is_found_again_by_name_whatever_its_capitals(staff):
    EmployerFactory(name="Fonthill Digital")

    result = imported(Employers, "Name,Company number\nFonthill Digital,01234567", by=staff)

    assert counts(result) == (0, 1, 0)
    assert Employer.objects.get().company_number == "01234567"


def test_a_group_may_stand_in_a_row_above_its_member_and_nobody_is_their_own(staff):
    result = imported(
        Employers,
        """
        Name,Group
        Fonthill Group,
        Fonthill Digital,fonthill group
        Camden Data,Camden Data
        Space Four,Fonthil Group
        """,
        by=staff,
    )

    assert faults(result) == [
        "Row 4, Group (B4): No employer “Camden Data” found. Import the employers first.",
        "Row 5, Group (B5): No employer “Fonthil Group” found. Did you mean Fonthill Group?",
    ]
    again = imported(Employers, "Name\nFonthill Group\nCamden Data", by=staff)
    assert counts(again) == (2, 0, 0)
    alone = imported(Employers, "Name,Group\nCamden Data,Camden Data", by=staff)
    assert faults(alone) == [
        "Row 2, Group (B2): An employer cannot be its own parent. Leave the cell empty."
    ]


def test_the_same_employer_twice_in_a_file_is_refused(staff):
    result = imported(Employers, "Name\nFonthill Digital\nFONTHILL DIGITAL", by=staff)

    assert faults(result) == [
        "Row 3, Name (A3): Row 2 is about the same one. Delete one of the two rows."
    ]


def test_a_name_without_its_legal_form_is_compared():
    assert bare("The Fonthill-Digital Ltd.") == bare("fonthill digital limited")
    assert bare("Fonthill Digital") != bare("Fonthill Data")
    assert bare("The Company Ltd") == "the company ltd"


def test_a_contact_is_found_again_by_employer_and_address(staff):
    EmployerFactory(reference="fonthill", name="Fonthill Digital")
    text = "Employer,Full name,E-mail,Role\nfonthill,Ann Example,Ann@Fonthill.example,{}"

    first = imported(Contacts, text.format("Developer"), by=staff)
    second = imported(Contacts, text.format("Head of engineering"), by=staff)
    third = imported(Contacts, text.format("Head of engineering"), by=staff)

    assert [counts(one) for one in (first, second, third)] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    contact = Contact.objects.get()
    assert (contact.email, contact.role) == ("ann@fonthill.example", "Head of engineering")


def test_a_contact_of_an_unknown_employer_or_without_an_address_is_refused(staff):
    result = imported(Contacts, "Client,Name,Mail\nNobody,Ann,ann at home", by=staff)

    assert faults(result) == ["Row 2, Mail (C2): This is not an email address."]
    result = imported(Contacts, "Client,Name,Mail\nNobody,Ann,ann@example.org", by=staff)
    assert faults(result) == [
        "Row 2, Client (A2): No employer “Nobody” found. Import the employers first."
    ]
