"""Debtors: who owes us and for how long, the reminders sent, the next one, and the actions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.domain.chasing import reminders
from billing.domain.chasing.chasing import Chase, chases, held_credit
from billing.models import Invoice
from billing.reports import chasing_tasks
from billing.reports.debtors import AGES, Debtor, bucket, debtors
from billing.reports.task import Task
from employers.models import Employer
from foundation.accounts.rules import can_bill, is_office
from foundation.errors import DomainError
from foundation.web.access import SignedIn, requires
from foundation.web.actions import ActionPage
from foundation.web.paging import page_of

from .debtor_actions import DEBT_ACTIONS, EMPLOYER_ACTIONS, Case, Owing

AGE_LABELS = ("Not yet due", "1–30 days", "31–60 days", "61–90 days", "Over 90 days")


@dataclass(frozen=True)
class Row:
    """A debtor as the list shows it: its sums by age, and its next reminder."""

    debtor: Debtor
    ages: list[tuple[str, int]]
    next: Chase | None
    quiet: int


@require_safe
@requires(is_office)
def debtors_list(request: SignedIn) -> HttpResponse:
    """List who owes us, the largest debt first, under the tasks for a person."""
    today = localdate()
    owing = debtors(on=today)
    page = page_of(request, owing)
    theirs = Invoice.objects.filter(employer__in=[row.employer for row in page.rows])
    going = chases(theirs | reminders.may_stop(on=today), on=today)
    context = {
        "today": today,
        "page": page,
        "rows": _rows(page.rows, going),
        "ages": [
            (words, sum(getattr(row, age) for row in owing))
            for words, age in zip(AGE_LABELS, AGES, strict=True)
        ],
        "total_pence": sum(row.total_pence for row in owing),
        "tasks": [
            {"task": task, "address": _address(task)}
            for task in chasing_tasks.tasks(on=today, going=going)
        ],
    }
    return render(request, "billing/debtors/list.html", context)


def _rows(rows: list[Debtor], going: list[Chase]) -> list[Row]:
    """Return the rows of a page, each with its next reminder."""
    theirs: dict[int, list[Chase]] = defaultdict(list)
    for chase in going:
        theirs[chase.invoice.employer_id].append(chase)
    return [
        Row(
            debtor,
            [(words, getattr(debtor, age)) for words, age in zip(AGE_LABELS, AGES, strict=True)],
            _soonest(theirs[debtor.employer]),
            sum(bool(chase.quiet) for chase in theirs[debtor.employer]),
        )
        for debtor in rows
    ]


def _soonest(chased: list[Chase]) -> Chase | None:
    """Return the debt with the next reminder; None when all are quiet."""
    going = [chase for chase in chased if chase.next is not None and not chase.quiet]
    return min(going, key=lambda chase: chase.next.on if chase.next else date.max, default=None)


def _address(task: Task) -> str:
    """Return the page on which a task is done."""
    noun, key, _ = task.subject.split("/")
    name = "billing:debt" if noun == "invoices" else "billing:debtor"
    return reverse(name, args=[int(key)])


class DebtorPage(ActionPage):
    """What an employer owes, invoice by invoice."""

    template_name = "billing/debtors/debtor.html"
    url_name = "billing:debtor"
    actions = EMPLOYER_ACTIONS
    may_act = staticmethod(can_bill)

    def get_queryset(self) -> QuerySet[Employer]:
        return Employer.objects.visible_to(self.request.user)

    def get_object(self) -> Owing:
        """Return the employer of the address with its debts today."""
        employer, today = super().get_object(), localdate()
        return Owing(employer, chases(Invoice.objects.filter(employer=employer), on=today), today)

    def get_context_data(self, owing: Owing) -> dict[str, Any]:
        """Return the debts by age, with the credit we hold against them."""
        sums, debts = dict.fromkeys(AGES, 0), []
        for chase in owing.chases:
            assert chase.invoice.due_on is not None
            late = (owing.on - chase.invoice.due_on).days
            sums[bucket(late)] += chase.invoice.outstanding_pence
            debts.append((chase, max(late, 0)))
        return {
            "employer": owing.employer,
            "debts": debts,
            "ages": list(zip(AGE_LABELS, sums.values(), strict=True)),
            "total_pence": sum(sums.values()),
            "held_pence": held_credit([owing.pk]).get(owing.pk, 0),
            "today": owing.on,
        }


class DebtPage(ActionPage):
    """The reminders sent about an invoice, and a preview of the next one."""

    template_name = "billing/debtors/debt.html"
    url_name = "billing:debt"
    actions = DEBT_ACTIONS
    may_act = staticmethod(can_bill)

    def get_queryset(self) -> QuerySet[Invoice]:
        rows = Invoice.objects.visible_to(self.request.user).exclude(state="draft")
        return rows.select_related("employer").prefetch_related("disputes")

    def get_object(self) -> Case:
        """Return the debt with its next letter, or with the reason there is none."""
        invoice, today = super().get_object(), localdate()
        going = chases(Invoice.objects.filter(pk=invoice.pk), on=today)
        chase = going[0] if going else None
        try:
            return Case(invoice, chase, reminders.preview(invoice.pk, on=today))
        except DomainError as refusal:
            return Case(invoice, chase, None, str(refusal))

    def get_context_data(self, case: Case) -> dict[str, Any]:
        """Return the letters sent, the disputes and the promises."""
        sent = list(case.invoice.reminders.order_by("-sent_on", "-pk"))
        became = reminders.deliveries(sent)
        return {
            "invoice": case.invoice,
            "case": case,
            "sent": [(one, became.get(one.pk, "done")) for one in sent],
            "disputes": case.invoice.disputes.order_by("-pk"),
            "promises": case.invoice.promises.order_by("-pk"),
            "today": localdate(),
        }
