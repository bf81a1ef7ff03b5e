"""Deeds, approvals, kept answers and number series."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from foundation.models import (
    Approval,
    Heartbeat,
    HistoryEntry,
    IdempotencyKey,
    Job,
    NumberSeries,
    OutboxRow,
    ReferenceCounter,
    SavedSearch,
)
from tests.factories.accounts import ColleagueFactory, UserFactory


class HistoryEntryFactory(DjangoModelFactory[HistoryEntry]):
    class Meta:
        model = HistoryEntry

    on = date(2018, 9, 3)
    by = factory.SubFactory(ColleagueFactory)
    verb = "started"
    subject_type = "placements.hire"
    subject_id = factory.Sequence(lambda n: n)
    from_state = "agreed"
    to_state = "started"


class ApprovalFactory(DjangoModelFactory[Approval]):
    """A question that waits for a second person."""

    class Meta:
        model = Approval

    class Params:
        approved = factory.Trait(
            state="approved",
            decided_by=factory.SubFactory(UserFactory),
            decided_on=date(2018, 9, 4),
        )
        refused = factory.Trait(approved=True, state="refused", refusal_reason="Too low")

    kind = "fee_override"
    subject_type = "billing.fee"
    subject_id = factory.Sequence(lambda n: n)
    reason = "Agreed with their director on the phone"
    asked_by = factory.SubFactory(UserFactory)
    asked_on = date(2018, 9, 3)


class IdempotencyKeyFactory(DjangoModelFactory[IdempotencyKey]):
    class Meta:
        model = IdempotencyKey

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    method = "POST"
    path = "/api/v1/hires/"
    request_hash = "0" * 64
    status = 201


class NumberSeriesFactory(DjangoModelFactory[NumberSeries]):
    class Meta:
        model = NumberSeries

    code = factory.Sequence(lambda n: f"T{n}")


class ReferenceCounterFactory(DjangoModelFactory[ReferenceCounter]):
    """A counter that has given out forty-one references."""

    class Meta:
        model = ReferenceCounter

    prefix = factory.Sequence(lambda n: f"R{n}")
    last_number = 41


class SavedSearchFactory(DjangoModelFactory[SavedSearch]):
    """The graduates of London who look for a job."""

    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    page = "placements:graduates"
    name = factory.Sequence(lambda n: f"Looking {n}")
    query = "job_search=looking"


class OutboxRowFactory(DjangoModelFactory[OutboxRow]):
    """Something to be done out there."""

    class Meta:
        model = OutboxRow

    class Params:
        done = factory.Trait(state="done", done_at=datetime(2018, 9, 3, 12, tzinfo=UTC))
        given_up = factory.Trait(state="given_up", attempts=20, last_error="No answer.")
        under_way = factory.Trait(
            holder="0" * 32, held_until=datetime(2018, 9, 3, 12, tzinfo=UTC), attempts=1
        )

    kind = "email"
    lane = factory.Sequence(lambda n: f"email:billing.invoice:{n}")
    subject_type = "billing.invoice"
    subject_id = factory.Sequence(lambda n: n + 1_000_000)


class HeartbeatFactory(DjangoModelFactory[Heartbeat]):
    """A job that ran on the morning of 3 September 2018 and succeeded."""

    class Meta:
        model = Heartbeat

    class Params:
        failed = factory.Trait(last_ok=None, sentence="2 actions failed.")

    name = factory.Iterator(Job.values)
    last_started = last_finished = last_ok = datetime(2018, 9, 3, 5, tzinfo=UTC)
