"""The parties of a row of a placement register: the client, the graduate and their terms."""

from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from employers.exchange.known import KnownEmployers
from employers.models import Employer, Terms
from foundation import references
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.kinds import Entry, Outcome
from foundation.imports.engine.records import save
from foundation.money import percent, pounds
from foundation.periods import format_date
from foundation.values import quoted
from placements.exchange.known import KnownCohorts, KnownGraduates
from placements.models import Graduate

# Marks the terms taken from a register, so that a later row may extend them.
EVIDENCE = "Placement register"


def client_of(entry: Entry, *, by: User, on: date) -> Employer:
    """Return the employer that a row names, created if it is new.

    A name that differs only in its legal form counts as the same, with a flag. Raises BadValue
    for a name that is spelt almost like another.
    """
    name = entry["client"]
    known = KnownEmployers()
    match = known.named(name)
    if match:
        return match
    alike = known.alike(name)
    if alike:
        entry.flag("client", f"{quoted(name)} is read as {quoted(alike.name)}.")
        return alike
    names = Employer.objects.values_list("name", flat=True)[:5000]
    near = get_close_matches(name, list(names), n=1, cutoff=0.88)
    if near:
        raise BadValue(
            "client",
            f"{quoted(name)} is spelt almost like {quoted(near[0])}. Write it the same way, or "
            "import it with the employers first if it is a different firm.",
        )
    employer = Employer()
    save(employer, {"name": name, "reference": references.fresh(Employer, "EMP")}, by=by, on=on)
    return employer


def graduate_of(
    entry: Entry, known: KnownGraduates, cohorts: KnownCohorts, *, by: User, on: date
) -> Graduate:
    """Return the graduate that a row names, created with a private profile if new."""
    matches = known.find(entry["email"] or entry["graduate"])
    matches = matches or known.find(entry["graduate"])
    if len(matches) > 1:
        raise BadValue(
            "graduate",
            f"More than one graduate is called {quoted(entry['graduate'])}. "
            "Enter the email address, or the reference instead of the name.",
        )
    if matches:
        return matches[0]
    reference = references.fresh(Graduate, "GRAD")
    values = {
        "full_name": entry["graduate"],
        "reference": reference,
        # A register has no addresses; .invalid leads nowhere (RFC 2606).
        "email": entry["email"] or f"{reference.lower()}@unknown.invalid",
    }
    note = "A new graduate: a private profile is created"
    entry.flag("graduate", note + ("." if entry["email"] else ", without an email address."))
    if entry["cohort"]:
        try:
            values["cohort"] = cohorts.must(entry["cohort"])
        except BadValue as unknown:
            entry.flag("cohort", f"{unknown.sentence} The graduate is added without one.")
    graduate = Graduate()
    save(graduate, values, by=by, on=on)
    return graduate


def joins_cohort(
    entry: Entry, graduate: Graduate, cohorts: KnownCohorts, *, by: User, on: date
) -> bool:
    """Put a graduate without a cohort into that of the row; return whether that changed it."""
    if graduate.cohort_id or not entry["cohort"]:
        return False
    try:
        cohort = cohorts.must(entry["cohort"])
    except BadValue:
        return False
    return save(graduate, {"cohort": cohort}, by=by, on=on) is Outcome.CHANGED


def terms_of(entry: Entry, employer: Employer, *, introduced_on: date, by: User, on: date) -> Terms:
    """Return the terms that a row's fee came from, in force on the day of the introduction.

    They are taken from the row unless they are known. Raises BadValue if others are in force.
    """
    terms = described(entry)
    current = terms_of_business.in_force(employer, on=introduced_on)
    if current and same_fee(current, terms):
        return current
    column = "rate" if entry["rate"] is not None else "fee"
    if current and (current.accepted_by != EVIDENCE or current.effective_from == introduced_on):
        raise BadValue(
            column,
            f"The terms of {employer} on {format_date(introduced_on)} are {in_words(current)}; "
            f"this row says {_words(terms)}. Correct the row, or enter the day of introduction.",
        )
    read = f"Terms of {_words(terms)} from {format_date(introduced_on)} are added from this row."
    entry.flag(column, read)
    evidence = terms_of_business.Evidence(introduced_on, EVIDENCE, "conduct")
    brought: dict[str, Any] = {"evidence": evidence, "brought_over": True, "by": by, "on": on}
    if current:
        return terms_of_business.supersede(
            employer.pk, terms, effective_from=introduced_on, **brought
        )
    later = employer.terms.filter(effective_from__gt=introduced_on).order_by("effective_from")
    following = later.first()
    return terms_of_business.agree(
        employer.pk,
        terms,
        effective_from=introduced_on,
        effective_to=following.effective_from - timedelta(days=1) if following else None,
        **brought,
    )


def described(entry: Entry) -> FeeTerms:
    """Return the terms of a row: its rate, else its fee as a fixed fee, and its payment days."""
    days = 30
    if entry["issued_on"] and entry["due_on"]:
        days = min(365, (entry["due_on"] - entry["issued_on"]).days)
    terms = {"payment_days": days, "payment_from": "invoice"}
    if entry["rate"] is not None:
        return FeeTerms.parse({**terms, "fee_basis": "percentage", "rate": entry["rate"]})
    return FeeTerms.parse({**terms, "fee_basis": "fixed", "fixed_pence": entry["fee"]})


def same_fee(version: Terms, terms: FeeTerms) -> bool:
    """Return whether a version sets the same plain fee as these terms."""
    if version.discount_rate:
        return False
    plain = (version.fee_basis, version.rate, version.fixed_pence)
    return plain == (terms.fee_basis, terms.rate, terms.fixed_pence)


def in_words(version: Terms) -> str:
    """Return a version's fee in a few words: "15 %", "£4,000.00 fixed"."""
    return _words(terms_of_business.fee_terms_of(version))


def _words(terms: FeeTerms) -> str:
    if terms.rate is not None:
        off = f" less {percent(terms.discount_rate)}" if terms.discount_rate else ""
        return percent(terms.rate) + off
    if terms.fixed_pence is not None:
        return f"{pounds(terms.fixed_pence)} fixed"
    return "by bands"
