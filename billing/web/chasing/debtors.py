"""Debtors: who owes us for how long, what each was sent, what comes next, and what to do."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.domain.chasing import reminders
from billing.domain.chasing.chasing import Chase, chases, held_credit
from billing.models import Invoice
from billing.reports import chasing_tasks
from billing.reports.debtors import AGES, Debtor, bucket, debtors
from billing.reports.task import Task
from billing.web.offers import Refused, offers, try_deed
from employers.models import Employer
from foundation.errors import DomainError
from foundation.web.doors import SignedIn, handles_money, office, opens_to
from foundation.web.once import done_once
from foundation.web.paging import page_of

from .debtor_deeds import DEBT_DEEDS, EMPLOYER_DEEDS, Case, Owing

AGE_WORDS = ("Not yet due", "1–30 days", "31–60 days", "61–90 days", "Over 90 days")


@dataclass(frozen=True)
class Row:
    """A debtor as the list shows it: its sums by age, and the next thing that goes out."""

    debtor: Debtor
    ages: list[tuple[str, int]]
    next: Chase | None
    quiet: int


@require_safe
@opens_to(office)
def debtors_list(request: SignedIn) -> HttpResponse:
    """List who owes us, the largest debt first, under what waits for somebody."""
    today = localdate()
    owing = debtors(on=today)
    page = page_of(request, owing)
    theirs = Invoice.objects.filter(employer__in=[row.employer for row in page.rows])
    going = chases(theirs | reminders.may_stop(on=today), on=today)
    shown = {
        "today": today,
        "page": page,
        "rows": _rows(page.rows, going),
        "ages": [
            (words, sum(getattr(row, age) for row in owing))
            for words, age in zip(AGE_WORDS, AGES, strict=True)
        ],
        "total_pence": sum(row.total_pence for row in owing),
        "tasks": [
            {"task": task, "address": _address(task)}
            for task in chasing_tasks.tasks(on=today, going=going)
        ],
    }
    return render(request, "billing/debtors/list.html", shown)


def _rows(found: list[Debtor], going: list[Chase]) -> list[Row]:
    """Return the rows of a page, with what comes next for each."""
    theirs: dict[int, list[Chase]] = defaultdict(list)
    for chase in going:
        theirs[chase.invoice.employer_id].append(chase)
    return [
        Row(
            debtor,
            [(words, getattr(debtor, age)) for words, age in zip(AGE_WORDS, AGES, strict=True)],
            _soonest(theirs[debtor.employer]),
            sum(bool(chase.quiet) for chase in theirs[debtor.employer]),
        )
        for debtor in found
    ]


def _soonest(found: list[Chase]) -> Chase | None:
    """Return the debt of which somebody is reminded first; none when all are quiet."""
    going = [chase for chase in found if chase.next is not None and not chase.quiet]
    return min(going, key=lambda chase: chase.next.on if chase.next else date.max, default=None)


def _address(task: Task) -> str:
    """Return the page on which a task is done."""
    noun, key, _ = task.subject.split("/")
    name = "billing:debt" if noun == "invoices" else "billing:debtor"
    return reverse(name, args=[int(key)])


@require_safe
@opens_to(office)
def debtor(request: SignedIn, pk: int) -> HttpResponse:
    """Show what an employer owes, invoice by invoice, and where each stands."""
    return _debtor_with(request, _owing(request, pk), Refused())


@require_POST
@opens_to(handles_money)
def debtor_deed(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """Do one deed on an employer, or show its page again with what stands against it."""
    if name not in EMPLOYER_DEEDS:
        raise Http404

    def effect() -> HttpResponse:
        owing = _owing(request, pk)
        refused = try_deed(request, EMPLOYER_DEEDS[name], owing)
        if refused is None:
            return redirect("billing:debtor", pk)
        return _debtor_with(request, owing, refused)

    return done_once(request, effect)


def _owing(request: SignedIn, pk: int) -> Owing:
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    today = localdate()
    return Owing(employer, chases(Invoice.objects.filter(employer=employer), on=today), today)


def _debtor_with(request: SignedIn, owing: Owing, refused: Refused) -> HttpResponse:
    sums, debts = dict.fromkeys(AGES, 0), []
    for chase in owing.chases:
        assert chase.invoice.due_on is not None
        late = (owing.on - chase.invoice.due_on).days
        sums[bucket(late)] += chase.invoice.outstanding_pence
        debts.append((chase, max(late, 0)))
    deeds = EMPLOYER_DEEDS.values() if request.user.handles_money else []
    shown = {
        "employer": owing.employer,
        "debts": debts,
        "ages": list(zip(AGE_WORDS, sums.values(), strict=True)),
        "total_pence": sum(sums.values()),
        "held_pence": held_credit([owing.employer.pk]).get(owing.employer.pk, 0),
        "offers": offers(deeds, owing, refused),
        "today": owing.on,
    }
    return render(request, "billing/debtors/debtor.html", shown, status=_status(refused))


@require_safe
@opens_to(office)
def debt(request: SignedIn, pk: int) -> HttpResponse:
    """Show what was sent about an invoice, and the letter that comes next, before it goes."""
    return _debt_with(request, _invoice(request, pk), Refused())


@require_POST
@opens_to(handles_money)
def debt_deed(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """Do one deed about a debt, or show its page again with what stands against it."""
    if name not in DEBT_DEEDS:
        raise Http404

    def effect() -> HttpResponse:
        invoice = _invoice(request, pk)
        refused = try_deed(request, DEBT_DEEDS[name], Case(invoice, None, None))
        if refused is None:
            return redirect("billing:debt", pk)
        return _debt_with(request, invoice, refused)

    return done_once(request, effect)


def _invoice(request: SignedIn, pk: int) -> Invoice:
    """Return an issued invoice: of a draft nobody is reminded."""
    rows = Invoice.objects.visible_to(request.user).exclude(state="draft")
    return get_object_or_404(rows.select_related("employer"), pk=pk)


def _debt_with(request: SignedIn, invoice: Invoice, refused: Refused) -> HttpResponse:
    case, why_none = _case(invoice, on=localdate())
    deeds = DEBT_DEEDS.values() if request.user.handles_money else []
    sent = list(invoice.reminders.order_by("-sent_on", "-pk"))
    became = reminders.deliveries(sent)
    shown = {
        "invoice": invoice,
        "case": case,
        "why_none": why_none,
        "sent": [(one, became.get(one.pk, "done")) for one in sent],
        "disputes": invoice.disputes.order_by("-pk"),
        "promises": invoice.promises.order_by("-pk"),
        "offers": offers(deeds, case, refused),
        "today": localdate(),
    }
    return render(request, "billing/debtors/debt.html", shown, status=_status(refused))


def _case(invoice: Invoice, *, on: date) -> tuple[Case, str]:
    """Return the debt with its next letter, or with the sentence that says why there is none."""
    found: list[Any] = chases(Invoice.objects.filter(pk=invoice.pk), on=on)
    chase = found[0] if found else None
    try:
        return Case(invoice, chase, reminders.preview(invoice.pk, on=on)), ""
    except DomainError as refusal:
        return Case(invoice, chase, None), str(refusal)


def _status(refused: Refused) -> int:
    return 400 if refused.name else 200
