"""Spreadsheets that people already have, read safely and imported all rows or none.

``files.read_table`` turns a CSV or XLSX file into a ``Table``; ``mapping`` finds our columns in it;
``fields`` read UK dates, money and rates; ``plan.run`` checks every row and writes all or none.
"""
