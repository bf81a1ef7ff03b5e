"""A profile is private until the graduate consents, and hidden at once when they withdraw."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation import history
from foundation.errors import BadValue
from placements.domain.people import graduates
from placements.models import Graduate
from tests.factories.placements import GraduateFactory

FRIDAY, MONDAY, LATER = date(2018, 6, 29), date(2018, 7, 2), date(2018, 9, 3)


def test_a_profile_is_private_until_its_graduate_agrees(db):
    assert GraduateFactory().visibility == "private"
    assert not Graduate.objects.published().exists()


def test_a_published_profile_keeps_the_day_its_graduate_agreed(staff):
    person = GraduateFactory()

    published = graduates.publish(person.pk, consented_on=FRIDAY, by=staff, on=MONDAY)

    assert published.visibility == "published"
    assert list(Graduate.objects.published()) == [person]
    consent = person.consents.get()
    assert (consent.given_on, consent.withdrawn_on) == (FRIDAY, None)
    entry = history.of(person).get()
    assert (entry.verb, entry.from_state, entry.to_state) == ("published", "private", "published")
    assert (entry.by, entry.on, entry.detail) == (staff, MONDAY, {"consented_on": "2018-06-29"})


def test_nobody_is_published_before_the_day_they_agree(staff):
    person = GraduateFactory()

    with pytest.raises(BadValue) as fault:
        graduates.publish(person.pk, consented_on=MONDAY, by=staff, on=FRIDAY)

    assert fault.value.field == "consented_on"
    assert not person.consents.exists()


def test_a_profile_is_published_once(staff):
    person = GraduateFactory(published=True)  # agreed on 25 June 2018

    with pytest.raises(graduates.AlreadyPublished) as refusal:
        graduates.publish(person.pk, consented_on=FRIDAY, by=staff, on=MONDAY)

    assert refusal.value.code == "already_published"
    assert str(refusal.value) == f"{person} has been shown to employers since 25 June 2018."
    assert person.consents.count() == 1


def test_a_withdrawn_consent_hides_at_once_and_stays_written(staff):
    person = GraduateFactory(published=True)

    hidden = graduates.hide(person.pk, by=staff, on=LATER)

    assert hidden.visibility == "hidden"
    assert not Graduate.objects.published().exists()
    consent = person.consents.get()
    assert (consent.given_on, consent.withdrawn_on) == (date(2018, 6, 25), LATER)
    entry = history.of(person).get()
    assert (entry.verb, entry.from_state, entry.to_state) == ("hidden", "published", "hidden")


def test_who_came_back_has_two_consents(staff):
    person = GraduateFactory(hidden=True)  # withdrew on 2 July 2018

    graduates.publish(person.pk, consented_on=LATER, by=staff, on=LATER)

    dates = list(person.consents.order_by("pk").values_list("given_on", "withdrawn_on"))
    assert dates == [(date(2018, 6, 25), MONDAY), (LATER, None)]


@pytest.mark.parametrize("trait", [{}, {"hidden": True}])
def test_what_is_not_shown_cannot_be_hidden(staff, trait):
    person = GraduateFactory(**trait)

    with pytest.raises(graduates.NotPublished) as refusal:
        graduates.hide(person.pk, by=staff, on=LATER)

    assert refusal.value.code == "not_published"


def test_a_consent_is_never_deleted(db):
    person = GraduateFactory(published=True)

    with pytest.raises(IntegrityError, match="consent_is_kept"), transaction.atomic():
        person.consents.all().delete()

    assert person.consents.count() == 1


def test_a_withdrawal_cannot_be_unwritten(db):
    person = GraduateFactory(hidden=True)

    with pytest.raises(IntegrityError, match="consent_stays_as_given"), transaction.atomic():
        person.consents.update(withdrawn_on=None)
