"""The forms of a graduate's own pages."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from employers.models import Skill
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.web.forms import DayField, PoundsField
from placements.choices import MONITORING, ThroughUs, Work, answers_to
from placements.domain.people import pictures
from placements.models import Graduate, JobReport, PortfolioProject, ProjectPicture
from placements.web.graduate_form import GraduateForm


def save_by(form: forms.ModelForm, user: User, *, on: date) -> Graduate:
    """Return the saved graduate; what changed is noted in the history, without what it said."""
    saved: Graduate = form.save()
    if form.changed_data:
        history.record(Verb.EDITED, saved, by=user, on=on, fields=form.changed_data)
    return saved


class JobSearchForm(forms.ModelForm):
    """One choice: is somebody looking?"""

    class Meta:
        model = Graduate
        fields = ("job_search",)
        labels = {"job_search": "Are you looking for a job?"}


class OwnProfileForm(GraduateForm):
    """What a graduate says of themselves; name and e-mail are the office's to change."""

    class Meta:
        model = Graduate
        widgets = GraduateForm.Meta.widgets
        fields = (
            "headline",
            "about",
            "location",
            "available_from",
            "part_time",
            "job_search",
        )
        labels = {
            "headline": "In a line",
            "about": "About you",
            "location": "Where you live",
            "part_time": "Would part-time suit you as well?",
            "job_search": "Are you looking for a job?",
        }
        help_texts = {
            "headline": "Employers read this first: “Back-end developer, once a teacher”.",
            "about": "Names, e-mail addresses and links in it are masked until you are introduced.",
        }


class ProjectForm(forms.ModelForm):
    """A project, with the team mates of one's own cohort."""

    skill_names = forms.CharField(
        label="Skills", required=False, max_length=1000, help_text="Between commas: Python, React."
    )
    repository_url = forms.URLField(
        label="The code",
        required=False,
        assume_scheme="https",
        help_text="Employers do not see an address with somebody’s name in it.",
    )
    live_url = forms.URLField(label="See it live", required=False, assume_scheme="https")
    picture = forms.FileField(
        label="A picture of it",
        required=False,
        help_text="Show the work, not yourself: employers see it before they know your name. "
        "PNG, JPEG or WebP, up to 5 MB.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt = forms.CharField(
        label="What the picture shows",
        required=False,
        max_length=pictures.LONGEST_ALT,
        help_text="Needed with a picture, for those who cannot see it: “A map of food banks”.",
    )

    class Meta:
        model = PortfolioProject
        fields = ("title", "client", "summary", "repository_url", "live_url", "team")
        widgets = {
            "summary": forms.Textarea({"rows": 5}),
            "team": forms.CheckboxSelectMultiple,
        }
        labels = {
            "client": "Built for",
            "summary": "What it does, and what you did",
            "team": "Who built it with you",
        }
        help_texts = {
            "client": "The organisation, if it was for one.",
            "team": "",
        }

    field_order = (
        "title",
        "client",
        "summary",
        "skill_names",
        "repository_url",
        "live_url",
        "picture",
        "alt",
        "team",
    )

    def __init__(self, *args: Any, graduate: Graduate, **kwargs: Any) -> None:
        """Offer the others of the cohort, and those already in the team."""
        super().__init__(*args, **kwargs)
        self.graduate = graduate
        team: Any = self.fields["team"]
        team.queryset = self._mates()
        if not team.queryset.exists():
            del self.fields["team"]
        if self.instance.pk and not self.is_bound:
            skills = [skill.name for skill in self.instance.skills.all()]
            self.initial["skill_names"] = ", ".join(skills)
        known = ProjectPicture.objects.filter(project=self.instance.pk).defer("content")
        self.current_picture = known.first() if self.instance.pk else None
        if self.current_picture:
            self.fields["picture"].label = "Another picture of it"
            self.initial["alt"] = self.current_picture.alt

    def clean(self) -> dict[str, Any] | None:
        """Have no words about a picture that is not there."""
        cleaned = super().clean()
        if self.cleaned_data.get("alt") and not (self.files.get("picture") or self.current_picture):
            self.add_error("picture", "Choose the picture that these words describe.")
        return cleaned

    def _mates(self) -> "QuerySet[Graduate]":
        others = Graduate.objects.filter(erased_on=None).exclude(pk=self.graduate.pk)
        known = others.none()
        if self.instance.pk:
            known = others.filter(projects=self.instance)
        mates = others.filter(cohort=self.graduate.cohort) if self.graduate.cohort else known
        return (mates | known).distinct().order_by("full_name", "pk")

    def save_by(self, user: User, *, on: date) -> PortfolioProject:
        """Return the saved project, with the graduate in its team whatever was ticked."""
        is_new = self.instance.pk is None
        if is_new:
            self.instance.cohort = self.graduate.cohort
        project: PortfolioProject = self.save()
        project.team.add(self.graduate)
        project.skills.set(Skill.objects.named(self.cleaned_data["skill_names"].split(",")))
        verb = Verb.CREATED if is_new else Verb.EDITED
        history.record(verb, project, by=user, on=on, fields=self.changed_data)
        self._save_picture(user, on=on)
        return project

    def _save_picture(self, user: User, *, on: date) -> None:
        """Keep the picture that was chosen, else what is said of the one there is."""
        chosen, alt = self.cleaned_data["picture"], self.cleaned_data["alt"]
        if chosen:
            content = chosen.read(pictures.MOST_BYTES + 1)
            pictures.take(self.instance.pk, content, alt, by=user, on=on)
        elif self.current_picture:
            pictures.describe(self.instance.pk, alt, by=user, on=on)


class CvForm(forms.Form):
    """A file, which is judged by what is in it."""

    cv = forms.FileField(
        label="Your CV as a PDF",
        help_text="Up to 10 pages and 5 MB.",
        widget=forms.ClearableFileInput({"accept": "application/pdf,.pdf"}),
    )


class NoThanksForm(forms.Form):
    """A no, with a reason for the office if one likes."""

    reason = forms.CharField(
        label="Why not?",
        required=False,
        max_length=500,
        help_text="Only we read it: it helps us to ask you about better ones.",
    )


class JobReportForm(forms.ModelForm):
    """A job, as the person who got it tells it."""

    start_on = DayField(label="First day")
    salary_pence = PoundsField(
        label="Salary a year",
        required=False,
        help_text="If you care to say: we publish a median, never one person’s.",
    )
    work = forms.ChoiceField(label="What is it?", choices=Work.choices, widget=forms.RadioSelect)
    through_us = forms.ChoiceField(
        label="Did you meet them through us?", choices=ThroughUs.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = JobReport
        fields = (
            "employer_name",
            "job_title",
            "work",
            "start_on",
            "salary_pence",
            "through_us",
            "evidence",
        )
        widgets = {"evidence": forms.Textarea({"rows": 3})}
        labels = {
            "employer_name": "Who hired you?",
            "job_title": "As what?",
            "evidence": "What shows it?",
        }
        help_texts = {
            "evidence": "A link to their team page, or a line about the offer letter: "
            "without it we may not count you.",
        }


class MonitoringForm(forms.Form):
    """Each question with its answers; leaving one out is fine, and so is not to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a field of each question."""
        super().__init__(*args, **kwargs)
        for question, (words, _) in MONITORING.items():
            self.fields[question] = forms.ChoiceField(
                label=words,
                required=False,
                choices=list(answers_to(question).items()),
                widget=forms.RadioSelect,
            )


class EraseForm(forms.Form):
    """The second look before one is forgotten."""

    sure = forms.BooleanField(label="Yes, erase me. I know that this cannot be undone.")
