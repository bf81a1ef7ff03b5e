"""The finance desk's bank pages: statements imported, lines matched, credit applied."""
