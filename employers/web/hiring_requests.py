"""Requests: the roles employers want filled. Who suits each is shown one floor up."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employers.choices import RequestState
from employers.domain import hiring_requests
from employers.models import Employer, HiringRequest, Skill
from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.forms import PoundsField
from foundation.web.lists import Filters, listed
from foundation.web.undo import offer_undo


class RequestFilters(Filters):
    state = forms.ChoiceField(
        label="State", choices=[("", "Any"), *RequestState.choices], required=False
    )
    searched = ("title", "employer__name", "location")


@require_safe
@requires(is_office)
def requests_list(request: SignedIn) -> HttpResponse:
    """List the requests, the newest first."""
    rows = HiringRequest.objects.visible_to(request.user).select_related("employer")
    rows = rows.prefetch_related("skills").order_by("-pk")
    page = listed(request, RequestFilters(request.GET), rows)
    return render(request, "employers/hiring_requests.html", page)


class RequestForm(forms.ModelForm):
    salary_from_pence = PoundsField(label="Salary from", required=False)
    salary_to_pence = PoundsField(label="Salary to", required=False)
    skill_names = forms.CharField(
        label="Skills",
        required=False,
        max_length=1000,
        help_text="Separate with commas: Python, React.",
    )

    class Meta:
        model = HiringRequest
        fields = (
            "employer",
            "title",
            "openings",
            "salary_from_pence",
            "salary_to_pence",
            "location",
            "contract",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Write the skills of a known role as one would type them."""
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = Employer.objects.order_by("name")  # type: ignore[attr-defined]
        if self.instance.pk and not self.is_bound:
            names = [skill.name for skill in self.instance.skills.all()]
            self.initial["skill_names"] = ", ".join(names)

    def clean(self) -> dict[str, Any]:
        """Hold the ends of the salary range against each other."""
        form_data = super().clean() or self.cleaned_data
        low, high = form_data.get("salary_from_pence"), form_data.get("salary_to_pence")
        if low is not None and high is not None and low > high:
            self.add_error("salary_to_pence", "The top of the range is below the bottom.")
        return form_data

    def save(self, commit: bool = True) -> HiringRequest:  # noqa: FBT001, FBT002  Django's own
        """Return the saved role with its skills."""
        role: HiringRequest = super().save(commit)
        role.skills.set(Skill.objects.named(self.cleaned_data["skill_names"].split(",")))
        return role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def edit(request: SignedIn, pk: int | None = None) -> HttpResponse:
    """Add a request, or change one."""
    rows = HiringRequest.objects.visible_to(request.user).prefetch_related("skills")
    role = get_object_or_404(rows, pk=pk) if pk else None
    initial = {name: request.GET[name] for name in request.GET}
    form = RequestForm(request.POST or None, instance=role, initial=initial)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Saved.", form=form) as outcome:
            saved = form.save()
        if outcome.done:
            return redirect("placements:hiring-request", saved.pk)
    context = {"form": form, "hiring_request": role}
    return render(request, "employers/hiring_request_edit.html", context)


@require_POST
@requires(can_place)
def open_(request: SignedIn, pk: int) -> HttpResponse:
    """Look for people from now on."""
    role = get_object_or_404(HiringRequest.objects.visible_to(request.user), pk=pk)
    with attempt(request, f"{role.title} is open. See who suits it below."):
        hiring_requests.open_(role.pk, by=request.user, on=localdate())
    return back(request, "placements:hiring-request", role.pk)


@require_POST
@requires(can_place)
def close(request: SignedIn, pk: int) -> HttpResponse:
    """Close the request; one button opens it again."""
    role = get_object_or_404(HiringRequest.objects.visible_to(request.user), pk=pk)
    with attempt(request) as outcome:
        hiring_requests.close(role.pk, by=request.user, on=localdate())
    if outcome.done:
        address = reverse("employers:open-request", args=[role.pk])
        offer_undo(request, f"{role.title} is closed.", address=address)
    return back(request, "placements:hiring-request", role.pk)
