"""Graduate: the work-seeker, whose profile is private until they agree to show it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from employers.models import Skill
from foundation.accounts.models import AnyUser, SignsInByAddress
from foundation.accounts.rules import is_employer_contact, is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField, MailField, NameField
from placements.choices import JobSearch, Visibility

from .programme import Cohort


class GraduateQuerySet(DatedQuerySet["Graduate"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see.

        The office sees all; an employer the published ones, whatever the state of an introduction;
        a graduate only themselves.
        """
        if is_office(user):
            return self
        if user.is_active and is_employer_contact(user):
            return self.published()
        return self.filter(user=user.pk or 0)

    def published(self) -> Self:
        """Return the graduates who have agreed to be shown to employers."""
        return self.filter(visibility=Visibility.PUBLISHED)

    def with_known_to(self, user: AnyUser) -> Self:
        """Return the same, each with ``known_to_viewer``: whether this person may see the name.

        An employer's contact may once an introduction to their employer is sent.
        """
        if not is_employer_contact(user):
            return self.annotate(known_to_viewer=models.Value(True))
        introductions: Any = self.model.introductions.rel.related_model
        sent = introductions.objects.filter(
            graduate=OuterRef("pk"), employer__contacts__user=user.pk, sent_on__isnull=False
        )
        return self.annotate(known_to_viewer=Exists(sent))


class Graduate(Dated, SignsInByAddress):
    reference = LineField(max_length=30, unique=True)
    full_name = NameField(max_length=200)
    email = MailField()
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="graduates", null=True, blank=True
    )
    headline = LineField(max_length=200, blank=True)
    about = LinesField(blank=True)
    skills = models.ManyToManyField(Skill, related_name="graduates", blank=True)
    location = LineField(max_length=100, blank=True)
    available_from = models.DateField(null=True, blank=True)
    job_search = models.CharField(
        max_length=11, choices=JobSearch.choices, default=JobSearch.NOT_LOOKING
    )
    part_time = models.BooleanField(
        null=True, blank=True, help_text="Whether part-time work would suit; empty if unknown."
    )
    links = models.JSONField(default=dict, blank=True)
    identity_seen_on = models.DateField(null=True, blank=True)
    visibility = models.CharField(
        max_length=9, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    # Every enrolled student counts, including those who left early.
    left_course_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="graduate",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[GraduateQuerySet] = GraduateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="graduate_email_once_whatever_its_case"),
            models.CheckConstraint(
                name="graduate_visibility_is_known", condition=Q(visibility__in=Visibility)
            ),
            models.CheckConstraint(
                name="graduate_job_search_is_known", condition=Q(job_search__in=JobSearch)
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "available_from"], name="graduates_to_browse"),
            models.Index(fields=["full_name", "id"], name="graduates_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Consent(models.Model):
    """One agreement to be shown to employers, from the day given to the day withdrawn."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="consents")
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_is_given_once_at_a_time",
                fields=["graduate"],
                condition=Q(withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="consent_is_withdrawn_after_it_is_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Consent of {self.graduate} from {self.given_on}"
