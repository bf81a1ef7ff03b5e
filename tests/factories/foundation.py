"""Deeds, approvals, kept answers and number series."""

from datetime import UTC, date, datetime, timedelta

import factory
from django.utils.timezone import now
from factory.django import DjangoModelFactory

from foundation.models import (
    Approval,
    BackupRecord,
    Event,
    Heartbeat,
    HistoryEntry,
    IdempotencyKey,
    Job,
    Limited,
    LimitUse,
    NumberSeries,
    OutboxRow,
    Per,
    ReferenceCounter,
    SavedSearch,
    Seal,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from foundation.webhook_signing import encrypted, new_secret
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


class SealFactory(DjangoModelFactory[Seal]):
    """The seal of an entry of the history: a seal is never made by itself."""

    class Meta:
        model = Seal

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        entry = HistoryEntryFactory(**kwargs)
        return Seal.objects.get(kind=entry._meta.label_lower, subject_id=entry.pk)


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


class EventFactory(DjangoModelFactory[Event]):
    """A start that has its place in the feed."""

    class Meta:
        model = Event

    on = date(2018, 9, 3)
    verb = "started"
    subject_type = "placements.hire"
    subject_id = factory.Sequence(lambda n: n + 1_000_000)
    position = factory.Sequence(lambda n: n + 1_000_000)
    placed_at = datetime(2018, 9, 3, 12, tzinfo=UTC)


class WebhookEndpointFactory(DjangoModelFactory[WebhookEndpoint]):
    """An admin's endpoint that wants everything."""

    class Meta:
        model = WebhookEndpoint

    class Params:
        paused = factory.Trait(state="paused")
        disabled = factory.Trait(state="disabled", state_reason="It answered 410.")
        failing = factory.Trait(failing_since=datetime(2018, 9, 3, 12, tzinfo=UTC))

    owner = factory.SubFactory(UserFactory, role="admin")
    url = factory.Sequence(lambda n: f"https://hooks{n}.example.org/foothold")
    secret = factory.LazyFunction(lambda: encrypted(new_secret()))


class WebhookDeliveryFactory(DjangoModelFactory[WebhookDelivery]):
    """An event that waits for its endpoint."""

    class Meta:
        model = WebhookDelivery

    class Params:
        delivered = factory.Trait(state="done", done_at=datetime(2018, 9, 3, 12, tzinfo=UTC))
        given_up = factory.Trait(state="given_up", attempts=10, last_error="It answered 500.")

    kind = "webhook"
    subject_type = "foundation.webhookendpoint"
    subject_id = factory.Sequence(lambda n: n + 1_000_000)
    lane = factory.LazyAttribute(lambda row: f"webhook:{row.subject_type}:{row.subject_id}")
    payload = factory.LazyAttribute(lambda row: {"event": row.subject_id})


class WebhookAttemptFactory(DjangoModelFactory[WebhookAttempt]):
    """A try that met a broken endpoint."""

    class Meta:
        model = WebhookAttempt

    delivery = factory.SubFactory(WebhookDeliveryFactory)
    number = 1
    at = datetime(2018, 9, 3, 12, tzinfo=UTC)
    milliseconds = 35
    status = 500


class HeartbeatFactory(DjangoModelFactory[Heartbeat]):
    """A job that ran on the morning of 3 September 2018 and succeeded."""

    class Meta:
        model = Heartbeat

    class Params:
        failed = factory.Trait(last_ok=None, sentence="2 actions failed.")

    name = factory.Iterator(Job.values)
    last_started = last_finished = last_ok = datetime(2018, 9, 3, 5, tzinfo=UTC)


class BackupRecordFactory(DjangoModelFactory[BackupRecord]):
    """Last night's backup, proved by restoring it."""

    class Meta:
        model = BackupRecord

    class Params:
        of_a_drill = factory.Trait(kind="drill")
        unproved = factory.Trait(is_proved=False, remarks=["Does not hold: paid is paid (1)."])

    kind = "backup"
    made_at = datetime(2018, 9, 3, 2, 15, tzinfo=UTC)
    done_at = datetime(2018, 9, 3, 2, 16, tzinfo=UTC)
    place = "office:/var/backups/foothold-20180903T021500Z.backup"
    done_by = "manage.py backup by foothold"
    size = 2_000_000
    sha256 = "0" * 64
    row_count = 5_000
    is_proved = True


class LimitUseFactory(DjangoModelFactory[LimitUse]):
    """A network address that sent one wrong API key; ``stopped``: as many as are let."""

    class Meta:
        model = LimitUse

    class Params:
        stopped = factory.Trait(count=20, full_at=factory.LazyFunction(now))

    limit = Limited.KEY_FAILED
    per = Per.ADDRESS
    subject = factory.Sequence(lambda n: f"192.0.2.{n}")
    count = 1
    ends_at = factory.LazyFunction(lambda: now() + timedelta(minutes=10))
