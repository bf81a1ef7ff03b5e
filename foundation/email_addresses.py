"""Email addresses as people type them."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from .errors import BadValue


def email_address(text: str, *, field: str = "email") -> str:
    """Return an address as it is stored: trimmed, in small letters.

    Raises BadValue naming ``field`` if it is not an email address.
    """
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadValue(field, "This is not an email address.") from None
    return address
