"""The calendar feed as a file: iCalendar (RFC 5545), with refresh hints of RFC 7986."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localtime

AN_HOUR: Final = timedelta(hours=1)
WINTER, SUMMER = timedelta(0), timedelta(hours=1)
# The clocks change at 01:00 UTC (Summer Time Order 2002): at 01:00 in spring, at 02:00 in autumn.
CHANGES: Final = (
    ("daylight", "BST", datetime(1981, 3, 29, 1), 3, WINTER, SUMMER),  # noqa: DTZ001  by the clock
    ("standard", "GMT", datetime(1996, 10, 27, 2), 10, SUMMER, WINTER),  # noqa: DTZ001
)


@dataclass(frozen=True)
class Entry:
    """A day in a calendar, or the hour from a moment on.

    ``uid`` stays when the day moves, so that the day moves there too. ``path`` leads to the record,
    and ``changed_at`` is when it last changed.
    """

    uid: str
    on: date | datetime
    words: str
    made_at: datetime
    changed_at: datetime
    path: str
    details: str = ""
    place: str = ""


def calendar_file(dates: Iterator[Entry]) -> bytes:
    """Return the entries as an iCalendar file: whole days, and hours by our clocks."""
    import icalendar  # noqa: PLC0415  it takes 0.06 s to load

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Foothold//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Foothold")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", AN_HOUR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(clocks(icalendar))
    for entry in dates:
        calendar.add_component(event_of(entry, icalendar))
    text: bytes = calendar.to_ical()
    return text


def event_of(entry: Entry, icalendar: Any) -> Any:
    """Return an entry as an event: private, with a link to its record."""
    site = settings.SITE_URL.rstrip("/")
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{urlsplit(site).hostname}")
    # Without a METHOD the stamp is that of the last change (RFC 5545, 3.8.7.2).
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("created", entry.made_at.astimezone(UTC))
    event.add("sequence", sequence_of(entry))
    if isinstance(entry.on, datetime):
        event.add("dtstart", localtime(entry.on))
        event.add("dtend", localtime(entry.on + AN_HOUR))
    else:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("summary", entry.words)
    event.add("description", "\n".join(filter(None, [entry.details, f"{site}{entry.path}"])))
    event.add("url", f"{site}{entry.path}")
    event.add("class", "PRIVATE")
    if entry.place:
        event.add("location", entry.place)
    return event


def sequence_of(entry: Entry) -> int:
    """Return a number that grows with each change: the seconds from the making to the last one."""
    return max(int((entry.changed_at - entry.made_at).total_seconds()), 0)


def clocks(icalendar: Any) -> Any:
    """Return what Europe/London means, for programs that do not know it."""
    zone = icalendar.Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    for kind, name, first, month, before, after in CHANGES:
        change = (
            icalendar.TimezoneDaylight() if kind == "daylight" else icalendar.TimezoneStandard()
        )
        change.add("tzname", name)
        change.add("dtstart", first)
        change.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        change.add("tzoffsetfrom", before)
        change.add("tzoffsetto", after)
        zone.add_component(change)
    return zone
