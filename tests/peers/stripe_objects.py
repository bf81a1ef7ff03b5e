"""What our Stripe keeps, and what it answers at each address: invoices, money, credit notes."""

import copy
import itertools
import re
import time
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .stripe_contract import fields

StripeObject = dict[str, Any]
ROUTES: list[tuple[str, re.Pattern[str], str, Callable[..., StripeObject]]] = []
PREFIXES = {
    "charge": "ch",
    "credit_note": "cn",
    "customer": "cus",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "invoiceitem": "ii",
    "payment_intent": "pi",
    "payment_record": "pr",
    "refund": "re",
    "tax_rate": "txr",
}


class No(Exception):
    """The peer's refusal: an HTTP status with Stripe's type, code and sentence."""

    def __init__(self, status: int, says: str, code: str = "", kind: str = "") -> None:
        super().__init__(says)
        error = {"type": kind or "invalid_request_error", "code": code, "message": says}
        self.status, self.body = status, {"error": {k: v for k, v in error.items() if v}}


def route(method: str, path: str, takes: str) -> Callable[..., Any]:
    """Register what answers an address; ``takes`` names its parameters in `stripe.params`."""
    pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", f"/v1/{path}"))

    def register(do: Callable[..., StripeObject]) -> Callable[..., StripeObject]:
        ROUTES.append((method, pattern, takes, do))
        return do

    return register


class StripeObjects:
    """What it holds is in ``things``, by kind and id; ``sent`` counts its e-mails by invoice."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, StripeObject]] = {kind: {} for kind in PREFIXES}
        self.sent: Counter[str] = Counter()
        self.count = itertools.count(1)

    # What it keeps

    def new(self, kind: str, given: StripeObject | None = None, /, **more: Any) -> StripeObject:
        made = {"id": f"{PREFIXES[kind]}_{next(self.count):08d}", "object": kind}
        common = {"livemode": False, "created": int(time.time()), "metadata": {}}
        made |= {name: common[name] for name in common if name in fields(kind)}
        made |= {**(given or {}), **more}
        self.objects[kind][made["id"]] = made
        return made

    def get(self, kind: str, key: str) -> StripeObject:
        if key not in self.objects[kind]:
            raise No(404, f"No such {kind}: '{key}'", "resource_missing")
        return self.objects[kind][key]

    def page(self, kind: str, given: StripeObject, *same: str) -> StripeObject:
        """Return one page of a list, the newest first."""
        since = given.get("created", {}).get("gte", given.get("created_after", 0))
        matches = [
            item
            for item in reversed(self.objects[kind].values())
            if item["created"] >= since
            and all(item.get(name) == given[name] for name in same if name in given)
        ]
        ids = [item["id"] for item in matches]
        first = ids.index(given["starting_after"]) + 1 if "starting_after" in given else 0
        last = first + given.get("limit", 10)
        return {
            "object": "list",
            "url": kind,
            "has_more": last < len(matches),
            "data": matches[first:last],
        }

    def emit(self, name: str, item: StripeObject) -> None:
        self.new("event", type=name, data={"object": copy.deepcopy(item)}, pending_webhooks=1)

    # Who pays

    @route("POST", "customers", "CustomerCreateParams")
    def make_customer(self, given: StripeObject) -> StripeObject:
        return self.new("customer", given)

    @route("POST", "customers/{key}", "CustomerUpdateParams")
    def change_customer(self, given: StripeObject, key: str) -> StripeObject:
        self.get("customer", key).update(given)
        return self.get("customer", key)

    @route("GET", "customers", "CustomerListParams")
    def list_customers(self, given: StripeObject) -> StripeObject:
        return self.page("customer", given)

    @route("GET", "customers/search", "CustomerSearchParams")
    def search_customers(self, given: StripeObject) -> StripeObject:
        match = re.fullmatch(r"metadata\['(\w+)'\]:'([^']*)'", given["query"])
        if match is None:
            raise No(400, "The query is none.")
        name, value = match.groups()
        everybody = self.objects["customer"].values()
        matches = [c for c in everybody if c.get("metadata", {}).get(name) == value]
        return {"object": "search_result", "url": "customers", "has_more": False, "data": matches}

    @route("POST", "tax_rates", "TaxRateCreateParams")
    def make_rate(self, given: StripeObject) -> StripeObject:
        return self.new("tax_rate", given, active=True)

    @route("GET", "tax_rates", "TaxRateListParams")
    def list_rates(self, given: StripeObject) -> StripeObject:
        return self.page("tax_rate", given, "active", "inclusive")

    # Invoices

    @route("POST", "invoices", "InvoiceCreateParams")
    def make_invoice(self, given: StripeObject) -> StripeObject:
        self.get("customer", given["customer"])
        if given.get("collection_method") == "send_invoice" and not (
            {"due_date", "days_until_due"} & given.keys()
        ):
            raise No(400, "An invoice to be sent needs `due_date` or `days_until_due`.")
        if given.get("due_date", time.time() + 1) <= time.time():
            raise No(400, "`due_date` must be in the future.")
        if any(
            given.get("number", 0) == other["number"] for other in self.objects["invoice"].values()
        ):
            raise No(400, f"The invoice number {given['number']} is taken.")
        given.pop("days_until_due", None)
        given.pop("pending_invoice_items_behavior", None)
        made = self.new("invoice", {"number": None, **given}, status="draft")
        made |= {"total": 0, "total_taxes": [], "amount_remaining": 0, "amount_paid": 0}
        made["amount_overpaid"] = 0
        made |= {"hosted_invoice_url": None, "pre_payment_credit_notes_amount": 0}
        self.emit("invoice.created", made)
        return made

    @route("GET", "invoices", "InvoiceListParams")
    def list_invoices(self, given: StripeObject) -> StripeObject:
        return self.page("invoice", given, "customer", "status")

    @route("GET", "invoices/{key}", "InvoiceRetrieveParams")
    def one_invoice(self, given: StripeObject, key: str) -> StripeObject:
        return self.get("invoice", key)

    @route("DELETE", "invoices/{key}", "InvoiceDeleteParams")
    def delete_invoice(self, given: StripeObject, key: str) -> StripeObject:
        self.in_state(key, "draft")
        return {**self.objects["invoice"].pop(key), "deleted": True}

    @route("POST", "invoiceitems", "InvoiceItemCreateParams")
    def make_line(self, given: StripeObject) -> StripeObject:
        invoice = self.in_state(given["invoice"], "draft")
        rates = [self.get("tax_rate", key) for key in given.get("tax_rates", [])]
        made = self.new("invoiceitem", {**given, "tax_rates": rates})
        self.add_up(invoice)
        return made

    @route("GET", "invoices/{key}/lines", "InvoiceLineItemListParams")
    def list_lines(self, given: StripeObject, key: str) -> StripeObject:
        fields = ("amount", "currency", "description", "invoice", "metadata")
        data = [
            {"object": "line_item", "id": f"il_{item['id']}", **{f: item.get(f) for f in fields}}
            for item in self.lines(key)
        ]
        return {"object": "list", "url": "lines", "has_more": False, "data": data}

    @route("POST", "invoices/{key}/finalize", "InvoiceFinalizeInvoiceParams")
    def finalize(self, given: StripeObject, key: str) -> StripeObject:
        invoice = self.in_state(key, "draft")
        invoice["status"] = "open"
        invoice["hosted_invoice_url"] = f"https://invoice.example/i/{key}"
        self.emit("invoice.finalized", invoice)
        return invoice

    @route("POST", "invoices/{key}/send", "InvoiceSendInvoiceParams")
    def send(self, given: StripeObject, key: str) -> StripeObject:
        invoice = self.in_state(key, "open")
        self.sent[key] += 1
        self.emit("invoice.sent", invoice)
        return invoice

    @route("POST", "invoices/{key}/void", "InvoiceVoidInvoiceParams")
    def void(self, given: StripeObject, key: str) -> StripeObject:
        return self.end(self.in_state(key, "open", "uncollectible"), "void", "invoice.voided")

    @route("POST", "invoices/{key}/mark_uncollectible", "InvoiceMarkUncollectibleParams")
    def give_up(self, given: StripeObject, key: str) -> StripeObject:
        return self.end(self.in_state(key, "open"), "uncollectible", "invoice.marked_uncollectible")

    @route("POST", "invoices/{key}/pay", "InvoicePayParams")
    def pay_outside(self, given: StripeObject, key: str) -> StripeObject:
        invoice = self.in_state(key, "open", "uncollectible")
        if not given.get("paid_out_of_band"):
            raise No(400, "There is no way to charge this customer.")
        invoice["amount_remaining"] = 0
        return self.end(invoice, "paid", "invoice.paid")

    @route("POST", "invoices/{key}/attach_payment", "InvoiceAttachPaymentParams")
    def attach(self, given: StripeObject, key: str) -> StripeObject:
        record = self.get("payment_record", given["payment_record"])
        pence = record["amount_requested"]["value"]
        self.count_towards(key, pence, {"type": "payment_record", "payment_record": record["id"]})
        return self.get("invoice", key)

    # Money

    @route("GET", "invoice_payments", "InvoicePaymentListParams")
    def list_payments(self, given: StripeObject) -> StripeObject:
        of = given.pop("payment", {}).get("payment_intent")
        page = self.page("invoice_payment", given, "invoice", "status")
        page["data"] = [
            one for one in page["data"] if not of or one["payment"].get("payment_intent") == of
        ]
        return page

    @route("GET", "payment_intents/{key}", "PaymentIntentRetrieveParams")
    def one_intent(self, given: StripeObject, key: str) -> StripeObject:
        intent = dict(self.get("payment_intent", key))
        if "latest_charge" in given.get("expand", []):
            intent["latest_charge"] = self.get("charge", intent["latest_charge"])
        return intent

    @route("POST", "payment_records/report_payment", "PaymentRecordReportPaymentParams")
    def report(self, given: StripeObject) -> StripeObject:
        names = ("amount_requested", "payment_method_details", "metadata", "processor_details")
        return self.new("payment_record", {name: given[name] for name in names})

    @route("GET", "payment_records", "PaymentRecordListParams")
    def list_records(self, given: StripeObject) -> StripeObject:
        return self.page("payment_record", given)

    @route("POST", "refunds", "RefundCreateParams")
    def make_refund(self, given: StripeObject) -> StripeObject:
        intent = self.get("payment_intent", given["payment_intent"])
        how = self.get("charge", intent["latest_charge"])["payment_method_details"]["type"]
        if how == "customer_balance" and not given.get("instructions_email"):
            raise No(400, "A refund of a bank transfer needs `instructions_email`.")
        gone = [r for r in self.objects["refund"].values() if r["payment_intent"] == intent["id"]]
        left = intent["amount"] - sum(r["amount"] for r in gone)
        if not 0 < given["amount"] <= left:
            raise No(400, f"Refund amount is greater than unrefunded amount ({left})")
        made = self.new("refund", given, status="pending", currency=intent["currency"])
        self.emit("refund.created", made)
        return made

    @route("GET", "refunds", "RefundListParams")
    def list_refunds(self, given: StripeObject) -> StripeObject:
        return self.page("refund", given, "payment_intent")

    @route("POST", "credit_notes", "CreditNoteCreateParams")
    def make_note(self, given: StripeObject) -> StripeObject:
        invoice = self.in_state(given["invoice"], "open", "paid", "uncollectible")
        notes = [n for n in self.objects["credit_note"].values() if n["invoice"] == invoice["id"]]
        amount = given["amount"]
        if amount > invoice["total"] - sum(note["total"] for note in notes):
            raise No(400, "The credit note is above what can be credited.")
        before = min(amount, invoice["amount_remaining"])
        back = sum(refund["amount_refunded"] for refund in given.pop("refunds", []))
        back += given.get("credit_amount", 0) + given.get("out_of_band_amount", 0)
        if back != amount - before:
            raise No(400, f"{amount - before} was paid, and {back} of it is accounted for.")
        given.pop("email_type", None)
        made = self.new("credit_note", given, total=amount, status="issued")
        invoice["pre_payment_credit_notes_amount"] += before
        self.emit("credit_note.created", made)
        self.lower(invoice, before)
        return made

    @route("GET", "credit_notes", "CreditNoteListParams")
    def list_notes(self, given: StripeObject) -> StripeObject:
        return self.page("credit_note", given, "invoice")

    @route("GET", "events", "EventListParams")
    def list_events(self, given: StripeObject) -> StripeObject:
        return self.page("event", given, "type")

    # How an invoice stands

    def in_state(self, key: str, *states: str) -> StripeObject:
        invoice = self.get("invoice", key)
        if invoice["status"] not in states:
            raise No(400, f"This invoice is {invoice['status']}.", "invoice_not_editable")
        return invoice

    def lines(self, key: str) -> list[StripeObject]:
        return [item for item in self.objects["invoiceitem"].values() if item["invoice"] == key]

    def add_up(self, invoice: StripeObject) -> None:
        net, taxes = 0, Counter[str]()
        for item in self.lines(invoice["id"]):
            net += item["amount"]
            for rate in item["tax_rates"]:
                exact = Decimal(item["amount"]) * Decimal(str(rate["percentage"])) / 100
                taxes[rate["id"]] += int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        invoice["total_taxes"] = [
            {"amount": sum_, "tax_behavior": "exclusive", "type": "tax_rate_details"}
            for sum_ in taxes.values()
        ]
        invoice["total"] = invoice["amount_remaining"] = net + sum(taxes.values())

    def end(self, invoice: StripeObject, status: str, news: str) -> StripeObject:
        invoice["status"] = status
        self.emit(news, invoice)
        return invoice

    def lower(self, invoice: StripeObject, pence: int) -> None:
        """Take so much off what is left to be paid."""
        invoice["amount_remaining"] -= pence
        if invoice["status"] == "open" and not invoice["amount_remaining"]:
            self.end(invoice, "paid", "invoice.paid")

    def count_towards(
        self, key: str, pence: int, how: StripeObject, currency: str = "gbp"
    ) -> StripeObject:
        invoice = self.in_state(key, "open", "uncollectible")
        paid = {"paid_at": int(time.time()), "canceled_at": None}
        made = self.new(
            "invoice_payment", invoice=key, status="paid", amount_paid=pence, currency=currency
        )
        made |= {"amount_requested": pence, "payment": how, "status_transitions": paid}
        invoice["amount_paid"] += pence
        self.emit("invoice_payment.paid", made)
        self.lower(invoice, min(pence, invoice["amount_remaining"]))
        return made
