"""The identities of introductions and profiles: what was agreed to stands behind each."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from employers.domain.terms.fee_terms import valid_until
from placements.models import Consent, Graduate, Introduction


def valid_untils(on: date) -> list[str]:
    """Return the introductions whose period is not the months that their terms give."""
    sent: Any = Introduction.objects.filter(sent_on__isnull=False).order_by("pk")
    rows = sent.values_list("pk", "sent_on", "valid_until", "terms__introduction_months")
    return [
        f"introduction {pk}"
        for pk, sent_on, until, months in rows.iterator(chunk_size=2000)
        if months is None or until != valid_until(sent_on, months)
    ]


def consents(on: date) -> list[str]:
    """Return the profiles that employers see without a consent that is given and stands."""
    standing = Consent.objects.filter(graduate=OuterRef("pk"), withdrawn_on=None)
    bare = Graduate.objects.published().filter(~Exists(standing)).order_by("pk")
    return [f"graduate {pk}" for pk in bare.values_list("pk", flat=True)]


def yeses(on: date) -> list[str]:
    """Return the introductions sent before the person had agreed to the position.

    Those brought over were agreed to in older records.
    """
    unwilling = Q(willing_on=None) | Q(willing_on__gt=F("sent_on"))
    wrong = Introduction.objects.filter(unwilling, sent_on__isnull=False, brought_over=False)
    return [f"introduction {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True)]
