"""The identities of who did what: somebody did, and who approved is not who asked."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q

from billing.models import CreditUse, LateChargeWaiver, Payment, Refund, StripeBooking, WriteOff
from foundation.choices import Verb
from foundation.models import Approval, ApprovalState, HistoryEntry

# What the nightly run and the worker do by themselves.
BY_NOBODY: Final = [Verb.LAPSED, Verb.REMINDED, Verb.GAVE_UP, Verb.PARKED]


TAKES_TWO: Final[tuple[Any, ...]] = (Refund, WriteOff, CreditUse, LateChargeWaiver)


def present(on: date) -> list[str]:
    """Return the entries of the history that nobody did, and that the worker does not do."""
    paid = Payment._meta.label_lower
    booked = StripeBooking.objects.filter(payment=OuterRef("subject_id"))
    recovered = WriteOff.objects.filter(pk=OuterRef("subject_id"), amount_pence__lt=0)
    nobody = HistoryEntry.objects.filter(by=None).exclude(verb__in=BY_NOBODY)
    by_stripe = Q(verb=Verb.RECORDED, subject_type=paid) & Q(Exists(booked)) | Q(
        verb=Verb.WRITTEN_OFF, subject_type=WriteOff._meta.label_lower
    ) & Q(Exists(recovered))
    rows = nobody.exclude(by_stripe).order_by("pk")
    return [
        f"history entry {pk} ({verb} {kind} {subject})"
        for pk, verb, kind, subject in rows.values_list("pk", "verb", "subject_type", "subject_id")
    ]


def two_people(on: date) -> list[str]:
    """Return the approvals by whoever asked, and the money that no approval stands behind.

    The history names both people: who asked, and who decided.
    """
    decided = Approval.objects.exclude(state=ApprovalState.ASKED)
    wrong = decided.filter(Q(decided_by=None) | Q(decided_by=F("asked_by")))
    faults = [f"approval {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True)]
    faults += _other_people(Approval, "asked_by", [Verb.ASKED])
    faults += _other_people(Approval, "decided_by", [Verb.APPROVED, Verb.REFUSED])
    for model in TAKES_TWO:
        unapproved = model.objects.exclude(approval=None).exclude(
            approval__state=ApprovalState.APPROVED
        )
        keys = unapproved.order_by("pk").values_list("pk", flat=True)
        faults += [f"{model._meta.verbose_name} {pk}" for pk in keys]
    return faults


def _other_people(model: Any, column: str, verbs: list[Verb]) -> list[str]:
    """Return the rows whose history says that somebody else did what a column says."""
    entries = HistoryEntry.objects.filter(
        subject_type=model._meta.label_lower, subject_id=OuterRef("pk"), verb__in=verbs
    ).exclude(by=OuterRef(column))
    rows = model.objects.filter(Exists(entries)).order_by("pk")
    name = column.partition("_")[0]
    return [f"approval {pk} ({name} by somebody else)" for pk in rows.values_list("pk", flat=True)]
