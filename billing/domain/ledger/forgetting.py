"""Where the books hold a graduate's name as text: what is not issued yet forgets it."""

from django.db.models import Q

from billing.choices import InvoiceState
from billing.models import InvoiceLine, Rebate
from foundation.forgetting import holds_words

# An issued invoice stays as it was sent for six years; a draft is only a plan.
holds_words(InvoiceLine, "description", where=Q(invoice__state=InvoiceState.DRAFT))
holds_words(Rebate, "barred")
