"""Terms of business as the employer reads, accepts and downloads them."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.domain.fees.fees import vat_for
from billing.domain.fees.quotes import Quote, quote
from billing.domain.ledger.snapshots import seller_on
from employers.domain.terms import fee_words, offers
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from employers.models import Contact, Employer, Terms, TermsDocument
from employers.web.portal import contact_of
from foundation.accounts.rules import is_employer_contact
from foundation.errors import DomainError
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.once import run_once

EXAMPLE_SALARY_PENCE: Final = 30_000_00


class SignatureForm(forms.Form):
    name = forms.CharField(
        label="Your name, as your signature",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    may_sign = forms.BooleanField(
        label="I have read the terms and have authority to accept them for my employer"
    )
    read_sha256 = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class Cost:
    """What a hire at a salary would cost."""

    salary_pence: int
    quote: Quote


def cost_of(employer: Employer, terms: FeeTerms, salary_pence: int) -> Cost | None:
    """Return what a hire that starts today would cost; None while our VAT details are missing."""
    today = localdate()
    try:
        vat = vat_for(employer, on=today)
    except DomainError:
        return None
    return Cost(salary_pence, quote(terms, salary_pence=salary_pence, start_on=today, vat=vat))


@require_safe
@requires(is_employer_contact)
def portal_terms(request: SignedIn) -> HttpResponse:
    """Show the terms in force, those on offer, and earlier ones."""
    return _page(request, contact_of(request))


@require_POST
@requires(is_employer_contact)
def portal_terms_accept(request: SignedIn, terms_id: int) -> HttpResponse:
    """Accept the terms on offer, signed with a typed name."""
    contact = contact_of(request)
    terms = get_object_or_404(Terms.objects.visible_to(request.user), pk=terms_id)
    form = SignatureForm(request.POST)

    def accept() -> HttpResponse:
        if form.is_valid():
            message = "Terms accepted, thank you. You can now ask to meet graduates."
            with attempt(request, message, form=form) as outcome:
                offers.sign(
                    terms.pk,
                    name=form.cleaned_data["name"],
                    read_sha256=form.cleaned_data["read_sha256"],
                    us=seller_on(localdate()).name,
                    by=request.user,
                    on=localdate(),
                )
            if outcome.done:
                return redirect("billing:portal-terms")
        return _page(request, contact, form)

    return run_once(request, accept)


@require_safe
@requires(is_employer_contact)
def portal_terms_text(request: SignedIn, terms_id: int) -> HttpResponse:
    """Download terms as plain text: as accepted here, or as on offer."""
    contact_of(request)
    mine = Terms.objects.visible_to(request.user).select_related("employer")
    terms = get_object_or_404(mine, pk=terms_id)
    on_offer = Terms.objects.on_offer(on=localdate()).filter(pk=terms.pk)
    signed = TermsDocument.objects.filter(terms=terms)
    # Terms accepted on paper or by email are where they were signed: we do not restate them.
    if not (signed.exists() or on_offer.exists()):
        raise Http404
    text = offers.paper_of(terms, us=seller_on(localdate()).name)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="terms-{terms.effective_from}.txt"'
    return response


def _page(request: SignedIn, contact: Contact, form: SignatureForm | None = None) -> HttpResponse:
    today, employer = localdate(), contact.employer
    offered = offers.on_offer(employer, on=today)
    current = terms_of_business.in_force(employer, on=today)
    read = offered or current
    words = offers.paper_of(offered, us=seller_on(today).name) if offered else ""
    fee_terms = terms_of_business.fee_terms_of(read) if read else None
    context = {
        "contact": contact,
        "offered": offered,
        "current": current,
        "words": words,
        "summary": fee_words.in_words(fee_terms) if fee_terms else [],
        "example": cost_of(employer, fee_terms, EXAMPLE_SALARY_PENCE) if fee_terms else None,
        "form": form
        or SignatureForm(
            initial={
                "name": contact.full_name,
                "read_sha256": offers.fingerprint(words),
            }
        ),
        "versions": employer.terms.exclude(accepted_on=None)
        .annotate(has_words=Exists(TermsDocument.objects.filter(terms=OuterRef("pk"))))
        .order_by("-effective_from"),
    }
    return render(request, "billing/portal_terms.html", context, status=400 if form else 200)
