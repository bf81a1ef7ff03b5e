"""A deed on a page: done and said, or refused and said, and never half done."""

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
class Deed:
    """What came of it: ``done`` is false when the business, or the database, said no.

    ``said`` may be set within, where only the deed knows what there is to say.
    """

    done: bool = False
    said: str = ""


@contextmanager
def attempt(
    request: HttpRequest, said: str = "", *, form: forms.BaseForm | None = None
) -> Iterator[Deed]:
    """Run a deed in a transaction and tell the person how it went.

    Done: ``said`` as a message of success. Refused (DomainError, or a rule the database keeps):
    the sentence, beside the form when there is one, else as a message. A BadValue goes beside
    its field. The view answers by ``deed.done``.
    """
    deed = Deed(said=said)
    try:
        with transaction.atomic():
            yield deed
    except BadValue as fault:
        refuse(request, fault.sentence, form=form, field=fault.field)
    except DomainError as refusal:
        refuse(request, str(refusal), form=form)
    except IntegrityError as error:
        if (kept := refusal_of(error)) is None:
            raise
        refuse(request, kept.sentence, form=form)
    else:
        deed.done = True
        if deed.said:
            messages.success(request, deed.said)


def refuse(
    request: HttpRequest, sentence: str, *, form: forms.BaseForm | None, field: str = ""
) -> None:
    """Put a refusal where the person looks: beside the field, over the form, or on the page."""
    if form is None:
        messages.error(request, sentence)
    else:
        form.add_error(field if field in form.fields else NON_FIELD_ERRORS, sentence)


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponse:
    """Return to the page the deed was asked on (its field ``next``), else to ``otherwise``.

    Only ever to an address of our own.
    """
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(asked) if safe else redirect(otherwise, *args)
