"""One line matched by hand: split over invoices found by a search, the rest kept as credit."""

from django.db.models import Case, IntegerField, Q, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from billing.choices import BankLineState
from billing.domain.bank import bank_lines
from billing.domain.bank.matching import of_all_open
from billing.models import BankLine, Invoice
from foundation.accounts.rules import can_bill
from foundation.money import pounds
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.once import run_once

from .forms import SplitForm, name_of

MOST_OFFERED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_bill)
def split(request: SignedIn, pk: int) -> HttpResponse:
    """Show the invoices a line could pay, an amount beside each; match it as typed."""
    line = get_object_or_404(BankLine.objects.visible_to(request.user), pk=pk)
    if line.state != BankLineState.OPEN or line.amount_pence < 0:
        return redirect("billing:bank")
    proposal = of_all_open([line]).get(line.pk)
    proposed = dict(proposal.allocations) if proposal else {}
    typed = request.POST if request.method == "POST" else None
    search = (request.POST if typed else request.GET).get("q", "").strip()[:100]
    chosen = {int(name[6:]) for name in (typed or ()) if _is_amount(name) and typed and typed[name]}
    customer = proposal.employer if proposal else None
    invoices = offered(search, set(proposed) | chosen, customer)
    begin: dict[str, object] = {
        name_of(one): proposed[one.pk] for one in invoices if one.pk in proposed
    }
    if proposal and proposal.kept_pence:
        begin |= {"keep_rest": True, "employer": customer}
    matching = typed is not None and "find" not in typed
    form = SplitForm(invoices, typed if matching else None, initial=begin | _as_typed(typed))
    if matching and form.is_valid():
        return run_once(request, lambda: matched(request, line, form, search))
    return split_page(request, line, form, search)


def matched(request: SignedIn, line: BankLine, form: SplitForm, search: str) -> HttpResponse:
    """Match the line and lead back to the list, or show the form with the refusal."""
    employer = form.cleaned_data["employer"]
    with attempt(request, f"{pounds(line.amount_pence)} was matched.", form=form) as outcome:
        bank_lines.match(
            line.pk,
            form.allocations(),
            keep_rest=form.cleaned_data["keep_rest"],
            employer_id=employer.pk if employer else None,
            by=request.user,
            on=localdate(),
        )
    return redirect("billing:bank") if outcome.done else split_page(request, line, form, search)


def split_page(request: SignedIn, line: BankLine, form: SplitForm, search: str) -> HttpResponse:
    context = {"line": line, "form": form, "search": search}
    return render(request, "billing/bank/split.html", context)


def offered(search: str, chosen: set[int], employer: int | None) -> list[Invoice]:
    """Return the invoices to choose from: those already chosen, then those that match the search.

    Without a search, the open invoices of the employer that probably paid.
    """
    payable = Invoice.objects.payable()
    wanted = Q(pk__in=chosen)
    for word in search.split():
        payable = payable.filter(
            Q(pk__in=chosen) | Q(number__icontains=word) | Q(employer__name__icontains=word)
        )
    if search:
        wanted = Q()
    elif employer:
        wanted |= Q(employer=employer) | Q(employer__group=employer)
    first = Case(When(pk__in=chosen, then=0), default=1, output_field=IntegerField())
    rows = payable.filter(wanted).select_related("employer").order_by(first, "due_on", "pk")
    return list(rows[: MOST_OFFERED + len(chosen)])


def _is_amount(name: str) -> bool:
    return (
        name.startswith("pence-") and name[6:].isascii() and name[6:].isdigit() and len(name) < 20
    )


def _as_typed(typed: object) -> dict[str, object]:
    """Return the amounts typed, so that a search does not lose them."""
    if typed is None:
        return {}
    return {name: value for name, value in typed.items() if _is_amount(name) and value}  # type: ignore[attr-defined]
