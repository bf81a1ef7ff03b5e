"""The five figures as formulas over the data sheets, by the names of their columns.

``start`` and ``end`` are cells with days; without a start a formula counts from the first day.
"""

# Bounds of the buckets of aged debtors: days late from and to, None where there is no bound.
LATE = [(None, 0), (1, 30), (31, 60), (61, 90), (91, None)]


def dated(sums: str, days: str, end: str, start: str | None = None) -> str:
    """Return the sum of a column over the rows dated between two days, both included."""
    upto = f'{days},"<="&{end}'
    return f'SUMIFS({sums},{days},">="&{start},{upto})' if start else f"SUMIFS({sums},{upto})"


def booked(end: str, start: str | None = None) -> str:
    """Return the fees agreed; those waived or fallen through are rows of £0.00."""
    return f"=ROUND({dated('fee_net', 'fee_agreed_on', end, start)},2)"


def rebates(end: str, start: str | None = None) -> str:
    """Return the rebates that fell due."""
    return f"=ROUND({dated('fee_rebate', 'fee_rebate_due_on', end, start)},2)"


def earned(end: str, start: str | None = None) -> str:
    """Return the fees of started hires less the rebates that fell due."""
    started = dated("fee_net", "fee_earned_on", end, start)
    given_back = dated("fee_rebate", "fee_rebate_due_on", end, start)
    return f"=ROUND({started}-{given_back},2)"


def invoiced(end: str, start: str | None = None) -> str:
    """Return the invoices less the credit notes issued."""
    total = dated("inv_net", "inv_issued_on", end, start)
    return f"=ROUND({total}-{dated('cn_net', 'cn_issued_on', end, start)},2)"


def collected(end: str, start: str | None = None) -> str:
    """Return the net shares of payments less refunds, which are negative rows."""
    return f"=ROUND({dated('pay_net', 'pay_day', end, start)},2)"


FLOWS = {
    "booked": booked,
    "rebates": rebates,
    "earned": earned,
    "invoiced": invoiced,
    "collected": collected,
}


def owed_late(employer: str, first: int | None, last: int | None) -> str:
    """Return what an employer owes on invoices between two ages; ``employer`` is a cell."""
    bounds = f"inv_owed,inv_employer_id,{employer}"
    if last is not None:
        bounds += f',inv_due_on,">="&(as_of-{last})'
    if first is not None:
        bounds += f',inv_due_on,"<="&(as_of-{first})'
    return f"=ROUND(SUMIFS({bounds}),2)"


def output_vat(sums: str, prefix: str, days: str, row: int) -> str:
    """Return a sum of one row of the VAT sheet: its month, treatment and rate are A, B and C."""
    month = f'{prefix}_{days},">="&A{row},{prefix}_{days},"<="&EOMONTH(A{row},0)'
    kind = f"{prefix}_vat_kind,B{row},{prefix}_vat_rate,C{row}"
    return f"=ROUND(SUMIFS({prefix}_{sums},{month},{kind}),2)"
