"""People's spreadsheets on pages: chosen, checked, looked at row by row, imported, undone."""
