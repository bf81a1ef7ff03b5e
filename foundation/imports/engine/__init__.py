"""Existing spreadsheets, read safely and imported: all rows or none.

``files.read_table`` turns a CSV or XLSX file into a ``Table``; ``mapping`` locates our columns;
``fields`` read UK dates, money and rates; ``plan.run`` checks every row and writes all or none.
"""
