"""The fee audit: money that should have come and did not, or came and should not have.

It compares terms, introductions, hires, invoices and cash with each other, and with what graduates
and employers reported. Where the books contradict themselves, `check_books` says so; the audit
asks whether they tell what happened in the world.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from billing.choices import AuditDirection

from . import (
    cash,
    contracts,
    fees,
    hints,
    hires_without_fee,
    invoicing,
    rebates,
    reported,
    terms,
)
from .findings import Finding, Row, Search
from .kinds import KINDS

# In this order: of two findings about the same money the first counts.
SEARCHES: Final[tuple[Search, ...]] = (
    hires_without_fee.covered,
    hires_without_fee.firm_twice,
    hires_without_fee.name_alike,
    hires_without_fee.started_unpriced,
    contracts.start_overdue,
    reported.starts_not_logged,
    reported.jobs_not_logged,
    hints.outcomes,
    hints.feedback,
    reported.pay_by_employer,
    reported.pay_by_graduate,
    contracts.fixed_terms,
    fees.hired_twice,
    fees.differing,
    fees.changed_alone,
    terms.under_standard,
    terms.over_filled,
    invoicing.parts,
    invoicing.drafts,
    invoicing.debtors,
    invoicing.vat,
    rebates.given,
    rebates.owed,
    rebates.unsettled,
    rebates.replaced,
    rebates.before_payment,
    cash.counted_twice,
    cash.other_payers,
    cash.unmatched,
    cash.paid_again,
    cash.idle_credit,
    cash.silence,
    cash.old_disputes,
)


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings of a day, those worth most first."""

    as_of: date
    findings: list[Finding]

    @property
    def loss_pence(self) -> int:
        """What we lose, net."""
        return self._worth(AuditDirection.LOSS)

    @property
    def overcharge_pence(self) -> int:
        """What employers pay too much, net."""
        return self._worth(AuditDirection.OVERCHARGE)

    @property
    def worth_pence(self) -> int:
        """Both together."""
        return self.loss_pence + self.overcharge_pence

    def _worth(self, direction: str) -> int:
        return sum(one.worth_pence for one in self.findings if one.kind.direction == direction)

    def as_json(self) -> dict[str, Any]:
        """Return the report as the API sends it."""
        return {
            "as_of": self.as_of,
            "rows": [finding.as_json() for finding in self.findings],
            "loss_pence": self.loss_pence,
            "overcharge_pence": self.overcharge_pence,
        }


def fee_audit(*, on: date, kinds: Iterable[str] | None = None) -> Audit:
    """Return the findings of a day by what the books hold now; of some kinds only, if given.

    The work grows with the books, for each fee is worked out anew; memory does not, for no search
    holds more than 500 rows of them at once, and what is compared by name, each employer.
    """
    wanted = KINDS.keys() if kinds is None else set(kinds)
    findings = [
        Finding(KINDS[row.kind], row.worth_pence, row.sentence, row.subjects)
        for row in _once(row for search in SEARCHES for row in search(on))
        if row.kind in wanted
    ]
    findings.sort(key=lambda one: (-one.worth_pence, one.kind.code, sorted(one.subjects.items())))
    return Audit(on, findings)


def _once(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the first of the rows about the same money."""
    known: set[str] = set()
    for row in rows:
        key = row.about or f"{row.kind} {sorted(row.subjects.items())}"
        if key not in known:
            known.add(key)
            yield row
