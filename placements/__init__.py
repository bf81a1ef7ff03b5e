"""Graduates, their introductions, hires and outcomes."""
