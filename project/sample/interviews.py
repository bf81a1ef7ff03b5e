"""The interviews of this week and of the last, for those who are interviewing today."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.timezone import make_aware

from foundation.periods import week_of
from placements.choices import IntroductionState
from placements.domain.introductions import interviews
from placements.models import Introduction

from .office import Office

# Days after this week's Monday, and the time. Further interviews have no date yet.
DATES: Final = ((1, time(14)), (-4, time(11)), (3, time(10, 30)))


def arrange_meetings(office: Office, *, week: date) -> None:
    """Give those who are interviewing a date around a week, noted on the day they moved on."""
    monday, _ = week_of(week)
    introductions = Introduction.objects.filter(state=IntroductionState.INTERVIEWING).order_by("pk")
    for introduction, (days, clock) in zip(introductions, DATES, strict=False):
        at = make_aware(datetime.combine(monday + timedelta(days=days), clock))
        arranged_on = introduction.moved_on or office.today
        interviews.arrange(introduction.pk, at=at, by=office.staff, on=arranged_on)
