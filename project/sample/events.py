"""The events of one hire, from the role to the last day: each notes the next in the diary."""

from datetime import date, timedelta
from decimal import Decimal

from billing.choices import RebateState
from employers.choices import EndReason
from employers.domain import hiring_requests
from employers.models import HiringRequest
from foundation.periods import add_months
from placements.choices import HireState, IntroductionState
from placements.domain.hires import hires, leavers
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import introductions
from placements.models import Hire, Introduction

from .money import charge_again, plan_money, settle_rebate
from .office import Busy, Office
from .roles import fill, introduce, introduce_elsewhere, introduce_rival, is_in, new_role
from .story import FallsThrough, Leaves, NoIntroduction, Placed, Reopened, Replaces

State = IntroductionState
A_DAY = timedelta(days=1)
# How many others are introduced for a role: one of these, drawn by lot.
RIVALS = [0, 0, 1, 1, 2]
# The share of graduates who are introduced to two employers at once.
TWO_EMPLOYERS = 0.35
LONG_BEFORE = timedelta(days=150)


class HireEvents:
    """One hire of the story, with the days of its steps and the records they make."""

    def __init__(self, office: Office, row: Placed) -> None:
        self.office, self.row, self.note = office, row, office.diary.note
        self.start = office.day(row.start)
        lead, notice = office.random.randint(46, 66), office.random.randint(17, 27)
        self.agreed = office.day(row.agreed or self.start - notice * A_DAY)
        earliest = office.known_since[row.graduate] + 4 * A_DAY
        self.sent = office.day(row.sent or max(self.start - lead * A_DAY, earliest))
        self.last_day = self._last_day()
        returns = row.leaves and row.leaves.back_on
        until = date.max if returns else self.last_day or date.max
        if isinstance(row.turn, FallsThrough):
            until = office.day(row.turn.on)
        office.busy.setdefault(row.graduate, []).append(Busy(self.agreed, until))
        office.meets(row.graduate, row.employer)
        self.role: HiringRequest | None = None
        self.introduction: Introduction | None = None
        self.hire: Hire | None = None

    def _last_day(self) -> date | None:
        """Return the last day of the employment, if the story or the contract sets one."""
        if self.row.leaves:
            when = self.row.leaves.when
            if isinstance(when, int):
                return self.start + (when - 1) * A_DAY
            return self.office.day(when)
        if self.row.months:
            return add_months(self.start, self.row.months) - A_DAY
        return None

    def plan(self) -> None:
        """Note the first step."""
        if isinstance(self.row.turn, NoIntroduction):
            if self.row.turn.introduced_to:
                self.note(self.start - LONG_BEFORE, self._introduce_in_vain)
            self.note(self.agreed, self._agree)
        else:
            self.note(self.sent - 12 * A_DAY, self._open_role)

    def _introduce_in_vain(self, *, on: date) -> None:
        """Introduce to the employer that declines, while its group hires later."""
        assert isinstance(self.row.turn, NoIntroduction)
        reference, staff = self.row.turn.introduced_to, self.office.staff
        role = new_role(self.office, reference, self.row.title, self._salaries())
        hiring_requests.open_(role.pk, by=staff, on=on)
        pk = introduce(self.office, self.office.graduates[self.row.graduate], role, on).pk
        why = "Not for this team"
        self.note(on + 15 * A_DAY, introductions.decline, pk, reason=why, by=staff)
        self.note(on + 30 * A_DAY, hiring_requests.close, role.pk, by=staff)

    def _open_role(self, *, on: date) -> None:
        """Open the role, and note who is introduced for it."""
        role = new_role(self.office, self.row.employer, self.row.title, self._salaries())
        hiring_requests.open_(role.pk, by=self.office.staff, on=on)
        self.role = role
        self.note(self.sent, self._introduce)
        for place in range(self.office.random.choice(RIVALS)):
            self.note(self.sent + (place - 1) * A_DAY, introduce_rival, self.office, role)

    def _introduce(self, *, on: date) -> None:
        assert self.role is not None
        graduate = self.office.graduates[self.row.graduate]
        self.introduction = introduce(self.office, graduate, self.role, on)
        self.note(on + 8 * A_DAY, self._interview)
        if isinstance(self.row.turn, Reopened):
            self.note(self.office.day(self.row.turn.on), self._reopen)
        if self.office.random.random() < TWO_EMPLOYERS:
            self.note(on + 3 * A_DAY, introduce_elsewhere, self.office, graduate)
        self.note(self.agreed - 4 * A_DAY, self._offer)
        self.note(self.agreed, self._agree)

    def _interview(self, *, on: date) -> None:
        if self.introduction and is_in(self.introduction, State.SENT):
            introductions.interview(self.introduction.pk, by=self.office.staff, on=on)

    def _reopen(self, *, on: date) -> None:
        assert self.introduction is not None
        introductions.reopen(self.introduction.pk, by=self.office.staff, on=on)
        self.note(on + 6 * A_DAY, self._interview)

    def _offer(self, *, on: date) -> None:
        if self.introduction and is_in(self.introduction, State.SENT, State.INTERVIEWING):
            introductions.offer(self.introduction.pk, by=self.office.staff, on=on)

    def _agree(self, *, on: date) -> None:
        """Log the hire, and note its start, or the day it falls through."""
        row, turn = self.row, self.row.turn
        if self.introduction:
            self.introduction.refresh_from_db()
        leaver = None
        if isinstance(turn, Replaces):
            leaver = Hire.objects.get(graduate__full_name=turn.leaver, state=HireState.ENDED)
        engagement = Engagement(
            graduate=self.office.graduates[row.graduate],
            employer=self.office.employers[row.employer],
            introduction=self.introduction,
            no_introduction_reason=turn.reason if isinstance(turn, NoIntroduction) else "",
            start_on=self.start,
            agreed_on=on,
            salary_pence=100 * row.salary,
            fte=Decimal(row.fte),
            contract="fixed_term" if row.months else "permanent",
            months=row.months,
            job_title=row.title,
            replaces=leaver,
        )
        self.hire = hires.agree(engagement, by=self.office.staff, on=on)
        if self.role:
            fill(self.office, self.role, on)
        if isinstance(turn, FallsThrough):
            self.note(self.office.day(turn.on), self._fall_through)
        else:
            self.note(self.start, self._start)

    def _fall_through(self, *, on: date) -> None:
        assert self.hire is not None
        assert isinstance(self.row.turn, FallsThrough)
        reason = self.row.turn.reason
        hires.fall_through(self.hire.pk, reason=reason, by=self.office.staff, on=on)

    def _start(self, *, on: date) -> None:
        assert self.hire is not None
        self.hire = hires.start(self.hire.pk, by=self.office.staff, on=on)
        plan_money(self.office, self.hire, self.row, on)
        if self.last_day:
            reported_after = self.row.leaves.reported_after if self.row.leaves else 1
            self.note(self.last_day + reported_after * A_DAY, self._end)

    def _end(self, *, on: date) -> None:
        """End the hire, and note when finance settles its rebate, if it does."""
        assert self.hire is not None
        assert self.last_day is not None
        leaves = self.row.leaves or Leaves(self.last_day, EndReason.CONTRACT_ENDED)
        hires.end(
            self.hire.pk,
            last_day=self.last_day,
            reason=leaves.reason,
            notified_on=on,
            by=self.office.staff,
            on=on,
        )
        rebate = self.hire.rebates.filter(state=RebateState.PROPOSED).first()
        if rebate and leaves.remedy:
            settles_on = on + leaves.settled_after * A_DAY
            self.note(settles_on, settle_rebate, self.office, rebate, leaves.remedy)
        if leaves.back_on:
            self.note(self.office.day(leaves.back_on), self._return)

    def _return(self, *, on: date) -> None:
        assert self.hire is not None
        hire = leavers.re_engage(self.hire.pk, back_on=on, by=self.office.staff, on=on)
        charge_again(self.office, hire, self.row, on)

    def _salaries(self) -> tuple[int, int]:
        """Return the range the role was advertised with, in pounds."""
        return self.row.salary // 1000 * 1000 - 2000, self.row.salary // 1000 * 1000 + 3000
