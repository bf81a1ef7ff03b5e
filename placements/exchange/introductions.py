"""Introductions from a spreadsheet, by the same moves that people make by hand."""

from datetime import date

from employers.domain.terms import versions as terms_of_business
from employers.exchange.known import contact_of, request_of
from employers.models import Employer, HiringRequest
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import ChoiceColumn, DateColumn, TextColumn, YesNoColumn
from foundation.imports.engine.kinds import Entry, Outcome, RowForm
from foundation.periods import format_date
from placements.choices import IntroductionMove as Move
from placements.choices import IntroductionState as State
from placements.domain.introductions import introductions
from placements.domain.introductions.introduction_checks import TermsNotAgreed
from placements.models import Graduate, Introduction

from .pairs import PairKind

# The states a row may ask for, and the move that leads there from sent.
STEPS = {
    State.DRAFT: None,
    State.SENT: None,
    State.INTERVIEWING: Move.INTERVIEW,
    State.OFFERED: Move.OFFER,
    State.DECLINED: Move.DECLINE,
    State.WITHDRAWN: Move.WITHDRAW,
}


class IntroductionForm(RowForm):
    """The columns of an introduction."""

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
    hiring_request = TextColumn(
        required=False,
        also=("role", "job title"),
        help_text="Title of the employer's hiring request.",
        example="Junior developer",
    )
    contact = TextColumn(
        required=False, help_text="Who it was sent to: email address or name.", example=""
    )
    willing_on = DateColumn(
        required=False,
        also=("agreed by graduate on",),
        help_text="Date the graduate agreed to this position.",
        example=date(2018, 6, 29),
    )
    sent_on = DateColumn(
        required=False,
        also=("introduced", "introduced on", "date sent", "cv sent"),
        help_text="Date the details were passed on. Leave empty for a draft.",
        example=date(2018, 7, 2),
    )
    state = ChoiceColumn(
        choices=State,
        required=False,
        also=("status",),
        synonyms={"interview": "interviewing", "offer": "offered", "rejected": "declined"},
        help_text="“Sent” if empty and there is a date. Import hires as hires.",
        example="interviewing",
    )
    moved_on = DateColumn(
        required=False, also=("last step",), help_text="Date of the last step. Today if empty."
    )
    reason = TextColumn(max_length=2000, required=False, help_text="Required if declined.")
    brought_over = YesNoColumn(
        required=False,
        help_text="“Yes” if made before this system, with its checks recorded elsewhere.",
        example="no",
    )


class Introductions(PairKind):
    """One row for each introduction, matched by graduate, employer, role and date."""

    name = "introductions"
    title = "Introductions"
    about = (
        "One row for each introduction, matched by graduate, employer and role. "
        "Each is checked as if made by hand."
    )
    form = IntroductionForm

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Create the introduction of a row, or move it on to the state in the row."""
        wanted = _wanted(entry)
        graduate, employer = self.pair(entry)
        role = request_of(employer, entry["hiring_request"]) if entry["hiring_request"] else None
        self.once(entry, (graduate.pk, employer.pk, role and role.pk, entry["sent_on"]), "graduate")
        known = _existing(entry, graduate, employer, role)
        introduction = known or _made(entry, graduate, employer, role, by=by, on=on)
        moved = _brought_to(introduction, wanted, entry, by=by, on=on)
        if known is None:
            return Outcome.CREATED
        return Outcome.CHANGED if moved else Outcome.UNCHANGED


def _wanted(entry: Entry) -> State:
    """Return the state a row asks for. Raises BadValue for one that an import cannot set."""
    if not entry["state"]:
        return State.SENT if entry["sent_on"] else State.DRAFT
    wanted = State(entry["state"])
    if wanted == State.HIRED:
        raise BadValue("state", "Put “offered” here, and import the hire with the hires.")
    if wanted not in STEPS:
        raise BadValue(
            "state", f"An import cannot set “{wanted.label.lower()}”. Leave this row out."
        )
    if wanted != State.DRAFT and not entry["sent_on"]:
        raise BadValue(
            "sent_on", f"Give the date on which this {wanted.label.lower()} introduction was sent."
        )
    if wanted == State.DRAFT and entry["sent_on"]:
        raise BadValue("state", "A draft has not been sent. Put “sent”, or leave the date empty.")
    if wanted == State.DECLINED and not entry["reason"]:
        raise BadValue("reason", "Say why it was declined.")
    return wanted


def _existing(
    entry: Entry, graduate: Graduate, employer: Employer, role: HiringRequest | None
) -> Introduction | None:
    """Return the introduction of a row: sent on that day, otherwise a draft."""
    same = Introduction.objects.filter(graduate=graduate, employer=employer, hiring_request=role)
    on_that_day = same.filter(sent_on=entry["sent_on"]).order_by("-pk").first()
    return on_that_day or same.filter(state=State.DRAFT).first()


def _made(
    entry: Entry,
    graduate: Graduate,
    employer: Employer,
    role: HiringRequest | None,
    *,
    by: User,
    on: date,
) -> Introduction:
    sent_on = entry["sent_on"]
    if entry["brought_over"] and sent_on:
        terms = terms_of_business.in_force(employer, on=sent_on)
        if terms is None:
            raise TermsNotAgreed(
                f"{employer} has no accepted terms on {format_date(sent_on)}. "
                f"Import its terms first."
            )
        return introductions.bring_over(graduate, employer, terms, sent_on=sent_on, by=by, on=on)
    return introductions.propose(
        graduate,
        employer,
        hiring_request=role,
        contact=contact_of(employer, entry["contact"]) if entry["contact"] else None,
        willing_on=entry["willing_on"],
        by=by,
        on=sent_on or on,
    )


def _brought_to(
    introduction: Introduction, wanted: State, entry: Entry, *, by: User, on: date
) -> bool:
    """Move an introduction on to a state; return whether it moved."""
    start = introduction.state
    if start == State.DRAFT and wanted != State.DRAFT:
        introduction = introductions.send(introduction.pk, by=by, on=entry["sent_on"])
    move = STEPS[wanted]
    if introduction.state == wanted or move is None:
        return introduction.state != start
    if not move.is_open_to(introduction):
        entry.flag(
            "state",
            f"Not changed: it is {introduction.get_state_display().lower()} here.",
        )
        return False
    _make(move, introduction, entry, by=by, on=entry["moved_on"] or on)
    return True


def _make(move: Move, introduction: Introduction, entry: Entry, *, by: User, on: date) -> None:
    if move is Move.INTERVIEW:
        introductions.interview(introduction.pk, by=by, on=on)
    elif move is Move.OFFER:
        introductions.offer(introduction.pk, by=by, on=on)
    elif move is Move.DECLINE:
        introductions.decline(introduction.pk, reason=entry["reason"], by=by, on=on)
    else:
        introductions.withdraw(introduction.pk, reason=entry["reason"], by=by, on=on)
