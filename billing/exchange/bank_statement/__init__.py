"""Bank statements: CSV files and spreadsheets of any UK bank, and OFX.

``read.read_statement`` turns the bytes into movements, with every fault in its row and column;
``billing.domain.bank.bank_statements.take`` books them.
"""
