"""What a hire would cost under terms that are being edited."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.domain.fees.fees import vat_for
from billing.domain.fees.quotes import quote
from employers.domain.terms.fee_words import in_words
from employers.models import Employer
from employers.web.terms_form import TermsForm
from foundation.accounts.rules import can_place
from foundation.errors import DomainError
from foundation.web.access import SignedIn, requires
from foundation.web.slots import slot

# The range of usual salaries, to show how the terms behave across it.
SALARIES_PENCE = (25_000_00, 30_000_00, 40_000_00)


@require_safe
@requires(can_place)
def terms_preview(request: SignedIn, pk: int) -> HttpResponse:
    """Return the fee of three salaries under the terms in the form, and the terms in words."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    form = TermsForm(request.GET)
    form.is_valid()  # a half-filled form may already give a fee
    context: dict[str, Any] = {
        "title": f"What a hire by {employer} would cost",
        "employer": employer,
        "quotes": [],
        "words": [],
        "refusal": "",
    }
    if form.fee_terms:
        context["words"] = in_words(form.fee_terms)
        try:
            vat = vat_for(employer, on=localdate())
        except DomainError as refusal:
            context["refusal"] = str(refusal)
        else:
            context["quotes"] = [
                (
                    salary,
                    quote(form.fee_terms, salary_pence=salary, start_on=localdate(), vat=vat),
                )
                for salary in SALARIES_PENCE
            ]
    return slot(request, "billing/terms_preview.html", context)
