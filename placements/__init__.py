"""Whom we place, with whom, and what became of it."""
