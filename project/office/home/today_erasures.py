"""What graduates asked of us, as the page of Today shows it."""

from datetime import date

from django.urls import reverse

from foundation.accounts.models import User
from foundation.periods import format_date
from placements.models import ErasureRequest

from .waiting import Button, Row, Section, section


def erasing(_user: User, _on: date) -> Section:
    """People who asked to be erased: the law gives a month."""
    rows = ErasureRequest.objects.open().select_related("graduate")
    return section("erasing", "To erase", "the law gives a month", rows, request_of, "")


def request_of(row: ErasureRequest) -> Row:
    """Return who asked and by when it must be done."""
    address = reverse("placements:erase-graduate", args=[row.graduate_id])
    detail = f"Requested on {format_date(row.asked_on)}. Erase by {format_date(row.due_on)}."
    look = Button("Review and erase", address, is_link=True)
    return Row(str(row.graduate), detail, address, [look])
