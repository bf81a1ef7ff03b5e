"""The finance desk's bank pages: statements taken, lines matched, credit applied."""
