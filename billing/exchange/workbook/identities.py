"""Every identity of the books as a pair of formulas, with our own result of each side."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from .book import Book
from .cells import Live
from .credits import issued_credits
from .fees import promised_hires, raised_fees
from .invoices import issued_invoices
from .payments import CREDIT_USED, payments_upto, refunds_upto, uses_upto
from .reported import Reported

IN_ADVANCE = (
    'SUMIFS(pay_amount,pay_invoice_dated,">"&as_of)+SUMIFS(cn_gross,cn_invoice_dated,">"&as_of)'
    '-SUMIFS(cn_kept,cn_invoice_dated,">"&as_of)'
)
# Below £0: credit kept by a note that has been used since.
USED = f'SUMIFS(pay_amount,pay_kind,"{CREDIT_USED}")'
OVER = "=ROUND(SUMPRODUCT(({over}>0.004)*({over})),2)"
TWICE = "=IF(COUNT({ids})=0,0,SUMPRODUCT(--(FREQUENCY({ids},{ids})>1)))"


class Identity(NamedTuple):
    """Two sides that must be equal: money in pence, or a count if ``counted``."""

    says: str
    left: Live | int
    right: Live | int
    counted: bool = False

    @property
    def holds(self) -> bool:
        """Whether both sides are equal by our own results."""
        return bool(result_of(self.left) == result_of(self.right))


class Chapter(NamedTuple):
    """Identities that belong together."""

    title: str
    identities: list[Identity]


def result_of(side: Live | int) -> Any:
    """Return the result of a side."""
    return side.result if isinstance(side, Live) else side


def chapters(book: Book, reported: Reported) -> list[Chapter]:
    """Return every check of the workbook, once its data sheets are written."""
    return [
        Chapter("The figures agree", list(_figures(book, reported))),
        Chapter("The documents are correct", list(_documents(book))),
        Chapter("The sheets agree with each other", list(_sheets(book, reported))),
        Chapter("Foothold's own reports agree", list(_reports(reported))),
        Chapter("Nothing was left out", list(_counts(book))),
    ]


def total(book: Book, *names: str) -> Live:
    """Return the sum of named columns; a name after a minus is taken off."""
    signed = [(-1, name[1:]) if name.startswith("-") else (1, name) for name in names]
    terms = "".join(f"{'-' if sign < 0 else '+'}SUM({name})" for sign, name in signed)
    result = sum(sign * book.tallies.get(name, 0) for sign, name in signed)
    return Live(f"=ROUND({terms.removeprefix('+')},2)", result)


def _figures(book: Book, reported: Reported) -> Iterator[Identity]:
    tally = book.tallies.get
    booked_earned = tally("booked", 0) - tally("earned", 0)
    yield Identity(
        "Booked – earned = fees not yet started + rebates",
        Live("=ROUND(ever_booked-ever_earned,2)", booked_earned),
        total(book, "fee_not_started", "fee_rebate"),
    )
    yield Identity(
        "Secured + at risk = earned",
        total(book, "fee_secured", "fee_at_risk"),
        Live("=ever_earned", reported.ever.earned_pence),
    )
    yield Identity(
        "Collected + outstanding = invoiced",
        Live("=ROUND(SUM(pay_net)+outstanding,2)", tally("pay_net", 0) + reported.standing[2]),
        total(book, "inv_net", "-cn_net"),
    )
    right = total(book, "inv_gross", "-cn_gross", "cn_kept")
    aside = tally("in_advance", 0) + tally("credit_used", 0)
    yield Identity(
        "Debtors + bank + written off = invoiced + VAT + credit kept + paid before its invoice",
        total(book, "inv_owed", "pay_amount", "inv_written_off"),
        Live(f"{right.formula[:-3]}+{IN_ADVANCE}+{USED},2)", right.result + aside),
    )
    yield Identity(
        "Invoiced + not yet invoiced = fee + charged again, for every fee",
        Live(
            "=ROUND(SUMPRODUCT(ABS(fee_net-fee_invoiced-fee_to_invoice+fee_charged_again)),2)",
            tally("fee_not_placed", 0),
        ),
        0,
    )
    yield Identity(
        "One live fee a hire",
        Live(TWICE.format(ids="fee_hire"), tally("fee_twice", 0)),
        0,
        counted=True,
    )


def _documents(book: Book) -> Iterator[Identity]:
    tally = book.tallies.get
    for title, prefix in (("invoices", "inv"), ("credit notes", "cn"), ("payments", "pay")):
        whole = f"{prefix}_amount" if prefix == "pay" else f"{prefix}_gross"
        yield Identity(
            f"Net + VAT = total, {title}",
            total(book, f"{prefix}_net", f"{prefix}_vat"),
            total(book, whole),
        )
    lines = "SUMPRODUCT(ABS(inv_net-inv_lines_net))+SUMPRODUCT(ABS(inv_vat-inv_lines_vat))"
    beyond = Live(f"=ROUND({lines},2)", tally("inv_beyond_lines", 0))
    yield Identity("Net and VAT of every invoice = the sums of its lines", beyond, 0)
    over = Live(
        OVER.format(over="inv_received+inv_offset+inv_written_off-inv_gross"), tally("inv_over", 0)
    )
    yield Identity(
        "Paid + credited + written off ≤ total, for every invoice (what is above)", over, 0
    )
    back = Live(OVER.format(over="inv_paid_back-inv_received"), tally("inv_paid_back_over", 0))
    yield Identity("Refunds ≤ paid, for every invoice (what is above)", back, 0)
    for code, prefix in (("INV", "inv"), ("CN", "cn")):
        ids = f"{prefix}_sequence"
        yield Identity(
            f"{code} numbers run 1..n without a gap",
            Live(f"=MAX({ids})", tally(f"{prefix}_last", 0)),
            Live(f"=COUNT({ids})", tally(f"{prefix}_numbered", 0)),
            counted=True,
        )
        twice = Live(TWICE.format(ids=ids), tally(f"{prefix}_twice", 0))
        yield Identity(f"No {code} number was given twice", twice, 0, counted=True)
        back = Live(f"=SUM({prefix}_runs_back)", tally(f"{prefix}_runs_back", 0))
        yield Identity(f"{code} numbers and their dates rise together", back, 0, counted=True)
    unrecorded = "+".join(f'COUNTIF({p}_on_record,"No")' for p in ("fee", "inv", "cn", "pay"))
    yield Identity(
        "Every change of money has its line in the history",
        Live(f"={unrecorded}", tally("unrecorded", 0)),
        0,
        counted=True,
    )


def _sheets(book: Book, reported: Reported) -> Iterator[Identity]:
    yield Identity("Aged debtors = Invoices", total(book, "aged_total"), total(book, "inv_owed"))
    yield Identity("At risk = Fees", total(book, "risk_at_risk"), total(book, "fee_at_risk"))
    yield Identity(
        "VAT = Invoices – Credit notes", total(book, "vat_due"), total(book, "inv_vat", "-cn_vat")
    )
    for sheet, prefix in (("By employer", "emp"), ("By cohort", "coh")):
        for figure in ("booked", "earned", "invoiced", "collected"):
            yield Identity(
                f"{sheet} = Summary: {figure}, the year so far",
                total(book, f"{prefix}_{figure}_year"),
                Live(f"=year_{figure}", getattr(reported.year, f"{figure}_pence")),
            )


def _reports(reported: Reported) -> Iterator[Identity]:
    for name, words in (("month", "the month"), ("year", "the year so far"), ("ever", "in all")):
        for figure in ("booked", "earned", "rebates", "invoiced", "collected"):
            pence = getattr(getattr(reported, name), f"{figure}_pence")
            yield Identity(
                f"{figure.capitalize()}, {words}", Live(f"=ROUND({name}_{figure},2)", pence), pence
            )
    standing = reported.standing
    for label, name, pence in (
        ("At risk", "at_risk", standing.at_risk_pence),
        ("Secured", "secured", standing.secured_pence),
        ("Outstanding, net", "outstanding", standing.outstanding_pence),
        ("Owed, with VAT", "debtors", reported.owed),
    ):
        yield Identity(label, Live(f"=ROUND({name},2)", pence), pence)


def _counts(book: Book) -> Iterator[Identity]:
    on = book.period.as_of
    stored = {
        ("Fees", "fee_net"): raised_fees(on).count() + promised_hires(on).count(),
        ("Invoices", "inv_net"): issued_invoices(on).count(),
        ("Credit notes", "cn_net"): issued_credits(on).count(),
        ("Payments", "pay_net"): (
            payments_upto(on).count() + refunds_upto(on).count() + uses_upto(on).count()
        ),
    }
    for (sheet, column), count in stored.items():
        count_of_rows = Live(f"=COUNT({column})", book.row_counts[sheet])
        yield Identity(
            f"Rows of {sheet} = rows in the database", count_of_rows, count, counted=True
        )
