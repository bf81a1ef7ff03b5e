"""Putting Foothold on a server, and what is missing there."""
