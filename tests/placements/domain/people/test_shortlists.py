"""The shortlist of an employer: its colleagues' too, and of people who are shown."""

from datetime import date

import pytest

from placements.domain.people import graduates, shortlists
from placements.models import Shortlisted
from tests.factories.employers import ContactFactory
from tests.factories.placements import GraduateFactory
from tests.factories.portal import ShortlistedFactory


def test_twice_on_the_shortlist_is_once(employer_contact):
    graduate, contact = GraduateFactory(ready=True), employer_contact.contact

    first = shortlists.add(graduate.pk, contact, note="Likes tests")
    again = shortlists.add(graduate.pk, contact)

    assert (again, again.note, again.by) == (first, "Likes tests", contact)


@pytest.mark.parametrize("hidden", [{}, {"hidden": True}])
def test_nobody_is_kept_in_mind_who_is_not_shown(employer_contact, hidden):
    with pytest.raises(shortlists.HiddenFromEmployers):
        shortlists.add(GraduateFactory(**hidden).pk, employer_contact.contact)


def test_colleagues_see_one_list_and_other_employers_nothing(employer, employer_contact):
    row = ShortlistedFactory(contact=employer_contact.contact)
    colleague = ContactFactory(employer=employer, signs_in=True)
    stranger = ContactFactory(signs_in=True)

    assert list(Shortlisted.objects.visible_to(colleague.user)) == [row]
    assert list(Shortlisted.objects.visible_to(stranger.user)) == []


def test_a_graduate_never_reads_who_looked(graduate_user, graduate):
    ShortlistedFactory(graduate=graduate)

    assert list(Shortlisted.objects.visible_to(graduate_user)) == []


def test_whoever_takes_consent_back_is_gone_from_every_shortlist(employer_contact, staff):
    row = ShortlistedFactory(contact=employer_contact.contact)

    graduates.hide(row.graduate.pk, by=staff, on=date(2018, 7, 2))

    assert list(Shortlisted.objects.visible_to(employer_contact)) == []


def test_taking_somebody_off_gives_the_note_for_the_way_back(employer_contact):
    row = ShortlistedFactory(contact=employer_contact.contact, note="Likes tests")

    assert shortlists.remove(row.graduate.pk, employer_contact.contact) == "Likes tests"
    assert not Shortlisted.objects.exists()


def test_a_note_is_cut_to_its_length(employer_contact):
    row = ShortlistedFactory(contact=employer_contact.contact)

    noted = shortlists.write_note(row.graduate.pk, employer_contact.contact, note="x" * 300)

    assert len(noted.note) == 200
