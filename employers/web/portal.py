"""Who an employer's contact is: what every page of the portal asks first."""

from typing import Final

from django.core.exceptions import PermissionDenied

from employers.models import Contact
from foundation.web.access import SignedIn

NOBODYS: Final = "Your account is not linked to an employer yet. Ask us to add you."


def contact_of(request: SignedIn) -> Contact:
    """Return the user's contact and employer. Raises PermissionDenied without one."""
    contact = Contact.objects.filter(user=request.user).select_related("employer").first()
    if contact is None:
        raise PermissionDenied(NOBODYS)
    return contact
