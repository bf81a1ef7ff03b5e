"""Today: what waits for the people who place people, each with its deed at one click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from project.accounts.models import User
from project.foundation.periods import Month

from . import today_money as money
from . import today_people as people
from . import today_told as told

# What has a clock or a person waiting at the other end comes first.
SECTIONS = (
    people.starting,
    people.meeting,
    people.to_send,
    people.to_answer,
    told.erasing,
    money.reported,
    people.offered,
    people.interviewing,
    people.silent,
    money.ending,
    money.money,
    people.unseen,
    people.unpublished,
)


def today(request: HttpRequest, user: User) -> HttpResponse:
    """Return the page of Today: the sections in which something waits."""
    on = localdate()
    found = [section for make in SECTIONS if (section := make(user, on)).count]
    page = {"today": on, "sections": found, "month": str(Month.of(on))}
    return render(request, "home/today.html", page)
