"""What becomes of a graduate, by their place in the row: introduced, hired, billed, paid.

Most are paid in full. Some are paid in two parts or not at all, some are credited, some leave
early, and some are hired again by a firm where they have not started.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Model

from billing.domain.fees.fees import vat_for
from billing.domain.fees.quotes import quote
from billing.domain.ledger.snapshots import of_buyer, of_seller
from billing.domain.ledger.vat_rules import VatTreatment, vat_of
from billing.models import CreditNote, Document, Fee, Invoice, InvoiceLine, Payment, Rebate
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_period import protected_until
from employers.domain.terms.rebate_rules import assess
from employers.domain.terms.versions import fee_terms_of
from employers.models import Contact, Employer, Skill, Terms
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.models import HistoryEntry
from placements.models import Cohort, Graduate, Hire, Introduction, Programme

AS_OF = date(2024, 12, 31)
FIRST_START, LAST_START = date(2016, 1, 4), date(2024, 12, 20)
FIRMS, COHORTS = 500, 60

FIRST_NAMES = ["Ada", "Amal", "Bashir", "Chloe", "Dina", "Eoin", "Fatima", "Grace", "Hani", "Iris"]
LAST_NAMES = ["Abbott", "Barakat", "Clarke", "Darwish", "Evans", "Farah", "Greene", "Haddad"]
PLACES = ["London", "Leeds", "Nazareth", "Gaza", "Cardiff", "Glasgow", "Bristol"]
SEARCHES = ["looking", "open", "not_looking"]
SKILLS = ["JavaScript", "React", "Node.js", "SQL", "TypeScript", "Python", "CSS", "Elm", "Go", "D3"]
REBATE = {
    "unit": "weeks",
    "mode": "steps",
    "steps": [
        {"through": 4, "share": "0.75"},
        {"through": 8, "share": "0.5"},
        {"through": 12, "share": "0.25"},
    ],
}
PDF = b"%PDF-1.7"


@dataclass
class Office:
    """Who asks, and what the stories refer to. Every story will be told ``copies`` times.

    All firms have the same terms, read once.
    """

    copies: int
    staff: User
    contact: User
    cohorts: list[Cohort]
    skills: list[Skill]
    firms: list[Employer]
    terms: list[Terms]
    fee_terms: FeeTerms
    vat: VatTreatment
    seller: dict[str, str]
    made: Counter[str] = field(default_factory=Counter)

    def key(self, place: int) -> int:
        """Return a primary key with room behind it for the copies."""
        return place * self.copies + 1

    def next_key(self, kind: str) -> int:
        """Return the key of the next thing of a kind, where a story has any number of them."""
        self.made[kind] += 1
        return self.key(self.made[kind] - 1)


def open_office(copies: int) -> Office:
    programme = Programme.objects.create(name="Full-stack")
    contact = User.objects.create_user("contact@example.com", role=Role.EMPLOYER)
    firms = [
        Employer(reference=f"EMP-{n:04d}", name=f"{LAST_NAMES[n % 8]} and Sons {n} Ltd")
        for n in range(FIRMS)
    ]
    cohorts = [
        Cohort(name=f"FAC{n}", campus=PLACES[n % 4], programme=programme, state="finished")
        for n in range(COHORTS)
    ]
    Employer.objects.bulk_create(firms)
    Contact.objects.create(employer=firms[0], full_name="Chris", email=contact.email, user=contact)
    terms = Terms.objects.bulk_create(map(terms_of, firms))
    return Office(
        copies=copies,
        staff=User.objects.create_user("staff@example.org", role=Role.STAFF),
        contact=contact,
        cohorts=Cohort.objects.bulk_create(cohorts),
        skills=Skill.objects.bulk_create(Skill(name=name) for name in SKILLS),
        firms=firms,
        terms=terms,
        fee_terms=fee_terms_of(terms[0]),
        vat=vat_for(firms[0], on=AS_OF),
        seller=of_seller(AS_OF),
    )


def terms_of(firm: Employer) -> Terms:
    day = FIRST_START - timedelta(days=365)
    return Terms(
        employer=firm,
        effective_from=day,
        fee_basis="percentage",
        rate="0.15",
        rebate=REBATE,
        accepted_on=day,
        accepted_by="The managing director",
        acceptance="signature",
    )


def story(place: int, stories: int, office: Office) -> Iterator[Model]:
    """Yield every row of one graduate.

    Who stands later in the row starts later, so that numbers and dates of invoices run together.
    """
    graduate = graduate_at(place, office)
    yield graduate
    for skill in {place % 10, place % 7, place % 4}:
        yield Graduate.skills.through(
            pk=office.next_key("skill"), graduate=graduate, skill=office.skills[skill]
        )
    starts = FIRST_START + (LAST_START - FIRST_START) * place // stories
    hire = hired(place, starts, graduate, office)
    yield from (hire.introduction, hire, deed("agreed", hire, office))
    yield from books(place, hire, office)
    if place % 100 == 13:
        again = hired(stories + place, AS_OF + timedelta(days=6), graduate, office)
        again.state = "agreed"
        yield from (again.introduction, again, deed("agreed", again, office))


def graduate_at(place: int, office: Office) -> Graduate:
    first, last = FIRST_NAMES[place % 10], LAST_NAMES[place // 10 % 8]
    return Graduate(
        pk=office.key(place),
        reference=f"GRAD-{place:04d}",
        full_name=f"{first} {last}",
        email=f"{first}.{last}.{place}@example.net".lower(),
        cohort=office.cohorts[place % COHORTS],
        headline=f"Developer who likes {SKILLS[place % 9]}",
        about="Built two products for charities in a team of four. " * 3,
        location=PLACES[place % 7],
        available_from=FIRST_START + timedelta(days=place * 37 % 3000) if place % 5 else None,
        job_search=SEARCHES[place % 3],
        links={"github": f"https://github.com/{first}{place}"},
        identity_seen_on=FIRST_START,
        visibility="published" if place % 10 else "private",
    )


def hired(place: int, starts: date, graduate: Graduate, office: Office) -> Hire:
    terms = office.terms[place % FIRMS]
    introduction = Introduction(
        pk=office.key(place),
        graduate=graduate,
        employer_id=terms.employer_id,
        terms=terms,
        willing_on=starts - timedelta(days=61),
        state="hired",
        sent_on=starts - timedelta(days=60),
        valid_until=starts + timedelta(days=300),
        moved_on=starts - timedelta(days=30),
    )
    return Hire(
        pk=introduction.pk,
        introduction=introduction,
        graduate=graduate,
        employer_id=terms.employer_id,
        terms=terms,
        fee_due=True,
        fee_note="Introduced by us.",
        job_title="Junior developer",
        start_on=starts,
        salary_pence=27_000_00 + place % 100 * 100_00,
        agreed_on=starts - timedelta(days=30),
        state="started",
    )


def books(place: int, hire: Hire, office: Office) -> Iterator[Model]:
    """Yield the fee of a hire, its invoice, and what became of both."""
    fee_terms, vat = office.fee_terms, office.vat
    told = quote(fee_terms, salary_pence=hire.salary_pence, start_on=hire.start_on, vat=vat)
    sums = {name: getattr(told, name) for name in ("net_pence", "vat_pence", "gross_pence")}
    fee = Fee(
        pk=office.key(place),
        hire=hire,
        terms=hire.terms,
        terms_snapshot=fee_terms.as_json(),
        computed_net_pence=told.net_pence,
        working=told.working,
        earned_on=hire.start_on,
        protected_until=protected_until(fee_terms.rebate, hire.start_on),
        **sums,
    )
    yield from (fee, deed("raised", fee, office))
    if place % 50 == 7:
        rebate = left_early(fee, office)
        yield from (rebate, deed("proposed", rebate, office))
    invoice = invoice_of(fee, office.firms[place % FIRMS], office, **sums)
    yield from (invoice, deed("issued", invoice, office), paper("invoice", invoice, office))
    yield InvoiceLine(
        pk=fee.pk,
        invoice=invoice,
        description=f"Placement fee: {hire.graduate}",
        net_pence=told.net_pence,
        vat_rate=vat.rate,
        vat_pence=told.vat_pence,
    )
    for payment in money_in(place, invoice, office):
        yield from (payment, deed("recorded", payment, office))
    if place % 100 == 40:
        note = credited(invoice, office)
        yield from (note, deed("issued", note, office), paper("credit_note", note, office))


def left_early(fee: Fee, office: Office) -> Rebate:
    """Return the rebate for leaving in the seventh week."""
    hire = fee.hire
    hire.state, hire.end_reason = "ended", "resigned"
    hire.last_day = min(hire.start_on + timedelta(days=44), AS_OF)
    found = assess(
        office.fee_terms.rebate,
        fee_net_pence=fee.net_pence,
        start_on=hire.start_on,
        last_day=hire.last_day,
    )
    return Rebate(
        pk=fee.pk,
        hire=hire,
        fee=fee,
        share=found.share_decimal,
        net_pence=found.net_pence,
        working=found.working,
        fell_due_on=hire.last_day,
        state="proposed",
    )


def invoice_of(fee: Fee, firm: Employer, office: Office, **sums: int) -> Invoice:
    return Invoice(
        pk=fee.pk,
        sequence=fee.pk,
        number=f"INV-{fee.pk}",
        state="issued",
        employer=firm,
        fee=fee,
        bill_on=fee.earned_on,
        payment_days=30,
        payment_from="start",
        issued_on=fee.earned_on,
        due_on=fee.earned_on + timedelta(days=30),
        tax_point=fee.earned_on,
        vat_kind=office.vat.kind,
        vat_rate=office.vat.rate,
        buyer=of_buyer(firm),
        seller=office.seller,
        **sums,
    )


def money_in(place: int, invoice: Invoice, office: Office) -> list[Payment]:
    """Return as many payments as stories: one in twenty pays nothing, the next one in two parts."""
    parts = {0: 0, 1: 2}.get(place % 20, 1)
    if parts:
        invoice.state, invoice.paid_pence = "paid", invoice.gross_pence
    return [
        Payment(
            pk=office.key(place - part),
            invoice=invoice,
            amount_pence=invoice.gross_pence // parts,
            net_pence=invoice.net_pence // parts,
            received_on=min(invoice.bill_on + timedelta(days=28), AS_OF),
            method="bank_transfer",
            reference=invoice.number,
        )
        for part in range(parts)
    ]


def credited(invoice: Invoice, office: Office) -> CreditNote:
    """Return a tenth of an unpaid invoice taken off."""
    key = office.next_key("credit note")
    net = invoice.net_pence // 10
    tax = vat_of(net, office.vat.rate)
    invoice.credited_pence = net + tax
    return CreditNote(
        pk=key,
        sequence=key,
        number=f"CN-{key}",
        invoice=invoice,
        issued_on=invoice.bill_on + timedelta(days=7),
        reason="Agreed with the employer",
        net_pence=net,
        vat_pence=tax,
        gross_pence=net + tax,
        offset_pence=net + tax,
    )


def paper(kind: str, thing: Any, office: Office) -> Document:
    return Document(
        pk=office.next_key("document"),
        kind=kind,
        sha256=sha256(PDF).hexdigest(),
        content=PDF,
        **{kind: thing},
    )


def deed(verb: str, thing: Model, office: Office) -> HistoryEntry:
    return HistoryEntry(
        pk=office.next_key("deed"),
        on=AS_OF,
        by=office.staff,
        verb=verb,
        subject_type=thing._meta.label_lower,
        subject_id=thing.pk,
    )
