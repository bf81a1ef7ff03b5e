"""Accounting files: accounts and tax names as they are in the bookkeeper's program.

Each is a variable of the environment, such as XERO_ACCOUNT or SAGE50_TAX_REVERSE_CHARGE.
"""

from .variables import ACCOUNTING as VARIABLES
from .variables import environment

ACCOUNTING = {
    program: {name: environment.read(variable) for name, variable in names.items()}
    for program, names in VARIABLES.items()
}
