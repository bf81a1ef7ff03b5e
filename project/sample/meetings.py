"""The interviews of this week and of the last, for those who are interviewing today."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.timezone import make_aware

from foundation.periods import week_of
from placements.choices import IntroductionState
from placements.domain.introductions import interviews
from placements.models import Introduction

from .office import Office

# Days after this week's Monday, and the time. Whoever comes after these waits for a date.
DATES: Final = ((1, time(14)), (-4, time(11)), (3, time(10, 30)))


def arrange_meetings(office: Office, *, week: date) -> None:
    """Give those who are interviewing a date around a week, on the day the employer said so."""
    monday, _ = week_of(week)
    talking = Introduction.objects.filter(state=IntroductionState.INTERVIEWING).order_by("pk")
    for introduction, (days, clock) in zip(talking, DATES, strict=False):
        at = make_aware(datetime.combine(monday + timedelta(days=days), clock))
        said_on = introduction.moved_on or office.today
        interviews.arrange(introduction.pk, at=at, by=office.staff, on=said_on)
