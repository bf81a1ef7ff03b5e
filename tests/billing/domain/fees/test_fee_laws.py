"""Laws of fees and rebates, each tried on many invented terms, hires and days."""

import json
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from billing.domain.fees.quotes import quote
from billing.domain.ledger.instalments import instalment_plan
from billing.domain.ledger.vat_rules import (
    VatTreatment,
    net_share_of_payment,
    vat_of,
    vat_of_credit,
)
from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.fee_terms import (
    BASES,
    Band,
    FeeTerms,
    FixedTerm,
    Instalment,
    Rebate,
    RebateStep,
)
from employers.domain.terms.rebate_period import protected_until
from employers.domain.terms.rebate_rules import assess, at_risk_pence, rebate_share
from foundation.money import half_up

settings.register_profile("laws", max_examples=150, deadline=None, derandomize=True)
laws = settings.get_profile("laws")
STANDARD = VatTreatment("standard", Decimal("0.2"))

pence = st.integers(0, 20_000_000)
salaries = st.integers(1, 20_000_000)
rates = st.decimals(0, 1, places=4)
hours = st.decimals(Decimal("0.05"), 1, places=4)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
contracts = st.one_of(
    st.just(("permanent", None)), st.tuples(st.just("fixed_term"), st.integers(1, 24))
)


def rising(numbers: st.SearchStrategy[int], most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(numbers, min_size=1, max_size=most, unique=True).map(sorted)


@st.composite
def rebates(draw) -> Rebate:
    conditions = {
        "requires_payment_by_due": draw(st.booleans()),
        "notify_within_days": draw(st.none() | st.integers(0, 60)),
        "excluded_reasons": tuple(draw(st.sets(st.sampled_from(["redundancy", "resigned"])))),
        "replacement": draw(st.booleans()),
    }
    if draw(st.booleans()):
        length = draw(st.integers(1, 30))
        full_until = draw(st.integers(0, length - 1))
        return Rebate("weeks", "linear", length=length, full_until=full_until, **conditions)
    through = draw(rising(st.integers(1, 60), 5))
    shares = sorted(draw(st.lists(rates, min_size=len(through), max_size=len(through))))
    steps = tuple(map(RebateStep, through, reversed(shares)))
    return Rebate(draw(st.sampled_from(["days", "weeks", "months"])), "steps", steps, **conditions)


@st.composite
def all_terms(draw, bases: tuple[str, ...] = BASES) -> FeeTerms:
    fee_basis = draw(st.sampled_from(bases))
    starts = [0, *draw(rising(st.integers(1, 15_000_000), 4))]
    limits = sorted(draw(st.tuples(pence, pence)))
    discount = draw(st.just(Decimal(0)) | rates)
    after = draw(rising(st.integers(0, 400), 5))
    return FeeTerms(
        fee_basis=fee_basis,
        rate=draw(rates) if fee_basis == "percentage" else None,
        fixed_pence=draw(pence) if fee_basis == "fixed" else None,
        bands=tuple(Band(start, draw(rates)) for start in starts)
        if fee_basis.startswith("bands")
        else (),
        discount_rate=discount,
        discount_reason="nonprofit" if discount else "",
        minimum_pence=draw(st.sampled_from([None, limits[0]])),
        maximum_pence=draw(st.sampled_from([None, limits[1]])),
        fixed_term=draw(st.none() | st.builds(FixedTerm, st.integers(1, 12), rates)),
        payment_days=draw(st.integers(0, 90)),
        payment_from=draw(st.sampled_from(["start", "invoice"])),
        instalments=tuple(Instalment(draw(st.integers(1, 1000)), day) for day in after),
        rebate=draw(st.none() | rebates()),
        introduction_months=draw(st.integers(1, 36)),
    )


def fee_of(terms: FeeTerms, salary: int, fte: Decimal, contract: tuple[str, int | None]) -> int:
    kind, months = contract
    return compute_fee(terms, salary_pence=salary, fte=fte, contract=kind, months=months).net_pence


def band_of(terms: FeeTerms, salary: int, fte: Decimal) -> Band:
    """Return the band of a salary, found by scaling the bands and not the salary."""
    return [band for band in terms.bands if band.from_pence * fte <= salary][-1]


@laws
@given(all_terms())
def test_sound_terms_survive_the_way_through_json(terms):
    assert FeeTerms.parse(json.loads(json.dumps(terms.as_json()))) == terms


@laws
@given(all_terms(), pence, days)
def test_instalments_add_up_to_the_fee_and_none_is_a_penny_off_its_share(terms, net, start):
    plan = instalment_plan(terms, net_pence=net, start_on=start, vat=STANDARD)

    total = sum(part.weight for part in terms.instalments)
    assert sum(part.net_pence for part in plan) == net
    for part, agreed in zip(plan, terms.instalments, strict=True):
        assert abs(part.net_pence * total - net * agreed.weight) < total
        assert part.gross_pence == part.net_pence + part.vat_pence
        assert part.vat_pence == vat_of(part.net_pence, Decimal("0.2"))


@laws
@given(
    all_terms(bases=("percentage", "fixed", "bands_marginal")),
    salaries,
    salaries,
    hours,
    contracts,
)
def test_a_higher_salary_never_lowers_the_fee(terms, one, other, fte, contract):
    low, high = sorted((one, other))

    assert fee_of(terms, low, fte, contract) <= fee_of(terms, high, fte, contract)


@laws
@given(all_terms(bases=("bands_whole",)), salaries, salaries, hours, contracts)
def test_within_one_band_a_higher_salary_never_lowers_the_fee(terms, one, other, fte, contract):
    low, high = sorted((one, other))
    assume(band_of(terms, low, fte) == band_of(terms, high, fte))

    assert fee_of(terms, low, fte, contract) <= fee_of(terms, high, fte, contract)


@laws
@given(all_terms(), salaries, hours, contracts)
def test_a_fee_stays_within_its_limits(terms, salary, fte, contract):
    fee = fee_of(terms, salary, fte, contract)

    assert fee >= (terms.minimum_pence or 0)
    assert terms.maximum_pence is None or fee <= terms.maximum_pence


@laws
@given(st.lists(st.tuples(all_terms(), salaries, hours, contracts), min_size=2, max_size=4))
def test_a_fee_never_depends_on_the_order_of_calls(hires):
    forwards = [fee_of(*hire) for hire in hires]
    backwards = [fee_of(*hire) for hire in reversed(hires)]

    assert forwards == backwards[::-1]


@laws
@given(rebates(), days, st.integers(0, 2000), st.integers(0, 60))
def test_the_share_given_back_never_rises_with_time(rebate, start, after, later):
    early = rebate_share(rebate, start, start + timedelta(days=after))
    late = rebate_share(rebate, start, start + timedelta(days=after + later))

    assert 1 >= early >= late >= 0


@laws
@given(rebates(), days, st.integers(0, 2000))
def test_leaving_gives_something_back_exactly_until_the_protected_day(rebate, start, after):
    last_day, until = start + timedelta(days=after), protected_until(rebate, start)

    assert (rebate_share(rebate, start, last_day) > 0) is (until is not None and last_day <= until)


@laws
@given(pence, st.none() | rebates(), days, st.integers(-400, 2000))
def test_what_is_at_risk_and_what_is_secured_make_up_the_fee(fee, rebate, start, after):
    on = start + timedelta(days=after)

    at_risk = at_risk_pence(fee, rebate, start, on)
    secured = fee - at_risk

    assert at_risk >= 0
    assert secured >= 0
    if rebate is not None and after >= 0:
        unrebated = fee * (1 - rebate_share(rebate, start, on))
        assert abs(secured - unrebated) * 2 <= 1
        assert at_risk == assess(rebate, fee_net_pence=fee, start_on=start, last_day=on).net_pence


@laws
@given(all_terms(), salaries, hours, contracts, days, st.integers(0, 400))
def test_a_quote_hangs_together(terms, salary, fte, contract, start, after):
    kind, months = contract
    quoted = quote(
        terms,
        salary_pence=salary,
        fte=fte,
        contract=kind,
        months=months,
        start_on=start,
        last_day=start + timedelta(days=after),
        vat=STANDARD,
    )

    assert quoted.net_pence == fee_of(terms, salary, fte, contract)
    assert quoted.gross_pence == sum(part.gross_pence for part in quoted.instalments)
    assert (quoted.rebate is None) is (terms.rebate is None)
    assert quoted.rebate is None or 0 <= quoted.rebate.net_pence <= quoted.net_pence


@laws
@given(st.lists(st.integers(1, 300_000), min_size=1, max_size=8), rates)
def test_the_vat_of_the_parts_of_a_full_credit_is_the_vat_charged(parts, rate):
    net = sum(parts)
    vat = vat_of(net, rate)
    credited_net = credited_vat = 0
    for part in parts:
        back = vat_of_credit(net, vat, credited_net, credited_vat, part)
        assert back >= 0
        credited_net, credited_vat = credited_net + part, credited_vat + back
        assert credited_vat == half_up(Decimal(vat * credited_net) / net)

    assert (credited_net, credited_vat) == (net, vat)


@laws
@given(st.lists(st.integers(1, 300_000), min_size=1, max_size=8), st.integers(0, 10_000))
def test_the_net_shares_of_a_full_payment_are_the_net_whatever_its_parts(parts, per_ten_thousand):
    gross = sum(parts)
    net = gross * per_ten_thousand // 10_000
    paid = shares = 0
    for part in parts:
        share = net_share_of_payment(net, gross, paid, shares, part)
        assert 0 <= share <= part
        paid, shares = paid + part, shares + share

    assert shares == net
