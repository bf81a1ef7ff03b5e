"""The portal of a sample employer: a shortlist, and graduates it asked to meet."""

from datetime import date

from employers.choices import RequestState
from employers.models import Contact
from placements.choices import JobSearch
from placements.domain.introductions import willingness
from placements.domain.people import shortlists
from placements.models import Graduate

from .office import Office

NOTES = ("Talks well about testing", "For the payments team?", "")


def use_portal(office: Office, contact: Contact, *, on: date) -> None:
    """Shortlist three graduates, and ask to meet two: one has agreed, one has not answered."""
    assert contact.user is not None
    role = contact.employer.hiring_requests.filter(state=RequestState.OPEN).first()
    unknown = list(
        Graduate.objects.published()
        .filter(job_search=JobSearch.LOOKING, identity_seen_on__isnull=False)
        .exclude(introductions__employer=contact.employer)
        .order_by("reference")[: len(NOTES) + 1]
    )
    for graduate, note in zip(unknown, NOTES, strict=False):
        shortlists.add(graduate.pk, contact, note=note)
    introductions = [
        willingness.ask_to_meet(graduate, contact, hiring_request=role, by=contact.user, on=on)
        for graduate in unknown[-2:]
    ]
    for introduction in introductions[:1]:
        willingness.agree_to_meet(introduction.pk, by=office.staff, on=on)
