from foundation.imports.models import ImportBatch, ImportedRecord, ImportedRow, ImportState, Verdict

from .approval import Approval, ApprovalState
from .history import HistoryEntry
from .idempotency import IdempotencyKey
from .numbering import NumberSeries
from .outbox import OutboxRow, OutboxState
from .saved_search import SavedSearch

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
    "SavedSearch",
    "Verdict",
]
