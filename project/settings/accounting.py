"""Accounting files: accounts and tax names as they are in the bookkeeper's program.

Each is a variable of the environment, such as XERO_ACCOUNT or SAGE50_TAX_REVERSE_CHARGE.
"""

import environ

env = environ.Env()

# Program: what it calls the account our fees go to, the bank money comes to, and each tax
DEFAULTS = {
    "xero": {
        "account": "200",
        "bank": "",  # money comes in as the statement of an account, chosen when it is imported
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
ACCOUNTING = {
    program: {
        name: env(f"{program}_{name}".upper(), default=value) for name, value in names.items()
    }
    for program, names in DEFAULTS.items()
}
