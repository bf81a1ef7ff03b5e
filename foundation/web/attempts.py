"""One attempt to change something from a page: done or refused, and never half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.constraints import refusal_of
from foundation.errors import BadValue, DomainError


@dataclass
class Attempt:
    """What came of it: ``done`` is false when the business, or the database, said no.

    ``message`` may be set within, where only what was done knows what there is to say.
    """

    done: bool = False
    message: str = ""


@contextmanager
def attempt(
    request: HttpRequest, message: str = "", *, form: forms.BaseForm | None = None
) -> Iterator[Attempt]:
    """Run something in a transaction and tell the person how it went.

    Done: ``message`` as a message of success. Refused (DomainError, or a rule the database keeps):
    the sentence, beside the form when there is one, else as a message. A BadValue goes beside
    its field. The view answers by ``done``.
    """
    outcome = Attempt(message=message)
    try:
        with transaction.atomic():
            yield outcome
    except BadValue as fault:
        refuse(request, fault.sentence, form=form, field=fault.field)
    except DomainError as refusal:
        refuse(request, str(refusal), form=form)
    except IntegrityError as error:
        if (rule := refusal_of(error)) is None:
            raise
        refuse(request, rule.sentence, form=form)
    else:
        outcome.done = True
        if outcome.message:
            messages.success(request, outcome.message)


def refuse(
    request: HttpRequest, sentence: str, *, form: forms.BaseForm | None, field: str = ""
) -> None:
    """Put a refusal where the person looks: beside the field, over the form, or on the page."""
    if form is None:
        messages.error(request, sentence)
    else:
        form.add_error(field if field in form.fields else NON_FIELD_ERRORS, sentence)


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponse:
    """Return to the page whose button was pressed (its field ``next``), else to ``otherwise``.

    Only ever to an address of our own.
    """
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address) if safe else redirect(otherwise, *args)
