"""What people wrote in passing: an employer's feedback, or the evidence of an outcome."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F

from billing.domain.bank.payment_references import core, plain
from foundation.choices import Verb
from foundation.models import HistoryEntry
from placements.choices import OutcomeCode
from placements.models import Introduction, Outcome

from .engagements import loaded
from .findings import Row
from .reported import unlogged

# Words of somebody who works there, and words that take it back or only wish for it.
AT_WORK: Final = re.compile(
    r"\b(?:(?:has|have|had) (?:started|joined)|started (?:with us|here|on|last|this)|joined us|"
    r"works? (?:for|with) us|working (?:for|with) us|(?:we|we have|we've|we’ve) hired|"
    r"on our payroll|our new colleague)\b",
    re.IGNORECASE,
)
NOT_SO: Final = re.compile(
    r"\b(?:not|never|nobody|would|could|if|hope|hoping|instead|else|another|rather)\b|n['’]t\b",
    re.IGNORECASE,
)
EMPLOYED: Final = (
    *(OutcomeCode.FULL_TIME, OutcomeCode.CONTRACT, OutcomeCode.SHORT, OutcomeCode.ELSEWHERE),
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A job that somebody's words speak of, as a report would name it."""

    start_on: date
    reported_on: date
    salary_pence: int | None = None


def feedback(on: date) -> Iterator[Row]:
    """Yield the introductions without a hire whose employer wrote that the person works there.

    Only whole sentences that say so, and take nothing back: the text is read, not understood.
    """
    subject: Any = Introduction._meta.label_lower
    entries: Any = HistoryEntry.objects.filter(subject_type=subject, verb=Verb.FEEDBACK)
    rows = entries.order_by("pk").values_list("subject_id", "pk", "detail")
    pairs = (
        (introduction, pk)
        for introduction, pk, detail in rows.iterator(chunk_size=500)
        if says_at_work(str(detail.get("reason", "")))
    )
    for introduction, entry, known in loaded(pairs, HistoryEntry.objects):
        if introduction.valid_until is None or entry.on > introduction.valid_until:
            continue
        what = f"{introduction.employer} wrote of {introduction.graduate} as somebody at work there"
        hint = Hint(entry.on, entry.on)
        yield from unlogged("feedback_of_work", introduction, hint, known, what)


def says_at_work(text: str) -> bool:
    """Return whether one sentence of a text says that somebody works there."""
    sentences = re.split(r"[.!?;\n]", text)
    return any(AT_WORK.search(one) and not NOT_SO.search(one) for one in sentences)


def outcomes(on: date) -> Iterator[Row]:
    """Yield the outcomes whose evidence names an employer we had introduced the person to."""
    pairs = Introduction.objects.filter(
        sent_on__isnull=False,
        graduate__outcomes__code__in=EMPLOYED,
        graduate__outcomes__since_on__gte=F("sent_on"),
        graduate__outcomes__since_on__lte=F("valid_until"),
    ).annotate(outcome=F("graduate__outcomes"))
    rows = pairs.order_by("outcome", "pk").values_list(
        "pk", "outcome", "employer__name", "graduate__outcomes__evidence"
    )
    ids = (
        (pk, outcome)
        for pk, outcome, firm, evidence in rows.iterator(chunk_size=2000)
        if names(evidence, firm)
    )
    for introduction, outcome, known in loaded(ids, Outcome.objects):
        what = (
            f"The evidence of {introduction.graduate}’s outcome names {introduction.employer}, "
            "where they work"
        )
        hint = Hint(outcome.since_on, outcome.decided_on, outcome.salary_pence)
        for row in unlogged("outcome_not_logged", introduction, hint, known, what):
            yield row._replace(subjects={**row.subjects, "outcome": outcome.pk})


def names(text: str, firm: str) -> bool:
    """Return whether a text has the words of a firm's name, without its legal form, in a row."""
    bare = core(plain(firm))
    return len(bare) > 2 and f" {bare} " in f" {plain(text)} "
