"""The variables of the accounting programs: names as they are in the bookkeeper's own.

Program: the account our fees go to, the bank money comes to, and each tax. Xero and QuickBooks take
money as a statement of an account that is chosen there.
"""

from .environment import Variable
from .kinds import TEXT

PROGRAMS = {
    "xero": {
        "account": "200",
        "bank": "",
        "tax_standard": "20% (VAT on Income)",
        "tax_reverse_charge": "Zero Rated Income",
        "tax_not_registered": "No VAT",
    },
    "quickbooks": {
        "account": "Placement fee",  # the product or service, which names its own account
        "bank": "",
        "tax_standard": "20.0% S",
        "tax_reverse_charge": "0.0% Z",
        "tax_not_registered": "No VAT",
    },
    "sage50": {
        "account": "4000",
        "bank": "1200",
        "tax_standard": "T1",
        "tax_reverse_charge": "T0",
        "tax_not_registered": "T9",
    },
}
SENTENCES = {
    "account": "The account that our fees go to.",
    "bank": "The bank account that money comes to.",
    "tax_standard": "The standard rate of VAT.",
    "tax_reverse_charge": "A supply to a business abroad.",
    "tax_not_registered": "While we are not registered for VAT.",
}
ACCOUNTING = {
    program: {
        name: Variable(f"{program}_{name}".upper(), TEXT, default, SENTENCES[name])
        for name, default in names.items()
    }
    for program, names in PROGRAMS.items()
}
