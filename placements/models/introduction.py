"""Introduction: a graduate's details passed to an employer, on a day, for a role."""

from datetime import date, timedelta
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q

from employers.models import Contact, Employer, HiringRequest, Terms
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_employer_contact, is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LinesField
from placements.choices import IN_PROGRESS, LIVE, IntroductionState, Visibility

from .graduate import Graduate

# We ask an employer again after this long without news.
SILENT_AFTER: Final = timedelta(days=30)
# An introduction may lapse this long after its last move.
LAPSES_AFTER: Final = timedelta(days=60)


def silent(*, on: date) -> Q:
    """Return the condition for introductions that are silent on a day: sent, and no news since."""
    return Q(state=IntroductionState.SENT, moved_on__lt=on - SILENT_AFTER)


class IntroductionQuerySet(DatedQuerySet["Introduction"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see.

        The office sees all; an employer those sent to it, of people still published; a graduate
        their own.
        """
        if is_office(user):
            return self
        if user.is_active and is_employer_contact(user):
            return self.filter(
                employer__contacts__user=user.pk,
                sent_on__isnull=False,
                graduate__visibility=Visibility.PUBLISHED,
            )
        return self.filter(graduate__user=user.pk or 0)

    def live(self) -> Self:
        """Return those that still wait for a next step."""
        return self.filter(state__in=LIVE)

    def protecting(self, *, on: date) -> Self:
        """Return those whose introduction period holds a day: a hire on it owes the fee."""
        return self.filter(sent_on__lte=on, valid_until__gte=on)

    def awaiting_answer(self) -> Self:
        """Return those the graduate has not answered yet."""
        return self.filter(state=IntroductionState.DRAFT, willing_on=None)

    def requested_by(self, user: AnyUser) -> Self:
        """Return those that this contact or a colleague asked for, in any state.

        Before they are sent they are anonymous: show them with the blind card.
        """
        return self.filter(asked_by__isnull=False, employer__contacts__user=user.pk or 0)

    def followed_by(self, user: AnyUser) -> Self:
        """Return those a contact follows: asked for by their employer, or sent to it.

        Only of people still published; before it is sent, an introduction is anonymous.
        """
        return self.filter(
            Q(asked_by__isnull=False) | Q(sent_on__isnull=False),
            employer__in=Employer.objects.filter(contacts__user=user.pk or 0),
            graduate__visibility=Visibility.PUBLISHED,
        )

    def silent(self, *, on: date) -> Self:
        """Return those that are silent on a day: sent, and no news since."""
        return self.filter(silent(on=on))

    def to_lapse(self, *, on: date) -> Self:
        """Return those in progress without a move for so long that they may lapse."""
        return self.filter(state__in=IN_PROGRESS, moved_on__lte=on - LAPSES_AFTER)

    def interviewing_between(self, first: date, last: date) -> Self:
        """Return those with an interview on these days, both included, in local time.

        One that has since been offered, declined, withdrawn or made obsolete has no interview.
        """
        return self.filter(
            state=IntroductionState.INTERVIEWING, interview_at__date__range=(first, last)
        )


class Introduction(Dated):
    """``terms``, ``sent_on`` and ``valid_until`` are set when it is sent, and stay.

    A draft without ``willing_on`` waits for the graduate: yes to this position, or no.
    """

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="introductions")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="introductions")
    hiring_request = models.ForeignKey(
        HiringRequest,
        on_delete=models.PROTECT,
        related_name="introductions",
        null=True,
        blank=True,
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="introductions", null=True, blank=True
    )
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, related_name="introductions", null=True, blank=True
    )
    # Who at the employer asked to meet, and when; empty where the office proposed it.
    asked_by = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="asked_for", null=True, blank=True
    )
    asked_on = models.DateField(null=True, blank=True)
    willing_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=IntroductionState.choices, default=IntroductionState.DRAFT
    )
    sent_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    moved_on = models.DateField(null=True, blank=True, help_text="The day of the last move.")
    interview_at = models.DateTimeField(
        null=True, blank=True, help_text="When they meet; only valid while they are interviewing."
    )
    obsoleted_by = models.ForeignKey(
        "placements.Hire",
        on_delete=models.PROTECT,
        related_name="made_obsolete",
        null=True,
        blank=True,
        help_text="The hire elsewhere that made it obsolete.",
    )
    reason = LinesField(blank=True, help_text="Why it was declined or withdrawn.")
    brought_over = models.BooleanField(
        default=False, help_text="Imported from records kept before this system."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[IntroductionQuerySet] = IntroductionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="introduction_state_is_known", condition=Q(state__in=IntroductionState)
            ),
            models.CheckConstraint(
                name="introduction_is_dated_under_terms_once_sent",
                condition=Q(sent_on=None, valid_until=None, terms=None)
                | Q(
                    sent_on__isnull=False,
                    valid_until__isnull=False,
                    valid_until__gte=F("sent_on"),
                    terms__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="introduction_in_progress_was_sent",
                condition=Q(state__in=["draft", "withdrawn", "obsolete"])
                | Q(sent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="introduction_sent_to_the_willing",
                condition=Q(sent_on=None)
                | Q(brought_over=True)
                | Q(willing_on__lte=F("sent_on"), willing_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="introduction_once_a_role_while_live",
                fields=["graduate", "employer", "hiring_request"],
                condition=Q(state__in=LIVE, hiring_request__isnull=False),
            ),
            models.UniqueConstraint(
                name="introduction_once_without_a_role_while_live",
                fields=["graduate", "employer"],
                condition=Q(state__in=LIVE, hiring_request=None),
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "graduate"], name="introductions_of_a_pair"),
            models.Index(fields=["state", "moved_on"], name="introductions_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.graduate} to {self.employer}"

    def is_silent(self, *, on: date) -> bool:
        """Return whether it is silent on a day, as in the queryset."""
        if self.state != IntroductionState.SENT or self.moved_on is None:
            return False
        return self.moved_on < on - SILENT_AFTER

    def may_lapse(self, *, on: date) -> bool:
        """Return whether it may lapse on a day, after so long without a move."""
        return self.moved_on is None or on >= self.moved_on + LAPSES_AFTER
