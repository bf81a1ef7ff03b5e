"""Portfolios as employers browse them: blind cards, a blind profile, a shortlist."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from employers.models import Contact
from employers.web.portal import contact_of
from foundation.accounts.rules import is_employer_contact
from foundation.api.views import pdf_answer
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.paging import page_of
from foundation.web.slots import asks_for_part
from foundation.web.undo import offer_undo
from placements.domain.people import shortlists
from placements.models import Cv, Introduction, Shortlisted
from placements.web.blind import portfolio, to_browse

from .portfolio_filters import PortfolioFilters

CARDS = 8


@require_safe
@requires(is_employer_contact)
def portfolios(request: SignedIn) -> HttpResponse:
    """Show the graduates the employer may browse, a blind card for each."""
    contact, today = contact_of(request), localdate()
    filters = PortfolioFilters(request.GET)
    people = filters.narrow(to_browse(request.user), on=today)
    page = page_of(request, people.order_by("available_from", "reference"), size=CARDS)
    shortlisted = shortlisted_by(contact)
    cards = [portfolio(person, on=today, shortlisted=shortlisted) for person in page.rows]
    context = {"page": page, "cards": cards, "filters": filters}
    return render(request, "placements/portfolios.html", context)


@require_safe
@requires(is_employer_contact)
def profile(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Show one graduate: blind, or in full once an introduction to this employer is sent."""
    contact, today = contact_of(request), localdate()
    person = get_object_or_404(to_browse(request.user), pk=graduate_id)
    card = portfolio(person, on=today, shortlisted=shortlisted_by(contact))
    requested = Introduction.objects.requested_by(request.user).filter(graduate=person)
    met = Introduction.objects.visible_to(request.user).filter(graduate=person)
    context = {
        "portfolio": card,
        "has_cv": Cv.objects.visible_to(request.user).filter(graduate=person).exists(),
        "introductions": (requested | met)
        .distinct()
        .select_related("hiring_request", "graduate")
        .order_by("-pk"),
    }
    return render(request, "placements/portfolio.html", context)


@require_safe
@requires(is_employer_contact)
def cv(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Download the CV of a graduate introduced to the employer."""
    contact_of(request)
    mine = Cv.objects.visible_to(request.user).select_related("graduate")
    stored = get_object_or_404(mine.distinct(), graduate=graduate_id)
    return pdf_answer(bytes(stored.content), f"CV {stored.graduate.full_name}.pdf")


@require_safe
@requires(is_employer_contact)
def shortlist(request: SignedIn) -> HttpResponse:
    """Show the employer's shortlist, with who added each graduate and why."""
    contact_of(request)
    today = localdate()
    shortlisted = (
        Shortlisted.objects.visible_to(request.user).select_related("by").order_by("-at", "-pk")
    )
    page = page_of(request, shortlisted)
    people = to_browse(request.user).in_bulk([row.graduate_id for row in page.rows])
    rows = [
        (row, portfolio(people[row.graduate_id], on=today, shortlisted=[row.graduate_id]))
        for row in page.rows
        if row.graduate_id in people
    ]
    return render(request, "placements/shortlist.html", {"page": page, "rows": rows})


@require_POST
@requires(is_employer_contact)
def shortlist_add(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Add a graduate to the shortlist."""
    contact = contact_of(request)
    with attempt(request) as result:
        shortlists.add(graduate_id, contact, note=request.POST.get("note", "")[:200])
    if not result.done and not asks_for_part(request):
        return back(request, "placements:portfolios")
    return _answer(request, graduate_id)


@require_POST
@requires(is_employer_contact)
def shortlist_remove(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Remove a graduate from the shortlist; undo restores them with their note."""
    contact = contact_of(request)
    note = shortlists.remove(graduate_id, contact)
    if not asks_for_part(request):
        offer_undo(
            request,
            "Removed from your shortlist.",
            address=request.path.replace("/remove/", "/add/"),
            next=request.POST.get("next", ""),
            note=note,
        )
    return _answer(request, graduate_id)


@require_POST
@requires(is_employer_contact)
def shortlist_note(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Save a note for colleagues on why a graduate is on the shortlist."""
    contact = contact_of(request)
    if not Shortlisted.objects.visible_to(request.user).filter(graduate=graduate_id).exists():
        raise Http404
    with attempt(request, "Note saved."):
        shortlists.write_note(graduate_id, contact, note=request.POST.get("note", ""))
    return back(request, "placements:shortlist")


def shortlisted_by(contact: Contact) -> set[int]:
    """Return the ids of the graduates on an employer's shortlist."""
    rows = Shortlisted.objects.filter(employer=contact.employer_id)
    return set(rows.values_list("graduate", flat=True))


def _answer(request: SignedIn, graduate_id: int) -> HttpResponse:
    """Return the button in its new state, or go back to the page it is on."""
    if not asks_for_part(request):
        return back(request, "placements:portfolios")
    person = get_object_or_404(to_browse(request.user), pk=graduate_id)
    card = portfolio(person, on=localdate(), shortlisted=shortlisted_by(contact_of(request)))
    return render(request, "placements/_shortlist_button.html", {"portfolio": card})
