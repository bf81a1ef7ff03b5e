from .approval import Approval, ApprovalState
from .history import HistoryEntry
from .idempotency import IdempotencyKey
from .imports import ImportBatch, ImportedRecord, ImportedRow, ImportState, Verdict
from .numbering import NumberSeries
from .outbox import OutboxRow, OutboxState

__all__ = [
    "Approval",
    "ApprovalState",
    "HistoryEntry",
    "IdempotencyKey",
    "ImportBatch",
    "ImportState",
    "ImportedRecord",
    "ImportedRow",
    "NumberSeries",
    "OutboxRow",
    "OutboxState",
    "Verdict",
]
