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
        help_text="Reference, e-mail address or full name; import the graduates first.",
        example="GRAD-0001",
    )
    employer = TextColumn(
        also=("client", "company"),
        help_text="By name or reference; import the employers first.",
        example="Fonthill Digital",
    )
    hiring_request = TextColumn(
        required=False,
        also=("role", "job title"),
        help_text="The title of the employer's hiring request.",
        example="Junior developer",
    )
    contact = TextColumn(
        required=False, help_text="Whom it went to, by e-mail address or name.", example=""
    )
    willing_on = DateColumn(
        required=False,
        also=("agreed by graduate on",),
        help_text="When the graduate agreed to this position.",
        example=date(2018, 6, 29),
    )
    sent_on = DateColumn(
        required=False,
        also=("introduced", "introduced on", "date sent", "cv sent"),
        help_text="When the details were passed on; empty for a draft.",
        example=date(2018, 7, 2),
    )
    state = ChoiceColumn(
        choices=State,
        required=False,
        also=("status",),
        synonyms={"interview": "interviewing", "offer": "offered", "rejected": "declined"},
        help_text="Sent if empty and there is a day; hires are imported as hires.",
        example="interviewing",
    )
    moved_on = DateColumn(
        required=False, also=("last step",), help_text="The day of the last step; today if empty."
    )
    reason = TextColumn(max_length=2000, required=False, help_text="Needed when declined.")
    brought_over = YesNoColumn(
        required=False,
        help_text="Yes for one made before this system, whose checks were kept elsewhere.",
        example="no",
    )


class Introductions(PairKind):
    """One row an introduction, found again by graduate, employer, role and day."""

    name = "introductions"
    title = "Introductions"
    about = (
        "One row an introduction, found again by graduate, employer and role. "
        "Each is checked as if it were made by hand."
    )
    form = IntroductionForm

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Make the introduction of a row, or move it on to the state that the row says."""
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
    """Return the state that a row asks for. Raises BadValue for one that an import cannot give."""
    if not entry["state"]:
        return State.SENT if entry["sent_on"] else State.DRAFT
    wanted = State(entry["state"])
    if wanted == State.HIRED:
        raise BadValue("state", "Write offered here, and import the hire as one of the hires.")
    if wanted not in STEPS:
        raise BadValue("state", f"{wanted.label} follows from other records. Leave the row out.")
    if wanted != State.DRAFT and not entry["sent_on"]:
        raise BadValue("sent_on", f"An introduction that is {wanted.label.lower()} was sent. When?")
    if wanted == State.DRAFT and entry["sent_on"]:
        raise BadValue("state", "A draft was not sent. Write sent, or leave the day empty.")
    if wanted == State.DECLINED and not entry["reason"]:
        raise BadValue("reason", "Say why it was declined.")
    return wanted


def _existing(
    entry: Entry, graduate: Graduate, employer: Employer, role: HiringRequest | None
) -> Introduction | None:
    """Return the introduction that a row is about: of that day, else a draft not yet sent."""
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
    """Move an introduction on to a state; returns whether it moved."""
    start = introduction.state
    if start == State.DRAFT and wanted != State.DRAFT:
        introduction = introductions.send(introduction.pk, by=by, on=entry["sent_on"])
    move = STEPS[wanted]
    if introduction.state == wanted or move is None:
        return introduction.state != start
    if not move.is_open_to(introduction):
        entry.flag("state", f"It is {introduction.get_state_display().lower()} here and stays.")
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
