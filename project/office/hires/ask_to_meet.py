"""Asking to meet a graduate, after reading what a hire would cost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from billing.web.ledger.portal_terms import EXAMPLE_SALARY_PENCE, cost_of
from employers.choices import RequestState
from employers.domain.terms import fee_words
from employers.domain.terms import versions as terms_of_business
from employers.models import HiringRequest
from employers.web.portal import contact_of
from foundation.accounts.rules import is_employer_contact
from foundation.limits import is_salary
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.forms import PoundsField
from foundation.web.once import run_once
from placements.domain.introductions import willingness
from placements.models import Graduate
from placements.web.blind import portfolio, to_browse


class CostForm(forms.Form):
    """What the cost depends on: the role, and the expected salary."""

    role = forms.ModelChoiceField(
        HiringRequest.objects.none(),
        label="Role",
        required=False,
        empty_label="Any role",
    )
    salary = PoundsField(
        label="Salary",
        required=False,
        help_text="For the first year. Leave empty to use the salary of the role.",
    )

    use_required_attribute = False

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["role"]
        field.queryset = roles
        field.label_from_instance = lambda role: role.title
        field.widget.attrs["data-at-once"] = True

    def clean_salary(self) -> int | None:
        salary: int | None = self.cleaned_data["salary"]
        if salary is not None and not is_salary(salary):
            raise forms.ValidationError(
                "Enter a first-year salary above £0 and below £100 million."
            )
        return salary


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_employer_contact)
def ask_to_meet(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Show what a hire would cost, then ask to meet a graduate for a role or for any."""
    contact = contact_of(request)
    person = get_object_or_404(to_browse(request.user), pk=graduate_id)
    terms = terms_of_business.in_force(contact.employer, on=localdate())
    if terms is None:
        messages.warning(request, "Read and accept our terms before you ask to meet a graduate.")
        return redirect("billing:portal-terms")
    roles = HiringRequest.objects.visible_to(request.user).filter(
        state__in=[RequestState.OPEN, RequestState.DRAFT]
    )
    form = CostForm(request.POST or request.GET, roles=roles.order_by("title", "pk"))
    if request.method == "POST" and form.is_valid():
        return run_once(request, lambda: _ask(request, person, form.cleaned_data["role"]))
    fee_terms = terms_of_business.fee_terms_of(terms)
    context = {
        "portfolio": portfolio(person, on=localdate()),
        "form": form,
        "role": form.cleaned_data.get("role") if form.is_valid() else None,
        "costs": [cost_of(contact.employer, fee_terms, salary) for salary in _salaries(form)],
        "is_example": not any(form.cleaned_data.values()),
        "summary": fee_words.in_words(fee_terms),
    }
    return render(
        request, "office/ask_to_meet.html", context, status=200 if form.is_valid() else 400
    )


def _ask(request: SignedIn, person: Graduate, role: HiringRequest | None) -> HttpResponse:
    message = "Request sent. We will ask the graduate and tell you their answer."
    with attempt(request, message) as outcome:
        introduction = willingness.ask_to_meet(
            person, contact_of(request), hiring_request=role, by=request.user, on=localdate()
        )
    if outcome.done:
        return redirect("placements:portal-introduction", introduction.pk)
    return redirect("placements:portfolio", person.pk)


def _salaries(form: CostForm) -> list[int]:
    """Return the salaries to show the cost at: the typed one, both ends of the role's, £30,000."""
    typed, role = form.cleaned_data.get("salary"), form.cleaned_data.get("role")
    if typed:
        return [typed]
    ends = [role.salary_from_pence, role.salary_to_pence] if role else []
    return sorted({end for end in ends if end}) or [EXAMPLE_SALARY_PENCE]
