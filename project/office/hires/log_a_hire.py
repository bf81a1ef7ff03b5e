"""Logging a hire: who, where, the salary and the day, with the fee beside it as one types."""

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from billing.domain.fees.expected_fees import ExpectedFee, expected_fee
from billing.domain.fees.quotes import Quote
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_words import in_words
from employers.models import Terms
from foundation.accounts.rules import can_place
from foundation.errors import BadValue, DomainError
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.once import run_once
from foundation.web.undo import offer_undo
from placements.domain.hires import hires
from placements.domain.hires.hire_warnings import before_hiring
from placements.models import Introduction
from placements.reports.suggestions import in_progress, to_hire

from .hire_form import Chosen, HireForm

OFFERED_TO_CHOOSE = 12
REASON_TO_COME = "The reason is not given yet."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def new(request: SignedIn) -> HttpResponse:
    """Show the search, then the form of the hire chosen; log it when it is sent."""
    query = request.POST if request.method == "POST" else request.GET
    chosen = Chosen.of(query, user=request.user)
    if not chosen.is_whole:
        return choose(request, chosen)
    today = localdate()
    if request.method != "POST":
        return show(request, HireForm(chosen, today=today, initial=known_from(request)), today)
    form = HireForm(chosen, request.POST, today=today)
    if "work-out" in request.POST or not form.is_valid():
        return show(request, form, today)
    return run_once(request, lambda: log(request, form, today))


def log(request: SignedIn, form: HireForm, today: date) -> HttpResponse:
    """Log the hire and lead to its page, with an undo; or show the form with the refusal."""
    with attempt(request, form=form) as outcome:
        hire = hires.agree(form.engagement(), by=request.user, on=today)
    if not outcome.done:
        return show(request, form, today)
    message = f"Logged: {hire}. {hire.fee_note}"
    offer_undo(request, message, address=reverse("placements:take-back-hire", args=[hire.pk]))
    return redirect("placements:hire", hire.pk)


def choose(request: SignedIn, chosen: Chosen) -> HttpResponse:
    """Show the search, with what is in progress for those chosen so far."""
    typed = request.GET.get("q", "")
    rows = Introduction.objects.visible_to(request.user)
    if chosen.graduate:
        rows = rows.filter(graduate=chosen.graduate)
    if chosen.employer:
        rows = rows.filter(employer=chosen.employer)
    context = {
        "chosen": chosen,
        "typed": typed,
        "suggestions": to_hire(
            typed, user=request.user, graduate=chosen.graduate, employer=chosen.employer
        ),
        "in_progress": in_progress(rows)[:OFFERED_TO_CHOOSE],
    }
    return render(request, "office/hire_choose.html", context)


@require_safe
@requires(can_place)
def suggestions(request: SignedIn) -> HttpResponse:
    """Return the choices for what was typed: the list under the search box."""
    chosen = Chosen.of(request.GET, user=request.user)
    typed = request.GET.get("q", "")
    rows = to_hire(typed, user=request.user, graduate=chosen.graduate, employer=chosen.employer)
    return render(request, "office/hire_options.html", {"suggestions": rows, "typed": typed})


@dataclass
class Outlook:
    """What is shown beside the form: the fee, or why there is none yet, and warnings."""

    fee: ExpectedFee | None = None
    refusal: str = ""
    without_introduction: bool = False
    terms: Terms | None = None
    words: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def quote(self) -> Quote | None:
        """The sums of the fee, if one is due and everything needed is known."""
        return self.fee.quote if self.fee else None


@require_safe
@requires(can_place)
def fee(request: SignedIn) -> HttpResponse:
    """Return the fee of what the form says now, with its working and its instalments."""
    chosen = Chosen.of(request.GET, user=request.user)
    if not chosen.is_whole:
        return redirect("new-hire")
    form = HireForm(chosen, request.GET, today=localdate())
    context = {"outlook": outlook(form, localdate()), "chosen": chosen}
    return render(request, "office/hire_fee.html", context)


def outlook(form: HireForm, today: date) -> Outlook:
    """Return what the form comes to as far as it is filled in. Nothing is written."""
    chosen, result = form.chosen, Outlook()
    assert chosen.graduate is not None
    assert chosen.employer is not None
    form_data = form.cleaned_data if form.is_bound and form.errors is not None else {}
    start_on, salary = form_data.get("start_on") or today, form_data.get("salary_pence")
    result.warnings = before_hiring(
        chosen.graduate,
        chosen.employer,
        introduction=chosen.introduction,
        on=start_on,
        salary_pence=salary,
    )
    if form.is_bound:
        skipped = {"no_introduction_reason"} | {n for n in form.fields if not form.data.get(n)}
        result.faults = [
            f"{form[name].label}: {fault}"
            for name, faults in form.errors.items()
            if name not in skipped and name in form.fields
            for fault in faults
        ]
        if set(form.errors) <= {"no_introduction_reason"}:
            work_out(form, result)
    if result.quote is None:
        add_terms(form, result, start_on)
    return result


def work_out(form: HireForm, result: Outlook) -> None:
    """Put the fee, or why there can be none, into what is seen."""
    try:
        result.fee = expected_fee(form.engagement(no_introduction_reason=REASON_TO_COME))
    except BadValue as fault:
        result.faults.append(fault.sentence)
    except DomainError as refusal:
        result.refusal = str(refusal)
        result.without_introduction = form.chosen.introduction is not None


def add_terms(form: HireForm, result: Outlook, start_on: date) -> None:
    """Put the terms that would hold into what is seen, in words; or that there are none."""
    chosen = form.chosen
    assert chosen.employer is not None
    sent = chosen.introduction.terms if chosen.introduction else None
    result.terms = sent or terms_of_business.in_force(chosen.employer, on=start_on)
    if result.terms:
        result.words = in_words(terms_of_business.fee_terms_of(result.terms))
    else:
        result.warnings.insert(0, f"{chosen.employer} has no accepted terms for that day.")


def show(request: SignedIn, form: HireForm, today: date) -> HttpResponse:
    """Return the page of the form, and beside it what it comes to."""
    context = {"form": form, "chosen": form.chosen, "outlook": outlook(form, today), "today": today}
    return render(request, "office/hire_new.html", context)


def known_from(request: SignedIn) -> dict[str, str]:
    """Return what the address already says, as the link of a job report does."""
    names = ("salary_pence", "start_on", "job_title")
    return {name: request.GET[name] for name in names if request.GET.get(name)}
