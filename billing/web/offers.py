"""Deeds on offer: each with its questions, shown on the page of the thing it is done to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.accounts.models import User
from foundation.errors import DomainError
from foundation.web.deeds import attempt
from foundation.web.doors import SignedIn

WAITS = "Asked for: it is done when a second person approves it."


@dataclass(frozen=True)
class Deed:
    """One deed: what its button says, what it asks, when it is open, and the verb it calls.

    ``do`` takes the thing, the answers, who and when, and returns the sentence that says what was
    done. ``known`` returns what its form need not ask.
    """

    name: str
    button: str
    words: str
    form: type[forms.Form]
    is_open: Callable[[Any], bool]
    do: Callable[[Any, dict[str, Any], User, date], str]
    known: Callable[[Any], dict[str, Any]] = lambda _thing: {}

    def asked(self, answers: Any = None, thing: Any = None) -> forms.Form:
        """Return the form, its boxes named for the deed: several stand on one page."""
        if answers is not None:
            return self.form(answers, auto_id=f"{self.name}-%s")
        return self.form(auto_id=f"{self.name}-%s", initial=self.known(thing))


def unless(why_not: Callable[[Any], DomainError | None]) -> Callable[[Any], bool]:
    """Return whether a deed is open, as its verb's own predicate has it: it refuses nothing."""
    return lambda thing: why_not(thing) is None


@dataclass
class Offer:
    """A deed as a page shows it: open at once when its form came back with faults."""

    deed: Deed
    form: forms.Form
    is_shown: bool = False


@dataclass
class Refused:
    """The deed whose form came back, for the page to show again as it was typed."""

    name: str = ""
    form: forms.Form | None = None


def offers(deeds: Iterable[Deed], thing: Any, refused: Refused) -> list[Offer]:
    """Return the deeds open on a thing, and the one that was just refused, each with its form."""
    found = []
    for deed in deeds:
        if deed.name == refused.name and refused.form is not None:
            found.append(Offer(deed, refused.form, is_shown=True))
        elif deed.is_open(thing):
            found.append(Offer(deed, deed.asked(thing=thing)))
    return found


def try_deed(request: SignedIn, deed: Deed, thing: Any) -> Refused | None:
    """Do the deed that was sent, and say so; or return its form with what stands against it."""
    form = deed.asked(request.POST)
    if form.is_valid():
        with attempt(request, form=form) as tried:
            tried.said = deed.do(thing, form.cleaned_data, request.user, localdate())
        if tried.done:
            return None
    return Refused(deed.name, form)


class ReasonForm(forms.Form):
    """A deed that only asks why."""

    reason = forms.CharField(label="Why", max_length=2000)
