"""Foothold is put on a machine by the commands of docs/operators/install.md, and used there."""
