"""The secret calendar feed: whose days it shows, to whom, and under which names."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test import Client

from billing.domain.ledger import invoices
from placements.domain.hires import hires
from placements.domain.introductions import interviews, introductions
from placements.domain.people import graduates
from placements.models import Introduction
from tests.factories.accounts import CalendarAddressFactory, UserFactory
from tests.factories.billing import FeeFactory, InvoiceFactory
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 9, 10)
AT_TWO = datetime(2018, 9, 13, 14, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


def address_of(user) -> str:
    address = CalendarAddressFactory(user=user)
    return f"/calendar/{address.pk}-{address.secret}.ics"


def days_of(user) -> dict[str, date]:
    """Return what a calendar program reads: the day of each summary."""
    answer = Client().get(address_of(user))
    assert answer.status_code == 200
    calendar = icalendar.Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    return {str(event["SUMMARY"]): event.decoded("DTSTART") for event in events}


@pytest.fixture
def fee(employer, graduate):
    """Of a hire at `employer`, started on 3 September, inside its rebate period."""
    return FeeFactory(
        protected=True,
        hire__introduction__employer=employer,
        hire__introduction__graduate__full_name="Amira Haddad",
        hire__job_title="Junior developer",
    )


def test_the_office_sees_starts_rebate_ends_and_due_dates(staff, fee):
    invoice = invoices.issue(fee.invoices.get().pk, by=staff, on=date(2018, 9, 3))

    assert days_of(staff) == {
        "Amira Haddad starts at Ember Analytics Ltd (Junior developer)": date(2018, 9, 3),
        "Rebate period ends: Amira Haddad at Ember Analytics Ltd": fee.protected_until,
        f"Invoice {invoice.number} of Ember Analytics Ltd falls due: £5,760.00": invoice.due_on,
    }


def test_an_employer_sees_its_starts_and_due_dates_and_no_rebates(employer_contact, fee, staff):
    invoice = invoices.issue(fee.invoices.get().pk, by=staff, on=date(2018, 9, 3))

    assert days_of(employer_contact) == {
        "Amira Haddad starts with you (Junior developer)": date(2018, 9, 3),
        f"Invoice {invoice.number} falls due: £5,760.00": invoice.due_on,
    }


def test_an_employer_sees_nothing_of_another(other_employer_contact, fee, staff):
    invoices.issue(fee.invoices.get().pk, by=staff, on=date(2018, 9, 3))

    assert days_of(other_employer_contact) == {}


def test_a_graduate_sees_their_own_start_only(graduate_user, graduate, fee):
    graduate.identity_seen_on, graduate.job_search = date(2018, 6, 25), "looking"
    graduate.save()
    HireFactory(introduction__graduate=graduate, introduction__employer__name="Fjord Ltd")

    assert days_of(graduate_user) == {"You start at Fjord Ltd": date(2018, 9, 3)}


def test_who_takes_their_consent_back_is_gone_from_the_employers_feed(employer_contact, fee, staff):
    graduates.hide(fee.hire.graduate_id, by=staff, on=TODAY)

    assert days_of(employer_contact) == {}
    assert len(days_of(staff)) == 2


def test_who_was_never_introduced_is_not_named_to_the_employer(employer_contact, employer, fee):
    unknown = HireFactory(
        without_introduction=True, employer=employer, graduate__published=True, start_on=TODAY
    )

    introduced = days_of(employer_contact)
    assert introduced["A graduate starts with you"] == TODAY
    assert not any(unknown.graduate.full_name in words for words in introduced)


def test_a_hire_that_fell_through_and_an_invoice_that_is_paid_are_gone(staff):
    HireFactory(fell_through=True)
    InvoiceFactory(paid=True)

    assert not any("fall" in words for words in days_of(staff))


def test_days_long_past_are_left_out(staff, on_day, fee):
    on_day(date(2019, 6, 1))

    assert days_of(staff) == {}


def test_each_day_keeps_its_name_so_that_it_moves_in_the_calendar_too(staff):
    hire = HireFactory(start_on=date(2018, 10, 1))
    address = address_of(staff)
    before = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")

    hires.start(hire.pk, by=staff, on=date(2018, 10, 1))
    after = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")

    assert str(before[0]["UID"]) == str(after[0]["UID"]) == f"start-{hire.pk}@127.0.0.1"


def test_it_is_a_whole_day_and_blocks_nobodys_time(staff, fee):
    text = Client().get(address_of(staff)).content.decode()

    assert "DTSTART;VALUE=DATE:20180903" in text
    assert "DTEND;VALUE=DATE:20180904" in text
    assert "TRANSP:TRANSPARENT" in text
    assert "X-WR-TIMEZONE:Europe/London" in text


def test_an_unchanged_feed_is_not_sent_again(staff, fee):
    address = address_of(staff)
    first = Client().get(address)

    again = Client().get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    hires.end(fee.hire_id, last_day=TODAY, reason="resigned", by=staff, on=TODAY)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_names_with_commas_and_line_breaks_stay_one_summary(staff):
    employer = EmployerFactory(name="Smith, Jones; and Daughters")
    HireFactory(introduction__employer=employer)
    # No door takes a line break into a name any more; a row of before may hold one.
    with connection.cursor() as cursor:
        sql = "UPDATE employers_employer SET name = %s WHERE id = %s"
        cursor.execute(sql, ["Smith, Jones; and\nDaughters", employer.pk])

    [words] = days_of(staff)
    assert words.endswith("at Smith, Jones; and\nDaughters")


# Interviews


def meeting(at: datetime = AT_TWO, **whose) -> Introduction:
    events = IntroductionFactory(sent=True, hiring_request__title="Junior developer", **whose)
    return interviews.arrange(events.pk, at=at, by=UserFactory(), on=TODAY)


@pytest.fixture
def interview(employer, graduate):
    """Of the graduate who signs in at `employer`, on Thursday at two."""
    graduate.identity_seen_on, graduate.job_search = date(2018, 6, 25), "looking"
    graduate.save()
    return meeting(graduate=graduate, employer=employer)


def test_an_interview_shows_to_who_arranges_it_and_to_the_two_who_meet(
    staff, admin, employer_contact, graduate_user, interview
):
    office = f"Interview: {interview.graduate.full_name} at Ember Analytics Ltd (Junior developer)"

    assert days_of(staff) == days_of(admin) == {office: AT_TWO}
    assert days_of(employer_contact) == {
        f"Interview with {interview.graduate.full_name} (Junior developer)": AT_TWO
    }
    assert days_of(graduate_user) == {"Interview at Ember Analytics Ltd (Junior developer)": AT_TWO}


def test_nobody_else_sees_an_interview(finance_officer, other_employer_contact, interview):
    other_graduate = GraduateFactory(signs_in=True).user

    for user in (finance_officer, other_employer_contact, other_graduate):
        assert days_of(user) == {}


def test_an_interview_is_an_hour_by_our_clocks_and_keeps_the_time_free(staff, interview):
    text = Client().get(address_of(staff)).content.decode()

    assert "DTSTART;TZID=Europe/London:20180913T140000" in text
    assert "DTEND;TZID=Europe/London:20180913T150000" in text
    # Without it a calendar program would have to guess what Europe/London means.
    assert "BEGIN:VTIMEZONE" in text
    assert "TRANSP" not in text


def test_an_interview_that_moves_keeps_its_name(staff, interview):
    address = address_of(staff)
    interviews.arrange(interview.pk, at=AT_TWO + timedelta(days=1), by=staff, on=TODAY)

    (event,) = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")

    assert str(event["UID"]) == f"interview-{interview.pk}@127.0.0.1"
    assert event.decoded("DTSTART") == AT_TWO + timedelta(days=1)


def test_an_interview_that_led_on_stays_and_one_that_came_to_nothing_goes(staff, admin, interview):
    introductions.offer(interview.pk, by=staff, on=TODAY)
    assert len(days_of(staff)) == 1

    introductions.decline(interview.pk, reason="Too far", by=staff, on=TODAY)
    assert days_of(admin) == {}


def test_who_is_hidden_is_gone_from_the_employers_interviews(staff, employer_contact, interview):
    graduates.hide(interview.graduate_id, by=staff, on=TODAY)

    assert days_of(employer_contact) == {}


# The address


def test_only_the_right_address_shows_anything(staff, admin):
    own, other = CalendarAddressFactory(user=staff), CalendarAddressFactory(user=admin)

    for address in (
        f"/calendar/{own.pk}-{own.secret[:-1]}.ics",
        f"/calendar/{own.pk}-{other.secret}.ics",
        f"/calendar/{own.pk}-.ics",
        f"/calendar/{own.pk}-ünïcode.ics",
        f"/calendar/{other.pk + 1}-{own.secret}.ics",
        f"/calendar/{'9' * 40}-{own.secret}.ics",
    ):
        assert Client().get(address).status_code == 404, address


def test_a_withdrawn_or_renewed_address_shows_nothing_any_more(client, staff):
    address = address_of(staff)
    client.force_login(staff)

    client.post("/account/calendar/", {"action": "renew"})

    assert Client().get(address).status_code == 404


def test_the_feed_of_somebody_who_may_not_sign_in_any_more_is_gone(staff):
    address = address_of(staff)
    staff.is_active = False
    staff.save()

    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_feed_asks_six_questions_however_many_days_it_holds(
    staff, count, django_assert_num_queries
):
    FeeFactory.create_batch(count, protected=True)
    for _ in range(count):
        meeting()
    address = address_of(staff)
    Client().get(address)  # the first use of an hour is noted, which is one more

    with django_assert_num_queries(6):
        Client().get(address)


# What a calendar program makes of an entry


def event_in(address: str):
    [event] = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    return event


def test_an_entry_leads_to_its_record_and_is_private(
    staff, employer_contact, graduate_user, interview
):
    pages = {
        staff: f"/introductions/{interview.pk}/",
        employer_contact: f"/portal/introductions/{interview.pk}/",
        graduate_user: "/",
    }
    for user, page in pages.items():
        event = event_in(address_of(user))
        assert event["URL"] == f"http://127.0.0.1:8000{page}"
        assert event["DESCRIPTION"].endswith(f"http://127.0.0.1:8000{page}")
        assert event["CLASS"] == "PRIVATE"


def test_every_link_of_the_feed_opens_for_its_reader(client, staff, employer_contact, fee):
    invoices.issue(fee.invoices.get().pk, by=staff, on=date(2018, 9, 3))
    for user in (staff, employer_contact):
        client.force_login(user)
        calendar = icalendar.Calendar.from_ical(Client().get(address_of(user)).content)
        links = [str(event["URL"]) for event in calendar.walk("VEVENT")]
        assert len(links) >= 2
        for link in links:
            path = link.removeprefix("http://127.0.0.1:8000")
            assert client.get(path, follow=True).status_code == 200, path


def test_a_start_is_where_the_role_is(staff):
    HireFactory(
        start_on=date(2018, 10, 1),
        introduction__hiring_request__location="Leeds",
        introduction__hiring_request__title="Developer",
    )

    assert event_in(address_of(staff))["LOCATION"] == "Leeds"


def test_a_moved_interview_is_newer_than_it_was(staff, interview, on_day):
    address = address_of(staff)
    before = event_in(address)
    on_day(date(2018, 9, 11))

    interviews.arrange(interview.pk, at=AT_TWO + timedelta(days=1), by=staff, on=TODAY)

    after = event_in(address)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")
    assert after.decoded("DTSTAMP") == after.decoded("LAST-MODIFIED")
    assert str(after["UID"]) == str(before["UID"])


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        ("2026-03-29T00:59:59", 0),
        ("2026-03-29T01:00:00", 1),
        ("2026-10-25T00:59:59", 1),
        ("2026-10-25T01:00:00", 0),
    ],
)
def test_the_clocks_change_at_one_in_universal_time(staff, interview, moment, hours):
    text = Client().get(address_of(staff)).content
    [zone] = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    instant = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert instant.astimezone(zone.to_tz()).utcoffset() == timedelta(hours=hours)
    assert instant.astimezone(ZoneInfo("Europe/London")).utcoffset() == timedelta(hours=hours)
    assert b"DTSTART:19810329T010000" in text
    assert b"DTSTART:19961027T020000" in text


def test_a_program_is_asked_to_look_every_hour(staff):
    text = Client().get(address_of(staff)).content.decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "X-PUBLISHED-TTL:PT1H" in text
