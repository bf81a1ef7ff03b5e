"""Hiring requests as the employer posts them, edits drafts, and sees suggested graduates."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employers.choices import RequestState
from employers.domain import hiring_requests
from employers.models import HiringRequest, Skill
from employers.web.portal import contact_of
from foundation import history
from foundation.accounts.rules import is_employer_contact
from foundation.choices import Verb
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.forms import PoundsField
from foundation.web.once import run_once
from foundation.web.paging import page_of
from placements.domain.introductions.matching import matches
from placements.models import Introduction
from placements.web.blind import portfolio, to_browse

MOST_MATCHES: Final = 12
MOST_SKILLS: Final = 20


class RequestForm(forms.ModelForm):
    salary_from_pence = PoundsField(label="Salary from", required=False)
    salary_to_pence = PoundsField(label="Salary up to", required=False)
    skills = forms.CharField(
        required=False,
        max_length=500,
        help_text="Separate skills with commas, for example JavaScript, React, SQL.",
        widget=forms.TextInput({"list": "known-skills"}),
    )

    class Meta:
        model = HiringRequest
        fields = ["title", "openings", "location", "contract"]
        labels = {"title": "What is the role called?", "openings": "How many openings"}

    field_order = (
        "title",
        "openings",
        "salary_from_pence",
        "salary_to_pence",
        "skills",
        "location",
        "contract",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["openings"].min_value = 1  # type: ignore[attr-defined]
        role = self.instance
        if role.pk:
            self.initial["skills"] = ", ".join(skill.name for skill in role.skills.all())
            self.initial["salary_from_pence"] = role.salary_from_pence
            self.initial["salary_to_pence"] = role.salary_to_pence

    def clean_openings(self) -> int:
        openings: int = self.cleaned_data["openings"]
        if openings < 1:
            raise forms.ValidationError("Enter at least one opening.")
        return openings

    def clean_skills(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["skills"].split(",") if name.strip()]
        if any(len(name) > 60 for name in names) or len(names) > MOST_SKILLS:
            raise forms.ValidationError(
                f"Enter up to {MOST_SKILLS} skills, each up to 60 characters long."
            )
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("salary_from_pence"), cleaned.get("salary_to_pence")
        if low is not None and high is not None and low > high:
            self.add_error("salary_to_pence", "The top of the range must not be below the bottom.")
        return cleaned

    def role(self) -> HiringRequest:
        """Return the role as typed, not saved yet."""
        role: HiringRequest = self.save(commit=False)
        for name in ("salary_from_pence", "salary_to_pence"):
            setattr(role, name, self.cleaned_data[name])
        return role

    def named_skills(self) -> list[Skill]:
        """Return the skills that were typed; new ones are added."""
        return Skill.objects.named(self.cleaned_data["skills"])


@require_safe
@requires(is_employer_contact)
def portal_requests(request: SignedIn) -> HttpResponse:
    """List the employer's requests."""
    contact_of(request)
    roles = HiringRequest.objects.visible_to(request.user).prefetch_related("skills")
    page = page_of(request, roles.order_by("-created_at", "-pk"))
    return render(request, "placements/portal_requests.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_employer_contact)
def portal_request_new(request: SignedIn) -> HttpResponse:
    """Post a role: a draft, which the office opens."""
    contact = contact_of(request)
    draft = HiringRequest(employer=contact.employer)
    form = RequestForm(request.POST or None, instance=draft)

    def post() -> HttpResponse:
        if form.is_valid():
            with attempt(
                request, "Thank you. We will check your request and open it.", form=form
            ) as result:
                role, skills = form.role(), form.named_skills()
                hiring_requests.post(role, skills=skills, by=request.user, on=localdate())
            if result.done:
                return redirect("placements:portal-request", role.pk)
        return _form_page(request, form)

    return run_once(request, post) if request.method == "POST" else _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_employer_contact)
def portal_request_edit(request: SignedIn, request_id: int) -> HttpResponse:
    """Change a role while it is a draft."""
    role = _own(request, request_id)
    if role.state != RequestState.DRAFT:
        messages.error(
            request, "We are already looking for graduates. Contact us to change this request."
        )
        return redirect("placements:portal-request", role.pk)
    form = RequestForm(request.POST or None, instance=role)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Request saved.", form=form) as result:
            form.role().save()
            role.skills.set(form.named_skills())
            history.record(
                Verb.CHANGED,
                role,
                by=request.user,
                on=localdate(),
                before=role.state,
                after=role.state,
            )
        if result.done:
            return redirect("placements:portal-request", role.pk)
    return _form_page(request, form)


@require_safe
@requires(is_employer_contact)
def portal_request(request: SignedIn, request_id: int) -> HttpResponse:
    """Show a role, suggested graduates (blind), and the introductions for it."""
    role, today = _own(request, request_id), localdate()
    # A draft may still change: graduates are suggested from what it says so far.
    fitting = matches(role, user=request.user, on=today)[:MOST_MATCHES]
    people = to_browse(request.user).in_bulk([match.graduate.pk for match in fitting])
    followed = Introduction.objects.followed_by(request.user).filter(hiring_request=role)
    context = {
        "role": role,
        "fitting": [
            (portfolio(people[match.graduate.pk], on=today), match.reasons)
            for match in fitting
            if match.graduate.pk in people
        ],
        "introductions": followed.select_related("graduate", "hiring_request").order_by("-pk")[:50],
        "may_ask": role.state in (RequestState.DRAFT, RequestState.OPEN),
    }
    return render(request, "placements/portal_request.html", context)


@require_POST
@requires(is_employer_contact)
def portal_request_close(request: SignedIn, request_id: int) -> HttpResponse:
    """Stop looking for graduates."""
    role = _own(request, request_id)
    with attempt(request, "Closed. We have stopped looking for graduates."):
        hiring_requests.close(role.pk, by=request.user, on=localdate())
    return redirect("placements:portal-request", role.pk)


def _own(request: SignedIn, request_id: int) -> HiringRequest:
    contact_of(request)
    rows = HiringRequest.objects.visible_to(request.user).prefetch_related("skills")
    return get_object_or_404(rows, pk=request_id)


def _form_page(request: SignedIn, form: RequestForm) -> HttpResponse:
    context = {
        "form": form,
        "role": form.instance if form.instance.pk else None,
        "skills": Skill.objects.order_by("name").values_list("name", flat=True)[:300],
    }
    status = 400 if form.errors else 200
    return render(request, "placements/portal_request_form.html", context, status=status)
