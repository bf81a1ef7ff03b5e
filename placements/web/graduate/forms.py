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
    """Return the saved graduate; the history names the changed fields, not their values."""
    saved: Graduate = form.save()
    if form.changed_data:
        history.record(Verb.EDITED, saved, by=user, on=on, fields=form.changed_data)
    return saved


class JobSearchForm(forms.ModelForm):
    """One choice: are they looking?"""

    class Meta:
        model = Graduate
        fields = ("job_search",)
        labels = {"job_search": "Are you looking for a job?"}


class OwnProfileForm(GraduateForm):
    """A graduate's own profile; only the office changes the name and email."""

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
            "headline": "Headline",
            "about": "About you",
            "location": "Where you live",
            "part_time": "Would you also consider part-time work?",
            "job_search": "Are you looking for a job?",
        }
        help_texts = {
            "headline": "Employers read this first. For example, “Back-end developer”.",
            "about": "We hide names, email addresses and links in it until you are introduced.",
        }


class ProjectForm(forms.ModelForm):
    """A project, with teammates from the graduate's own cohort."""

    skill_names = forms.CharField(
        label="Skills",
        required=False,
        max_length=1000,
        help_text="Separate skills with commas, for example Python, React.",
    )
    repository_url = forms.URLField(
        label="Code repository",
        required=False,
        assume_scheme="https",
        help_text="Employers do not see an address that contains a person’s name.",
    )
    live_url = forms.URLField(label="Live site", required=False, assume_scheme="https")
    picture = forms.FileField(
        label="Picture of the project",
        required=False,
        help_text="Show the work, not yourself. Employers see it before they know your name. "
        "PNG, JPEG or WebP, up to 5 MB.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt = forms.CharField(
        label="What the picture shows",
        required=False,
        max_length=pictures.LONGEST_ALT,
        help_text="Required with a picture, for people who cannot see it. "
        "For example, “A map of food banks”.",
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
            "client": "The organisation, if you built it for one.",
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
        """Offer the rest of the cohort and the current team."""
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
            self.fields["picture"].label = "New picture of the project"
            self.initial["alt"] = self.current_picture.alt

    def clean(self) -> dict[str, Any] | None:
        """Refuse a description without a picture."""
        cleaned = super().clean()
        if self.cleaned_data.get("alt") and not (self.files.get("picture") or self.current_picture):
            self.add_error("picture", "Choose the picture you have described.")
        return cleaned

    def _mates(self) -> "QuerySet[Graduate]":
        others = Graduate.objects.filter(erased_on=None).exclude(pk=self.graduate.pk)
        known = others.none()
        if self.instance.pk:
            known = others.filter(projects=self.instance)
        mates = others.filter(cohort=self.graduate.cohort) if self.graduate.cohort else known
        return (mates | known).distinct().order_by("full_name", "pk")

    def save_by(self, user: User, *, on: date) -> PortfolioProject:
        """Return the saved project, with the graduate always in its team."""
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
        """Save the chosen picture, or the new description of the current one."""
        chosen, alt = self.cleaned_data["picture"], self.cleaned_data["alt"]
        if chosen:
            content = chosen.read(pictures.MOST_BYTES + 1)
            pictures.take(self.instance.pk, content, alt, by=user, on=on)
        elif self.current_picture:
            pictures.describe(self.instance.pk, alt, by=user, on=on)


class CvForm(forms.Form):
    """A file, which is checked by its content."""

    cv = forms.FileField(
        label="Your CV as a PDF",
        help_text="Up to 10 pages and 5 MB.",
        widget=forms.ClearableFileInput({"accept": "application/pdf,.pdf"}),
    )


class NoThanksForm(forms.Form):
    """A no, with an optional reason for the office."""

    reason = forms.CharField(
        label="Why not?",
        required=False,
        max_length=500,
        help_text="Only our staff will see this. It helps us to suggest better positions.",
    )


class JobReportForm(forms.ModelForm):
    """A job, as the graduate who got it reports it."""

    start_on = DayField(label="First day")
    salary_pence = PoundsField(
        label="Yearly salary",
        required=False,
        help_text="Optional. We publish a median, never one person’s salary.",
    )
    work = forms.ChoiceField(
        label="What kind of work is it?", choices=Work.choices, widget=forms.RadioSelect
    )
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
            "job_title": "What is your job title?",
            "evidence": "Evidence",
        }
        help_texts = {
            "evidence": "A link to their team page, or a line about the offer letter. "
            "We cannot count your job without it.",
        }


class MonitoringForm(forms.Form):
    """Each question with its answers; all are optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a field for each question."""
        super().__init__(*args, **kwargs)
        for question, (words, _) in MONITORING.items():
            self.fields[question] = forms.ChoiceField(
                label=words,
                required=False,
                choices=list(answers_to(question).items()),
                widget=forms.RadioSelect,
            )


class EraseForm(forms.Form):
    """The confirmation before a graduate is erased."""

    sure = forms.BooleanField(label="Yes, erase my data. I understand that this cannot be undone.")
