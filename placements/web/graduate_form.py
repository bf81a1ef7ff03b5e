"""The form of a graduate's profile, as the office fills it in."""

from typing import Any

from django import forms

from employers.models import Skill
from foundation import references
from foundation.web.forms import DayField
from placements.models import Graduate


class GraduateForm(forms.ModelForm):
    """Skills are separated by commas; each link has a line of its own."""

    available_from = DayField(label="Available from", required=False)
    skill_names = forms.CharField(
        label="Skills",
        required=False,
        max_length=1000,
        help_text="Separate skills with commas, for example Python, React.",
    )
    link_lines = forms.CharField(
        label="Links",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="One link per line, name first. For example: github https://github.com/your-name",
    )

    class Meta:
        model = Graduate
        fields = (
            "full_name",
            "email",
            "cohort",
            "headline",
            "about",
            "location",
            "available_from",
            "job_search",
        )
        widgets = {"about": forms.Textarea({"rows": 5})}
        labels = {"full_name": "Full name", "headline": "Headline", "job_search": "Job search"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the skills and links of an existing profile in the form they are typed in."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            skills = [skill.name for skill in self.instance.skills.all()]
            self.initial["skill_names"] = ", ".join(skills)
            links = self.instance.links.items()
            self.initial["link_lines"] = "\n".join(f"{name} {url}" for name, url in links)

    def clean_link_lines(self) -> dict[str, str]:
        """Return the links by name; each must be a web address."""
        links = {}
        for line in self.cleaned_data["link_lines"].splitlines():
            name, _, address = line.strip().partition(" ")
            if not line.strip():
                continue
            if not address.strip().startswith(("https://", "http://")):
                raise forms.ValidationError(
                    f"“{line.strip()}” has no web address. Enter a name, then an address such as https://…"
                )
            links[name.rstrip(":").lower()] = address.strip()
        return links

    def save(self, commit: bool = True) -> Graduate:  # noqa: FBT001, FBT002  Django's own
        """Return the saved graduate; a new one gets a reference."""
        graduate = self.instance
        if not graduate.reference:
            graduate.reference = references.fresh(Graduate, "GRAD")
        graduate.links = self.cleaned_data["link_lines"]
        saved: Graduate = super().save(commit)
        saved.skills.set(Skill.objects.named(self.cleaned_data["skill_names"].split(",")))
        return saved
