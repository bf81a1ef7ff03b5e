"""Importing a statement: choose the file, check how it was read, and only then import it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from billing.domain.bank import bank_statements
from billing.exchange.bank_statement.read import read_statement
from billing.exchange.bank_statement.understand import StatementRead
from billing.models import BankStatement
from foundation.accounts.models import User
from foundation.accounts.rules import can_bill
from foundation.imports.engine.faults import UnreadableFile
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.once import run_once
from foundation.web.undo import offer_undo

from .forms import MOST_PACKED, TOO_LARGE, ColumnsForm, LookedAtForm, UploadForm, mapping_in, packed

MOST_ROWS = 12
MOST_FAULTS = 30


@require_POST
@requires(can_bill)
def look(request: SignedIn) -> HttpResponse:
    """Show how a file just chosen was read; nothing is saved."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return choose(request, form)
    file = form.cleaned_data["file"]
    content, account = file.read(), form.cleaned_data["account"]
    try:
        read = read_statement(
            content, name=file.name, account=account, remembered=bank_statements.remembered_layout
        )
    except UnreadableFile as refusal:
        form.add_error("file", str(refusal))
        return choose(request, form)
    held = packed(content)
    if len(held) > MOST_PACKED:
        form.add_error("file", TOO_LARGE)
        return choose(request, form)
    begin = {
        "packed": held,
        "file_name": file.name[:200],
        "account": read.file.account,
        "reverse": read.signs_reversed,
    }
    return preview(request, read, LookedAtForm(initial=begin), None)


def choose(request: SignedIn, form: UploadForm, *, refused: str = "") -> HttpResponse:
    """Ask for the file again and say what was wrong."""
    return render(request, "billing/bank/choose.html", {"form": form, "refused": refused})


@require_POST
@requires(can_bill)
def take(request: SignedIn) -> HttpResponse:
    """Read the file again by the columns a person chose, or import it."""
    form = LookedAtForm(request.POST)
    if not form.is_valid():
        message = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return choose(request, UploadForm(), refused=message)
    choices = form.cleaned_data
    try:
        read = read_again(choices, request.POST)
    except UnreadableFile as refusal:
        chosen = UploadForm(initial={"account": choices["account"]})
        return choose(request, chosen, refused=str(refusal))
    sound = not read.faults and (choices["anyway"] or not read.breaks)
    if "take" in request.POST and sound:
        return run_once(request, lambda: taken(request, read))
    return preview(request, read, form, request.POST)


def read_again(choices: dict[str, Any], posted: Any) -> StatementRead:
    """Return the file as read by the columns a person chose."""
    given: dict[str, Any] = {"name": choices["file_name"], "account": choices["account"]}
    given["reverse"] = choices["reverse"]
    first = read_statement(choices["packed"], remembered=bank_statements.remembered_layout, **given)
    mapping = mapping_in(posted, first.table.headings) if first.table else None
    return read_statement(choices["packed"], mapping=mapping, **given) if mapping else first


def preview(
    request: SignedIn, read: StatementRead, form: LookedAtForm, posted: Any
) -> HttpResponse:
    """Show how the file was read: columns, the first rows, faults and the balance check."""
    movements = read.file.movements
    fresh = len(bank_statements.new_among(read.file))
    context = {
        "form": form,
        "columns": ColumnsForm(read, posted) if read.layout else None,
        "read": read,
        "first": movements[:MOST_ROWS],
        "more": max(len(movements) - MOST_ROWS, 0),
        "faults": [*read.faults, *read.breaks][:MOST_FAULTS],
        "more_faults": max(len(read.faults) + len(read.breaks) - MOST_FAULTS, 0),
        "came": sum(one.amount_pence for one in movements if one.amount_pence > 0),
        "went": -sum(one.amount_pence for one in movements if one.amount_pence < 0),
        "fresh": fresh,
        "known": len(movements) - fresh,
        "days": sorted(one.booked_on for one in movements),
        "before": bank_statements.taken_before(read.file.sha256),
        "may_take": not read.faults,
    }
    return render(request, "billing/bank/preview.html", context)


def taken(request: SignedIn, read: StatementRead) -> HttpResponse:
    """Import the statement, remember how it was read, and lead to its lines."""
    came = take_and_remember(read, by=request.user)
    message = f"{came.new} new lines, {came.known} already imported."
    if came.statement is None:
        message = "Nothing new: every transaction in this file was imported before."
        with attempt(request, message):
            return redirect("billing:bank")
    address = reverse("billing:bank-take-back", args=[came.statement.pk])
    offer_undo(request, f"Statement imported: {message}", address=address)
    return redirect("billing:bank")


def take_and_remember(read: StatementRead, *, by: User) -> bank_statements.Taken:
    """Import a file and remember its layout for the bank's next one; return the new lines."""
    came = bank_statements.take(read.file, by=by, on=localdate())
    if read.layout:
        bank_statements.remember_layout(
            read.layout.signature,
            read.layout.headings,
            account=read.file.account,
            signs_reversed=read.signs_reversed,
        )
    return came


@require_POST
@requires(can_bill)
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """Undo the import of a statement while none of its lines has been matched."""
    statement = get_object_or_404(BankStatement, pk=pk)
    with attempt(request, f"{statement} has been removed."):
        bank_statements.take_back(statement.pk, by=request.user, on=localdate())
    return back(request, "billing:bank")
