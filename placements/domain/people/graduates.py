"""Publishing a profile and hiding it: the graduate's own switch."""

from datetime import date

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import format_date
from foundation.transactions import atomic
from placements.choices import Visibility
from placements.models import Consent, Graduate


class AlreadyPublished(DomainError):
    """The profile is already shown to employers."""

    code = "already_published"


class NotPublished(DomainError):
    """The profile is not shown to employers."""

    code = "not_published"


@atomic
def publish(graduate_id: int, *, consented_on: date, by: User, on: date) -> Graduate:
    """Return the graduate, now shown to employers, without a name until introduced.

    ``consented_on`` is the day they agreed. Raises AlreadyPublished, and BadValue for a day in the
    future: a graduate is never shown before they agree.
    """
    if consented_on > on:
        raise BadValue("consented_on", "The date of consent cannot be in the future.")
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    before = graduate.visibility
    if before == Visibility.PUBLISHED:
        since = graduate.consents.get(withdrawn_on=None).given_on
        raise AlreadyPublished(
            f"{graduate} has been shown to employers since {format_date(since)}."
        )
    Consent.objects.create(graduate=graduate, given_on=consented_on)
    graduate.visibility = Visibility.PUBLISHED
    graduate.save(update_fields=["visibility"])
    history.record(
        Verb.PUBLISHED,
        graduate,
        by=by,
        on=on,
        before=before,
        after=graduate.visibility,
        consented_on=str(consented_on),
    )
    return graduate


@atomic
def hide(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate, hidden from all employers at once.

    The consent stays on record with the day it was withdrawn. Raises NotPublished.
    """
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    before = graduate.visibility
    if before != Visibility.PUBLISHED:
        raise NotPublished(f"{graduate} is not shown to employers.")
    consent = graduate.consents.get(withdrawn_on=None)
    consent.withdrawn_on = max(on, consent.given_on)
    consent.save(update_fields=["withdrawn_on"])
    graduate.visibility = Visibility.HIDDEN
    graduate.save(update_fields=["visibility"])
    history.record(Verb.HIDDEN, graduate, by=by, on=on, before=before, after=graduate.visibility)
    return graduate


@atomic
def see_identity(graduate_id: int, *, seen_on: date | None, by: User, on: date) -> Graduate:
    """Return the graduate, whose identity was seen on a day; None undoes a mistake.

    Raises BadValue for a day in the future. Source: Conduct Regulations 2003, reg. 19.
    """
    if seen_on and seen_on > on:
        raise BadValue("identity_seen_on", "The date you saw the document cannot be in the future.")
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    graduate.identity_seen_on = seen_on
    graduate.save(update_fields=["identity_seen_on"])
    verb = Verb.IDENTITY_SEEN if seen_on else Verb.IDENTITY_NOT_SEEN_AFTER_ALL
    history.record(verb, graduate, by=by, on=on, seen_on=seen_on and str(seen_on))
    return graduate
