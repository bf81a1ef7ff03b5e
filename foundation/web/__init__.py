"""What pages share: access, refusals, paging, forms and undo."""
