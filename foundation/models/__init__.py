from .approval import Approval, ApprovalState
from .heartbeat import Heartbeat, Job
from .history import HistoryEntry
from .idempotency import IdempotencyKey
from .numbering import NumberSeries, ReferenceCounter
from .outbox import OutboxRow, OutboxState
from .saved_search import SavedSearch

__all__ = [
    "Approval",
    "ApprovalState",
    "Heartbeat",
    "HistoryEntry",
    "IdempotencyKey",
    "Job",
    "NumberSeries",
    "OutboxRow",
    "OutboxState",
    "ReferenceCounter",
    "SavedSearch",
]
