"""What each person may see of employers, asked of the records themselves."""

import pytest
from django.contrib.auth.models import AnonymousUser

from employers.models import Contact, Employer
from tests.factories.employers import ContactFactory

pytestmark = pytest.mark.django_db


def test_a_contact_sees_their_own_employer_alone(employer, employer_contact):
    ContactFactory()

    assert list(Employer.objects.visible_to(employer_contact)) == [employer]


@pytest.mark.parametrize("model", [Employer, Contact])
def test_who_has_not_signed_in_sees_no_employer_nobody_signs_in_for(model):
    ContactFactory()  # has no account: its user is empty, as is the stranger's

    assert not model.objects.visible_to(AnonymousUser()).exists()
