"""The forms of introductions: what each action needs."""

from datetime import datetime
from typing import Any

from django import forms
from django.forms.utils import from_current_timezone
from django.utils.timezone import localdate

from employers.choices import RequestState
from employers.models import Contact, Employer, HiringRequest
from foundation.periods import week_of
from foundation.web.forms import DayField, TimeField
from foundation.web.lists import Filters
from placements.choices import IntroductionState
from placements.models import Graduate


class IntroductionFilters(Filters):
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any"),
            ("live", "Still open"),
            ("interview-this-week", "Interview this week"),
            *IntroductionState.choices,
        ],
    )
    searched = ("graduate__full_name", "employer__name", "hiring_request__title")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Filter by "still open" and "interview this week" as well as by state."""
        if value == "live":
            return rows.live()
        if value == "interview-this-week":
            return rows.interviewing_between(*week_of(localdate())).order_by("interview_at")
        return super().by(name, value, rows)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea({"rows": 2}))


class PerhapsReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason", max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )


class WillingForm(forms.Form):
    willing_on = DayField(
        label="Agreed to this position on", help_text="The date the graduate said yes."
    )


class InterviewForm(forms.Form):
    """When they meet, in local time."""

    day = DayField(label="Interview on")
    time = TimeField(label="At", error_messages={"invalid": "Enter a time like 14:30."})

    def clean(self) -> dict[str, Any]:
        """Return the moment they meet, ``at``; a time the clocks skip is an error."""
        given = super().clean() or {}
        if not (given.get("day") and given.get("time")):
            return given
        try:
            return {"at": from_current_timezone(datetime.combine(given["day"], given["time"]))}
        except forms.ValidationError:
            self.add_error("time", "The clocks change at that time. Choose another time.")
            return given


class NewIntroductionForm(forms.Form):
    """The graduate, the employer and the role of a new introduction."""

    graduate = forms.ModelChoiceField(
        Graduate.objects.published().order_by("full_name"),
        label="Graduate",
        help_text="Only graduates who have agreed to be shown.",
    )
    employer = forms.ModelChoiceField(Employer.objects.order_by("name"), label="Employer")
    hiring_request = forms.ModelChoiceField(
        HiringRequest.objects.none(), label="Role", required=False, empty_label="No role named"
    )
    contact = forms.ModelChoiceField(Contact.objects.none(), label="Contact", required=False)
    willing_on = DayField(
        label="Agreed to this position on",
        required=False,
        help_text="Leave empty if you have not asked the graduate yet.",
    )

    def __init__(self, *args: Any, employer: Employer | None = None, **kwargs: Any) -> None:
        """Offer the roles and contacts of the employer, if it is known."""
        super().__init__(*args, **kwargs)
        roles = HiringRequest.objects.select_related("employer").order_by("employer__name", "title")
        roles = roles.filter(state__in=[RequestState.OPEN, RequestState.DRAFT])
        people = Contact.objects.select_related("employer").order_by("full_name")
        if employer:
            roles, people = roles.filter(employer=employer), people.filter(employer=employer)
        self.fields["hiring_request"].queryset = roles  # type: ignore[attr-defined]
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]
