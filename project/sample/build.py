"""Building the sample: the plain records first, then the story, day by day up to today."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

from django.db import transaction

from billing.domain.chasing import late_payment
from billing.models import Invoice, Seller
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

from .cohorts import make_cohorts
from .days import Ago
from .diary import Diary
from .early_hires import EARLY_HIRES
from .employers import AGREED, Agreed
from .graduates_tell import tell
from .imports import bring_cohorts
from .meetings import arrange_meetings
from .newest_hires import NEWEST_HIRES
from .office import Office
from .open_roles import SOUGHT
from .people import CONTACT_OF, GRADUATE, HIDDEN, NEWCOMER, TEAM
from .portal import use_portal
from .recent_hires import RECENT_HIRES
from .records import know_days, make_employers, make_graduates, make_projects
from .roles import foresee_role
from .terms import TERMS, UNDER_STANDARD
from .ways import Way

Say = Callable[[str], None]
OUR_FIRST_DAY = date(2017, 1, 2)
# Employer, from when nobody is introduced there, and why.
ON_STOP = ("GANTRYBANK", Ago(7, 14), "An invoice is unpaid for four months, calls are not returned")
# Whose invoice is charged for being late, and when.
CHARGED = ("Stefan Ionescu", Ago(6, 20))
# Whose, of which list, under which name, and what stands behind the "?".
SEARCHES = (
    ("staff", "placements:graduates", "Looking, and shown", "job_search=looking&shown=published"),
    ("staff", "placements:introductions", "Out there, no word", "state=sent"),
    ("finance", "billing:invoices", "Overdue", "state=overdue"),
)
CONDUCT = "{}, who asked for candidates after our terms had been sent"


def is_built() -> bool:
    """Return whether the sample is in the database: its people are."""
    return User.objects.filter(email=TEAM[0][0]).exists()


def others_records() -> int:
    """Return how many employers and graduates of somebody's own are in the database."""
    return Employer.objects.count() + Graduate.objects.count()


@transaction.atomic
def build(today: date, *, say: Say, seen_on: date | None = None) -> None:
    """Fill an empty database with the story up to ``today``, and say each of its years.

    The interviews are those of the week of ``seen_on``: the day somebody looks at it.
    """
    staff, finance, admin = (
        User.objects.create_user(email, role=role, full_name=name) for email, name, role in TEAM
    )
    office = Office(today, staff, finance, admin, Diary(today))
    _write_who_we_are()
    make_employers(office)
    know_days(office)
    # Known before the graduates are made, since it decides who looks for work today.
    ways = [Way(office, row) for row in (*EARLY_HIRES, *RECENT_HIRES, *NEWEST_HIRES)]
    cohorts = make_cohorts()
    make_graduates(office, cohorts)
    make_projects(office, cohorts)
    for agreed in AGREED:
        office.diary.note(office.day(agreed.since), _agree_terms, office, agreed)
    for way in ways:
        way.foresee()
    for wanted in SOUGHT:
        foresee_role(office, wanted)
    _foresee_stops(office)
    name, day = CHARGED
    office.diary.note(office.day(day), _charge, office, name)
    office.diary.live(say)
    arrange_meetings(office, week=seen_on or today)
    _give_sign_ins(office)
    _save_searches(office)
    bring_cohorts(office, on=today)
    # What the verbs tell in the story is of people who do not exist: no letter is to leave.
    OutboxRow.objects.filter(kind=EMAIL, state=OutboxState.WAITING).delete()


def people_who_sign_in() -> list[User]:
    """Return those of the sample who sign in: the office, two employers' contacts, a graduate."""
    emails = [email for email, _, _ in TEAM]
    office = sorted(
        User.objects.filter(email__in=emails), key=lambda user: emails.index(user.email)
    )
    others = User.objects.filter(contact__employer__reference__in=[CONTACT_OF, NEWCOMER])
    return [*office, *others.order_by("pk"), *User.objects.filter(graduate__full_name=GRADUATE)]


def _write_who_we_are() -> None:
    Seller.objects.create(
        effective_from=OUR_FIRST_DAY,
        name="Founders and Coders CIC (sample)",
        address="14 Saltpetre Street\nLondon N4 9ZZ",
        company_number="99000000",
        vat_number="GB999999973",
        bank_details="Sample Bank, sort code 00-00-00, account 00000000",
    )


def _agree_terms(office: Office, agreed: Agreed, *, on: date) -> None:
    """Agree terms with an employer, with evidence, in place of those before.

    Where they are under the standard rate, the second person is asked and approves.
    """
    employer = office.employers[agreed.employer]
    name = employer.contacts.get().full_name
    paper = f"{agreed.employer} {agreed.terms} {agreed.since}"
    evidence = Evidence(
        accepted_on=on,
        accepted_by=CONDUCT.format(name) if agreed.how == "conduct" else name,
        acceptance=agreed.how,
        document_sha256=sha256(paper.encode()).hexdigest(),
    )
    terms = terms_of_business.supersede(
        employer.pk,
        TERMS[agreed.terms],
        effective_from=on,
        by=office.staff,
        on=on,
        evidence=evidence if agreed.how else None,
        under_standard_reason=UNDER_STANDARD.get(agreed.terms, ""),
    )
    if terms.needs_approval:
        asked = Approval.objects.get(kind=standard_rate.KIND, subject_id=terms.pk)
        approvals.approve(asked.pk, by=office.admin, on=on)


def _foresee_stops(office: Office) -> None:
    """Note who is put on stop, and who takes back the consent to be shown."""
    reference, stopped, reason = ON_STOP
    pk = office.employers[reference].pk
    office.diary.note(office.day(stopped), stops.put_on_stop, pk, by=office.finance, reason=reason)
    for name, hidden in HIDDEN.items():
        pk = office.graduates[name].pk
        office.diary.note(office.day(hidden), graduates.hide, pk, by=office.staff)


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
    for reference in (CONTACT_OF, NEWCOMER):
        contact = Contact.objects.get(employer__reference=reference)
        contact.user = User.objects.create_user(
            contact.email, role=Role.EMPLOYER, full_name=contact.full_name
        )
        contact.save(update_fields=["user"])
        if reference == CONTACT_OF:
            use_portal(office, contact, on=office.today)
    graduate = Graduate.objects.get(full_name=GRADUATE)
    graduate.user = User.objects.create_user(
        graduate.email, role=Role.GRADUATE, full_name=graduate.full_name
    )
    graduate.save(update_fields=["user"])
    tell(office, graduate, on=office.today)
