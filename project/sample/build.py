"""Building the sample: the plain records first, then the story, day by day up to today."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

from django.db import transaction

from billing.domain.chasing import late_payment
from billing.models import Invoice, Seller
from employers.choices import Acceptance
from employers.domain import employers as stops
from employers.domain.terms import standard_rate
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.versions import Evidence
from employers.models import Contact, Employer
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.mailing import EMAIL
from foundation.models import Approval, OutboxRow, OutboxState, SavedSearch
from placements.domain.people import graduates
from placements.models import Graduate

from .days import Ago
from .diary import Diary
from .employers import AGREEMENTS, TERMS, UNDER_STANDARD, Agreement
from .events import HireEvents
from .graduate_answers import record_answers
from .imports import upload_cohorts
from .interviews import arrange_meetings
from .office import Office
from .people import PEOPLE, SIGN_IN, TEAM, make_cohorts
from .portal import use_portal
from .records import know_days, make_employers, make_graduates, make_projects
from .roles import plan_role
from .story import HIRES, OPEN_ROLES

Announce = Callable[[str], None]
OUR_FIRST_DAY = date(2017, 1, 2)
# The employer, from when it is on stop, and why.
ON_STOP = ("GANTRYBANK", Ago(7, 14), "An invoice is unpaid for four months, calls are not returned")
# The graduate whose invoice is charged interest for being late, and when.
CHARGED = ("Stefan Ionescu", Ago(6, 20))
# Whose saved search, of which list, its name and its query string.
SEARCHES = (
    ("staff", "placements:graduates", "Looking, and shown", "job_search=looking&shown=published"),
    ("staff", "placements:introductions", "Out there, no word", "state=sent"),
    ("finance", "billing:invoices", "Overdue", "state=overdue"),
)
CONDUCT = "{}, who asked for candidates after our terms had been sent"


def is_built() -> bool:
    """Return whether the sample is in the database: its people are."""
    return User.objects.filter(email=TEAM[0].email).exists()


def others_records() -> int:
    """Return how many employers and graduates the database holds."""
    return Employer.objects.count() + Graduate.objects.count()


@transaction.atomic
def build(today: date, *, announce: Announce, seen_on: date | None = None) -> None:
    """Fill an empty database with the story up to ``today``, and announce each of its years.

    The interviews are those of the week of ``seen_on``: the day the demo is looked at.
    """
    staff, finance, admin = (
        User.objects.create_user(one.email, role=one.role, full_name=one.full_name) for one in TEAM
    )
    office = Office(today, staff, finance, admin, Diary(today))
    _make_seller()
    make_employers(office)
    know_days(office)
    # Known before the graduates are made, since it decides who looks for work today.
    hires = [HireEvents(office, row) for row in HIRES]
    cohorts = make_cohorts()
    make_graduates(office, cohorts)
    make_projects(office, cohorts)
    for agreement in AGREEMENTS:
        office.diary.note(office.day(agreement.since), _agree_terms, office, agreement)
    for hire in hires:
        hire.plan()
    for wanted in OPEN_ROLES:
        plan_role(office, wanted)
    _plan_stops(office)
    name, day = CHARGED
    office.diary.note(office.day(day), _charge, office, name)
    office.diary.run(announce)
    arrange_meetings(office, week=seen_on or today)
    _give_sign_ins(office)
    _save_searches(office)
    upload_cohorts(office, on=today)
    # The people of the story do not exist, so none of the verbs' emails may be sent.
    OutboxRow.objects.filter(kind=EMAIL, state=OutboxState.WAITING).delete()


def people_who_sign_in() -> list[User]:
    """Return who signs in: the office, the contacts of two employers, and a graduate."""
    emails = [one.email for one in TEAM]
    office = sorted(
        User.objects.filter(email__in=emails), key=lambda user: emails.index(user.email)
    )
    firms = [SIGN_IN.contact_of, SIGN_IN.newcomer]
    contacts = User.objects.filter(contact__employer__reference__in=firms).order_by("pk")
    return [*office, *contacts, *User.objects.filter(graduate__full_name=SIGN_IN.graduate)]


def _make_seller() -> None:
    Seller.objects.create(
        effective_from=OUR_FIRST_DAY,
        name="Founders and Coders CIC (sample)",
        address="14 Saltpetre Street\nLondon N4 9ZZ",
        company_number="99000000",
        vat_number="GB999999973",
        bank_details="Sample Bank, sort code 00-00-00, account 00000000",
    )


def _agree_terms(office: Office, agreement: Agreement, *, on: date) -> None:
    """Agree terms with an employer, with evidence, in place of those before.

    Where they are under the standard rate, the second person approves them.
    """
    employer, how = office.employers[agreement.employer], agreement.acceptance
    name = employer.contacts.get().full_name
    paper = f"{agreement.employer} {agreement.terms} {agreement.since}"
    evidence = Evidence(
        accepted_on=on,
        accepted_by=CONDUCT.format(name) if how == Acceptance.CONDUCT else name,
        acceptance=how or "",
        document_sha256=sha256(paper.encode()).hexdigest(),
    )
    terms = terms_of_business.supersede(
        employer.pk,
        TERMS[agreement.terms],
        effective_from=on,
        by=office.staff,
        on=on,
        evidence=evidence if how else None,
        under_standard_reason=UNDER_STANDARD.get(agreement.terms, ""),
    )
    if terms.needs_approval:
        approval = Approval.objects.get(kind=standard_rate.KIND, subject_id=terms.pk)
        approvals.approve(approval.pk, by=office.admin, on=on)


def _plan_stops(office: Office) -> None:
    """Note who is put on stop, and who withdraws consent to be published."""
    reference, stopped, reason = ON_STOP
    pk = office.employers[reference].pk
    office.diary.note(office.day(stopped), stops.put_on_stop, pk, by=office.finance, reason=reason)
    for person in PEOPLE.values():
        if person.hidden:
            pk = office.graduates[person.full_name].pk
            office.diary.note(office.day(person.hidden), graduates.hide, pk, by=office.staff)


def _charge(office: Office, graduate: str, *, on: date) -> None:
    """Charge interest and the fixed sum on the invoice for a graduate, where it is owed by then."""
    late = Invoice.objects.overdue(on=on).filter(fee__hire__graduate__full_name=graduate)
    for invoice in late:
        late_payment.charge(invoice.pk, by=office.finance, on=on)


def _save_searches(office: Office) -> None:
    for whose, page, name, query in SEARCHES:
        user = getattr(office, whose)
        SavedSearch.objects.create(user=user, page=page, name=name, query=query)


def _give_sign_ins(office: Office) -> None:
    """Let two employers' contacts and one graduate sign in; the first employer looks around."""
    for reference in (SIGN_IN.contact_of, SIGN_IN.newcomer):
        contact = Contact.objects.get(employer__reference=reference)
        contact.user = User.objects.create_user(
            contact.email, role=Role.EMPLOYER, full_name=contact.full_name
        )
        contact.save(update_fields=["user"])
        if reference == SIGN_IN.contact_of:
            use_portal(office, contact, on=office.today)
    graduate = Graduate.objects.get(full_name=SIGN_IN.graduate)
    graduate.user = User.objects.create_user(
        graduate.email, role=Role.GRADUATE, full_name=graduate.full_name
    )
    graduate.save(update_fields=["user"])
    record_answers(office, graduate, on=office.today)
