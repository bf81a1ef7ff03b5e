"""Actions on the page of a row: each has its form, posted to an address of its own."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar, Final, Self

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views import View

from foundation.accounts.rules import is_office
from foundation.errors import DomainError
from foundation.states import Transition

from .access import Rule, SignedIn, requires
from .attempts import attempt, back
from .once import run_once
from .undo import offer_undo

# The success message of an action that takes two people (foundation.approvals).
WAITS: Final = "Approval requested. It is done once a second person approves it."
Words = str | Callable[..., str]


class ReasonForm(forms.Form):
    """An action that only needs a reason."""

    reason = forms.CharField(label="Reason", max_length=2000)


@dataclass(frozen=True)
class Action:
    """One action: its name in the address, its button, and the verb it calls.

    ``verb`` takes the id of the row, ``by`` and ``on``, and each field of ``form`` by its name.
    ``success`` is the message when it is done, or makes one from the row and the verb's result.
    ``offered`` is the verb's own predicate of a row. ``undo`` names the action that reverses it,
    ``then`` gives the address it leads to instead of the page of the row.
    """

    name: str
    label: str
    verb: Callable[..., Any]
    success: Words
    _: KW_ONLY
    form: type[forms.Form] = forms.Form
    initial: Callable[[Any], dict[str, Any]] = lambda _row: {}
    offered: Callable[[Any], bool] = lambda _row: True
    undo: str = ""
    then: Callable[[Any], str] | None = None
    # How it looks: the sentence above its form, the title it is folded under, its button.
    hint: str = ""
    title: Words = ""
    style: str = "btn-primary"
    unfolded: bool = False
    preview: str = ""  # a template under its fields that shows the outcome in advance
    # Its button is on other pages: not in the aside, and a refusal is a message there.
    elsewhere: bool = False

    @classmethod
    def of(
        cls, move: Transition, label: str, verb: Callable[..., Any], success: Words, **how: Any
    ) -> Self:
        """Return the action that makes a move, offered where the table of states allows it."""
        return cls(move.slug, label, verb, success, **{"offered": move.is_open_to, **how})


@dataclass(frozen=True)
class Offer:
    """An action as a page shows it; its form is bound if it was refused."""

    action: Action
    form: forms.Form
    address: str
    title: str

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded at once."""
        return self.form.is_bound or self.action.unfolded


class ActionPage(ABC, View):
    """The page of one row (``as_view``) and its actions (``as_action``, at an address below it).

    A subclass gives the template, the rows, and the rules to read and to act. An action runs
    once however often its button is pressed. After a refusal the page shows it beside the fields,
    which still hold what the user typed.
    """

    template_name: ClassVar[str] = ""
    url_name: ClassVar[str] = ""
    actions: ClassVar[Mapping[str, Action]] = {}
    may_read: Rule = staticmethod(is_office)
    may_act: Rule = staticmethod(is_office)
    prefixes_forms: ClassVar[bool] = False
    status_of_refusal: ClassVar[int] = 400
    http_method_names = ["get", "head"]
    request: SignedIn

    @classmethod
    def as_action(cls) -> Callable[..., HttpResponseBase]:
        """Return the view that runs the action named in its address."""
        return cls.as_view(http_method_names=["post"])

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Apply the access rule of the method; answer 405 to any other method."""
        if str(self.request.method).lower() not in self.http_method_names:
            return HttpResponseNotAllowed([name.upper() for name in self.http_method_names])
        rule = self.may_act if self.request.method == "POST" else self.may_read
        return requires(rule)(super().dispatch)(*args, **kwargs)

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.show(self.get_object())

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Run the action, once."""
        action = self.get_action()
        return run_once(self.request, lambda: self.run(action, self.get_object()))

    # Hooks for subclasses

    @abstractmethod
    def get_queryset(self) -> Any:
        """Return the rows this user may see, with the relations their page shows."""

    def get_object(self) -> Any:
        """Return the row of the address, or 404."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_actions(self) -> Mapping[str, Action]:
        """Return the actions by name, in the order of the aside."""
        return self.actions

    def get_template_names(self) -> list[str]:
        """Return the template of the page."""
        return [self.template_name]

    def get_context_data(self, _row: Any) -> dict[str, Any]:
        """Return the template's context, without the actions."""
        return {}

    def url_of(self, row: Any) -> str:
        """Return the address of the row's page."""
        return reverse(self.url_name, args=[row.pk])

    def url_of_action(self, row: Any, name: str) -> str:
        """Return the address an action of the row is posted to."""
        return f"{self.url_of(row)}{name}/"

    # The mechanism

    def get_action(self) -> Action:
        """Return the action of the address, or 404."""
        action = self.get_actions().get(self.kwargs["name"])
        if action is None:
            raise Http404
        return action

    def offer(self, action: Action, row: Any, form: forms.Form | None = None) -> Offer:
        """Return an action as the page shows it, with its refused form if there is one."""
        title = _words(action.title, row) or action.label
        form = form or self.form_of(action, initial=action.initial(row))
        return Offer(action, form, self.url_of_action(row, action.name), title)

    def offers(self, row: Any, refused: Offer | None = None) -> dict[str, Offer]:
        """Return by name what this user may do with the row, and what was just refused."""
        if not self.may_act(self.request.user):
            return {}
        offers = {
            action.name: self.offer(action, row)
            for action in self.get_actions().values()
            if not action.elsewhere and action.offered(row)
        }
        return {**offers, refused.action.name: refused} if refused else offers

    def form_of(self, action: Action, *args: Any, **options: Any) -> forms.Form:
        """Return the form of an action, with field ids of its own: one page has several forms."""
        names = "prefix" if self.prefixes_forms else "auto_id"
        word = action.name if self.prefixes_forms else f"{action.name}-%s"
        return action.form(*args, **{names: word, **options})

    def run(self, action: Action, row: Any) -> HttpResponse:
        """Call the verb and redirect, or show the refusal."""
        form = self.form_of(action, self.request.POST)
        if form.is_valid():
            given = {"by": self.request.user, "on": localdate(), **form.cleaned_data}
            with attempt(self.request, form=form) as outcome:
                made = action.verb(row.pk, **given)
            if outcome.done:
                return self.lead_on(action, row, _words(action.success, row, made))
        if not action.elsewhere:
            return self.show(row, self.offer(action, row, form))
        for sentence in [each for errors in form.errors.values() for each in errors]:
            messages.error(self.request, str(sentence))
        return back(self.request, self.url_of(row))

    def lead_on(self, action: Action, row: Any, sentence: str) -> HttpResponse:
        """Redirect with the success message, and a button to undo if there is an undo."""
        if action.undo:
            fields = {
                name: self.request.POST[name] for name in ("next",) if self.request.POST.get(name)
            }
            address = self.url_of_action(row, action.undo)
            offer_undo(self.request, sentence, address=address, **fields)
        else:
            messages.success(self.request, sentence)
        if action.then:
            return HttpResponseRedirect(action.then(row))
        return back(self.request, self.url_of(row))

    def show(self, row: Any, refused: Offer | None = None) -> HttpResponse:
        """Return the page of the row."""
        context = {**self.get_context_data(row), **self.context_of_actions(row, refused)}
        status = self.status_of_refusal if refused else 200
        return render(self.request, self.get_template_names(), context, status=status)

    def context_of_actions(self, row: Any, refused: Offer | None) -> dict[str, Any]:
        """Return the context of the actions in the aside."""
        return {"actions": self.offers(row, refused)}


class OneActionPage(ActionPage):
    """The page of a single action: GET shows its form, POST at the same address runs it."""

    http_method_names = ["get", "head", "post"]

    def context_of_actions(self, row: Any, refused: Offer | None) -> dict[str, Any]:
        """Return the action of the address, with the address to cancel to."""
        offer = refused or self.offer(self.get_action(), row)
        return {"offer": offer, "way_out": self.url_of(row)}


def unless(why_not: Callable[[Any], DomainError | None]) -> Callable[[Any], bool]:
    """Return the ``offered`` predicate of a verb's own ``why_not``: offered if not refused."""
    return lambda row: why_not(row) is None


def by_name(*actions: Action) -> dict[str, Action]:
    """Return the actions by name, in their order."""
    return {action.name: action for action in actions}


def _words(words: Words, *about: Any) -> str:
    return words if isinstance(words, str) else words(*about)
