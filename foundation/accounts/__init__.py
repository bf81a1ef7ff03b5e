"""Users: people with a role, and programs with a key."""
