"""What an employer leaves behind in the portal: made by the verbs."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from employers.domain.terms import offers
from employers.models import Contact, Terms, TermsDocument
from foundation.accounts.models import User
from placements.domain.hires import start_reports
from placements.domain.people import shortlists
from placements.models import Graduate, Introduction, Shortlisted, StartReport
from tests.factories.accounts import ColleagueFactory
from tests.factories.employers import ContactFactory, TermsFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

US = "Founders and Coders CIC"


class TermsDocumentFactory(DjangoModelFactory[TermsDocument]):
    """The words of terms that an employer signed on the page."""

    class Meta:
        model = TermsDocument

    terms = factory.SubFactory(TermsFactory, proposed=True)
    signed_on = date(2018, 6, 4)
    by = factory.SubFactory(ColleagueFactory)

    @classmethod
    def _create(
        cls, model_class: type[TermsDocument], *, terms: Terms, signed_on: date, by: User
    ) -> TermsDocument:
        read = offers.fingerprint(offers.paper_of(terms, us=US))
        offers.sign(terms.pk, name="Emma Ember", read_sha256=read, us=US, by=by, on=signed_on)
        return model_class.objects.get(terms=terms)


class ShortlistedFactory(DjangoModelFactory[Shortlisted]):
    """Somebody whom a contact keeps in mind."""

    class Meta:
        model = Shortlisted

    graduate = factory.SubFactory(GraduateFactory, ready=True)
    contact = factory.SubFactory(ContactFactory, signs_in=True)
    note = ""

    @classmethod
    def _create(
        cls, model_class: type[Shortlisted], *, graduate: Graduate, contact: Contact, note: str
    ) -> Shortlisted:
        return shortlists.add(graduate.pk, contact, note=note)


class StartReportFactory(DjangoModelFactory[StartReport]):
    """A start on 3 September 2018 at £32,000.00, reported to an office that knows no hire yet."""

    class Meta:
        model = StartReport

    class Params:
        settled = factory.Trait(settled_on=date(2018, 8, 6))

    introduction = factory.SubFactory(IntroductionFactory, offered=True)
    contact = factory.SubFactory(
        ContactFactory, employer=factory.SelfAttribute("..introduction.employer")
    )
    start_on = date(2018, 9, 3)
    salary_pence = 32_000_00
    reported_on = date(2018, 8, 3)
    settled_on = None
    by = factory.SubFactory(ColleagueFactory)

    @classmethod
    def _create(
        cls,
        model_class: type[StartReport],
        *,
        introduction: Introduction,
        contact: Contact,
        start_on: date,
        salary_pence: int,
        reported_on: date,
        settled_on: date | None,
        by: User,
    ) -> StartReport:
        told = start_reports.report(
            introduction.pk,
            contact,
            start_on=start_on,
            salary_pence=salary_pence,
            by=by,
            on=reported_on,
        )
        return start_reports.settle(told.pk, by=by, on=settled_on) if settled_on else told
