"""Who may import what, and which import a page is about."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from foundation.accounts.models import User
from foundation.accounts.rules import can_bill, can_place
from foundation.imports.engine.kinds import Kind
from foundation.imports.models import ImportBatch
from foundation.imports.registry import kinds


def may_import(user: User, kind: type[Kind]) -> bool:
    """Return whether a person may import a kind: money takes an administrator."""
    return can_place(user) and (can_bill(user) or not kind.moves_money)


def kind_named(name: str) -> type[Kind]:
    """Return a kind by its name in an address. Raises Http404."""
    if name not in kinds():
        raise Http404
    return kinds()[name]


def kind_for(user: User, name: str) -> type[Kind]:
    """Return a kind for a person who wants to import it. Raises Http404 and PermissionDenied."""
    kind = kind_named(name)
    if not may_import(user, kind):
        raise PermissionDenied(
            f"{kind.title}: only an administrator can import these, because they become "
            "invoices and payments."
        )
    return kind


def batch_for(user: User, pk: int) -> ImportBatch:
    """Return an import that a person may see. Raises Http404."""
    batches = ImportBatch.objects.visible_to(user).defer("content")
    related = batches.select_related("uploaded_by", "done_by", "undone_by")
    batch: ImportBatch = get_object_or_404(related, pk=pk)
    kind_named(batch.kind)
    return batch


def ours(user: User, pk: int) -> tuple[ImportBatch, type[Kind]]:
    """Return an import with its kind, to act on it. Raises Http404 and PermissionDenied."""
    batch = batch_for(user, pk)
    return batch, kind_for(user, batch.kind)
