"""The tables of the workbook as pandas frames: money in whole pence, nothing as a float."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pandas as pd
from django.db.models import F, Sum

from billing.choices import VatKind
from billing.domain.fees.at_risk import at_risk_of
from billing.models import Fee
from billing.reports.debtors import debtors
from billing.reports.revenue import By, revenue
from employers.domain.terms.fee_terms import FeeTerms, Rebate
from employers.domain.terms.rebate_period import protected_until
from employers.domain.terms.rebate_rules import SHARE_PLACES, at_risk_pence, rebate_share
from foundation.money import half_up
from foundation.periods import Month

from .book import Period
from .credits import issued_credits
from .invoices import issued_invoices
from .rows import AT_A_TIME, NO_COHORT

AT_RISK: Final = [
    *("fee", "hire", "graduate", "employer", "reference", "cohort", "started", "share", "net"),
    *("at_risk", "falls_on", "falls_to", "safe_from"),
]
FIGURES: Final = ["booked", "earned", "rebates", "invoiced", "collected"]
NAMES: Final = ["key", "label"]
OF_MONTH: Final = [f"{figure}_month" for figure in FIGURES]
OF_YEAR: Final = [f"{figure}_year" for figure in FIGURES]
VAT_SUMS: Final = ["net", "vat", "credited_net", "credited_vat"]


def frame_of(rows: Iterable[Any], columns: list[str]) -> pd.DataFrame:
    """Return rows as a frame of Python values, so that pence stay integers and days stay days."""
    return pd.DataFrame(list(rows), columns=columns, dtype=object)


def at_risk(on: date) -> pd.DataFrame:
    """Return a row for every fee inside its rebate period, the most at risk first.

    With the pence at risk, the day on which that falls, what it then falls to, and the first day
    on which nothing is at risk.
    """
    fees = (
        Fee.objects.inside_rebate_period(on=on)
        .filter(earned_on__lte=on)
        .select_related("hire__graduate__cohort", "hire__employer")
        .order_by("earned_on", "pk")
    )
    rows = (_at_risk_row(fee, on) for fee in fees.iterator(chunk_size=AT_A_TIME))
    frame = frame_of((row for row in rows if row[9]), AT_RISK)
    return frame.sort_values(["at_risk", "started"], ascending=[False, True], kind="stable")


def _at_risk_row(fee: Fee, on: date) -> list[Any]:
    hire, schedule = fee.hire, FeeTerms.stored(fee.terms_snapshot).rebate
    assert schedule is not None
    last = protected_until(schedule, fee.earned_on)
    assert last is not None
    falls_on = _next_fall(schedule, fee.earned_on, on, last)
    cohort = hire.graduate.cohort
    return [
        *(fee.pk, hire.pk, hire.graduate.full_name, hire.employer.name, hire.employer.reference),
        *(cohort.name if cohort else NO_COHORT, fee.earned_on),
        share_decimal(rebate_share(schedule, fee.earned_on, on)),
        *(fee.net_pence, at_risk_of(fee, on=on), falls_on),
        at_risk_pence(fee.net_pence, schedule, fee.earned_on, falls_on),
        last + timedelta(days=1),
    ]


def share_decimal(share: Fraction) -> Decimal:
    """Return a share with the eight decimals it is stored with."""
    return Decimal(half_up(share * 10**SHARE_PLACES)).scaleb(-SHARE_PLACES)


def _next_fall(schedule: Rebate, start_on: date, on: date, last: date) -> date:
    """Return the first day after ``on`` with a smaller share, by bisection: it never rises."""
    now = rebate_share(schedule, start_on, on)
    same, fallen = on, last + timedelta(days=1)
    while (fallen - same).days > 1:
        middle = same + (fallen - same) // 2
        if rebate_share(schedule, start_on, middle) < now:
            fallen = middle
        else:
            same = middle
    return fallen


def figures_by(by: By, period: Period) -> pd.DataFrame:
    """Return the figures of the month and of the year so far by employer or cohort, in pence."""
    year = _revenue(period.year_start, by, period)
    month = _revenue(period.month, by, period)
    both = year.merge(month, on=NAMES, how="left", suffixes=("_year", "_month")).fillna(0)
    both[[*OF_YEAR, *OF_MONTH]] = both[[*OF_YEAR, *OF_MONTH]].astype(object)
    both["label"] = both["label"].where(both["key"] != "", NO_COHORT)
    return both


def _revenue(first: Month, by: By, period: Period) -> pd.DataFrame:
    report = revenue(first, period.month, by=by, on=period.as_of)
    rows = [
        [row.key, row.label, *(getattr(row.figures, f"{figure}_pence") for figure in FIGURES)]
        for row in report.rows
    ]
    return frame_of(rows, [*NAMES, *FIGURES])


def by_employer(period: Period, risk: pd.DataFrame) -> pd.DataFrame:
    """Return the figures by employer, with what is at risk and owed today, the best year first."""
    owed = frame_of(
        ([row.reference, row.name, row.total_pence] for row in debtors(on=period.as_of)),
        [*NAMES, "owed"],
    )
    risky = risk.groupby(["reference", "employer"], as_index=False)["at_risk"].sum()
    risky.columns = pd.Index([*NAMES, "at_risk"])
    frame = figures_by("employer", period)
    for standing in (risky, owed):
        frame = frame.merge(standing.astype(object), on=NAMES, how="outer")
    return _best_first(frame)


def by_cohort(period: Period, risk: pd.DataFrame) -> pd.DataFrame:
    """Return the figures by the graduates' cohorts, with what is at risk, the best year first."""
    risky = risk.groupby("cohort", as_index=False)["at_risk"].sum()
    risky.columns = pd.Index(["label", "at_risk"])
    frame = figures_by("cohort", period).drop(columns="key")
    return _best_first(frame.merge(risky.astype(object), on="label", how="outer"))


def _best_first(frame: pd.DataFrame) -> pd.DataFrame:
    filled = frame.astype(object).where(frame.notna(), 0)
    order = {"earned_year": False, "booked_year": False, "label": True}
    return filled.sort_values(list(order), ascending=list(order.values()), kind="stable")


def aged(on: date) -> pd.DataFrame:
    """Return who owes what on a day, VAT included, by days late; the largest debt first."""
    rows = [asdict(row) for row in debtors(on=on)]
    columns = ["employer", "reference", "name", "since", *BUCKETS, "total_pence"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


BUCKETS: Final = [
    *("current_pence", "days_1_30_pence", "days_31_60_pence", "days_61_90_pence"),
    "over_90_pence",
]


def vat(on: date) -> pd.DataFrame:
    """Return VAT charged and credited, in pence, by the first of its month, treatment and rate.

    Invoices count by their tax point, credit notes by their date.
    """
    charged = issued_invoices(on).documents().values_list("tax_point", "vat_kind", "vat_rate")
    credited = issued_credits(on).values_list(
        "issued_on", F("invoice__vat_kind"), F("invoice__vat_rate")
    )
    sums = {"net": Sum("net_pence"), "vat": Sum("vat_pence")}
    sums_back = {"credited_net": Sum("net_pence"), "credited_vat": Sum("vat_pence")}
    keys = ["day", "kind", "rate"]
    both = pd.concat(
        [
            frame_of(
                charged.annotate(n=sums["net"], v=sums["vat"]).order_by(), [*keys, *VAT_SUMS[:2]]
            ),
            frame_of(
                credited.annotate(
                    n=sums_back["credited_net"], v=sums_back["credited_vat"]
                ).order_by(),
                [*keys, *VAT_SUMS[2:]],
            ),
        ]
    )
    both = both.astype(object).where(both.notna(), 0)
    both["month"] = both["day"].map(lambda day: Month.of(day).first)
    both["kind"] = both["kind"].map(lambda kind: VatKind(kind).label)
    grouped = both.groupby(["month", "kind", "rate"], as_index=False, sort=True)
    return grouped[VAT_SUMS].sum()
