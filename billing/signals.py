"""What the ledger announces, in the transaction it belongs to: to be heard or rolled back."""

from django.dispatch import Signal

invoice_issued = Signal()  # invoice: one of ours, not one brought over
invoice_changed = Signal()  # invoice: an issued one, when its state or its money moved
credit_note_issued = Signal()  # credit_note
late_charge_made = Signal()  # charge
