from .approval import Approval, ApprovalState
from .backup import BackupKind, BackupRecord
from .event import Event
from .heartbeat import Heartbeat, Job
from .history import HistoryEntry
from .idempotency import IdempotencyKey
from .limit_use import Limited, LimitUse, Per
from .numbering import NumberSeries, ReferenceCounter
from .outbox import OutboxRow, OutboxState
from .saved_search import SavedSearch
from .seal import Seal
from .webhook import EndpointState, WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "Approval",
    "ApprovalState",
    "BackupKind",
    "BackupRecord",
    "EndpointState",
    "Event",
    "Heartbeat",
    "HistoryEntry",
    "IdempotencyKey",
    "Job",
    "LimitUse",
    "Limited",
    "NumberSeries",
    "OutboxRow",
    "OutboxState",
    "Per",
    "ReferenceCounter",
    "SavedSearch",
    "Seal",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
