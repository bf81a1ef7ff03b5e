"""The form that logs a hire: what is known already is chosen, the rest is a handful of boxes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.http import Http404, QueryDict

from employers.models import Employer
from foundation.accounts.models import User
from foundation.limits import MOST_MONTHS
from foundation.money import pounds
from foundation.web.forms import DayField, PoundsField
from placements.choices import Contract, HireState
from placements.domain.hires.engagement import Engagement
from placements.models import Graduate, Hire, Introduction


@dataclass(frozen=True)
class Chosen:
    """Who is chosen so far: with an introduction, both the graduate and the employer."""

    graduate: Graduate | None = None
    employer: Employer | None = None
    introduction: Introduction | None = None

    @classmethod
    def of(cls, query: QueryDict, *, user: User) -> Self:
        """Return whom an address or a form names. Raises Http404 for others than they may see."""
        if query.get("introduction"):
            rows = Introduction.objects.visible_to(user).select_related(
                "graduate__cohort", "employer", "hiring_request", "terms"
            )
            introduction = one_of(rows, query.get("introduction"))
            return cls(introduction.graduate, introduction.employer, introduction)
        graduate = employer = None
        if query.get("graduate"):
            people = Graduate.objects.visible_to(user).select_related("cohort")
            graduate = one_of(people, query.get("graduate"))
        if query.get("employer"):
            employer = one_of(Employer.objects.visible_to(user), query.get("employer"))
        return cls(graduate, employer)

    @property
    def is_whole(self) -> bool:
        """Whether it is known who was hired by whom."""
        return self.graduate is not None and self.employer is not None

    @property
    def query(self) -> dict[str, int]:
        """What chooses the same again."""
        if self.introduction:
            return {"introduction": self.introduction.pk}
        chosen = {"graduate": self.graduate, "employer": self.employer}
        return {name: row.pk for name, row in chosen.items() if row}


def one_of(rows: Any, pk_text: Any) -> Any:
    """Return the row of an id as an address has it. Raises Http404 for none."""
    text = str(pk_text)
    readable = text.isascii() and text.isdigit() and len(text) <= 18
    if readable and (row := rows.filter(pk=int(text)).first()):
        return row
    raise Http404


class HireForm(forms.Form):
    """The details of a hire whose graduate and employer are known."""

    no_introduction_reason = forms.CharField(
        label="Why is there no introduction?",
        min_length=10,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="At least 10 characters. We may need this if the fee is disputed.",
    )
    salary_pence = PoundsField(
        label="First-year salary", help_text="The agreed gross salary for the hours worked."
    )
    start_on = DayField(label="First day")
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    agreed_on = DayField(label="Agreed on")
    fte = forms.DecimalField(
        label="Hours",
        min_value=Decimal("0.0001"),
        max_value=1,
        max_digits=5,
        decimal_places=4,
        required=False,
        help_text="Full time is 1. Three days out of five is 0.6.",
        widget=forms.NumberInput({"step": "any"}),
    )
    contract = forms.ChoiceField(label="Contract", choices=Contract.choices, required=False)
    months = forms.IntegerField(
        label="Months",
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        help_text="For a fixed-term contract.",
    )
    replaces = forms.ModelChoiceField(
        Hire.objects.none(),
        label="Replaces",
        required=False,
        empty_label="No one",
        help_text="Choose a leaver if this hire replaces their rebate. No further fee is then due.",
    )
    # Rarely needed, so they are folded away under "Part-time, fixed term, replacement".
    RARE = ("fte", "contract", "months", "replaces")
    # A permanent full-time hire that is no replacement.
    USUAL = {"fte": ("", "1"), "contract": ("", "permanent"), "months": ("",), "replaces": ("",)}

    def __init__(self, chosen: Chosen, *args: Any, today: date, **kwargs: Any) -> None:
        """Fill in what the introduction and its role say."""
        kwargs["initial"] = {**known(chosen, today), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        if chosen.introduction:
            del self.fields["no_introduction_reason"]
            if hint := advertised(chosen.introduction):
                self.fields["salary_pence"].help_text = hint
        leavers = Hire.objects.filter(employer=chosen.employer, state=HireState.ENDED)
        leavers = leavers.exclude(graduate=chosen.graduate).select_related("graduate", "employer")
        self.fields["replaces"].queryset = leavers.order_by("-last_day")  # type: ignore[attr-defined]
        first_empty = next((name for name in self.fields if not self.initial.get(name)), None)
        if first_empty and not self.is_bound:
            self.fields[first_empty].widget.attrs["autofocus"] = True

    @property
    def rare(self) -> list[forms.BoundField]:
        """The fields that most hires need not touch."""
        return [self[name] for name in self.RARE]

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields of every hire."""
        return [field for field in self if field.name not in self.RARE]

    @property
    def rare_in_use(self) -> bool:
        """Whether one of the rare fields says something, so that they must be seen."""
        values = {name: str(self[name].value() or "") for name in self.RARE}
        return any(values[name] not in usual for name, usual in self.USUAL.items()) or any(
            field.errors for field in self.rare
        )

    def engagement(self, *, no_introduction_reason: str = "") -> Engagement:
        """Return the hire of the form, or for a reason still to be given.

        Raises BadValue naming the field that cannot be.
        """
        form_data = self.cleaned_data
        if "no_introduction_reason" in self.fields:
            reason = form_data.get("no_introduction_reason") or no_introduction_reason
        else:
            reason = ""
        assert self.chosen.graduate is not None
        assert self.chosen.employer is not None
        return Engagement(
            graduate=self.chosen.graduate,
            employer=self.chosen.employer,
            introduction=self.chosen.introduction,
            no_introduction_reason=reason,
            start_on=form_data["start_on"],
            agreed_on=form_data["agreed_on"],
            salary_pence=form_data["salary_pence"],
            fte=form_data["fte"] or Decimal(1),
            contract=form_data["contract"] or Contract.PERMANENT,
            months=form_data["months"],
            replaces=form_data["replaces"],
            job_title=form_data["job_title"],
        )


def known(chosen: Chosen, today: date) -> dict[str, Any]:
    """Return what need not be typed."""
    initial: dict[str, Any] = {"agreed_on": today, "fte": 1, "contract": Contract.PERMANENT}
    role = chosen.introduction.hiring_request if chosen.introduction else None
    if role:
        initial["job_title"], initial["contract"] = role.title, role.contract
        if role.salary_from_pence == role.salary_to_pence:
            initial["salary_pence"] = role.salary_from_pence
    return initial


def advertised(introduction: Introduction) -> str:
    """Return what the role said about its salary."""
    role = introduction.hiring_request
    ends = [role.salary_from_pence, role.salary_to_pence] if role else []
    amounts = [pounds(pence).removesuffix(".00") for pence in ends if pence]
    if not amounts:
        return ""
    offered = " to ".join(dict.fromkeys(amounts))
    return f"The gross salary for the hours worked. The role offers {offered}."
