"""The fee audit as finance reads it: each finding with its worth and the action that mends it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.choices import AuditDirection
from billing.reports.audit.audit import Audit, fee_audit
from billing.reports.audit.findings import Finding
from billing.reports.audit.kinds import KINDS
from foundation.accounts.rules import is_office
from foundation.web.access import SignedIn, requires
from foundation.web.lists import Filters
from foundation.web.paging import page_of
from foundation.web.slots import slot


class FindingFilters(Filters):
    direction = forms.ChoiceField(
        label="Loss or overcharge", choices=[("", "Both"), *AuditDirection.choices], required=False
    )
    kind = forms.ChoiceField(label="Kind", required=False)

    def __init__(self, given: Any, audit: Audit) -> None:
        """Offer the kinds of which there are findings, with their number."""
        super().__init__(given)
        counts: dict[str, int] = {}
        for finding in audit.findings:
            counts[finding.kind.code] = counts.get(finding.kind.code, 0) + 1
        kinds = [
            (code, f"{KINDS[code].label} ({counts[code]})") for code in KINDS if code in counts
        ]
        self.fields["kind"].choices = [("", "All"), *kinds]  # type: ignore[attr-defined]

    def fits(self, finding: Finding) -> bool:
        """Return whether a finding matches what was chosen; invalid choices are ignored."""
        wanted = self.cleaned_data if self.is_bound and self.is_valid() else {}
        words = str(wanted.get("q", "")).casefold().split()
        return (
            wanted.get("direction", "") in ("", finding.kind.direction)
            and wanted.get("kind", "") in ("", finding.kind.code)
            and all(word in finding.sentence.casefold() for word in words)
        )


@require_safe
@requires(is_office)
def findings(request: SignedIn) -> HttpResponse:
    """List the findings of today, those worth most first, by kind if wanted."""
    today = localdate()
    audit = fee_audit(on=today)
    filters = FindingFilters(request.GET, audit)
    chosen = Audit(today, [one for one in audit.findings if filters.fits(one)])
    context = {
        "audit": audit,
        "chosen": chosen,
        "filters": filters,
        "saved_searches": [],
        "list_name": "billing:fee-audit",
        "list_query": request.GET.urlencode(),
        "page": page_of(request, chosen.findings),
        "kinds": len(KINDS),
    }
    return render(request, "billing/desk/fee_audit.html", context)


@require_safe
@requires(is_office)
def verdict(request: SignedIn) -> HttpResponse:
    """Show how many findings there are and what they come to: a part of the desk."""
    audit = fee_audit(on=localdate())
    context = {"title": "Fee audit", "audit": audit}
    return slot(request, "billing/desk/fee_audit_verdict.html", context)
