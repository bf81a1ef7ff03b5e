"""How an employer filters portfolios: by nothing that would identify a graduate."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from employers.models import Skill
from foundation.web.lists import MOST_WORDS
from placements import rules
from placements.choices import JobSearch, Visibility
from placements.models import Cohort, Graduate

SOON: Final = timedelta(days=31)
WHEN: Final = [
    ("", "Looking or open to offers"),
    ("now", "Can start now"),
    ("soon", "Can start within a month"),
    ("all", "Everyone, including those not looking"),
]


class PortfolioFilters(forms.Form):
    """Invalid filters are ignored, so that every address shows a list."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": "Skill, place or cohort"}),
    )
    available = forms.ChoiceField(label="Availability", choices=WHEN, required=False)
    cohort = forms.ModelChoiceField(Cohort.objects.none(), required=False, empty_label="Any")
    part_time = forms.BooleanField(label="Would work part-time", required=False)
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        querysets: dict[str, QuerySet[Any]] = {
            "cohort": Cohort.objects.filter(graduates__visibility=Visibility.PUBLISHED),
            "skills": Skill.objects.filter(graduates__visibility=Visibility.PUBLISHED),
        }
        for name, rows in querysets.items():
            field: Any = self.fields[name]
            field.queryset = rows.distinct().order_by("name")

    def narrow(self, people: QuerySet[Graduate], *, on: date) -> QuerySet[Graduate]:
        """Return the graduates who match the filters on a day, with every ticked skill."""
        self.is_valid()
        cleaned = self.cleaned_data
        for word in cleaned.get("q", "").split()[:MOST_WORDS]:
            anywhere = Q()
            for name in rules.BLIND_SEARCH:
                anywhere |= Q(**{f"{name}__icontains": word})
            people = people.filter(pk__in=Graduate.objects.filter(anywhere).values("pk"))
        for skill in cleaned.get("skills") or ():
            people = people.filter(pk__in=skill.graduates.values("pk"))
        if cohort := cleaned.get("cohort"):
            people = people.filter(cohort=cohort)
        if cleaned.get("part_time"):
            people = people.filter(part_time=True)
        return _available(people, cleaned.get("available", ""), on)

    @property
    def in_use(self) -> bool:
        """Whether any filter is set."""
        return self.is_valid() and any(self.cleaned_data.values())


def _available(people: QuerySet[Graduate], when: str, on: date) -> QuerySet[Graduate]:
    if when == "all":
        return people
    people = people.exclude(job_search=JobSearch.NOT_LOOKING)
    if when == "now":
        return people.filter(available_from__lte=on)
    return people.filter(available_from__lte=on + SOON) if when == "soon" else people
