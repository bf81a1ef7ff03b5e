"""Hires from a spreadsheet, by the same moves that people make by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from employers.choices import EndReason
from employers.exchange.hiring_requests import CONTRACTS
from employers.models import Employer
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import (
    ChoiceColumn,
    DateColumn,
    DecimalColumn,
    MoneyColumn,
    NumberColumn,
    TextColumn,
)
from foundation.imports.engine.kinds import Entry, Outcome, RowForm
from foundation.money import pounds
from foundation.periods import format_date
from placements.choices import Contract, HireState
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.models import Graduate, Hire, Introduction

from .pairs import PairKind


class HireForm(RowForm):
    """The columns of a hire."""

    graduate = TextColumn(
        also=("candidate", "name"),
        help_text="Reference, email address or full name. Import the graduates first.",
        example="GRAD-0001",
    )
    employer = TextColumn(
        also=("client", "company"),
        help_text="Name or reference. Import the employers first.",
        example="Fonthill Digital",
    )
    job_title = TextColumn(required=False, also=("role", "position"), example="Junior developer")
    agreed_on = DateColumn(
        also=("offer accepted", "accepted"),
        help_text="Date the offer was accepted.",
        example=date(2018, 8, 1),
    )
    start_on = DateColumn(label="Start", also=("start date", "starts"), example=date(2018, 9, 3))
    salary = MoneyColumn(help_text="First-year pay as agreed, for the hours worked.", example=32000)
    fte = DecimalColumn(
        most=Decimal(1),
        digits=5,
        places=4,
        required=False,
        label="FTE",
        help_text="1 if empty. Three days out of five is 0.6.",
        example=1,
    )
    contract = ChoiceColumn(
        choices=Contract,
        required=False,
        synonyms=CONTRACTS,
        help_text="“Permanent” if empty.",
        example="permanent",
    )
    months = NumberColumn(required=False, least=1, help_text="Length of a fixed-term contract.")
    no_introduction_reason = TextColumn(
        max_length=2000,
        required=False,
        help_text="Only if there was no introduction: why, in at least 10 characters.",
    )
    state = ChoiceColumn(
        choices=HireState,
        required=False,
        also=("status",),
        synonyms={"left": "ended", "started work": "started"},
        help_text="“Agreed” if empty. A start raises the fee and its invoices.",
        example="started",
    )
    last_day = DateColumn(required=False, also=("left", "end date"), help_text="Required if ended.")
    end_reason = ChoiceColumn(choices=EndReason, required=False, help_text="Required if ended.")
    notified_on = DateColumn(required=False, help_text="Date we were told that it ended.")
    reason = TextColumn(max_length=2000, required=False, help_text="Why it fell through.")


class Hires(PairKind):
    """One row for each hire, matched by graduate, employer and start date."""

    name = "hires"
    title = "Hires"
    about = (
        "One row for each hire, matched by graduate, employer and start date. "
        "The introduction is matched by graduate and employer."
    )
    form = HireForm
    subject = "placements.hire"

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Create the hire of a row, or move it on to the state in the row."""
        wanted = _wanted(entry)
        graduate, employer = self.pair(entry)
        self.once(entry, (graduate.pk, employer.pk, entry["start_on"]), "graduate")
        known = Hire.objects.filter(
            graduate=graduate, employer=employer, start_on=entry["start_on"]
        ).last()
        if known:
            _refuse_other_pay(entry, known)
        hire = known or _agreed(entry, graduate, employer, by=by)
        moved = _brought_to(hire, wanted, entry, by=by, on=on)
        if known is None:
            return Outcome.CREATED
        return Outcome.CHANGED if moved else Outcome.UNCHANGED


def _wanted(entry: Entry) -> HireState:
    wanted = HireState(entry["state"] or HireState.AGREED)
    if wanted == HireState.ENDED and not entry["last_day"]:
        raise BadValue("last_day", "Give the last day of a hire that ended.")
    if wanted == HireState.ENDED and not entry["end_reason"]:
        raise BadValue("end_reason", "Say why it ended. The rebate depends on it.")
    if wanted != HireState.ENDED and entry["last_day"]:
        raise BadValue("state", "This row has a last day, so the state must be “ended”.")
    if wanted == HireState.FELL_THROUGH and not entry["reason"]:
        raise BadValue("reason", "Say why it fell through.")
    return wanted


def _agreed(entry: Entry, graduate: Graduate, employer: Employer, *, by: User) -> Hire:
    """Return the new hire, under the pair's introduction unless the row says why not."""
    values: dict[str, Any] = {
        name: entry[name] for name in ("job_title", "months", "no_introduction_reason")
    }
    if not entry["no_introduction_reason"]:
        values["introduction"] = _introduction(graduate, employer, before=entry["start_on"])
    engagement = Engagement(
        graduate=graduate,
        employer=employer,
        start_on=entry["start_on"],
        agreed_on=entry["agreed_on"],
        salary_pence=entry["salary"],
        fte=entry["fte"] or Decimal(1),
        contract=entry["contract"] or Contract.PERMANENT,
        **values,
    )
    return hires.agree(engagement, by=by, on=entry["agreed_on"])


def _introduction(graduate: Graduate, employer: Employer, *, before: date) -> Introduction:
    """Return the pair's newest introduction sent by a day. Raises BadValue if there is none."""
    newest = (
        Introduction.objects.filter(graduate=graduate, employer=employer, sent_on__lte=before)
        .exclude(hires__state__in=[HireState.AGREED, HireState.STARTED, HireState.ENDED])
        .order_by("-sent_on", "-pk")
        .first()
    )
    if newest is None:
        raise BadValue(
            "no_introduction_reason",
            f"{graduate} was not introduced to {employer} by {format_date(before)}. Import the "
            "introduction first, or say in this column why there is none.",
        )
    return newest


def _refuse_other_pay(entry: Entry, hire: Hire) -> None:
    if hire.salary_pence != entry["salary"]:
        raise BadValue(
            "salary",
            f"This hire is already logged at {pounds(hire.salary_pence)}. "
            "An import cannot change the salary a fee is based on.",
        )


def _brought_to(hire: Hire, wanted: HireState, entry: Entry, *, by: User, on: date) -> bool:
    """Move a hire on to a state; return whether it moved."""
    start = hire.state
    if wanted == HireState.FELL_THROUGH and start == HireState.AGREED:
        hires.fall_through(hire.pk, reason=entry["reason"], by=by, on=on)
        return True
    if wanted in (HireState.STARTED, HireState.ENDED) and hire.state == HireState.AGREED:
        hire = hires.start(hire.pk, by=by, on=entry["start_on"])
    if wanted == HireState.ENDED and hire.state == HireState.STARTED:
        hire = hires.end(
            hire.pk,
            last_day=entry["last_day"],
            reason=entry["end_reason"],
            notified_on=entry["notified_on"],
            by=by,
            on=entry["notified_on"] or entry["last_day"],
        )
    if hire.state != wanted and wanted != HireState.AGREED:
        entry.flag("state", f"Not changed: it is {hire.get_state_display().lower()} here.")
    return hire.state != start
