"""The columns of a placement register, and the checks that a row does not contradict itself."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from employers.exchange.hiring_requests import CONTRACTS
from foundation.imports.engine import dates
from foundation.imports.engine.fields import (
    ChoiceColumn,
    DateColumn,
    DecimalColumn,
    EmailColumn,
    MoneyColumn,
    NumberColumn,
    RateColumn,
    TextColumn,
    WrongCellError,
    YesNoColumn,
)
from foundation.imports.engine.kinds import RowForm
from foundation.money import percent, pounds, share_of
from foundation.periods import format_date
from foundation.values import WrongCell
from placements.choices import Contract

_REBATED = re.compile(r"rebate[d]?\D*(\d{1,3}(?:\.\d+)?)\s*%")
_LEFT = re.compile(r"\bleft(?: on)? (\d{1,2}[-/. ]\w{1,9}[-/. ]\d{4}|\d{4}-\d\d-\d\d)")
_CANCELLED = re.compile(r"cancel|no fee|never started|fell through|withdr|void")
_UNPAID = re.compile(r"overdue|outstanding|unpaid|invoiced|sent|due\b")


class RegisterForm(RowForm):
    """One placement: who, where, the fee, and the state of the invoice."""

    reference = TextColumn(max_length=40, required=False, also=("ref", "id", "no"), example="P-001")
    client = TextColumn(
        also=("employer", "company", "customer", "client name"), example="Fonthill Digital"
    )
    graduate = TextColumn(also=("candidate", "name", "person", "alum"), example="Ann Example")
    email = EmailColumn(max_length=254, required=False, label="Email", help_text="The graduate's.")
    cohort = TextColumn(max_length=60, required=False, example="FAC14")
    job_title = TextColumn(required=False, also=("role", "position"), example="Junior developer")
    introduced_on = DateColumn(
        required=False, also=("introduced", "cv sent"), help_text="If empty, the start day."
    )
    agreed_on = DateColumn(
        required=False, also=("offer accepted", "accepted"), help_text="If empty, the start day."
    )
    start_on = DateColumn(
        label="Start date", also=("start", "starts", "started"), example=date(2018, 7, 9)
    )
    salary = MoneyColumn(
        also=("annual salary", "base salary"),
        help_text="The agreed pay for the first year, for the hours worked.",
        example=28000,
    )
    fte = DecimalColumn(
        most=Decimal(1), digits=5, places=4, required=False, label="FTE", help_text="If empty, 1."
    )
    contract = ChoiceColumn(
        choices=Contract, required=False, synonyms=CONTRACTS, help_text="If empty, permanent."
    )
    months = NumberColumn(required=False, least=1, help_text="For a fixed term.")
    rate = RateColumn(
        required=False,
        label="Fee %",
        also=("fee rate", "percentage", "commission"),
        help_text="Leave empty for a fixed fee.",
        example="15%",
    )
    fee = MoneyColumn(
        required=False,
        label="Fee ex VAT",
        also=("net fee", "fee net", "net", "amount"),
        help_text="Net of VAT.",
        example=4200,
    )
    vat = MoneyColumn(required=False, label="VAT", example=840)
    number = TextColumn(
        max_length=40,
        required=False,
        label="Invoice no",
        also=("invoice", "invoice number", "inv no"),
        example="2018-015",
    )
    issued_on = DateColumn(
        required=False, label="Invoiced", also=("invoice date",), example=date(2018, 7, 9)
    )
    due_on = DateColumn(required=False, label="Due", also=("due date",), example=date(2018, 8, 8))
    received_on = DateColumn(
        required=False, label="Paid", also=("paid on", "received"), example=date(2018, 8, 1)
    )
    status = TextColumn(required=False, also=("state",), example="Paid")
    rebate = YesNoColumn(required=False, label="Rebate?", also=("rebated",), example="no")
    left_on = DateColumn(
        required=False, also=("left", "last day"), help_text="The last day worked."
    )
    notes = TextColumn(max_length=2000, required=False, also=("comments", "remarks"))

    def clean(self) -> dict[str, Any]:
        """Return the row with what its texts say, adding an error for every contradiction."""
        row: dict[str, Any] = self.cleaned_data
        status = (row.get("status") or "").casefold()
        row["cancelled"] = bool(_CANCELLED.search(status))
        row["rebated"] = self._rebated(status)
        row["left_on"] = row.get("left_on") or left_in(row.get("notes") or "")
        self._check_fee(row)
        self._check_invoice(row)
        self._check_status(row, status)
        return row

    def _rebated(self, status: str) -> Decimal | None:
        """Return the share of the fee that was given back; None if the status has none."""
        match = _REBATED.search(status)
        if not match:
            return None
        share = Decimal(match[1]) / 100
        if not 0 < share <= 1:
            self._wrong("status", f"{match[1]}% of a fee cannot be given back.", "Check it.")
        return share

    def _check_fee(self, row: dict[str, Any]) -> None:
        salary, rate, fee = row.get("salary"), row.get("rate"), row.get("fee")
        if {"salary", "rate", "fee"} & set(self.errors):
            return
        if rate is None and fee is None:
            self._wrong("fee", "There is neither a rate nor a fee.", "Enter one of the two.")
        elif rate is not None and salary is not None:
            expected = share_of(salary, rate)
            if fee is not None and fee != expected:
                self._wrong(
                    "fee",
                    f"{percent(rate)} of {pounds(salary)} is {pounds(expected)}, "
                    f"not {pounds(fee)}.",
                    "Correct the fee, the rate or the salary. "
                    "If the fee was agreed as an amount, leave the rate empty.",
                )
            row["fee"] = expected

    def _check_invoice(self, row: dict[str, Any]) -> None:
        number, issued, due, paid = (
            row.get(name) for name in ("number", "issued_on", "due_on", "received_on")
        )
        if {"number", "issued_on", "due_on", "received_on"} & set(self.errors):
            return
        if number and not issued:
            self._wrong(
                "issued_on", f"Invoice {number} has no date.", "Enter the day it was issued."
            )
        if not number and (issued or paid):
            self._wrong("number", "There is an invoice date but no number.", "Enter the number.")
        if issued and due and due < issued:
            self._wrong("due_on", "It fell due before it was issued.", "Check both days.")
        if issued and paid and paid < issued:
            self._wrong("received_on", "It was paid before it was issued.", "Check both days.")

    def _check_status(self, row: dict[str, Any], status: str) -> None:
        number, paid, left = row.get("number"), row.get("received_on"), row["left_on"]
        start, rebated = row.get("start_on"), row["rebated"]
        if row["cancelled"] and number:
            self._wrong(
                "status",
                f"It says “{row['status']}”, yet there is an invoice {number}.",
                "If the invoice is valid, say how it was settled. If not, remove it from the row.",
            )
        elif status.startswith("paid") and not paid and "received_on" not in self.errors:
            self._wrong("received_on", "It says paid, but not when.", "Enter the day.")
        elif _UNPAID.match(status) and paid:
            self._wrong(
                "status",
                f"It says “{row['status']}”, yet was paid on {format_date(paid)}.",
                "Correct one of the two.",
            )
        if rebated and not left:
            self._wrong(
                "status",
                "A rebate needs the last day worked.",
                "Write a note such as: Left 20/04/2018.",
            )
        if row.get("rebate") is not None and row["rebate"] != bool(rebated):
            answer = "a rebate" if row["rebate"] else "no rebate"
            self._wrong(
                "rebate", f"This says {answer}, but the status does not.", "Correct one of the two."
            )
        if left and start and left < start:
            self._wrong("left_on", "The last day is before the first.", "Check both days.")

    def _wrong(self, column: str, sentence: str, way_out: str) -> None:
        self.add_error(column, WrongCellError(sentence, way_out))


def left_in(notes: str) -> date | None:
    """Return the last day worked from the notes ("Left 20/04/2018"), or None."""
    match = _LEFT.search(notes.casefold())
    try:
        return dates.day(match[1]) if match else None
    except WrongCell:
        return None
