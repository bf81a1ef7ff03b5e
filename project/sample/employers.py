"""The employers of data/employers.toml, and the terms of data/terms.toml that they agreed."""

from dataclasses import dataclass
from datetime import date

from employers.choices import Acceptance, EmployerKind
from employers.domain.terms.fee_terms import FeeTerms
from foundation.errors import BadValue

from .days import Ago
from .entries import BrokenEntry, entries, tables

FILE, TERMS_FILE = "employers.toml", "terms.toml"


@dataclass(frozen=True, slots=True)
class Firm:
    """An employer and its contact; one outside the UK has shown that it is a business."""

    reference: str
    name: str
    kind: EmployerKind
    contact: str
    contact_role: str
    group: str = ""
    address_abroad: str = ""
    business_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Terms from a day on; without an ``acceptance`` the employer has not accepted them yet."""

    employer: str
    terms: str
    since: date | Ago
    acceptance: Acceptance | None = None


def _terms() -> tuple[dict[str, FeeTerms], dict[str, str]]:
    """Return the terms by name, and why a rate may be under the standard one."""
    terms, reasons = {}, {}
    for name, table in tables(TERMS_FILE).items():
        if reason := table.pop("under_standard_reason", ""):
            reasons[name] = reason
        try:
            terms[name] = FeeTerms.parse(table)
        except BadValue as error:
            raise BrokenEntry(f"{TERMS_FILE}, {name}, {error.field}: {error}") from error
    return terms, reasons


FIRMS = entries(Firm, FILE, "employers")
AGREEMENTS = entries(Agreement, FILE, "agreements")
TERMS, UNDER_STANDARD = _terms()
