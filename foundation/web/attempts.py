"""One attempt to change something from a page: done or refused, never half done."""

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
    """The outcome: ``done`` is False if the business or the database refused.

    ``message`` may be set inside the block, if it depends on the result.
    """

    done: bool = False
    message: str = ""


@contextmanager
def attempt(
    request: HttpRequest, message: str = "", *, form: forms.BaseForm | None = None
) -> Iterator[Attempt]:
    """Run the block in a transaction and tell the user the outcome.

    Done: ``message`` as a success message. Refused (DomainError, or a rule of the database): the
    sentence, above the form if there is one, else as a message. A BadValue goes beside its field.
    The view responds according to ``done``.
    """
    outcome = Attempt(message=message)
    try:
        with transaction.atomic():
            yield outcome
    except BadValue as fault:
        refuse(request, fault.sentence, form=form, field=fault.field)
    except DomainError as refusal:
        if refusal.afterwards:
            refusal.afterwards()
        refuse(request, str(refusal), form=form, field=refusal.field)
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
    """Show a refusal beside the field, above the form, or as a message on the page."""
    if form is None:
        messages.error(request, sentence)
    else:
        form.add_error(field if field in form.fields else NON_FIELD_ERRORS, sentence)


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponse:
    """Redirect to the page of the button (its field ``next``), else to ``otherwise``.

    Never to another site.
    """
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address) if safe else redirect(otherwise, *args)
