"""What pages share: who may open them, how a refusal is told, paging, forms, and undo."""
