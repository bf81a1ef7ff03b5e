"""What may happen to the employers' nouns."""

from foundation.api.nouns import ADDED, BROUGHT, declare
from foundation.choices import Verb

from .contacts import ContactViewSet
from .employers import EmployerViewSet
from .hiring_requests import HiringRequestViewSet
from .terms import TermsViewSet

declare(
    "employers",
    EmployerViewSet,
    *(*ADDED, *BROUGHT),
    inner=[Verb.PUT_ON_STOP, Verb.RELEASED, Verb.CHANGED_THE_REMINDERS],
)
declare("contacts", ContactViewSet, *ADDED, *BROUGHT, Verb.INVITED, Verb.LEFT)
declare(
    "terms",
    TermsViewSet,
    *(*ADDED, *BROUGHT, Verb.AGREED, Verb.ACCEPTED, Verb.ENDED, Verb.APPROVED),
)
declare(
    "hiring-requests",
    HiringRequestViewSet,
    *(*ADDED, *BROUGHT, Verb.CHANGED, Verb.OPEN, Verb.FILLED, Verb.CLOSED),
)
