"""What runs without a person and does not, as the page of Today shows it."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import now

from foundation import heartbeats
from foundation.accounts.models import User

from .waiting import MOST_ROWS, Button, Row, Section


def not_running(_user: User, _on: date) -> Section:
    """Jobs of the server that are late or have stopped: letters wait, and nobody else notices."""
    late = heartbeats.late(now())
    rows = [row_of(each) for each in late[:MOST_ROWS]]
    why = "reminders, emails and backups wait for it"
    return Section("jobs", "Not running", why, len(late), rows, reverse("jobs"))


def row_of(late: heartbeats.Late) -> Row:
    """Return a late job with its way out: to go on, or where to look."""
    if late.stopped:
        button = Button("Go on", reverse("let-job-go-on", args=[late.job]), is_first=True)
    else:
        button = Button("View", reverse("jobs"), is_link=True)
    reason = f" Its last run said: {late.reason}" if late.reason else ""
    return Row(late.sentence, f"{late.way_out}{reason}", reverse("jobs"), [button])
