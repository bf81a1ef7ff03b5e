"""The frame: settings, addresses, accounts and what every floor stands on."""

import os

# openpyxl takes lxml where it is installed (the e-invoices bring it): that reads an XML bomb which
# defusedxml refuses, and its writer lacks the stream our workbook's rows go to. Said here, before
# anything of ours is imported.
os.environ.setdefault("OPENPYXL_LXML", "False")
